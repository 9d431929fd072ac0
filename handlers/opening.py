"""Opening and closing the long-lived parts in their order, whatever happens in between."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.library import IndexReport, Library, Progress
from bot.settings import Settings
from bot.store.query_log import QueryLog
from bot.store.store import Store
from handlers.services import Clock, Services


def utc_now() -> datetime:
    """Return the time, aware of its zone."""
    return datetime.now(UTC)


def no_progress(what: str, done: int, total: int) -> None:
    """Show no progress."""


@asynccontextmanager
async def opened_library(settings: Settings, clock: Clock = utc_now) -> AsyncIterator[tuple[Store, Library]]:
    """Open the store and make the library of its documents; the library's own `open` or `reindex` is the caller's.

    Raises BriefingError when the state cannot be used.
    """
    store = await Store.open(settings.database_url.get_secret_value())
    try:
        await store.migrate()
        yield store, Library(store, settings.seeds_dir, settings.data_dir, clock)
    finally:
        await store.close()


@asynccontextmanager
async def opened_services(
    settings: Settings, clock: Clock = utc_now, progress: Progress = no_progress
) -> AsyncIterator[tuple[Services, IndexReport | None]]:
    """Open all that handlers need, the index made anew where the documents changed; close it in reverse order."""
    async with opened_library(settings, clock) as (store, library):
        report = await library.open(progress)
        query_log = QueryLog(store)
        query_log.start()
        try:
            yield Services(library, store, query_log, settings, clock, await store.pseudonym_key()), report
        finally:
            await query_log.close()

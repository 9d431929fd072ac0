"""The documents and the state, opened without what only chats need: a command line does not wait for that."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.library import IndexReport, Library, Perform
from bot.settings import Settings
from bot.store.store import Store

_log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """Return the time, aware of its zone."""
    return datetime.now(UTC)


@asynccontextmanager
async def opened_library(
    settings: Settings, clock: Callable[[], datetime] = utc_now, changes: Perform | None = None
) -> AsyncIterator[tuple[Store, Library]]:
    """Open the store and make the library of its documents; the library's own `open` or `reindex` is the caller's.

    `changes` carries out changes of the documents once the index is open; by default that is done here.
    Raises BriefingError when the state cannot be used.
    """
    store = await Store.open(settings.database_url.get_secret_value())
    try:
        await store.migrate()
        yield store, Library(store, settings.seeds_dir, settings.data_dir, clock, changes)
    finally:
        await store.close()


def log_report(report: IndexReport | None) -> None:
    """Log what a reindex did, if there was one."""
    if report is None:
        return
    _log.info(
        "read %d files in %.1f s: %d documents, %d paragraphs",
        report.files, report.seconds, report.documents, report.paragraphs,
    )  # fmt: skip
    for skipped in report.skipped:
        _log.warning("%s is left out: %s", skipped.file, skipped.reason)

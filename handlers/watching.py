"""The folder of documents: read anew soon after it changed, and once a minute where nothing tells of a change."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from bot.seed_reading import seeds_state
from bot.watching import at_rest, changes
from handlers.errors import report
from handlers.library import log_report
from handlers.services import Services

_log = logging.getLogger(__name__)
_AGAIN_S = 60.0  # after which it is tried again to watch what could not be watched


async def read_anew(services: Services) -> None:
    """Read the documents anew where they changed, once nobody writes there any more. The old index answers meanwhile.

    One at a time. Raises BriefingError.
    """
    async with services.reading:
        if await services.library.is_behind():
            await at_rest(partial(seeds_state, services.settings.seeds_dir), services.pace.quiet_s)
        log_report(await services.library.refresh())


@asynccontextmanager
async def watched(services: Services) -> AsyncIterator[None]:
    """Watch the folder of documents, if the settings want that, for as long as the block lasts."""
    if not services.settings.watch_seeds:
        yield
        return
    stop = asyncio.Event()
    watching = asyncio.create_task(_watch(services, stop), name="watch the documents")
    try:
        yield
    finally:
        stop.set()
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


async def _watch(services: Services, stop: asyncio.Event) -> None:
    """Read the documents whenever they change. Where they cannot be watched, say so once, and leave it to the clock."""
    folder, told = services.settings.seeds_dir, False
    while not stop.is_set():
        try:
            async for _ in changes(folder, stop):
                told = False
                await _read(services)
        except (OSError, RuntimeError) as error:  # watchfiles' own errors are of the latter kind
            if not told:
                _log.warning("%s cannot be watched, so it is looked at once a minute: %s", folder, error)
            told = True
        await asyncio.sleep(_AGAIN_S)


async def _read(services: Services) -> None:
    try:
        await read_anew(services)
    except Exception as error:  # told as that of the clock's look is, and the next change is another chance
        report(services.texts, error, "job refresh")

"""Folders that change: when they do, and when whoever writes there has come to an end."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from watchfiles import awatch

_TOGETHER_MS = 1_000  # changes that follow each other are told of as one for so long
_LONGEST_S = 600.0  # a folder that is never at rest is read all the same


async def changes(folder: Path, stop: asyncio.Event) -> AsyncIterator[None]:
    """Yield whenever something changes in a folder or below it, until the stop, or until the folder is another.

    What changes while nobody waits for the next is told of then. Some file systems, those of a network above all, tell
    of nothing. Raises OSError where the folder is not there, or the operating system does not let it be watched.
    """
    watched = _identity(folder)
    async for _ in awatch(folder, watch_filter=None, debounce=_TOGETHER_MS, stop_event=stop):
        yield
        if _identity(folder) != watched:
            return


def _identity(folder: Path) -> tuple[int, int] | None:
    """Return what tells a folder from one that has taken its name; None where there is none."""
    try:
        found = folder.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


async def at_rest(look: Callable[[], object], quiet_s: float, longest_s: float = _LONGEST_S) -> None:
    """Return once two looks, so many seconds apart, see the same; after `longest_s` in any case.

    `look` is called in a thread.
    """
    loop = asyncio.get_running_loop()
    until, seen = loop.time() + longest_s, await asyncio.to_thread(look)
    while loop.time() < until:
        await asyncio.sleep(quiet_s)
        before, seen = seen, await asyncio.to_thread(look)
        if seen == before:
            return

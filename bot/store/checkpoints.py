"""Bringing what SQLite wrote into its log over into its file, beside those who wait for an answer.

A commit that finds the log long does that by default, and waits for the disk meanwhile, with all who write after it:
most of a second while an archive comes. See https://www.sqlite.org/wal.html#avoiding_excessively_large_wal_files.
"""

import asyncio
from pathlib import Path

from sqlalchemy import Engine

from bot.store.database import LONG_LOG, Database

_LOG = 8_000  # pages, 32 MB, from which on it is worth while: to begin the log anew costs a wait for the disk
_PAGE = 4_096  # bytes
_TOUCH = "PRAGMA user_version = 0"  # a write that says nothing


class Checkpointed(Database):
    """A database whose log is brought over by the clock."""

    _written_ns = 0  # when the log was written to last, as it was known after the last look

    async def checkpoint(self, log_pages: int = _LOG) -> None:
        """Bring the log over where it has so many pages. Nobody waits for that. Of another database it is nothing.

        Raises StoreError.
        """
        if self._quick:
            with self._explained():
                self._written_ns = await asyncio.to_thread(_checkpoint, self._quick, log_pages, self._written_ns)


def _checkpoint(engine: Engine, log_pages: int, known_ns: int) -> int:
    """Bring a log over that was written to since `known_ns`; return when it was written to last."""
    log = Path(f"{engine.url.database}-wal")
    if not _is_worth_a_look(log, log_pages, known_ns):
        return known_ns
    _bring_over(engine, log_pages)
    return log.stat().st_mtime_ns if log.exists() else 0


def _is_worth_a_look(log: Path, log_pages: int, known_ns: int) -> bool:
    # The file never shrinks: that it is long says that there once was so much in it.
    return log.exists() and log.stat().st_size >= log_pages * _PAGE and log.stat().st_mtime_ns != known_ns


def _bring_over(engine: Engine, log_pages: int) -> None:
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA wal_autocheckpoint = {log_pages}")
        try:
            cursor.execute(_TOUCH)
            cursor.execute(_TOUCH)  # who writes first after it begins the log anew, which waits for the disk as well
        finally:
            cursor.execute(f"PRAGMA wal_autocheckpoint = {LONG_LOG}")
            cursor.close()
    finally:
        connection.close()

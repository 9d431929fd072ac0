"""Inline queries before they are whole: each letter typed is a query, only what a person pauses at is logged."""

import asyncio
from collections.abc import Callable

from bot.store.rows import QueryRow


class Drafts:
    """The latest inline query of each person, handed on once it has stood for a while.

    Belongs to one event loop. Telegram tells which result was chosen only if the bot's owner has switched that on, and
    never of a query that found nothing, which is what an editor wants to know most: so the pause decides.
    """

    def __init__(self, settled: Callable[[QueryRow], None], pause_s: float) -> None:
        """Take what becomes of a row that stood for `pause_s`."""
        self._settled = settled
        self._pause_s = pause_s
        self._waiting: dict[int, tuple[QueryRow, asyncio.TimerHandle]] = {}

    def put(self, user_id: int, row: QueryRow) -> None:
        """Replace what a person was typing."""
        self.forget(user_id)
        timer = asyncio.get_running_loop().call_later(self._pause_s, self._settle, user_id)
        self._waiting[user_id] = (row, timer)

    def forget(self, user_id: int) -> int:
        """Drop what waits of a person; return how many rows."""
        dropped = self._waiting.pop(user_id, None)
        if dropped:
            dropped[1].cancel()
        return int(dropped is not None)

    def close(self) -> None:
        """Hand on all that waits: nobody types on while the bot stops."""
        for user_id in tuple(self._waiting):
            self._waiting[user_id][1].cancel()
            self._settle(user_id)

    def _settle(self, user_id: int) -> None:
        row, _ = self._waiting.pop(user_id)
        self._settled(row)

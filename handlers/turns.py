"""Who waits for whom: a person's messages in a chat are answered in their order, and nobody else waits for them."""

import asyncio
from collections.abc import Awaitable
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

# Those that wait for their turn count too, so that it must be far above what one person can send; Telegram keeps
# what is not fetched.
_MOST_AT_ONCE = 4096


class InTurn(BaseUpdateProcessor):
    """Handles updates at once, but those of one person in one chat one after the other."""

    def __init__(self) -> None:
        """Start with nobody waiting."""
        super().__init__(_MOST_AT_ONCE)
        self._turns: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()

    async def initialize(self) -> None:
        """Need nothing."""

    async def shutdown(self) -> None:
        """Leave nothing."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Handle an update when it is its turn."""
        place = _place(update)
        if place is None:
            await coroutine
            return
        turn = self._turns.setdefault(place, asyncio.Lock())  # this frame keeps it alive; it goes with the last one
        async with turn:
            await coroutine


def _place(update: object) -> tuple[int, int] | None:
    if not isinstance(update, Update) or update.effective_chat is None or update.effective_user is None:
        return None  # an inline query: each is of its own
    return update.effective_chat.id, update.effective_user.id

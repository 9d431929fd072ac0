"""Work of some seconds or minutes, and the message that tells how far it is."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from telegram import Bot
from telegram.error import TelegramError

from bot.editing import Progress
from handlers import desk_messages
from handlers.outgoing import Outgoing
from handlers.sending import edit
from handlers.texts import Texts

_log = logging.getLogger(__name__)

_SURE_AFTER_S = 10.0  # what takes less has no need of a reckoning
EVERY_S = 3.0  # Telegram lets a message be edited some twenty times a minute


class Remaining:
    """Reckons how long some work will take by how long it has taken so far."""

    def __init__(self) -> None:
        self._what = ""
        self._begun = (0.0, 0)  # when it did, with how much done

    def seconds(self, what: str, done: int, total: int, now: float) -> float | None:
        """Return how long the rest will take; None while that cannot be said."""
        if what != self._what:
            self._what, self._begun = what, (now, done)
        passed, did = now - self._begun[0], done - self._begun[1]
        if passed < _SURE_AFTER_S or did <= 0:
            return None
        return (total - done) * passed / did


@asynccontextmanager
async def shown_in(
    bot: Bot, chat_id: int, message_id: int, texts: Texts, every_s: float = EVERY_S
) -> AsyncIterator[Progress]:
    """Give what takes reports of progress, from any thread, and show the latest in a message every so often."""
    latest: list[Outgoing] = []
    remaining = Remaining()

    def report(what: str, done: int, total: int) -> None:
        left_s = remaining.seconds(what, done, total, time.monotonic())
        latest[:] = [desk_messages.progress(texts, what, done, total, left_s)]

    showing = asyncio.create_task(_show(bot, chat_id, message_id, latest.copy, every_s), name="progress")
    try:
        yield report
    finally:
        showing.cancel()
        await asyncio.gather(showing, return_exceptions=True)


async def _show(bot: Bot, chat_id: int, message_id: int, latest: Callable[[], list[Outgoing]], every_s: float) -> None:
    shown: list[Outgoing] = []
    while True:
        await asyncio.sleep(every_s)
        now = latest()
        if now and now != shown:
            shown = now
            try:
                await edit(bot, chat_id, message_id, now[0])
            except TelegramError as error:  # the end of it is told by another edit
                _log.info("progress could not be shown: %s", error.message)

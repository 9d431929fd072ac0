"""Work of some seconds or minutes, and the message that tells how far it is."""

import asyncio
import logging
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

EVERY_S = 3.0  # Telegram lets a message be edited some twenty times a minute


@asynccontextmanager
async def shown_in(
    bot: Bot, chat_id: int, message_id: int, texts: Texts, every_s: float = EVERY_S
) -> AsyncIterator[Progress]:
    """Give what takes reports of progress, from any thread, and show the latest in a message every so often."""
    latest: list[Outgoing] = []

    def report(what: str, done: int, total: int) -> None:
        latest[:] = [desk_messages.progress(texts, what, done, total)]

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

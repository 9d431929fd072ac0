"""From what the bot says to Telegram's methods, and the ways in which a message can be gone meanwhile."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from handlers.outgoing import Document, Outgoing, Rows

_log = logging.getLogger(__name__)

_TYPING_LASTS_S = 4.5  # a client shows it for 5 s
_TYPING_GRACE_S = 1.0
_UNCHANGED = "message is not modified"
# Telegram's words for a message that was deleted, is not ours, or lies in a chat that is gone.
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")


@dataclass(frozen=True, slots=True)
class Place:
    """Where to write: a chat, a thread in it if it has any, and the message to reply to, if one."""

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None


async def send(bot: Bot, place: Place, outgoing: Outgoing) -> int:
    """Send a message and return its id. A question that was deleted is answered without the reference to it."""
    reference = ReplyParameters(place.reply_to, allow_sending_without_reply=True) if place.reply_to else None
    sent = await bot.send_message(
        place.chat_id,
        outgoing.html,
        message_thread_id=place.thread_id,
        reply_parameters=reference,
        reply_markup=keyboard(outgoing.rows),
    )
    return sent.message_id


async def send_document(bot: Bot, place: Place, document: Document, caption: str = "") -> int:
    """Send a file and return its message's id."""
    sent = await bot.send_document(
        place.chat_id,
        InputFile(document.content, document.name),
        caption=caption or None,
        parse_mode=None,
        message_thread_id=place.thread_id,
    )
    return sent.message_id


async def edit(bot: Bot, chat_id: int, message_id: int, outgoing: Outgoing) -> bool:
    """Make a message say something else; tell whether it is there to say it. Saying the same again is fine."""
    try:
        await bot.edit_message_text(
            outgoing.html, chat_id=chat_id, message_id=message_id, reply_markup=keyboard(outgoing.rows)
        )
    except BadRequest as error:
        said = error.message.lower()
        if _UNCHANGED in said:
            return True
        if any(gone in said for gone in _GONE):
            return False
        raise
    return True


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """Return the buttons as Telegram's, None where there are none."""
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(b.label, callback_data=b.data or None, url=b.url or None) for b in row] for row in rows]
    )


@asynccontextmanager
async def typing(bot: Bot, place: Place, after_s: float) -> AsyncIterator[None]:
    """Show "typing" in a chat for as long as the block takes, if it takes longer than `after_s`."""
    done = asyncio.Event()
    signs: list[asyncio.Task[None]] = []

    def begin() -> None:
        signs.append(asyncio.create_task(_show_typing(bot, place, done), name="typing"))

    beginning = asyncio.get_running_loop().call_later(after_s, begin)  # most blocks end before there is a task
    try:
        yield
    finally:
        beginning.cancel()
        done.set()
        for sign in signs:
            # A sign on its way arrives before the answer, or it would stand there after it; one that hangs is given up.
            await asyncio.wait({sign}, timeout=_TYPING_GRACE_S)
            sign.cancel()
            await asyncio.gather(sign, return_exceptions=True)


async def _show_typing(bot: Bot, place: Place, done: asyncio.Event) -> None:
    while not done.is_set():
        try:
            await bot.send_chat_action(place.chat_id, ChatAction.TYPING, message_thread_id=place.thread_id)
        except TelegramError as error:
            _log.debug("no typing sign: %s", error.message)
        await _happened(done, _TYPING_LASTS_S)


async def _happened(event: asyncio.Event, within_s: float) -> bool:
    try:
        async with asyncio.timeout(within_s):
            return await event.wait()
    except TimeoutError:
        return False

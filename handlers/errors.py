"""What becomes of an error: a line or a traceback in the log, a plain sentence in the chat, never its own text."""

import logging
import secrets

from telegram import MaybeInaccessibleMessage, Message, Update
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError
from telegram.ext import ContextTypes

from bot.errors import BriefingError, NoIndexError, NotOpenError, StoreError
from handlers import messages
from handlers.sending import Place, send
from handlers.services import Services
from handlers.texts import Texts

_log = logging.getLogger(__name__)


def report(texts: Texts, error: BaseException, doing: str) -> str:
    """Log an error and return the sentence that a person may be told; "" where nobody can be told.

    `doing` says in the log what the bot was about. A defect gets a reference, the same in the log and the sentence.
    """
    if isinstance(error, Forbidden):
        _log.info("%s: the bot may not write there (%s)", doing, error.message)
        return ""
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        _log.warning("%s: Telegram cannot be reached (%s)", doing, error.message)
        return ""
    if isinstance(error, NotOpenError):
        _log.info("%s: %s", doing, error)  # why that takes time is in the log already
        return texts.no_index
    if isinstance(error, BriefingError):
        _log.error("%s: %s", doing, error)
        return _sentence(texts, error)
    reference = secrets.token_hex(3).upper()
    _log.error("%s: reference %s", doing, reference, exc_info=error)
    return texts.defect.format(reference=reference)


def _sentence(texts: Texts, error: BriefingError) -> str:
    if isinstance(error, NoIndexError):
        return texts.no_index
    return texts.store_trouble if isinstance(error, StoreError) else texts.trouble


async def on_error(services: Services, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Report what went wrong in a handler, to the person if there is one, or in a job, to the log alone."""
    doing = f"job {context.job.name}" if context.job else "update"
    sentence = report(services.texts, context.error or RuntimeError("an error without an error"), doing)
    if not sentence or not isinstance(update, Update):
        return
    try:
        if update.inline_query:
            await update.inline_query.answer([], cache_time=0, is_personal=True)
        elif update.effective_chat:
            await send(context.bot, place_of(update), messages.note(sentence))
    except TelegramError as error:
        _log.warning("the person could not be told of it: %s", error.message)


def place_of(update: Update) -> Place:
    """Return where an answer to an update belongs: to the message in a group, simply next in a private chat."""
    chat, message = update.effective_chat, update.effective_message
    if chat is None:
        raise ValueError("the update is of no chat")
    if message is None or chat.type == chat.PRIVATE:
        return Place(chat.id)
    return Place(chat.id, thread_of(message) or None, message.message_id)


def thread_of(message: MaybeInaccessibleMessage) -> int:
    """Return the forum topic that a message stands in; 0 is the chat itself, a forum's General too.

    Replies in a group that is no forum have a thread's id as well, which is none to write to. A private chat is one
    place, whatever threads its person opens in it.
    """
    if not isinstance(message, Message) or message.chat.type == message.chat.PRIVATE:
        return 0
    return (message.message_thread_id or 0) if message.is_topic_message else 0

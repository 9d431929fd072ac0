"""A topic typed becomes a briefing; the same message edited changes it."""

import logging
import re
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, replace

from telegram import Message, Update, User
from telegram.ext import ContextTypes

from bot.errors import StoreError
from bot.search.matching import Outcome
from bot.store.rows import Ask, QueryRow, TakenAsk
from handlers import messages
from handlers.addresses import without_addresses
from handlers.cutting import cut_words, utf16_length
from handlers.errors import place_of
from handlers.follow_state import is_followed
from handlers.outgoing import Outgoing
from handlers.recording import Asked, Stopwatch, query_row, record
from handlers.sending import Place, edit, send, typing
from handlers.services import Services
from handlers.subjects import Subject

_log = logging.getLogger(__name__)

_CROWD = 8  # updates at once
MAX_QUERY = 200  # UTF-16 units of a person's text that are used: no topic or question needs more


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks in a chat, and the message that holds it."""

    asked: Asked
    place: Place
    message_id: int


async def on_text(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Take any text in a private chat for a topic, in a group one that is meant for the bot, be it below a picture."""
    message = update.effective_message
    text = addressed(message, context.bot.bot) if message else None
    if text is not None:
        await answer(services, update, context, without_addresses(text))


async def on_brief(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Take what follows the command for a topic."""
    text = without_addresses(" ".join(context.args or ()))
    if text:
        await answer(services, update, context, text)
    elif not update.edited_message:
        usage = messages.brief_usage(services.texts, services.library.topics)
        await send(context.bot, place_of(update), usage)


def addressed(message: Message, me: User) -> str | None:
    """Return what a message asks of the bot, without the bot's name; None where it is not meant for the bot.

    In a group a mention is, and a reply to the bot that has words: a thumb up is no question.
    """
    text = message.text or message.caption or ""
    rest = re.sub(rf"(?<!\w)@{re.escape(me.username or '')}\b", " ", text, flags=re.IGNORECASE)
    replied = message.reply_to_message.from_user if message.reply_to_message else None
    to_bot = replied is not None and replied.id == me.id and has_words(rest)
    if message.chat.type == message.chat.PRIVATE or rest != text or to_bot:
        return " ".join(rest.split())
    return None


def has_words(text: str) -> bool:
    """Tell whether a text has a letter or a digit of any alphabet."""
    return any(character.isalnum() for character in text)


async def answer(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE, text: str) -> None:
    """Answer a question, or change the answer that its message has already.

    A message that says what it said when it was answered, be it the same update again or an edit of something else,
    changes nothing.
    """
    question, watch = question_of(update, text), Stopwatch()
    async with _sign_of_life(services, context, question.place):
        taken = await _taken(services, update, question)
        known, ask_id = taken.known, taken.ask_id
        if known and _is_answered(known, question):
            return
        subject = Subject(ask_id=ask_id) if ask_id else None
        outgoing, row = await compose(services, question.asked, subject, watch, taken.followed)
    if row and row.outcome != Outcome.ANSWER.value and utf16_length(text) > MAX_QUERY:
        outgoing = messages.of_beginning(services.texts, outgoing)
    if row:
        record(services, row)
    sent = known.reply_message_id if known else None
    if sent is None or not await edit(context.bot, question.place.chat_id, sent, outgoing):
        # A briefing has a headline of its own; "nothing about that" has to point at what was asked.
        headed = row is not None and row.topic is not None
        place = question.place if headed else replace(question.place, reply_to=question.message_id)
        sent = await send(context.bot, place, outgoing)
    if ask_id:
        await _note_reply(services, ask_id, sent)


def _sign_of_life(
    services: Services, context: ContextTypes.DEFAULT_TYPE, place: Place
) -> AbstractAsyncContextManager[None]:
    """Show "typing" while an answer takes long; not in a crowd, where all would wait longer for the sake of signs.

    A sign costs about as much as an answer.
    """
    crowded = context.application.update_processor.current_concurrent_updates > _CROWD
    return nullcontext() if crowded else typing(context.bot, place, services.pace.typing_after_s)


async def compose(
    services: Services, asked: Asked, subject: Subject | None, watch: Stopwatch, keys: frozenset[str] | None
) -> tuple[Outgoing, QueryRow | None]:
    """Return the message that answers a text, and the row for the query log.

    A text without words, or of none but "the" and its like, is no query.

    `keys` are those of what is followed in the chat, None where that is not known.
    """
    if not has_words(asked.text):
        return messages.wordless(services.texts), None
    reply = await services.library.brief(asked.text)
    if reply.is_wordless:
        return messages.wordless(services.texts), None
    page = await services.library.page(reply, 0)
    outgoing = messages.answer(services.texts, reply, page, subject, is_followed(reply, keys))
    return outgoing, query_row(services, asked, reply, page, watch.milliseconds)


def question_of(update: Update, text: str) -> Question:
    """Return the question that an update's message puts."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        raise ValueError("the update has no message of anybody")
    asked = Asked(user.id, message.chat.type, cut_words(text, MAX_QUERY) if text else "")
    return Question(asked, place_of(update), message.message_id)


async def _taken(services: Services, update: Update, question: Question) -> TakenAsk:
    """Keep a question and return what the answer needs to know; where the store cannot, the answer matters more.

    A message that says what it said when it was answered is left as it is. A new message that has the id of an old one
    comes from another server: a preview begins its ids anew.
    """
    try:
        taken = await services.store.take_ask(
            chat_id=question.place.chat_id,
            thread_id=question.place.thread_id or 0,
            question_message_id=question.message_id,
            user_id=question.asked.user_id,
            text=question.asked.text,
            now=services.clock(),
        )
    except StoreError as error:
        _log.warning("a question is answered and not kept: %s", error)
        return TakenAsk(None, None, None)
    if taken.known is None:
        return taken
    is_new = update.message is not None and update.message.date > taken.known.asked_at
    known = None if is_new else taken.known
    if known and _is_answered(known, question):
        return taken
    return TakenAsk(await remember(services, question), known, taken.followed)


def _is_answered(known: Ask, question: Question) -> bool:
    return known.reply_message_id is not None and known.text == question.asked.text


async def remember(services: Services, question: Question, topic_id: str | None = None) -> str | None:
    """Keep a question for its buttons and edits; None where the store cannot: the answer matters more."""
    try:
        return await services.store.remember_ask(
            chat_id=question.place.chat_id,
            question_message_id=question.message_id,
            user_id=question.asked.user_id,
            text=question.asked.text,
            topic_id=topic_id,
            now=services.clock(),
        )
    except StoreError as error:
        _log.warning("a question is answered and not kept: %s", error)
        return None


async def _note_reply(services: Services, ask_id: str, message_id: int) -> None:
    try:
        await services.store.set_reply(ask_id, message_id)
    except StoreError as error:
        _log.warning("an answer was sent and is not kept: %s", error)

"""What the bot says of itself: the greeting, deep links, help."""

import re

from telegram import Update
from telegram.ext import ApplicationHandlerStop, ContextTypes

from handlers import messages
from handlers.addresses import without_addresses
from handlers.errors import place_of
from handlers.follow_state import followed_in, is_followed
from handlers.lists import topic_page
from handlers.membership import greeted
from handlers.questions import answer, has_words, question_of
from handlers.recording import Stopwatch, query_row, record
from handlers.sending import send
from handlers.services import Services
from handlers.subjects import Subject

TOPICS_PAYLOAD = "topics"  # of a link that leads to the list of topics
_EXAMPLES = 6
_TOPIC_ID = re.compile(r"[0-9a-f]{12}")


async def on_start(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Greet, or answer what a deep link carries: a topic's id, or a topic in words joined by hyphens."""
    payload = context.args[0] if context.args else ""
    if update.effective_chat:
        await greeted(services, update.effective_chat.id)
    if not payload:
        await greet(services, update, context)
    elif payload == TOPICS_PAYLOAD:
        await send(context.bot, place_of(update), topic_page(services, 0))
    elif _TOPIC_ID.fullmatch(payload):
        await _open_link(services, update, context, payload)
    else:
        await answer(services, update, context, re.sub(r"[-_]+", " ", payload))


async def greet(
    services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE, *, link_gone: bool = False
) -> None:
    """Say what the bot does, with the most mentioned topics to begin with."""
    topics = services.library.topics[:_EXAMPLES]
    await send(context.bot, place_of(update), messages.start(services.texts, topics, link_gone=link_gone))


async def _open_link(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE, topic_id: str) -> None:
    watch = Stopwatch()
    reply = await services.library.brief_topic(topic_id)
    page = await services.library.page(reply, 0) if reply else None
    if reply is None or page is None:
        await greet(services, update, context, link_gone=True)
        return
    question = question_of(update, reply.match.query)
    record(services, query_row(services, question.asked, reply, page, watch.milliseconds))
    keys = await followed_in(services, question.place.chat_id, question.place.thread_id or 0)
    outgoing = messages.answer(services.texts, reply, page, Subject(topic_id=topic_id), is_followed(reply, keys))
    await send(context.bot, question.place, outgoing)


async def on_echo(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Let no handler have a command again that says what it said: an edit is done, and an echo of a message is not."""
    message = update.effective_message
    if message is None:
        return
    said = ("command", message.chat.id, message.message_id, message.text)
    if not services.recent.is_first(said, services.clock()):
        raise ApplicationHandlerStop


async def on_unknown_command(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say that there is no such command."""
    await send(context.bot, place_of(update), messages.note(services.texts.unknown_command))


async def on_no_text(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer what is written below a picture or video; where nothing is, say that text is wanted, once for an album.

    What is edited and has no words, as a place that moves, is left alone.
    """
    message = update.effective_message
    album = message.media_group_id if message else None
    first = album is None or services.recent.is_first(("album", album), services.clock())
    caption = without_addresses(message.caption or "") if message and not message.document else ""
    if has_words(caption):
        await answer(services, update, context, caption)
    elif first and update.edited_message is None:
        await send(context.bot, place_of(update), messages.note(services.texts.text_only))

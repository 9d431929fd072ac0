"""Inline mode: a briefing typed after the bot's name, in any chat."""

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
    User,
)
from telegram.ext import ContextTypes
from telegram.helpers import create_deep_linked_url

from bot.answering import Page, Reply
from bot.corpus.documents import stable_id
from bot.search.matching import Outcome
from bot.search.topics import Topic
from handlers import messages
from handlers.about import TOPICS_PAYLOAD
from handlers.cutting import cut_words, utf16_length
from handlers.outgoing import Button
from handlers.questions import MAX_QUERY, has_words
from handlers.recording import INLINE, Asked, Stopwatch, query_row
from handlers.sending import keyboard
from handlers.services import Services

_CACHE_S = 30  # Telegram answers the same person with the same words itself for so long
_FIRST_TOPICS = 5  # offered before anything is typed
_MAX_DESCRIPTION = 120
_MAX_BUTTON = 64  # https://core.telegram.org/bots/api#inlinequeryresultsbutton


async def on_inline(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Offer the briefing on what is typed, or those on the topics that may be meant, or say that there is none."""
    query = update.inline_query
    if query is None:
        return
    typed = cut_words(" ".join(query.query.split()), MAX_QUERY) if query.query.strip() else ""
    if has_words(typed):
        found = await _found(services, query.from_user.id, typed)
    else:
        found = await _briefings(services, services.library.topics[:_FIRST_TOPICS])
    results = [article(services, context.bot.bot, reply, page) for reply, page in found]
    button = None if results else _button(services, typed)
    await query.answer(results, cache_time=_CACHE_S, is_personal=True, button=button)


async def _found(services: Services, user_id: int, typed: str) -> list[tuple[Reply, Page]]:
    watch = Stopwatch()
    reply = await services.library.brief(typed)
    page = await services.library.page(reply, 0)
    if services.settings.query_log_days:
        row = query_row(services, Asked(user_id, INLINE, typed), reply, page, watch.milliseconds)
        services.drafts.put(user_id, row)
    if page:
        return [(reply, page)]
    return await _briefings(services, reply.match.suggestions) if reply.outcome is Outcome.SUGGEST else []


async def _briefings(services: Services, topics: tuple[Topic, ...]) -> list[tuple[Reply, Page]]:
    found = []
    for topic in topics:
        reply = await services.library.brief_topic(topic.id)
        page = await services.library.page(reply, 0) if reply else None
        if reply and page:
            found.append((reply, page))
    return found


def article(services: Services, me: User, reply: Reply, page: Page) -> InlineQueryResultArticle:
    """Return a briefing as an inline result: its text for the chat, a button that leads to the bot."""
    topic = reply.match.topic
    outgoing = messages.view(services.texts, reply, page, None, number=0, evidence=False)
    link = create_deep_linked_url(me.username or "", topic.id) if topic else ""
    rows = ((Button(services.texts.open_in_chat, url=link),),) if link else ()
    return InlineQueryResultArticle(
        id=topic.id if topic else stable_id(reply.match.query),
        title=cut_words(reply.match.heading, messages.MAX_LABEL),
        description=messages.preview_line(page.briefing.quotes[0].sentence, _MAX_DESCRIPTION),
        input_message_content=InputTextMessageContent(outgoing.html),
        reply_markup=keyboard(rows),
    )


def _button(services: Services, typed: str) -> InlineQueryResultsButton:
    empty = utf16_length(services.texts.inline_nothing.format(typed=""))
    said = services.texts.inline_nothing.format(typed=messages.preview_line(typed or "-", _MAX_BUTTON - empty))
    return InlineQueryResultsButton(said, start_parameter=TOPICS_PAYLOAD)

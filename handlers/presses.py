"""Buttons: what a press asks for is decided first, then the press is answered, then the chat changes."""

import logging

from telegram import Bot, CallbackQuery, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.answering import Page, Reply
from handlers import (
    broadcasting,
    desk_presses,
    feed_desk,
    follow_presses,
    messages,
    question_presses,
    schedule_presses,
    topic_desk,
)
from handlers.actions import (
    ChooseTopic,
    Forget,
    OpenTopic,
    ShowView,
    TurnSources,
    TurnTopics,
    parse_action,
)
from handlers.broadcast_actions import BroadcastAction
from handlers.desk_actions import DeskAction
from handlers.errors import place_of, report, thread_of
from handlers.feed_actions import FeedAction
from handlers.follow_state import followed_in, is_followed
from handlers.lists import source_page, topic_page
from handlers.moves import Move, Press
from handlers.privacy import forget
from handlers.question_actions import QuestionAction
from handlers.recalling import recalled, shown_again
from handlers.recording import Asked, Stopwatch, query_row, record
from handlers.schedule_actions import ScheduleAction
from handlers.sending import Place, edit, send, send_document
from handlers.services import Services
from handlers.subjects import Subject
from handlers.topic_actions import TopicAction

_log = logging.getLogger(__name__)


async def on_press(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Do what a button says. The press is answered whatever happens, or the button would look busy for a minute."""
    query = update.callback_query
    if query is None:
        return
    press = _press(query)
    try:
        move = await decide(services, context.bot, press) if press else Move(note=services.texts.stale)
    except Exception as error:  # told by the answer to the press, which must not fail to come
        await _answer(query, Move(note=report(services.texts, error, "button")))
        return
    await _answer(query, move)
    if press:
        await _carry_out(context.bot, press, place_of(update), move)
        if move.later:
            context.application.create_task(move.later(), update, name="after a press")


async def _carry_out(bot: Bot, press: Press, place: Place, move: Move) -> None:
    if move.document:
        await send_document(bot, place, move.document)
    if move.edit and not await edit(bot, press.chat_id, press.message_id, move.edit):
        await send(bot, place, move.edit)
    for message_id, outgoing in move.others:
        await edit(bot, press.chat_id, message_id, outgoing)
    if move.send:
        await send(bot, place, move.send)


def _press(query: CallbackQuery) -> Press | None:
    action = parse_action(query.data or "")
    if action is None or query.message is None:
        return None
    if query.message.chat.is_forum and not query.message.is_accessible:
        return None  # nobody knows in which topic it stands
    chat, user = query.message.chat, query.from_user
    return Press(
        action,
        user.id,
        chat.id,
        chat.type,
        query.message.message_id,
        thread_of(query.message),
        chat.title or "",
        user.language_code or "",
    )


async def _answer(query: CallbackQuery, move: Move) -> None:
    try:
        await query.answer(move.note or move.toast or None, show_alert=bool(move.note))
    except TelegramError as error:  # pressed long ago, while the bot was away: what it asks for is still done
        _log.info("a press could not be answered: %s", error.message)


async def decide(services: Services, bot: Bot, press: Press) -> Move:
    """Return what a press comes to."""
    match press.action:
        case ShowView():
            return await _show(services, press, press.action)
        case ChooseTopic():
            return await _choose(services, press, press.action)
        case OpenTopic():
            return await _open(services, press, press.action)
        case TurnTopics(page):
            return Move(edit=topic_page(services, page))
        case TurnSources(page):
            return Move(edit=source_page(services, page))
        case Forget():
            return await _forget(services, press, press.action)
        case action if isinstance(action, QuestionAction):
            return await question_presses.decide(services, bot, press, action)
        case action if isinstance(action, ScheduleAction):
            return await schedule_presses.decide(services, bot, press, action)
        case action if isinstance(action, TopicAction):
            return await topic_desk.decide(services, bot, press, action)
        case action if isinstance(action, BroadcastAction):
            return await broadcasting.decide(services, bot, press, action)
        case action if isinstance(action, DeskAction):
            return await desk_presses.decide(services, bot, press, action)
        case action if isinstance(action, FeedAction):
            return await feed_desk.decide(services, bot, press, action)
        case action:
            return await follow_presses.decide(services, bot, press, action)


async def _show(services: Services, press: Press, action: ShowView) -> Move:
    reply = await recalled(services, action.subject)
    if isinstance(reply, str):
        return Move(note=reply)
    place = (press.chat_id, press.thread_id)
    if reply.briefing is None:
        return Move(note=services.texts.topic_gone)
    shown = await shown_again(services, place, reply, action.subject, action.page, evidence=action.evidence)
    return Move(edit=shown) if shown else Move(note=services.texts.no_more)


async def _choose(services: Services, press: Press, action: ChooseTopic) -> Move:
    watch = Stopwatch()
    ask = await services.store.ask(action.ask_id)
    if ask is None:
        return Move(note=services.texts.stale)
    found = await _topic(services, action.topic_id)
    if found is None:
        return Move(note=services.texts.topic_gone)
    reply, page = found
    ask_id = await services.store.remember_ask(
        chat_id=ask.chat_id,
        question_message_id=ask.question_message_id,
        user_id=ask.user_id,
        text=ask.text,
        topic_id=action.topic_id,
        now=services.clock(),
    )
    _record(services, press, reply, page, watch)
    followed = await _is_followed(services, press, reply)
    return Move(edit=messages.answer(services.texts, reply, page, Subject(ask_id=ask_id), followed))


async def _open(services: Services, press: Press, action: OpenTopic) -> Move:
    watch = Stopwatch()
    if not services.recent.is_first((press.chat_id, press.message_id, action.data), services.clock()):
        return Move()
    found = await _topic(services, action.topic_id)
    if found is None:
        return Move(note=services.texts.topic_gone)
    reply, page = found
    _record(services, press, reply, page, watch)
    followed = await _is_followed(services, press, reply)
    return Move(send=messages.answer(services.texts, reply, page, Subject(topic_id=action.topic_id), followed))


async def _topic(services: Services, topic_id: str) -> tuple[Reply, Page] | None:
    reply = await services.library.brief_topic(topic_id)
    page = await services.library.page(reply, 0) if reply else None
    return (reply, page) if reply and page else None


async def _is_followed(services: Services, press: Press, reply: Reply) -> bool | None:
    return is_followed(reply, await followed_in(services, press.chat_id, press.thread_id))


def _record(services: Services, press: Press, reply: Reply, page: Page, watch: Stopwatch) -> None:
    asked = Asked(press.user_id, press.chat_kind, reply.match.query)
    record(services, query_row(services, asked, reply, page, watch.milliseconds))


async def _forget(services: Services, press: Press, action: Forget) -> Move:
    if action.user_id != press.user_id:
        return Move(note=services.texts.not_yours)
    if not services.recent.is_first((press.chat_id, press.message_id, action.data), services.clock()):
        return Move()  # the second press of a double one would say that there was nothing to delete
    if not action.agreed:
        return Move(edit=messages.note(services.texts.kept))
    gone = await forget(services, press.user_id)
    return Move(edit=messages.forgotten(services.texts, gone.queries, gone.asks, gone.subscriptions))

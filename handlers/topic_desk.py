"""/topics edit, for admins in a private chat: what is said of topics beside topics.toml."""

from collections.abc import Awaitable, Callable

from telegram import Bot, Update
from telegram.ext import ContextTypes

from bot.store.rows import TopicEdit
from bot.topic_edits import TopicEditError
from handlers import topic_actions as actions
from handlers import topic_messages
from handlers.admins import is_admin, is_from_admin
from handlers.errors import place_of
from handlers.messages import note
from handlers.moves import Move, Press
from handlers.outgoing import Document, Outgoing
from handlers.prompting import ask
from handlers.sending import Place, send
from handlers.services import Services

Context = ContextTypes.DEFAULT_TYPE
FIND_PROMPT, ALIAS_PROMPT, NAME_PROMPT, MERGE_PROMPT = "edit topic", "topic alias", "topic name", "topic merge"


async def on_topics_edit(services: Services, update: Update, context: Context, typed: str) -> None:
    """Show the edits that hold, or the topic that the text names."""
    shown = await _found(services, typed) if typed else await _edits(services)
    await send(context.bot, place_of(update), shown)


# What somebody was asked for; `data` is the topic's id


async def on_topic_to_edit(services: Services, update: Update, context: Context, data: str, text: str) -> None:
    """Show the topic that a text names."""
    if is_from_admin(services, update):
        await send(context.bot, place_of(update), await _found(services, text))


async def on_alias(services: Services, update: Update, context: Context, data: str, text: str) -> None:
    """Take a text for another name of a topic."""
    await _answered(services, update, context, lambda by: services.topic_edits.add_alias(data, text, by))


async def on_name(services: Services, update: Update, context: Context, data: str, text: str) -> None:
    """Take a text for the name of a topic."""
    await _answered(services, update, context, lambda by: services.topic_edits.rename(data, text, by))


async def on_merge(services: Services, update: Update, context: Context, data: str, text: str) -> None:
    """Take a text for the topic that another is the same as."""
    await _answered(services, update, context, lambda by: services.topic_edits.merge(data, text, by))


async def _answered(
    services: Services, update: Update, context: Context, edit: Callable[[int], Awaitable[TopicEdit]]
) -> None:
    if not is_from_admin(services, update) or update.effective_user is None:
        return  # an admin no more, since the question
    try:
        shown = await _done(services, await edit(update.effective_user.id))
    except TopicEditError as error:
        shown = note(topic_messages.fault(services.texts, error))
    await send(context.bot, place_of(update), shown)


# Presses


async def decide(services: Services, bot: Bot, press: Press, action: actions.TopicAction) -> Move:
    """Return what a press comes to. Of buttons that are an admin's nobody else learns more than that they are old."""
    if not is_admin(services, press.user_id, press.chat_kind):
        return Move(note=services.texts.stale)
    try:
        return await _decided(services, bot, press, action)
    except TopicEditError as error:
        return Move(note=topic_messages.fault(services.texts, error))


async def _decided(services: Services, bot: Bot, press: Press, action: actions.TopicAction) -> Move:
    edits = services.topic_edits
    match action:
        case actions.ListEdits(page):
            return Move(edit=await _edits(services, page))
        case actions.OpenEdited(topic_id):
            return Move(edit=topic_messages.topic_page(services.texts, await edits.facts(topic_id)))
        case actions.ExportTopics():
            content = (await edits.as_toml()).encode()
            return Move(toast=services.texts.topic_desk.exported, document=Document("topics.toml", content))
        case actions.ChooseMerge(topic_id):
            near = await edits.near(topic_id)
            return Move(edit=topic_messages.merge_choice(services.texts, (await edits.facts(topic_id)).topic, near))
        case actions.MergeTopics(topic_id, into_id):
            return Move(edit=await _done(services, await edits.merge(topic_id, into_id, press.user_id)))
        case actions.HideTopic(topic_id):
            return Move(edit=await _done(services, await edits.hide(topic_id, press.user_id)))
        case actions.UndoEdit(edit_id):
            return await _undone(services, edit_id)
        case _:
            return await _asked(services, bot, press, action)


async def _asked(
    services: Services,
    bot: Bot,
    press: Press,
    action: actions.FindTopic | actions.AskAlias | actions.AskName | actions.AskMerge,
) -> Move:
    """Ask for a name, once for each message that has the button."""
    words = services.texts.topic_desk
    match action:
        case actions.FindTopic():
            kind, topic_id, form = FIND_PROMPT, "", words.which
        case actions.AskAlias(topic_id):
            kind, form = ALIAS_PROMPT, words.ask_alias
        case actions.AskName(topic_id):
            kind, form = NAME_PROMPT, words.ask_name
        case actions.AskMerge(topic_id):
            kind, form = MERGE_PROMPT, words.ask_merge
    name = (await services.topic_edits.facts(topic_id)).topic.name if topic_id else ""
    if services.recent.is_first((press.chat_id, press.message_id, action.data), services.clock()):
        place = Place(press.chat_id, press.thread_id or None)
        await ask(services, bot, place, press.user_id, kind, topic_id, form.format(topic=name), words.hint)
    return Move()


async def _undone(services: Services, edit_id: int) -> Move:
    gone = await services.topic_edits.undo(edit_id)
    if gone is None:
        return Move(toast=services.texts.topic_desk.undone_before, edit=await _edits(services))
    said = services.texts.topic_desk.undone.format(edit=topic_messages.said(services.texts, gone))
    return Move(edit=await _of_topic(services, gone.topic, said))


# Views


async def _edits(services: Services, page: int = 0, above: str = "") -> Outgoing:
    edits = await services.topic_edits.edits()
    return topic_messages.edit_list(services.texts, edits, len(services.library.topics), page, above)


async def _found(services: Services, typed: str) -> Outgoing:
    try:
        return topic_messages.topic_page(services.texts, await services.topic_edits.facts(typed))
    except TopicEditError:
        return topic_messages.found(services.texts, typed, await services.topic_edits.find(typed))


async def _done(services: Services, edit: TopicEdit) -> Outgoing:
    return await _of_topic(services, edit.topic, topic_messages.done(services.texts, edit))


async def _of_topic(services: Services, name: str, said: str) -> Outgoing:
    """Return a sentence above the page of a topic, or above all edits where there is no such topic now."""
    try:
        facts = await services.topic_edits.facts(name)
    except TopicEditError:
        return await _edits(services, above=said)
    return topic_messages.topic_page(services.texts, facts, said)

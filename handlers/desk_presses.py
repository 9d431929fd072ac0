"""Buttons of the editor's desk. Whatever the menu shows, each press is an admin's, alone with the bot."""

from collections.abc import Sequence
from functools import partial

from telegram import Bot

from bot.editing import Refusal, SourceFacts
from handlers import desk_messages, messages
from handlers.admins import is_admin
from handlers.changing import Deed, carry_out
from handlers.desk_actions import (
    AddDraft,
    CorrectDraft,
    CorrectSource,
    DeskAction,
    DiscardDraft,
    ListSources,
    OpenSource,
    RemoveSource,
    RereadSource,
    ShowDropped,
    UndoChange,
)
from handlers.documents import DRAFT_FACT_PROMPT
from handlers.interrupted import note_begun
from handlers.moves import Move, Press
from handlers.outgoing import Button
from handlers.prompting import ask, withdraw
from handlers.sending import Place
from handlers.services import Services

SOURCE_FACT_PROMPT = "source fact"  # the kind of a prompt; its data is "source id:field"


async def decide(services: Services, bot: Bot, press: Press, action: DeskAction) -> Move:
    """Return what a press comes to. Of buttons that are an admin's nobody else learns more than that they are old."""
    if not is_admin(services, press.user_id, press.chat_kind):
        return Move(note=services.texts.stale)
    match action:
        case AddDraft() | UndoChange() | RemoveSource() | RereadSource():
            await _ask_no_more(services, press)
            return await _deed(services, bot, press, action)
        case DiscardDraft(draft_id):
            await _ask_no_more(services, press)
            discarded = await services.editing.discard(draft_id)
            words = services.texts.desk
            return Move(edit=messages.note(words.discarded)) if discarded else Move(note=words.gone)
        case ShowDropped(draft_id):
            return await _dropped(services, draft_id)
        case CorrectDraft() | CorrectSource():
            return await _ask(services, bot, press, action)
        case ListSources(page):
            sources = await services.editing.sources(removed=True)
            return Move(edit=desk_messages.source_list(services.texts, sources, page))
        case OpenSource(source_id):
            one = await source_of(services, source_id)
            if one is None:
                return _refused(services, Refusal.GONE)
            return Move(edit=desk_messages.source(services.texts, one, services.clock()))


async def source_of(services: Services, source_id: str) -> SourceFacts | None:
    """Return the source that a button means, None where it is gone."""
    sources = await services.editing.sources(removed=True)
    return next((one for one in sources if desk_messages.source_id(one.name) == source_id), None)


async def _ask_no_more(services: Services, press: Press) -> None:
    """Let the next message be a query again: who acts on a document will not say more of its facts."""
    await withdraw(services, press.chat_id, press.user_id, (DRAFT_FACT_PROMPT, SOURCE_FACT_PROMPT))


def _refused(services: Services, refusal: Refusal) -> Move:
    return Move(note=desk_messages.refused(services.texts, refusal))


async def _deed(
    services: Services, bot: Bot, press: Press, action: AddDraft | UndoChange | RemoveSource | RereadSource
) -> Move:
    """Say at once that something is being done, and do it behind that."""
    if not services.recent.is_first((press.chat_id, press.message_id, action.data), services.clock()):
        return Move()
    words, later = services.texts.desk, partial(_later, services, bot, press)
    match action:
        case AddDraft(draft_id):
            run = await services.editing.draft(draft_id)
            if run is None:
                return Move(note=words.gone)
            add = partial(services.editing.add, draft_id, press.user_id)
            return await later(words.adding, add, [gain.topic_id for gain in run.gains[:1]])
        case UndoChange(change_id):
            change = await services.editing.change(change_id)
            if change is None or change.undone:
                return _refused(services, Refusal.DONE if change else Refusal.GONE)
            return await later(words.undoing, partial(services.editing.undo, change_id, press.user_id))
        case RemoveSource(source_id) | RereadSource(source_id):
            one = await source_of(services, source_id)
            if one is None:
                return _refused(services, Refusal.GONE)
            removes = isinstance(action, RemoveSource)
            does = services.editing.remove if removes else services.editing.reread
            said = words.removing if removes else words.rereading
            return await later(said, partial(does, one.name, press.user_id))


async def _later(services: Services, bot: Bot, press: Press, said: str, deed: Deed, gains: Sequence[str] = ()) -> Move:
    await note_begun(services, press.chat_id, press.message_id, press.action.data)  # before the message says so
    again = ((Button(services.texts.desk.again, press.action.data),),)
    place = Place(press.chat_id)
    later = partial(carry_out, services, bot, place, press.message_id, deed, again, gains)
    return Move(edit=messages.note(said), later=later)


async def _dropped(services: Services, draft_id: str) -> Move:
    run = await services.editing.draft(draft_id)
    if run is None:
        return Move(note=services.texts.desk.gone)
    document = desk_messages.left_out(services.texts, run)
    return Move(document=document) if document else Move(note=services.texts.desk.dropped_none)


async def _ask(services: Services, bot: Bot, press: Press, action: CorrectDraft | CorrectSource) -> Move:
    """Ask for a fact, once for a press; the next message answers."""
    words, field = services.texts.desk, action.field
    if isinstance(action, CorrectDraft):
        run = await services.editing.draft(action.draft_id)
        if run is None:
            return Move(note=words.gone)
        name, kind, data = run.name, DRAFT_FACT_PROMPT, f"{action.draft_id}:{field}"
    else:
        one = await source_of(services, action.source_id)
        if one is None:
            return _refused(services, Refusal.GONE)
        name, kind, data = one.name, SOURCE_FACT_PROMPT, f"{action.source_id}:{field}"
    if services.recent.is_first((press.chat_id, press.message_id, action.data), services.clock()):
        question = words.ask_fact[field].format(name=desk_messages.short_name(name))
        await ask(services, bot, Place(press.chat_id), press.user_id, kind, data, question, words.facts[field])
    return Move()

"""Facts that an admin writes as a reply to a card: "publisher: Reuters", a line each."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from telegram import Bot, Message, Update
from telegram.ext import ApplicationHandlerStop, ContextTypes

from bot.editing import DryRun, Facts, FactsError, SourceFacts
from handlers import desk_messages, messages
from handlers.addresses import links_in
from handlers.changing import carry_out
from handlers.desk_actions import (
    AddDraft,
    CorrectDraft,
    CorrectSource,
    DeskAction,
    DiscardDraft,
    RemoveSource,
    UndoChange,
    parse,
)
from handlers.desk_presses import source_of
from handlers.documents import show_anew
from handlers.errors import place_of
from handlers.prompting import Answering, on_turning_away
from handlers.sending import Place, send
from handlers.services import Services
from handlers.texts import Texts

_LINE = re.compile(r"\s*([^:：=]+?)\s*[:：=]\s*(.*?)\s*")


class NoFactError(Exception):
    """A line says nothing that a card has. The message is the line."""


def read_facts(texts: Texts, text: str) -> dict[str, str]:
    """Return what lines such as "publisher: Reuters" say, by field; nothing after the colon is "".

    Raises NoFactError for the first line that is none.
    """
    told: dict[str, str] = {}
    for line in filter(str.strip, text.splitlines()):
        found = _LINE.fullmatch(line)
        field = texts.desk.fact_names.get(found[1].casefold()) if found else None
        if found is None or field is None:
            raise NoFactError(line.strip())
        told[field] = found[2]
    return told


def card_of(message: Message) -> DeskAction | None:
    """Return what the buttons of a message of ours say it is about: a draft, a source, or what was done."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    actions = (parse(str(button.callback_data or "")) for row in rows for button in row)
    of_cards = (AddDraft, DiscardDraft, CorrectDraft, RemoveSource, CorrectSource, UndoChange)
    return next((action for action in actions if isinstance(action, of_cards)), None)


async def on_reply(
    services: Services, answers: Mapping[str, Answering], update: Update, context: ContextTypes.DEFAULT_TYPE
) -> None:
    """Take an admin's reply to a card for corrections, and let no other handler have it.

    A link is none, and what else was asked of the admin is forgotten.
    """
    message = update.effective_message
    replied = message.reply_to_message if message else None
    if message is None or replied is None or replied.from_user is None or replied.from_user.id != context.bot.id:
        return
    card = card_of(replied)
    if card is None or _is_link(services.texts, message):
        return
    await on_turning_away(services, answers, update, context)
    await _correct(services, update, context, card, message.text or "")
    raise ApplicationHandlerStop


def _is_link(texts: Texts, message: Message) -> bool:
    """Tell whether a reply sends a link, and does not name what it is the address of."""
    try:
        return not read_facts(texts, message.text or "")
    except NoFactError:
        return bool(links_in(message))


async def _correct(
    services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE, card: DeskAction, text: str
) -> None:
    texts, place = services.texts, place_of(update)
    try:
        told = read_facts(texts, text)
    except NoFactError as error:
        await send(context.bot, place, desk_messages.no_fact(texts, str(error)))
        return
    match card:
        case AddDraft(draft_id) | DiscardDraft(draft_id) | CorrectDraft(draft_id):
            await _correct_draft(services, context.bot, place, draft_id, told)
        case RemoveSource(source_id) | CorrectSource(source_id):
            one = await source_of(services, source_id)
            await _correct_source(services, update, context, one, told)
        case UndoChange(change_id):
            await _correct_source(services, update, context, await _only_source(services, change_id), told)


async def _correct_draft(services: Services, bot: Bot, place: Place, draft_id: str, told: Mapping[str, str]) -> None:
    texts, run = services.texts, await services.editing.draft(draft_id)
    if run is None:
        await send(bot, place, messages.note(texts.desk.gone))
        return
    if fault := _of_several(texts, told, _documents(run)):
        await send(bot, place, messages.note(fault))
        return
    try:
        corrected = await services.editing.correct(draft_id, _with(run.facts, told))
    except FactsError as error:
        await send(bot, place, desk_messages.bad_line(texts, error))
        return
    await show_anew(services, bot, place, run, corrected)


async def _correct_source(
    services: Services,
    update: Update,
    context: ContextTypes.DEFAULT_TYPE,
    one: SourceFacts | None,
    told: Mapping[str, str],
) -> None:
    texts, place, user = services.texts, place_of(update), update.effective_user
    fault = _of_several(texts, told, one.documents) if one else texts.desk.no_one_source
    if one is None or fault or user is None:
        await send(context.bot, place, messages.note(fault))
        return
    shown = await send(context.bot, place, messages.note(texts.desk.changing))
    rename = partial(services.editing.rename, one.name, _with(one.facts, told), user.id)
    changing = carry_out(services, context.bot, place, shown, rename)
    context.application.create_task(changing, update, name="correct a source")


async def _only_source(services: Services, change_id: str) -> SourceFacts | None:
    """Return the source that a change was about, None where it is gone or there were several."""
    change = await services.editing.change(change_id)
    if change is None or len(change.names) != 1:
        return None
    return await source_of(services, desk_messages.source_id(change.names[0]))


def _documents(run: DryRun) -> int:
    return sum(len(file.titles) for file in run.files)


def _of_several(texts: Texts, told: Mapping[str, str], documents: int) -> str:
    """Return why something cannot be said of so many documents at once, "" where it can."""
    if documents < 2 or not {"title", "url"} & told.keys():
        return ""
    return texts.desk.each_its_own.format(documents=messages.counted_words(texts.desk.documents, documents))


def _with(facts: Facts, told: Mapping[str, str]) -> Facts:
    return replace(facts, **told)

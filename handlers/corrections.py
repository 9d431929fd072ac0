"""Facts that an admin writes as a reply to a card: "publisher: Reuters", a line each."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from telegram import Message, Update
from telegram.ext import ApplicationHandlerStop, ContextTypes

from bot.editing import DryRun, FactsError, SourceFacts, checked
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
from handlers.facts import NoFactError, read_facts
from handlers.prompting import Answering, on_turning_away
from handlers.sending import send
from handlers.services import Services
from handlers.texts import Texts


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
    await _correct(services, update, context, await _corrected_by(services, card), message.text or "")
    raise ApplicationHandlerStop


def _is_link(texts: Texts, message: Message) -> bool:
    """Tell whether a reply sends a link, and does not name what it is the address of."""
    try:
        return not read_facts(texts, message.text or "")
    except NoFactError:
        return bool(links_in(message))


async def _corrected_by(services: Services, card: DeskAction) -> DryRun | SourceFacts | None:
    """Return what a reply to a card corrects; None where that is gone, or several documents are meant."""
    match card:
        case AddDraft(draft_id) | DiscardDraft(draft_id) | CorrectDraft(draft_id):
            return await services.editing.draft(draft_id)
        case RemoveSource(source_id) | CorrectSource(source_id):
            return await source_of(services, source_id)
        case UndoChange(change_id):
            change = await services.editing.change(change_id)
            names = change.names if change else ()
            return await source_of(services, desk_messages.source_id(names[0])) if len(names) == 1 else None
    return None


async def _correct(
    services: Services,
    update: Update,
    context: ContextTypes.DEFAULT_TYPE,
    subject: DryRun | SourceFacts | None,
    text: str,
) -> None:
    """Take the lines of a text for facts of a draft or a source, or say what is wrong with them."""
    texts, place, user = services.texts, place_of(update), update.effective_user
    if subject is None or user is None:
        await send(context.bot, place, messages.note(texts.desk.no_subject))
        return
    try:
        told = read_facts(texts, text)
        facts = await asyncio.to_thread(checked, replace(subject.facts, **told))
    except NoFactError as error:
        await send(context.bot, place, desk_messages.no_fact(texts, subject, str(error)))
        return
    except FactsError as error:
        await send(context.bot, place, desk_messages.bad_line(texts, subject, error))
        return
    if not told.keys() <= set(desk_messages.correctable(subject)):
        await send(context.bot, place, desk_messages.each_its_own(texts, subject))
    elif isinstance(subject, DryRun):
        corrected = await services.editing.correct(subject.id, facts)
        await show_anew(services, context.bot, place, subject, corrected)
    else:
        shown = await send(context.bot, place, messages.note(texts.desk.changing))
        changing = carry_out(
            services, context.bot, place, shown, partial(services.editing.rename, subject.name, facts, user.id)
        )
        context.application.create_task(changing, update, name="correct a source")

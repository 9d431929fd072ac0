"""What an admin sees and does of the documents that are indexed: /sources, corrections, /reindex."""

import logging
from functools import partial

from telegram import Bot, Update
from telegram.ext import ContextTypes

from bot.editing import Refusal
from bot.errors import BriefingError
from handlers import desk_messages, messages
from handlers.admins import is_from_admin
from handlers.changing import carry_out, tell
from handlers.desk_presses import source_of
from handlers.errors import place_of
from handlers.interrupted import noted
from handlers.library import log_report
from handlers.lists import on_sources
from handlers.outgoing import Outgoing
from handlers.progressing import shown_in
from handlers.sending import Place, send
from handlers.services import Services

_log = logging.getLogger(__name__)
FULL = "full"


async def on_sources_of_desk(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Show an admin what is indexed, with what can be done to it, and everybody else what is quoted."""
    if not is_from_admin(services, update):
        await on_sources(services, update, context)
        return
    sources = await services.editing.sources(removed=True)
    await send(context.bot, place_of(update), desk_messages.source_list(services.texts, sources, 0))


async def on_source_fact(
    services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE, data: str, text: str
) -> None:
    """Correct a fact of a source as its admin was asked to; `data` names the source and the fact."""
    user = update.effective_user
    if user is None or not is_from_admin(services, update):
        return  # an admin no more, since the question
    source_id, _, field = data.partition(":")
    texts, place = services.texts, place_of(update)
    one = await source_of(services, source_id)
    if one is None:
        await send(context.bot, place, messages.note(desk_messages.refused(texts, Refusal.GONE)))
        return
    shown = await send(context.bot, place, messages.note(texts.desk.changing))
    rename = partial(services.editing.rename, one.name, desk_messages.corrected(one.facts, field, text), user.id)
    changing = carry_out(services, context.bot, place, shown, rename)
    context.application.create_task(changing, update, name="correct a source")


async def on_reindex(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Read what changed in the folder of documents, or with "full" all of it, and tell what that came to."""
    words, place = services.texts.desk, place_of(update)
    if services.library.reindexing:
        await send(context.bot, place, messages.note(words.under_way))
        return
    full = FULL in [word.casefold() for word in context.args or ()]
    shown = await send(context.bot, place, messages.note(words.reindexing))
    context.application.create_task(_reindex(services, context.bot, place, shown, full=full), update, name="reindex")


async def _reindex(services: Services, bot: Bot, place: Place, shown: int, *, full: bool) -> None:
    async with noted(services, place.chat_id, shown):
        await tell(bot, place, shown, await _reindexed(services, bot, place, shown, full=full))


async def _reindexed(services: Services, bot: Bot, place: Place, shown: int, *, full: bool) -> Outgoing:
    try:
        async with shown_in(bot, place.chat_id, shown, services.texts) as progress:
            report = await services.library.reindex(progress, full=full)
    except BriefingError as error:
        _log.error("the documents were not read anew: %s", error)
        return desk_messages.failed(services.texts, str(error))
    log_report(report)
    return desk_messages.reindexed(services.texts, report)

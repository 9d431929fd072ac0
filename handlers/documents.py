"""Documents that an admin sends: read apart, shown as a dry run, and nothing changed before somebody says so."""

import tempfile
from pathlib import Path

from telegram import Bot, Update
from telegram import Document as Sent
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.editing import FactsError
from handlers import desk_messages, messages
from handlers.admins import is_from_admin
from handlers.changing import bad_fact, tell
from handlers.cutting import one_line
from handlers.errors import place_of
from handlers.sending import Place, send
from handlers.services import Services

DRAFT_FACT_PROMPT = "draft fact"  # the kind of a prompt; its data is "draft id:field"
MAX_BYTES = 20 * 2**20  # that Telegram lets a bot download; https://core.telegram.org/bots/api#getfile
_NAMELESS = "document"


async def on_document(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Read a file that an admin sends, beside what else the admin does, and tell what adding it would do."""
    message, user, texts = update.effective_message, update.effective_user, services.texts
    document = message.document if message else None
    if document is None or user is None:
        return
    place, name = place_of(update), one_line(document.file_name or "") or _NAMELESS
    if (document.file_size or 0) > MAX_BYTES:
        await send(context.bot, place, desk_messages.too_big(texts, name, document.file_size or 0))
        return
    shown = await send(context.bot, place, desk_messages.reading(texts, name))
    reading = _read(services, context.bot, place, shown, document, name, user.id)
    context.application.create_task(reading, update, name="read a document")


async def _read(
    services: Services, bot: Bot, place: Place, shown: int, document: Sent, name: str, user_id: int
) -> None:
    texts = services.texts
    with tempfile.TemporaryDirectory(prefix="topic-briefing-") as folder:
        path = Path(folder) / _NAMELESS
        try:
            await (await bot.get_file(document.file_id)).download_to_drive(path)
        except TelegramError:
            await tell(bot, place, shown, messages.note(texts.desk.not_handed))
            return
        run = await services.editing.dry_run(name, path, by=user_id, chat_id=place.chat_id, message_id=shown)
    await tell(bot, place, shown, desk_messages.draft(texts, run))


async def on_draft_fact(
    services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE, data: str, text: str
) -> None:
    """Correct a fact of a draft as its admin was asked to; `data` names the draft and the fact."""
    if not is_from_admin(services, update):
        return  # an admin no more, since the question
    draft_id, _, field = data.partition(":")
    texts, place = services.texts, place_of(update)
    run = await services.editing.draft(draft_id)
    try:
        run = await services.editing.correct(draft_id, desk_messages.corrected(run.facts, field, text)) if run else None
    except FactsError as error:
        await send(context.bot, place, messages.note(bad_fact(texts, error)))
        return
    await send(context.bot, place, desk_messages.draft(texts, run) if run else messages.note(texts.desk.gone))

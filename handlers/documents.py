"""Documents that an admin sends: read apart, shown as a dry run, and nothing changed before somebody says so."""

import logging
import tempfile
from collections.abc import Hashable, Sequence
from pathlib import Path

from telegram import Bot, Message, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.editing import DryRun, Facts, FactsError
from bot.errors import BriefingError
from handlers import desk_messages, messages
from handlers.admins import is_from_admin
from handlers.changing import bad_fact, tell
from handlers.cutting import one_line
from handlers.errors import place_of
from handlers.facts import facts_among
from handlers.interrupted import READING, noted
from handlers.outgoing import Outgoing
from handlers.progressing import shown_in
from handlers.sending import Place, edit, send
from handlers.services import Services

_log = logging.getLogger(__name__)

DRAFT_FACT_PROMPT = "draft fact"  # the kind of a prompt; its data is "draft id:field"
MAX_BYTES = 20 * 2**20  # that Telegram lets a bot download; https://core.telegram.org/bots/api#getfile
_NAMELESS = "document"


async def on_document(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Read a file that an admin sends, beside what else the admin does, and tell what adding it would do.

    The files of an album are one draft. Lines of a caption that are facts, "publisher: Reuters", correct it.
    """
    message, user, texts = update.effective_message, update.effective_user, services.texts
    document = message.document if message else None
    if message is None or document is None or user is None:
        return
    place = place_of(update)
    if (document.file_size or 0) > MAX_BYTES:
        await send(context.bot, place, desk_messages.too_big(texts, _name(message), document.file_size or 0))
        return
    album = (message.chat.id, message.media_group_id)
    if message.media_group_id and not services.albums.is_first(album, message):
        return
    shown = await send(context.bot, place, desk_messages.reading(texts, _name(message)))
    if message.media_group_id:
        reading = _read_album(services, context.bot, place, shown, album, user.id)
    else:
        reading = _read(services, context.bot, place, shown, (message,), user.id)
    context.application.create_task(reading, update, name="read a document")


def _name(message: Message) -> str:
    return one_line((message.document and message.document.file_name) or "") or _NAMELESS


async def _read_album(services: Services, bot: Bot, place: Place, shown: int, album: Hashable, user_id: int) -> None:
    sent = await services.albums.gathered(album, services.pace.album_s)
    await _read(services, bot, place, shown, sent, user_id)


async def _read(services: Services, bot: Bot, place: Place, shown: int, sent: Sequence[Message], user_id: int) -> None:
    """Read files and show them as one draft; whatever comes of it, the message that was sent first says it."""
    async with noted(services, place.chat_id, shown, READING):
        try:
            first, *others = await _read_all(services, bot, place, shown, sent, user_id)
        except BriefingError as error:
            _log.error("a file could not be taken in: %s", error)
            first, others = desk_messages.failed(services.texts, str(error)), []
        await tell(bot, place, shown, first)
    for other in others:
        await send(bot, place, other)


async def _read_all(
    services: Services, bot: Bot, place: Place, shown: int, sent: Sequence[Message], user_id: int
) -> list[Outgoing]:
    """Read files one after the other, and return their card, and of each that Telegram does not hand over, its name."""
    texts, made_at = services.texts, services.clock()
    drafts: list[str] = []
    missing: list[str] = []
    async with shown_in(bot, place.chat_id, shown, texts) as progress:
        files = [(_name(message), message.document) for message in sent if message.document]
        for done, (name, document) in enumerate(files):
            if len(files) > 1:
                progress("reading", done, len(files))
            with tempfile.TemporaryDirectory(prefix="topic-briefing-") as folder:
                path = Path(folder) / _NAMELESS
                try:
                    await (await bot.get_file(document.file_id)).download_to_drive(path)
                except TelegramError:
                    missing.append(name)
                    continue
                drafts += [
                    await services.editing.spool(
                        name, path, by=user_id, chat_id=place.chat_id, message_id=shown, made_at=made_at
                    )
                ]
    said = await _cards(services, drafts[0], sent) if drafts else []
    return said + [desk_messages.not_handed(texts, name) for name in missing]


async def _cards(services: Services, draft_id: str, sent: Sequence[Message]) -> list[Outgoing]:
    """Return the card of a draft with what its captions say of it, and what is wrong with that."""
    run, texts = await services.editing.draft(draft_id), services.texts
    if run is None:
        return [messages.note(texts.desk.gone)]
    told = facts_among(texts, "\n".join(message.caption or "" for message in sent))
    if not told:
        return [desk_messages.draft(texts, run)]
    if not told.keys() <= set(desk_messages.correctable(run)):
        return [desk_messages.draft(texts, run), desk_messages.each_its_own(texts, run)]
    try:
        corrected = await services.editing.correct(draft_id, Facts(**told))
    except FactsError as error:
        return [desk_messages.draft(texts, run), desk_messages.bad_line(texts, run, error)]
    return [desk_messages.draft(texts, corrected or run)]


async def on_draft_fact(
    services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE, data: str, text: str
) -> None:
    """Correct a fact of a draft as its admin was asked to; `data` names the draft and the fact."""
    if not is_from_admin(services, update):
        return  # an admin no more, since the question
    draft_id, _, field = data.partition(":")
    texts, place = services.texts, place_of(update)
    run = await services.editing.draft(draft_id)
    if run is None:
        await send(context.bot, place, messages.note(texts.desk.gone))
        return
    try:
        corrected = await services.editing.correct(draft_id, desk_messages.corrected(run.facts, field, text))
    except FactsError as error:
        await send(context.bot, place, messages.note(bad_fact(texts, error)))
        return
    await show_anew(services, context.bot, place, run, corrected)


async def show_anew(services: Services, bot: Bot, place: Place, before: DryRun, run: DryRun | None) -> None:
    """Show a draft that was corrected at the end of the chat; the card before it says no more than that it was."""
    texts = services.texts
    if run is None:
        await send(bot, place, messages.note(texts.desk.gone))
        return
    shown = await send(bot, place, desk_messages.draft(texts, run))
    await services.editing.show(run.id, shown)
    if before.message_id is not None:
        await edit(bot, place.chat_id, before.message_id, desk_messages.corrected_below(texts, run))

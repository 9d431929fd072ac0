"""Messages that say of something that it is being done: a bot that comes back tells what became of it."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ContextTypes

from bot.editing import Change
from bot.errors import StoreError
from bot.store.rows import DeedRow
from handlers import desk_messages, messages
from handlers.desk_actions import AddDraft, DeskAction, UndoChange, parse
from handlers.outgoing import Outgoing
from handlers.sending import Place, edit, send
from handlers.services import Services

_log = logging.getLogger(__name__)

READING = "reading"  # the data of a note of what only looks at something, and has no button


async def note_begun(services: Services, chat_id: int, message_id: int, data: str = "") -> None:
    """Note that a message says of something that it is being done, begun by the button with `data`, or `READING`."""
    await services.store.put_deed(DeedRow(chat_id, message_id, data, services.clock()))


@asynccontextmanager
async def noted(services: Services, chat_id: int, message_id: int, data: str = "") -> AsyncIterator[None]:
    """Keep that noted until the block has let the message say what it came to; where it fails, for the next start.

    Where the store cannot keep it the block goes on: the message already says that something is being done.
    """
    try:
        await note_begun(services, chat_id, message_id, data)
    except StoreError as error:
        _log.warning("something is done that the next start will know nothing of: %s", error)
        yield
        return
    yield
    await services.store.drop_deed(chat_id, message_id)


async def tell_of_interrupted(services: Services, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Let messages of what was under way when the bot ended tell what became of it."""
    for deed in await services.store.deeds_before(services.started_at):
        said = await _came_to(services, deed)
        try:
            if not await edit(context.bot, deed.chat_id, deed.message_id, said):
                await send(context.bot, Place(deed.chat_id), said)
        except (BadRequest, Forbidden) as error:
            _log.info("nobody can be told what became of something: %s", error.message)
        except TelegramError as error:
            _log.warning("what became of something is told at the next start: %s", error.message)
            continue
        await services.store.drop_deed(deed.chat_id, deed.message_id)


async def _came_to(services: Services, deed: DeedRow) -> Outgoing:
    if deed.data == READING:
        return messages.note(services.texts.desk.not_read)
    action = parse(deed.data)
    if not isinstance(action, AddDraft | UndoChange):
        return desk_messages.interrupted(services.texts)
    done = await _done(services, action)
    if done is None:
        return desk_messages.interrupted(services.texts, deed.data)
    return desk_messages.change(services.texts, done, ())


async def _done(services: Services, action: DeskAction) -> Change | None:
    """Return the change that a button asked for; None where it was not made."""
    match action:
        case AddDraft(draft_id):
            return await services.editing.added_by(draft_id)
        case UndoChange(change_id):
            change = await services.editing.change(change_id)
            return change if change and change.undone else None
    return None

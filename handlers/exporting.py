"""What is held of a person, and what a chat follows, as files."""

import asyncio
from collections.abc import Sequence

from telegram import Update
from telegram.ext import ContextTypes

from bot.store.rows import Follower, Subscription
from handlers import messages
from handlers.errors import place_of
from handlers.follow_list import LIST_KEY, as_json, list_of, written
from handlers.outgoing import Document
from handlers.sending import Place, send, send_document
from handlers.services import Services


async def on_export(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Send a person all that is held of them, in no chat that others read."""
    user, chat = update.effective_user, update.effective_chat
    if user is None or chat is None:
        return
    if chat.type != chat.PRIVATE:
        await send(context.bot, place_of(update), messages.note(services.texts.following.export_private))
        return
    document = await export(services, user.id)
    await send_document(context.bot, Place(chat.id), document, services.texts.following.exported)


async def export(services: Services, user_id: int) -> Document:
    """Return all that is held of a person, with the own follow list in the form that can be imported."""
    await services.query_log.flush()  # what waits to be written is held too
    held = await services.store.held_of(user_id, services.asker(user_id))
    own = await services.store.follower(user_id, 0)
    listed = list_of(own, await services.store.subscriptions(own.id)) if own else None
    now = services.clock()
    content = {"exported_at": now.isoformat(), LIST_KEY: as_json(listed) if listed else None, "held": held}
    return Document(f"my-data-{now:%Y-%m-%d}.json", await asyncio.to_thread(written, content))


def list_document(services: Services, follower: Follower, topics: Sequence[Subscription]) -> Document:
    """Return a follow list as a file."""
    return Document(f"topics-{services.clock():%Y-%m-%d}.json", written(as_json(list_of(follower, topics))))

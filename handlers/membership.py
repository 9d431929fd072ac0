"""Chats that the bot comes into, is thrown out of, and that move: what is sent there follows."""

import logging

from telegram import ChatMember, ChatMemberAdministrator, ChatMemberRestricted, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import ContextTypes

from bot.errors import StoreError
from handlers.services import Services

_log = logging.getLogger(__name__)

BLOCKED, REMOVED, NO_RIGHTS = "blocked", "removed", "no right to write"
_OUT = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


async def on_my_membership(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Send nothing more to a chat that the bot may not write to, and go on in one where it may again. Says nothing."""
    change = update.my_chat_member
    if change is None:
        return
    services.rights.forget(change.chat.id)
    if reason := _why_not(change.chat.type, change.new_chat_member):
        await services.store.stop_chat(change.chat.id, reason)
    else:
        await come_back(services, change.chat.id)


def _why_not(kind: str, me: ChatMember) -> str:
    """Return why the bot cannot write to a chat of a kind in which this is what it is; "" where it can."""
    if me.status in _OUT:
        return BLOCKED if kind == ChatType.PRIVATE else REMOVED
    if isinstance(me, ChatMemberRestricted):
        return "" if me.is_member and me.can_send_messages else NO_RIGHTS
    may_post = isinstance(me, ChatMemberAdministrator) and me.can_post_messages
    return NO_RIGHTS if kind == ChatType.CHANNEL and not may_post else ""


async def come_back(services: Services, chat_id: int) -> None:
    """Begin again with what a chat follows, if that was stopped."""
    if any(follower.stopped for follower in await services.store.followers_in(chat_id)):
        await services.following.revive(chat_id)


async def on_reopening(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Go on in a forum whose topic may be written to again; of a topic Telegram tells in no other way."""
    if update.effective_chat:
        await come_back(services, update.effective_chat.id)


async def greeted(services: Services, chat_id: int) -> None:
    """Do the same for who presses Start; a greeting does not fail for it."""
    try:
        await come_back(services, chat_id)
    except StoreError as error:
        _log.warning("somebody who started is not known to be back: %s", error)


async def on_migration(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Move what a group follows to the supergroup that it became. Telegram says so in both of them.

    What was stopped because the group was gone goes on: the bot is told so as a member of the supergroup.
    """
    message = update.effective_message
    if message is None:
        return
    old, new = message.migrate_from_chat_id or message.chat.id, message.migrate_to_chat_id or message.chat.id
    services.rights.forget(old)
    await services.store.migrate_chat(old, new)
    await come_back(services, new)

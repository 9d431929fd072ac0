"""Where somebody follows from, and whether that person may change what is followed there."""

from telegram import Bot, Update
from telegram.constants import ChatType

from bot.following import Address
from bot.store.rows import Follower, Subscription
from handlers.errors import thread_of
from handlers.follow_actions import HERE
from handlers.moves import Press
from handlers.rights import is_anonymous_admin
from handlers.services import Services


class DeniedError(Exception):
    """A person may not do that, or there is nothing to do it with. `note` is what the person is told."""

    def __init__(self, note: str) -> None:
        super().__init__(note)
        self.note = note


def address_of(update: Update) -> Address:
    """Return the address of an update's message."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        raise ValueError("the update has no message of anybody")
    chat = message.chat
    return Address(chat.id, thread_of(message), chat.type, chat.title or "", user.language_code or "")


def pressed_at(press: Press) -> Address:
    """Return the address of the message that was pressed."""
    return Address(press.chat_id, press.thread_id, press.chat_kind, press.title, press.language)


async def follower_at(services: Services, address: Address) -> Follower:
    """Return the follower at an address; one of id 0, which is not in the store, where there is none yet."""
    known = await services.store.follower(address.chat_id, address.thread_id)
    return known or Follower(
        id=0,
        chat_id=address.chat_id,
        thread_id=address.thread_id,
        kind=address.kind,
        title=address.title,
        language=address.language,
        zone="",
        schedule=services.following.limits.schedule,
        quiet="",
        tells_nothing=False,
        paused_until=None,
        refusals=0,
        stopped="",
        manager_id=address.manager_id,
        created_at=services.clock(),
        last_digest_at=None,
    )


async def joined_at(services: Services, address: Address) -> Follower:
    """Return the follower at an address, made if there is none; one that nothing could be sent to begins again.

    Who follows something from a chat is there to be written to.
    """
    follower = await services.following.join(address)
    if not follower.stopped:
        return follower
    revived = await services.following.revive(follower.chat_id)
    return next((one for one in revived if one.id == follower.id), follower)


async def writer_may_change(services: Services, bot: Bot, update: Update) -> bool:
    """Tell whether who wrote a message may change what its chat follows."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return False
    return is_anonymous_admin(message) or await services.rights.may_change(
        bot, message.chat.id, message.chat.type, user.id
    )


async def managed(services: Services, bot: Bot, press: Press, follower_id: int) -> Follower:
    """Return a follower whom the presser may change; HERE may be one of id 0, which is not in the store yet.

    Raises DeniedError.
    """
    follower = await _found(services, press, follower_id)
    if not await services.rights.may_manage(bot, follower, press.user_id):
        raise DeniedError(_only_admins(services, follower))
    return follower


async def seen(services: Services, bot: Bot, press: Press, follower_id: int) -> Follower:
    """Return a follower whose list the presser may see: that of the own chat, or of a channel that is theirs.

    Raises DeniedError.
    """
    follower = await _found(services, press, follower_id)
    channel = follower.kind == ChatType.CHANNEL
    if channel and not await services.rights.may_manage(bot, follower, press.user_id):
        raise DeniedError(_only_admins(services, follower))
    return follower


async def subscription_of(services: Services, subscription_id: int) -> Subscription:
    """Return a subscription. Raises DeniedError where it is gone."""
    found = await services.store.subscription(subscription_id)
    if found is None:
        raise DeniedError(services.texts.following.gone)
    return found


async def _found(services: Services, press: Press, follower_id: int) -> Follower:
    texts = services.texts.following
    if press.chat_kind == ChatType.CHANNEL:  # its readers see the button as well, and an answer would stand in it
        raise DeniedError(texts.in_private)
    if follower_id == HERE:
        return await follower_at(services, pressed_at(press))
    follower = await services.store.follower_by_id(follower_id)
    if follower is None:
        raise DeniedError(texts.gone)
    from_private = follower.kind == ChatType.CHANNEL and press.chat_kind == ChatType.PRIVATE
    if follower.chat_id != press.chat_id and not from_private:
        raise DeniedError(texts.elsewhere)
    return follower


def _only_admins(services: Services, follower: Follower) -> str:
    texts = services.texts.following
    if follower.kind == ChatType.PRIVATE:
        return texts.elsewhere
    return texts.channel_admins_only if follower.kind == ChatType.CHANNEL else texts.admins_only

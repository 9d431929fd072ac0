"""/channel: a channel's topics, managed by its admin from a private chat."""

import re

from telegram import Bot, ChatFullInfo, ChatMember, ChatMemberAdministrator, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, Forbidden
from telegram.ext import ContextTypes

from bot.following import Address
from bot.store.rows import Follower
from handlers import messages
from handlers.cutting import cut_words, one_line
from handlers.errors import place_of
from handlers.follow_views import chooser, listing
from handlers.followers import address_of, follower_at, joined_at
from handlers.sending import send
from handlers.services import Services

_MAX_NAME = 40
_LINK = re.compile(r"(?:https?://)?(?:t|telegram)\.me/(\w+)/?", re.IGNORECASE)


class NoChannelError(Exception):
    """There is no channel to manage; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


async def on_channel(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Show what a channel follows, to be changed by who may; without a name, how to name it."""
    address, texts = address_of(update), services.texts.following
    if address.kind != ChatType.PRIVATE:
        await send(context.bot, place_of(update), messages.note(texts.channel_private))
        return
    name = one_line(" ".join(context.args or ()))
    if not name:
        await _say_how(services, update, context, address)
        return
    try:
        follower = await _joined(services, context.bot, address, name)
    except NoChannelError as error:
        await send(context.bot, place_of(update), messages.note(error.sentence))
        return
    await send(context.bot, place_of(update), await listing(services, follower))


async def _say_how(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE, address: Address) -> None:
    await send(context.bot, place_of(update), messages.note(services.texts.following.channel_usage))
    if channels := await services.store.managed_by(address.chat_id):
        own = await follower_at(services, address)
        await send(context.bot, place_of(update), await chooser(services, own, channels))


async def _joined(services: Services, bot: Bot, person: Address, typed: str) -> Follower:
    """Return the channel as a follower, once bot and person are seen to be admins of it. Raises NoChannelError."""
    texts, name = services.texts.following, cut_words(typed, _MAX_NAME)
    chat = await _chat(services, bot, typed, name)
    if not _may_post(await _me_in(services, bot, chat, name)):
        raise NoChannelError(texts.channel_no_rights.format(name=name))
    if not await services.rights.is_admin(bot, chat.id, person.chat_id):
        raise NoChannelError(texts.channel_not_yours.format(name=name))
    address = Address(chat.id, 0, chat.type, chat.title or "", person.language, person.chat_id)
    follower = await joined_at(services, address)
    if follower.manager_id is None:  # who managed it was forgotten
        await services.store.change_follower(follower.id, {}, manager_id=person.chat_id)
    return follower


async def _chat(services: Services, bot: Bot, typed: str, name: str) -> ChatFullInfo:
    texts = services.texts.following
    try:
        chat = await bot.get_chat(_chat_id(typed))
    except Forbidden as error:
        raise NoChannelError(texts.channel_not_in.format(name=name)) from error
    except BadRequest as error:
        raise NoChannelError(texts.channel_unknown.format(name=name)) from error
    if chat.type != ChatType.CHANNEL:
        raise NoChannelError(texts.channel_other.format(name=name))
    return chat


def _chat_id(typed: str) -> int | str:
    """Return a channel's number or @name, from what somebody wrote: also a link, or a name without its @."""
    if re.fullmatch(r"-\d{1,18}", typed):
        return int(typed)
    link = _LINK.fullmatch(typed)
    return "@" + (link[1] if link else typed.removeprefix("@"))


async def _me_in(services: Services, bot: Bot, chat: ChatFullInfo, name: str) -> ChatMember:
    absent = NoChannelError(services.texts.following.channel_not_in.format(name=name))
    try:
        me = await bot.get_chat_member(chat.id, bot.id)
    except (BadRequest, Forbidden) as error:  # who is in a channel is told to its admins only
        raise absent from error
    if me.status in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED):
        raise absent
    return me


def _may_post(me: ChatMember) -> bool:
    return isinstance(me, ChatMemberAdministrator) and bool(me.can_post_messages)

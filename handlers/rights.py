"""Who may change what a chat follows: in a private chat its person, elsewhere the admins."""

import time
from collections import OrderedDict
from collections.abc import Callable

from telegram import Bot, Message
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, Forbidden

from bot.store.rows import Follower

_LASTS_S = 60.0  # so long somebody who is an admin no more may go on
_KEPT = 10_000
_ADMINS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


class Rights:
    """Asks Telegram who is an admin, and remembers the answer for a short time. Belongs to one event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, lasts_s: float = _LASTS_S) -> None:
        """Take a clock in seconds and for how long an answer holds."""
        self._clock = clock
        self._lasts_s = lasts_s
        self._known: OrderedDict[tuple[int, int], tuple[bool, float]] = OrderedDict()

    async def may_manage(self, bot: Bot, follower: Follower, user_id: int) -> bool:
        """Tell whether a person may change what is followed here, and when."""
        return await self.may_change(bot, follower.chat_id, follower.kind, user_id)

    async def may_change(self, bot: Bot, chat_id: int, kind: str, user_id: int) -> bool:
        """Tell the same of a chat by its id and kind, which need not follow anything yet."""
        if kind == ChatType.PRIVATE:
            return chat_id == user_id
        return await self.is_admin(bot, chat_id, user_id)

    async def is_admin(self, bot: Bot, chat_id: int, user_id: int) -> bool:
        """Tell whether a person is an admin of a group or channel. Raises TelegramError where Telegram cannot say."""
        known = self._known.get((chat_id, user_id))
        if known and self._clock() - known[1] < self._lasts_s:
            return known[0]
        found = await _asked(bot, chat_id, user_id)
        self._known[chat_id, user_id] = (found, self._clock())
        self._known.move_to_end((chat_id, user_id))
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return found

    def forget(self, chat_id: int) -> None:
        """Ask anew about a chat in which something changed."""
        for key in [key for key in self._known if key[0] == chat_id]:
            del self._known[key]


def is_anonymous_admin(message: Message) -> bool:
    """Tell whether a message was written in the name of its own group, as only its admins can."""
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id


async def _asked(bot: Bot, chat_id: int, user_id: int) -> bool:
    try:
        return (await bot.get_chat_member(chat_id, user_id)).status in _ADMINS
    except (BadRequest, Forbidden):  # no such member, or a chat that the bot is not in: nobody's to manage from here
        return False

"""What Telegram's errors mean for a message that was to be sent."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from handlers.retrying import flood_seconds
from handlers.transport import never_left, no_answer


class Meaning(Enum):
    """What became of a message that met an error, and what is to be done with it."""

    FLOOD = auto()  # not sent: too many; wait as long as it says
    MAY_PASS = auto()  # not sent: trouble of the network, of Telegram or of the whole bot, not of this message
    DOUBTFUL = auto()  # sent or not: the connection was lost between the request and a readable answer
    UNREACHABLE = auto()  # not sent: blocked, deactivated, kicked, deleted
    NO_RIGHTS = auto()  # not sent: the bot is in the chat and may not write
    THREAD_GONE = auto()  # not sent: the forum's topic was deleted
    MIGRATED = auto()  # not sent: the group became a supergroup with another id
    DEFECT = auto()  # not sent and never will be: the message itself is wrong


@dataclass(frozen=True, slots=True)
class Verdict:
    """An error's meaning, with the number that it comes with."""

    meaning: Meaning
    seconds: float = 0.0  # FLOOD: how long to wait
    chat_id: int = 0  # MIGRATED: where to


_TOO_MANY = re.compile(r"too many requests(?:: retry after (\d+))?")
_TOO_LARGE = "request entity too large"
_GAVE_UP_WAITING = ("gateway timeout", "gateway time-out")  # 504: whoever stands before Telegram had passed it on
_SERVERS = re.compile(r"\(5\d\d\)|internal server error|bad gateway|service unavailable|restart")

# Parts of descriptions, in lower case, the more particular first. Of code 400 they are sure; of 403 some have been
# seen under both codes. https://github.com/tdlib/telegram-bot-api/blob/master/telegram-bot-api/Client.cpp
_SAID = (
    ("message thread not found", Meaning.THREAD_GONE),
    ("topic_deleted", Meaning.THREAD_GONE),
    ("topic_id_invalid", Meaning.THREAD_GONE),
    ("topic_closed", Meaning.NO_RIGHTS),
    ("not enough rights", Meaning.NO_RIGHTS),
    ("have no rights", Meaning.NO_RIGHTS),
    ("need administrator rights", Meaning.NO_RIGHTS),
    ("chat_write_forbidden", Meaning.NO_RIGHTS),
    ("chat_admin_required", Meaning.NO_RIGHTS),
    ("chat_send_plain_forbidden", Meaning.NO_RIGHTS),
    ("chat_restricted", Meaning.NO_RIGHTS),
    ("chat_guest_send_forbidden", Meaning.NO_RIGHTS),
    ("user_banned_in_channel", Meaning.NO_RIGHTS),
    ("payment_required", Meaning.NO_RIGHTS),
    ("chat not found", Meaning.UNREACHABLE),
    ("user not found", Meaning.UNREACHABLE),
    ("peer_id_invalid", Meaning.UNREACHABLE),
    ("channel_private", Meaning.UNREACHABLE),
    ("channel_invalid", Meaning.UNREACHABLE),
    ("chat_id_invalid", Meaning.UNREACHABLE),
    ("user_is_blocked", Meaning.UNREACHABLE),
    ("input_user_deactivated", Meaning.UNREACHABLE),
    ("user_deactivated", Meaning.UNREACHABLE),
    ("user is deactivated", Meaning.UNREACHABLE),
    ("group chat was deactivated", Meaning.UNREACHABLE),
    ("group is deactivated", Meaning.UNREACHABLE),
    ("group chat was deleted", Meaning.UNREACHABLE),
    ("group chat was upgraded", Meaning.UNREACHABLE),  # and nobody says to which id
    ("bot was blocked", Meaning.UNREACHABLE),
    ("bot was kicked", Meaning.UNREACHABLE),
    ("bot is not a member", Meaning.UNREACHABLE),
)


def verdict(error: TelegramError) -> Verdict:
    """Tell what an error means. A 400 that nobody knows is a defect of the message, a 403 that nobody knows a no."""
    if isinstance(error, RetryAfter):
        return Verdict(Meaning.FLOOD, seconds=flood_seconds(error))
    if isinstance(error, ChatMigrated):
        return Verdict(Meaning.MIGRATED, chat_id=error.new_chat_id)
    if isinstance(error, BadRequest | Forbidden):
        return Verdict(_refusal(error))
    if isinstance(error, InvalidToken | Conflict | EndPointNotFound):  # the whole bot's trouble, for its operator
        return Verdict(Meaning.MAY_PASS)
    return _network(error)


def _refusal(error: BadRequest | Forbidden) -> Meaning:
    said = error.message.lower()
    unknown = Meaning.UNREACHABLE if isinstance(error, Forbidden) else Meaning.DEFECT
    return next((meaning for part, meaning in _SAID if part in said), unknown)


def _network(error: TelegramError) -> Verdict:
    """Tell an answer that came from one that did not, and a request that never left from one that may have arrived."""
    if never_left(error):
        return Verdict(Meaning.MAY_PASS)
    if not isinstance(error, NetworkError) or no_answer(error):
        return Verdict(Meaning.DOUBTFUL)
    said = error.message.lower()
    if flooded := _TOO_MANY.search(said):  # a 429 without its parameters
        return Verdict(Meaning.FLOOD, seconds=float(flooded[1] or 1))
    if _TOO_LARGE in said:
        return Verdict(Meaning.DEFECT)
    if not any(part in said for part in _GAVE_UP_WAITING) and _SERVERS.search(said):
        return Verdict(Meaning.MAY_PASS)
    return Verdict(Meaning.DOUBTFUL)

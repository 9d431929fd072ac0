"""Trouble on demand: answers that a test can make the next calls of a method get instead of their own."""

import math
import random
from dataclasses import dataclass

from handlers.preview.errors import ApiError

_BAD_GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>502 Bad Gateway</body>\r\n</html>\r\n"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong: a refusal, a page of HTML as a proxy sends it, or a cut connection (both None).

    With `after` the call is done all the same, and the bot is not told.
    """

    error: ApiError | None = None
    page: str | None = None
    after: bool = False


def flood(retry_after: int) -> Fault:
    """429: too many requests, to be tried again after so many seconds."""
    return Fault(ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after))


def blocked() -> Fault:
    """403: the person has blocked the bot."""
    return refused(403, "Forbidden: bot was blocked by the user")


def refused(code: int, description: str) -> Fault:
    """Any other error that the Bot API answers with."""
    return Fault(ApiError(code, description))


def migrated(to: int) -> Fault:
    """400: the group has become the supergroup of that id."""
    reason = "Bad Request: group chat was upgraded to a supergroup chat"
    return Fault(ApiError(400, reason, migrate_to=to))


def server_error() -> Fault:
    """500: Telegram itself has a problem."""
    return refused(500, "Internal Server Error")


def bad_gateway() -> Fault:
    """502 with a page of HTML instead of JSON."""
    return Fault(page=_BAD_GATEWAY)


def dropped() -> Fault:
    """The connection is cut and the request is not done."""
    return Fault()


def dropped_after() -> Fault:
    """The request is done and the connection is cut before the answer: the bot cannot know."""
    return Fault(after=True)


@dataclass(slots=True)
class _Planned:
    fault: Fault
    left: int | None  # how often it still comes; None for ever
    method: str  # in lower case, "*" for every one
    chat_id: int | None
    chance: float
    until: float

    def meets(self, method: str, chat_id: int, now: float) -> bool:
        there = self.method in ("*", method) and self.chat_id in (None, chat_id)
        return there and now < self.until and self.left != 0


class FaultPlan:
    """Which faults are still to come, first planned first. `now` is in seconds, as what the plan is made with."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []
        self._chances = random.Random(0)

    def add(
        self,
        method: str,
        fault: Fault,
        times: int | None = 1,
        chat_id: int | None = None,
        chance: float = 1.0,
        until: float = math.inf,
    ) -> None:
        """Plan the fault for the next `times` calls that it fits. Raises ValueError when it can never come."""
        if (times is not None and times < 1) or not 0 < chance <= 1:
            raise ValueError(f"a fault comes at least once and with a chance in (0, 1], not {times} times by {chance}")
        self._planned.append(_Planned(fault, times, method.lower(), chat_id, chance, until))

    def clear(self) -> None:
        """Plan nothing any more."""
        self._planned.clear()

    def take(self, method: str, chat_id: int, now: float) -> Fault | None:
        """Return the fault that this call meets, or None. `chat_id` is 0 for a call that names no chat."""
        for planned in self._planned:
            if planned.meets(method.lower(), chat_id, now) and self._chances.random() < planned.chance:
                if planned.left is not None:
                    planned.left -= 1
                self._planned = [one for one in self._planned if one.left != 0 and now < one.until]
                return planned.fault
        return None

"""How fast the bot sends: Telegram's limits, where they are to be kept, and what was counted."""

import math
from collections import deque
from dataclasses import dataclass, field

from handlers.preview.errors import ApiError

_JITTER_S = 0.5  # requests do not take equally long to arrive: what comes early by as much is no offence


@dataclass(frozen=True, slots=True)
class Limits:
    """The advice of core.telegram.org/bots/faq, which is all that Telegram says of its limits. Tests may lower it."""

    overall_per_s: float = 30.0  # and as many at once
    private_per_s: float = 1.0
    private_burst: int = 5
    group_per_minute: int = 20  # groups and channels


@dataclass(frozen=True, slots=True)
class PaceReport:
    """What was counted so far. Only calls that send a message count, and for the rates only those let through."""

    let_through: int
    refused: int  # with 429, for the limits
    early: int  # to a chat that was still to be left alone, after a 429
    most_in_a_second: int
    most_in_a_second_to_a_person: int
    most_in_a_minute_to_a_group: int  # less half a second, as requests do not take equally long


@dataclass(slots=True)
class _Window:
    """The moments within the latest `span_s` seconds, and the most that there ever were."""

    span_s: float
    most: int = 0
    _moments: deque[float] = field(default_factory=deque)

    def add(self, now: float) -> None:
        self._forget(now)
        self._moments.append(now)
        self.most = max(self.most, len(self._moments))

    def wait_s(self, now: float, at_most: int) -> float:
        """Return after how many seconds there are fewer than that; 0 when there are now."""
        self._forget(now)
        return 0.0 if len(self._moments) < at_most else self._moments[0] + self.span_s - now

    def _forget(self, now: float) -> None:
        while self._moments and now - self._moments[0] >= self.span_s:
            self._moments.popleft()


@dataclass(slots=True)
class _Bucket:
    """Tokens that come back with time; full at first."""

    level: float = math.inf
    at: float = 0.0

    def wait_s(self, now: float, per_s: float, at_once: float) -> float:
        """Fill up to now and return after how many seconds there is a token; 0 when there is one."""
        self.level = min(at_once + _JITTER_S * per_s, self.level + max(now - self.at, 0.0) * per_s)
        self.at = now
        return max(1.0 - self.level, 0.0) / per_s


class Pace:
    """Counts every message that the bot sends, and with `limits` refuses those that come too fast.

    A chat's id above zero is a person's, below it a group's or a channel's. `now` is in seconds.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits
        self._let_through = self._refused = self._early = 0
        self._all = _Window(1.0)
        self._chats: dict[int, _Window] = {}
        self._all_tokens = _Bucket()
        self._tokens: dict[int, _Bucket] = {}
        self._until: dict[int, float] = {}  # chat -> when its 429 is over; 0 stands for all chats

    def arrive(self, chat_id: int, now: float) -> None:
        """Count a message. Raises ApiError 429 when it comes too fast, or before an earlier 429 is over."""
        waiting = max(self._until.get(chat_id, now), self._until.get(0, now)) - now
        self._early += waiting > 0
        if self._limits:
            self._keep(self._limits, chat_id, now, waiting)
        self._let_through += 1
        self._all.add(now)
        self._window(chat_id).add(now)

    def told_to_wait(self, chat_id: int, retry_after_s: float, now: float) -> None:
        """Remember that the bot was told to leave a chat alone, or with 0 all chats."""
        self._until[chat_id] = max(now + retry_after_s, self._until.get(chat_id, now))

    def report(self) -> PaceReport:
        """Return what was counted so far."""
        people = [window.most for chat_id, window in self._chats.items() if chat_id > 0]
        groups = [window.most for chat_id, window in self._chats.items() if chat_id < 0]
        return PaceReport(
            self._let_through,
            self._refused,
            self._early,
            self._all.most,
            max(people, default=0),
            max(groups, default=0),
        )

    def _window(self, chat_id: int) -> _Window:
        return self._chats.setdefault(chat_id, _Window(1.0 if chat_id > 0 else 60.0 - _JITTER_S))

    def _keep(self, limits: Limits, chat_id: int, now: float, waiting_s: float) -> None:
        if waiting_s > 0:
            self._refuse(chat_id, waiting_s, now)
        if wait_s := self._all_tokens.wait_s(now, limits.overall_per_s, limits.overall_per_s):
            self._refuse(0, wait_s, now)
        if wait_s := self._wait_of(limits, chat_id, now):
            self._refuse(chat_id, wait_s, now)
        self._all_tokens.level -= 1
        if chat_id > 0:
            self._tokens[chat_id].level -= 1

    def _wait_of(self, limits: Limits, chat_id: int, now: float) -> float:
        """Return after how many seconds the chat may be written to; 0 for now."""
        if chat_id > 0:
            bucket = self._tokens.setdefault(chat_id, _Bucket())
            return bucket.wait_s(now, limits.private_per_s, limits.private_burst)
        return self._window(chat_id).wait_s(now, limits.group_per_minute)

    def _refuse(self, chat_id: int, wait_s: float, now: float) -> None:
        self._refused += 1
        retry_after = max(math.ceil(wait_s), 1)
        self.told_to_wait(chat_id, retry_after, now)
        raise ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after)

"""When all of Telegram seems to be away: pure reckoning of when nothing is sent and when to look again."""

import random

MOST_PAUSE_S = 60.0
_LONG_S = 600.0
_CHATS = 3  # of so many in a row that failed, no single one is the cause


def back_off_s(failures: int, rng: random.Random, most_s: float = MOST_PAUSE_S) -> float:
    """Return the pause after so many failures (>= 1) in a row: 1, 2, 4 ... `most_s`, and up to a quarter more."""
    doubled: float = 2.0 ** min(failures - 1, 30)
    return min(doubled, most_s) * (1 + rng.random() / 4)


class Outage:
    """Begins when calls to three chats have failed with no answer in between, ends when Telegram answers anything.

    While it lasts, messages stay where they are: only a call that nobody sees asks again, less and less often. So an
    outage costs each message no attempt, and one that was in doubt is not sent into the same doubt again.
    """

    def __init__(self, rng: random.Random) -> None:
        """Begin with Telegram there."""
        self._rng = rng
        self._failed: set[int] = set()
        self._failures = 0
        self._again_at: float | None = None
        self._long_from: float | None = None  # when it has lasted so long that somebody is to know

    @property
    def on(self) -> bool:
        """Whether nothing is to be sent."""
        return self._again_at is not None

    def wait_s(self, now: float) -> float:
        """Return the seconds until Telegram is to be asked again, 0 for now or where there is no outage."""
        return max((self._again_at or now) - now, 0.0)

    def failed(self, chat_id: int, now: float) -> bool:
        """Note a call that came to nothing for no fault of its chat's; tell whether that begins an outage."""
        self._failed.add(chat_id)
        if self.on or len(self._failed) < _CHATS:
            return False
        self.asked_in_vain(now)
        return True

    def asked_in_vain(self, now: float) -> None:
        """Note that Telegram is still away."""
        self._failures += 1
        if self._long_from is None:
            self._long_from = now + _LONG_S
        self._again_at = now + back_off_s(self._failures, self._rng)

    def has_become_long(self, now: float) -> bool:
        """Tell, once an outage, that it has lasted long."""
        if self._long_from is None or now < self._long_from:
            return False
        self._long_from = float("inf")
        return True

    def over(self) -> None:
        """Note that Telegram answers; whether it takes messages is yet to be seen."""
        self._failed.clear()
        self._again_at = self._long_from = None

    def answered(self) -> None:
        """Note that Telegram answered for a message, be it by a refusal."""
        self.over()
        self._failures = 0

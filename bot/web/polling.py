"""When a feed is asked again. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST = timedelta(days=1)
_SOON = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of asking a feed."""

    failed: bool = False
    ttl_minutes: int = 0  # for which the feed says it stays the same
    retry_after_s: float | None = None  # for which its host asks for patience
    left: bool = False  # some items wait for the next time


def next_poll(failures: int, outcome: Outcome, every: timedelta, now: datetime) -> datetime:
    """Return when to ask again: after `every`, or what the feed says if that is longer; a day at most.

    `failures` are those in a row, this one included: the wait doubles with each. A host's own word on patience goes
    before, and may not shorten the wait.
    """
    if not outcome.failed:
        wait = max(every, min(timedelta(minutes=outcome.ttl_minutes), LONGEST))
        return now + (_SOON if outcome.left else wait)
    backed_off = min(every * (1 << min(max(failures, 1), 12)), max(LONGEST, every))
    patience = timedelta(seconds=min(outcome.retry_after_s or 0.0, LONGEST.total_seconds()))
    return now + max(backed_off, patience)

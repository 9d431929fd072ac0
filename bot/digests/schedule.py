"""When digests come: wall-clock times on weekdays in a time zone, or as it happens, outside of quiet hours."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)  # Monday is 0
WORKDAYS = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Times of day on weekdays; or, with `every_minutes`, as it happens with at least that much between messages."""

    weekdays: tuple[int, ...] = EVERY_DAY  # sorted, unique, never empty
    times: tuple[time, ...] = (time(8),)  # whole minutes without a zone, sorted, unique; () as it happens
    every_minutes: int = 0  # > 0 as it happens

    @property
    def live(self) -> bool:
        """Tell whether digests come as it happens."""
        return self.every_minutes > 0


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A part of the day, from `start` up to and not including `end`; over midnight where `end` is earlier."""

    start: time
    end: time  # never equal to `start`

"""A clock that a bench sets going, hurries and moves on."""

import asyncio
import time
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class _Stretch:
    real: float  # on the machine's clock, when it began
    shown: float  # seconds since 1970 that the clock showed then
    run: float  # seconds that it had run until then, jumps left out
    speed: float


class Clock:
    """Shows a time of its own, which runs `speed` times as fast as the machine's and can jump ahead, never back.

    Every moment of the past can be asked for again, by the machine's monotonic clock, which all processes share.
    """

    def __init__(self, begin: datetime, speed: float = 1.0) -> None:
        """Begin to run at an instant; with speed 0 stand still."""
        self._stretches = [_Stretch(time.monotonic(), begin.timestamp(), 0.0, speed)]

    def seconds(self) -> float:
        """Return the time that it shows, in seconds since 1970."""
        return self.shown_at(time.monotonic())

    def now(self) -> datetime:
        """Return the time that it shows, in UTC."""
        return datetime.fromtimestamp(self.seconds(), UTC)

    def shown_at(self, real: float) -> float:
        """Return what it showed when the machine's monotonic clock showed `real`."""
        stretch = self._stretches[max(bisect_right(self._stretches, real, key=lambda one: one.real) - 1, 0)]
        return stretch.shown + (real - stretch.real) * stretch.speed

    def monotonic(self) -> float:
        """Return for how many of its seconds it has run, jumps left out."""
        last = self._stretches[-1]
        return last.run + (time.monotonic() - last.real) * last.speed

    async def sleep(self, seconds: float) -> None:
        """Wait for so many of its seconds at the speed that it has now."""
        await asyncio.sleep(seconds / self._stretches[-1].speed)

    def jump_to(self, instant: datetime) -> None:
        """Show a later time from now on; does nothing where that is past."""
        ahead = instant.timestamp() - self.seconds()
        if ahead > 0:
            self._turn(self._stretches[-1].speed, ahead)

    @contextmanager
    def at_speed(self, speed: float) -> Iterator[None]:
        """Run at another speed meanwhile, 0 for not at all."""
        before = self._stretches[-1].speed
        self._turn(speed, 0.0)
        try:
            yield
        finally:
            self._turn(before, 0.0)

    def _turn(self, speed: float, ahead: float) -> None:
        real, last = time.monotonic(), self._stretches[-1]
        passed = (real - last.real) * last.speed
        self._stretches.append(_Stretch(real, last.shown + passed + ahead, last.run + passed, speed))


def next_minute(instant: datetime) -> datetime:
    """Return the first full minute later than an instant."""
    return instant.replace(second=0, microsecond=0) + timedelta(minutes=1)

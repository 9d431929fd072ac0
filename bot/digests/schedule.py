"""When digests come: wall-clock times on weekdays in a time zone, or as it happens, outside of quiet hours."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import Literal
from zoneinfo import ZoneInfo

from bot.errors import BriefingError

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)  # Monday is 0
WORKDAYS = (0, 1, 2, 3, 4)
WEEKEND = (5, 6)
MAX_TIMES = 12  # a day
LEAST_EVERY, USUAL_EVERY, MOST_EVERY = 5, 60, 1440  # minutes between messages that come as it happens
USUAL_TIME = time(8)
NEVER = datetime.max.replace(tzinfo=UTC)  # the next run where the calendar ends before it

Fault = Literal["empty", "unknown", "no such time", "too many times", "too often", "too seldom", "mixed", "no hours"]


class ScheduleError(BriefingError):
    """A text is no schedule, or no quiet hours. `part` is what of it is at fault, "" for the whole.

    `fault` says how: the text is "empty"; the part is "unknown"; it is "no such time"; it is one of "too many times" a
    day; it has messages come "too often" or "too seldom"; it is "mixed": as it happens and at fixed times; the quiet
    hours have "no hours", for they end when they start.
    """

    def __init__(self, fault: Fault, part: str = "") -> None:
        super().__init__(f"{fault}: {part}" if part else fault)
        self.fault = fault
        self.part = part


@dataclass(frozen=True, slots=True)
class Schedule:
    """Times of day on weekdays; or, with `every_minutes`, as it happens with at least that much between messages."""

    weekdays: tuple[int, ...] = EVERY_DAY  # sorted, unique, never empty
    times: tuple[time, ...] = (USUAL_TIME,)  # whole minutes without a zone, sorted, unique; () as it happens
    every_minutes: int = 0  # > 0 as it happens

    @property
    def live(self) -> bool:
        """Tell whether digests come as it happens."""
        return self.every_minutes > 0

    @property
    def text(self) -> str:
        """Write it as it is stored: "mon-fri 08:00 18:30" or "live 60". `parse_schedule` reads it back."""
        if self.live:
            return f"live {self.every_minutes}"
        return " ".join((_days_text(self.weekdays), *map(_time_text, self.times)))


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A part of the day, from `start` up to and not including `end`; over midnight where `end` is earlier."""

    start: time
    end: time  # never equal to `start`

    @property
    def text(self) -> str:
        """Write them as they are stored: "22:00-07:00". `parse_quiet` reads it back."""
        return f"{_time_text(self.start)}-{_time_text(self.end)}"

    def cover(self, clock: time) -> bool:
        """Tell whether a time of day is quiet."""
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


# A run has a date that was chosen and comes at most three days later: a zone may skip a day, and quiet hours hold the
# run up for another and end in a skipped one. The next chosen weekday is within eight days, a local date within one
# of the date in UTC.
_BACK, _AHEAD = 4, 12
_HELD_UP = timedelta(days=3)
_FIRST_DAY, _LAST_DAY = date.min + timedelta(days=7), date.max - timedelta(days=7)


def next_run(schedule: Schedule, zone: ZoneInfo, quiet: QuietHours | None, after: datetime) -> datetime:
    """Return the first instant, in UTC, strictly later than `after` at which a digest is due.

    Each chosen time comes once each chosen date. Where daylight saving skips it, it is as much later as the clock
    was put forward (02:30 comes at 03:30), and where it comes twice, the first counts (RFC 5545, 3.3.5). A run in the
    quiet hours waits for their end; runs that meet there are one. NEVER in the last week of the year 9999.
    """
    if schedule.live:
        wait = timedelta(minutes=schedule.every_minutes)
        return out_of_quiet(after.astimezone(UTC) + wait, zone, quiet) if wait < NEVER - after else NEVER
    best = NEVER
    for day in _days_around(schedule, after):
        if day - best.date() > timedelta(days=1):  # and so is every run of that date
            break
        for run in (_instant(day, clock, zone) for clock in schedule.times):
            if after - run < _HELD_UP and after < (due := out_of_quiet(run, zone, quiet)) < best:
                best = due
    return best


def out_of_quiet(instant: datetime, zone: ZoneInfo, quiet: QuietHours | None) -> datetime:
    """Return an instant that is not in the quiet hours as it is, any other moved to their next end. In UTC."""
    instant = instant.astimezone(UTC)
    if quiet is None or not _FIRST_DAY <= instant.date() <= _LAST_DAY:
        return instant
    local = instant.astimezone(zone)
    if not quiet.cover(local.time()):
        return instant
    # Where `end` comes twice and its first time is past, the second is the next: hence both folds. They are in order.
    days = (local.date() + timedelta(days=days) for days in range(4))
    ends = (_instant(day, quiet.end, zone, fold) for day, fold in product(days, (0, 1)))
    return next(end for end in ends if end > instant and not quiet.cover(end.astimezone(zone).time()))


def _days_around(schedule: Schedule, instant: datetime) -> Iterator[date]:
    """Yield the chosen dates whose runs may be the next after an instant."""
    today = instant.astimezone(UTC).toordinal()
    days = range(max(today - _BACK, _FIRST_DAY.toordinal()), min(today + _AHEAD, _LAST_DAY.toordinal()) + 1)
    return (day for day in map(date.fromordinal, days) if day.weekday() in schedule.weekdays)


def _instant(day: date, clock: time, zone: ZoneInfo, fold: int = 0) -> datetime:
    # With fold 0 the offset is that before a change of the clock, which is what RFC 5545 asks for, gap or overlap.
    return datetime.combine(day, clock.replace(fold=fold), zone).astimezone(UTC)


# The text: what is stored, and what people type.

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMED_DAYS = {
    "daily": EVERY_DAY,
    **dict.fromkeys(("weekday", "weekdays", "workday", "workdays"), WORKDAYS),
    **dict.fromkeys(("weekend", "weekends"), WEEKEND),
}
_NAMED_CLOCKS = {"noon": time(12), "midnight": time(0)}
_FILLERS = frozenset(("", "at", "on", "and"))
# One spelling for what can be said in several; applied in this order.
_JOINTS = (
    (re.compile(r"[\u2010-\u2015\u2212]"), "-"),
    (re.compile(r"[\s,;&+]+"), " "),
    (re.compile(r"\b(?:every|each) ?day\b"), "daily"),
    (re.compile(r"\b(?:every|each) (?=[^\W\d])(?!hour|minute)"), ""),
    (re.compile(r"(?<=\d) (?=[ap]\.?m\b)"), ""),
    (re.compile(r" ?- ?| (?:to|till|until|through) "), "-"),
)
_LIVE_WORD = r"live|instant(?:ly)?|immediately|as it happens|hourly"
_LIVE = re.compile(
    rf"(?P<word>{_LIVE_WORD})? ?(?P<every>every )?(?P<count>\d{{1,9}})? ?(?P<unit>m|mins?|minutes?|h|hours?)?"
)
_CLOCK = re.compile(r"(?P<hour>\d{1,2}?)(?:[:.]?(?P<minute>\d{2}))?(?P<half>[ap]\.?m)?")


def parse_schedule(text: str) -> Schedule:
    """Read a schedule as it is stored or as people type it, in any order and case. Raises ScheduleError.

    Days alone mean 08:00, times alone every day, "weekly" alone Monday, and "live" alone at most once an hour.

    >>> parse_schedule("8:30, 6 pm on weekdays").text, parse_schedule("every 2 hours").text
    ('mon-fri 08:30 18:00', 'live 120')
    """
    plain = _plain(text)
    if not plain:
        raise ScheduleError("empty")
    said = _LIVE.fullmatch(plain)
    if said and (said["word"] or (said["every"] and said["unit"])):
        return Schedule(times=(), every_minutes=_minutes(said))
    if mixed := re.search(rf"\b(?:{_LIVE_WORD})\b", plain):
        raise ScheduleError("mixed", mixed.group())
    return _at_fixed_times(plain.split(" "))


def parse_quiet(text: str) -> QuietHours:
    """Read quiet hours as they are stored or as people type them. Raises ScheduleError.

    >>> parse_quiet("22-7").text, parse_quiet("from 10 pm to 7:30").text
    ('22:00-07:00', '22:00-07:30')
    """
    plain = _plain(text)
    if not plain:
        raise ScheduleError("empty")
    bare = plain.removeprefix("from ").removeprefix("between ").replace(" and ", "-").replace(" ", "-")
    start, _, end = bare.partition("-")
    if not (start and end):
        raise ScheduleError("unknown", plain)
    hours = QuietHours(_clock(start), _clock(end))
    if hours.start == hours.end:
        raise ScheduleError("no hours", plain)
    return hours


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    for several, one in _JOINTS:
        plain = several.sub(one, plain)
    return plain.strip(" .")


def _minutes(said: re.Match[str]) -> int:
    """Return the minutes between messages, within the limits."""
    count = int(said["count"] or (1 if said["unit"] else USUAL_EVERY))
    minutes = count * (60 if (said["unit"] or "").startswith("h") else 1)
    if not LEAST_EVERY <= minutes <= MOST_EVERY:
        raise ScheduleError("too often" if minutes < LEAST_EVERY else "too seldom", str(minutes))
    return minutes


def _at_fixed_times(words: Iterable[str]) -> Schedule:
    weekdays: set[int] = set()
    times: set[time] = set()
    usual_days: tuple[int, ...] = EVERY_DAY
    for word in words:
        if word in ("weekly", "week"):
            usual_days = (0,)
        elif word[:1].isdigit() or word in _NAMED_CLOCKS:
            times.add(_clock(word))
        elif word not in _FILLERS:
            weekdays.update(_days(word))
    if len(times) > MAX_TIMES:
        raise ScheduleError("too many times", str(len(times)))
    return Schedule(tuple(sorted(weekdays or usual_days)), tuple(sorted(times or {USUAL_TIME})))


def _days(word: str) -> tuple[int, ...]:
    if named := _NAMED_DAYS.get(word):
        return named
    first, to, last = word.partition("-")
    start = _day(first, word)
    end = _day(last, word) if to else start
    return tuple((start + step) % 7 for step in range((end - start) % 7 + 1))


def _day(name: str, word: str) -> int:
    short = name.rstrip(".").removesuffix("s")
    for number, day in enumerate(_WEEK):
        if len(short) > 2 and day.startswith(short):
            return number
    raise ScheduleError("unknown", word)


def _clock(word: str) -> time:
    """Read a time of day: "8", "8:30", "08.30", "0830", "8am", "noon"."""
    if named := _NAMED_CLOCKS.get(word):
        return named
    said = _CLOCK.fullmatch(word.rstrip("."))
    if not said:
        raise ScheduleError("unknown", word)
    hour, minute, half = int(said["hour"]), int(said["minute"] or 0), said["half"]
    if hour > 23 or minute > 59 or (half and not 1 <= hour <= 12):
        raise ScheduleError("no such time", word)
    return time(hour % 12 + 12 * half.startswith("p") if half else hour, minute)


def _time_text(clock: time) -> str:
    return f"{clock:%H:%M}"


def _days_text(weekdays: tuple[int, ...]) -> str:
    """Write weekdays as runs: "mon-fri", "mon,wed", "mon-wed,sat"."""
    runs: list[list[int]] = []
    for day in weekdays:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(_run_text([_WEEK[day][:3] for day in run]) for run in runs)


def _run_text(names: list[str]) -> str:
    return f"{names[0]}-{names[-1]}" if len(names) > 2 else ",".join(names)

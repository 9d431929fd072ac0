"""What people ask, in figures: days in a time zone, times of answers, and what was not found by spelling. Pure."""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.errors import BriefingError
from bot.following import key_of
from bot.search.function_words import FUNCTION_WORDS
from bot.search.spelling import nearest, skeleton
from bot.store.question_rows import AnswerCount, Reach, UnmatchedText

MOST_DAYS = 366
_SHORTEST = 10_000  # the day's number as `date.toordinal` below which no log begins: year 28
_DAYS = re.compile(r"(\d{1,4})(?: *(?:d|days?))?")
_ISO = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)")
_DOTTED = re.compile(r"(\d\d?)[./](\d\d?)[./](\d{4})")


class PeriodError(BriefingError):
    """What was typed is no period; `part` is what was not understood."""

    def __init__(self, part: str) -> None:
        super().__init__(f"“{part}” is neither a date nor a number of days up to {MOST_DAYS}")
        self.part = part


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days on the clocks of a zone, the last one included."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """The instant, in UTC, at which it begins."""
        return _beginning(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """The instant, in UTC, at which the day after it begins."""
        return _beginning(self.last + timedelta(days=1), self.zone)

    @property
    def days(self) -> tuple["Period", ...]:
        """Each of its days."""
        count = (self.last - self.first).days + 1
        return tuple(Period(day, day, self.zone) for day in (self.first + timedelta(days=n) for n in range(count)))

    @property
    def before(self) -> "Period":
        """The period of the same length that ends the day before."""
        length = self.last - self.first + timedelta(days=1)
        return Period(self.first - length, self.last - length, self.zone)


def last_days(count: int, now: datetime, zone: ZoneInfo) -> Period:
    """Return the `count` days that end with the day of `now`."""
    today = now.astimezone(zone).date()
    return Period(today - timedelta(days=count - 1), today, zone)


def parse_period(text: str, now: datetime, zone: ZoneInfo) -> Period:
    """Read "7 days", or a date, or two; a single date goes on until today. Raises PeriodError.

    >>> parse_period("2026-11-02 5.11.2026", datetime(2026, 11, 22, tzinfo=UTC), ZoneInfo("UTC")).days[-1].first
    datetime.date(2026, 11, 5)
    """
    plain = " ".join(text.casefold().replace("–", " ").split())
    if counted := _DAYS.fullmatch(plain):
        days = int(counted[1])
        if not 1 <= days <= MOST_DAYS:
            raise PeriodError(plain)
        return last_days(days, now, zone)
    today = now.astimezone(zone).date()
    parts = [part for part in plain.split(" ") if part not in ("from", "to", "until", "-")]
    if not 1 <= len(parts) <= 2:
        raise PeriodError(plain)
    dates = [_date(part, today) for part in parts]
    return Period(min(dates), max(dates) if len(dates) > 1 else max(dates[0], today), zone)


def _date(part: str, today: date) -> date:
    if part in ("today", "yesterday"):
        return today - timedelta(days=part == "yesterday")
    iso, dotted = _ISO.fullmatch(part), _DOTTED.fullmatch(part)
    numbers = iso.groups() if iso else dotted.groups()[::-1] if dotted else ()
    try:
        found = date(*map(int, numbers))
    except (TypeError, ValueError) as error:
        raise PeriodError(part) from error
    if not _SHORTEST < found.toordinal() < date.max.toordinal() - _SHORTEST:
        raise PeriodError(part)  # too near the ends of the calendar to have a day beside it in every zone
    return found


def _beginning(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What was asked on a day, and how quickly it was answered; the times are None without queries."""

    day: date
    answered: int
    suggested: int
    nothing: int
    p50_ms: int | None
    p99_ms: int | None

    @property
    def asked(self) -> int:
        """All queries of the day."""
        return self.answered + self.suggested + self.nothing


@dataclass(frozen=True, slots=True)
class Statistics:
    """What was asked in a period, and who is told unasked."""

    period: Period
    days: tuple[DayFigures, ...]  # each of the period, oldest first
    p50_ms: int | None  # of the whole period
    p99_ms: int | None
    askers: int
    asked_before: int  # in the period before, of the same length
    topics: tuple[tuple[str, int], ...]  # busiest first
    reach: Reach

    @property
    def answered(self) -> int:
        """Queries that were answered."""
        return sum(day.answered for day in self.days)

    @property
    def suggested(self) -> int:
        """Queries for which topics were suggested."""
        return sum(day.suggested for day in self.days)

    @property
    def nothing(self) -> int:
        """Queries that found nothing."""
        return sum(day.nothing for day in self.days)

    @property
    def asked(self) -> int:
        """All queries."""
        return self.answered + self.suggested + self.nothing


def day_figures(day: date, counts: Iterable[AnswerCount]) -> DayFigures:
    """Add up a day."""
    found = tuple(counts)
    by_outcome: Counter[str] = Counter()
    for one in found:
        by_outcome[one.outcome] += one.count
    times = histogram(found)
    return DayFigures(
        day,
        by_outcome["answer"],
        by_outcome["suggest"],
        by_outcome["nothing"],
        percentile(times, 0.5),
        percentile(times, 0.99),
    )


def histogram(counts: Iterable[AnswerCount]) -> Counter[int]:
    """Count queries by milliseconds."""
    times: Counter[int] = Counter()
    for one in counts:
        times[one.milliseconds] += one.count
    return times


def percentile(counts: Mapping[int, int], share: float) -> int | None:
    """Return the least value that `share` of all, in (0, 1], does not exceed (nearest rank); None of nothing.

    >>> percentile({10: 98, 70: 1, 900: 1}, 0.99), percentile({10: 1, 20: 1}, 0.5)
    (70, 10)
    """
    left = share * sum(counts.values())
    for value in sorted(counts):
        left -= counts[value]
        if left <= 1e-9:
            return value
    return None


@dataclass(frozen=True, slots=True)
class Group:
    """Spellings of what seems to be one thing that was asked and not found."""

    spellings: tuple[UnmatchedText, ...]  # most asked first
    keys: tuple[str, ...]  # folded, that of the most asked spelling first

    @property
    def id(self) -> str:
        """12 hex digits that name it in callback data."""
        return group_id(self.keys[0])

    @property
    def text(self) -> str:
        """Its most usual spelling."""
        return self.spellings[0].text

    @property
    def asked(self) -> int:
        """How often."""
        return sum(one.nothing + one.suggested for one in self.spellings)

    @property
    def suggested(self) -> int:
        """How often with topics to choose from, of which none was chosen."""
        return sum(one.suggested for one in self.spellings)

    @property
    def last_at(self) -> datetime:
        """When last."""
        return max(one.last_at for one in self.spellings)


def group_id(key: str) -> str:
    """Return what names a query's key in callback data."""
    return hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=6).hexdigest()


def grouped(spellings: Sequence[UnmatchedText], ignored: Collection[str] = ()) -> tuple[Group, ...]:
    """Group texts by what they have in common: folded words in any order, else a slip or two. Most asked first.

    Words that carry no topic count for nothing. A spelling joins the most asked one that it is a slip of; a digit is
    never a slip. What is, or is near, an `ignored` key is left out. Compares each text with each, of which 2,000 take
    about a second.
    """
    by_key: dict[str, list[UnmatchedText]] = {}
    for one in sorted(spellings, key=_rank):
        by_key.setdefault(key_of(one.text), []).append(one)
    out = _Leaders(ignored)
    leaders = _Leaders()
    for key in sorted(by_key, key=lambda key: (-_asked(by_key[key]), key)):
        if out.of(key) is None:
            leaders.add(key)
    groups = (_group(keys, by_key) for keys in leaders.keys.values())
    return tuple(sorted(groups, key=lambda group: (-group.asked, -group.last_at.timestamp(), group.text)))


def new_among(groups: Iterable[Group], earlier: Iterable[UnmatchedText]) -> tuple[Group, ...]:
    """Return the groups of which no spelling stands among the earlier texts, in their order."""
    known = {key_of(one.text) for one in earlier}
    return tuple(group for group in groups if known.isdisjoint(group.keys))


class _Leaders:
    """The most asked spellings, and which others are slips of them."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self.keys: dict[str, list[str]] = {}  # by leader, itself first
        self._skeletons: list[str] = []
        self._known: dict[str, str] = {}  # a leader's words that say something -> the leader
        self._sorted: dict[str, str] = {}
        for key in keys:
            self.add(key)

    def add(self, key: str) -> None:
        leader = self.of(key)
        if leader is not None:
            self.keys[leader].append(key)
            return
        self.keys[key] = [key]
        told = _telling(key)
        self._known[told] = key
        self._skeletons.append(skeleton(told))
        self._sorted[_in_any_order(told)] = key

    def of(self, key: str) -> str | None:
        """Return the leader that a key is a spelling of."""
        told = _telling(key)
        same = self._sorted.get(_in_any_order(told))
        if same is not None:
            return same
        near = nearest(told, list(self._known), self._skeletons, limit=1)
        return self._known[near[0][0]] if near else None


def _telling(key: str) -> str:
    """Return a key without the words that carry no topic ("the", "what is"), whole where it has no others."""
    return " ".join(word for word in key.split() if word not in FUNCTION_WORDS) or key


def _in_any_order(key: str) -> str:
    return " ".join(sorted(key.split()))


def _group(keys: Sequence[str], by_key: Mapping[str, Sequence[UnmatchedText]]) -> Group:
    return Group(tuple(sorted((one for key in keys for one in by_key[key]), key=_rank)), tuple(keys))


def _rank(one: UnmatchedText) -> tuple[int, float, str]:
    return -(one.nothing + one.suggested), -one.last_at.timestamp(), one.text


def _asked(spellings: Iterable[UnmatchedText]) -> int:
    return sum(one.nothing + one.suggested for one in spellings)

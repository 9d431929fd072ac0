"""What should come, worked out apart from the bot: every minute is looked at on the clocks of every zone."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bench.digests.articles import Article
from bench.digests.people import Person, Plan, Wish

_MINUTE = timedelta(minutes=1)
Quiet = tuple[time, time] | None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Articles that the bot knew of from an instant on."""

    at: datetime
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """One digest."""

    tick: datetime  # when the job ran that had to queue it
    due: datetime  # nothing may come earlier
    news: Mapping[str, int]  # by topic, how many paragraphs; none where it says that nothing is new
    codes: frozenset[str]  # of these paragraphs


def covers(quiet: Quiet, clock: time) -> bool:
    """Tell whether a time of day is quiet."""
    if quiet is None:
        return False
    start, end = quiet
    return start <= clock < end if start < end else clock >= start or clock < end


class Minutes:
    """The minutes from `begin` (UTC) on as the clocks of a zone show them, and when a time on them first comes."""

    def __init__(self, zone: str, begin: datetime, end: datetime) -> None:
        """Look at each of them."""
        self._zone = ZoneInfo(zone)
        self._first: dict[datetime, datetime] = {}
        minute, before = begin, self._local(begin - _MINUTE)
        while minute <= end:
            local = self._local(minute)
            skipped = before + _MINUTE
            while skipped < local:  # what a change of the clock leaves out comes as much later
                self._first.setdefault(skipped, minute + (skipped - before - _MINUTE))
                skipped += _MINUTE
            self._first.setdefault(local, minute)
            minute, before = minute + _MINUTE, local

    def dues(self, plan: Plan, quiet: Quiet) -> Iterator[datetime]:
        """Yield the instants, not in order, at which a plan with times is due."""
        for local, minute in self._first.items():
            if local.time() in plan.times and local.weekday() in plan.weekdays:
                yield self._awake(minute, quiet)

    def quiet(self, instant: datetime, quiet: Quiet) -> bool:
        """Tell whether an instant lies in quiet hours."""
        return covers(quiet, self._local(instant).time())

    def _awake(self, minute: datetime, quiet: Quiet) -> datetime:
        while self.quiet(minute, quiet):
            minute += _MINUTE
        return minute

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(self._zone).replace(tzinfo=None)


class Oracle:
    """Says what each person should get, from the instants at which the bot's job ran and what had arrived by then."""

    def __init__(self, begin: datetime, ticks: Sequence[datetime], arrivals: Sequence[Arrival]) -> None:
        """Take what happened. Whoever follows has followed since `begin`, before the first arrival."""
        self._begin = begin
        self._ticks = ticks
        self._zones: dict[str, Minutes] = {}
        self._by_topic: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
        for arrival in sorted(arrivals, key=lambda one: one.at):
            for article in arrival.articles:
                self._by_topic[article.topic].append((arrival.at, article.code))

    def digests(self, person: Person) -> list[Expected]:
        """Return what a person should get, in order."""
        minutes = self._minutes(person.zone)
        dues = {wish: self._due_by_tick(minutes, wish.plan or person.plan, person.quiet) for wish in person.wishes}
        live = [wish for wish in person.wishes if (wish.plan or person.plan).every]
        told = dict.fromkeys(person.wishes, self._begin)
        spoke: datetime | None = None
        expected: list[Expected] = []
        for tick in self._worth_a_look(person, dues):
            timed = {wish: dues[wish][tick] for wish in person.wishes if tick in dues[wish]}
            brought = (wish for wish in live if self._news(wish, told[wish], tick))
            speaking = [wish for wish in brought if self._may_speak(minutes, person, wish, spoke, tick)]
            news = {wish: self._news(wish, told[wish], tick) for wish in (*timed, *speaking)}
            told |= dict.fromkeys(news, tick)
            codes = frozenset(code for found in news.values() for code in found)
            if codes or (timed and person.tells_nothing):
                spoke = tick
                due = max(timed.values()) if timed else tick
                counts = {wish.topic: len(found) for wish, found in news.items() if found}
                expected.append(Expected(tick, due, counts, codes))
        return expected

    def _worth_a_look(self, person: Person, dues: Mapping[Wish, Mapping[datetime, datetime]]) -> Iterable[datetime]:
        """Return the ticks at which a person may get something: all of them where something comes as it happens."""
        if any((wish.plan or person.plan).every for wish in person.wishes):
            return self._ticks
        return sorted({tick for by_tick in dues.values() for tick in by_tick})

    def _may_speak(self, minutes: Minutes, person: Person, wish: Wish, spoke: datetime | None, tick: datetime) -> bool:
        """Tell whether a topic that comes as it happens may come now."""
        every = (wish.plan or person.plan).every
        rested = spoke is None or tick >= spoke + timedelta(minutes=every)
        return rested and not minutes.quiet(tick, person.quiet)

    def _news(self, wish: Wish, told: datetime, tick: datetime) -> list[str]:
        there = self._by_topic[wish.topic]
        first = bisect_right(there, told, key=lambda one: one[0])
        return [code for at, code in there[first:] if at <= tick]

    def _due_by_tick(self, minutes: Minutes, plan: Plan, quiet: Quiet) -> dict[datetime, datetime]:
        """Return, by the tick that has to take it, the latest due instant."""
        found: dict[datetime, datetime] = {}
        waiting = sorted(set(minutes.dues(plan, quiet))) if plan.times else []
        ticks = iter(self._ticks)
        tick = next(ticks, None)
        for due in (due for due in waiting if due > self._begin):
            while tick is not None and (tick < due or minutes.quiet(tick, quiet)):
                tick = next(ticks, None)
            if tick is not None:
                found[tick] = due
        return found

    def _minutes(self, zone: str) -> Minutes:
        if zone not in self._zones:
            # From a day before: quiet hours may hold a time of yesterday up until today.
            begin = self._begin.replace(second=0, microsecond=0) - timedelta(days=1)
            self._zones[zone] = Minutes(zone, begin, self._ticks[-1])
        return self._zones[zone]


def counted(digests: Iterable[Expected]) -> Counter[datetime]:
    """Count digests by the tick that had to queue them."""
    return Counter(one.tick for one in digests)

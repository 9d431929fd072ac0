"""The audience: what people ask, what they do not find, and what editors decide about it. What handlers call."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.library import Library
from bot.search.matching import Outcome
from bot.search.topics import Topic
from bot.statistics import (
    DayFigures,
    Group,
    Period,
    Statistics,
    day_figures,
    group_id,
    grouped,
    histogram,
    new_among,
    percentile,
)
from bot.store.question_rows import IgnoredQuery
from bot.store.store import Store

_LOOKED_INTO = 40  # groups, most asked first, of which it is looked whether they are answered by now
MOST_TEXTS = 2_000  # different texts not found that are looked at, most asked first
_BUSIEST = 6
_PAST = timedelta(days=366)  # so far back something may have been missed before


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a query that was not found comes to now: its answer's heading, or the topics nearest to it."""

    heading: str  # "" while it is not answered
    near: tuple[Topic, ...]
    topic: Topic | None = None  # that the answer is on


@dataclass(frozen=True, slots=True)
class Entry:
    """A group with all that its line in the list tells."""

    group: Group
    people: int
    prospect: Prospect


@dataclass(frozen=True, slots=True)
class WeekNews:
    """What is new about a period's questions."""

    statistics: Statistics
    unmatched: tuple[Group, ...]  # asked and not found for the first time, most asked first


class Audience:
    """Reads the query log in sums. Holds nothing that the store does not."""

    def __init__(self, store: Store, library: Library, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._library = library
        self._clock = clock

    async def statistics(self, period: Period) -> Statistics:
        """Add up a period, day by day, so that no question to the store takes long."""
        days: list[DayFigures] = []
        times: Counter[int] = Counter()
        for day in period.days:
            counts = await self._store.answer_counts(day.start, day.end)
            days.append(day_figures(day.first, counts))
            times += histogram(counts)
        start, end = period.start, period.end
        return Statistics(
            period,
            tuple(days),
            percentile(times, 0.5),
            percentile(times, 0.99),
            await self._store.askers_between(start, end),
            await self._store.queries_asked(period.before.start, period.before.end),
            await self._store.busiest_topics(start, end, _BUSIEST),
            await self._store.reach(start, end),
        )

    async def unmatched(self, period: Period) -> tuple[Group, ...]:
        """Return what was asked and not found, by spelling, most asked first, without what is ignored."""
        texts = await self._store.unmatched_texts(period.start, period.end, MOST_TEXTS)
        ignored = [one.key for one in await self._store.ignored_queries()]
        return await asyncio.to_thread(grouped, texts, ignored)

    async def unanswered_first(self, groups: Sequence[Group]) -> tuple[Group, ...]:
        """Move groups that are answered by now behind all others, as far as the first of many are looked into."""
        looked_into = groups[:_LOOKED_INTO]
        found = [(await self._library.reply_to(group.text)).outcome is Outcome.ANSWER for group in looked_into]
        answered = [group for group, is_found in zip(looked_into, found, strict=True) if is_found]
        return (*(group for group in groups if group not in answered), *answered)

    async def group(self, period: Period, wanted: str) -> Group | None:
        """Return the group that holds a spelling by its id, None where it is gone or ignored."""
        groups = await self.unmatched(period)
        return next((group for group in groups if wanted in map(group_id, group.keys)), None)

    async def entries(self, groups: Sequence[Group], period: Period) -> tuple[Entry, ...]:
        """Return groups with by how many people they were asked, and what they come to now."""
        texts = [one.text for group in groups for one in group.spellings]
        askers = await self._store.askers_of(texts, period.start, period.end) if texts else {}
        return tuple([Entry(group, _people(group, askers), await self._prospect(group)) for group in groups])

    async def _prospect(self, group: Group) -> Prospect:
        """Ask again what was not found."""
        match = (await self._library.reply_to(group.text)).match
        if match.outcome is not Outcome.ANSWER:
            return Prospect("", match.suggestions)
        return Prospect(match.heading, (), match.topic)

    async def ignore(self, group: Group) -> None:
        """List a group and its like no more."""
        now = self._clock()
        await self._store.ignore_queries([IgnoredQuery(key, group.id, group.text, now) for key in group.keys])

    async def ignored(self) -> tuple[IgnoredQuery, ...]:
        """Return what is ignored, one spelling of each group, latest first."""
        by_group = {one.group_id: one for one in reversed(await self._store.ignored_queries())}
        return tuple(reversed(by_group.values()))

    async def heed(self, ignored_id: str) -> bool:
        """Ignore a group no more; tell whether it was ignored."""
        return await self._store.heed_queries(ignored_id) > 0

    async def week_news(self, period: Period) -> WeekNews:
        """Return a period's figures, and what was not found in it that was never missed before."""
        groups = await self.unmatched(period)
        past = Period(period.first - _PAST, period.before.last, period.zone)
        known = await self._store.unmatched_texts(past.start, past.end, MOST_TEXTS)
        new = await asyncio.to_thread(new_among, groups, known)
        return WeekNews(await self.statistics(period), new)


def _people(group: Group, askers: Mapping[str, frozenset[str]]) -> int:
    return len(frozenset[str]().union(*(askers.get(one.text, frozenset()) for one in group.spellings)))

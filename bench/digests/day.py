"""A day and a half of digests over a change of the clock, every message held against what should have come."""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bench.digests.articles import Article, Newsroom, some_topics, topics
from bench.digests.clock import Clock, next_minute
from bench.digests.delivery import Burst, Verdict, bursts, came, compared
from bench.digests.desk import Desk, opened_desk
from bench.digests.expected import Arrival, Expected, Oracle
from bench.digests.people import Person, people
from bench.digests.telegrams import Judge, StandIn, judge, stand_in

_KNOWN = 0.8  # of the topics stand in the first documents; the others can be followed before there is anything
_FIRST = 2  # articles on each of those
_BURST = 300  # messages from which on it is worth telling how long they took
_PER_SECOND = 30
_END = timedelta(minutes=10)  # for the last messages


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be played."""

    begin: datetime
    hours: int
    chats: int
    follows: int
    topics: int
    arrivals: int  # times at which new documents come
    touched: int  # topics with news in each
    speed: float
    seed: int
    judge: str = ""  # the command of a judge's program; without one the project's own stand-in plays Telegram


@dataclass(slots=True)
class Record:
    """What happened."""

    ticks: list[datetime] = field(default_factory=list)
    arrivals: list[Arrival] = field(default_factory=list)


async def day(plan: Plan) -> tuple[bool, list[tuple[str, str]]]:
    """Play it; return whether every promise was kept, and the figures."""
    began = time.monotonic()
    rng = random.Random(plan.seed)
    names = topics(plan.topics, rng)
    persons = people(plan.chats, plan.follows, names, rng)
    newsroom = Newsroom(rng)
    first = [newsroom.write(name) for name in rng.sample(names, int(_KNOWN * len(names))) for _ in range(_FIRST)]
    coming = _coming(plan, names, newsroom, rng)
    clock = Clock(plan.begin, 0.0)
    with tempfile.TemporaryDirectory() as place:
        async with _telegram(plan, Path(place), clock) as telegram:
            _say("opening the chats")
            chat_ids = await telegram.open_chats([person.kind for person in persons])
            async with opened_desk(Path(place), telegram.connection, clock, newsroom, first) as desk:
                _say("entering who follows")
                await desk.enter(persons, chat_ids)
                with clock.at_speed(plan.speed):
                    desk.sender.start()
                    record = await _played(plan, desk, coming)
                queue = await desk.services.store.outbox_counts()
            counts = dict(await telegram.counts())
            messages = await telegram.delivered()
    _say("working out what should have come")
    oracle = Oracle(plan.begin, record.ticks, record.arrivals)
    expected = {chat_id: oracle.digests(person) for person, chat_id in zip(persons, chat_ids, strict=True)}
    verdict = compared(expected, came(messages))
    for example in verdict.examples[:5]:
        _say(example[:2_000])
    figures = [
        *_size(plan, persons, expected, len(messages)),
        *_kept(verdict, counts, queue.get("dropped", 0)),
        *_drained(bursts(messages, _BURST, record.ticks), verdict),
        ("took", f"{time.monotonic() - began:.0f} s"),
    ]
    within = counts["refused"] == counts["early"] == 0
    return verdict.right and within and not counts.get("breaks_of_the_specification"), figures


def _telegram(plan: Plan, folder: Path, clock: Clock) -> AbstractAsyncContextManager[StandIn | Judge]:
    return judge(plan.judge, folder / "calls.jsonl", clock) if plan.judge else stand_in(clock)


def _coming(
    plan: Plan, names: Sequence[str], newsroom: Newsroom, rng: random.Random
) -> list[tuple[datetime, list[Article]]]:
    """Return what comes when, in order: some of it together with popular times, some at odd minutes."""
    step = timedelta(hours=plan.hours) / (plan.arrivals + 1)
    times = [
        (plan.begin + number * step + timedelta(minutes=rng.randrange(-30, 30))).replace(second=0, microsecond=0)
        for number in range(1, plan.arrivals + 1)
    ]
    return [
        (at.replace(minute=0) if number % 3 == 0 else at, _edition(plan, names, newsroom, rng))
        for number, at in enumerate(sorted(times))
    ]


def _edition(plan: Plan, names: Sequence[str], newsroom: Newsroom, rng: random.Random) -> list[Article]:
    return [
        newsroom.write(topic) for topic in some_topics(names, plan.touched, rng) for _ in range(rng.randrange(1, 4))
    ]


async def _played(plan: Plan, desk: Desk, coming: Sequence[tuple[datetime, list[Article]]]) -> Record:
    """Let the minutes pass: those in which there is nothing to send take no time."""
    record, left = Record(), list(coming)
    minute, end = next_minute(plan.begin), plan.begin + timedelta(hours=plan.hours)
    while minute <= end:
        desk.clock.jump_to(minute)
        while left and left[0][0] <= minute:
            _, articles = left.pop(0)
            await desk.bring(f"edition{len(record.arrivals)}", articles)
            record.arrivals.append(Arrival(desk.clock.now(), tuple(articles)))
        tick, served = await desk.tick()
        record.ticks.append(tick)
        if served > _BURST:
            _say(f"{tick:%a %H:%M} a digest for {served} chats")
        await desk.drained(next_minute(tick))
        minute = max(next_minute(tick), desk.clock.now().replace(second=0, microsecond=0))
    if not await desk.drained(desk.clock.now() + _END):
        _say("the queue is not empty at the end")
    return record


def _size(
    plan: Plan, persons: Sequence[Person], expected: dict[int, list[Expected]], messages: int
) -> Iterator[tuple[str, str]]:
    yield "played", f"{plan.begin:%d %B %Y, %H:%M} UTC and {plan.hours} hours"
    wishes = sum(len(person.wishes) for person in persons)
    zones = len({person.zone for person in persons})
    yield "chats; topics followed; zones", f"{len(persons):,}; {wishes:,}; {zones}"
    yield "digests due, with news or to say there is none", f"{sum(map(len, expected.values())):,}"
    yield "messages", f"{messages:,}"


def _kept(verdict: Verdict, counts: dict[str, int], dropped: int) -> Iterator[tuple[str, str]]:
    yield "missing; more than once or not due", f"{verdict.missing}; {verdict.extra}"
    yield "early", str(verdict.early)
    yield "with other news than should be", str(verdict.wrong)
    yield "paragraphs told twice in a chat", str(verdict.repeated)
    yield "given up by the queue", str(dropped)
    yield (
        "refused by the server for its limits; sent before `retry_after` was over",
        (f"{counts['refused']}; {counts['early']}"),
    )
    yield (
        "most in a second; to one person; most in a minute to a group",
        (
            f"{counts['most_in_a_second']}; {counts['most_in_a_second_to_a_person']}; "
            f"{counts['most_in_a_minute_to_a_group']}"
        ),
    )
    if "breaks_of_the_specification" in counts:
        yield "requests that break the Bot API's specification", str(counts["breaks_of_the_specification"])


def _drained(found: Sequence[Burst], verdict: Verdict) -> Iterator[tuple[str, str]]:
    if found:
        total = sum(one.messages for one in found)
        over = sum(one.messages * one.over(_PER_SECOND) for one in found) / total
        yield f"bursts of {_BURST} messages and more; the largest", f"{len(found)}; {max(b.messages for b in found):,}"
        yield (
            "longer than the limit of 30 a second makes them: all; the worst",
            (f"{100 * over:.1f} %; {100 * max(one.over(_PER_SECOND) for one in found):.1f} %"),
        )
        yield (
            "their first message, after the tick: mean; the last of them",
            (f"{statistics.mean(one.began_s for one in found):.1f} s; {max(one.began_s for one in found):.1f} s"),
        )
    if verdict.late_s:
        late = sorted(verdict.late_s)
        yield (
            "all messages, after the tick: median; 99th percentile; last",
            (f"{statistics.median(late):.1f} s; {late[int(0.99 * len(late))]:.1f} s; {late[-1]:.1f} s"),
        )


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)

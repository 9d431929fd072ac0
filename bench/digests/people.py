"""Who follows what, and when each wants to hear of it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time

from bench.digests.articles import some_topics

ZONES = (
    "Europe/Berlin Europe/London America/New_York Asia/Kolkata Europe/Istanbul Asia/Baku Europe/Paris Europe/Moscow "
    "America/Sao_Paulo Asia/Jakarta Europe/Madrid America/Chicago Asia/Tehran Europe/Rome Europe/Kyiv Asia/Tokyo "
    "America/Los_Angeles Asia/Karachi Africa/Cairo Europe/Warsaw Asia/Shanghai Asia/Tbilisi Asia/Almaty Europe/Athens "
    "Europe/Lisbon Asia/Dubai Australia/Sydney Asia/Tashkent Asia/Bangkok Asia/Dhaka Africa/Johannesburg "
    "Europe/Helsinki America/Denver Asia/Yerevan Pacific/Auckland Asia/Kathmandu America/St_Johns Australia/Lord_Howe "
    "Pacific/Chatham Pacific/Apia"
).split()
_HOURS = (8, 7, 9, 18, 12, 20, 6, 21)  # most wanted first
_DAYS = "mon tue wed thu fri sat sun".split()
_EVERY = (15, 60, 240)
_NIGHTS = ((time(22), time(7)), (time(23), time(8)), (time(21, 30), time(6, 45)), (time(1), time(3)))


@dataclass(frozen=True, slots=True)
class Plan:
    """Times of day on weekdays (Monday is 0), or with `every` as it happens, so many minutes apart at least."""

    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    times: tuple[time, ...] = ()
    every: int = 0

    @property
    def text(self) -> str:
        """Write it as a person would."""
        if self.every:
            return f"live {self.every}"
        return " ".join([*(_DAYS[day] for day in self.weekdays), *(f"{clock:%H:%M}" for clock in self.times)])


@dataclass(frozen=True, slots=True)
class Wish:
    """A topic that somebody follows; without a plan of its own it comes when all come."""

    topic: str
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A chat that follows: "private" or "supergroup"."""

    kind: str
    zone: str
    plan: Plan
    quiet: tuple[time, time] | None
    tells_nothing: bool
    wishes: tuple[Wish, ...]


def people(count: int, wishes: int, topics: Sequence[str], rng: random.Random) -> list[Person]:
    """Return chats that follow about `wishes` topics together, popular ones more often."""
    mean = wishes / count
    made = [_person(rng) for _ in range(count)]
    sizes = [min(1 + int(rng.expovariate(1 / (mean - 0.5))), 15) if mean > 1 else 1 for _ in made]
    return [
        replace(one, wishes=tuple(Wish(topic, _own_plan(rng)) for topic in some_topics(topics, size, rng)))
        for one, size in zip(made, sizes, strict=True)
    ]


def _person(rng: random.Random) -> Person:
    zone = rng.choices(ZONES, [1 / (rank + 4) for rank in range(len(ZONES))])[0]
    kind = "supergroup" if rng.random() < 0.1 else "private"
    quiet = rng.choice(_NIGHTS) if rng.random() < 0.25 else None
    return Person(kind, zone, _plan(rng), quiet, rng.random() < 0.05, ())


def _own_plan(rng: random.Random) -> Plan | None:
    return _plan(rng) if rng.random() < 0.1 else None


def _plan(rng: random.Random) -> Plan:
    kind = rng.choices(("once", "twice", "often", "weekdays", "weekly", "live"), (45, 15, 5, 15, 5, 15))[0]
    match kind:
        case "live":
            return Plan(every=rng.choice(_EVERY))
        case "weekdays":
            return Plan((0, 1, 2, 3, 4), _times(rng, 1))
        case "weekly":
            return Plan((rng.randrange(7),), _times(rng, 1))
        case _:
            return Plan(times=_times(rng, {"once": 1, "twice": 2, "often": rng.randrange(3, 6)}[kind]))


def _times(rng: random.Random, count: int) -> tuple[time, ...]:
    found: set[time] = set()
    while len(found) < count:
        found.add(_time(rng))
    return tuple(sorted(found))


def _time(rng: random.Random) -> time:
    odd = rng.random()
    if odd < 0.04:
        return time(2, 30)  # which a change of the clock skips, or doubles
    if odd < 0.10:
        return time(rng.randrange(24), rng.randrange(60))
    return time(rng.choices(_HOURS, [1 / (rank + 1) for rank in range(len(_HOURS))])[0])

"""What the bot was doing with its documents when each question came, and how long the answers took then."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from bench.load.people import Talk
from bench.scale.cost import percentile

HEADER = ("meanwhile", "s", "answers", "p50, ms", "p99, ms", "longest, ms")
_BEFORE = "the change is noticed"

Step = tuple[float, str]  # since when, by the clock that processes share, and what


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer: when its question was due, and how long it took."""

    due_s: float
    took_s: float


def answers(talks: Sequence[Talk]) -> list[Answered]:
    """Return the answers of some talks, in the order in which they were asked for."""
    pairs = (pair for talk in talks for pair in zip(talk.due_s, talk.took_s, strict=True))
    return sorted((Answered(*pair) for pair in pairs), key=lambda one: one.due_s)


def by_phase(steps: Sequence[Step], answered: Sequence[Answered], began_s: float, ended_s: float) -> list[list[str]]:
    """Return a row for each phase, in the order in which they were first seen; a phase may come several times."""
    since = [began_s, *(at for at, _ in steps)]
    names = [_BEFORE, *(what for _, what in steps)]
    lasted, took = dict.fromkeys(names, 0.0), {name: list[float]() for name in names}
    for name, begin, end in zip(names, since, [*since[1:], ended_s], strict=True):
        lasted[name] += end - begin
    for one in answered:
        took[names[max(0, bisect_right(since, one.due_s) - 1)]].append(1000 * one.took_s)
    return [[name, f"{lasted[name]:.1f}", *_figures(took[name])] for name in lasted]


def _figures(ms: Sequence[float]) -> list[str]:
    if not ms:
        return ["0", "", "", ""]
    return [f"{len(ms):,}", *(f"{percentile(ms, share):.0f}" for share in (0.5, 0.99, 1.0))]

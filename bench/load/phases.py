"""What the bot was doing with its documents when each question came, and how long the answers took then."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from bench.digests.watchdog import LATE_S
from bench.load.people import Talk
from bench.scale.cost import percentile

HEADER = ("meanwhile", "s", "answers", "p50, ms", "p99, ms", "longest, ms", "event loop held up, longest, ms")
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


def by_phase(
    steps: Sequence[Step],
    answered: Sequence[Answered],
    late: Sequence[tuple[float, float]],
    began_s: float,
    ended_s: float,
) -> list[list[str]]:
    """Return a row for each phase, in the order in which they were first seen; a phase may come several times.

    `late` are the times when the event loop was held up for long, and by how much.
    """
    since = [began_s, *(at for at, _ in steps)]
    names = [_BEFORE, *(what for _, what in steps)]
    lasted, took = dict.fromkeys(names, 0.0), {name: list[float]() for name in names}
    for name, begin, end in zip(names, since, [*since[1:], ended_s], strict=True):
        lasted[name] += end - begin
    held_up = dict.fromkeys(names, 0.0)
    for one in answered:
        took[_at(since, names, one.due_s)].append(1000 * one.took_s)
    for at, by_s in late:
        phase = _at(since, names, at)
        held_up[phase] = max(held_up[phase], 1000 * by_s)
    return [[name, f"{lasted[name]:.1f}", *_figures(took[name]), _held_up(held_up[name])] for name in lasted]


def _at(since: Sequence[float], names: Sequence[str], instant: float) -> str:
    return names[max(0, bisect_right(since, instant) - 1)]


def _held_up(longest: float) -> str:
    return f"{longest:.0f}" if longest else f"under {1000 * LATE_S:.0f}"


def _figures(ms: Sequence[float]) -> list[str]:
    if not ms:
        return ["0", "", "", ""]
    return [f"{len(ms):,}", *(f"{percentile(ms, share):.0f}" for share in (0.5, 0.99, 1.0))]

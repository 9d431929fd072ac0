"""Growth: query and start times while the archive doubles again and again, drawn with logarithmic axes."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median

from bench.scale import ours
from bench.scale.cost import Timed, apart, timed
from bench.scale.places import Places, tell
from bench.scale.queries import slipped
from bench.scale.searching import queries_of
from bench.scale.starting import first_answer_s
from bench.tables import markdown
from bot.answering import Snapshot

HEADER = (
    "paragraphs", "which ten, p50 ms", "against the line above", "with the ten read, ms", "briefing, p50 ms", "p99 ms",
    "misspelt, p50 ms", "process to first answer, s",
)  # fmt: skip
_WARM = 200  # not counted: the larger the archive, the more of its pages they touch for the first time
_STARTS = 3
_ROUNDS = 3  # of searches at all sizes in turn: the machine's own speed changes while they run


@dataclass(frozen=True, slots=True)
class Point:
    """What queries and a start take at one size."""

    paragraphs: int
    search_ms: float
    read_ms: float
    briefing_ms: float
    slowest_ms: float
    misspelt_ms: float
    start_s: float


def growth(work: Path, sizes: Sequence[int], count: int, plot: Path | None) -> str:
    """Return the table of all sizes, and draw it."""
    asked = [(places, queries_of(places, count)) for places in (Places(work, paragraphs) for paragraphs in sizes)]
    rounds = [[_searches(places, queries) for places, queries in asked] for _ in range(_ROUNDS)]
    points = []
    for (places, queries), searches in zip(asked, zip(*rounds, strict=True), strict=True):
        points.append(_point(places, queries, searches))
        tell(f"{points[-1]}")
    if plot:
        draw(points, plot)
    steps = ["", *(f"{two.search_ms / one.search_ms:.2f}" for one, two in pairwise(points))]
    return markdown(HEADER, (_row(point, step) for point, step in zip(points, steps, strict=True)))


def _searches(places: Places, queries: Sequence[str]) -> tuple[float, float]:
    tell(f"{places.paragraphs:,} paragraphs: searching")
    return apart(_medians, places, queries)


def _medians(places: Places, queries: Sequence[str]) -> tuple[float, float]:
    """Return what the median search takes in milliseconds of CPU, without and with its paragraphs read."""
    made = ours.snapshot(places)
    return _taken(ours.which_ten, made, queries).p50, _taken(ours.top_ten, made, queries).p50


def _point(places: Places, queries: Sequence[str], searches: Sequence[tuple[float, float]]) -> Point:
    tell(f"{places.paragraphs:,} paragraphs: answering")
    search, read = map(median, zip(*searches, strict=True))
    start = median(first_answer_s(places, query) for query in queries[:_STARTS])
    return Point(places.paragraphs, search, read, *apart(_answers, places, queries), start)


def _answers(places: Places, queries: Sequence[str]) -> tuple[float, float, float]:
    made, misspelt = ours.snapshot(places), slipped(queries, 1.0, random.Random(2))
    answers = _taken(ours.whole_answer, made, queries)
    return answers.p50, answers.p99, _taken(ours.whole_answer, made, misspelt).p50


def _taken(find: Callable[[Snapshot, str], object], made: Snapshot, queries: Sequence[str]) -> Timed[object]:
    for query in queries[:_WARM]:
        find(made, query)
    return timed(partial(find, made, query) for query in queries[_WARM:])


def _row(point: Point, step: str) -> list[str]:
    return [
        f"{point.paragraphs:,}", f"{point.search_ms:.3f}", step, f"{point.read_ms:.3f}", f"{point.briefing_ms:.2f}",
        f"{point.slowest_ms:.1f}", f"{point.misspelt_ms:.2f}", f"{point.start_s:.2f}",
    ]  # fmt: skip


def draw(points: Sequence[Point], plot: Path) -> None:
    """Draw the growth with logarithmic axes, a grey line for what would double with the archive."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 4.2), layout="constrained")
    axes = figure.subplots()
    sizes = [point.paragraphs for point in points]
    lines = {
        "which ten, p50": [point.search_ms for point in points],
        "with the ten read, p50": [point.read_ms for point in points],
        "briefing, p50": [point.briefing_ms for point in points],
        "briefing, p99": [point.slowest_ms for point in points],
        "misspelt, p50": [point.misspelt_ms for point in points],
        "process to first answer": [1000 * point.start_s for point in points],
    }
    for name, values in lines.items():
        axes.plot(sizes, values, marker="o", markersize=3, label=name)
    first = lines["which ten, p50"][0]
    axes.plot(sizes, [first * size / sizes[0] for size in sizes], color="0.7", linestyle=":", label="doubling with it")
    axes.set(xscale="log", yscale="log", xlabel="paragraphs", ylabel="milliseconds")
    axes.grid(which="both", linewidth=0.3)
    figure.legend(fontsize="small", loc="outside lower center", ncols=4)
    figure.savefig(plot, dpi=110)

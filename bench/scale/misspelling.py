"""Misspelt topics among all that the archive names: how long finding them takes, and whether a full scan finds more."""

import random
from collections.abc import Sequence
from functools import partial

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bench.retrieval import misspelt
from bench.scale import ours
from bench.scale.cost import apart, timed
from bench.scale.places import Places, tell
from bench.tables import markdown
from bot.answering import Snapshot
from bot.search.spelling import allowance, distance, skeleton
from bot.search.topics import name_key

_WARM = 20
_LEAST_LETTERS = 6  # of a name; the bot takes shorter ones for words
_SLIPS = (1, 2)
Found = tuple[str, float] | None


def fuzzy(places: Places, count: int) -> str:
    """Return the table."""
    tell("misspelling topics")
    return markdown(("figure", *(f"{slips} slip{'s' * (slips > 1)}" for slips in _SLIPS)), apart(_rows, places, count))


def _rows(places: Places, count: int) -> list[list[str]]:
    made = ours.snapshot(places)
    topics = made.vocabulary.topics
    keys = sorted({key for topic in topics for name in (topic.name, *topic.aliases) if (key := name_key(name))})
    columns = [_column(made, keys, _typed(made, count, slips), f"{len(topics):,}") for slips in _SLIPS]
    return [list(row) for row in zip(_FIGURES, *columns, strict=True)]


_FIGURES = (
    "topics",
    "names misspelt",
    "matching the query, p50 ms",
    "matching the query, p99 ms",
    "finding the nearest name, p50 ms",
    "finding the nearest name, p99 ms",
    "a scan of all names, p50 ms",
    "found of what the scan finds",
    "the topic that was meant: matched or offered first",
)


def _typed(made: Snapshot, count: int, slips: int) -> list[tuple[str, str]]:
    """Return names of topics, each with how it is typed."""
    rng = random.Random(slips)
    names = [topic.name for topic in made.vocabulary.topics if len(name_key(topic.name)) >= _LEAST_LETTERS]
    pairs = []
    for name in rng.sample(names, min(count + _WARM, len(names))):
        typed = name.lower()
        for _ in range(slips):
            typed = misspelt(typed, rng)
        pairs.append((name, typed))
    return pairs


def _column(made: Snapshot, keys: Sequence[str], pairs: Sequence[tuple[str, str]], topics: str) -> list[str]:
    calls = [partial(made.matcher.match, typed) for _, typed in pairs]
    for call in calls[:_WARM]:
        call()
    matching = timed(calls[_WARM:])
    typed_keys = [name_key(typed) for _, typed in pairs[_WARM:]]
    finding = timed(partial(ours.nearest_name, made, key) for key in typed_keys)
    skeletons = [skeleton(key) for key in keys]
    scanning = timed(partial(scanned, key, keys, skeletons) for key in typed_keys)
    right = sum(one == other for one, other in zip(finding.results, scanning.results, strict=True) if other)
    meant = sum(_is_meant(made, name, typed) for name, typed in pairs[_WARM:])
    return [
        topics, f"{len(typed_keys):,}", f"{matching.p50:.2f}", f"{matching.p99:.2f}", f"{finding.p50:.2f}",
        f"{finding.p99:.2f}", f"{scanning.p50:.1f}", f"{100 * right / (sum(map(bool, scanning.results)) or 1):.2f} %",
        f"{100 * meant / len(typed_keys):.1f} %",
    ]  # fmt: skip


def _is_meant(made: Snapshot, name: str, typed: str) -> bool:
    match = made.matcher.match(typed)
    first = match.topic or (match.suggestions[0] if match.suggestions else None)
    return first is not None and name in (first.name, *first.aliases)


def scanned(typed: str, known: Sequence[str], skeletons: Sequence[str]) -> Found:
    """Return the name nearest to what was typed, with its cost: by looking at every one."""
    edits = 2 if len(typed) < 7 else 3
    near = process.extract(typed, known, scorer=OSA.distance, score_cutoff=edits, limit=None)
    near += process.extract(skeleton(typed), skeletons, scorer=OSA.distance, score_cutoff=2, limit=None)
    costs = sorted((distance(typed, known[at]), known[at]) for _, _, at in near if len(known[at]) > 2)
    return (costs[0][1], costs[0][0]) if costs and costs[0][0] <= allowance(len(typed)) else None

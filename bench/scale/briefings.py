"""Whole answers: matching, search, reading paragraphs, choosing sentences."""

import random
from collections.abc import Sequence
from functools import partial

from bench.scale import ours
from bench.scale.cost import apart, timed
from bench.scale.places import Places, tell
from bench.scale.queries import slipped
from bench.scale.searching import queries_of
from bench.tables import markdown

_WARM = 50
_KINDS = {"well spelt": 0.0, "one slip in each": 1.0}


def briefing(places: Places, count: int) -> str:
    """Return the table: CPU time of whole answers."""
    queries = queries_of(places, count)
    tell("answering")
    return markdown(("queries", "p50 ms", "p99 ms", "answered", "how many"), apart(_rows, places, queries))


def _rows(places: Places, queries: Sequence[str]) -> list[list[str]]:
    made = ours.snapshot(places)
    for query in queries[:_WARM]:
        ours.whole_answer(made, query)
    rows = []
    for kind, share in _KINDS.items():
        put = slipped(queries[_WARM:], share, random.Random(2))
        taken = timed(partial(ours.whole_answer, made, query) for query in put)
        answered = f"{100 * sum(taken.results) / len(put):.0f} %"
        rows.append([kind, f"{taken.p50:.1f}", f"{taken.p99:.1f}", answered, f"{len(put):,}"])
    return rows

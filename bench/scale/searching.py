"""The ten best paragraphs: the bot's index and the peers' on the same queries, one thread each."""

import random
from collections.abc import Callable, Sequence
from functools import partial

from bench.scale import ours
from bench.scale.cost import Timed, apart, timed
from bench.scale.peers import PEERS, folder_of
from bench.scale.places import Places, tell
from bench.scale.queries import asked, sampled
from bench.scale.texts import texts
from bench.tables import markdown

HEADER = ("engine", "p50 ms", "p99 ms", "p50 / tantivy", "p99 / tantivy", "queries")
_WARM = 50  # queries that are not counted
_BEST = 10
_WAYS = {
    "**this bot, words as typed: which paragraphs**": ours.which_ten,  # as the peers answer
    "**this bot, words as typed: the paragraphs read**": ours.top_ten,
    "**this bot, words read and corrected**": ours.read_and_found,
}


Taken = tuple[str, Timed[object]]  # an engine and what queries took it


def queries_of(places: Places, count: int, seed: int = 1) -> list[str]:
    """Return what is asked of an archive."""
    rng = random.Random(seed)
    return asked(sampled(places.archive, count + _WARM, rng), rng)


def search(places: Places, count: int, budget_s: float, peers: bool) -> str:
    """Return the table: CPU time of each engine, and how it compares with tantivy's in the same run."""
    queries = queries_of(places, count)
    found = []
    for name in PEERS if peers else ():
        folder = folder_of(name, places.peers)
        if not any(folder.glob("*")):
            tell(f"{name}: building its index")
            apart(build_peer, name, places)
        tell(f"{name}: searching")
        found.append(apart(peer_times, name, places, queries, budget_s))
    for name in _WAYS:
        tell(f"{name}: searching")
        found.append(apart(our_times, name, places, queries, budget_s))
    return markdown(HEADER, [_row(one, found) for one in found])


def build_peer(name: str, places: Places) -> None:
    """Build a peer's index."""
    folder = folder_of(name, places.peers)
    folder.mkdir()
    PEERS[name].build(list(texts(places.archive)), folder)


def peer_times(name: str, places: Places, queries: Sequence[str], budget_s: float) -> Taken:
    """Time a peer."""
    find = PEERS[name].open(folder_of(name, places.peers))
    return name, _counted([partial(find, query, _BEST) for query in queries], budget_s)


def our_times(name: str, places: Places, queries: Sequence[str], budget_s: float) -> Taken:
    """Time the bot's index, or all that finds what it answers from."""
    made = ours.snapshot(places)
    return name, _counted([partial(_WAYS[name], made, query) for query in queries], budget_s)


def _counted(calls: Sequence[Callable[[], object]], budget_s: float) -> Timed[object]:
    for call in calls[:_WARM]:
        call()
    return timed(calls[_WARM:], budget_s)


def _row(one: Taken, every: Sequence[Taken]) -> list[str]:
    name, taken = one
    beside = next((other for other_name, other in every if other_name.startswith("tantivy")), None)
    ratios = [f"{taken.p50 / beside.p50:.2f}", f"{taken.p99 / beside.p99:.2f}"] if beside else ["", ""]
    return [name, f"{taken.p50:.2f}", f"{taken.p99:.2f}", *ratios, f"{len(taken.ms):,}"]

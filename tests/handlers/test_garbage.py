"""Collections of garbage: none of the whole heap but those that are asked for."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from handlers.garbage import collect_all, full_collections_by_hand


class Knot:
    """Something that only a collection frees."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _small_heap() -> Iterator[None]:
    """Let nothing count but what a test makes: how soon a full collection comes depends on how much there is."""
    gc.freeze()
    gc.collect()
    yield
    gc.unfreeze()


def _full_collections_while_much_is_made() -> int:
    before = gc.get_stats()[2]["collections"]
    kept = [[number] for number in range(200_000)]
    return int(gc.get_stats()[2]["collections"]) - before if kept else 0


def test_full_collections_come_by_themselves_but_for_a_while() -> None:
    usual = gc.get_threshold()
    with full_collections_by_hand():
        assert _full_collections_while_much_is_made() == 0
    assert gc.get_threshold() == usual
    assert _full_collections_while_much_is_made() > 0


def test_garbage_is_collected_by_hand_and_what_stays_is_freed_when_it_is_let_go() -> None:
    knot, kept = Knot(), [Knot() for _ in range(1_000)]
    gone = weakref.ref(knot)
    del knot
    collect_all()
    assert gone() is None
    frozen = gc.get_freeze_count()
    for one in kept:
        del one.itself
    del kept, one
    assert gc.get_freeze_count() <= frozen - 1_000

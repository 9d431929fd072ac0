"""Garbage of reference cycles: collecting all of it reads every object there is and holds everything up meanwhile."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEVER = 2**31 - 1


@contextmanager
def full_collections_by_hand() -> Iterator[None]:
    """Let only young garbage be collected by itself meanwhile, which takes a few milliseconds.

    A full collection takes 2.5 s with the index of 100,000 paragraphs, comes again and again while 10,000 digests are
    made, and finds next to nothing: some hundreds of objects. `collect_all` is for when nobody waits.
    """
    before = gc.get_threshold()
    gc.set_threshold(before[0], before[1], _NEVER)
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def collect_all() -> None:
    """Collect all garbage, and leave what is none out of later collections; it is freed all the same when let go."""
    gc.collect()
    gc.freeze()

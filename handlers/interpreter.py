"""Turns of the interpreter: one thread runs at a time, and the event loop must not wait long for its turn."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_TURN_S = 0.001  # Python's own is 5 ms; with a few threads at work the loop waits for several of them


@contextmanager
def short_turns() -> Iterator[None]:
    """Let threads that compute make way sooner meanwhile, for a few more switches between them."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN_S)
    try:
        yield
    finally:
        sys.setswitchinterval(before)

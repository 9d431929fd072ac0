"""Turns of the interpreter: the event loop waits less for its own while threads compute."""

import sys

from handlers.interpreter import short_turns


def test_turns_are_short_meanwhile_and_as_before_afterwards() -> None:
    before = sys.getswitchinterval()
    with short_turns():
        assert sys.getswitchinterval() < before
    assert sys.getswitchinterval() == before

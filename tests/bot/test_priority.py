"""A process stands back for the others."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SAY = """
import os
from pathlib import Path
from bot.priority import stand_back
group = Path("/proc/self/autogroup")
before = group.read_text().split()[-1] if group.exists() else ""
stand_back(7)
print(before, os.nice(0), group.read_text().split()[-1] if group.exists() else "")
"""


def said(*, leads: bool) -> list[str]:
    """What a process tells: the niceness of its session before, its own afterwards, and its session's afterwards."""
    done = subprocess.run(
        [sys.executable, "-c", SAY], cwd=Path(__file__).parents[2], start_new_session=leads, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    return done.stdout.rstrip("\n").split(" ")


@pytest.mark.skipif(os.name != "posix", reason="there is no niceness")
def test_a_process_with_a_session_of_its_own_stands_back_with_the_session_and_another_leaves_it_alone() -> None:
    before, own, session = said(leads=False)
    assert own == str(os.nice(0) + 7)
    assert session == before
    before, own, session = said(leads=True)
    assert own == str(os.nice(0) + 7)
    assert session == (own if before else "")

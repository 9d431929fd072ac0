"""Whose turn at the processor comes first."""

import os
from contextlib import suppress
from pathlib import Path

_SESSION = Path("/proc/self/autogroup")


def stand_back(niceness: int) -> None:
    """Let others have the processor first from now on, by as much as `os.nice` says. POSIX only."""
    os.nice(niceness)
    if os.getsid(0) == os.getpid() and _SESSION.exists():
        # Where Linux shares the processors among sessions first, a niceness counts within a session alone, and a
        # process that leads one of its own takes as much as the whole bot: man 7 sched, "The autogroup feature".
        with suppress(OSError):  # it may be set ten times a second only; without it the others wait a little longer
            _SESSION.write_text(str(os.nice(0)), encoding="ascii")

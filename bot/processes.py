"""The end of the processes that the bot starts: whatever they were doing, they are gone when this says so."""

import asyncio
import os
import signal
from asyncio.subprocess import Process
from contextlib import suppress

_CHUNK = 64 * 1024


async def end(process: Process) -> None:
    """See to it that a process is gone, with all of its group, which it must lead: start it in one of its own."""
    if process.returncode is None:
        with suppress(ProcessLookupError):  # it ended this moment
            os.killpg(process.pid, signal.SIGKILL)
    await _drain(process.stdout)
    await _drain(process.stderr)
    await process.wait()


async def _drain(pipe: asyncio.StreamReader | None) -> None:
    """Read what a dead process has left: while a pipe is full nobody is told that it is closed, and waits for ever."""
    while pipe is not None and await pipe.read(_CHUNK):
        pass

"""Files from strangers, read apart from the bot: a reader's crash, hunger or sloth is a problem of its file."""

import asyncio
import logging
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from dataclasses import replace
from pathlib import Path

from bot.corpus.reading import FileReading
from bot.corpus.sources import Facts
from bot.intake.bounds import BOUNDS, Bounds
from bot.intake.request import Request
from bot.intake.wire import LONGEST_LINE, Assembly, GarbledError
from bot.processes import end

_log = logging.getLogger(__name__)
_ROOT = Path(__file__).parents[2]
_CHUNK = 64 * 1024
_LEAST_S = 1.0  # a reader takes half a second to start
_MOST_TRACES = 3
_COMMAND = (sys.executable, "-P", "-s", "-B", "-m", "bot.intake.child")
# Nothing of the bot's own environment, so no token; one thread and one arena, as each takes address space.
_ENVIRONMENT = {
    "PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "1",
}  # fmt: skip


class _TooMuchError(Exception):
    """A reader says more than it may."""


class Intake:
    """Reads files from strangers, so many at once; the others wait their turn."""

    def __init__(self, at_once: int = 2, bounds: Bounds = BOUNDS) -> None:
        self._bounds = bounds
        self._turns = asyncio.Semaphore(at_once)

    async def read_apart(self, path: Path, name: str, facts: Facts = Facts()) -> tuple[FileReading, ...]:  # noqa: B008
        """Do what `read_apart` does when it is this file's turn."""
        async with self._turns:
            return await read_apart(path, name, facts, self._bounds)


async def read_apart(
    path: Path, name: str, facts: Facts = Facts(), bounds: Bounds = BOUNDS  # noqa: B008 - frozen
) -> tuple[FileReading, ...]:  # fmt: skip
    """Read a file, or every file of a zip, in a process of its own that is bound in time and memory.

    `name` says the format by its ending and is the readings' `file`; of a zip's files, `name/file`. `facts` go over
    what the files say of themselves; title and address only if there is one document to have them. Whatever is wrong
    with a file is its reading's `problem`; nothing is raised. Cancelling ends the process.
    """
    assembly = Assembly()
    deadline = time.monotonic() + bounds.wall_s
    request = Request(path, name, facts, bounds)
    for _ in range(bounds.crashes):
        request = replace(request, skip=len(assembly.readings))
        problem = await _problem(request, assembly, deadline - time.monotonic())
        if problem is None:
            break
        assembly.break_off(name, problem)
        if assembly.is_whole() or deadline - time.monotonic() < _LEAST_S:
            break
    for trace in assembly.traces[:_MOST_TRACES]:
        _log.warning("%r breaks its reader: %s", name, trace)
    return (*assembly.readings, *_left_over(assembly, name))


def _left_over(assembly: Assembly, name: str) -> tuple[FileReading, ...]:
    """Say of a zip that some of its files had no turn."""
    left = assembly.expected - len(assembly.readings)
    if left <= 0:
        return ()
    return (FileReading(name, problem=f"{left:,} more of its files were not read: send them by themselves"),)


async def _problem(request: Request, assembly: Assembly, seconds: float) -> str | None:
    """Let one reader read. Return None if it came to its end, else the problem of the file in hand."""
    try:
        code = await _exit_code(request, assembly, seconds)
    except TimeoutError:
        return request.bounds.too_long()
    except _TooMuchError:
        return request.bounds.too_much()
    except GarbledError:
        return "could not be read: the program that reads it gives no clear answer"
    except OSError as error:
        return f"could not be read: the program that reads it does not start ({error.strerror})"
    return None if code == 0 and assembly.is_whole() else request.bounds.ended(code)


async def _exit_code(request: Request, assembly: Assembly, seconds: float) -> int:
    """Start a reader, take in what it says, and see to its end, whatever happens."""
    with tempfile.TemporaryDirectory(prefix="intake-") as folder:
        process = await asyncio.create_subprocess_exec(
            *_COMMAND, request.to_json(), stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=folder,
            env={**_ENVIRONMENT, "TMPDIR": folder}, start_new_session=True,
        )  # fmt: skip
        try:
            async with asyncio.timeout(seconds):
                await _take_all(process, assembly, request.bounds)
                return await process.wait()
        finally:
            await end(process)


async def _take_all(process: Process, assembly: Assembly, bounds: Bounds) -> None:
    """Take in a reader's lines as they come, none of them long enough to hold up anybody else."""
    assert process.stdout is not None
    rest = b""
    while chunk := await process.stdout.read(_CHUNK):
        assembly.size += len(chunk)
        *lines, rest = (rest + chunk).split(b"\n")
        if assembly.size > bounds.output_bytes or len(rest) > LONGEST_LINE:
            raise _TooMuchError
        for line in lines:
            assembly.take(line)
        await asyncio.sleep(0)

"""Changes of the corpus in a process of their own, so that answers do not wait for them.

`apart` starts `python -m bot.building`, hands it a task on its standard input, and reads from its standard output a
line of JSON a step. The process ends when that input closes: it does not outlive the bot, however that ends.
"""

import asyncio
import json
import logging
import os
import sys
import threading
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.changing import Changer, Outcome, Perform, Progress, Refusal, Task, Work
from bot.corpus.blocks import Dropped, Reason
from bot.corpus.sources import Facts
from bot.errors import BriefingError, SettingsError
from bot.indexing import TopicsMoved
from bot.intake.apart import Intake
from bot.intake.bounds import PATIENT
from bot.processes import end
from bot.search.manifest import FORMAT
from bot.seed_reading import READERS
from bot.store.rows import CorpusChange, FileChange
from bot.store.store import Store

_log = logging.getLogger(__name__)
_ROOT = Path(__file__).parents[1]
_COMMAND = (sys.executable, "-P", "-s", "-m", "bot.building")
# Nothing of the bot's own environment, so no token.
_ENVIRONMENT = {"PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_LONGEST_LINE = 64 * 1024 * 1024  # bytes; the last line names every file that changed
_SILENCE_S = 900.0  # after which a process counts as stuck; a large archive takes a minute between two steps
_STEP_S = 0.2  # between two reports of progress
_NICENESS = 10
_LOG_PAGES = 16_000  # of the database's log, that it brings over itself: sooner than the bot, whose answers would wait
_MEMORY_SHARE = 0.75  # of the machine's, that a process may take
_PROGRAM = f"{FORMAT} {READERS}"  # what both ends must have in common: the one that asks began long ago


class BuildError(BriefingError):
    """The process that changes the documents failed; the documents and the index are as they were."""


@dataclass(frozen=True, slots=True)
class Places:
    """What a changing process works on."""

    database_url: str  # may hold a password: it goes by standard input, never by the command line
    seeds: Path
    data: Path


def apart(places: Places, silence_s: float = _SILENCE_S) -> Perform:
    """Return what carries out changes in a process of their own, one a call. Cancelling ends the process.

    Raises BuildError where it fails, is killed or says nothing for `silence_s` seconds, and the BriefingError's text
    that it met.
    """

    async def perform(task: Task, progress: Progress) -> Outcome | Refusal:
        try:
            # A group and not a session of its own: where Linux shares the processors among sessions first, niceness
            # counts within one alone, and the process would get as much as the bot (man 7 sched, "autogroup").
            process = await asyncio.create_subprocess_exec(
                *_COMMAND, stdin=PIPE, stdout=PIPE, stderr=None, env=_ENVIRONMENT, process_group=0,
                limit=_LONGEST_LINE,
            )  # fmt: skip
        except OSError as error:
            raise BuildError(f"the process that changes the documents does not start ({error.strerror})") from error
        try:
            return await _listened(process, _request(places, task), progress, silence_s)
        finally:
            await _end(process)

    return perform


async def _listened(process: Process, request: bytes, progress: Progress, silence_s: float) -> Outcome | Refusal:
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(ConnectionError):  # it died at once: its silence tells
        process.stdin.write(request)
        await process.stdin.drain()
    while line := await _next_line(process.stdout, silence_s):
        match json.loads(line):
            case {"progress": [str(what), int(done), int(total)]}:
                progress(what, done, total)
            case {"refused": str(why)}:
                return Refusal(why)
            case {"done": dict(outcome)}:
                return _outcome(outcome)
            case {"wrong": list(problems), "kind": str(kind)}:
                raise _error(kind, problems)
            case other:
                raise ValueError(f"a changing process says {sorted(other)}")
    code = await process.wait()
    raise BuildError(f"the process that changes the documents ended too early (exit code {code}); nothing was changed")


async def _next_line(stdout: asyncio.StreamReader, silence_s: float) -> bytes:
    try:
        async with asyncio.timeout(silence_s):
            return await stdout.readline()
    except TimeoutError as error:
        raise BuildError(
            f"the process that changes the documents has said nothing for {silence_s:.0f} s and was ended"
        ) from error


async def _end(process: Process) -> None:
    await end(process)
    if process.stdin is not None:
        process.stdin.close()


def _request(places: Places, task: Task) -> bytes:
    where = {"database_url": places.database_url, "seeds": str(places.seeds.absolute())}
    told = {**where, "data": str(places.data.absolute()), "task": asdict(task), "program": _PROGRAM}
    return json.dumps(told).encode() + b"\n"


def _task(told: Mapping[str, object]) -> Task:
    match told:
        case {
            "work": str(work), "names": list(names), "by": int(by), "facts": dict(facts), "full": bool(full),
            "state": str(state),
        }:  # fmt: skip
            return Task(Work(work), tuple(map(str, names)), by, Facts(**facts), full, state)
        case _:
            raise ValueError("this is no task")


def _outcome(told: dict[str, object]) -> Outcome:
    match told:
        case {
            "change_id": str(change_id), "counted": dict(counted), "files": list(files), "read": int(read),
            "readable": int(readable), "skipped": list(skipped), "dropped": list(dropped),
            "topics": {"came": list(came), "went": list(went)},
        }:  # fmt: skip
            return Outcome(
                change_id,
                CorpusChange(**counted),
                tuple(FileChange(**one) for one in files),
                read,
                readable,
                tuple((str(file), str(why)) for file, why in skipped),
                tuple((str(file), Dropped(one["line"], Reason(one["reason"]))) for file, one in dropped),
                TopicsMoved(tuple(map(str, came)), tuple(map(str, went))),
            )
        case _:
            raise ValueError("this is no outcome")


def _error(kind: str, problems: list[str]) -> BriefingError:
    return SettingsError(tuple(problems)) if kind == SettingsError.__name__ else BuildError(" ".join(problems))


# The process

_REPLACED = "the bot's program was replaced while it runs: restart it; nothing was changed"


def main() -> int:
    """Carry out the task that stands on the first line of standard input; tell on standard output."""
    request = json.loads(sys.stdin.buffer.readline())
    if request.get("program") != _PROGRAM:
        _say({"wrong": [_REPLACED], "kind": BuildError.__name__})
        return 0
    threading.Thread(target=_end_with_the_asker, daemon=True).start()
    _be_modest()
    logging.basicConfig(level=logging.WARNING)
    places = Places(request["database_url"], Path(request["seeds"]), Path(request["data"]))
    try:
        _say(asyncio.run(_carried_out(places, _task(request["task"]))))
    except SettingsError as error:
        _say({"wrong": error.problems, "kind": SettingsError.__name__})
    except BriefingError as error:
        _say({"wrong": [str(error)], "kind": type(error).__name__})
    except MemoryError:
        _say({"wrong": ["the documents need more memory than there is; nothing was changed"], "kind": "MemoryError"})
    return 0


async def _carried_out(places: Places, task: Task) -> dict[str, object]:
    store = await Store.open(places.database_url, log_pages=_LOG_PAGES)
    try:
        reader = Intake(bounds=PATIENT)  # nobody's answer waits for it
        changer = Changer(store, places.seeds, places.data, reader.read_apart, lambda: datetime.now(UTC))
        done = await changer.carry_out(task, _Steps())
    finally:
        await store.close()
    return {"refused": done.value} if isinstance(done, Refusal) else {"done": asdict(done)}


class _Steps:
    """Tells of progress, not more often than somebody could look."""

    def __init__(self) -> None:
        self._told = ("", 0.0)

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if what != self._told[0] or done == total or now - self._told[1] >= _STEP_S:
            self._told = (what, now)
            _say({"progress": [what, done, total]})


def _say(told: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def _end_with_the_asker() -> None:
    """Wait until standard input closes, as it does when the asker dies, and end at once: that leaves no half."""
    while sys.stdin.buffer.read(1):
        pass
    os._exit(1)


def _be_modest() -> None:
    """Let others go first, and leave some memory to them."""
    if os.name != "posix":
        return
    import resource

    os.nice(_NICENESS)
    memory = int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * _MEMORY_SHARE)
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (memory if hard < 0 else min(memory, hard), hard))


if __name__ == "__main__":
    sys.exit(main())

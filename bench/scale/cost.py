"""What something took: time on the clock and of the processor, memory, and room on disk. Linux only."""

import math
import os
import re
import resource
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Generic, ParamSpec, TypeVar

_MAPPING = re.compile(r"[0-9a-f]+-[0-9a-f]+ ")

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@dataclass(slots=True)
class Cost:
    """What a block took of this process and of those that it started and waited for."""

    wall_s: float = 0.0
    cpu_s: float = 0.0
    peak_mb: float = 0.0  # of this process alone, since its start
    before_mb: float = 0.0  # when the block began


@dataclass(frozen=True, slots=True)
class Memory:
    """What a process holds, in megabytes (10^6 bytes)."""

    resident: float
    anonymous: float  # of these, what is backed by no file
    peak: float  # resident at the most


def apart(function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
    """Call a function of a module in a fresh process, so that what it takes is its own."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(function, *args, **kwargs).result()


@contextmanager
def measured() -> Iterator[Cost]:
    """Measure a block."""
    cost = Cost(before_mb=memory().resident)
    wall, cpu = time.perf_counter(), _cpu()
    yield cost
    cost.wall_s, cost.cpu_s, cost.peak_mb = time.perf_counter() - wall, _cpu() - cpu, memory().peak


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + used.ru_utime + used.ru_stime


def memory(pid: int | None = None) -> Memory:
    """Return what a process holds; without an id this one."""
    # The kernel's account, not getrusage's: that of a new process begins with what its parent held.
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid or 'self'}/status").read_text().splitlines())
    resident, anonymous, peak = (int(status[name].split()[0]) * 1024 / 1e6 for name in ("VmRSS", "RssAnon", "VmHWM"))
    return Memory(resident, anonymous, peak)


def mapped(part: str) -> float:
    """Return how much this process holds, in megabytes, of files whose paths have such a part.

    The system may take it back at any time without writing anything.
    """
    held, inside = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if _MAPPING.match(line):
            inside = part in line
        elif inside and line.startswith("Rss:"):
            held += int(line.split()[1]) * 1024
    return held / 1e6


def cpu_of(pid: int) -> float:
    """Return the seconds of the processor that a running process and those it waited for have used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def bytes_in(folder: Path, leave_out: str = "") -> int:
    """Return how much the files of a folder hold, without those whose names have the ending `leave_out`."""
    files = (path for path in folder.rglob("*") if path.is_file() and not (leave_out and path.suffix == leave_out))
    return sum(path.stat().st_size for path in files)


@dataclass(frozen=True, slots=True)
class Timed(Generic[Result]):
    """What calls took, in milliseconds of processor time, and what they returned."""

    ms: list[float]
    results: list[Result]

    @property
    def p50(self) -> float:
        """The median."""
        return median(self.ms)

    @property
    def p99(self) -> float:
        """What one in a hundred took longer than."""
        return percentile(self.ms, 0.99)


def timed(calls: Iterable[Callable[[], Result]], budget_s: float = math.inf) -> Timed[Result]:
    """Call one after the other, until `budget_s` seconds are over."""
    taken: Timed[Result] = Timed([], [])
    began = time.perf_counter()
    for call in calls:
        start = time.process_time_ns()
        result = call()
        taken.ms.append((time.process_time_ns() - start) / 1e6)
        taken.results.append(result)
        if time.perf_counter() - began > budget_s:
            break
    return taken


def percentile(values: Sequence[float], share: float) -> float:
    """Return the least value that so large a share of all do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def forget_pages(folder: Path) -> None:
    """Ask the system to drop what it keeps of a folder's files in memory, as after a restart of the machine."""
    for path in folder.rglob("*"):
        if path.is_file():
            file = os.open(path, os.O_RDONLY)
            try:
                os.fsync(file)
                os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(file)

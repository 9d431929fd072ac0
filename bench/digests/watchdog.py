"""How long the event loop was kept from its work, and by what."""

import asyncio
import gc
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_NAP_S = 0.001
_LOOK_S = 0.005
LATE_S = 0.02
_FRAMES = 6  # of a stack, the innermost
# Where the innermost frame of a thread is while it waits for work.
_WAITING = ("threading.py", "queue.py", "selectors.py", "futures/thread.py", "unix_events.py", "aiosqlite/core.py")


@dataclass(slots=True)
class Watch:
    """What was seen; lateness is beyond a nap of a millisecond, whatever made the loop late."""

    longest_s: float = 0.0
    over_50_ms: int = 0
    over_20_ms: int = 0
    naps: int = 0
    collected_s: float = 0.0  # the longest collection of garbage, which is part of the lateness
    late: list[tuple[float, float]] = field(default_factory=list)  # when, by a clock that processes share, and by what
    stacks: Counter[str] = field(default_factory=Counter)  # of the threads at work while the loop was late


@contextmanager
def watched(trace_s: float = 0.0) -> Iterator[Watch]:
    """Watch the running event loop; with `trace_s` note what it does whenever it is late by so much."""
    watch, heart = Watch(), [time.perf_counter()]
    nap = asyncio.get_running_loop().create_task(_naps(watch, heart), name="watchdog")
    began = [0.0]

    def on_collection(phase: str, facts: dict[str, int]) -> None:
        if phase == "start":
            began[0] = time.perf_counter()
        else:
            watch.collected_s = max(watch.collected_s, time.perf_counter() - began[0])

    gc.callbacks.append(on_collection)
    done = threading.Event()
    tracer = threading.Thread(target=_trace, args=(watch, heart, trace_s, threading.get_ident(), done), daemon=True)
    if trace_s:
        tracer.start()
    try:
        yield watch
    finally:
        gc.callbacks.remove(on_collection)
        done.set()
        nap.cancel()


async def _naps(watch: Watch, heart: list[float]) -> None:
    while True:
        began = time.perf_counter()
        heart[0] = began
        await asyncio.sleep(_NAP_S)
        late = time.perf_counter() - began - _NAP_S
        watch.longest_s = max(watch.longest_s, late)
        watch.over_50_ms += late > 0.05
        watch.over_20_ms += late > LATE_S
        if late > LATE_S:
            watch.late.append((began, late))
        watch.naps += 1


def _trace(watch: Watch, heart: list[float], trace_s: float, thread: int, done: threading.Event) -> None:
    told = 0.0
    while not done.wait(_LOOK_S):
        if time.perf_counter() - heart[0] > trace_s and told != heart[0]:
            told = heart[0]
            for ident, frame in sys._current_frames().items():
                if ident == thread or not frame.f_code.co_filename.endswith((*_WAITING, __file__)):
                    lines = (line for line in traceback.format_stack(frame) if "<frozen importlib" not in line)
                    stack = "".join(list(lines)[-_FRAMES:])
                    watch.stacks[("loop:\n" if ident == thread else "thread:\n") + stack] += 1

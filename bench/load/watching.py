"""The bot as it goes live, its event loop watched: `python -m bench.load.watching FILE` writes there what was seen.

SIGUSR1 makes it forget what it saw so far.
"""

import asyncio
import json
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from bench.digests.watchdog import Watch, watched
from bench.load.phases import Step
from bot.changing import Outcome, Perform, Progress, Refusal, Task
from bot.library import Library
from bot.settings import load_settings
from handlers.application import Connection, build_application
from handlers.logs import set_up_logging
from handlers.opening import changing_apart, opened_services
from handlers.running import serve, stop_signals

_TRACE_S = 0.05
_SAID = 5  # of the stacks that were seen most
_LOOK_S = 0.01


async def _watched(steps: list[Step]) -> Watch:
    settings = load_settings()
    assert settings.bot_token
    token = settings.bot_token.get_secret_value()
    connection = Connection(token, settings.telegram_base_url, settings.telegram_base_file_url, through_proxies=False)
    with stop_signals() as stop, watched(_TRACE_S) as watch:
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, _forget, watch, steps)
        ending = asyncio.create_task(_seen_until(stop, watch))
        async with opened_services(settings, changes=_noted(changing_apart(settings), steps)) as services:
            looking = asyncio.create_task(_note_indexes(services.library, steps))
            await serve(services, build_application(services, connection), stop)
            looking.cancel()
        return await ending


def _noted(perform: Perform, steps: list[Step]) -> Perform:
    """Return what carries out changes and notes how far each is."""

    async def performed(task: Task, progress: Progress) -> Outcome | Refusal:
        def heard(what: str, done: int, total: int) -> None:
            _note(steps, f"{task.work}: {what}")
            progress(what, done, total)

        _note(steps, f"{task.work}: a process starts")
        try:
            return await perform(task, heard)
        finally:
            _note(steps, f"{task.work}: to be taken up")

    return performed


async def _note_indexes(library: Library, steps: list[Step]) -> None:
    """Note when answers come from another index."""
    seen = None
    while True:
        if library.is_open and library.snapshot.index is not seen:
            seen = library.snapshot.index
            _note(steps, "taken up")
        await asyncio.sleep(_LOOK_S)


def _note(steps: list[Step], what: str) -> None:
    if not steps or steps[-1][1] != what:
        steps.append((time.perf_counter(), what))


async def _seen_until(stop: asyncio.Event, watch: Watch) -> Watch:
    """Return what was seen until the stop: nobody asks any more while the bot ends."""
    await stop.wait()
    return replace(watch, stacks=watch.stacks.copy(), late=watch.late.copy())


def _forget(watch: Watch, steps: list[Step]) -> None:
    watch.longest_s, watch.over_50_ms, watch.over_20_ms, watch.naps, watch.collected_s = 0.0, 0, 0, 0, 0.0
    watch.stacks.clear()
    watch.late.clear()
    steps.clear()


def main() -> None:
    """Run until SIGTERM."""
    set_up_logging("WARNING")
    steps: list[Step] = []
    watch = asyncio.run(_watched(steps))
    facts = {"longest_s": watch.longest_s, "over_50_ms": watch.over_50_ms, "over_20_ms": watch.over_20_ms}
    facts |= {"naps": watch.naps, "collected_s": watch.collected_s}
    told = json.dumps({**facts, "steps": steps, "late": watch.late, "stacks": watch.stacks.most_common(_SAID)})
    Path(sys.argv[1]).write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()

"""The bot as it goes live, its event loop watched: `python -m bench.load.watching FILE` writes there what was seen.

SIGUSR1 makes it forget what it saw so far.
"""

import asyncio
import json
import signal
import sys
from dataclasses import replace
from pathlib import Path

from bench.digests.watchdog import Watch, watched
from bot.settings import load_settings
from handlers.application import Connection, build_application
from handlers.logs import set_up_logging
from handlers.opening import opened_services
from handlers.running import serve, stop_signals

_TRACE_S = 0.05
_SAID = 5  # of the stacks that were seen most


async def _watched() -> Watch:
    settings = load_settings()
    assert settings.bot_token
    token = settings.bot_token.get_secret_value()
    connection = Connection(token, settings.telegram_base_url, settings.telegram_base_file_url, through_proxies=False)
    with stop_signals() as stop, watched(_TRACE_S) as watch:
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, _forget, watch)
        ending = asyncio.create_task(_seen_until(stop, watch))
        async with opened_services(settings) as services:
            await serve(services, build_application(services, connection), stop)
        return await ending


async def _seen_until(stop: asyncio.Event, watch: Watch) -> Watch:
    """Return what was seen until the stop: nobody asks any more while the bot ends."""
    await stop.wait()
    return replace(watch, stacks=watch.stacks.copy())


def _forget(watch: Watch) -> None:
    watch.longest_s, watch.over_50_ms, watch.over_20_ms, watch.naps, watch.collected_s = 0.0, 0, 0, 0, 0.0
    watch.stacks.clear()


def main() -> None:
    """Run until SIGTERM."""
    set_up_logging("WARNING")
    watch = asyncio.run(_watched())
    facts = {"longest_s": watch.longest_s, "over_50_ms": watch.over_50_ms, "over_20_ms": watch.over_20_ms}
    facts |= {"naps": watch.naps, "collected_s": watch.collected_s}
    told = json.dumps({**facts, "stacks": watch.stacks.most_common(_SAID)})
    Path(sys.argv[1]).write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()

"""Feeds from strangers, read apart from the bot: one that is made to take long or much ends its reader alone."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from bot.intake.bounds import Bounds
from bot.web.feeds import Feed, FeedLink, NotAFeed, from_json
from bot.web.fetching import Fetched

_ROOT = Path(__file__).parents[2]
_COMMAND = (sys.executable, "-P", "-s", "-B", "-m", "bot.web.child")
_ENVIRONMENT = {"PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8"}  # nothing of the bot's own, so no token
BOUNDS = Bounds(cpu_s=10, wall_s=15.0)


async def parse_apart(fetched: Fetched, bounds: Bounds = BOUNDS) -> Feed | tuple[FeedLink, ...]:
    """Read what was fetched as a feed, or as a web page that names feeds. Cancelling ends the process.

    Raises NotAFeed, also where reading takes too much.
    """
    asked = {"content_type": fetched.content_type, "charset": fetched.charset, "url": fetched.url}
    process = await asyncio.create_subprocess_exec(
        *_COMMAND, json.dumps({**asked, "bounds": asdict(bounds)}), stdin=PIPE, stdout=PIPE, stderr=DEVNULL,
        env=_ENVIRONMENT, start_new_session=True,
    )  # fmt: skip
    try:
        async with asyncio.timeout(bounds.wall_s):
            said, _ = await process.communicate(fetched.body)
    except TimeoutError as error:
        raise NotAFeed(f"it {bounds.too_long()}") from error
    finally:
        await _end(process)
    if process.returncode != 0:
        raise NotAFeed(f"it {bounds.ended(process.returncode or 0)}")
    return await asyncio.to_thread(from_json, said)


async def _end(process: Process) -> None:
    """See to it that a reader is gone."""
    if process.returncode is None:
        with suppress(ProcessLookupError):  # it ended this moment
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()

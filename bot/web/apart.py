"""Feeds from strangers, read apart from the bot: one that is made to take long or much ends its reader alone."""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from bot.intake.bounds import Bounds
from bot.processes import end
from bot.web.feeds import LONGEST_LINE, Assembly, Feed, FeedLink, NotAFeed
from bot.web.fetching import Fetched

_ROOT = Path(__file__).parents[2]
_CHUNK = 64 * 1024
_COMMAND = (sys.executable, "-P", "-s", "-B", "-m", "bot.web.child")
_ENVIRONMENT = {"PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8"}  # nothing of the bot's own, so no token
BOUNDS = Bounds(cpu_s=10, wall_s=15.0, output_bytes=32 * 1024 * 1024)


async def parse_apart(fetched: Fetched, bounds: Bounds = BOUNDS) -> Feed | tuple[FeedLink, ...]:
    """Read what was fetched as a feed, or as a web page that names feeds. Cancelling ends the process.

    Raises NotAFeed, also where reading takes too much.
    """
    asked = {"content_type": fetched.content_type, "charset": fetched.charset, "url": fetched.url}
    try:
        process = await asyncio.create_subprocess_exec(
            *_COMMAND, json.dumps({**asked, "bounds": asdict(bounds)}), stdin=PIPE, stdout=PIPE, stderr=DEVNULL,
            env=_ENVIRONMENT, start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise NotAFeed(f"the program that reads it does not start ({error.strerror})") from error
    try:
        async with asyncio.timeout(bounds.wall_s):
            return await _heard(process, fetched.body, bounds)
    except TimeoutError as error:
        raise NotAFeed(f"it {bounds.too_long()}") from error
    finally:
        await end(process)


async def _heard(process: Process, body: bytes, bounds: Bounds) -> Feed | tuple[FeedLink, ...]:
    """Hand a reader what it is to read, and take in what it says, which it does once it has all. Raises NotAFeed."""
    assert process.stdin is not None
    with suppress(ConnectionError):  # it died at once: its exit code tells
        process.stdin.write(body)
        await process.stdin.drain()
    process.stdin.close()
    lines = [line async for line in _lines(process, bounds)]
    code = await process.wait()
    if code != 0:
        raise NotAFeed(f"it {bounds.ended(code)}")
    assembly = Assembly()
    for line in lines:
        assembly.take(line)
        await asyncio.sleep(0)  # an article may be long, and there may be hundreds
    return assembly.found()


async def _lines(process: Process, bounds: Bounds) -> AsyncIterator[bytes]:
    """Yield a reader's lines, of all of which there may be so much. Raises NotAFeed."""
    assert process.stdout is not None
    size, rest = 0, bytearray()
    while chunk := await process.stdout.read(_CHUNK):
        size += len(chunk)
        if size > bounds.output_bytes or len(rest) > LONGEST_LINE:
            raise NotAFeed(f"it {bounds.too_much()}")
        rest += chunk
        *lines, last = rest.split(b"\n")
        for line in lines:
            yield bytes(line)
        rest = bytearray(last)
    if rest:
        yield bytes(rest)

"""A bot as a process of its own, and what it takes."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.scale.cost import cpu_of, memory
from handlers.preview.server import PreviewServer

_ROOT = Path(__file__).parents[2]
_READY_S, _STOP_S = 120.0, 20.0
_SAMPLE_S = 2.0


@dataclass(slots=True)
class Used:
    """What a bot's process took while it was looked at."""

    cpu_s: float = 0.0
    wall_s: float = 0.0
    resident_mb: list[float] = field(default_factory=list)  # every two seconds
    anonymous_mb: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BotProcess:
    """A running bot."""

    pid: int

    @contextmanager
    def looked_at(self) -> Iterator[Used]:
        """Note what it takes during a block, in a running event loop."""
        used = Used()
        cpu, wall = cpu_of(self.pid), time.perf_counter()
        sampling = asyncio.get_running_loop().create_task(self._sample(used))
        try:
            yield used
        finally:
            sampling.cancel()
            used.cpu_s, used.wall_s = cpu_of(self.pid) - cpu, time.perf_counter() - wall

    async def _sample(self, used: Used) -> None:
        while True:
            held = memory(self.pid)
            used.resident_mb.append(held.resident)
            used.anonymous_mb.append(held.anonymous)
            await asyncio.sleep(_SAMPLE_S)


@asynccontextmanager
async def running(
    server: PreviewServer, arguments: Sequence[str], settings: Mapping[str, str]
) -> AsyncIterator[BotProcess]:
    """Run a program as the server's bot until the block ends. Raises RuntimeError where it ends by itself before."""
    connection = {
        "BOT_TOKEN": server.token,
        "TELEGRAM_BASE_URL": server.base_url,
        "TELEGRAM_BASE_FILE_URL": server.base_file_url,
        "NO_PROXY": "127.0.0.1",
        "LOG_LEVEL": "WARNING",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=_ROOT, env={**os.environ, **connection, **settings}
    )
    asked = len(server.calls_of("getUpdates"))
    try:
        await server.wait_for(lambda: len(server.calls_of("getUpdates")) > asked, _READY_S)
        yield BotProcess(process.pid)
        if process.returncode is not None:
            raise RuntimeError(f"the bot ended by itself with exit code {process.returncode}")
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(_STOP_S):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()

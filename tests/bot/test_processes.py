"""A process is gone when it is said to be, whatever it was saying."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE

import pytest

from bot.processes import end

ENDLESS = "import sys\nwhile True: sys.stdout.buffer.write(b'x' * 65536)"
QUIET = "import time; time.sleep(600)"


@pytest.mark.parametrize("code", [ENDLESS, ENDLESS.replace("stdout", "stderr"), QUIET, "pass"])
async def test_a_process_that_nobody_listens_to_comes_to_its_end(code: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True
    )
    await asyncio.sleep(0.3)  # until its pipe is full, or it has ended
    async with asyncio.timeout(20):
        await end(process)
    assert process.returncode is not None
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)

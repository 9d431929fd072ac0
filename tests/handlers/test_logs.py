"""The log never shows a token, whatever part of a record holds it."""

import io
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from handlers.logs import RedactingFormatter, redacted

TOKEN = "7000000001:AAF-ab_cdefghijklmnopqrstuvwxyz0123"


@pytest.fixture
def log() -> tuple[logging.Logger, io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(RedactingFormatter("%(message)s"))
    logger = logging.Logger("a test's own")
    logger.addHandler(handler)
    return logger, stream


def test_message_arguments_and_traceback_are_redacted(log: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = log
    logger.info("POST https://api.example/bot%s/getMe", TOKEN)
    try:
        raise RuntimeError(f"The token `{TOKEN}` was rejected")
    except RuntimeError:
        logger.exception("starting")
    text = stream.getvalue()
    assert TOKEN not in text
    assert TOKEN.partition(":")[2] not in text
    assert "https://api.example/bot<token>/getMe" in text
    assert "RuntimeError" in text


@pytest.mark.parametrize("text", ["at 12:30:45", "chat -1001234567890: 3 messages", "http://[::1]:8080/x"])
def test_what_is_no_token_is_left_alone(text: str) -> None:
    assert redacted(text) == text


ENDING = """
import asyncio
from telegram.ext import ApplicationBuilder
from handlers.logs import set_up_logging

async def main():
    application, begun = ApplicationBuilder().token("1:a").build(), asyncio.Event()
    jobs = application.job_queue

    async def hang(context):
        begun.set()
        await asyncio.sleep(600)

    jobs.run_once(hang, 0)
    await jobs.start()
    await begun.wait()
    await jobs.stop(wait=False)
    await asyncio.sleep(0.1)
    raise RuntimeError("the end")

set_up_logging("INFO")
asyncio.run(main())
"""


def test_a_job_that_the_end_of_the_bot_cuts_short_is_no_error() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDING], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False,
        timeout=60,
    )  # fmt: skip
    assert done.stderr.endswith("RuntimeError: the end\n")
    assert "CancelledError" not in done.stderr

"""What the log shows, and what it never shows: a token."""

import asyncio
import logging
import re
import sys
from typing import TextIO

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{30,}")  # as `bot.settings` takes it, wherever it stands
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# They name every request and every change of a file, and httpx the URL, which holds the token.
_CHATTERS = ("httpx", "httpcore", "apscheduler", "alembic", "uvicorn", "trafilatura", "watchfiles")
# It adds a traceback and the whole body to each answer that is no JSON; `retrying` says the same in a line.
_MUTED = "telegram.request.BaseRequest"
_JOBS = "apscheduler.executors.default"


class RedactingFormatter(logging.Formatter):
    """Formats a record and takes every token out of the result: message, arguments, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, or lines, without tokens."""
        return redacted(super().format(record))


def redacted(text: str) -> str:
    """Return a text with its bot tokens made unreadable."""
    return _TOKEN.sub("<token>", text)


def _is_failure(record: logging.LogRecord) -> bool:
    """Tell a job that failed from one that was cancelled because the bot ends: what that was to do is due again."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


def set_up_logging(level: str, stream: TextIO | None = None) -> None:
    """Send the log to standard error, from the given level up, and other libraries' only from WARNING."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(RedactingFormatter(_FORMAT))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(True)
    for name in _CHATTERS:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    logging.getLogger(_MUTED).setLevel(logging.CRITICAL)
    logging.getLogger(_JOBS).addFilter(_is_failure)

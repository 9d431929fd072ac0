"""What a line of the log says of trouble, without a word that a person wrote. Pure."""

import hashlib
import logging
import re
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import BriefingError, NoIndexError, SeedsMissingError, StoreError
from handlers.cutting import cut_words, one_line
from handlers.logs import redacted

ALERT_KEY = "alert:"  # how the keys of messages on trouble begin: trouble with those is none
_OURS = ("bot", "handlers")
_ROOT = Path(__file__).resolve().parents[1]
_MAX_WHAT = 300
_PLACEHOLDER = re.compile(r"%[-+ 0#]*\d*(?:\.\d+)?[sdrfx]")
_REFERENCE = "reference %s"  # with which a line of ours ends that has one
# What these say is about files and databases, never about what somebody wrote.
_FOR_OPERATORS = (StoreError, NoIndexError, SeedsMissingError)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line of the log that an operator should know of."""

    fingerprint: str  # equal for equal trouble
    place: str  # file and line of ours, or the part of the program that says so
    what: str
    reference: str  # "" where there is none
    at: datetime
    of_store: bool  # which passes by itself more often than not


def trouble_of(record: logging.LogRecord) -> Trouble | None:
    """Return the trouble that a line of the log tells of; None where that is trouble with telling of trouble."""
    arguments = record.args if isinstance(record.args, tuple) else ()
    if any(str(one).startswith(ALERT_KEY) for one in arguments):
        return None
    error = _error(record, arguments)
    place, what = _place(record, error), _what(record, arguments, error)
    template = str(record.msg) if _is_ours(record.name) else ""
    marks = "\n".join((record.name, template, place, what))
    fingerprint = hashlib.blake2b(marks.encode("utf-8", "replace"), digest_size=8).hexdigest()
    reference = str(arguments[-1]) if arguments and template.endswith(_REFERENCE) else ""
    at = datetime.fromtimestamp(record.created, UTC)
    return Trouble(fingerprint, place, what, reference, at, isinstance(error, StoreError))


def _error(record: logging.LogRecord, arguments: tuple[object, ...]) -> BaseException | None:
    if record.exc_info and record.exc_info[1]:
        return record.exc_info[1]
    return next((one for one in arguments if isinstance(one, BriefingError)), None)


def _place(record: logging.LogRecord, error: BaseException | None) -> str:
    """Return the innermost line of ours that an error came from, else who logged it."""
    frames = traceback.extract_tb(error.__traceback__) if error else traceback.StackSummary()
    paths = ((Path(frame.filename), frame.lineno) for frame in reversed(frames))
    ours = ((path, line) for path, line in paths if path.is_relative_to(_ROOT) and _is_ours(_room(path)))
    return next((f"{path.relative_to(_ROOT).as_posix()}:{line}" for path, line in ours), record.name)


def _room(path: Path) -> str:
    return path.relative_to(_ROOT).parts[0]


def _what(record: logging.LogRecord, arguments: tuple[object, ...], error: BaseException | None) -> str:
    in_job = bool(arguments) and str(arguments[0]).startswith("job ")
    if isinstance(error, _FOR_OPERATORS) or (isinstance(error, BriefingError) and in_job):
        return cut_words(one_line(redacted(str(error))), _MAX_WHAT)
    if error is not None:
        return type(error).__name__
    if _is_ours(record.name):
        return cut_words(one_line(_PLACEHOLDER.sub("…", str(record.msg))), _MAX_WHAT)
    return logging.getLevelName(record.levelno)


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in _OURS

"""Archives: one document a line, as JSON; hundreds of thousands of lines, one in memory at a time."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from bot.corpus.blocks import Dropped, Extract, Reason
from bot.corpus.characters import split_lines, tidy
from bot.corpus.layout import blocks_of
from bot.corpus.limits import Limits

_FACTS = ("title", "publisher", "date", "language", "url")
_LONGEST_NOTE = 80


class Digest(Protocol):
    """A hash under way."""

    def update(self, data: bytes, /) -> None:
        """Take in more bytes."""


@dataclass(frozen=True, slots=True)
class Record:
    """One line of an archive: its own id, "" if it has none, and what it holds."""

    id: str
    extract: Extract


RecordsReader = Callable[[BinaryIO, Limits, Digest], Iterator[Record | Dropped]]


class _BadRecordError(Exception):
    """A line is no record; the message says why."""


def records(stream: BinaryIO, limits: Limits, digest: Digest) -> Iterator[Record | Dropped]:
    """Yield each line's record, or its number and what is wrong with it; blank lines are passed over.

    The digest takes in every byte that is read.
    """
    number = 0
    while line := stream.readline(limits.max_line_bytes + 1):
        number += 1
        digest.update(line)
        whole = len(line) <= limits.max_line_bytes
        while not whole and not line.endswith(b"\n") and (rest := stream.readline(limits.max_line_bytes)):
            digest.update(rest)
            line = line[:_LONGEST_NOTE] + rest[-1:]
        try:
            if not whole:
                raise _BadRecordError(f"is longer than {limits.max_line_bytes:,} bytes")
            if line.strip(b"\xef\xbb\xbf \t\r\n\0"):
                yield _record(line)
        except _BadRecordError as error:
            yield Dropped(f"line {number}: {error}", Reason.BAD_RECORD)


def _record(line: bytes) -> Record:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _BadRecordError("is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise _BadRecordError("is not JSON") from error
    if not isinstance(row, dict):
        raise _BadRecordError("is not an object with a text")
    text = row.get("text")
    lines = split_lines(text) if isinstance(text, str) else []
    if not any(map(tidy, lines)):
        raise _BadRecordError("has no text")
    title, publisher, date, language, url = (_fact(row.get(name)) for name in _FACTS)
    extract = Extract(tuple(blocks_of(lines)), title, publisher, date, language, url)
    return Record(_fact(row.get("id")), extract)


def _fact(value: object) -> str:
    return tidy(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else ""

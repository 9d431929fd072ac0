"""Mailboxes (mbox): many messages in one file, one in memory at a time."""

from collections.abc import Iterator
from typing import BinaryIO

from bot.corpus.archive import Digest, Record
from bot.corpus.blocks import Dropped, Reason
from bot.corpus.formats.mail import message_id, parse_message, read_message
from bot.corpus.limits import Limits, NotReadable

_BEGIN = b"From "
_ESCAPED = b">"


def messages(stream: BinaryIO, limits: Limits, digest: Digest) -> Iterator[Record | Dropped]:
    """Yield each message's record, or its number and what is wrong with it.

    The digest takes in every byte that is read.
    """
    for number, data in enumerate(_parted(stream, limits, digest), start=1):
        try:
            if data is None:
                raise NotReadable(f"is longer than {limits.max_line_bytes:,} bytes")
            yield _record(data, limits)
        except NotReadable as error:
            yield Dropped(f"message {number}: {error}", Reason.BAD_RECORD)


def _parted(stream: BinaryIO, limits: Limits, digest: Digest) -> Iterator[bytes | None]:
    """Yield each message's bytes, None for one that is too long. A message begins with `From ` after a blank line."""
    lines: list[bytes] = []
    size, blank, begun = 0, True, False
    while line := stream.readline(limits.max_line_bytes):
        digest.update(line)
        if blank and line.startswith(_BEGIN):
            if begun:
                yield b"".join(lines) if size <= limits.max_line_bytes else None
            lines, size, begun = [], 0, True
        elif begun:
            size += len(line)
            if size <= limits.max_line_bytes:
                lines.append(line[1:] if line.lstrip(_ESCAPED).startswith(_BEGIN) and line[:1] == _ESCAPED else line)
        blank = not line.strip()
    if begun:
        yield b"".join(lines) if size <= limits.max_line_bytes else None


def _record(data: bytes, limits: Limits) -> Record:
    message = parse_message(data)
    return Record(message_id(message), read_message(message, limits))

"""Readings as lines of JSON, from the process that reads to the one that asked.

What comes in is a stranger's: the reader may have been taken over by the file that it read.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.corpus.blocks import Dropped, Reason
from bot.corpus.documents import Document, Paragraph
from bot.corpus.reading import FileReading

Row = Sequence[str | int | None]
LONGEST_LINE = 1024 * 1024  # bytes of one row
_LONGEST_DROPPED = 2000  # characters of a dropped line that are shown


class GarbledError(Exception):
    """A line is not of the kind that a reader sends, or not when it sends it."""


def encode(row: Row) -> bytes:
    """Return a row as one line."""
    return json.dumps(row, ensure_ascii=False).encode(errors="replace") + b"\n"


def rows_of(reading: FileReading) -> Iterator[Row]:
    """Yield what follows the `file` row of a reading; a dropped line is cut to what can be shown."""
    for document in reading.documents:
        d = document
        yield ["document", d.id, d.title, d.publisher, d.date, d.language, d.url]
        yield from (["paragraph", p.id, p.section, p.text] for p in document.paragraphs)
    yield from (["dropped", one.line[:_LONGEST_DROPPED], one.reason.value] for one in reading.dropped)
    yield ["end", reading.problem, reading.digest]


@dataclass(slots=True)
class _Draft:
    """A document whose paragraphs are still coming."""

    facts: tuple[str, str, str, str, str, str]
    paragraphs: list[Paragraph] = field(default_factory=list)

    def document(self, file: str) -> Document:
        id_, title, publisher, date, language, url = self.facts
        return Document(id_, file, title, publisher, date, language, url, tuple(self.paragraphs))


@dataclass(slots=True)
class Assembly:
    """Readings in the making. A reader names each file before it reads it, so a crash has a culprit."""

    expected: int = 0  # files in all, once the reader has counted them
    readings: list[FileReading] = field(default_factory=list)
    size: int = 0  # bytes of all that was said
    traces: list[str] = field(default_factory=list)  # of the exceptions that files broke their readers with
    _file: str | None = None
    _drafts: list[_Draft] = field(default_factory=list)
    _dropped: list[Dropped] = field(default_factory=list)

    def is_whole(self) -> bool:
        """Tell whether every file has been read to its end."""
        return self.expected > 0 and len(self.readings) == self.expected

    def take(self, line: bytes) -> None:
        """Take in one line.

        Raises:
            GarbledError: it is none that a reader would send now.
        """
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise GarbledError from error
        match row, self._file:
            case ["files", int(expected)], None:
                self.expected = self.expected or expected  # a second reader, after a crash, says it again
            case ["file", str(file)], None if len(self.readings) < self.expected:
                self._file = file
            case ["trace", str(trace)], str():
                self.traces.append(trace)
            case _, str(file):
                self._take_of(file, row)
            case _:
                raise GarbledError

    def _take_of(self, file: str, row: object) -> None:
        match row:
            case ["document", str(i), str(title), str(publisher), str(date), str(language), str(url)]:
                self._drafts.append(_Draft((i, title, publisher, date, language, url)))
            case ["paragraph", str(i), str(section), str(text)] if self._drafts:
                draft = self._drafts[-1]
                draft.paragraphs.append(Paragraph(i, draft.facts[0], len(draft.paragraphs), section, text))
            case ["dropped", str(text), str(reason)] if reason in set(Reason):
                self._dropped.append(Dropped(text, Reason(reason)))
            case ["end", str() | None as problem, str(digest)]:
                self._end(file, problem, digest)
            case _:
                raise GarbledError

    def _end(self, file: str, problem: str | None, digest: str) -> None:
        documents = tuple(draft.document(file) for draft in self._drafts)
        self.readings.append(FileReading(file, documents, tuple(self._dropped), problem, digest))
        self._forget()

    def break_off(self, name: str, problem: str) -> None:
        """End the file in hand with a problem: the file called `name` if none was begun."""
        self.expected = max(1, self.expected)
        self.readings.append(FileReading(self._file or name, problem=problem))
        self._forget()

    def _forget(self) -> None:
        self._file, self._drafts, self._dropped = None, [], []

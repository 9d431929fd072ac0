"""Documents on disk, to be gone through again and again where there are too many for the memory."""

import marshal
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, overload

from bot.corpus.documents import Document, Paragraph

_READ_AHEAD = 1 << 20


class Spool(Sequence[Document]):
    """A sequence of documents that holds in memory where each of them ends, and no more.

    What it holds on disk is gone with it, however the process ends. One thread at a time may use it.
    """

    def __init__(self, folder: Path) -> None:
        """Take a folder with room for all texts; it is made where there is none."""
        folder.mkdir(parents=True, exist_ok=True)
        self._file = tempfile.TemporaryFile(dir=folder, buffering=_READ_AHEAD)  # noqa: SIM115 - closed by `__exit__`
        self._ends = array("q", [0])
        self.paragraphs = 0

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Give the room back."""
        self._file.close()

    def add(self, documents: Iterable[Document]) -> None:
        """Append documents. Raises OSError where there is no room for them."""
        self._file.seek(self._ends[-1])
        for document in documents:
            # Read by nobody but the process that writes it: its format may change with Python's version.
            written = self._file.write(marshal.dumps(_plain(document)))
            self._ends.append(self._ends[-1] + written)
            self.paragraphs += len(document.paragraphs)

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, number: int) -> Document: ...
    @overload
    def __getitem__(self, number: slice) -> list[Document]: ...
    def __getitem__(self, number: int | slice) -> Document | list[Document]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        at = range(len(self))[number]
        self._file.seek(self._ends[at])
        return _document(self._file.read(self._ends[at + 1] - self._ends[at]))

    def __iter__(self) -> Iterator[Document]:
        return map(self.__getitem__, range(len(self)))


def _plain(document: Document) -> list[str | list[tuple[str, int, str, str]]]:
    d = document
    body = [(p.id, p.position, p.section, p.text) for p in d.paragraphs]
    return [d.id, d.file, d.title, d.publisher, d.date, d.language, d.url, body]


def _document(written: bytes) -> Document:
    id_, file, title, publisher, date, language, url, body = marshal.loads(written)  # noqa: S302 - see `add`
    paragraphs = tuple(Paragraph(one, id_, position, section, text) for one, position, section, text in body)
    return Document(id_, file, title, publisher, date, language, url, paragraphs)

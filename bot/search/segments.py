"""Segments: immutable parts of an index, each the postings and the paragraphs of some documents.

A document that is removed leaves its segment as it is: what is gone from it is told by a small file beside it, with how
many of the gone paragraphs held each term, so that frequencies stay those of what is there.
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from bot.corpus.documents import Document, Paragraph
from bot.search.arrays import Blobs, Bytes, Extents, different, narrow, open_arrays, write_arrays
from bot.search.bulk import Bulk
from bot.search.counting import Counted, Numbering
from bot.search.ids import Ids, as_strings
from bot.search.pieces import Entry
from bot.search.postings import Postings, Whole, holders, merge, post
from bot.search.scoring import Field
from bot.search.weights import LONGEST, norms

ROWS, TEXTS, GONE = "rows", "texts", "gone"  # endings of a segment's files
_PIECE = 1 << 20  # bytes of text copied at a time
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_DECODER = json.JSONDecoder()
_COUNTED_AT_ONCE = 2_000  # paragraphs, about, that are held and counted at a time
_REMEMBERED = 1_024  # documents of a segment whose facts are


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A document without its paragraphs."""

    id: str
    file: str
    title: str
    publisher: str
    date: str
    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Gone:
    """What is no longer there of a segment."""

    documents: Whole  # ascending
    keys: npt.NDArray[np.uint64]  # of the terms of their paragraphs, ascending
    held: Whole  # shape (keys,): how many of the paragraphs held each

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return what to write."""
        return {"documents": narrow(self.documents), "keys": self.keys, "held": narrow(self.held)}


def _facts(ids: Ids, documents: Blobs, number: int) -> DocumentFacts:
    return DocumentFacts(ids[number], *_DECODER.decode(documents[number].decode()))


NONE_GONE = Gone(np.empty(0, np.int64), np.empty(0, np.uint64), np.empty(0, np.int64))


@dataclass(frozen=True, slots=True)
class _Columns:
    """What a segment has beside its postings and its texts."""

    lengths: npt.NDArray[np.uint16]  # shape (rows,): content words of each paragraph
    ids: npt.NDArray[np.bytes_]  # shape (rows,)
    text_sizes: Whole  # shape (rows,): bytes of each text
    positions: Whole  # shape (rows,): within its document
    sections: Whole  # shape (rows,): the number of its section
    section_names: Sequence[bytes]
    document_ids: npt.NDArray[np.bytes_]  # shape (documents,)
    document_sizes: Whole  # shape (documents,): paragraphs of each
    documents: Sequence[bytes]  # their facts, the ids left out

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return what to write."""
        return {
            "lengths": self.lengths,
            **Ids.of(self.ids).arrays("ids"),
            **Extents.of(self.text_sizes).arrays("texts"),
            "positions": narrow(self.positions),
            "paragraph sections": narrow(self.sections),
            **Ids.of(self.document_ids).arrays("document ids"),
            "document begins": narrow(np.cumsum(np.append(0, self.document_sizes))),
            **Blobs.of(self.section_names).arrays("sections"),
            **Blobs.of(self.documents).arrays("documents"),
        }


class Segment:
    """One segment in a folder, mapped. Rows are its paragraphs, in the order of its documents."""

    def __init__(self, folder: Path, name: str, *, has_gone: bool) -> None:
        """Open a segment. Raises OSError, ValueError, TypeError or KeyError where it is not there or damaged."""
        self.name = name
        arrays = open_arrays(folder / f"{name}.{ROWS}")
        self._texts = Bytes(folder / f"{name}.{TEXTS}")
        self.postings = Postings.among(arrays)
        self.ids = Ids.among(arrays, "ids")
        self._arrays = arrays
        self._extents = Extents.among(arrays, "texts")
        self._document_ids = Ids.among(arrays, "document ids")
        self._begins = arrays["document begins"]
        self._documents = Blobs.among(arrays, "documents")
        self._sections = Blobs.among(arrays, "sections")
        self.gone = _read_gone(folder / f"{name}.{GONE}") if has_gone else NONE_GONE
        # Of the documents alone, not of the segment, which would then not be freed before the collector finds it.
        self._facts = lru_cache(_REMEMBERED)(partial(_facts, self._document_ids, self._documents))

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def documents(self) -> int:
        """How many documents there are, the gone ones among them."""
        return len(self._documents)

    @cached_property
    def field(self) -> Field:
        """What a search looks at. Made at the first call, which reads the length of each paragraph."""
        return Field.of(self.postings, self._arrays["lengths"], self.ids.packed, self.gone_rows)

    @cached_property
    def gone_rows(self) -> Whole:
        """The rows of gone documents, ascending."""
        return self._rows_of(self.gone.documents)

    @cached_property
    def left(self) -> int:
        """How many paragraphs are there still."""
        return len(self) - len(self.gone_rows)

    def _rows_of(self, documents: Whole) -> Whole:
        begins = self._begins.astype(np.int64)
        spans = [np.arange(begins[number], begins[number + 1]) for number in documents]
        return np.concatenate([np.empty(0, np.int64), *spans])

    def frequency(self, key: int, number: int) -> int:
        """Return how many of the paragraphs that are there hold a term, by its key and its list, which may be -1."""
        if number < 0:
            return 0
        keys = self.gone.keys.data
        at = bisect_left(keys, key)
        gone = int(self.gone.held[at]) if at < len(keys) and keys[at] == key else 0
        return self.postings.frequency(number) - gone

    def rows(self, ids: Collection[bytes]) -> Whole:
        """Return the rows that have some of these ids and are not gone, ascending."""
        return _without(self.ids.find(ids), self.gone_rows)

    def find_documents(self, ids: Collection[bytes]) -> Whole:
        """Return the numbers of documents that have some of these ids and are not gone, ascending."""
        return _without(self._document_ids.find(ids), self.gone.documents)

    def facts(self, document: int) -> DocumentFacts:
        """Read a document, by its number."""
        return self._facts(document)

    def present(self) -> Whole:
        """Return the numbers of the documents that are not gone."""
        return _without(np.arange(self.documents), self.gone.documents)

    def sizes(self) -> dict[str, int]:
        """Return how many paragraphs each document has that is not gone, by its id."""
        present = self.present()
        ids, sizes = self._document_ids.plain(present), _differences(self._begins)[present]
        return {id_.decode(): size for id_, size in zip(ids.tolist(), sizes.tolist(), strict=True)}

    def size(self, document: int) -> int:
        """Return how many paragraphs a document has."""
        return int(self._begins[document + 1]) - int(self._begins[document])

    def read(self, row: int) -> tuple[Paragraph, DocumentFacts]:
        """Read a paragraph and the document that it stands in."""
        facts = self.facts(bisect_right(self._begins.data, row) - 1)
        text = self._texts.read(*self._extents[row]).decode()
        section = self._sections[self._arrays["paragraph sections"].data[row]].decode()
        position = self._arrays["positions"].data[row]
        return Paragraph(self.ids[row], facts.id, position, section, text), facts

    def columns(self) -> _Columns:
        """Return the columns of what is left."""
        rows, present = np.flatnonzero(self._is_left()), self.present()
        return _Columns(
            lengths=self._arrays["lengths"][rows],
            ids=self.ids.plain(rows),
            text_sizes=self._extents.sizes[rows].astype(np.int64),
            positions=self._arrays["positions"][rows].astype(np.int64),
            sections=self._arrays["paragraph sections"][rows].astype(np.int64),
            section_names=[self._sections[number] for number in range(len(self._sections))],
            document_ids=self._document_ids.plain(present),
            document_sizes=_differences(self._begins)[present],
            documents=[self._documents[int(number)] for number in present],
        )

    def renumbered(self, begin: int) -> npt.NDArray[np.int32]:
        """Return the new rows of what is left when that begins at row `begin`, -1 for what is gone."""
        left = self._is_left()
        return np.where(left, np.cumsum(left) - 1 + begin, -1).astype(np.int32)

    def _is_left(self) -> npt.NDArray[np.bool_]:
        left = np.ones(len(self), np.bool_)
        left[self.gone_rows] = False
        return left

    def copy_texts(self, file: BinaryIO) -> None:
        """Write the texts of what is left."""
        edges = np.flatnonzero(np.diff(np.concatenate([[False], self._is_left(), [False]])))
        ends = np.cumsum(np.append(0, self._extents.sizes), dtype=np.int64)
        for first, last in edges.reshape(-1, 2):
            for start in range(ends[first], ends[last], _PIECE):
                file.write(self._texts.read(start, min(start + _PIECE, int(ends[last]))))

    def _entries(self, rows: Whole) -> list[Entry]:
        """Return what of some paragraphs was counted."""
        return [_entry(facts.title, facts.language, paragraph) for paragraph, facts in map(self.read, rows.tolist())]

    def without(self, documents: Whole) -> Gone:
        """Return what is gone when these documents go too. Takes time by what they hold."""
        numbering = Numbering()
        counted = numbering.count(self._entries(self._rows_of(documents)))
        keys, held = holders(counted, numbering.terms())
        every = different(np.concatenate([self.gone.keys, keys]))
        together = np.zeros(len(every), np.int64)
        for some, count in ((self.gone.keys, self.gone.held), (keys, held)):
            together[np.searchsorted(every, some)] += count
        return Gone(np.union1d(self.gone.documents, documents).astype(np.int64), every, together)


def _read_gone(path: Path) -> Gone:
    arrays = open_arrays(path)
    return Gone(arrays["documents"].astype(np.int64), arrays["keys"], arrays["held"].astype(np.int64))


def _entry(title: str, language: str, paragraph: Paragraph) -> Entry:
    section = paragraph.section
    heading = f"{title} {section}" if section and section != title else title
    return paragraph.text, heading, language


def _differences(numbers: npt.NDArray[Any]) -> Whole:
    whole = numbers.astype(np.int64)
    return whole[1:] - whole[:-1]


def _without(numbers: Whole, left_out: Whole) -> Whole:
    return numbers[~np.isin(numbers, left_out)] if len(left_out) else numbers


def write_segment(
    folder: Path,
    name: str,
    documents: Iterable[Document],
    numbering: Numbering,
    on_paragraphs: Callable[[int], None],
    bulk: Bulk | None = None,
) -> None:
    """Write the files of a new segment; the documents are gone through once, and only numbers are held of them.

    `on_paragraphs` is called with the number of paragraphs since the last call. Compiled loops, if there are any in
    `bulk`, make it faster.
    """
    counted, columns = [], []
    with (folder / f"{name}.{TEXTS}").open("wb") as texts:
        for some in _batches(documents):
            placed = [(document, paragraph) for document in some for paragraph in document.paragraphs]
            counted.append(numbering.count([_entry(one.title, one.language, paragraph) for one, paragraph in placed]))
            encoded = [paragraph.text.encode() for _, paragraph in placed]
            texts.write(b"".join(encoded))
            columns.append(_columns(some, [paragraph for _, paragraph in placed], encoded, counted[-1].lengths))
            on_paragraphs(len(placed))
    postings = post(Counted.together(counted), numbering.terms(), bulk)
    write_arrays(folder / f"{name}.{ROWS}", {**_joined(columns).arrays(), **postings.arrays()})


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Yield documents, some paragraphs at a time."""
    some, paragraphs = [], 0
    for document in documents:
        some.append(document)
        paragraphs += len(document.paragraphs)
        if paragraphs >= _COUNTED_AT_ONCE:
            yield some
            some, paragraphs = [], 0
    if some:
        yield some


def _columns(
    documents: Sequence[Document], paragraphs: Sequence[Paragraph], texts: Sequence[bytes], lengths: Whole
) -> _Columns:
    names: dict[str, int] = {}
    sections = [names.setdefault(paragraph.section, len(names)) for paragraph in paragraphs]
    return _Columns(
        lengths=np.minimum(lengths, LONGEST).astype(np.uint16),
        ids=as_strings([paragraph.id.encode() for paragraph in paragraphs]),
        text_sizes=np.fromiter(map(len, texts), np.int64, len(texts)),
        positions=np.array([paragraph.position for paragraph in paragraphs], np.int64),
        sections=np.array(sections, np.int64),
        section_names=[section.encode() for section in names],
        document_ids=as_strings([document.id.encode() for document in documents]),
        document_sizes=np.array([len(document.paragraphs) for document in documents], np.int64),
        documents=[_packed_facts(document) for document in documents],
    )


def write_gone(folder: Path, name: str, gone: Gone) -> None:
    """Write what is gone from a segment."""
    write_arrays(folder / f"{name}.{GONE}", gone.arrays())


def _packed_facts(document: Document) -> bytes:
    facts = (getattr(document, field.name) for field in fields(DocumentFacts) if field.name != "id")
    return _JSON.encode(list(facts)).encode()


def write_merged(folder: Path, name: str, segments: Sequence[Segment]) -> None:
    """Write one segment of what is left of several: from their arrays alone, no text is analysed again."""
    texts = folder / f"{name}.{TEXTS}"
    with texts.open("wb") as file:
        for segment in segments:
            segment.copy_texts(file)
    columns = _joined([segment.columns() for segment in segments])
    new_rows, begin = [], 0
    for segment in segments:
        new_rows.append(segment.renumbered(begin))
        begin += segment.left
    postings = merge([(s.postings, rows) for s, rows in zip(segments, new_rows, strict=True)], norms(columns.lengths))
    write_arrays(folder / f"{name}.{ROWS}", {**columns.arrays(), **postings.arrays()})


def _joined(parts: Sequence[_Columns]) -> _Columns:
    """Put the columns of several segments one after the other."""
    names: dict[bytes, int] = {}
    sections = []
    for part in parts:
        numbers = np.array([names.setdefault(name, len(names)) for name in part.section_names], np.int64)
        sections.append(numbers[part.sections] if len(numbers) else part.sections)
    joined = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(_Columns)
        if field.name not in ("sections", "section_names", "documents")
    }
    return _Columns(
        **joined,
        sections=np.concatenate(sections),
        section_names=list(names),
        documents=[facts for part in parts for facts in part.documents],
    )

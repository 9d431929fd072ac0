"""Decide, without a database, what makes the stored corpus equal to a given one."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from bot.corpus.documents import Document, Paragraph
from bot.store.rows import CorpusChange, FileChange

Content = tuple[object, ...]
_MARKS = 1 << 128
_COUNTS = tuple(field.name for field in fields(FileChange))[1:]


@dataclass(frozen=True, slots=True)
class Stored:
    """The latest version of a row as the database has it."""

    content: Content
    live: bool
    first_generation: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to happen to the rows of one table, by id. Ids that need nothing stand nowhere."""

    insert: tuple[str, ...]
    revive: tuple[str, ...]  # removed before: its content is written anew
    change: tuple[str, ...]  # live, with other content
    remove: tuple[str, ...]


def plan(stored: Mapping[str, Stored], given: Mapping[str, Content]) -> Plan:
    """Compare rows by id. Each part keeps the order of the mapping that it comes from."""
    return Plan(
        insert=tuple(key for key in given if key not in stored),
        revive=tuple(key for key in given if key in stored and not stored[key].live),
        change=tuple(key for key in given if key in stored and stored[key].live and stored[key].content != given[key]),
        remove=tuple(key for key, row in stored.items() if row.live and key not in given),
    )


def canonical(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Order documents by file and id, paragraphs by position and id, and let a paragraph count once.

    A text that stands twice in a document is one paragraph, at its first place: identity is content and document.
    Raises `ValueError` where an id is given to two documents, or to paragraphs of two documents.
    """
    owners: dict[str, str] = {}
    ordered = tuple(
        replace(document, paragraphs=_distinct(document, owners))
        for document in sorted(documents, key=lambda document: (document.file, document.id))
    )
    if len({document.id for document in ordered}) != len(ordered):
        raise ValueError("two documents have the same id")
    return ordered


def _distinct(document: Document, owners: dict[str, str]) -> tuple[Paragraph, ...]:
    """Drop repeats; note in `owners` which document each paragraph belongs to."""
    first: dict[str, Paragraph] = {}
    for paragraph in sorted(document.paragraphs, key=lambda paragraph: (paragraph.position, paragraph.id)):
        if paragraph.document_id != document.id or owners.setdefault(paragraph.id, document.id) != document.id:
            raise ValueError(f"paragraph {paragraph.id} is of document {document.id} and of another")
        first.setdefault(paragraph.id, paragraph)
    return tuple(first.values())


def document_digest(document: Document) -> str:
    """Return 32 hex digits that depend on all that a document says, its paragraphs in canonical order."""
    said = [document_content(document), *map(paragraph_content, document.paragraphs)]
    told = json.dumps([document.id, [p.id for p in document.paragraphs], said])
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def fingerprint(documents: Sequence[Document]) -> str:
    """Return 32 hex digits that depend on all that a corpus says and on nothing else; "" for none.

    The order of the documents does not matter. Equal to `Store.corpus_fingerprint` when these are the live ones.
    """
    return moved("", (), map(document_digest, canonical(documents)))


def moved(mark: str, gone: Iterable[str], came: Iterable[str]) -> str:
    """Return a corpus's fingerprint after documents of some digests went and came: their sum, so a change is cheap.

    Who can choose documents freely could make two corpora of one sum. Nobody gains by it: a stale index would answer
    until the next change.
    """
    total = int(mark or "0", 16) + sum(int(digest, 16) for digest in came) - sum(int(digest, 16) for digest in gone)
    return f"{total % _MARKS:032x}" if total % _MARKS else ""


def text_key(text: str) -> int:
    """Return a number of 64 bits, with a sign, that equal texts share, whatever their white space."""
    said = " ".join(text.split())
    return int.from_bytes(hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)


def document_content(document: Document) -> tuple[str, ...]:
    """Return the columns of a document that its reader fills, in the order of `corpus.DOCUMENT_COLUMNS`."""
    return (document.file, document.title, document.publisher, document.date, document.language, document.url)


def paragraph_content(paragraph: Paragraph) -> tuple[str | int, ...]:
    """Return the columns of a paragraph, in the order of `corpus.PARAGRAPH_COLUMNS`."""
    return (paragraph.document_id, paragraph.position, paragraph.section, paragraph.text)


@dataclass(frozen=True, slots=True)
class Head:
    """A live document as the plan needs it."""

    file: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class DocumentsPlan:
    """Which documents of those given are written anew; those that stay stand nowhere."""

    came: dict[str, Document]  # new, back, or with another content
    changed: frozenset[str]  # those of `came` that are live
    digests: dict[str, str]  # of those that came


def plan_documents(heads: Mapping[str, Head], given: Sequence[Document]) -> DocumentsPlan:
    """Compare live documents with given ones, in canonical order, by what they say."""
    digests = {document.id: document_digest(document) for document in given}
    came = {d.id: d for d in given if d.id not in heads or heads[d.id].digest != digests[d.id]}
    return DocumentsPlan(
        came=came, changed=frozenset(heads.keys() & came.keys()), digests={id_: digests[id_] for id_ in came}
    )


class Tally:
    """Counts what a change comes to, by file, as its parts are planned."""

    def __init__(self) -> None:
        self._by_file: dict[str, Counter[str]] = {}

    def count(self, planned: DocumentsPlan, of_paragraphs: Plan, owner: Mapping[str, str]) -> None:
        """Take in documents that came. `owner` has the document of each paragraph."""
        for id_ in planned.came:
            what = "documents_changed" if id_ in planned.changed else "documents_added"
            self._count(planned.came[id_].file, what)
        parts = {"added": of_paragraphs.insert, "restored": of_paragraphs.revive, "removed": of_paragraphs.remove}
        for what, ids in parts.items():
            for id_ in ids:
                self._count(planned.came[owner[id_]].file, what)

    def count_gone(self, gone: Iterable[Head]) -> None:
        """Take in documents that go with all their paragraphs."""
        for head in gone:
            self._count(head.file, "documents_removed")
            self._count(head.file, "removed", head.size)

    def _count(self, file: str, what: str, number: int = 1) -> None:
        self._by_file.setdefault(file, Counter())[what] += number

    def files(self) -> tuple[FileChange, ...]:
        """Return what was counted, by name."""
        counts = sorted(self._by_file.items())
        return tuple(FileChange(file, *(found[name] for name in _COUNTS)) for file, found in counts)

    def total(self, live: int) -> CorpusChange:
        """Return what was counted in all; `live` paragraphs were there before."""
        sums = (sum(found[name] for found in self._by_file.values()) for name in ("added", "restored", "removed"))
        added, restored, removed = sums
        return CorpusChange(added=added, kept=live - removed, restored=restored, removed=removed)

    def documents(self) -> int:
        """Return by how many the live documents grow."""
        return sum(found["documents_added"] - found["documents_removed"] for found in self._by_file.values())

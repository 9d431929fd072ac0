"""Decide, without a database, what makes the stored corpus equal to a given one."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.corpus.documents import Document, Paragraph

Content = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """A row as the database has it."""

    content: Content
    live: bool


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


def fingerprint(documents: Sequence[Document]) -> str:
    """Return 32 hex digits that depend on all that a corpus says and on nothing else; "" for none.

    The order of the documents does not matter. Equal to `Store.corpus_fingerprint` when these are the live ones.
    """
    if not documents:
        return ""
    digest = hashlib.blake2b(digest_size=16)
    for document in canonical(documents):
        said = [document_content(document), *map(paragraph_content, document.paragraphs)]
        digest.update(json.dumps([document.id, [p.id for p in document.paragraphs], said]).encode())
    return digest.hexdigest()


def document_content(document: Document) -> Content:
    """Return the columns of a document that its reader fills, in the order of `corpus.DOCUMENT_COLUMNS`."""
    return (document.file, document.title, document.publisher, document.date, document.language, document.url)


def paragraph_content(paragraph: Paragraph) -> Content:
    """Return the columns of a paragraph, in the order of `corpus.PARAGRAPH_COLUMNS`."""
    return (paragraph.document_id, paragraph.position, paragraph.section, paragraph.text)

"""The values that reading yields: a document and its paragraphs, with identities that outlive a reindex."""

import hashlib
from dataclasses import dataclass

STABLE_BYTES = 6  # of an identity


def stable_id(*parts: str) -> str:
    """Return 12 hex digits that depend on the parts alone, equal on every machine and in every run."""
    return stable_bytes(*parts).hex()


def stable_bytes(*parts: str) -> bytes:
    """Return the six bytes that `stable_id` writes in hex."""
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=STABLE_BYTES).digest()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The retrieval unit: one whole paragraph of a document, cleaned and repaired, otherwise verbatim."""

    id: str  # stable over reindexing: depends on the document's identity and the text alone
    document_id: str
    position: int  # 0-based, in reading order, within the document
    section: str  # the heading it stands under, without its number; "" where there is none
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One article, bulletin or page. A file may hold several."""

    id: str  # stable: depends on the file's name and the article within it
    file: str  # path relative to the seeds folder, with forward slashes
    title: str
    publisher: str
    date: str  # ISO 8601, as precise as is known: "2024-09-26", "2024-09", "2024" or ""
    language: str  # ISO 639-1 code, "" when unknown
    url: str
    paragraphs: tuple[Paragraph, ...]

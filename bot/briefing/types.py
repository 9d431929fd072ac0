"""What goes into a briefing and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrieved paragraph with all that selection may weigh. Passages come best first."""

    paragraph_id: str
    document_id: str
    text: str
    section: str
    position: int  # 0-based within the document
    title: str
    publisher: str
    date: str  # ISO 8601, as precise as known, or ""
    url: str
    language: str
    score: float  # relevance to the topic, > 0; comparable within one query only


@dataclass(frozen=True, slots=True)
class Focus:
    """What the briefing is about."""

    terms: Mapping[str, float]  # analysed query term -> weight (its idf times its part in the query), > 0
    names: tuple[str, ...]  # the topic's name and aliases as people write them, best known first; may be ()
    proper: bool = False  # the names are proper names: scattered words of one are not it
    question: bool = False  # a question asks for the sentence that answers it rather than for an overview
    parts: tuple[tuple[str, ...], ...] = ()  # of what was asked: the ways to say each part, likeliest first, never ()


@dataclass(frozen=True, slots=True)
class Length:
    """How long a briefing may be, in words by white space."""

    min_words: int = 60  # below it, more is added as long as there is something to say
    max_words: int = 90
    ceiling: int = 110  # reached only where nothing shorter would lift the briefing over `min_words`
    max_sentences: int | None = None


@dataclass(frozen=True, slots=True)
class SourceRef:
    """Where a sentence stands, in a reader's words. Two sentences of one section share one reference."""

    publisher: str
    title: str
    section: str
    date: str
    url: str


@dataclass(frozen=True, slots=True)
class Quote:
    """One verbatim sentence of a briefing."""

    sentence: str
    paragraph_id: str
    source: SourceRef
    also_in: tuple[SourceRef, ...] = ()  # other documents that say the same in near the same words


@dataclass(frozen=True, slots=True)
class Briefing:
    """A summary: verbatim sentences in an order that reads. Never empty where a passage has a sentence."""

    quotes: tuple[Quote, ...]

    @property
    def sources(self) -> tuple[SourceRef, ...]:
        """The distinct sources in the order of their first quote; position + 1 is the number shown."""
        return tuple(dict.fromkeys(quote.source for quote in self.quotes))

    @property
    def words(self) -> int:
        """Words by white space over all sentences."""
        return sum(len(quote.sentence.split()) for quote in self.quotes)

"""Which paragraphs have said a sentence already, looked up by its rarest words."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.briefing.repeats import Words, paragraph_words, says, sentence_words
from bot.search.analysis import terms
from bot.search.index import Index

RAREST = 5  # terms of a sentence that it is looked up by; one of them may be missing, a misspelt one
CANDIDATES = 100  # paragraphs that may be held against a sentence: a phrase of every page is no reason to be slow


@dataclass(frozen=True, slots=True)
class Gone:
    """A paragraph that somebody was sent and the index no longer has: an article was revised or withdrawn."""

    id: str
    text: str
    language: str


class Echoes:
    """Finds the paragraphs that say what a sentence says, in an index and among what is gone from it.

    `near` is cheap and reads no paragraph; `says` settles it for one of those that it names.
    """

    def __init__(self, index: Index, gone: Iterable[Gone] = ()) -> None:
        self._index = index
        self._gone = {paragraph.id: paragraph for paragraph in gone}
        self._gone_by_term: dict[str, list[str]] = defaultdict(list)
        for paragraph in self._gone.values():
            for term in set(terms(paragraph.text, paragraph.language)):
                self._gone_by_term[term].append(paragraph.id)
        self._frequencies: dict[str, int] = {}
        self._read: dict[str, tuple[Words, ...]] = {}

    def near(self, sentence: str, language: str) -> frozenset[str]:
        """Return the ids of the paragraphs, its own among them, that may say what a sentence says."""
        rarest = sorted(set(terms(sentence, language)), key=lambda term: (self._frequency(term), term))[:RAREST]
        least = len(rarest) - (len(rarest) == RAREST)
        held = Counter(id_ for term in rarest for id_ in self._gone_by_term.get(term, ()))
        gone = (id_ for id_, count in held.most_common(CANDIDATES) if count >= least)
        return frozenset(self._index.ids(self._index.holding(rarest, least, CANDIDATES))).union(gone)

    def says(self, paragraph_id: str, sentence: str) -> bool:
        """Tell whether one who has read a paragraph learns nothing from a sentence."""
        if paragraph_id not in self._read:
            self._read[paragraph_id] = self._words_of(paragraph_id)
        return says(self._read[paragraph_id], sentence_words(sentence))

    def _words_of(self, paragraph_id: str) -> tuple[Words, ...]:
        if gone := self._gone.get(paragraph_id):
            return paragraph_words(gone.text, gone.language)
        hit = self._index.hit(self._index.row(paragraph_id), 0.0)
        return paragraph_words(hit.paragraph.text, hit.document.language)

    def _frequency(self, term: str) -> int:
        if term not in self._frequencies:
            self._frequencies[term] = self._index.frequency(term)
        return self._frequencies[term]

"""Which paragraphs have said a sentence already, looked up by its rarest words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.briefing.content import Sentence, read
from bot.digests.repeats import says, wording
from bot.search.index import Index

RAREST = 5  # terms of a sentence that it is looked up by; one of them may be missing, a misspelt one
CANDIDATES = 30  # paragraphs that are compared with a sentence; a phrase of every page is no reason to be slow


@dataclass(frozen=True, slots=True)
class Gone:
    """A paragraph that somebody was sent and the index no longer has: an article was revised or withdrawn."""

    id: str
    text: str
    language: str


class Echoes:
    """Finds the paragraphs that say what a sentence says, in an index and among what is gone from it."""

    def __init__(self, index: Index, gone: Iterable[Gone] = ()) -> None:
        self._index = index
        self._gone = {paragraph.id: paragraph for paragraph in gone}
        self._gone_by_term: dict[str, list[str]] = defaultdict(list)
        for paragraph in self._gone.values():
            for term in wording(paragraph.text, paragraph.language).terms:
                self._gone_by_term[term].append(paragraph.id)
        self._frequencies: dict[str, int] = {}
        self._known: dict[str, tuple[frozenset[str], ...]] = {}

    def of(self, paragraph_id: str, text: str, language: str) -> tuple[frozenset[str], ...]:
        """Return for each sentence of a paragraph, in order, the ids of the others that say it."""
        if paragraph_id not in self._known:
            found = (self._said_by(sentence, language) - {paragraph_id} for sentence in read(text, language))
            self._known[paragraph_id] = tuple(map(frozenset, found))
        return self._known[paragraph_id]

    def _said_by(self, sentence: Sentence, language: str) -> set[str]:
        asked = wording(sentence.text, language)
        rarest = sorted(asked.terms, key=lambda term: (self._frequency(term), term))[:RAREST]
        return {id_ for id_, *text in self._candidates(rarest) if says(wording(*text), asked)}

    def _candidates(self, rarest: Sequence[str]) -> Iterator[tuple[str, str, str]]:
        least = len(rarest) - (len(rarest) == RAREST)
        for row in self._index.holding(rarest, least, CANDIDATES):
            hit = self._index.hit(row, 0.0)
            yield hit.paragraph.id, hit.paragraph.text, hit.document.language
        held = Counter(id_ for term in rarest for id_ in self._gone_by_term.get(term, ()))
        for id_, count in held.most_common(CANDIDATES):
            if count >= least:
                yield id_, self._gone[id_].text, self._gone[id_].language

    def _frequency(self, term: str) -> int:
        if term not in self._frequencies:
            self._frequencies[term] = self._index.frequency(term)
        return self._frequencies[term]

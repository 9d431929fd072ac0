"""What each sentence of the retrieved passages is worth for a topic, before anything is chosen."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.briefing.content import Sentence, read
from bot.briefing.novelty import Vector, counted, rarity, vector
from bot.briefing.types import Focus, Passage
from bot.search.analysis import terms


@dataclass(frozen=True, slots=True)
class Weights:
    """What each signal counts for. docs/briefing.md tells how they were found and what each is worth."""

    passage: float = 0.2  # the retrieval's score
    document: float = 2.7  # how much of the section is on the topic
    theme: float = 1.2  # the terms of a theme or question in the sentence
    topic: float = 1.2  # the topic in it, right before it, or over it, in a section of a long document
    lead: float = 1.25  # near the first mention of the topic in its section
    start: float = 1.3  # near the beginning of an article without headings: news puts first things first
    opening: float = 1.0  # in the first paragraphs of such an article
    centrality: float = 2.0  # like the other passages
    concreteness: float = 0.85  # figures, dates and names against praise and hope
    side: float = 4.0  # added where a position meets the one against it
    publisher: float = 1.0  # added where nothing of the publisher is shown yet
    redundancy: float = 2.0  # taken off, by the share of the sentence's terms that those chosen have said
    brevity: float = 0.1  # exponent: merit is divided by (words / 25) to this power
    enough: float = 0.5  # share of the opening's merit below which a sentence is padding
    about: float = 0.45  # how surely a sentence must be about the topic, where any is that sure; in [0, 1]


WEIGHTS = Weights()
SIGNALS = ("passage", "document", "theme", "topic", "lead", "start", "opening", "centrality", "concreteness")
_AFTER_MENTION = 0.6  # a sentence behind one on the topic, in its paragraph
_NAMED = 0.95  # share of the topic that is as good as its name
_UNDER_HEADING = 0.4  # a sentence under a heading on the topic: such a section speaks of more, so it is not enough
_IN_ARTICLE = 0.5  # a sentence of a plain article on the topic
_OFF_THEME = 0.05  # of a sentence with all terms of the theme counts one with none; where there is no theme, all alike
_BEGINNING = 7  # sentences over which the worth of standing near the beginning of an article falls to nothing
_ELSEWHERE = 0.8  # of what a part of the name is worth in a section that never says the whole, if another does
_OTHER_WORDS = 0.8  # of what a part of the query is worth where it is said in other words than it was read in
_SCATTERED = 0.4  # of what the words of a proper name are worth where they do not stand together


# Of these two there are a hundred for each answer, and a frozen dataclass takes six times as long to make.
class Candidate(NamedTuple):
    """A sentence in its place. Candidates stand in source order, documents one after another."""

    sentence: Sentence
    passage: Passage
    before: int  # number of the candidate right before it in the source, -1 if that was not retrieved
    added: tuple[float, ...]  # what each signal adds to the merit, in the order of SIGNALS
    merit: float  # the sum of that
    share: float  # of the topic's term weight that the sentence holds, in [0, 1]
    part: float  # the same, or of the name that it holds most of, whichever is more
    topical: float  # how surely it is about the topic, in [0, 1]
    named: bool  # the topic by one of its names
    tfidf: Vector

    @property
    def parts(self) -> dict[str, float]:
        """What each signal adds to the merit, by its name in `Weights`."""
        return dict(zip(SIGNALS, self.added, strict=True))


class _Placed(NamedTuple):
    sentence: Sentence
    passage: Passage
    before: int
    section: int  # number of the section among the retrieved ones
    ordinal: int  # among the retrieved sentences of its section


def candidates(passages: Sequence[Passage], focus: Focus, weights: Weights) -> list[Candidate]:
    """Return every sentence of the passages with its merit, in source order."""
    placed = _placed(passages)
    if not placed:
        return []
    counts = [counted(p.sentence) for p in placed]
    idf = rarity(counts)
    vectors = [vector(one, idf) for one in counts]
    shares = _shares(placed, counts, focus)
    named = _named(placed, focus)
    # A name is said or not; a theme or question more or less.
    theme = _scaled(shares) if focus.question or not focus.names else [0.0] * len(placed)
    best_name = _BestName(focus, focus.names)
    held = [
        max(share, best_name.share(one, p.passage.language))
        for p, one, share in zip(placed, counts, shares, strict=True)
    ]
    topical = _topical(placed, focus, best_name, named, held)
    headed = [bool(p.passage.section) for p in placed]
    signals = (
        _passage_signal(placed),
        _document_signal(placed),
        theme,
        [t * h for t, h in zip(topical, headed, strict=True)],
        _lead_signal(placed, shares),
        [(not h) * max(0.0, 1 - p.ordinal / _BEGINNING) for p, h in zip(placed, headed, strict=True)],
        [(not h) / (1 + p.passage.position) for p, h in zip(placed, headed, strict=True)],
        _centrality(placed, vectors, theme),
        [p.sentence.concreteness for p in placed],
    )
    of_signals = (getattr(weights, name) for name in SIGNALS)
    weighted = [[weight * value for value in values] for weight, values in zip(of_signals, signals, strict=True)]
    return [
        Candidate(p.sentence, p.passage, p.before, added, sum(added), share, part, about, name, tfidf)
        for p, added, share, part, about, name, tfidf in zip(
            placed, zip(*weighted, strict=True), shares, held, topical, named, vectors, strict=True
        )
    ]


def _placed(passages: Sequence[Passage]) -> list[_Placed]:
    """Return the sentences in source order, the best document's first."""
    ranks: dict[str, int] = {}
    for passage in passages:
        ranks.setdefault(passage.document_id, len(ranks))
    unique = {passage.paragraph_id: passage for passage in reversed(passages)}.values()
    placed: list[_Placed] = []
    sections: dict[tuple[str, str], int] = {}
    counts: dict[int, int] = defaultdict(int)
    for passage in sorted(unique, key=lambda p: (ranks[p.document_id], p.position)):
        section = sections.setdefault((passage.document_id, passage.section), len(sections))
        for number, sentence in enumerate(read(passage.text, passage.language)):
            before = len(placed) - 1 if number or _follows(placed, passage) else -1
            placed.append(_Placed(sentence, passage, before, section, counts[section]))
            counts[section] += 1
    return placed


def _follows(placed: Sequence[_Placed], passage: Passage) -> bool:
    """Tell whether a passage is the one right behind the last sentence placed, in one section."""
    if not placed:
        return False
    last = placed[-1].passage
    place = (passage.document_id, passage.section, passage.position)
    return place == (last.document_id, last.section, last.position + 1)


def _shares(placed: Sequence[_Placed], counts: Sequence[Mapping[str, int]], focus: Focus) -> list[float]:
    """Return which share of what was asked each sentence holds: of its parts, in whatever words, else of its terms."""
    languages = {p.passage.language for p in placed}
    parts = [_Part(focus, ways, languages) for ways in focus.parts]
    total = sum(part.weight for part in parts)
    if total:
        return [
            sum([part.weight * part.share(terms, p.passage.language) for part in parts]) / total
            for p, terms in zip(placed, counts, strict=True)
        ]
    total = sum(focus.terms.values())
    return [_held(focus.terms, terms) / total if total else 0.0 for terms in counts]


def _held(weights: Mapping[str, float], terms: Collection[str]) -> float:
    return sum([weights[term] for term in weights if term in terms])


def _named(placed: Sequence[_Placed], focus: Focus) -> list[bool]:
    """Tell for each sentence whether it holds one of the topic's names, term by term in a row."""
    languages = {p.passage.language for p in placed}
    names = {
        language: [f" {' '.join(found)} " for name in focus.names if (found := _terms_of(name, language))]
        for language in languages
    }
    said = [f" {' '.join(p.sentence.terms)} " for p in placed]
    return [any(name in terms for name in names[p.passage.language]) for p, terms in zip(placed, said, strict=True)]


def _topical(
    placed: Sequence[_Placed], focus: Focus, best_name: "_BestName", named: Sequence[bool], shares: Sequence[float]
) -> list[float]:
    """Tell how surely each sentence is about the topic.

    It holds the topic's name or most of its terms; or it goes on after one that does, in the same paragraph; or it
    stands under a heading that does. A plain article is about a topic from its first sentence to its last, if it names
    it at all; so is every one about a list of topic words.
    """
    # "Middle Corridor … East and West" does not speak of the Middle East.
    scattered = _SCATTERED if focus.proper and any(named) else 1.0
    held = [1.0 if name else scattered * share for p, name, share in zip(placed, named, shares, strict=True)]
    held = _where_it_is_named(placed, held)
    over = _over(placed, held, focus, best_name)
    found: list[float] = []
    begun: dict[str, float] = {}
    for p, own in zip(placed, held, strict=True):
        after = _AFTER_MENTION * begun.get(p.passage.paragraph_id, 0.0)
        around = (_UNDER_HEADING if p.passage.section else _IN_ARTICLE) * over[p.section]
        found.append(max(own, around, after))
        begun[p.passage.paragraph_id] = max(own, begun.get(p.passage.paragraph_id, 0.0))
    return found


def _where_it_is_named(placed: Sequence[_Placed], held: Sequence[float]) -> list[float]:
    """Count a part of the topic's name for less in sections that never say the whole, where another does.

    Beside a section on the European army, one that has "the European Command" is about something else.
    """
    most: dict[int, float] = defaultdict(float)
    for p, own in zip(placed, held, strict=True):
        most[p.section] = max(most[p.section], own)
    if max(most.values()) < _NAMED:
        return list(held)
    return [own if most[p.section] >= _NAMED else _ELSEWHERE * own for p, own in zip(placed, held, strict=True)]


def _over(placed: Sequence[_Placed], held: Sequence[float], focus: Focus, best_name: "_BestName") -> dict[int, float]:
    """Tell how surely each section is about the topic as a whole: by its heading, or being a plain article on it."""
    over: dict[int, float] = {}
    for p, own in zip(placed, held, strict=True):
        if p.passage.section:
            if p.section not in over:
                heading = _terms_of(p.passage.section, p.passage.language)
                over[p.section] = best_name.share(frozenset(heading), p.passage.language)
        else:
            over[p.section] = max(over.get(p.section, 0.0), float(own >= _NAMED or not focus.names))
    return over


class _BestName:
    """Tells how much of one of some names is said."""

    def __init__(self, focus: Focus, names: Sequence[str]) -> None:
        self._focus = focus
        self._names = names
        self._weights: dict[str, list[tuple[dict[str, float], float]]] = {}  # by language: each name's, and their sum
        self._terms: dict[str, frozenset[str]] = {}  # by language: of all names; most sentences hold none

    def share(self, held: Collection[str], language: str) -> float:
        """Return the share of a name's weight that some terms hold, for the name that they hold most of."""
        if language not in self._weights:
            self._weights[language] = list(self._weighed(language))
            self._terms[language] = frozenset(term for weights, _ in self._weights[language] for term in weights)
        if self._terms[language].isdisjoint(held):
            return 0.0
        return max([_held(weights, held) / total for weights, total in self._weights[language]], default=0.0)

    def _weighed(self, language: str) -> Iterator[tuple[dict[str, float], float]]:
        rare = max(self._focus.terms.values(), default=0.0)  # a word of the name that no document has tells as much
        for name in self._names:
            weights = {term: self._focus.terms.get(term, rare) for term in _terms_of(name, language)}
            if total := sum(weights.values()):
                yield weights, total


class _Part:
    """Tells how much of a part of what was asked is said, in whatever words."""

    def __init__(self, focus: Focus, ways: Sequence[str], languages: Iterable[str]) -> None:
        said = [[_terms_of(way, language) for way in ways] for language in languages]
        self.weight = max([sum([focus.terms.get(term, 0.0) for term in of_language[0]]) for of_language in said])
        self._terms = frozenset(term for of_language in said for way in of_language for term in way)
        self._likeliest = _BestName(focus, ways[:1])
        self._others = _BestName(focus, ways[1:])

    def share(self, held: Collection[str], language: str) -> float:
        """Return the share of the likeliest way of saying it that some terms hold; of another way it is worth less."""
        if self._terms.isdisjoint(held):
            return 0.0
        likeliest = self._likeliest.share(held, language)
        return likeliest if likeliest >= 1 else max(likeliest, _OTHER_WORDS * self._others.share(held, language))


@lru_cache(maxsize=1_000)
def _terms_of(name: str, language: str) -> tuple[str, ...]:
    return tuple(terms(name, language))


def _scaled(values: Sequence[float]) -> list[float]:
    top = max(values)
    return [value / top for value in values] if top > 0 else [0.0] * len(values)


def _passage_signal(placed: Sequence[_Placed]) -> list[float]:
    return _scaled([p.passage.score for p in placed])


def _document_signal(placed: Sequence[_Placed]) -> list[float]:
    """Weigh a section by its three best passages."""
    scores: dict[int, dict[str, float]] = defaultdict(dict)
    for p in placed:
        scores[p.section][p.passage.paragraph_id] = p.passage.score
    sums = {section: sum(sorted(found.values(), reverse=True)[:3]) for section, found in scores.items()}
    return _scaled([sums[p.section] for p in placed])


def _lead_signal(placed: Sequence[_Placed], shares: Sequence[float]) -> list[float]:
    """Fall with the distance, in retrieved sentences, from the section's first mention of the topic."""
    first: dict[int, int] = {}
    for p, share in zip(placed, shares, strict=True):
        if share > 0:
            first.setdefault(p.section, p.ordinal)
    return [1 / (1 + 0.5 * abs(p.ordinal - first.get(p.section, 0))) for p in placed]


def _centrality(placed: Sequence[_Placed], vectors: Sequence[Vector], theme: Sequence[float]) -> list[float]:
    """Return the likeness of each sentence to all of them together, each counting by its passage and its theme."""
    centroid: dict[str, float] = defaultdict(float)
    for p, weights, thematic in zip(placed, vectors, theme, strict=True):
        for term, weight in weights.items():
            centroid[term] += weight * p.passage.score * (_OFF_THEME + thematic)
    return _scaled([sum([weight * centroid[term] for term, weight in weights.items()]) for weights in vectors])

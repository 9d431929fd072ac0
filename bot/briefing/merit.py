"""What each sentence of the retrieved passages is worth for a topic, before anything is chosen."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.briefing.content import Sentence, read
from bot.briefing.novelty import Vector, cosine, rarity, vector
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
    start: float = 1.1  # near the beginning of an article without headings: news puts first things first
    opening: float = 1.0  # in the first paragraphs of such an article
    centrality: float = 2.0  # like the other passages
    concreteness: float = 0.85  # figures, dates and names against praise and hope
    side: float = 3.0  # added where a position meets the one against it
    publisher: float = 1.0  # added where nothing of the publisher is shown yet
    brevity: float = 0.1  # exponent: merit is divided by (words / 25) to this power
    enough: float = 0.5  # share of the opening's merit below which a sentence is padding
    about: float = 0.45  # how surely a sentence must be about the topic, where any is that sure; in [0, 1]


WEIGHTS = Weights()
_AFTER_MENTION = 0.6  # a sentence behind one on the topic, in its paragraph
_NAMED = 0.95  # share of the topic that is as good as its name
_UNDER_HEADING = 0.4  # a sentence under a heading on the topic: such a section speaks of more, so it is not enough
_IN_ARTICLE = 0.5  # a sentence of a plain article on the topic
_OFF_THEME = 0.05  # of a sentence with all terms of the theme counts one with none; where there is no theme, all alike
_SCATTERED = 0.4  # of what the words of a proper name are worth where they do not stand together


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence in its place. Candidates stand in source order, documents one after another."""

    sentence: Sentence
    passage: Passage
    before: int  # number of the candidate right before it in the source, -1 if that was not retrieved
    parts: Mapping[str, float]  # what each signal adds to the merit, by its name in `Weights`
    merit: float  # the sum of the parts
    share: float  # of the topic's term weight that the sentence holds, in [0, 1]
    part: float  # the same, or of the name that it holds most of, whichever is more
    topical: float  # how surely it is about the topic, in [0, 1]
    named: bool  # the topic by one of its names
    tfidf: Vector


@dataclass(frozen=True, slots=True)
class _Placed:
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
    idf = rarity([p.sentence for p in placed])
    vectors = [vector(p.sentence, idf) for p in placed]
    shares = [_share(p.sentence, focus) for p in placed]
    named = _named(placed, focus)
    # A name is said or not; a theme or question more or less.
    theme = _scaled(shares) if focus.question or not focus.names else [0.0] * len(placed)
    held = [
        max(share, _of_best_name(p.sentence.terms, focus, p.passage.language))
        for p, share in zip(placed, shares, strict=True)
    ]
    topical = _topical(placed, focus, named, held)
    headed = [bool(p.passage.section) for p in placed]
    signals = {
        "passage": _passage_signal(placed),
        "document": _document_signal(placed),
        "theme": theme,
        "topic": [t * h for t, h in zip(topical, headed, strict=True)],
        "lead": _lead_signal(placed, shares),
        "start": [(not h) / (1 + 0.2 * p.ordinal) for p, h in zip(placed, headed, strict=True)],
        "opening": [(not h) / (1 + p.passage.position) for p, h in zip(placed, headed, strict=True)],
        "centrality": _centrality(placed, vectors, theme),
        "concreteness": [p.sentence.concreteness for p in placed],
    }
    parts = [{name: getattr(weights, name) * values[i] for name, values in signals.items()} for i in range(len(placed))]
    return [
        Candidate(p.sentence, p.passage, p.before, added, sum(added.values()), share, part, about, name, tfidf)
        for p, added, share, part, about, name, tfidf in zip(
            placed, parts, shares, held, topical, named, vectors, strict=True
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


def _share(sentence: Sentence, focus: Focus) -> float:
    held = set(sentence.terms)
    total = sum(focus.terms.values())
    return sum(weight for term, weight in focus.terms.items() if term in held) / total if total else 0.0


def _named(placed: Sequence[_Placed], focus: Focus) -> list[bool]:
    """Tell for each sentence whether it holds one of the topic's names, term by term in a row."""
    languages = {p.passage.language for p in placed}
    names = {
        language: [f" {' '.join(found)} " for name in focus.names if (found := terms(name, language))]
        for language in languages
    }
    return [any(name in f" {' '.join(p.sentence.terms)} " for name in names[p.passage.language]) for p in placed]


def _topical(placed: Sequence[_Placed], focus: Focus, named: Sequence[bool], shares: Sequence[float]) -> list[float]:
    """Tell how surely each sentence is about the topic.

    It holds the topic's name or most of its terms; or it goes on after one that does, in the same paragraph; or it
    stands under a heading that does. A plain article is about a topic from its first sentence to its last, if it names
    it at all; so is every one about a list of topic words.
    """
    # "Middle Corridor … East and West" does not speak of the Middle East.
    scattered = _SCATTERED if focus.proper and any(named) else 1.0
    held = [1.0 if name else scattered * share for p, name, share in zip(placed, named, shares, strict=True)]
    over = _over(placed, held, focus)
    found: list[float] = []
    begun: dict[str, float] = {}
    for p, own in zip(placed, held, strict=True):
        after = _AFTER_MENTION * begun.get(p.passage.paragraph_id, 0.0)
        around = (_UNDER_HEADING if p.passage.section else _IN_ARTICLE) * over[p.section]
        found.append(max(own, around, after))
        begun[p.passage.paragraph_id] = max(own, begun.get(p.passage.paragraph_id, 0.0))
    return found


def _over(placed: Sequence[_Placed], held: Sequence[float], focus: Focus) -> dict[int, float]:
    """Tell how surely each section is about the topic as a whole: by its heading, or being a plain article on it."""
    over: dict[int, float] = {}
    for p, own in zip(placed, held, strict=True):
        if p.passage.section:
            if p.section not in over:
                heading = _terms_of(p.passage.section, p.passage.language)
                over[p.section] = _of_best_name(heading, focus, p.passage.language)
        else:
            over[p.section] = max(over.get(p.section, 0.0), float(own >= _NAMED or not focus.names))
    return over


def _of_best_name(held: Sequence[str], focus: Focus, language: str) -> float:
    """Return the share of a name's weight that some terms hold, for the name that they hold most of."""
    there = set(held)
    best = 0.0
    rare = max(focus.terms.values(), default=0.0)  # a word of the name that no document has is as telling as any
    for name in focus.names:
        weights = {term: focus.terms.get(term, rare) for term in _terms_of(name, language)}
        total = sum(weights.values())
        if total:
            best = max(best, sum(weight for term, weight in weights.items() if term in there) / total)
    return best


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
    return _scaled([cosine(weights, centroid) for weights in vectors])

"""Why a query is answered as it is: how it was read, what was searched for, what each paragraph and sentence was worth.

Every number comes from the code that answers; nothing is worked out in a second way.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering import Reply, Snapshot, answer, reasons, retrieve
from bot.briefing.selection import Taken
from bot.search.counting import EXACT
from bot.search.index import Hit

_PARAGRAPHS = 10


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """A term that was searched for."""

    word: str  # the stem, or the word itself if `exact`; folded
    exact: bool  # only the word as it is, in no other form
    weight: float  # its part in the query, > 0
    idf: float  # 0.0 where no paragraph has it
    paragraphs: int  # that have it


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a term adds to a paragraph's score."""

    term: SearchTerm
    score: float  # > 0


@dataclass(frozen=True, slots=True)
class Ranked:
    """A paragraph found, and why it stands where it does."""

    hit: Hit
    held: float  # share of the query, by importance, that the paragraph and its headings hold; in [0, 1]
    contributions: tuple[Contribution, ...]  # largest first; their sum is the hit's score


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that led to a reply."""

    reply: Reply
    terms: tuple[SearchTerm, ...]  # by weight times idf, largest first
    paragraphs: tuple[Ranked, ...]  # the best, best first, also where they were not enough for an answer
    sentences: tuple[Taken, ...]  # the briefing's, in its order


def explain(snapshot: Snapshot, query: str) -> Explanation:
    """Explain the reply to a query. Total, as `answer` is."""
    reply = answer(snapshot, query)
    terms = sorted(
        (_term(snapshot, term, weight) for term, weight in reply.match.terms.items()),
        key=lambda term: (-term.weight * term.idf, term.word, term.exact),
    )
    hits = retrieve(snapshot, reply.match, _PARAGRAPHS)
    return Explanation(reply, tuple(terms), _ranked(snapshot, reply, terms, hits), reasons(snapshot, reply))


def _term(snapshot: Snapshot, term: str, weight: float) -> SearchTerm:
    exact = term.startswith(EXACT)
    word = term.removeprefix(EXACT)
    return SearchTerm(word, exact, weight, snapshot.index.idf(term), snapshot.index.frequency(term))


def _ranked(snapshot: Snapshot, reply: Reply, terms: Sequence[SearchTerm], hits: Sequence[Hit]) -> tuple[Ranked, ...]:
    rows = [snapshot.index.row(hit.paragraph.id) for hit in hits]
    sharing = snapshot.matcher.sharing(reply.match.readings)
    masks = snapshot.index.masks(sharing.groups, rows)
    factors = sharing.factors(masks)
    contributions: list[list[Contribution]] = [[] for _ in hits]
    for term in terms:
        scores = snapshot.index.scores({EXACT * term.exact + term.word: term.weight}, rows) * factors
        for found, score in zip(contributions, scores.tolist(), strict=True):
            if score > 0:
                found.append(Contribution(term, score))
    return tuple(
        Ranked(hit, share, tuple(sorted(found, key=lambda c: (-c.score, c.term.word))))
        for hit, share, found in zip(hits, sharing.shares(masks).tolist(), contributions, strict=True)
    )

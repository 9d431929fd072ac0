"""What a sentence says, without regard to any topic: its terms, names, figures, stance and form.

Read once a paragraph and kept, since the same paragraphs answer many topics.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.briefing import form
from bot.briefing.positions import Position, affiliations, position, subject
from bot.briefing.sentences import split
from bot.briefing.tokens import Gist, lowered, named
from bot.briefing.tokens import gist as read_gist
from bot.briefing.vagueness import phrases_in

YEAR = re.compile(r"(?:1[89]|20)\d\d")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a paragraph and what may be weighed of it before a topic is known."""

    text: str
    terms: tuple[str, ...]  # in order, function words left out
    names: frozenset[str]  # folded words of proper names
    figures: frozenset[str]  # as written, thousands separators left out
    position: Position | None  # that it gives ("Iran rejects …"), if any
    concreteness: float  # about -1 (praise, hope) to 1 (figures, dates, names)
    words: int  # by white space
    printable: bool
    leans: bool
    points_back: bool
    may_open: bool


@lru_cache(maxsize=1_000)
def read(text: str, language: str) -> tuple[Sentence, ...]:
    """Return the sentences of a paragraph, in order, with what they say."""
    return tuple(_read(sentence, language) for sentence in split(text, language))


def read_first(text: str, language: str) -> Sentence | None:
    """Return the first sentence of a paragraph, as `read` does; None where it has none. The others are not read."""
    for sentence in split(text, language)[:1]:
        return _read(sentence, language)
    return None


def subject_of(sentence: str, language: str) -> frozenset[str]:
    """Return the folded words of the name that a sentence begins with."""
    return subject(sentence, lowered(sentence), named(sentence, language))


@lru_cache(maxsize=500)
def ties_in(sentence: str, language: str) -> tuple[frozenset[str], ...]:
    """Return the names that a title in a sentence ties together."""
    return affiliations(sentence, named(sentence, language))


def _read(text: str, language: str) -> Sentence:
    gist = read_gist(text, language)
    printable = form.printable(text, gist.cues)
    leans = printable and form.leans(text, language, gist.cues)
    return Sentence(
        text=text,
        terms=gist.terms,
        names=frozenset(gist.names),
        figures=gist.figures,
        position=position(text, lowered(text), named(text, language)) if gist.may_take_sides else None,
        concreteness=_concreteness(gist, text),
        words=gist.words,
        printable=printable,
        leans=leans,
        points_back=printable and form.points_back(text, language, gist.cues),
        may_open=printable and not leans and not form.is_midway(text, language),
    )


def _concreteness(gist: Gist, text: str) -> float:
    years = sum(1 for figure in gist.figures if YEAR.fullmatch(figure))
    told = 0.35 * min(len(gist.figures) - years, 2) + 0.2 * min(years, 1) + 0.08 * min(len(gist.names), 5)
    vague = gist.vague + (phrases_in(lowered(text)) if gist.may_be_empty else 0)
    return max(-1.0, min(1.0, told - 0.2 * vague))

"""What a sentence says, without regard to any topic: its terms, names, figures, stance and form.

Read once a paragraph and kept, since the same paragraphs answer many topics.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.briefing import form
from bot.briefing.names import names
from bot.briefing.positions import Position, affiliations, position, subject
from bot.briefing.sentences import split
from bot.search.analysis import terms

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
YEAR = re.compile(r"(?:1[89]|20)\d\d")

# Words that praise, hope or point at importance instead of telling what happened; stems, folded to lower case.
_VAGUE = re.compile(
    r"\b(?:underscor\w+|highlight\w*|testament|remains? to be seen|overstat\w+|pivotal|crucial\w*|vital\w*|fraught|"
    r"importan(?:ce|t)|significan(?:ce|t)|shared vision|commit(?:ment|ted)|path(?:way)? (?:to|forward)|landscape|"
    r"dynamics|complexit(?:y|ies)|complex|foster\w*|bolster\w*|holistic|broader|more than just|"
    r"not (?:just|only|merely)|"
    r"demonstrat\w+|symbol\w*|epitomi[sz]\w+|arguably|undoubtedly|essential\w*|imperative|reflects?|represents?|"
    r"opportunit(?:y|ies)|potential(?:ly)?|unique|strategic(?:ally)?|ambitio(?:n|ns|us)|challeng(?:e|es|ing)|"
    r"prospects?|realit(?:y|ies)|narratives?|perspectives?|sentiments?|must|should|could|may|might|would|"
    r"важно\w*|значени\w+|подчеркива\w+|вызов\w*|önem\w*|vurgul\w+|əhəmiyyət\w*|vacib\w*)\b"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a paragraph and what may be weighed of it before a topic is known."""

    text: str
    terms: tuple[str, ...]  # in order, function words left out
    names: frozenset[str]  # folded words of proper names
    figures: frozenset[str]  # as written, thousands separators left out
    position: Position | None  # that it gives ("Iran rejects …"), if any
    subject: frozenset[str]  # folded words of the name that it begins with
    ties: tuple[frozenset[str], ...]  # names that a title ties together
    concreteness: float  # about -1 (praise, hope) to 1 (figures, dates, names)
    words: int  # by white space
    printable: bool
    leans: bool
    points_back: bool
    may_open: bool


@lru_cache(maxsize=10_000)
def read(text: str, language: str) -> tuple[Sentence, ...]:
    """Return the sentences of a paragraph, in order, with what they say."""
    return tuple(_read(sentence, language) for sentence in split(text, language))


def _read(text: str, language: str) -> Sentence:
    named = names(text)
    lowered = _lowered(text)
    figures = frozenset(figure.replace(",", "") for figure in _FIGURE.findall(text))
    printable = form.printable(text)
    leans = printable and form.leans(text, language)
    return Sentence(
        text=text,
        terms=tuple(terms(text, language)),
        names=frozenset(name.word for name in named),
        figures=figures,
        position=position(text, lowered, named),
        subject=subject(text, lowered, named),
        ties=affiliations(text, named),
        concreteness=_concreteness(lowered, len(named), figures),
        words=len(text.split()),
        printable=printable,
        leans=leans,
        points_back=printable and form.points_back(text, language),
        may_open=printable and not leans and not form.is_midway(text, language),
    )


def _lowered(text: str) -> str:
    """Lower the case where that keeps the offsets (a Turkish "İ" becomes two characters)."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower()[:1] for c in text)


def _concreteness(lowered: str, names: int, figures: frozenset[str]) -> float:
    years = sum(1 for figure in figures if YEAR.fullmatch(figure))
    told = 0.35 * min(len(figures) - years, 2) + 0.2 * min(years, 1) + 0.08 * min(names, 5)
    return max(-1.0, min(1.0, told - 0.2 * len(_VAGUE.findall(lowered))))

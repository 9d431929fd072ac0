"""When a sentence of a new paragraph says nothing that an earlier paragraph has not said.

A reprint may drop, reorder and respell; it may not add. So a sentence is held against the whole earlier paragraph: most
of its runs of words must stand there, and every word that carries a fact (a content word, a figure, a "not") must.
`python -m bench.repeats` measures it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.search.analysis import fold, is_function_word, stem, words
from bot.search.spelling import distance

RUN = 3  # words that must stand together
MOST_RUNS = 0.6  # share of a sentence's runs that stand in the earlier paragraph: a word changed costs three runs
MISSPELT_FROM = 6  # letters: shorter words that differ in a letter are other words ("east", "west")
SLIP = 0.8  # cost of a slip, of `bot.search.spelling`

# What turns a sentence round, folded. Turkish and Azerbaijani negate within the verb, which is then another word.
_NEGATIONS = frozenset(
    """
    no not never nor neither without cannot none nobody nothing dont doesnt didnt isnt arent wasnt werent wont cant
    couldnt wouldnt shouldnt hasnt havent hadnt ne net nikogda nikto bez degil deyil yok yox
    """.split()
)
# A slip of a letter between two of these is another figure.
_NUMBERS = frozenset("million billion trillion milyon milyard milyar trilyon milliard".split())
# Who reports it and with what verb, a day without a date, a company's legal form: not what is reported.
_SAYING_NOTHING = frozenset(
    stem(word, "en")
    for word in "says tells told states reports adds notes according amid yesterday today tonight corp inc ltd".split()
)
_DATELINE = re.compile(
    r"(?:[A-ZÀ-ÞА-Я][A-ZÀ-ÞА-Я .'’-]{1,30}(?:, [\w. ]{2,20})?(?: ?\([\w. ]{2,30}\))?|Reuters) ?(?:--|[-—–]) "
)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a text, as far as repeats are told by them. All are folded."""

    runs: frozenset[tuple[str, ...]]  # of RUN words in a row, or the whole of a shorter text
    terms: frozenset[str]  # stems of content words
    facts: frozenset[str]  # figures with what follows them, and negations


@lru_cache(maxsize=20_000)
def wording(text: str, language: str) -> Wording:
    """Read the words of a paragraph or sentence. A dateline is left out."""
    dateline = _DATELINE.match(text)
    found = words(text[dateline.end() :] if dateline else text)
    folded = [fold(word) for word in found]
    terms = frozenset(stem(word, language) for word in found if not is_function_word(word))
    return Wording(frozenset(_runs(folded)), terms, frozenset(_facts(folded)))


def _runs(folded: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for start in range(max(1, len(folded) - RUN + 1)):
        yield tuple(folded[start : start + RUN])


def _facts(folded: Sequence[str]) -> Iterator[str]:
    for place, word in enumerate(folded):
        if word in _NEGATIONS:
            yield "not"
        if any(c.isdigit() for c in word) or word in _NUMBERS:
            yield " ".join(folded[place : place + 2])


def says(earlier: Wording, sentence: Wording) -> bool:
    """Tell whether a reader of the earlier text learns nothing from a sentence."""
    if not sentence.facts <= earlier.facts:
        return False
    if len(sentence.runs & earlier.runs) < MOST_RUNS * len(sentence.runs):
        return False
    return all(_is_known(term, earlier) for term in sentence.terms - earlier.terms)


def _is_known(term: str, earlier: Wording) -> bool:
    if term in _SAYING_NOTHING:
        return True
    if len(term) < MISSPELT_FROM or term in _NUMBERS:
        return False
    return any(other[0] == term[0] and distance(term, other) <= SLIP for other in earlier.terms if other)

"""How a query is put: as somebody's name, a date, a body, a name of figures. Knows no corpus."""

import re

from bot.search.analysis import fold, is_foreign_word, is_function_word, words

_FORMULA = re.compile(r"\d{1,2}(?:\s?\+\s?\d{1,2})+")
# What the name of a body ends with: of two that share all words before it, neither is the other.
_BODIES = frozenset(
    """
    agency association authority bank bureau company corporation council court foundation fund institute ministry
    office organisation organization party service tribunal union university
    """.split()
)
_DATE_WORDS = frozenset(
    """
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sept sep oct nov dec
    monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
    """.split()
)


def is_typed_as_name(query: str) -> bool:
    """Tell whether each of several words has a capital, and not all letters have: "Green Climate Fund 2027"."""
    found = [word for word in _content(query) if not word.isdigit()]
    return len(found) > 1 and not query.isupper() and all(word[0].isupper() for word in found)


def date(query: str) -> tuple[str, ...]:
    """Return the folded words of a query that is a date and nothing else; () for any other."""
    said = tuple(map(fold, _content(query)))
    return said if all(word.isdigit() or word in _DATE_WORDS for word in said) else ()


def body(query: str) -> tuple[str, ...]:
    """Return the two words, folded, by which a bank, a fund or the like is told from others, or ().

    >>> body("Asian Infrastructure Investment Bank"), body("Council of Europe"), body("bank")
    (('investment', 'bank'), ('council', 'europe'), ())
    """
    said = tuple(map(fold, _content(query)))
    if len(said) < 2:
        return ()
    if said[-1] in _BODIES:
        return said[-2:]
    return said[:2] if said[0] in _BODIES and fold(words(query)[1]) == "of" else ()


def formula(query: str) -> tuple[str, ...]:
    """Return the figures of a name made of figures that a query has, or ().

    >>> formula("the 3+3 format"), formula("33")
    (('3', '3'), ())
    """
    found = _FORMULA.search(query)
    return tuple(words(found.group())) if found else ()


def _content(query: str) -> list[str]:
    return [w for w in words(query) if not is_function_word(w) and not (is_foreign_word(w) and w.islower())]

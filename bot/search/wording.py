"""How a query is put: as somebody's name, a date, a body, a name of figures. Knows no corpus."""

import re

from bot.search.analysis import fold, is_foreign_word, is_function_word, words

_FORMULA = re.compile(r"\d{1,2}(?:\s?\+\s?\d{1,2})+")
_SITE = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,6}/?", re.IGNORECASE)
_SCALES = frozenset("thousand million billion trillion mln bln bn".split())
_MONEY = frozenset("dollar dollars usd euro euros eur pound pounds manat manats azn ruble rubles lira yuan".split())
_HOW_TO = re.compile(r"\s*how (?:to|do (?:i|you)|can i)\b", re.IGNORECASE)
_PROMPT = re.compile(
    r"(?:accept|allow|reject|manage)(?: all)? cookies|(?:follow|like|find) us(?: (?:on|at|via)\b.*)?"
    r"|share (?:this|on|via)\b.*"
    r"|(?:subscribe|sign up)(?: (?:to|for|now)\b.*)?|related (?:articles?|stories|news|topics|content)"
    r"|(?:read|see|watch) (?:more|also|next)\b.*|skip to .*content|all rights reserved\b.*",
    re.IGNORECASE,
)
# What the name of a body ends with: of two that share all words before it, neither is the other.
_BODIES = frozenset(
    """
    agency association authority bank bureau company corporation council court foundation fund institute ministry
    office organisation organization party service tribunal union university
    """.split()
)
_GATHERINGS = frozenset("championship club cup festival forum league prize society summit".split())
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
    if len(found) == 1 and ends_in_function_word(query):
        return found[0][0].isupper() and not query.isupper()
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


def is_named_body(query: str) -> bool:
    """Tell whether a query has no other words than a body's name may have: "world economic forum"."""
    found = words(query)
    return len(found) > 2 and fold(found[-1]) in _BODIES | _GATHERINGS and not any(map(is_function_word, found))


def content(query: str) -> tuple[str, ...]:
    """Return the folded words of a query but function words."""
    return tuple(map(fold, _content(query)))


def formula(query: str) -> tuple[str, ...]:
    """Return the figures of a name made of figures that a query has, or ().

    >>> formula("the 3+3 format"), formula("33")
    (('3', '3'), ())
    """
    found = _FORMULA.search(query)
    return tuple(words(found.group())) if found else ()


def amounts(query: str) -> list[tuple[str, ...]]:
    """Return the folded words of each number of millions or the like that a query has, with what is counted.

    Money is left out, as it is written with signs too.

    >>> amounts("10 million tons of grain"), amounts("17 articles"), amounts("100 billion dollars")
    ([('10', 'million', 'tons')], [], [('100', 'billion')])
    """
    said = [fold(word) for word in words(query)]
    runs = [
        tuple(said[at : at + 3]) for at in range(len(said) - 1) if said[at][:1].isdigit() and said[at + 1] in _SCALES
    ]
    return [run[:2] if run[-1] in _MONEY or is_function_word(run[-1]) else run for run in runs]


def address(query: str) -> tuple[str, ...]:
    """Return the folded words of a query that is a site's address and nothing else, or ().

    >>> address("Report.az"), address("report")
    (('report', 'az'), ())
    """
    return tuple(map(fold, words(query))) if _SITE.fullmatch(query.strip()) else ()


def ends_in_function_word(query: str) -> bool:
    """Tell whether the last of several words is one that carries no topic, but has a capital: "Port Said"."""
    found = words(query)
    return len(found) > 1 and is_function_word(found[-1]) and found[-1][0].isupper()


def asks_how(query: str) -> bool:
    """Tell whether a query asks for instructions: "how to tie a tie"."""
    return bool(_HOW_TO.match(query))


def is_prompt(query: str) -> bool:
    """Tell whether a query is what pages ask of those who read them: "follow us on Twitter"."""
    return bool(_PROMPT.fullmatch(query.strip()))


def _content(query: str) -> list[str]:
    return [w for w in words(query) if not is_function_word(w) and not (is_foreign_word(w) and w.islower())]

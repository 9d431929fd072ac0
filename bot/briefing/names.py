"""Proper names in a sentence, told by their capitals."""

import re
from typing import NamedTuple

from bot.search.analysis import fold, is_function_word

# A word that begins with no common small letter. What stands before it is asked second: a pattern that begins with
# letters is sought quickly.
_TOKEN = re.compile(r"[^\W_a-zа-яё](?<![^\W_].)(?<![^\W_]['’-].)[^\W_]*(?:['’-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_CALENDAR = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?$",
    re.IGNORECASE,
)
_OPENING = "\"'“”‘«([ "
# The first word is capitalised anyway: adverbs, participles and these are mostly no names there.
_COMMON_FIRST = re.compile(
    r"\w{2,}(?:ly|ing)|several|various|numerous|recent|key|central|notable|major|previous|initial|additional|additionally|"
    r"former|last|two|three|four|five|six|seven|eight|nine|ten|hundreds|thousands|millions|"
    r"even|moreover|although|instead|most|many|second|third|critics|officials|experts|analysts|observers|leaders|talks|efforts|plans|countries|nations|people|police|despite|"
    r"according|regarding|since|once|whether|unlike|given|thanks|part|today|yesterday|earlier|later|historical|existing",
    re.IGNORECASE,
)


class Name(NamedTuple):
    """A capitalised word, folded, and where it stands."""

    word: str
    start: int
    end: int


def names(text: str) -> list[Name]:
    """Return the capitalised words that are likely names; a first word unless it is a common one.

    >>> [name.word for name in names("Recent talks in Baku failed on Monday.")]
    ['baku']
    """
    found = names_in(text)
    return found[1:] if found and is_common_first(text, found[0].word, found[0].start) else found


def names_in(text: str) -> list[Name]:
    """Return the same for a part of a sentence, with a first word that is common."""
    return [
        Name(fold(_POSSESSIVE.sub("", m.group())), m.start(), m.end())
        for m in _TOKEN.finditer(text)
        if m.group()[0].isupper() and not is_function_word(m.group()) and not _CALENDAR.match(m.group())
    ]


def is_common_first(text: str, word: str, start: int) -> bool:
    """Tell whether a capitalised word, folded, begins a sentence and is no name there."""
    return not text[:start].strip(_OPENING) and _COMMON_FIRST.fullmatch(word) is not None

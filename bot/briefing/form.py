"""Which sentences may be printed, and where: the hard rules of form.

A sentence *is printable* when it is whole: it begins and ends as a sentence, closes what it opens and states something.
It *leans* when it ties on to the sentence before ("However", "He"): that one has to stand right before it. It *points
back* when its noun is further off ("the two countries"): a sentence shortly before has to be there. It *may open* a
briefing when it does not lean and does not begin in the middle of a thought.
"""

import re
from functools import cache
from itertools import pairwise

from bot.briefing import openers
from bot.briefing.names import names
from bot.briefing.sentences import balanced

MIN_WORDS = 4  # shorter ones are slogans, datelines and headings

_SAME_NOUN = 6  # letters that two forms of one noun share
EARLY = 60  # characters; a "this" further on mostly has its noun in the sentence

_WHOLE = re.compile(r"[\"'“”‘«(\[]*[^\W_a-z].*[.!?…][\"'”’»)\]]*", re.DOTALL)
_QUESTION = re.compile(r"\?[\"'”’»)\]]*$")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|„[^“”]*[“”]")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SAID = r"(?:said|says|added|adds|noted|told|stated|explained|warned|continued|concluded)"


def printable(sentence: str) -> bool:
    """Tell whether a sentence is whole and states something: no heading, half quotation or rhetorical question."""
    return (
        len(sentence.split()) >= MIN_WORDS
        and _WHOLE.fullmatch(sentence) is not None
        and not sentence[0].islower()
        and not _QUESTION.search(sentence)
        and balanced(sentence)
        and not _shouted(sentence)
    )


def leans(sentence: str, language: str = "en") -> bool:
    """Tell whether a sentence needs the one before it.

    >>> leans("However, Baku disagreed."), leans("This week Baku disagreed."), leans("“No,” she said.")
    (True, False, True)
    """
    rules = _rules(language)
    opening = rules.leaning.match(sentence) and not rules.alone.match(sentence)
    return bool(opening) or bool(rules.tied.match(sentence)) or _lacks_person(sentence, rules)


def points_back(sentence: str, language: str = "en") -> bool:
    """Tell whether a sentence speaks of something ("the two countries") that one shortly before it has named."""
    return _lacks_noun(sentence, _rules(language))


def is_midway(sentence: str, language: str = "en") -> bool:
    """Tell whether a sentence reads as if something went before, though it needs nothing: "has also", "Currently"."""
    rules = _rules(language)
    return any(rule.match(sentence) for rule in (rules.not_first, rules.empty_it, rules.also))


def may_open(sentence: str, language: str = "en") -> bool:
    """Tell whether a briefing may begin with a sentence."""
    return not is_midway(sentence, language) and not leans(sentence, language)


def names_before(text: str, end: int | None = None) -> int:
    """Count the proper names that begin in `text[:end]`, quotations left out: runs of capitalised words."""
    plain = _unquoted(text)
    found = [name for name in names(plain) if end is None or name.start < end]
    apart = sum(plain[one.end : other.start] != " " for one, other in pairwise(found))
    return apart + bool(found)


class _Rules:
    """The compiled tables of one language."""

    __slots__ = (
        "alone",
        "also",
        "empty_it",
        "generic",
        "leaning",
        "not_first",
        "paired",
        "person",
        "pointing",
        "speech",
        "tied",
    )

    def __init__(self, language: str) -> None:
        def opening(pattern: str) -> re.Pattern[str]:
            return re.compile(rf"\W*(?:{pattern})(?!\w)", re.IGNORECASE)

        def inside(pattern: str) -> re.Pattern[str]:
            return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)

        self.leaning = opening(openers.phrases(openers.LEANING[language]))
        self.not_first = opening(openers.phrases(openers.NOT_FIRST[language]))
        self.alone = opening(openers.STANDS_ALONE[language] + ("|" + openers.EMPTY_IT if language == "en" else ""))
        self.empty_it = opening(openers.EMPTY_IT)
        self.tied = re.compile(rf"[^,]{{2,60}},\s+(?:{openers.TIED[language]})\s*,", re.IGNORECASE)
        self.also = re.compile(rf"(?:\S+\s+){{1,5}}(?:{openers.ALSO[language]})(?!\w)", re.IGNORECASE)
        self.person = inside(openers.PERSON[language])
        self.paired = inside(openers.PAIRED[language])
        self.generic = inside(openers.GENERIC[language])
        self.pointing = inside(openers.POINTING[language])
        self.speech = inside(rf"{_SAID}\s+(?:he|she|they)|(?:he|she|they)\s+{_SAID}")


@cache
def _rules(language: str) -> _Rules:
    return _Rules(language if language in openers.LEANING else "en")


def _lacks_person(sentence: str, rules: _Rules) -> bool:
    """Tell whether a pronoun or a quotation has its person in another sentence."""
    plain = _unquoted(sentence)
    if plain != sentence and len(_WORD.findall(plain)) < 2:
        return True  # a quotation without its speaker
    speech = rules.speech.search(plain)
    if speech and not names_before(sentence, speech.start()):
        return True
    return rules.person.search(plain) is not None and not names_before(sentence)


def _lacks_noun(sentence: str, rules: _Rules) -> bool:
    """Tell whether a definite phrase has its noun in another sentence."""
    plain = _unquoted(sentence)
    paired = rules.paired.search(plain)
    if paired and names_before(sentence, paired.start()) < 2:
        return True
    pointing = rules.pointing.search(plain, 0, EARLY)
    if pointing and not _said_before(plain, pointing):
        return True
    return rules.generic.search(plain) is not None and not names_before(sentence)


def _said_before(plain: str, pointing: re.Match[str]) -> bool:
    """Tell whether the noun of "this corridor" stands earlier in the sentence."""
    noun = pointing.group().split()[-1].casefold()
    return noun[:_SAME_NOUN] in plain[: pointing.start()].casefold()


def _unquoted(sentence: str) -> str:
    """Blank the quotations out, so that offsets stay."""
    return _QUOTED.sub(lambda quotation: " " * len(quotation.group()), sentence)


def _shouted(sentence: str) -> bool:
    """Tell whether most words stand in capitals: a headline, not a sentence."""
    words = [w for w in _WORD.findall(sentence) if len(w) > 3]
    return len(words) > 2 and sum(w.isupper() for w in words) > len(words) / 2

"""Which sentences may be printed, and where: the hard rules of form.

A sentence *is printable* when it is whole: it begins and ends as a sentence, closes what it opens and states something.
It *leans* when it ties on to the sentence before ("However", "He"): that one has to stand right before it. It *points
back* when its noun is further off ("the two countries"): a sentence shortly before has to be there. It *may open* a
briefing when it does not lean and does not begin in the middle of a thought.

Some rules are dear to look for and find nothing where none of their *cues* stands: words, capitals, quotation marks.
Who knows the cues of a sentence, which are those of its words together, can say so.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import pairwise

from bot.briefing import openers
from bot.briefing.names import names
from bot.briefing.sentences import MARK, balanced

MIN_WORDS = 4  # shorter ones are slogans, datelines and headings

_SAME_NOUN = 6  # letters that two forms of one noun share
EARLY = 60  # characters; a "this" further on mostly has its noun in the sentence

_WITH_WORDS = ("person", "paired", "pointing", "generic")  # rules that have words for cues
_PERSON, _PAIRED, _POINTING, _GENERIC, _SHOUTED, _MARKED = (1 << bit for bit in range(6))
_WORDS = _PERSON | _PAIRED | _POINTING | _GENERIC
ANY_CUE = _WORDS | _SHOUTED | _MARKED

_WHOLE = re.compile(r"[\"'“”‘«(\[]*[^\W_a-z].*[.!?…][\"'”’»)\]]*", re.DOTALL)
_QUESTION = re.compile(r"\?[\"'”’»)\]]*$")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|„[^“”]*[“”]")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LETTERS = re.compile(r"\w+")
_SAID = r"(?:said|says|added|adds|noted|told|stated|explained|warned|continued|concluded)"


def printable(sentence: str, cues: int = ANY_CUE) -> bool:
    """Tell whether a sentence, with the cues that stand in it, is whole and states something.

    No heading, half quotation or rhetorical question does.
    """
    return (
        len(sentence.split()) >= MIN_WORDS
        and _WHOLE.fullmatch(sentence) is not None
        and not sentence[0].islower()
        and not _QUESTION.search(sentence)
        and not (cues & _MARKED and not balanced(sentence))
        and not (cues & _SHOUTED and _shouted(sentence))
    )


def leans(sentence: str, language: str = "en", cues: int = ANY_CUE) -> bool:
    """Tell whether a sentence, with the cues that stand in it, needs the one before it.

    >>> leans("However, Baku disagreed."), leans("This week Baku disagreed."), leans("“No,” she said.")
    (True, False, True)
    """
    rules = _rules(language)
    opening = rules.leaning.match(sentence) and not rules.alone.match(sentence)
    return bool(opening) or bool(rules.tied.match(sentence)) or _lacks_person(sentence, rules, cues)


def points_back(sentence: str, language: str = "en", cues: int = ANY_CUE) -> bool:
    """Tell whether a sentence, with its cues, speaks of what one shortly before it has named ("the two countries")."""
    return bool(cues & _WORDS) and _lacks_noun(sentence, _rules(language), cues)


def cues_in(token: str, language: str = "en") -> int:
    """Return a bit for each rule for which there is a cue in a text without white space."""
    if token.isalpha():
        return _SHOUTED * _is_shouted(token) | _cue_words([token], language)
    shown = _SHOUTED * any(map(_is_shouted, _WORD.findall(token))) | _MARKED * (MARK.search(token) is not None)
    return shown | _cue_words(_LETTERS.findall(token), language)


def _cue_words(words: Iterable[str], language: str) -> int:
    cues = _rules(language).cues
    if cues is None:
        return _WORDS
    found = 0
    for word in words:
        if (cue := cues.fullmatch(word)) and cue.lastgroup:
            found |= 1 << _WITH_WORDS.index(cue.lastgroup)
    return found


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
        "cues",
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
        self.cues = _any_of(openers.CUES[language]) if language in openers.CUES else None
        self.speech = inside(rf"{_SAID}\s+(?:he|she|they)|(?:he|she|they)\s+{_SAID}")


def _any_of(cues: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{rule}>{words})" for rule, words in cues.items()), re.IGNORECASE)


@cache
def _rules(language: str) -> _Rules:
    return _Rules(language if language in openers.LEANING else "en")


def _lacks_person(sentence: str, rules: _Rules, cues: int) -> bool:
    """Tell whether a pronoun or a quotation has its person in another sentence."""
    plain = _unquoted(sentence) if cues & _MARKED else sentence
    if plain != sentence and len(_WORD.findall(plain)) < 2:
        return True  # a quotation without its speaker
    if not cues & _PERSON:
        return False
    speech = rules.speech.search(plain)
    if speech and not names_before(sentence, speech.start()):
        return True
    return rules.person.search(plain) is not None and not names_before(sentence)


def _lacks_noun(sentence: str, rules: _Rules, cues: int) -> bool:
    """Tell whether a definite phrase has its noun in another sentence."""
    plain = _unquoted(sentence) if cues & _MARKED else sentence
    paired = rules.paired.search(plain) if cues & _PAIRED else None
    if paired and names_before(sentence, paired.start()) < 2:
        return True
    pointing = rules.pointing.search(plain, 0, EARLY) if cues & _POINTING else None
    if pointing and not _said_before(plain, pointing):
        return True
    return bool(cues & _GENERIC) and rules.generic.search(plain) is not None and not names_before(sentence)


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
    return len(words) > 2 and sum(map(_is_shouted, words)) > len(words) / 2


def _is_shouted(word: str) -> bool:
    return len(word) > 3 and word.isupper()

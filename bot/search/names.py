"""The names in a text: runs of capitalised words, as far as capitals mean anything, and what a text says of them."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.search import span_loops
from bot.search.analysis import fold, is_function_word, stem, words
from bot.search.forms import Word, is_caseless
from bot.search.function_words import FUNCTION_WORDS
from bot.search.lexicon import begins_sentence
from bot.search.wholesale import folds, stems

_CAPITALISED = r"(?:[^\W\d_a-zа-яё]\w*(?:['’](?!s\b)\w+)?|\d+(?:st|nd|rd|th))"
_JOINT = r"(?:[-–/]| |\s(?:of|for)\s(?:the\s)?|\s(?:and|&)\s|\s–\s)"
_NUMBER = r"(?:(?<=[A-Z][A-Z])-\d+(?!\w)|[ –]+\d{4}(?!\w))"  # COP-29, Forum 2024
# Not behind a letter or an apostrophe, which is asked second: a pattern that begins with letters is sought quickly.
_FIRST = r"[^\W_a-zа-яё](?<![\w'’].)(?:(?<=\d)(?:\+\d|\d*(?:st|nd|rd|th))|(?<!\d)\w*(?:['’](?!s\b)\w+)?)"
_BEGINNING = re.compile(_FIRST, re.DOTALL)
_NAME = re.compile(rf"{_FIRST}(?:(?<!\+\d)(?:{_JOINT}{_CAPITALISED}|{_NUMBER}))*", re.DOTALL)
# "Declaration on ...", "Conference in ...": after these a preposition belongs to the name.
INSTITUTIONS = (
    "Conference", "Initiative", "Forum", "Declaration", "Convention", "Treaty", "Agreement", "Committee", "Commission",
    "Programme", "Program", "Charter", "Protocol", "Resolution",
)  # fmt: skip
_INSTITUTION = re.compile(
    rf"\b(?:{'|'.join(INSTITUTIONS)})\s(?:on|in)\s(?:the\s)?{_CAPITALISED}(?:{_JOINT}{_CAPITALISED})*"
)
ACRONYM_AFTER = re.compile(r"\(([A-Z][A-Za-z]{1,9}?)s?\)")
_NUMBERED_AFTER = re.compile(r"^\s\((?=([A-Z]{2,6}[ -]?\d{1,4})\))")
_NUMBERED = re.compile(r"\([A-Z]{2,6}[ -]?\d{1,4}\)")
_ALSO_KNOWN = re.compile(r",?\s\(?(?:also|otherwise|better) (?:known|referred to) as (?:the )?[\"“]?$")
_LEADING_WORDS = ("The", "A", "An", "This", "That", "These", "Its", "Their", "His", "Her")
_LEADING = re.compile(rf"^(?:{'|'.join(_LEADING_WORDS)})\s+")
# What a person is called before the name: "President Ilham Aliyev" is two names.
OFFICES = frozenset(
    """
    president minister secretary secretary-general chairman chairperson chair director commissioner ambassador
    spokesperson spokesman spokeswoman colonel chancellor king queen prince premier senator governor mayor speaker
    professor doctor dr mr mrs ms sir adviser advisor analyst
    """.split()
)
_CALENDAR = frozenset(
    """
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday
    """.split()
)
_DIGITS_OF_A_YEAR = 4
_LETTERS_OF_A_WORD = 12  # or more, rarely
_BELONGS_TO = re.compile(r"\s(?:of|for|on|in)\s")
_AND = re.compile(r"\s(?:and|&)\s")
_JOINTS = ("of", "for", "on", "in", "and", "–")
_JOINT_MARKS = {
    "of": span_loops.OF, "for": span_loops.OF, "on": span_loops.ON, "in": span_loops.ON, "and": span_loops.AND,
    "the": span_loops.THE,
}  # fmt: skip
_CAPITAL = re.compile(_CAPITALISED)
# Of which some rule says more than that they have a capital.
_LISTED = frozenset(
    {*OFFICES, *_CALENDAR, *FUNCTION_WORDS, *map(str.lower, INSTITUTIONS), *map(str.lower, _LEADING_WORDS)}
)
_DIGIT = re.compile(r"\d")
_MOST_RUNS = 500_000  # of which it is remembered what they come to
_MOST_TOKENS = 100_000  # likewise


Run = tuple[str, bool]  # words with capitals as they stand in a text, and whether they begin a sentence


@dataclass(frozen=True, slots=True)
class Found:
    """What one text names."""

    names: Sequence[str]  # as often as they stand there
    aliases: Sequence[tuple[str, str]]  # a name, and another of it that the text states


class NameScan:
    """Finds the names in texts; what a run of capitals comes to is worked out once, and so is what each word is."""

    def __init__(self, lexicon: Mapping[str, Word], nouns: Collection[str]) -> None:
        self._lexicon, self._nouns = lexicon, nouns
        self._known: dict[Run, tuple[str, ...]] = {}
        self._tokens: dict[str, _Token] = {}

    def found(self, text: str) -> Found:
        """Return the names in a text, in no order, and what it says of them."""
        return Found([name for run in runs_in(text) for name in self._remembered(run)], list(stated_aliases(text)))

    def _remembered(self, run: Run) -> tuple[str, ...]:
        if (names := self._known.get(run)) is None:
            if len(self._known) > _MOST_RUNS:
                self._known.clear()
            names = self._known[run] = tuple(self.names(*run))
        return names

    def names(self, run: str, starts: bool) -> Iterator[str]:
        """Yield the names in a run; `starts` where it begins a sentence."""
        name = run if run.isalnum() else _LEADING.sub("", run)
        for number, tokens in enumerate(self._split_at_offices(name)):
            trimmed = _trimmed(tokens, starts=starts and number == 0)
            if trimmed and self._is_name(trimmed):
                yield _joined(trimmed)

    def marks(self, texts: Sequence[str], are_names: Callable[[Sequence[str]], Sequence[bool]]) -> list[int]:
        """Return what `span_loops` are told of what stands between two spaces of a run; 0 of what they pass over.

        `are_names` tells the same of folded words as the lexicon, all at once.
        """
        folded, stemmed = folds(texts), stems(texts, "en")
        ordinary = span_loops.WHOLE | span_loops.CAPITAL | span_loops.BELONGS
        return [
            self._mark(text)
            if low in _LISTED or own in self._nouns or not _is_capitalised(text)
            else ordinary | span_loops.KNOWN * is_name
            for text, low, own, is_name in zip(texts, folded, stemmed, are_names(folded), strict=True)
        ]

    def _mark(self, text: str) -> int:
        joint = _JOINT_MARKS.get(text, 0)
        capital = text.isalnum() and text.isascii() and _CAPITAL.fullmatch(text)
        year = len(text) == _DIGITS_OF_A_YEAR and text.isascii() and text.isdigit()
        if not (joint or capital or year):
            return 0
        token = _token(text, self._lexicon)
        (part,) = token.parts
        is_common = stem(part, "en") in self._nouns and not text.isupper()
        holds = {
            span_loops.WHOLE: True,
            joint: True,
            span_loops.CAPITAL: capital,
            span_loops.YEAR: year,
            span_loops.INSTITUTION: text in INSTITUTIONS,
            span_loops.LEADING: text in _LEADING_WORDS,
            span_loops.OFFICE: token.is_office,
            span_loops.OFFICIAL: part in OFFICES or part.isdigit(),
            span_loops.BELONGS: token.belongs,
            span_loops.KNOWN: token.is_known,
            span_loops.ENDS_NONE: token.ends_no_name,
            span_loops.NO_NAME: is_common or len(part) == 1,
            span_loops.DATED: part in _CALENDAR,
        }
        return sum(mark for mark, is_so in holds.items() if is_so)

    def _is_name(self, tokens: Sequence["_Token"]) -> bool:
        parts = [part for token in tokens for part in token.parts]
        if any(token.has_digit for token in tokens[1:]):  # which may be one word with what stands before it
            parts = [fold(word) for word in words(_joined(tokens))]
        common = len(parts) == 1 and stem(parts[0], "en") in self._nouns and not _joined(tokens).isupper()
        dated = not _CALENDAR.isdisjoint(parts) or all(part in OFFICES or part.isdigit() for part in parts)
        return not common and not dated and len("".join(parts)) > 1

    def _split_at_offices(self, name: str) -> Iterator[Sequence["_Token"]]:
        """Split "Armenian Prime Minister Nikol Pashinyan" into the office and the person.

        A list joined by "and" is split too, unless its parts belong to one name (they follow an "on" or "for").
        """
        parts = [name] if name.isalnum() or _BELONGS_TO.search(name) else _AND.split(name)
        for part in parts:
            tokens = [self._tokens.get(token) or self._learnt(token) for token in part.split(" ")]
            begin = max([at for at, token in enumerate(tokens, 1) if token.is_office], default=0)
            if 0 < begin < len(tokens) and tokens[begin].text not in _JOINTS:
                yield tokens[:begin]
                yield tokens[begin:]
            else:
                yield tokens

    def _learnt(self, token: str) -> "_Token":
        if len(self._tokens) > _MOST_TOKENS:
            self._tokens.clear()
        known = self._tokens[token] = _token(token, self._lexicon)
        return known


@dataclass(frozen=True, slots=True)
class _Token:
    """What stands between two spaces of a run, and what it may be to a name."""

    text: str
    parts: tuple[str, ...]  # its words, folded
    has_digit: bool
    is_office: bool
    belongs: bool  # to a name that it may begin inside a sentence ...
    is_known: bool  # ... and at the beginning of one
    ends_no_name: bool


def _is_capitalised(text: str) -> bool:
    """Tell whether a text is a capital and then small letters of ASCII, as most words of names are."""
    return len(text) > 1 and text.istitle() and text.isalpha() and text.isascii()


def _token(text: str, lexicon: Mapping[str, Word]) -> _Token:
    own = words(text)
    parts = tuple(map(fold, own))
    belongs = bool(own) and not is_function_word(own[0]) and not text[0].islower() and not is_caseless(text)
    word = lexicon.get(parts[0]) if belongs else None
    known = belongs and (word is None or word.is_name or (word.inside == 0 and text.isupper()))
    has_digit = _DIGIT.search(text) is not None
    return _Token(text, parts, has_digit, fold(text) in OFFICES, belongs, known, _ends_no_name(text))


def _trimmed(tokens: Sequence[_Token], *, starts: bool) -> Sequence[_Token]:
    """Cut words off the ends that are no part of a name; the first word of a sentence is one if it is elsewhere."""
    begin, end = 0, len(tokens)
    while begin < end and not (tokens[begin].is_known if starts else tokens[begin].belongs):
        begin += 1
    while begin < end and tokens[end - 1].ends_no_name:
        end -= 1
    alone = end - begin == 1 and not tokens[begin].is_known
    return () if alone else tokens[begin:end]


def _joined(tokens: Sequence[_Token]) -> str:
    return " ".join([token.text for token in tokens])


def _ends_no_name(token: str) -> bool:
    return not token or token.islower() or len(token) == 1 or is_function_word(token) or is_caseless(token)


def begins_name(text: str) -> bool:
    """Tell whether a run of capitals begins somewhere in a text."""
    return _BEGINNING.search(text) is not None


def runs_in(text: str, first: int = 0) -> list[Run]:
    """Return the runs of capitals in a text from a place on, and the names of institutions that go beyond one."""
    runs = [*_NAME.finditer(text, first)]
    if any(word in text for word in INSTITUTIONS):
        runs += _INSTITUTION.finditer(text, first)
    return [(run.group(), begins_sentence(text, run.start())) for run in runs]


def stated_aliases(text: str) -> Iterator[tuple[str, str]]:
    """Yield (name, alias) where the text itself says so: "Name (ACR)" and "Name, also known as Other"."""
    bracketed = "(" in text
    if bracketed:
        yield from stated_acronyms(text)
    if "known as" in text or "referred to as" in text or (bracketed and _NUMBERED.search(text)):
        for before, after in pairwise(_NAME.finditer(text)):
            between = text[before.end() : after.start()]
            if _ALSO_KNOWN.match(between):
                yield _LEADING.sub("", before.group()), after.group()
            elif (numbered := _NUMBERED_AFTER.match(text[before.end() :])) and len(before.group().split()) > 2:
                yield numbered.group(1), _LEADING.sub("", before.group())


def stated_acronyms(text: str) -> Iterator[tuple[str, str]]:
    """Yield (name, acronym) where a text has "Name (ACR)"."""
    for match in ACRONYM_AFTER.finditer(text):
        if expansion := _expansion(text[: match.start()].rstrip(), match.group(1)):
            yield expansion, match.group(1)


def _expansion(before: str, acronym: str) -> str | None:
    """Return the fewest words at the end of `before` whose initials, in order, hold all letters of `acronym`.

    After Schwartz & Hearst 2003, "A simple algorithm for identifying abbreviation definitions in biomedical text",
    with initials only: letters inside words made "CRTC" begin at "Container".
    """
    letters = acronym.lower()
    starts = _last_starts(before, 2 * len(letters) + 4)
    for first in reversed(starts):
        initials = iter(before[start].lower() for start in starts if start >= first)
        if before[first].lower() == letters[0] and all(letter in initials for letter in letters):
            expansion = before[first:]
            return expansion if len(words(expansion)) > 1 and not re.search(r"[.;:!?()]\s", expansion) else None
    return None


def _last_starts(text: str, most: int) -> list[int]:
    """Return where the last words of a text start, at most so many."""
    begin = max(0, len(text) - _LETTERS_OF_A_WORD * most)
    starts = [match.start() for match in re.finditer(r"\b[^\W_]", text[begin:])]
    if begin and len(starts) <= most:  # long words; and the first may have been cut
        begin, starts = 0, [match.start() for match in re.finditer(r"\b[^\W_]", text)]
    return [begin + start for start in starts[-most:]]

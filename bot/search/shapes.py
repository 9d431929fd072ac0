"""What a piece of text between spaces is, by itself and to the pieces beside it, for `bulk.gather_loop`."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.search import bulk
from bot.search.analysis import located_words, stem_and_fold
from bot.search.lexicon import SENTENCE_STOPS, ends_sentence
from bot.search.names import ACRONYM_AFTER, INSTITUTIONS, begins_name
from bot.search.phrases import beginning, ending
from bot.search.spans import HashTable
from bot.search.wholesale import stems

Array = npt.NDArray[Any]

_MARKS = bulk.MARKS + "“”„«»‘’…"  # what may stand around a word and is part of no name; not "–", which joins
_FAR = 3  # letters back to which the end of a sentence counts
_SMALL_WORDS = {
    "of": bulk.JOINT | bulk.OF, "for": bulk.JOINT | bulk.OF, "and": bulk.JOINT, "the": bulk.THE,
    "on": bulk.ON, "in": bulk.ON, "also": bulk.ALSO, "otherwise": bulk.ALSO, "better": bulk.ALSO,
    "known": bulk.KNOWN, "referred": bulk.KNOWN,
}  # fmt: skip
_JOINS = bulk.JOINT | bulk.OF | bulk.THE | bulk.ON
_NOT_BEHIND_MARKS = _JOINS | bulk.NUMBER | bulk.DIGITS | bulk.KNOWN
_NOT_BEFORE_MARKS = _JOINS | bulk.INSTITUTION | bulk.BEFORE_NUMBER | bulk.ALSO
_YEAR = re.compile(r"–*\d{4}(?!\w)")
_ACRONYM_AT_END = re.compile(r"[A-Z]{2}$")
_NUMBER = re.compile(r"\d{1,2}(?!\w)")
_ONLY_JOINTS = re.compile(r"[–&]*")
_INSTITUTION_AT_END = re.compile(rf"\b(?:{'|'.join(INSTITUTIONS)})$")
_OPENS_BRACKET = re.compile(r"\([A-Z]{2,6}$")
_NUMBERED_IN_BRACKETS = re.compile(r"\([A-Z]{2,6}-?\d{1,4}\)")
_ALSO_AT_END = re.compile(r"(?:also|otherwise|better)$")
_LETTER = re.compile(r"\w")
_SPACE = re.compile(r"\s")

_Known = tuple[int, int, int, int, int]  # as in `Facts`


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of pieces, by number. Each has the shape (at least as many as there are,)."""

    marks: Array
    units: Array  # what counts in a run: the word if only marks stand around it, else all of the piece
    firsts: Array  # the word at the end that may begin a phrase, 0 for none
    seconds: Array  # the word at the beginning that may end one
    words: Array  # the first word


@dataclass(frozen=True, slots=True)
class _Words:
    """What is known of words of ASCII letters and digits, each of the shape (words,)."""

    marks: Array  # of the word between two spaces
    numbers: Array
    may_begin: Array  # a phrase
    may_end: Array


@dataclass(frozen=True, slots=True)
class _Around:
    """What the marks around a word of ASCII letters and digits say of the piece."""

    kept: int  # marks of the word that they leave
    added: int
    opening: str  # a bracket right before the word, ...
    closing: str  # ... and what is right behind it


class Shapes:
    """Pieces by number, and the words in them. Words have numbers too, from 1 on."""

    def __init__(self, seconds: Collection[str], loops: bulk.Bulk) -> None:
        """Take the stems of words that a phrase may end with, and compiled loops."""
        self._stems = seconds
        self._part = loops.part
        self._numbers: dict[str, int] = {"": 0}
        self._around: dict[tuple[str, str], _Around | None] = {}
        self._facts = np.zeros((len(fields(Facts)), 0), np.int32)
        self._known = 0
        self._table = HashTable(loops)  # of words of ASCII letters and digits
        self._words = np.zeros((len(fields(_Words)), 0), np.int32)  # what is known of these
        self.more: list[tuple[int, int, bool]] = []  # a piece, a word of it but the first, whether it begins a sentence

    def facts(self) -> "Facts":
        """Return what is known of the pieces until now."""
        return Facts(*self._facts)

    def spelt(self) -> list[str]:
        """Return what the numbers of words and units stand for; "" for 0."""
        return list(self._numbers)

    def learn(self, content: bytes, begins: Array, ends: Array) -> None:
        """Take the next pieces, which stand in a text in UTF-8."""
        known, self._known = self._known, self._known + len(begins)
        self._facts = _with_columns(self._facts, self._known)
        facts = self._facts[:, known : self._known]
        is_plain = self._learn_plain(content, begins, ends, facts)
        for at in np.flatnonzero(~is_plain).tolist():
            facts[:, at] = self._learnt(known + at, content[begins[at] : ends[at]].decode())

    def _learn_plain(self, content: bytes, begins: Array, ends: Array, facts: Array) -> Array:
        """Write what is known of pieces that are a word of ASCII between marks of ASCII; tell which they are."""
        words, marks = np.empty(len(begins), np.int32), np.zeros(len(begins), np.int64)
        first, last = np.empty(len(begins), np.int64), np.empty(len(begins), np.int64)
        table, known = self._table, self._table.known
        table.make_room(len(begins))
        read = np.frombuffer(content, np.uint8)
        table.known = self._part(read, begins, ends, table.slots, table.hashes, known, words, marks, first, last)
        new = slice(table.known - known)
        fresh = [content[a:z].decode() for a, z in zip(first[new].tolist(), last[new].tolist(), strict=True)]
        self._learn_words(fresh, known)
        different, places = np.unique(marks, return_inverse=True)
        kept, added = np.array([self._plain_marks(one) for one in different.tolist()], np.int32).reshape(-1, 2).T
        is_plain: Array = (words >= 0) & (added[places] > 0)
        known_words = _Words(*self._words[:, words[is_plain]])
        own, places = known_words.numbers, places[is_plain]
        mark = known_words.marks & kept[places] | added[places]
        begin = np.where((mark & bulk.ENDS == 0) & (known_words.may_begin > 0), own, 0)
        end = np.where((mark & bulk.BEGINS == 0) & (known_words.may_end > 0), own, 0)
        facts[:, is_plain] = mark, own, begin, end, own
        return is_plain

    def _learn_words(self, words: Sequence[str], known: int) -> None:
        facts = [
            (_word_mark(word), self._number(word), _may_begin(word), word.islower() and own in self._stems)
            for word, own in zip(words, stems(words, "en"), strict=True)
        ]
        self._words = _with_columns(self._words, known + len(words))
        self._words[:, known : known + len(words)] = np.array(facts, np.int32).reshape(-1, len(self._words)).T

    def _plain_marks(self, packed: int) -> tuple[int, int]:
        """Return what marks around a word leave of its own and add to it; (0, 0) where that has to be looked at."""
        marks = packed.to_bytes(bulk.LEAD + bulk.TRAIL, "little")
        lead, trail = (some.replace(b"\0", b"").decode() for some in (marks[: bulk.LEAD], marks[bulk.LEAD :]))
        around = self._marks_around(lead, trail)
        return (around.kept, around.added) if around and not around.opening else (0, 0)

    def _learnt(self, number: int, piece: str) -> _Known:
        word = piece.strip(_MARKS)
        if word.isascii() and word.isalnum():
            start = piece.index(word)
            if around := self._marks_around(piece[:start], piece[start + len(word) :]):
                return self._simple(word, around)
        return self._read(number, piece)

    def _simple(self, word: str, around: _Around) -> _Known:
        own = self._number(word)
        mark = _word_mark(word) & around.kept | around.added
        if around.opening:
            mark |= _bracket_mark(f"({word}{around.closing}")
        may_begin = not mark & bulk.ENDS and _may_begin(word)
        may_end = not mark & bulk.BEGINS and word.islower() and stem_and_fold(word, "en")[0] in self._stems
        return mark, own, own if may_begin else 0, own if may_end else 0, own

    def _read(self, number: int, piece: str) -> _Known:
        """Look at a piece that is more than a word between marks, or less."""
        found = located_words(piece)
        for start, _, word in found[1:]:
            self.more.append((number, self._number(word), ends_sentence(piece[max(0, start - 4) : start])))
        mark = _piece_mark(piece) | _bracket_mark(piece) | _reach(piece[: found[0][0]] if found else "") | _tail(piece)
        first, second = self._number(ending(piece)), self._number(beginning(piece, self._stems))
        return mark, self._number(piece), first, second, self._number(found[0][2] if found else "")

    def _number(self, word: str) -> int:
        return self._numbers.setdefault(word, len(self._numbers))

    def _marks_around(self, lead: str, trail: str) -> _Around | None:
        if (lead, trail) not in self._around:
            self._around[lead, trail] = _around(lead, trail)
        return self._around[lead, trail]


def _with_columns(array: Array, size: int) -> Array:
    """Return an array with room for so many columns, new ones 0."""
    if size <= array.shape[1]:
        return array
    return np.concatenate([array, np.zeros((len(array), size), array.dtype)], axis=1)


def _may_begin(word: str) -> bool:
    """Tell whether a word may begin a phrase."""
    return word.isalpha() or word.islower()


def _around(lead: str, trail: str) -> _Around | None:
    """Return what marks around a word say; None where they may change what it is."""
    if lead.endswith(("'", "’")):
        return None
    kept = ~((_NOT_BEHIND_MARKS if lead else 0) | (_NOT_BEFORE_MARKS if trail else 0))
    added = bulk.PLAIN | (bulk.BEGINS if lead else 0) | (bulk.ENDS if trail else 0) | _reach(lead) | _tail("x" + trail)
    return _Around(kept, added, "(" if lead.endswith("(") else "", trail[:1])


def _word_mark(word: str) -> int:
    """Return what a word of ASCII letters and digits is that stands between two spaces."""
    if word.isalpha() and word.islower():
        return _SMALL_WORDS.get(word, 0)
    is_named = word[0].isupper() if word.isalpha() else begins_name(word) or _YEAR.match(word)
    mark = bulk.NAMED if is_named else 0
    if word[0].isdigit():
        return mark | bulk.DIGITS | (bulk.NUMBER if _NUMBER.match(word) else 0)
    institution = bulk.INSTITUTION if word in INSTITUTIONS else 0
    return mark | institution | (bulk.BEFORE_NUMBER if _ACRONYM_AT_END.search(word) else 0)


def _piece_mark(piece: str) -> int:
    """Return what any piece is. Where it is not sure to hold no name it may hold one."""
    may_name = begins_name(piece) or _YEAR.match(piece) or _SPACE.search(piece)
    return sum(
        mark
        for mark, holds in (
            (bulk.NAMED, may_name),
            (bulk.JOINT, _ONLY_JOINTS.fullmatch(piece)),
            (bulk.INSTITUTION, _INSTITUTION_AT_END.search(piece)),
            (bulk.BEFORE_NUMBER, _ACRONYM_AT_END.search(piece)),
            (bulk.NUMBER, _NUMBER.match(piece)),
            (bulk.DIGITS, piece[:1].isdigit()),
            (bulk.ALSO, _ALSO_AT_END.search(piece)),
            (bulk.KNOWN, piece.startswith(("known", "referred"))),
        )
        if holds
    )


def _bracket_mark(text: str) -> int:
    """Return what brackets in a piece say."""
    if "(" not in text:
        return 0
    stated = bulk.STATED if ACRONYM_AFTER.search(text) else 0
    apart = bulk.APART if _NUMBERED_IN_BRACKETS.search(text) else 0
    return stated | apart | (bulk.OPENS_BRACKET if _OPENS_BRACKET.search(text) else 0)


def _reach(lead: str) -> int:
    """Return how far back a sentence may have ended for a word behind such letters to begin one, as a mark."""
    own = -1 if _LETTER.search(lead) else max(-1, _FAR - len(lead))
    return (bulk.PLACES if ends_sentence(lead[-4:]) else own) + 1 << bulk.REACH_BIT


def _tail(piece: str) -> int:
    """Return how far back of what follows a sentence ended, as a mark; what holds no letter only adds to that."""
    for back, letter in enumerate(piece[: -_FAR - 1 : -1]):
        if letter in SENTENCE_STOPS:
            return back + 1 << bulk.TAIL_BIT
        if _LETTER.match(letter):
            return bulk.PLACES << bulk.TAIL_BIT
    return bulk.BRIDGE | min(len(piece) + 1, bulk.PLACES) << bulk.TAIL_BIT

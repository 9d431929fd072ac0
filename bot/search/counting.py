"""Texts to numbered terms: each distinct word is analysed once; a text is split at its spaces and looked up.

scikit-learn's CountVectorizer calls a Python function a text and touches a dictionary a term, which takes several times
as long as all of this (docs/decisions.md). The tests hold these counts against it.
"""

import hashlib
import re
import string
from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import compress, islice

import numpy as np
import numpy.typing as npt

from bot.search.analysis import is_function_word, stem_and_fold, words
from bot.search.arrays import different
from bot.search.bulk import Bulk
from bot.search.pieces import HEADING_WEIGHT, Entry, PieceTable
from bot.search.wholesale import folds, is_word, stems

EXACT = "="  # prefix of a term that holds the unstemmed word

_PACKED = 4  # bytes of a word's number
_KEY = 8  # bytes of a term's
_MARKS = string.punctuation + "“”„«»’‘–—…"  # at the ends of a piece, where they are part of no word
_MOST_PIECES = 500_000  # remembered a language: some 100 MB
_ACRONYM = re.compile(r"[A-Z]{2,6}")  # that may be one word with the number after it

Numbers = npt.NDArray[np.uint32]


def term_key(term: str) -> int:
    """Return the 64-bit key under which a term is looked up; among 10^6 terms two clash once in 10^7 indexes."""
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=_KEY).digest(), "little")


@dataclass(frozen=True, slots=True)
class Counted:
    """The content words of some paragraphs, each a number of the numbering that counted them."""

    words: Numbers  # of each paragraph in turn, those of its heading HEADING_WEIGHT times
    lengths: npt.NDArray[np.int64]  # shape (paragraphs,): how many of `words` are whose

    @classmethod
    def together(cls, parts: list["Counted"]) -> "Counted":
        """Put what one numbering counted in several goes into one. The list is emptied: both would be a gigabyte."""
        lengths = np.concatenate([np.empty(0, np.int64), *(part.lengths for part in parts)])
        end = int(lengths.sum())
        words = np.empty(end, np.uint32)
        while parts:
            last = parts.pop().words
            words[end - len(last) : end] = last
            end -= len(last)
        return cls(words, lengths)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the numbers of a numbering stand for."""

    stems: Numbers  # shape (words,): the number of each word's stem among the terms
    exacts: Numbers  # shape (words,): and of the word itself
    keys: npt.NDArray[np.uint64]  # shape (terms,)


class Numbering:
    """Numbers words, by language, and their terms, as they come."""

    def __init__(self, bulk: Bulk | None = None) -> None:
        """Take compiled loops, if there are any: they pay from some ten thousand paragraphs on."""
        self._table = PieceTable(bulk) if bulk else None
        self._words: dict[str, dict[str, bytes]] = defaultdict(dict)
        self._terms: dict[str, int] = {}
        self._pieces: dict[str, _Pieces] = {}
        self._stems, self._exacts, self._keys = array("I"), array("I"), bytearray()
        self._joins = bytearray()  # by word: 1 for what may be an acronym, 2 for what may be its number

    def terms(self) -> Terms:
        """Return what all numbers given until now stand for."""
        fresh = islice(self._terms, len(self._keys) // _KEY, None)
        self._keys += b"".join([hashlib.blake2b(term.encode(), digest_size=_KEY).digest() for term in fresh])
        return Terms(np.array(self._stems), np.array(self._exacts), np.frombuffer(bytes(self._keys), "<u8"))

    def count(self, entries: Sequence[Entry]) -> Counted:
        """Return the content words of entries."""
        if self._table:
            counted = Counted(*self._table.count(entries, self._each_packed))
        else:
            counted = _unpacked([self._fast(*entry) for entry in entries])
        return self._with_numbered(counted, entries)

    def _with_numbered(self, counted: Counted, entries: Sequence[Entry]) -> Counted:
        """Return what was counted, with acronyms and their numbers as one word also where a space stands between."""
        ends, lengths = np.cumsum(counted.lengths), counted.lengths.copy()
        pieces, done = [], 0
        for row in self._apart(counted).tolist():
            words = np.frombuffer(self._slow(*entries[row]), "<u4")
            pieces += [counted.words[done : ends[row] - lengths[row]], words]
            lengths[row], done = len(words), ends[row]
        return Counted(np.concatenate([*pieces, counted.words[done:]]), lengths) if pieces else counted

    def _fast(self, text: str, heading: str, language: str) -> bytes:
        look_up = self._known(language).__getitem__
        return b"".join(map(look_up, text.split())) + b"".join(map(look_up, heading.split())) * HEADING_WEIGHT

    def _slow(self, text: str, heading: str, language: str) -> bytes:
        look_up = partial(self._word, language)
        return b"".join(map(look_up, words(text))) + b"".join(map(look_up, words(heading))) * HEADING_WEIGHT

    def _apart(self, counted: Counted) -> npt.NDArray[np.int64]:
        """Return the rows where an acronym may stand apart from its number ("COP 29"), which are one word."""
        joins = np.array(self._joins, np.uint8)[counted.words]
        at = np.flatnonzero((joins[:-1] == 1) & (joins[1:] == 2))
        return different(np.searchsorted(np.cumsum(counted.lengths), at, side="right"))

    def _known(self, language: str) -> "_Pieces":
        pieces = self._pieces.get(language)
        if pieces is None or len(pieces) > _MOST_PIECES:
            pieces = self._pieces[language] = _Pieces(self, language)
        return pieces

    def _word(self, language: str, word: str) -> bytes:
        """Return the number of a word, packed; b"" for a function word."""
        known = self._words[language]
        packed = known.get(word)
        if packed is None:
            packed = known[word] = b"" if is_function_word(word, language) else self._new(language, word)
        return packed

    def _new(self, language: str, word: str) -> bytes:
        number, terms = len(self._stems), self._terms
        stem, exact = stem_and_fold(word, language)
        self._stems.append(terms.setdefault(stem, len(terms)))
        self._exacts.append(terms.setdefault(EXACT + exact, len(terms)))
        self._joins.append(_join(word))
        return number.to_bytes(_PACKED, "little")

    def _each_packed(self, pieces: Sequence[str], language: str) -> list[bytes]:
        """Return what `packed` returns of each piece, whose new words are learnt together."""
        known, bare = self._words[language], [piece.strip(_MARKS) for piece in pieces]
        are_words = [*map(is_word, bare)]
        self._learn(language, [word for word in dict.fromkeys(compress(bare, are_words)) if word not in known])
        return [
            known[word] if is_one else self.packed(piece, language)
            for piece, word, is_one in zip(pieces, bare, are_words, strict=True)
        ]

    def _learn(self, language: str, fresh: Sequence[str]) -> None:
        """Number new words of ASCII letters and digits as `_word` does."""
        known, terms = self._words[language], self._terms
        known.update(dict.fromkeys((word for word in fresh if is_function_word(word, language)), b""))
        content = [word for word in fresh if word not in known]
        numbers = np.arange(len(self._stems), len(self._stems) + len(content), dtype="<u4").tobytes()
        known.update(zip(content, (numbers[at : at + _PACKED] for at in range(0, len(numbers), _PACKED)), strict=True))
        self._stems.extend([terms.setdefault(own, len(terms)) for own in stems(content, language)])
        self._exacts.extend([terms.setdefault(EXACT + exact, len(terms)) for exact in folds(content)])
        self._joins.extend(map(_join, content))

    def packed(self, piece: str, language: str) -> bytes:
        """Return the numbers of the content words in a piece of text without spaces."""
        bare = piece.strip(_MARKS)
        if is_word(bare):  # then it is a word as it stands
            return self._word(language, bare)
        return b"".join(self._word(language, word) for word in words(piece))


def _join(word: str) -> int:
    """Return 1 for what may be an acronym, 2 for what may be its number."""
    return 2 if word[0].isdigit() else word.isupper() and _ACRONYM.fullmatch(word) is not None


class _Pieces(dict[str, bytes]):
    """From pieces of text without spaces to the packed numbers of their content words, worked out once each."""

    def __init__(self, numbering: Numbering, language: str) -> None:
        super().__init__()
        self._numbering, self._language = numbering, language

    def __missing__(self, piece: str) -> bytes:
        packed = self[piece] = self._numbering.packed(piece, self._language)
        return packed


def _unpacked(packed: Sequence[bytes]) -> Counted:
    lengths = np.fromiter(map(len, packed), np.int64, len(packed)) // _PACKED
    return Counted(np.frombuffer(b"".join(packed), "<u4"), lengths)

"""Which of very many spellings may be near one, found without a look at each.

A spelling is cut into pieces; of k slips one of k + 1 pieces is free, and it stands at most k letters from its place
(Li, Deng, Wang & Feng 2011, "PASS-JOIN: a partition-based method for similarity joins"). Two letters swapped across two
pieces are one slip that hits both, so pieces are looked up with their outer letters swapped back too. What is found so
is sifted by the letters that the spellings do not share, then by the number of slips; slips beyond it are missed.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from bot.search.arrays import Arrays, narrow
from bot.search.bulk import Bulk
from bot.search.spelling import skeleton, skeletons
from bot.search.strings import Array, Numbers, Postings, Strings, hashes, packed, posting_arrays, string_arrays

_MOST_PIECES = 4
_WORD_BITS = 64
_LONG = 10  # letters of a skeleton from which three slips are looked for, else two
_BITS = np.zeros(256, np.uint32)  # by byte
_BITS[list(b"abcdefghijklmnopqrstuvwxyz")] = 1 << np.arange(26)
_BITS[list(b"0123456789")] = 1 << (26 + np.arange(10) % 6)  # no slip changes a digit
_DIGIT_BITS = np.bitwise_or.reduce(_BITS[list(b"0123456789")])


class Candidates:
    """Numbered spellings by the pieces of their skeletons."""

    def __init__(
        self, pieces: Postings, letters: Numbers, spellings: Strings, others: Array, skeletons: Strings
    ) -> None:
        """Take the numbers of the spellings by piece; by number, which letters each skeleton has, and the spellings.

        `others` are, ascending, the numbers of those that are not their own skeletons, and `skeletons` what these are.
        """
        self._pieces, self._letters, self._spellings = pieces, letters, spellings
        self._others, self._skeletons = others, skeletons

    def near(self, typed: str) -> list[int]:
        """Return the numbers, ascending, of spellings that may be near a folded one."""
        every = {number for reduced in _skeletons(typed) for number in self._near(reduced)}
        return sorted(every)

    def _near(self, reduced: str) -> list[int]:
        content = reduced.encode()
        found = self._pieces.of([crc32(piece, seed) for piece, seed in _wanted_pieces(content)])
        differ = self._letters[found] ^ _letters_of([reduced])[0]
        slips = 3 if len(content) >= _LONG else 2
        likely = (np.bitwise_count(differ) <= 2 * slips) & (differ & _DIGIT_BITS == 0)
        found = np.unique(found[likely])
        if not len(found):
            return []
        numbers: list[int] = found[slips_between(content, self._rows(found)) <= slips].tolist()
        return numbers

    def _rows(self, numbers: Array) -> npt.NDArray[np.uint8]:
        """Return the skeletons of some spellings as rows of bytes, which zeros fill up."""
        if not len(self._others):
            return self._spellings.bytes(numbers)
        at = np.minimum(np.searchsorted(self._others, numbers.astype(self._others.dtype)), len(self._others) - 1)
        differs = self._others[at] == numbers
        own, other = self._spellings.bytes(numbers[~differs]), self._skeletons.bytes(at[differs])
        rows = np.zeros((len(numbers), max(own.shape[1], other.shape[1])), np.uint8)
        rows[~differs, : own.shape[1]], rows[differs, : other.shape[1]] = own, other
        return rows

    @classmethod
    def among(cls, arrays: Arrays, name: str, spellings: Strings) -> "Candidates":
        """Return what `candidate_arrays` named so and made of some spellings. Raises KeyError."""
        pieces, skeletons = Postings.among(arrays, f"{name}.pieces"), Strings.among(arrays, f"{name}.skeletons")
        return cls(pieces, arrays[f"{name}.letters"], spellings, arrays[f"{name}.others"], skeletons)


def candidate_arrays(
    name: str, spellings: Sequence[str], numbers: Sequence[int], bulk: Bulk | None = None
) -> dict[str, Array]:
    """Return arrays, of which `Candidates.among` is made, for the spellings that have some numbers, ascending.

    Compiled loops, if there are any in `bulk`, make it faster.
    """
    chosen = skeletons([spellings[number] for number in numbers])
    reduced = [""] * len(spellings)
    for number, one in zip(numbers, chosen, strict=True):
        reduced[number] = one
    others = [number for number, one in zip(numbers, chosen, strict=True) if one and one != spellings[number]]
    content, ends = packed(reduced)
    owners, begins, stops, seeds = _all_pieces(ends)
    return {
        **posting_arrays(f"{name}.pieces", hashes(content, begins, stops, seeds, bulk), owners),
        f"{name}.letters": _letters_of(reduced),
        f"{name}.others": narrow(np.array(others, np.int64)),
        **string_arrays(f"{name}.skeletons", [reduced[number] for number in others]),
    }


def _all_pieces(ends: Array) -> tuple[Array, Array, Array, Array]:
    """Return of each piece of skeletons, which end there, whose it is, where it begins and ends, and its seed."""
    sizes = np.diff(ends, prepend=0)
    table = [_pieces(size) if size else () for size in range(int(sizes.max(initial=0)) + 1)]
    counts = np.array([len(pieces) for pieces in table], np.int64)
    own = counts[sizes]
    owners = np.repeat(np.arange(len(sizes), dtype=np.uint32), own)
    firsts = (np.cumsum(counts) - counts)[sizes] - (np.cumsum(own) - own)
    places = np.array([piece for pieces in table for piece in pieces], np.int64).reshape(-1, 3)
    begins, stops, seeds = places[np.arange(len(owners)) + np.repeat(firsts, own)].T
    before = (ends - sizes)[owners]
    return owners, before + begins, before + stops, seeds.astype(np.uint32)


def slips_between(typed: bytes, others: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Return how many letters of each text, a row that zeros fill up, have to be changed, added, left out or swapped.

    Rows are worked on at once by the bits of a word, after Hyyrö 2003, "A bit-vector algorithm for computing
    Levenshtein and Damerau edit distances". Of a text longer than that, 64 letters, 0 is returned.
    """
    if not 0 < len(typed) <= _WORD_BITS:
        return np.zeros(len(others), np.int64)
    one, last = np.uint64(1), np.uint64(len(typed) - 1)
    places = np.zeros(256, np.uint64)
    for at, letter in enumerate(typed):
        places[letter] |= one << np.uint64(at)
    slips = np.full(len(others), len(typed))
    more, less = np.full(len(others), ~np.uint64(0)), np.zeros(len(others), np.uint64)
    before_same, before = np.zeros_like(less), np.zeros_like(less)
    for letters in others.T:
        here = places[letters]
        swapped = ((~before_same & here) << one) & before
        same = (((here & more) + more) ^ more) | here | less | swapped
        up, down = less | ~(same | more), same & more
        change = ((up >> last) & one).astype(np.int64) - ((down >> last) & one).astype(np.int64)
        slips += np.where(letters, change, 0)
        up, down = (up << one) | one, down << one
        more, less = down | ~(same | up), up & same
        before_same, before = same, here
    return slips


def _skeletons(typed: str) -> set[str]:
    """Return the skeleton of a typed word, also without an x that slipped in: it would be two letters of it."""
    return {skeleton(typed), skeleton(typed.replace("x", ""))}


def _letters_of(texts: Sequence[str]) -> Numbers:
    """Return which letters and digits each text has, as bits."""
    content, ends = packed(texts)
    begins = np.append(0, ends)[:-1]
    bits = _BITS[np.frombuffer(content + b" ", np.uint8)]
    there = begins < ends
    letters = np.zeros(len(texts), np.uint32)
    if there.any():
        letters[there] = np.bitwise_or.reduceat(bits, begins[there])
    return letters


def _count(length: int) -> int:
    return 1 if length < 3 else 2 if length == 3 else 3 if length < _LONG else _MOST_PIECES


@lru_cache(maxsize=256)
def _pieces(length: int) -> tuple[tuple[int, int, int], ...]:
    """Return where the pieces of a skeleton of so many letters begin and end, and the seed of their hashes."""
    count = _count(length)
    ends = [length * at // count for at in range(count + 1)]
    return tuple((ends[at], ends[at + 1], length * _MOST_PIECES + at) for at in range(count))


def _wanted_pieces(typed: bytes) -> Iterator[tuple[bytes, int]]:
    """Yield the pieces, each with its seed, of which one is in nearly every spelling near a typed skeleton."""
    for start, end, seed in _wanted(len(typed)):
        yield typed[start:end], seed
        if start:
            yield typed[start - 1 : start] + typed[start + 1 : end], seed
        if end < len(typed):
            yield typed[start : end - 1] + typed[end : end + 1], seed


@lru_cache(maxsize=256)
def _wanted(typed: int) -> tuple[tuple[int, int, int], ...]:
    """Return where a typed skeleton of so many letters may have a piece of another, and that piece's seed.

    With `at` slips before the piece at most (there is one for which that holds) and the rest behind it.
    """
    wanted = []
    for length in range(max(1, typed - _MOST_PIECES + 1), typed + _MOST_PIECES):
        slips = _count(length) - 1
        for at, (start, end, seed) in enumerate(_pieces(length)):
            for shift in range(-at, at + 1):
                fits = start + shift >= 0 and end + shift <= typed
                if fits and abs(typed - length - shift) <= slips - at:
                    wanted.append((start + shift, end + shift, seed))
    return tuple(wanted)

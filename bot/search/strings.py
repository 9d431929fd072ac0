"""Texts in a memory map and numbers looked up by hash: what a vocabulary is made of on disk."""

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from bot.search.arrays import Arrays, Blobs, narrow

Array = npt.NDArray[Any]
Numbers = npt.NDArray[np.uint32]

_LAST = "\U0010ffff"  # after every letter


class Strings:
    """Texts by number, decoded as they are asked for."""

    def __init__(self, ends: Array, content: Array) -> None:
        """Take where each ends, ascending, and all of them in UTF-8."""
        self.ends, self._bytes = ends, content
        # Slices of these cost a fifth of numpy's, and a look-up makes twenty.
        self._ends, self._content = ends.data, content.data

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> str:
        start = self._ends[number - 1] if number > 0 else 0
        return str(self._content[start : self._ends[number]], "utf-8")

    def find(self, text: str) -> int | None:
        """Return the first number of a text among sorted ones."""
        at = bisect_left(self, text)
        return at if at < len(self) and self[at] == text else None

    def same(self, text: str) -> range:
        """Return all numbers of a text among sorted ones."""
        return range(bisect_left(self, text), bisect_right(self, text))

    def starting_with(self, prefix: str) -> range:
        """Return the numbers of the sorted texts that begin so."""
        return range(bisect_left(self, prefix), bisect_right(self, prefix + _LAST))

    def lengths(self, numbers: range) -> Array:
        """Return how many bytes some of the texts have."""
        before = int(self.ends[numbers.start - 1]) if numbers.start else 0
        return np.diff(self.ends[numbers.start : numbers.stop].astype(np.int64), prepend=before)

    def bytes(self, numbers: Array) -> npt.NDArray[np.uint8]:
        """Return some of the texts as rows of bytes, which zeros fill up."""
        ends = self.ends[numbers].astype(np.int64)
        starts = np.where(numbers > 0, self.ends[np.maximum(numbers, 1) - 1], 0).astype(np.int64)
        places = starts[:, None] + np.arange(int((ends - starts).max(initial=0)))
        inside = places < ends[:, None]
        read: npt.NDArray[np.uint8] = np.where(inside, self._bytes[np.where(inside, places, 0)], 0).astype(np.uint8)
        return read

    @classmethod
    def among(cls, arrays: Arrays, name: str) -> Self:
        """Return what `string_arrays` named so. Raises KeyError."""
        return cls(arrays[f"{name}.ends"], arrays[name])


def string_arrays(name: str, texts: Iterable[str]) -> dict[str, Array]:
    """Return texts as arrays under a name, of which `Strings.among` makes them again."""
    return Blobs.of(text.encode() for text in texts).arrays(name)


def text_hash(text: str, seed: int = 0) -> int:
    """Return a number below 2^32, the same in every process; whoever looks up by it has to look again."""
    return zlib.crc32(text.encode(), seed)


class Postings:
    """Numbers by hash: those of any of a million hashes in some microseconds."""

    def __init__(self, hashes: Numbers, ends: Array, numbers: Array) -> None:
        """Take the hashes, ascending, where the numbers of each end, and all numbers."""
        self._hashes, self._ends, self._numbers = hashes, ends, numbers

    def of(self, hashes: Sequence[int] | Numbers) -> Array:
        """Return the numbers of some hashes, in their order; one that two of them share is there twice."""
        wanted = np.asarray(hashes, np.uint32)
        at = np.searchsorted(self._hashes, wanted)
        inside = at < len(self._hashes)
        at, wanted = at[inside], wanted[inside]
        found = at[self._hashes[at] == wanted].tolist()
        spans = [self._numbers[int(self._ends[one - 1]) if one else 0 : int(self._ends[one])] for one in found]
        return np.concatenate(spans) if spans else self._numbers[:0]

    @classmethod
    def among(cls, arrays: Arrays, name: str) -> Self:
        """Return what `posting_arrays` named so. Raises KeyError."""
        return cls(arrays[f"{name}.hashes"], arrays[f"{name}.ends"], arrays[f"{name}.numbers"])


def posting_arrays(name: str, hashes: Array, numbers: Array) -> dict[str, Array]:
    """Return numbers under their hashes as arrays, of which `Postings.among` makes them again.

    `hashes` and `numbers` have the same shape; numbers of one hash keep their order.
    """
    order = np.argsort(hashes, kind="stable")
    unique, counts = np.unique(hashes[order], return_counts=True)
    return {
        f"{name}.hashes": unique.astype(np.uint32),
        f"{name}.ends": narrow(np.cumsum(counts)),
        f"{name}.numbers": narrow(numbers[order]),
    }

"""Texts in a memory map and numbers looked up by hash: what a vocabulary is made of on disk."""

import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any, Self, overload

import numpy as np
import numpy.typing as npt

from bot.search.arrays import Arrays, narrow
from bot.search.bulk import Bulk

Array = npt.NDArray[Any]
Numbers = npt.NDArray[np.uint32]

_LARGE = 255  # from which on a number is not held in one byte
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
    content, ends = packed([*texts])
    return {f"{name}.ends": narrow(ends), name: np.frombuffer(content, np.uint8)}


def packed(texts: Sequence[str]) -> tuple[bytes, Array]:
    """Return texts in UTF-8, one after the other, and where each ends."""
    joined = "".join(texts)
    content = joined.encode()
    sizes = map(len, texts) if len(content) == len(joined) else (len(text.encode()) for text in texts)
    return content, np.cumsum(np.fromiter(sizes, np.int64, len(texts)))


def hashes(content: bytes, begins: Array, ends: Array, seeds: Array, bulk: Bulk | None = None) -> Numbers:
    """Return the `text_hash` of parts of a text in UTF-8, each with a seed, by compiled loops if there are any."""
    if bulk:
        found = np.empty(len(begins), np.uint32)
        bulk.checksums(np.frombuffer(content, np.uint8), begins, ends, seeds, found)
        return found
    parts = zip(begins.tolist(), ends.tolist(), seeds.tolist(), strict=True)
    return np.fromiter((zlib.crc32(content[begin:end], seed) for begin, end, seed in parts), np.uint32, len(begins))


def text_hash(text: str, seed: int = 0) -> int:
    """Return a number below 2^32, the same in every process; whoever looks up by it has to look again."""
    return zlib.crc32(text.encode(), seed)


class Counts(Sequence[int]):
    """Whole numbers of which few are large, in little more than a byte each."""

    def __init__(self, small: Array, places: Array, large: Array) -> None:
        """Take the numbers, _LARGE for each that is no smaller, and where those are, ascending, with what they are."""
        self._small, self._places, self._large = small.data, places.data, large.data

    def __len__(self) -> int:
        return len(self._small)

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> list[int]: ...
    def __getitem__(self, place: int | slice) -> int | list[int]:
        if isinstance(place, slice):
            return [self[one] for one in range(len(self))[place]]
        number: int = self._small[place]
        return number if number < _LARGE else self._large[bisect_left(self._places, range(len(self))[place])]

    @classmethod
    def among(cls, arrays: Arrays, name: str) -> Self:
        """Return what `count_arrays` named so. Raises KeyError."""
        return cls(arrays[name], arrays[f"{name}.places"], arrays[f"{name}.large"])


def count_arrays(name: str, numbers: Array) -> dict[str, Array]:
    """Return whole numbers >= 0 as arrays, of which `Counts.among` makes them again."""
    places = np.flatnonzero(numbers >= _LARGE)
    small = np.minimum(numbers, _LARGE).astype(np.uint8)
    return {name: small, f"{name}.places": narrow(places), f"{name}.large": narrow(numbers[places])}


class Groups:
    """Members one after the other, in numbered groups of which nearly all have just one."""

    def __init__(self, number: int, others: Array, ahead: Array) -> None:
        """Take how many groups there are, which have not one member, ascending, and by how many members each is off.

        `ahead`, shape (others,), is how many more members than groups there are up to the end of each of these.
        """
        self._number = number
        self._others, self._ahead = others.data, ahead.data
        # In front of them stands one that is off by none, so that each group and member is behind one of them.
        self._last, self._off = np.append(0, others.astype(np.int64)), np.append(0, ahead.astype(np.int64))
        self._starts = self._last + np.append(0, self._off[:-1])
        self._scalars = self._starts.data, self._last.data, self._off.data

    def __len__(self) -> int:
        return self._number

    def span(self, group: int) -> range:
        """Return the members of a group."""
        at = bisect_left(self._others, group)
        start = group + (self._ahead[at - 1] if at else 0)
        other = at < len(self._others) and self._others[at] == group
        return range(start, group + self._ahead[at] + 1 if other else start + 1)

    def of(self, members: Array) -> Array:
        """Return the groups of some members, where no group is empty."""
        at = np.searchsorted(self._starts, members.astype(np.int64), side="right") - 1
        groups: Array = np.maximum(self._last[at], members - self._off[at])
        return groups

    def of_one(self, member: int) -> int:
        """Return the group of a member likewise: for one it is quicker."""
        starts, last, off = self._scalars
        at = bisect_right(starts, member) - 1
        return max(last[at], member - off[at])

    @classmethod
    def among(cls, arrays: Arrays, name: str) -> Self:
        """Return what `group_arrays` named so. Raises KeyError."""
        return cls(int(arrays[f"{name}.number"][0]), arrays[f"{name}.others"], arrays[f"{name}.ahead"])


def group_arrays(name: str, sizes: Array) -> dict[str, Array]:
    """Return groups of some sizes as arrays, of which `Groups.among` makes them again."""
    others = np.flatnonzero(sizes != 1)
    ahead = np.cumsum(sizes[others] - 1).astype(np.int32)
    return {
        f"{name}.number": np.array([len(sizes)], np.uint32),
        f"{name}.others": narrow(others),
        f"{name}.ahead": ahead,
    }


class Postings:
    """Numbers by hash: those of any of a million hashes in some microseconds."""

    def __init__(self, hashes: Numbers, ends: Array, numbers: Array) -> None:
        """Take the hashes, ascending, where the numbers of each end, and all numbers, each a row of its bytes."""
        self._hashes, self._ends, self._numbers = hashes, ends, numbers

    def holds(self, hashes: Numbers) -> npt.NDArray[np.bool_]:
        """Tell of each hash whether any number has it."""
        if not len(self._hashes):
            return np.zeros(len(hashes), np.bool_)
        at = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        return np.asarray(self._hashes[at] == hashes)

    def of(self, hashes: Sequence[int] | Numbers) -> Array:
        """Return the numbers of some hashes, in their order; one that two of them share is there twice."""
        wanted = np.asarray(hashes, np.uint32)
        at = np.searchsorted(self._hashes, wanted)
        inside = at < len(self._hashes)
        at, wanted = at[inside], wanted[inside]
        found = at[self._hashes[at] == wanted].tolist()
        spans = [self._numbers[int(self._ends[one - 1]) if one else 0 : int(self._ends[one])] for one in found]
        content = np.concatenate(spans) if spans else self._numbers[:0]
        numbers = content[:, 0].astype(np.uint32)
        for byte in range(1, content.shape[1]):
            numbers |= content[:, byte].astype(np.uint32) << np.uint32(8 * byte)
        return numbers

    @classmethod
    def among(cls, arrays: Arrays, name: str) -> Self:
        """Return what `posting_arrays` named so. Raises KeyError."""
        ends, content = arrays[f"{name}.ends"], arrays[f"{name}.numbers"]
        width = len(content) // int(ends[-1]) if len(ends) else 1
        return cls(arrays[f"{name}.hashes"], ends, content.reshape(-1, width))


def posting_arrays(name: str, hashes: Array, numbers: Array) -> dict[str, Array]:
    """Return numbers under their hashes as arrays, of which `Postings.among` makes them again.

    `hashes` and `numbers` have the same shape; numbers of one hash keep their order.
    """
    order = np.argsort(hashes, kind="stable")
    unique, counts = np.unique(hashes[order], return_counts=True)
    return {
        f"{name}.hashes": unique.astype(np.uint32),
        f"{name}.ends": narrow(np.cumsum(counts)),
        f"{name}.numbers": _in_bytes(numbers[order]),
    }


def _in_bytes(numbers: Array) -> npt.NDArray[np.uint8]:
    """Return numbers below 2^32 in as few bytes each as the largest needs."""
    width = max(1, -(-int(numbers.max(initial=0)).bit_length() // 8))
    return np.ascontiguousarray(numbers.astype("<u4")[:, None].view(np.uint8)[:, :width]).ravel()

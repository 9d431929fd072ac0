"""Runs of pieces of text in which names may stand, each different one once, and the names in them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from bot.search.bulk import PLACES, Bulk

Array = npt.NDArray[Any]

_SLOTS = 1 << 16


class HashTable:
    """Numbers for hashes, as they come. Two of a million that differ have the same once in 10^7 archives."""

    def __init__(self, bulk: Bulk) -> None:
        """Take the compiled loops."""
        self._place = bulk.place
        self.known = 0
        self.slots = np.full(_SLOTS, -1, np.int32)
        self.hashes = np.empty(_SLOTS // 2, np.uint64)

    def make_room(self, most: int) -> None:
        """Make room for so many new ones."""
        size = len(self.slots)
        while 2 * (self.known + most) > size:
            size *= 2
        if size > len(self.slots):
            self.slots, self.hashes = np.full(size, -1, np.int32), np.resize(self.hashes, size // 2)
            self._place(self.slots, self.hashes, self.known)


@dataclass(frozen=True, slots=True)
class CountedSpans:
    """Different runs of units, one after the other."""

    units: Array
    lengths: Array  # shape (runs,)
    places: Array  # shape (runs,): how far before each a sentence ended
    times: Array  # shape (runs,): how often each stands in the texts

    def __iter__(self) -> Iterator[tuple[list[int], int, int]]:
        """Yield units, place and times of each."""
        every, end = self.units.tolist(), 0
        columns = (column.tolist() for column in (self.lengths, self.places, self.times))
        for length, place, times in zip(*columns, strict=True):
            begin, end = end, end + length
            yield every[begin:end], place, times

    def those(self, chosen: Array) -> Self:
        """Return those runs that are chosen by True."""
        units = self.units[np.repeat(chosen, self.lengths)]
        return type(self)(units, self.lengths[chosen], self.places[chosen], self.times[chosen])


class Spans:
    """Counts runs of pieces: equal ones are those of equal units with a sentence's end equally far before them."""

    def __init__(self, bulk: Bulk) -> None:
        """Take the compiled loops."""
        self._bulk = bulk
        self._table = HashTable(bulk)
        self._times = np.zeros(0, np.int64)
        self._learnt: list[tuple[Array, Array, Array]] = []  # units one run after the other, lengths, places

    def add(self, pieces: Array, units: Array, begins: Array, ends: Array, places: Array, times: Array) -> None:
        """Count runs of pieces, each as often as it stands somewhere."""
        table, known = self._table, self._table.known
        table.make_room(len(begins))
        self._times = with_room(self._times, known + len(begins))
        fresh = np.empty(len(begins), np.int64)
        table.known = self._bulk.number(
            pieces, units, begins, ends, places, times, table.slots, table.hashes, known, self._times, fresh
        )
        new = fresh[: table.known - known]
        lengths = ends[new] - begins[new]
        within = np.arange(lengths.sum()) + np.repeat(begins[new] - np.cumsum(lengths) + lengths, lengths)
        self._learnt.append((units[pieces[within]], lengths.astype(np.uint16), places[new].astype(np.uint8)))

    def counted(self) -> CountedSpans:
        """Return the different runs, in the order in which they came."""
        nothing = np.empty(0, np.int32), np.empty(0, np.uint16), np.empty(0, np.uint8)
        units, lengths, places = (np.concatenate(column) for column in zip(nothing, *self._learnt, strict=True))
        return CountedSpans(units, lengths, places, self._times[: self._table.known])


def names_in(
    spans: CountedSpans, marks_of: Callable[[Sequence[int]], Sequence[int]], bulk: Bulk
) -> tuple[CountedSpans, CountedSpans]:
    """Return the names in spans, and the spans of which the words alone do not tell the names.

    `marks_of` returns what each of some words, by their numbers, is to a name.
    """
    marks = np.zeros(int(spans.units.max(initial=0)) + 1, np.int32)
    there = np.flatnonzero(np.bincount(spans.units))
    marks[there] = marks_of(there.tolist())
    words, size = spans.units, len(spans.units)
    left = np.zeros(len(spans.lengths), np.uint8)
    fresh = (spans.places < PLACES).astype(np.uint8)
    runs = _Places.of(2 * size)
    ends = np.cumsum(spans.lengths, dtype=np.int64)
    found = bulk.runs(words, ends, fresh, marks, left, *runs.columns())
    parts = _Places.of(2 * size)
    found = bulk.parts(words, marks, *runs.first(found).columns(), *parts.columns())
    parts = parts.first(found)
    names = parts.first(bulk.trim(words, marks, *parts.columns()))
    every = Spans(bulk)
    nowhere, whole = np.zeros(len(names.begins), np.int64), np.arange(len(marks), dtype=np.int32)
    every.add(words, whole, names.begins, names.stops, nowhere, spans.times[names.spans])
    return every.counted(), spans.those(left > 0)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where runs of words stand among the words of all spans."""

    begins: Array
    stops: Array
    starts: Array  # whether each begins a sentence
    spans: Array  # the span of each

    @classmethod
    def of(cls, most: int) -> Self:
        """Make room for so many."""
        return cls(*(np.empty(most, kind) for kind in (np.int64, np.int64, np.uint8, np.int64)))

    def columns(self) -> Sequence[Array]:
        """Return all that loops take."""
        return self.begins, self.stops, self.starts, self.spans

    def first(self, number: int) -> Self:
        """Return the first ones."""
        return type(self)(*(column[:number] for column in self.columns()))


def with_room(array: Array, size: int) -> Array:
    """Return an array with room for so many numbers, new ones 0."""
    return array if size <= len(array) else np.append(array, np.zeros(size, array.dtype))

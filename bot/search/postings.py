"""Postings: for each term the paragraphs that hold it and how often, small enough to map and quick to skip through.

A paragraph's weights (BM25's saturated, length-normalised term frequency) know nothing of the rest of the corpus; they
are worked out from a count and the paragraph's length, so that neither deletions nor merges change any.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.search.arrays import Arrays, different
from bot.search.bulk import Bulk
from bot.search.counting import Counted, Terms
from bot.search.weights import (
    BLOCK,
    CHUNK,
    CHUNK_BITS,
    MOST,
    MOST_TIMES,
    REACH,
    REACH_BITS,
    SPAN,
    SPAN_BITS,
    TIMES_BITS,
    TOP,
    Weights,
    norms,
    weigh,
)

_MOST_ROWS = 1 << (16 - TIMES_BITS + CHUNK_BITS)  # of a segment, while a chunk and a count share 16 bits
_AT_ONCE = 1 << 23  # postings that are merged in one go: 0.3 GB
_LONG = 256  # postings that a long list has at least ...
_LONG_BITS = SPAN_BITS - 1  # ... and two for each span

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Postings:
    """Lists of postings. A short one is in blocks of at most 128 that do not cross a chunk's end; a long one by spans.

    Terms that stand equally often in the same paragraphs, as most stems do with their only form, share a list.
    """

    keys: npt.NDArray[np.uint64]  # shape (terms,), ascending
    lists: npt.NDArray[np.uint32]  # shape (terms,): the list of each
    starts: npt.NDArray[np.uint32]  # shape (lists + 1,): where each list begins among the postings
    firsts: npt.NDArray[np.uint32]  # shape (lists + 1,): and among the blocks
    chunks: npt.NDArray[np.uint16]  # shape (blocks,)
    fills: npt.NDArray[np.uint8]  # shape (blocks,): the number of postings, less one
    tops: npt.NDArray[np.uint8]  # shape (blocks,): the largest weight in TOPths of MOST, rounded up
    places: npt.NDArray[np.uint16]  # shape (postings of short lists,): rows within their chunks
    counts: npt.NDArray[np.uint8]  # shape (postings / 2,): how often the paragraph has the term, MOST_TIMES at most;
    # of two in a byte the first is in the lower bits
    long: npt.NDArray[np.uint32]  # shape (long lists,): which lists these are, ascending
    long_starts: npt.NDArray[np.uint32]  # shape (long lists + 1,): where each begins among their postings
    shares: npt.NDArray[np.uint8]  # shape (long lists x spans,): how many of its postings each span has
    heights: npt.NDArray[np.uint8]  # shape (long lists x spans x SPAN / REACH,): tops of so many rows
    lows: npt.NDArray[np.uint8]  # shape (postings of long lists,): rows within their spans

    @classmethod
    def among(cls, arrays: Arrays) -> "Postings":
        """Return what `arrays` wrote. Raises KeyError."""
        return cls(**{field.name: arrays[f"postings.{field.name}"] for field in fields(cls)})

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return what to write."""
        return {f"postings.{field.name}": getattr(self, field.name) for field in fields(self)}

    @property
    def spans(self) -> int:
        """How many spans there are of the rows, 0 where no list is long."""
        return len(self.shares) // len(self.long) if len(self.long) else 0

    def find(self, keys: npt.NDArray[np.uint64]) -> Whole:
        """Return the lists of some terms, -1 for a term that is not there."""
        if not len(self.keys):
            return np.full(len(keys), -1, np.int64)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[at] == keys, self.lists[at].astype(np.int64), -1)

    def find_one(self, key: int) -> int:
        """Do what `find` does for one term, in a tenth of the time."""
        keys = self.keys.data
        at = bisect_left(keys, key)
        return int(self.lists.data[at]) if at < len(keys) and keys[at] == key else -1

    def frequency(self, number: int) -> int:
        """Return how many paragraphs stand in a list."""
        starts = self.starts.data
        return int(starts[number + 1] - starts[number])

    def frequencies(self, lists: Whole) -> Whole:
        """Return how many paragraphs stand in each of some lists, none in the list -1."""
        ends = self.starts[lists + 1].astype(np.int64) if len(self.lists) else np.zeros(len(lists), np.int64)
        return np.where(lists < 0, 0, ends - self.starts[lists].astype(np.int64))

    def cursors(self, lists: Whole) -> tuple[Whole, Whole]:
        """Return which of the long lists each of some lists is, -1 for a short one; and where its rows' bytes begin.

        Those of a long list are among `lows`, those of a short one among `places`.
        """
        before = np.searchsorted(self.long, lists)
        which = np.where(np.isin(lists, self.long), before, -1)
        into = self.long_starts[before].astype(np.int64)
        return which, np.where(which < 0, self.starts[lists].astype(np.int64) - into, into)

    def take(self, lists: Whole) -> tuple[Whole, npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
        """Return the lengths of some lists (none is -1), and their rows and counts, one list after the other."""
        which, into = self.cursors(lists)
        begins = self.starts[lists].astype(np.int64)
        lengths = self.starts[lists + 1].astype(np.int64) - begins
        rows = np.empty(int(lengths.sum()), np.int32)
        taken, short = np.cumsum(lengths) - lengths, which < 0
        places = _ranges(into[short], lengths[short])
        rows[_ranges(taken[short], lengths[short])] = self._bases(lists[short]) | self.places[places]
        for one in np.flatnonzero(~short).tolist():
            rows[taken[one] : taken[one] + lengths[one]] = self._spread(int(which[one]))
        at = _ranges(begins, lengths)
        return lengths, rows, self.counts[at >> 1] >> ((at & 1) << 2).astype(np.uint8) & np.uint8(MOST_TIMES)

    def _bases(self, lists: Whole) -> npt.NDArray[np.int32]:
        """Return the first rows of the chunks that the postings of short lists are in."""
        firsts = self.firsts[lists].astype(np.int64)
        blocks = _ranges(firsts, self.firsts[lists + 1].astype(np.int64) - firsts)
        return np.repeat(self.chunks[blocks].astype(np.int32) << CHUNK_BITS, self.fills[blocks].astype(np.int64) + 1)

    def _spread(self, which: int) -> npt.NDArray[np.int32]:
        """Return the rows of a long list."""
        shares = self.shares[which * self.spans : (which + 1) * self.spans]
        rows = np.repeat(np.arange(self.spans, dtype=np.int32) << SPAN_BITS, shares)
        rows |= self.lows[self.long_starts[which] : self.long_starts[which + 1]]
        return rows


def _ranges(starts: Whole, lengths: Whole) -> Whole:
    """Return starts[0], starts[0] + 1, ... for as many numbers as lengths[0] says, then the same of the next."""
    shifts = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
    return shifts + np.arange(len(shifts), dtype=np.int64)


def post(counted: Counted, terms: Terms, bulk: Bulk | None = None) -> Postings:
    """Make the postings of the paragraphs that were counted, which are the rows from 0; `bulk` does it faster."""
    used = np.flatnonzero(np.bincount(counted.words, minlength=len(terms.stems)))
    stems, exacts = terms.stems[used].astype(np.int64), terms.exacts[used].astype(np.int64)
    twins = _twins(stems, exacts, len(terms.keys))
    own = np.flatnonzero(np.bincount(np.concatenate([stems, exacts[~twins]])))
    own = own[np.argsort(terms.keys[own])]
    number = np.full(len(terms.keys), -1, np.int64)  # of each term's own list
    number[own] = np.arange(len(own))
    of_stem, of_exact = np.full(len(terms.stems), -1, np.int32), np.full(len(terms.stems), -1, np.int32)
    of_stem[used] = number[stems]
    of_exact[used[~twins]] = number[exacts[~twins]]
    number[exacts[twins]] = number[stems[twins]]
    every = np.flatnonzero(number >= 0)
    every = every[np.argsort(terms.keys[every])]
    make = partial(_looped, bulk) if bulk else _sorted
    return make(terms.keys[every], number[every], len(own), counted, (of_stem, of_exact))


_Lists = npt.NDArray[np.int32]  # shape (words,): the list of each word, -1 for none


def _sorted(
    keys: npt.NDArray[np.uint64], lists: Whole, number: int, counted: Counted, of: tuple[_Lists, _Lists]
) -> Postings:
    """Make the `number` lists of words, by stem and by themselves, from all postings sorted."""
    rows = np.repeat(np.arange(len(counted.lengths)), counted.lengths)
    packed = np.concatenate([_packed(one, rows, counted.words) for one in of])
    packed.sort()
    ends = np.append(np.flatnonzero(np.diff(packed)), len(packed) - 1) if len(packed) else np.empty(0, np.int64)
    found = packed[ends]
    counts = np.minimum(np.diff(ends, prepend=-1), MOST_TIMES).astype(np.uint8)
    part = _Part(found >> 32, (found & 0xFFFFFFFF).astype(np.int32), counts)
    damping = norms(counted.lengths)
    return _assembled(keys, lists, number, [part], damping).packed(damping)


def _looped(
    bulk: Bulk, keys: npt.NDArray[np.uint64], lists: Whole, number: int, counted: Counted, of: tuple[_Lists, _Lists]
) -> Postings:
    """Do what `_sorted` does by counting first, then writing each posting in its place."""
    sizes = np.zeros(number, np.int64)
    postings = bulk.sizes(counted.words, counted.lengths, *of, np.full(number, -1, np.int32), sizes)
    starts = np.append(0, np.cumsum(sizes))
    _check_number(postings)
    if len(counted.lengths) > _MOST_ROWS:
        raise OverflowError(f"a segment is made of up to {_MOST_ROWS} paragraphs at once, not {len(counted.lengths)}")
    places, held = np.empty(postings, np.uint16), np.empty(postings, np.uint16)
    latest = np.full(number, -1, np.int32)
    bulk.fill(counted.words, counted.lengths, *of, latest, starts[:-1].copy(), places, held)
    firsts, chunks = np.zeros(number + 1, np.int64), np.empty(postings, np.uint16)
    fills, tops = np.empty(postings, np.uint8), np.empty(postings, np.uint8)
    damping = norms(counted.lengths)
    blocks = bulk.blocks(starts, places, held, damping, firsts, chunks, fills, tops)
    counts = held.astype(np.uint8) & np.uint8(MOST_TIMES)
    del held
    chunks, fills, tops = chunks[:blocks], fills[:blocks], tops[:blocks]
    drawn = _Blocks(keys, lists.astype(np.uint32), starts, firsts, chunks, fills, tops, places, counts)
    return drawn.packed(damping)


def _check_number(postings: int) -> None:
    if postings > np.iinfo(np.uint32).max:
        raise OverflowError(f"a segment holds up to 2**32 postings, not {postings}")


def _packed(lists: _Lists, rows: Whole, words: npt.NDArray[np.uint32]) -> Whole:
    """Return list and row of each word in one number, words without a list left out."""
    of = lists[words].astype(np.int64)
    there = of >= 0
    packed: Whole = of[there] << 32 | rows[there]
    return packed


def _twins(stems: Whole, exacts: Whole, terms: int) -> npt.NDArray[np.bool_]:
    """Tell of which words neither the stem nor the word itself is that of any other word here."""
    pairs = different(stems << 32 | exacts)
    forms, origins = np.bincount(pairs >> 32, minlength=terms), np.bincount(pairs & 0xFFFFFFFF, minlength=terms)
    alone: npt.NDArray[np.bool_] = (forms[stems] == 1) & (origins[exacts] == 1)
    return alone


@dataclass(frozen=True, slots=True)
class _Part:
    """Some postings, by list, then by row. A list is in one part only."""

    lists: Whole  # shape (postings,)
    rows: npt.NDArray[np.int32]
    counts: npt.NDArray[np.uint8]


def _assembled(
    keys: npt.NDArray[np.uint64], lists: Whole, number: int, parts: Sequence[_Part], damping: Weights
) -> "_Blocks":
    """Put parts together, whose `number` lists ascend from the first part to the last."""
    postings, blocks = np.zeros(number + 1, np.int64), np.zeros(number + 1, np.int64)
    made: list[tuple[npt.NDArray[Any], ...]] = []
    for part in parts:
        firsts = _block_starts(part)
        postings[1:] += np.bincount(part.lists, minlength=number)
        blocks[1:] += np.bincount(part.lists[firsts], minlength=number)
        fills = np.diff(np.append(firsts, len(part.rows))) - 1
        tops = _tops(part, firsts, damping)
        places = (part.rows & (CHUNK - 1)).astype(np.uint16)
        chunks = (part.rows[firsts] >> CHUNK_BITS).astype(np.uint16)
        made.append((chunks, fills.astype(np.uint8), tops, places, part.counts))
    starts, firsts = np.cumsum(postings), np.cumsum(blocks)
    _check_number(int(starts[-1]))
    chunks, fills, tops, places, counts = map(np.concatenate, zip(*made, strict=True))
    return _Blocks(keys, lists.astype(np.uint32), starts, firsts, chunks, fills, tops, places, counts)


@dataclass(frozen=True, slots=True)
class _Blocks:
    """Postings of which all lists are in blocks, as they are made."""

    keys: npt.NDArray[np.uint64]
    lists: npt.NDArray[np.uint32]
    starts: Whole
    firsts: Whole
    chunks: npt.NDArray[np.uint16]
    fills: npt.NDArray[np.uint8]
    tops: npt.NDArray[np.uint8]
    places: npt.NDArray[np.uint16]  # shape (postings,)
    counts: npt.NDArray[np.uint8]  # shape (postings,)

    def packed(self, damping: Weights) -> Postings:
        """Return the same with long lists by spans. `damping` are the norms of all rows."""
        long = self._long(len(damping), damping)
        numbers = [number for number, _ in long]
        begins, ends = self.starts[numbers], self.starts[[number + 1 for number in numbers]]
        first_blocks, last_blocks = self.firsts[numbers], self.firsts[[number + 1 for number in numbers]]
        blocks = np.diff(self.firsts)
        blocks[numbers] = 0
        apart = partial(_apart, begins=first_blocks, ends=last_blocks)
        return Postings(
            keys=self.keys,
            lists=self.lists,
            starts=self.starts.astype(np.uint32),
            firsts=np.cumsum(np.append(0, blocks)).astype(np.uint32),
            chunks=apart(self.chunks),
            fills=apart(self.fills),
            tops=apart(self.tops),
            places=_apart(self.places, begins, ends),
            counts=_in_pairs(self.counts),
            long=np.array(numbers, np.uint32),
            long_starts=np.cumsum(np.append(0, ends - begins)).astype(np.uint32),
            shares=_joined([one.shares for _, one in long]),
            heights=_joined([one.heights for _, one in long]),
            lows=_joined([one.lows for _, one in long]),
        )

    def _long(self, rows: int, damping: Weights) -> "list[tuple[int, _Spans]]":
        """Return the long lists by their numbers, each by spans."""
        wanted = np.flatnonzero(np.diff(self.starts) >= max(_LONG, rows >> _LONG_BITS)).tolist()
        made = ((number, self._by_spans(number, rows, damping)) for number in wanted)
        return [(number, spans) for number, spans in made if spans]

    def _by_spans(self, number: int, rows: int, damping: Weights) -> "_Spans | None":
        """Return a list by spans; None where it has all the rows of one, whose number a byte does not hold."""
        blocks = slice(self.firsts[number], self.firsts[number + 1])
        own = slice(self.starts[number], self.starts[number + 1])
        bases = np.repeat(self.chunks[blocks].astype(np.int32) << CHUNK_BITS, self.fills[blocks].astype(np.int64) + 1)
        held = bases | self.places[own]
        reaches = -(-rows // REACH)
        shares = np.bincount(held >> SPAN_BITS, minlength=reaches << REACH_BITS - SPAN_BITS)
        if shares.max() == SPAN:
            return None
        reach = held >> REACH_BITS
        firsts = np.flatnonzero(np.diff(reach, prepend=-1))
        heights = np.zeros(reaches, np.uint8)
        heights[reach[firsts]] = _heaviest(weigh(self.counts[own], damping[held]), firsts)
        return _Spans(shares.astype(np.uint8), heights, (held & (SPAN - 1)).astype(np.uint8))


@dataclass(frozen=True, slots=True)
class _Spans:
    """One list by spans."""

    shares: npt.NDArray[np.uint8]
    heights: npt.NDArray[np.uint8]
    lows: npt.NDArray[np.uint8]


def _apart(array: npt.NDArray[Any], begins: Whole, ends: Whole) -> npt.NDArray[Any]:
    """Return an array without some ranges, which ascend."""
    if not len(begins):
        return array
    return np.concatenate([array[a:z] for a, z in zip([0, *ends], [*begins, len(array)], strict=True)])


def _joined(parts: Sequence[npt.NDArray[np.uint8]]) -> npt.NDArray[np.uint8]:
    return np.concatenate([np.empty(0, np.uint8), *parts])


def _in_pairs(counts: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    pairs = counts[::2].copy()
    pairs[: len(counts) // 2] |= counts[1::2] << 4
    return pairs


def _block_starts(part: _Part) -> Whole:
    """Return where blocks begin: with each list, with each chunk, and after each 128 postings of these."""
    if not len(part.rows):
        return np.empty(0, np.int64)
    group = part.lists << CHUNK_BITS | part.rows >> CHUNK_BITS
    begins = np.flatnonzero(np.diff(group, prepend=group[0] - 1))
    within = np.arange(len(group)) - np.repeat(begins, np.diff(np.append(begins, len(group))))
    return np.flatnonzero(within % BLOCK == 0)


def _tops(part: _Part, firsts: Whole, damping: Weights) -> npt.NDArray[np.uint8]:
    if not len(firsts):
        return np.empty(0, np.uint8)
    return _heaviest(weigh(part.counts, damping[part.rows]), firsts)


def _heaviest(weights: Weights, firsts: Whole) -> npt.NDArray[np.uint8]:
    """Return the tops of runs of weights, of which each begins where the one before it ends."""
    return np.ceil(np.maximum.reduceat(weights, firsts) * (TOP / MOST)).clip(0, TOP).astype(np.uint8)


def merge(parts: Sequence[tuple[Postings, npt.NDArray[np.int32]]], damping: Weights) -> Postings:
    """Make one of several postings, each with what its rows become: -1 for those to leave out.

    `damping` are the norms of the new rows. Rows ascend from part to part. Takes 0.3 GB beside the result.
    """
    keys = different(np.concatenate([part.keys for part, _ in parts]))
    table = np.stack([part.find(keys) for part, _ in parts], axis=1)  # shape (terms, parts)
    table, lists = _shared(table)
    sizes = sum(part.frequencies(table[:, at]) for at, (part, _) in enumerate(parts))
    merged = [_merged(parts, table, first, last) for first, last in _batches(np.asarray(sizes))]
    nothing = _Part(np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.uint8))
    whole = _assembled(keys, lists, len(table), merged or [nothing], damping)
    return _without_empty(whole).packed(damping)


def _shared(table: Whole) -> tuple[Whole, Whole]:
    """Return the different rows of a table, in their order, and for each row the number of its like among them."""
    mixed = np.zeros(len(table), np.uint64)
    for column in table.T:
        mixed = (mixed ^ column.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    _, first, like = np.unique(mixed, return_index=True, return_inverse=True)
    if not (table[first[like]] == table).all():  # two rows that mix alike: once in a million merges
        return table, np.arange(len(table))
    order = np.argsort(first)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return table[first[order]], place[like]


def _batches(sizes: Whole) -> Iterator[tuple[int, int]]:
    """Yield where runs of lists with about so many postings begin and end."""
    ends = np.cumsum(sizes)
    first = 0
    while first < len(sizes):
        before = ends[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + _AT_ONCE, side="right")))
        yield first, last
        first = last


def _merged(parts: Sequence[tuple[Postings, npt.NDArray[np.int32]]], table: Whole, first: int, last: int) -> _Part:
    found = []
    for at, (postings, new_rows) in enumerate(parts):
        there = np.flatnonzero(table[first:last, at] >= 0)
        lengths, rows, counts = postings.take(table[first:last, at][there])
        rows = new_rows[rows]
        packed = np.repeat(there, lengths) << 40 | rows.astype(np.int64) << 8 | counts
        found.append(packed[rows >= 0])
    packed = np.concatenate(found)
    packed.sort()
    rows = (packed >> 8 & 0xFFFFFFFF).astype(np.int32)
    return _Part((packed >> 40) + first, rows, (packed & 0xFF).astype(np.uint8))


def _without_empty(whole: _Blocks) -> _Blocks:
    """Return postings without the terms and lists that nothing is left of."""
    kept = np.diff(whole.starts) > 0
    if kept.all():
        return whole
    number = np.cumsum(kept) - 1
    terms = kept[whole.lists]
    ends = np.append(kept, True)
    return _Blocks(
        whole.keys[terms], number[whole.lists[terms]].astype(np.uint32), whole.starts[ends], whole.firsts[ends],
        whole.chunks, whole.fills, whole.tops, whole.places, whole.counts,
    )  # fmt: skip


def holders(counted: Counted, terms: Terms) -> tuple[npt.NDArray[np.uint64], Whole]:
    """Return the keys of the terms that were counted, ascending, and how many paragraphs hold each."""
    rows = np.repeat(np.arange(len(counted.lengths)), counted.lengths)
    both = [of[counted.words].astype(np.int64) << 32 | rows for of in (terms.stems, terms.exacts)]
    found, held = np.unique(different(np.concatenate(both)) >> 32, return_counts=True)
    order = np.argsort(terms.keys[found])
    return terms.keys[found[order]], held[order]

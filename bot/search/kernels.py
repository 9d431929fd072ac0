"""The loops of a search compiled by numba: what `scoring` returns, bit for bit, in a fraction of its time.

Each loop goes through the rows chunk by chunk, with an accumulator that stays in the processor's cache. `best_loop`
leaves out what cannot be among the best (MaxScore: Turtle & Flood 1995, "Query evaluation: strategies and
optimizations"; block bounds: Ding & Suel 2011, "Faster top-k document retrieval using block-max indexes").
Numba is imported by `Kernels.load` alone: that takes most of a second, and ten where nothing is cached.
"""

import ctypes
import logging
import os
import platform
import sys
import threading
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from bot.search.arrays import different
from bot.search.bulk import (
    Bulk,
    blocks_loop,
    checksums_loop,
    cut_loop,
    emit_loop,
    fill_loop,
    gather_loop,
    number_loop,
    part_loop,
    place_loop,
    sizes_loop,
    split_loop,
)
from bot.search.memory import return_library
from bot.search.scoring import Asked, Factors, Field, Found, Masks, Scorer, factored, ranked
from bot.search.span_loops import parts_loop, runs_loop, trim_loop
from bot.search.weights import (
    CHUNK,
    CHUNK_BITS,
    MOST,
    MOST_TIMES,
    REACH_BITS,
    SPAN,
    SPAN_BITS,
    TIMES_BITS,
    TOP,
    Weights,
)

_log = logging.getLogger(__name__)
_STEP = 1 << 13  # rows whose bounds are worked out together: after the first it is known what the others must beat
_COMPILER = "libllvmlite.so"
_NO_CHUNK = 1 << 40
_NO_ROW = 1 << 60
_SLACK = 1.00001  # above what rounding may add to a bound
_SCAN = 16  # of so many places of a chunk one must be touched for going through all to beat sorting them
_SEEK = 8  # postings gone through in the time in which a place is looked up by halving
_SPANS_BITS = CHUNK_BITS - SPAN_BITS
_SPANS = 1 << _SPANS_BITS  # of a chunk
_REACHES_BITS = REACH_BITS - SPAN_BITS  # from the number of a span to that of its top
_MOST_FACTORS = 12  # groups of which the factors of all masks are worked out beforehand
_MOST_FLAGS = 16  # groups of which the masks seen are ticked off in a table

_Made = TypeVar("_Made")
Array = npt.NDArray[Any]
Number = Any  # Python's or numpy's: numba makes one of both


def touched_loop(
    lists: Array, weights: Array, bits: Array, starts: Array, firsts: Array, chunks: Array, fills: Array, places: Array,
    long: Array, long_starts: Array, shares: Array, lows: Array, counts: Array, lengths: Array, table: Array,
    scores: Array, masks: Array, seen: Array, fresh: Array, rows: Array, found_scores: Array, found_masks: Array,
) -> int:  # fmt: skip
    """Fill the last three with the paragraphs touched, rows ascending; return how many those are.

    `scores`, `masks` and `seen`, shape (CHUNK,), are all 0 before and after; `fresh` is of the same shape.
    """
    number = len(lists)
    gone = (len(table) >> TIMES_BITS) - 1
    spans = len(shares) // max(1, len(long))
    which = np.empty(number, np.int64)  # of the long lists each list is, -1 for a short one
    block = np.empty(number, np.int64)  # that it is in, of a long one the span, ...
    posting = np.empty(number, np.int64)  # its first posting that was not looked at, ...
    shift = np.empty(number, np.int64)  # how much further on that is than the posting's place, ...
    end = np.empty(number, np.int64)  # and where the list's blocks end
    for i in range(number):
        low, high = 0, len(long)
        while low < high:
            middle = (low + high) >> 1
            if long[middle] < lists[i]:
                low = middle + 1
            else:
                high = middle
        posting[i] = starts[lists[i]]
        if low < len(long) and long[low] == lists[i]:
            which[i], shift[i] = low, posting[i] - np.int64(long_starts[low])
            block[i], end[i] = spans * low, spans * (low + 1)
        else:
            which[i], shift[i] = -1, long_starts[low]
            block[i], end[i] = firsts[lists[i]], firsts[lists[i] + 1]
    found = 0
    while True:
        chunk: Number = _NO_CHUNK
        for i in range(number):
            if which[i] < 0:
                if block[i] < end[i]:
                    chunk = min(chunk, np.int64(chunks[block[i]]))
            else:
                while block[i] < end[i] and shares[block[i]] == 0:
                    block[i] += 1
                if block[i] < end[i]:
                    chunk = min(chunk, (block[i] - spans * which[i]) >> _SPANS_BITS)
        if chunk == _NO_CHUNK:
            return found
        base = chunk << CHUNK_BITS
        touched = 0
        for i in range(number):
            at, p, ahead = block[i], posting[i], shift[i]
            is_long = which[i] >= 0
            begin = spans * which[i] + (chunk << _SPANS_BITS)
            while at < end[i]:
                if is_long:
                    if at >= begin + _SPANS:
                        break
                    origin, until = (at - begin) << SPAN_BITS, p + np.int64(shares[at])
                else:
                    if chunks[at] != chunk:
                        break
                    origin, until = 0, p + np.int64(fills[at]) + 1
                while p < until:
                    place = origin + (np.int64(lows[p - ahead]) if is_long else np.int64(places[p - ahead]))
                    if seen[place] == 0:
                        seen[place] = 1
                        fresh[touched] = place
                        touched += 1
                    times = np.int64(counts[p >> 1] >> ((p & 1) << 2) & MOST_TIMES)
                    scores[place] += weights[i] * table[np.int64(lengths[base + place]) << TIMES_BITS | times]
                    masks[place] |= bits[i]
                    p += 1
                at += 1
            block[i] = at
            posting[i] = p
        if touched * _SCAN > CHUNK:
            touched = 0
            for spot in range(CHUNK):
                if seen[spot] != 0:
                    fresh[touched] = spot
                    touched += 1
        else:
            fresh[:touched].sort()
        for c in range(touched):
            place = np.int64(fresh[c])
            if np.int64(lengths[base + place]) != gone:
                rows[found] = base + place
                found_scores[found] = scores[place]
                found_masks[found] = masks[place]
                found += 1
            scores[place] = 0
            masks[place] = 0
            seen[place] = 0


def distinct_loop(
    lists: Array, bits: Array, starts: Array, firsts: Array, chunks: Array, fills: Array, places: Array, long: Array,
    long_starts: Array, shares: Array, lows: Array, lengths: Array, table: Array, masks: Array, fresh: Array,
    flags: Array,
) -> int:  # fmt: skip
    """Set the flag of each mask, which is its place, that a paragraph has; return how many paragraphs were touched.

    `masks`, shape (CHUNK,), is all 0 before and after; `fresh` is of the same shape. No bits are 0.
    """
    number = len(lists)
    gone = (len(table) >> TIMES_BITS) - 1
    spans = len(shares) // max(1, len(long))
    which = np.empty(number, np.int64)
    block = np.empty(number, np.int64)
    posting = np.empty(number, np.int64)
    end = np.empty(number, np.int64)
    for i in range(number):
        low, high = 0, len(long)
        while low < high:
            middle = (low + high) >> 1
            if long[middle] < lists[i]:
                low = middle + 1
            else:
                high = middle
        if low < len(long) and long[low] == lists[i]:
            which[i], posting[i] = low, long_starts[low]
            block[i], end[i] = spans * low, spans * (low + 1)
        else:
            which[i], posting[i] = -1, starts[lists[i]] - long_starts[low]
            block[i], end[i] = firsts[lists[i]], firsts[lists[i] + 1]
    found = 0
    while True:
        chunk: Number = _NO_CHUNK
        for i in range(number):
            if which[i] < 0:
                if block[i] < end[i]:
                    chunk = min(chunk, np.int64(chunks[block[i]]))
            else:
                while block[i] < end[i] and shares[block[i]] == 0:
                    block[i] += 1
                if block[i] < end[i]:
                    chunk = min(chunk, (block[i] - spans * which[i]) >> _SPANS_BITS)
        if chunk == _NO_CHUNK:
            return found
        base = chunk << CHUNK_BITS
        touched = 0
        for i in range(number):
            at, p = block[i], posting[i]
            is_long = which[i] >= 0
            begin = spans * which[i] + (chunk << _SPANS_BITS)
            while at < end[i]:
                if is_long:
                    if at >= begin + _SPANS:
                        break
                    origin, until = (at - begin) << SPAN_BITS, p + np.int64(shares[at])
                else:
                    if chunks[at] != chunk:
                        break
                    origin, until = 0, p + np.int64(fills[at]) + 1
                while p < until:
                    place = origin + (np.int64(lows[p]) if is_long else np.int64(places[p]))
                    if masks[place] == 0:
                        fresh[touched] = place
                        touched += 1
                    masks[place] |= bits[i]
                    p += 1
                at += 1
            block[i] = at
            posting[i] = p
        for c in range(touched):
            place = np.int64(fresh[c])
            if np.int64(lengths[base + place]) != gone:
                flags[masks[place]] = 1
                found += 1
            masks[place] = 0


def best_loop(
    lists: Array, weights: Array, bits: Array, starts: Array, firsts: Array, chunks: Array, fills: Array, places: Array,
    long: Array, long_starts: Array, shares: Array, lows: Array, counts: Array, lengths: Array, table: Array,
    tops: Array, heights: Array, ids: Array, factors: Array, scores: Array, masks: Array, seen: Array, fresh: Array,
    best_rows: Array, best_scores: Array,
) -> int:  # fmt: skip
    """Fill the last two with the best paragraphs, as many as they hold; return how many there are.

    `factors`, shape (masks,), are those of every mask. `ids`, shape (rows, bytes), settle ties. The rest is as for
    `touched_loop`.
    """
    number = len(lists)
    limit = len(best_rows)
    spans = len(shares) // max(1, len(long))
    which = np.empty(number, np.int64)  # of the long lists each list is, -1 for a short one
    block = np.empty(number, np.int64)  # that it is in, of a long one the span, ...
    posting = np.empty(number, np.int64)  # its first posting that was not looked at, ...
    shift = np.empty(number, np.int64)  # how much further on that is than the posting's place, ...
    stop = np.empty(number, np.int64)  # where the block ends, ...
    end = np.empty(number, np.int64)  # and where the list's blocks do
    edges = np.empty(_STEP // SPAN + 1, np.int64)  # where the spans of a step begin in a list
    next_block = np.empty(number, np.int64)
    next_posting = np.empty(number, np.int64)
    next_stop = np.empty(number, np.int64)
    bound = np.empty(number, np.float64)  # what each list may add in the step
    rest = np.zeros(number + 1, np.float64)  # what each and all after it may
    unit = np.empty(number, np.float64)  # what each may add in a block with a top of 1
    most = 0.0
    for mask in range(len(factors)):
        most = max(most, np.float64(factors[mask]))
    for i in range(number):
        low, high = 0, len(long)
        while low < high:
            middle = (low + high) >> 1
            if long[middle] < lists[i]:
                low = middle + 1
            else:
                high = middle
        posting[i] = starts[lists[i]]
        if low < len(long) and long[low] == lists[i]:
            which[i], shift[i] = low, posting[i] - np.int64(long_starts[low])
            block[i], end[i], stop[i] = spans * low, spans * (low + 1), 0
        else:
            which[i], shift[i] = -1, long_starts[low]
            block[i], end[i] = firsts[lists[i]], firsts[lists[i] + 1]
            stop[i] = posting[i] + np.int64(fills[block[i]]) + 1
        unit[i] = np.float64(weights[i]) * MOST / TOP * _SLACK * most
    n = 0
    floor = np.float32(0.0)
    while True:
        row: Number = _NO_ROW
        for i in range(number):
            if which[i] < 0:
                if block[i] < end[i]:
                    first_place = np.int64(places[posting[i] - shift[i]])
                    row = min(row, np.int64(chunks[block[i]]) << CHUNK_BITS | first_place)
            else:
                while block[i] < end[i] and shares[block[i]] == 0:
                    block[i] += 1
                if block[i] < end[i]:
                    row = min(row, (block[i] - spans * which[i]) << SPAN_BITS)
        if row == _NO_ROW:
            return n
        row = row >> REACH_BITS << REACH_BITS
        full = n == limit
        chunk = row >> CHUNK_BITS
        low_place = row & (CHUNK - 1)
        high_place = min(CHUNK, low_place + _STEP)
        base = row
        for i in range(number):
            b, p, s = block[i], posting[i], stop[i]
            top: Number = 0
            if which[i] < 0:
                while b < end[i] and chunks[b] == chunk and np.int64(places[p - shift[i]]) < high_place:
                    top = max(top, np.int64(tops[b]))
                    if np.int64(places[s - 1 - shift[i]]) >= high_place:
                        low, high = p, s
                        while low < high:
                            middle = (low + high) >> 1
                            if np.int64(places[middle - shift[i]]) < high_place:
                                low = middle + 1
                            else:
                                high = middle
                        p = low
                        break
                    b += 1
                    p = s
                    if b < end[i]:
                        s += np.int64(fills[b]) + 1
            else:
                last_span = min(end[i], spans * which[i] + ((base + high_place - low_place) >> SPAN_BITS))
                while b < last_span:
                    if shares[b] != 0:
                        top = max(top, np.int64(heights[b >> _REACHES_BITS]))
                        p += np.int64(shares[b])
                    b += 1
            next_block[i], next_posting[i], next_stop[i] = b, p, s
            bound[i] = unit[i] * top
        for i in range(number - 1, -1, -1):
            rest[i] = rest[i + 1] + bound[i]
        needed = number  # rows that only later lists hold cannot be among the best
        while needed > 0 and full and rest[needed - 1] < floor:
            needed -= 1
        touched = 0
        summed = needed
        if needed == 1 and full:  # of one list, only what is heavy enough need be noted
            least = (floor - rest[1]) / (most * _SLACK)
            b, p, s, ahead = block[0], posting[0], stop[0], shift[0]
            is_long = which[0] >= 0
            while p < next_posting[0]:
                if is_long:
                    origin, until = ((b - spans * which[0]) << SPAN_BITS) - base, p + np.int64(shares[b])
                    top = np.int64(heights[b >> _REACHES_BITS])
                else:
                    origin, until = -low_place, min(s, next_posting[0])
                    top = np.int64(tops[b])
                if unit[0] * top + rest[1] < floor:
                    p = until
                while p < until:
                    place = origin + (np.int64(lows[p - ahead]) if is_long else np.int64(places[p - ahead]))
                    times = np.int64(counts[p >> 1] >> ((p & 1) << 2) & MOST_TIMES)
                    weight = weights[0] * table[np.int64(lengths[base + place]) << TIMES_BITS | times]
                    if weight >= least:
                        seen[place] = 1
                        fresh[touched] = place
                        scores[place] = weight
                        masks[place] = bits[0]
                        touched += 1
                    p += 1
                b += 1
                if not is_long and p < next_posting[0]:
                    s += np.int64(fills[b]) + 1
            summed = 0
        for i in range(summed):
            others = rest[0] - bound[i]
            b, p, s, ahead = block[i], posting[i], stop[i], shift[i]
            is_long = which[i] >= 0
            while p < next_posting[i]:
                if is_long:
                    origin, until = ((b - spans * which[i]) << SPAN_BITS) - base, p + np.int64(shares[b])
                    top = np.int64(heights[b >> _REACHES_BITS])
                else:
                    origin, until = -low_place, min(s, next_posting[i])
                    top = np.int64(tops[b])
                if full and others + unit[i] * top < floor:
                    p = until
                while p < until:
                    place = origin + (np.int64(lows[p - ahead]) if is_long else np.int64(places[p - ahead]))
                    if seen[place] == 0:
                        seen[place] = 1
                        fresh[touched] = place
                        touched += 1
                    times = np.int64(counts[p >> 1] >> ((p & 1) << 2) & MOST_TIMES)
                    scores[place] += weights[i] * table[np.int64(lengths[base + place]) << TIMES_BITS | times]
                    masks[place] |= bits[i]
                    p += 1
                b += 1
                if not is_long and p < next_posting[i]:
                    s += np.int64(fills[b]) + 1
        for i in range(needed, number):
            kept = 0
            for c in range(touched):
                place = np.int64(fresh[c])
                if np.float64(scores[place]) * most * _SLACK + rest[i] < floor:
                    scores[place] = 0
                    masks[place] = 0
                    seen[place] = 0
                else:
                    fresh[kept] = place
                    kept += 1
            touched = kept
            b, p, ahead = block[i], posting[i], shift[i]
            is_long = which[i] >= 0
            if touched * _SEEK > next_posting[i] - p:
                while p < next_posting[i]:
                    if is_long:
                        origin, until = ((b - spans * which[i]) << SPAN_BITS) - base, p + np.int64(shares[b])
                        b += 1
                    else:
                        origin, until = -low_place, next_posting[i]
                    while p < until:
                        place = origin + (np.int64(lows[p - ahead]) if is_long else np.int64(places[p - ahead]))
                        if seen[place] != 0:
                            times = np.int64(counts[p >> 1] >> ((p & 1) << 2) & MOST_TIMES)
                            scores[place] += weights[i] * table[np.int64(lengths[base + place]) << TIMES_BITS | times]
                            masks[place] |= bits[i]
                        p += 1
            else:
                first_span = (base >> SPAN_BITS) + spans * which[i]
                if is_long:
                    edges[: b - first_span + 1] = p
                    while b < first_span + _STEP // SPAN:
                        if b < next_block[i]:
                            p += np.int64(shares[b])
                        b += 1
                        edges[b - first_span] = p
                for c in range(touched):
                    place = np.int64(fresh[c])
                    low, high, origin = posting[i], next_posting[i], -low_place
                    if is_long:
                        span = place >> SPAN_BITS
                        low, high, origin = edges[span], edges[span + 1], span << SPAN_BITS
                    stay = high
                    while low < high:
                        middle = (low + high) >> 1
                        at = middle - ahead
                        if origin + (np.int64(lows[at]) if is_long else np.int64(places[at])) < place:
                            low = middle + 1
                        else:
                            high = middle
                    at = low - ahead
                    if low < stay and origin + (np.int64(lows[at]) if is_long else np.int64(places[at])) == place:
                        times = np.int64(counts[low >> 1] >> ((low & 1) << 2) & MOST_TIMES)
                        scores[place] += weights[i] * table[np.int64(lengths[base + place]) << TIMES_BITS | times]
                        masks[place] |= bits[i]
        for c in range(touched):
            place = np.int64(fresh[c])
            score = scores[place] * factors[masks[place]]
            scores[place] = 0
            masks[place] = 0
            seen[place] = 0
            if score <= 0 or (n == limit and score < floor):
                continue
            row = base + place
            at = n
            while at > 0:
                before = best_scores[at - 1]
                if before > score:
                    break
                if before == score:
                    other = best_rows[at - 1]
                    later = False
                    for byte in range(ids.shape[1]):
                        if ids[row, byte] != ids[other, byte]:
                            later = ids[row, byte] > ids[other, byte]
                            break
                    if later:
                        break
                at -= 1
            if at == limit:
                continue
            if n < limit:
                n += 1
            for lower in range(n - 1, at, -1):
                best_rows[lower] = best_rows[lower - 1]
                best_scores[lower] = best_scores[lower - 1]
            best_rows[at] = row
            best_scores[at] = score
            if n == limit:
                floor = best_scores[n - 1]
        for i in range(number):
            block[i], posting[i], stop[i] = next_block[i], next_posting[i], next_stop[i]


@dataclass(frozen=True, slots=True)
class Loops:
    """The three loops, compiled or as they stand."""

    touched: Callable[..., int]
    distinct: Callable[..., int]
    best: Callable[..., int]


AS_THEY_STAND = Loops(touched_loop, distinct_loop, best_loop)


class _Scratch(threading.local):
    """Each thread's accumulators, all 0 between two searches."""

    def __init__(self) -> None:
        self.scores = np.zeros(CHUNK, np.float32)
        self.masks = np.zeros(CHUNK, np.uint64)
        self.seen = np.zeros(CHUNK, np.uint8)
        self.fresh = np.zeros(CHUNK, np.uint16)


def scorer(loops: Loops) -> Scorer:
    """Return a scorer that goes by loops."""
    scratch = _Scratch()

    def touched(field: Field, asked: Asked) -> Found:
        p = field.postings
        size = int(p.frequencies(asked.lists).sum())
        rows, scores, masks = np.empty(size, np.int64), np.empty(size, np.float32), np.empty(size, np.uint64)
        found = loops.touched(
            asked.lists, asked.weights, asked.masks, p.starts, p.firsts, p.chunks, p.fills, p.places, p.long,
            p.long_starts, p.shares, p.lows, p.counts, field.lengths, field.weights, scratch.scores, scratch.masks,
            scratch.seen, scratch.fresh, rows, scores, masks,
        )  # fmt: skip
        return Found(rows[:found], scores[:found], masks[:found])

    def distinct(field: Field, asked: Asked) -> Masks:
        groups = int(asked.masks.max()).bit_length()
        if groups > _MOST_FLAGS:
            return different(touched(field, asked).masks)
        p = field.postings
        flags = np.zeros(1 << groups, np.uint8)
        loops.distinct(
            asked.lists, asked.masks, p.starts, p.firsts, p.chunks, p.fills, p.places, p.long, p.long_starts, p.shares,
            p.lows, field.lengths, field.weights, scratch.masks, scratch.fresh, flags,
        )  # fmt: skip
        return np.flatnonzero(flags).astype(np.uint64)

    def best(field: Field, asked: Asked, factors: Factors | None, groups: int, limit: int) -> Found:
        if groups > _MOST_FACTORS or limit < 1:
            found = factored(touched(field, asked), factors)
            return ranked(found, field.ids[found.rows], limit)
        p = field.postings
        multiples: Weights = np.ones(1, np.float32)
        masks = np.zeros_like(asked.masks)
        if factors is not None:
            multiples, masks = factors(np.arange(1 << groups, dtype=np.uint64)), asked.masks
        rows, scores = np.empty(limit, np.int64), np.empty(limit, np.float32)
        ids = field.ids.view(np.uint8).reshape(len(field.ids), -1)
        found_rows = loops.best(
            asked.lists, asked.weights, masks, p.starts, p.firsts, p.chunks, p.fills, p.places, p.long, p.long_starts,
            p.shares, p.lows, p.counts, field.lengths, field.weights, p.tops, p.heights, ids, multiples, scratch.scores,
            scratch.masks, scratch.seen, scratch.fresh, rows, scores,
        )  # fmt: skip
        return Found(rows[:found_rows], scores[:found_rows], np.zeros(found_rows, np.uint64))

    return Scorer(touched, distinct, best)


class Kernels:
    """The compiled loops of a process, once they are there. Searches go by the reference until then, or for good."""

    def __init__(self, cache: Path) -> None:
        """Take the folder to keep what was compiled in; it need not be there."""
        self._cache = cache
        self._failed = False
        self._bulk: Bulk | None = None
        self.scorer: Scorer | None = None

    def load(self) -> bool:
        """Compile the loops of searches, or load them from the cache; tell whether they are there now.

        Takes a second, ten where nothing is cached, and nothing where they are there or could not be had before. May be
        called in a thread.
        """
        if self.scorer is None and not self._failed:
            self.scorer = self._tried(lambda: scorer(_searching(self._cache)))
            self._failed = self.scorer is None
            if self.scorer is not None:
                with suppress(OSError):  # numba keeps it elsewhere where it cannot write: the next process looks there
                    self._mark().touch()
        return self.scorer is not None

    def is_quick(self) -> bool:
        """Tell whether `load` would compile nothing: it did before, here or for this cache, or it cannot."""
        return self.scorer is not None or self._failed or self._mark().exists()

    def _mark(self) -> Path:
        """Return the file that says that the loops as they are now were compiled into the cache."""
        source, found = Path(__file__).stat(), find_spec("numba")
        compiler = Path(found.origin).stat().st_mtime_ns if found and found.origin else 0
        told = f"{source.st_mtime_ns} {source.st_size} {compiler} {sys.version} {platform.machine()}"
        return self._cache / f"{zlib.crc32(told.encode()):08x}.compiled"

    def bulk(self) -> Bulk | None:
        """Return the loops of making an index, compiled likewise; None where they cannot be."""
        self._bulk = self._bulk or self._tried(lambda: _making(self._cache))
        return self._bulk

    @staticmethod
    def _tried(compiled: Callable[[], _Made]) -> _Made | None:
        try:
            return compiled()
        except Exception as error:  # a compiler has many ways to fail, and all that is lost is speed
            _log.warning("Searching and indexing are slower than they could be: %s", error)
            return None
        finally:
            return_library(_COMPILER)  # 70 MB


def _load_llvm() -> None:
    """Load numba's compiler, 100 MB of machine code, beside the other threads.

    As numba does it, by `ctypes.CDLL`, all of them stand still meanwhile: 0.16 s were seen. A foreign function's call
    lets them go on.
    """
    found = find_spec("llvmlite")
    library = Path(found.origin).with_name("binding") / _COMPILER if found and found.origin else None
    if library and library.exists() and hasattr(os, "RTLD_NOW"):
        ctypes.CDLL(None).dlopen(os.fsencode(library), os.RTLD_NOW)  # where it fails, numba says why


class _Compiler:
    """Numba, with names for the kinds of arrays that the loops take."""

    def __init__(self, cache: Path) -> None:
        _load_llvm()
        import numba
        from numba import types

        vars(numba.config)["CACHE_DIR"] = str(cache)
        self._compiled = numba.njit
        self._types = types

    def given(self, kinds: str, dimensions: int = 1) -> list[Any]:
        """Name arrays that are only read, by numpy's short names of their kinds."""
        return [self._types.Array(self._kind(kind), dimensions, "C", readonly=True) for kind in kinds.split()]

    def taken(self, kinds: str) -> list[Any]:
        """Name arrays that are written."""
        return [self._types.Array(self._kind(kind), 1, "C") for kind in kinds.split()]

    def whole(self) -> list[Any]:
        """Name a whole number."""
        return [self._types.int64]

    def _kind(self, kind: str) -> Any:
        return getattr(self._types, np.dtype(kind).name)

    def compiled(self, loop: Callable[..., int], *kinds: Any) -> Callable[..., int]:
        """Compile a loop of arguments of such kinds, or load it from the cache."""
        made: Callable[..., int] = self._compiled(self._types.int64(*chain(*kinds)), nogil=True, cache=True)(loop)
        return made


def _searching(cache: Path) -> Loops:
    numba = _Compiler(cache)
    given, taken = numba.given, numba.taken
    asked, postings, scratch = given("i8 f4 u8"), given("u4 u4 u2 u1 u2 u4 u4 u1 u1"), taken("f4 u8 u1 u2")
    weighed = given("u1 u2 f4")
    return Loops(
        numba.compiled(touched_loop, asked, postings, weighed, scratch, taken("i8 f4 u8")),
        numba.compiled(distinct_loop, given("i8 u8"), postings, given("u2 f4"), taken("u8 u2 u1")),
        numba.compiled(
            best_loop, asked, postings, weighed, given("u1 u1"), given("u1", 2), given("f4"), scratch, taken("i8 f4")
        ),
    )


def _making(cache: Path) -> Bulk:
    numba = _Compiler(cache)
    given, taken, whole = numba.given, numba.taken, numba.whole()
    words = given("u4 i8 i4 i4")
    return Bulk(
        numba.compiled(split_loop, given("u1 i8 i8"), taken("i4 u8"), whole, taken("i4 i8 i8 i8")),
        numba.compiled(place_loop, taken("i4"), given("u8"), whole),
        numba.compiled(emit_loop, given("i4 i8 i8 u4 u4"), taken("u4 i8")),
        numba.compiled(sizes_loop, words, taken("i4 i8")),
        numba.compiled(fill_loop, words, taken("i4 i8 u2 u2")),
        numba.compiled(blocks_loop, given("i8 u2 u2 f4"), taken("i8 u2 u1 u1")),
        numba.compiled(cut_loop, given("u1 i8"), taken("i4 u8"), whole, taken("i4 i8 i8 i8")),
        numba.compiled(part_loop, given("u1 i8 i8"), taken("i4 u8"), whole, taken("i4 i8 i8 i8")),
        numba.compiled(gather_loop, given("i4 i8 i4 i4 i4"), taken("i4 u1 u1 u8 i8 i8 i8 i8")),
        numba.compiled(number_loop, given("i4 i4 i8 i8 i8 i8"), taken("i4 u8"), whole, taken("i8 i8")),
        numba.compiled(runs_loop, given("i4 i8 u1 i4"), taken("u1 i8 i8 u1 i8")),
        numba.compiled(parts_loop, given("i4 i4 i8 i8 u1 i8"), taken("i8 i8 u1 i8")),
        numba.compiled(trim_loop, given("i4 i4"), taken("i8 i8"), given("u1"), taken("i8")),
        numba.compiled(checksums_loop, given("u1 i8 i8 u4"), taken("u4")),
    )

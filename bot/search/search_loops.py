"""The loops of a search, for numba.

Each goes through the rows chunk by chunk, with an accumulator that stays in the processor's cache. `best_loop` leaves
out what cannot be among the best (MaxScore: Turtle & Flood 1995, "Query evaluation: strategies and optimizations";
block bounds: Ding & Suel 2011, "Faster top-k document retrieval using block-max indexes").
"""

from typing import Any

import numpy as np
import numpy.typing as npt

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
)

_STEP = 1 << 13  # rows whose bounds are worked out together: after the first it is known what the others must beat
_NO_CHUNK = 1 << 40
_NO_ROW = 1 << 60
_SLACK = 1.00001  # above what rounding may add to a bound
_SCAN = 16  # of so many places of a chunk one must be touched for going through all to beat sorting them
_SEEK = 8  # postings gone through in the time in which a place is looked up by halving
_SPANS_BITS = CHUNK_BITS - SPAN_BITS
_SPANS = 1 << _SPANS_BITS  # of a chunk
_REACHES_BITS = REACH_BITS - SPAN_BITS  # from the number of a span to that of its top

Array = npt.NDArray[Any]
Number = Any  # Python's or numpy's: numba makes one of both


def cursors_loop(
    lists: Array, starts: Array, firsts: Array, long: Array, long_starts: Array, shares: Array, cursors: Array
) -> int:
    """Set a cursor to the beginning of each list; return how many there are.

    `cursors`, shape (5, lists): which of the long lists each is, -1 for a short one; the block that it is in, of a long
    one the span; where its blocks end; its first posting that was not looked at; how much further on that is than the
    posting's place.
    """
    spans = len(shares) // max(1, len(long))
    for i in range(len(lists)):
        low, high = 0, len(long)
        while low < high:
            middle = (low + high) >> 1
            if long[middle] < lists[i]:
                low = middle + 1
            else:
                high = middle
        begin = np.int64(starts[lists[i]])
        cursors[3, i] = begin
        if low < len(long) and long[low] == lists[i]:
            cursors[0, i], cursors[4, i] = low, begin - np.int64(long_starts[low])
            cursors[1, i], cursors[2, i] = spans * low, spans * (low + 1)
        else:
            cursors[0, i], cursors[4, i] = -1, long_starts[low]
            cursors[1, i], cursors[2, i] = firsts[lists[i]], firsts[lists[i] + 1]
    return len(lists)


def touched_loop(
    cursors: Array, weights: Array, bits: Array, chunks: Array, fills: Array, places: Array, shares: Array, lows: Array,
    spans: int, counts: Array, lengths: Array, table: Array, scores: Array, masks: Array, seen: Array, fresh: Array,
    rows: Array, found_scores: Array, found_masks: Array,
) -> int:  # fmt: skip
    """Fill the last three with the paragraphs touched, rows ascending; return how many those are.

    The `cursors` are at the beginnings of their lists; of a long list there are so many `spans`.
    `scores`, `masks` and `seen`, shape (CHUNK,), are all 0 before and after; `fresh` is of the same shape.
    """
    number = len(bits)
    gone = (len(table) >> TIMES_BITS) - 1
    which, block, end, posting, shift = cursors[0], cursors[1], cursors[2], cursors[3], cursors[4]
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
    cursors: Array, bits: Array, chunks: Array, fills: Array, places: Array, shares: Array, lows: Array, spans: int,
    lengths: Array, table: Array, masks: Array, fresh: Array, flags: Array,
) -> int:  # fmt: skip
    """Set the flag of each mask, which is its place, that a paragraph has; return how many paragraphs were touched.

    `masks`, shape (CHUNK,), is all 0 before and after; `fresh` is of the same shape. No bits are 0.
    """
    number = len(bits)
    gone = (len(table) >> TIMES_BITS) - 1
    which, block, end, posting, shift = cursors[0], cursors[1], cursors[2], cursors[3], cursors[4]
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
    cursors: Array, weights: Array, bits: Array, chunks: Array, fills: Array, places: Array, shares: Array, lows: Array,
    spans: int, counts: Array, lengths: Array, table: Array, tops: Array, heights: Array, ids: Array, factors: Array,
    scores: Array, masks: Array, seen: Array, fresh: Array, best_rows: Array, best_scores: Array,
) -> int:  # fmt: skip
    """Fill the last two with the best paragraphs, as many as they hold; return how many there are.

    `factors`, shape (masks,), are those of every mask. `ids`, shape (rows, bytes), settle ties. The rest is as for
    `touched_loop`.
    """
    number = len(bits)
    limit = len(best_rows)
    which, block, end, posting, shift = cursors[0], cursors[1], cursors[2], cursors[3], cursors[4]
    stop = np.zeros(number, np.int64)  # where the block ends that a short list's cursor is in
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
        if which[i] < 0:
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

"""The loops of making an index, for numba: what `counting`, `postings` and `lexicon` do in Python, for archives."""

import string
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from bot.search.span_loops import parts_loop, runs_loop, trim_loop
from bot.search.weights import BLOCK, CHUNK, CHUNK_BITS, MOST, MOST_TIMES, TIMES_BITS, TOP

Array = npt.NDArray[Any]
Number = Any  # Python's or numpy's: numba makes one of both

_SEED = np.uint64(0xCBF29CE484222325)
_PRIME = np.uint64(0x100000001B3)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(32)
_BLANK = 32
_ALL, _BYTE, _EIGHT = np.uint32(0xFFFFFFFF), np.uint32(0xFF), np.uint32(8)
# What each byte adds to a CRC-32, of which `crc32` inverts all bits before and after.
_CRC = np.array([crc32(bytes([byte ^ 0xFF])) ^ 0xFF000000 for byte in range(256)], np.uint32)
_TOP = np.float32(TOP) / MOST
_LETTER, _MARK, _SPACE, _FOREIGN = range(4)  # a letter or digit, another character, a space of ASCII; a byte beyond it
KINDS = np.array(
    [
        _FOREIGN if byte > 127 else _SPACE if chr(byte) in " \t\n\v\f\r" else _LETTER if chr(byte).isalnum() else _MARK
        for byte in range(256)
    ],
    np.uint8,
)
MARKS = string.punctuation.replace("_", "")  # of ASCII, that may stand around a word: "_" is as a letter
_IS_MARK = np.array([chr(byte) in MARKS for byte in range(256)])


def split_loop(
    content: Array, ends: Array, languages: Array, slots: Array, hashes: Array, known: int, pieces: Array,
    sizes: Array, first: Array, last: Array,
) -> int:  # fmt: skip
    """Split parts of a text at ASCII spaces and number the pieces; return how many different ones are known by now.

    Part i ends before the separator at ends[i]. Its pieces' numbers follow in `pieces`, of which sizes[i] are its own.
    A piece of ASCII letters and digits between ASCII marks counts as these letters and digits. Where the new ones
    stand goes into `first` and `last`. `slots`, -1 or the number of a piece by its hash, is at least twice as long as
    there may be pieces.
    """
    found = 0
    new = 0
    begin = 0
    mask = np.uint64(len(slots) - 1)
    for part in range(len(ends)):
        end = ends[part]
        before = found
        at = begin
        seed = (_SEED ^ np.uint64(languages[part])) * _MIX
        while at < end:
            if KINDS[content[at]] == _SPACE:
                at += 1
                continue
            start = at
            while at < end and KINDS[content[at]] == _MARK:
                at += 1
            low = at
            value = seed
            while at < end and KINDS[content[at]] == _LETTER:
                value = (value ^ np.uint64(content[at])) * _PRIME
                at += 1
            high = at
            while at < end and KINDS[content[at]] == _MARK:
                at += 1
            if at < end and KINDS[content[at]] != _SPACE:
                while at < end and KINDS[content[at]] != _SPACE:
                    at += 1
                low, high = start, at
                value = seed
                for p in range(low, high):
                    value = (value ^ np.uint64(content[p])) * _PRIME
            value = (value ^ (value >> _SHIFT)) * _MIX
            value = value ^ (value >> _SHIFT)
            slot = np.int64(value & mask)
            while slots[slot] >= 0 and hashes[slots[slot]] != value:
                slot = (slot + 1) & np.int64(mask)
            if slots[slot] < 0:
                slots[slot] = known
                hashes[known] = value
                first[new], last[new] = low, high
                known += 1
                new += 1
            pieces[found] = slots[slot]
            found += 1
        sizes[part] = found - before
        begin = end + 1
    return known


def place_loop(slots: Array, hashes: Array, known: int) -> int:
    """Put the pieces known into empty slots; return how many there are."""
    mask = np.uint64(len(slots) - 1)
    for number in range(known):
        slot = np.int64(hashes[number] & mask)
        while slots[slot] >= 0:
            slot = (slot + 1) & np.int64(mask)
        slots[slot] = number
    return known


def emit_loop(
    pieces: Array, sizes: Array, times: Array, word_ends: Array, words: Array, emitted: Array, lengths: Array
) -> int:
    """Write the words of pieces, part by part, as often as `times` says; return how many those are.

    Words of piece i are words[word_ends[i - 1] : word_ends[i]]. Two parts make a paragraph; lengths[i] are its words.
    """
    n = 0
    begin = 0
    for part in range(len(sizes)):
        before = n
        for _ in range(times[part]):
            for at in range(begin, begin + sizes[part]):
                piece = np.int64(pieces[at])
                for word in range(np.int64(word_ends[piece]), np.int64(word_ends[piece + 1])):
                    emitted[n] = words[word]
                    n += 1
        begin += sizes[part]
        if part % 2 == 0:
            lengths[part // 2] = n - before
        else:
            lengths[part // 2] += n - before
    return n


def sizes_loop(words: Array, lengths: Array, of_stem: Array, of_exact: Array, latest: Array, sizes: Array) -> int:
    """Count in sizes[i] the paragraphs that stand in list i; return how many postings there are.

    Lists of a word are of_stem[word] and of_exact[word], -1 for none. `latest`, shape (lists,), is all -1.
    """
    at = 0
    postings = 0
    for row in range(len(lengths)):
        for _ in range(lengths[row]):
            word = words[at]
            at += 1
            number = of_stem[word]
            if latest[number] != row:
                latest[number] = row
                sizes[number] += 1
                postings += 1
            number = of_exact[word]
            if number >= 0 and latest[number] != row:
                latest[number] = row
                sizes[number] += 1
                postings += 1
    return postings


def fill_loop(
    words: Array, lengths: Array, of_stem: Array, of_exact: Array, latest: Array, cursors: Array, places: Array,
    held: Array,
) -> int:  # fmt: skip
    """Write the postings of each list, from cursors[list] on; return how many words were looked at.

    Of each its place in its chunk, and what is held there: the chunk and how often, in one number. `latest` is all -1;
    the rest as for `sizes_loop`.
    """
    at = 0
    for row in range(len(lengths)):
        for _ in range(lengths[row]):
            word = words[at]
            at += 1
            for which in range(2):
                number = of_stem[word] if which == 0 else of_exact[word]
                if number < 0:
                    continue
                if latest[number] != row:
                    latest[number] = row
                    places[cursors[number]] = row & (CHUNK - 1)
                    held[cursors[number]] = row >> CHUNK_BITS << TIMES_BITS | 1
                    cursors[number] += 1
                elif held[cursors[number] - 1] & MOST_TIMES < MOST_TIMES:
                    held[cursors[number] - 1] += 1
    return at


def blocks_loop(
    starts: Array, places: Array, held: Array, damping: Array, firsts: Array, chunks: Array, fills: Array, tops: Array
) -> int:
    """Put lists of postings into blocks; return how many there are. firsts[list] is where its blocks begin."""
    block = 0
    for number in range(len(starts) - 1):
        firsts[number] = block
        p = starts[number]
        while p < starts[number + 1]:
            chunk = np.int64(held[p]) >> TIMES_BITS
            begin = p
            heaviest = np.float32(0.0)
            while p < starts[number + 1] and p < begin + BLOCK and np.int64(held[p]) >> TIMES_BITS == chunk:
                times = np.float32(held[p] & MOST_TIMES)
                heaviest = max(heaviest, times * (MOST / (times + damping[chunk << CHUNK_BITS | np.int64(places[p])])))
                p += 1
            chunks[block] = chunk
            fills[block] = p - begin - 1
            tops[block] = min(np.int64(np.ceil(heaviest * _TOP)), np.int64(TOP))
            block += 1
    firsts[len(starts) - 1] = block
    return block


# Of a piece of text, what it is to those that stand beside it (bot/search/gathering.py). Where one has one of the first
# three bits and the next has its like of the three after these, only a look at the whole text tells what is there.
BEFORE_NUMBER, OPENS_BRACKET, ALSO, NUMBER, DIGITS, KNOWN = (1 << bit for bit in range(6))
NAMED, JOINT, OF, THE, ON, INSTITUTION, BEGINS, ENDS, PLAIN, STATED, APART, BRIDGE = (1 << bit for bit in range(6, 18))
REACH_BIT, TAIL_BIT = 18, 22
PLACES = 4  # how far back a sentence may have ended: 0 where the text begins, 4 where none did
_NEIGHBOURS = BEFORE_NUMBER | OPENS_BRACKET | ALSO
_NEXT = 3  # bits from one's own mark to that of the next piece
_LOW = 7
LEAD, TRAIL = 3, 4  # marks before and behind a word


def cut_loop(
    content: Array, ends: Array, slots: Array, hashes: Array, known: int, pieces: Array, sizes: Array, first: Array,
    last: Array,
) -> int:  # fmt: skip
    """Cut texts at each space and number the pieces, which may be empty; return how many different ones are known.

    The arguments are those of `split_loop`.
    """
    found = 0
    new = 0
    begin = 0
    mask = np.uint64(len(slots) - 1)
    for part in range(len(ends)):
        end = ends[part]
        before = found
        at = begin
        while at <= end:
            low = at
            value = _SEED
            while at < end and content[at] != _BLANK:
                value = (value ^ np.uint64(content[at])) * _PRIME
                at += 1
            value = (value ^ (value >> _SHIFT)) * _MIX
            value = value ^ (value >> _SHIFT)
            slot = np.int64(value & mask)
            while slots[slot] >= 0 and hashes[slots[slot]] != value:
                slot = (slot + 1) & np.int64(mask)
            if slots[slot] < 0:
                slots[slot] = known
                hashes[known] = value
                first[new], last[new] = low, at
                known += 1
                new += 1
            pieces[found] = slots[slot]
            found += 1
            at += 1
        sizes[part] = found - before
        begin = end + 1
    return known


def part_loop(
    content: Array, begins: Array, stops: Array, slots: Array, hashes: Array, known: int, words: Array, around: Array,
    first: Array, last: Array,
) -> int:  # fmt: skip
    """Part pieces of ASCII into a word of letters and digits and the marks around it; return how many words are known.

    Piece i, content[begins[i] : stops[i]], gets the number of its word, -1 if it is no such piece or has many marks,
    and its marks: those before the word in the lowest three bytes of around[i], those behind it in the next four.
    The other arguments are those of `split_loop`.
    """
    new = 0
    mask = np.uint64(len(slots) - 1)
    for i in range(len(begins)):
        at, end = begins[i], stops[i]
        marks: Number = 0
        while at < end and _IS_MARK[content[at]]:
            if at - begins[i] < LEAD:
                marks |= np.int64(content[at]) << 8 * (at - begins[i])
            at += 1
        low = at
        value = _SEED
        while at < end and KINDS[content[at]] == _LETTER:
            value = (value ^ np.uint64(content[at])) * _PRIME
            at += 1
        high = at
        while at < end and _IS_MARK[content[at]]:
            if at - high < TRAIL:
                marks |= np.int64(content[at]) << 8 * (at - high + LEAD)
            at += 1
        words[i] = -1
        if at < end or low == high or low - begins[i] > LEAD or end - high > TRAIL:
            continue
        around[i] = marks
        value = (value ^ (value >> _SHIFT)) * _MIX
        value = value ^ (value >> _SHIFT)
        slot = np.int64(value & mask)
        while slots[slot] >= 0 and hashes[slots[slot]] != value:
            slot = (slot + 1) & np.int64(mask)
        if slots[slot] < 0:
            slots[slot] = known
            hashes[known] = value
            first[new], last[new] = low, high
            known += 1
            new += 1
        words[i] = slots[slot]
    return known


def gather_loop(
    pieces: Array, sizes: Array, marks: Array, seconds: Array, firsts: Array, counts: Array, left: Array, stated: Array,
    pairs: Array, begins: Array, ends: Array, places: Array, found: Array,
) -> int:  # fmt: skip
    """Count the pieces of texts, and find pairs of words and runs of pieces that may hold names; return how many runs.

    `counts`, shape (2 x pieces known,), has how often each piece stands and how often it begins a sentence. `marks`,
    `seconds` and `firsts` are by piece: the second word of a pair that it may be, and the first. found[0] becomes the
    number of `pairs`. Run i is pieces[begins[i] : ends[i]], and places[i] how far before it a sentence ended. Texts
    that are `left` are left out; those that have to be are marked so. `stated` marks texts with an acronym in brackets.
    """
    runs = 0
    pair = 0
    at = 0
    for text in range(len(sizes)):
        start, stop = at, at + sizes[text]
        at = stop
        before = np.int64(0)
        for p in range(start, stop):
            mark = np.int64(marks[pieces[p]])
            if mark & APART or (before & _NEIGHBOURS) << _NEXT & mark:
                left[text] = 1
            if mark & STATED:
                stated[text] = 1
            before = mark
        if left[text]:
            continue
        before = np.int64(0)
        place: Number = 0
        begin: Number = -1
        end = 0
        for p in range(start, stop):
            piece = np.int64(pieces[p])
            mark = np.int64(marks[piece])
            counts[2 * piece] += 1
            starts = place <= (mark >> REACH_BIT & _LOW) - 1
            if starts:
                counts[2 * piece + 1] += 1
            if p > start and seconds[piece] > 0 and firsts[pieces[p - 1]] > 0:
                pairs[pair] = np.uint64(firsts[pieces[p - 1]]) << _SHIFT | np.uint64(seconds[piece])
                pair += 1
            is_over: Number = begin >= 0 and (mark & BEGINS or before & ENDS)
            if begin >= 0 and not mark & NAMED:
                joins = mark & JOINT or (mark & THE and before & (OF | ON)) or (mark & ON and before & INSTITUTION)
                is_over = is_over or not joins
            if is_over:
                ends[runs] = end
                runs += 1
                begin = -1
            if mark & NAMED:
                if begin < 0:
                    begin = p
                    begins[runs] = p
                    places[runs] = place if not mark & PLAIN else 1 if starts else PLACES
                end = p + 1
            place = min(PLACES, (place if mark & BRIDGE else 0) + (mark >> TAIL_BIT & _LOW))
            before = mark
        if begin >= 0:
            ends[runs] = end
            runs += 1
    found[0] = pair
    return runs


def number_loop(
    pieces: Array, units: Array, begins: Array, ends: Array, places: Array, times: Array, slots: Array, hashes: Array,
    known: int, counts: Array, fresh: Array,
) -> int:  # fmt: skip
    """Count runs of pieces, equal where their units and places are; return how many are known by now.

    Each counts as often as `times` says. Which of them are `fresh`, in their order, gets the numbers from `known` on.
    `slots` is as for `split_loop`.
    """
    new = 0
    mask = np.uint64(len(slots) - 1)
    for run in range(len(begins)):
        value = (_SEED ^ np.uint64(places[run])) * _MIX
        for p in range(begins[run], ends[run]):
            value = (value ^ np.uint64(units[pieces[p]])) * _MIX
            value = value ^ (value >> _SHIFT)
        value = (value ^ (value >> _SHIFT)) * _MIX
        value = value ^ (value >> _SHIFT)
        slot = np.int64(value & mask)
        while slots[slot] >= 0 and hashes[slots[slot]] != value:
            slot = (slot + 1) & np.int64(mask)
        if slots[slot] < 0:
            slots[slot] = known
            hashes[known] = value
            counts[known] = 0
            fresh[new] = run
            known += 1
            new += 1
        counts[slots[slot]] += times[run]
    return known


def checksums_loop(content: Array, begins: Array, ends: Array, seeds: Array, sums: Array) -> int:
    """Write the CRC-32 of parts of a content, each with what it begins with; return how many there are."""
    for part in range(len(begins)):
        value: Number = seeds[part] ^ _ALL
        for p in range(begins[part], ends[part]):
            value = _CRC[(value ^ np.uint32(content[p])) & _BYTE] ^ (value >> _EIGHT)
        sums[part] = value ^ _ALL
    return len(begins)


@dataclass(frozen=True, slots=True)
class Bulk:
    """The loops, compiled or as they stand."""

    split: Callable[..., int]
    place: Callable[..., int]
    emit: Callable[..., int]
    sizes: Callable[..., int]
    fill: Callable[..., int]
    blocks: Callable[..., int]
    cut: Callable[..., int]
    part: Callable[..., int]
    gather: Callable[..., int]
    number: Callable[..., int]
    runs: Callable[..., int]
    parts: Callable[..., int]
    trim: Callable[..., int]
    checksums: Callable[..., int]


AS_THEY_STAND = Bulk(
    split_loop, place_loop, emit_loop, sizes_loop, fill_loop, blocks_loop, cut_loop, part_loop, gather_loop,
    number_loop, runs_loop, parts_loop, trim_loop, checksums_loop,
)  # fmt: skip

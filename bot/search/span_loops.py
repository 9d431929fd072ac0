"""The loops that find names in spans of words, for numba: what `names.runs_in` and `names.NameScan` do with texts."""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Number = Any  # Python's or numpy's: numba makes one of both

# What a word of ASCII letters and digits is to a name; no other word is `WHOLE`.
WHOLE, CAPITAL, YEAR, OF, ON, AND, THE, INSTITUTION, LEADING = (1 << bit for bit in range(9))
OFFICE, OFFICIAL, BELONGS, KNOWN, ENDS_NONE, NO_NAME, DATED = (1 << bit for bit in range(9, 16))


def runs_loop(
    words: Array, ends: Array, fresh: Array, marks: Array, left: Array, begins: Array, stops: Array, starts: Array,
    spans: Array,
) -> int:  # fmt: skip
    """Find the runs of capitals in spans of words; return how many there are.

    Span i is words[ends[i - 1] : ends[i]]; `fresh` tells whether it begins a sentence, and `left` is set where a word
    of it is not `WHOLE`: it is left out. Run j is words[begins[j] : stops[j]], of the span spans[j]. Of each kind, runs
    of capitals and names of institutions, a span has at most as many as words.
    """
    found = 0
    begin = 0
    for span in range(len(ends)):
        end = ends[span]
        every: Number = WHOLE
        some: Number = 0
        for p in range(begin, end):
            every &= np.int64(marks[words[p]])
            some |= np.int64(marks[words[p]])
        left[span] = every == 0
        kinds = 0 if every == 0 else 1 if some & INSTITUTION == 0 else 2
        for kind in range(kinds):
            at: Number = begin
            while at < end:
                stop = at + 1
                holds: Number = np.int64(marks[words[at]]) & CAPITAL
                if kind == 1:
                    stop += 2 if stop + 1 < end and marks[words[stop + 1]] & THE else 1
                    is_on = stop < end and marks[words[at]] & INSTITUTION != 0 and marks[words[at + 1]] & ON != 0
                    holds = np.int64(marks[words[stop]]) & CAPITAL if is_on else 0
                    stop += 1
                if holds == 0:
                    at += 1
                    continue
                while stop < end:
                    mark = np.int64(marks[words[stop]])
                    after = stop + 1 if mark & (OF | AND) else stop
                    if mark & OF and after < end and marks[words[after]] & THE:
                        after += 1
                    if after < end and marks[words[after]] & CAPITAL:
                        stop = after + 1
                    elif kind == 0 and mark & YEAR:
                        stop += 1
                    else:
                        break
                begins[found], stops[found], spans[found] = at, stop, span
                starts[found] = fresh[span] if at == begin else 0
                found += 1
                at = stop
        begin = end
    return found


def parts_loop(
    words: Array, marks: Array, begins: Array, stops: Array, starts: Array, spans: Array, part_begins: Array,
    part_stops: Array, part_starts: Array, part_spans: Array,
) -> int:  # fmt: skip
    """Split runs of capitals at "and" and behind offices; return how many parts there are.

    The arguments are those of `runs_loop`; no run has more parts than words.
    """
    found = 0
    for run in range(len(begins)):
        begin, end = begins[run], stops[run]
        if end - begin > 1 and marks[words[begin]] & LEADING:
            begin += 1
        belongs = False
        for p in range(begin + 1, end - 1):
            belongs = belongs or marks[words[p]] & (OF | ON) != 0
        start = starts[run]
        at: Number = begin
        while at < end:
            stop = at + 1
            office: Number = at + 1 if marks[words[at]] & OFFICE else 0
            while stop < end and (belongs or not marks[words[stop]] & AND):
                stop += 1
                if marks[words[stop - 1]] & OFFICE:
                    office = stop
            splits = 0 < office < stop and not marks[words[office]] & (OF | ON | AND)
            for half in range(2 if splits else 1):
                part_begins[found] = office if half == 1 else at
                part_stops[found] = office if splits and half == 0 else stop
                part_starts[found] = start
                part_spans[found] = spans[run]
                start = 0
                found += 1
            at = stop + 1
    return found


def trim_loop(words: Array, marks: Array, begins: Array, stops: Array, starts: Array, spans: Array) -> int:
    """Cut words off the ends of parts that are no part of a name; return how many names are left, which come first."""
    found = 0
    for part in range(len(begins)):
        begin, end = begins[part], stops[part]
        wanted = KNOWN if starts[part] else BELONGS
        while begin < end and not marks[words[begin]] & wanted:
            begin += 1
        while begin < end and marks[words[end - 1]] & ENDS_NONE:
            end -= 1
        every: Number = OFFICIAL
        some: Number = 0
        for p in range(begin, end):
            every &= np.int64(marks[words[p]])
            some |= np.int64(marks[words[p]])
        is_one = end - begin == 1
        if begin == end or every or some & DATED or (is_one and (some & NO_NAME or not some & KNOWN)):
            continue
        begins[found], stops[found], spans[found] = begin, end, spans[part]
        found += 1
    return found

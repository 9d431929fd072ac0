"""Scores over postings by loops: what `scoring` returns, bit for bit; in a fraction of its time, once compiled."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bot.search.arrays import different
from bot.search.postings import Postings, Whole
from bot.search.scoring import Asked, Factors, Field, Found, Masks, Scorer, factored, ranked
from bot.search.search_loops import best_loop, cursors_loop, distinct_loop, touched_loop
from bot.search.weights import CHUNK, Weights

_MOST_FACTORS = 12  # groups of which the factors of all masks are worked out beforehand
_MOST_FLAGS = 16  # groups of which the masks seen are ticked off in a table


@dataclass(frozen=True, slots=True)
class Loops:
    """The loops, compiled or as they stand."""

    cursors: Callable[..., int]
    touched: Callable[..., int]
    distinct: Callable[..., int]
    best: Callable[..., int]


AS_THEY_STAND = Loops(cursors_loop, touched_loop, distinct_loop, best_loop)


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

    def begun(p: Postings, lists: Whole) -> Whole:
        cursors = np.empty((5, len(lists)), np.int64)
        loops.cursors(lists, p.starts, p.firsts, p.long, p.long_starts, p.shares, cursors)
        return cursors

    def touched(field: Field, asked: Asked) -> Found:
        p = field.postings
        size = int(p.frequencies(asked.lists).sum())
        rows, scores, masks = np.empty(size, np.int64), np.empty(size, np.float32), np.empty(size, np.uint64)
        found = loops.touched(
            begun(p, asked.lists), asked.weights, asked.masks, p.chunks, p.fills, p.places, p.shares, p.lows, p.spans,
            p.counts, field.lengths, field.weights, scratch.scores, scratch.masks, scratch.seen, scratch.fresh, rows,
            scores, masks,
        )  # fmt: skip
        return Found(rows[:found], scores[:found], masks[:found])

    def distinct(field: Field, asked: Asked) -> Masks:
        groups = int(asked.masks.max()).bit_length()
        if groups > _MOST_FLAGS:
            return different(touched(field, asked).masks)
        p = field.postings
        flags = np.zeros(1 << groups, np.uint8)
        loops.distinct(
            begun(p, asked.lists), asked.masks, p.chunks, p.fills, p.places, p.shares, p.lows, p.spans, field.lengths,
            field.weights, scratch.masks, scratch.fresh, flags,
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
            begun(p, asked.lists), asked.weights, masks, p.chunks, p.fills, p.places, p.shares, p.lows, p.spans,
            p.counts, field.lengths, field.weights, p.tops, p.heights, ids, multiples, scratch.scores, scratch.masks,
            scratch.seen, scratch.fresh, rows, scores,
        )  # fmt: skip
        return Found(rows[:found_rows], scores[:found_rows], np.zeros(found_rows, np.uint64))

    return Scorer(touched, distinct, best)

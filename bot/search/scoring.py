"""Scores over postings, in plain numpy: what a search returns, by definition. `fast_scoring` returns the same."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.search.postings import Postings, Whole
from bot.search.weights import TIMES_BITS, Weights, weight_table

Masks = npt.NDArray[np.uint64]
MOST_GROUPS = 64  # bits of a mask


@dataclass(frozen=True, slots=True)
class Asked:
    """The terms of a query as one segment has them. Each score is summed in their order, so it is one everywhere."""

    lists: Whole  # shape (terms,), none of them -1
    weights: Weights  # by which a paragraph's weight of the term counts, >= 0, descending
    masks: Masks  # a bit for each group that the term is one of


@dataclass(frozen=True, slots=True)
class Found:
    """Paragraphs that hold any of the terms asked for."""

    rows: Whole
    scores: Weights  # 0.0 where only terms without weight stand
    masks: Masks  # the bits of all terms that stand there


@dataclass(frozen=True, slots=True)
class Field:
    """What is searched: the postings of one segment and what is known of its rows."""

    postings: Postings
    lengths: npt.NDArray[
        np.uint16
    ]  # shape (rows,): content words of each paragraph, one more than all for what is gone
    ids: npt.NDArray[np.bytes_]  # shape (rows,)
    weights: Weights  # `weight_table` of the lengths

    @classmethod
    def of(
        cls, postings: Postings, lengths: npt.NDArray[np.uint16], ids: npt.NDArray[np.bytes_], gone: Whole
    ) -> "Field":
        """Take what a segment has, and the rows that are gone from it."""
        longest = int(lengths.max(initial=0))
        if len(gone):
            lengths = lengths.copy()
            lengths[gone] = longest + 1
        return cls(postings, lengths, ids, weight_table(longest))

    @property
    def gone(self) -> int:
        """The length of what is gone."""
        return (len(self.weights) >> TIMES_BITS) - 1


# From a mask to what a score is multiplied by, in [0, 1]. Shape-preserving over arrays of masks.
Factors = Callable[[Masks], Weights]


@dataclass(frozen=True, slots=True)
class Scorer:
    """The loops of a search, in one make or another."""

    touched: Callable[[Field, Asked], Found]
    distinct: Callable[[Field, Asked], Masks]
    best: Callable[[Field, Asked, Factors | None, int, int], Found]


def touched(field: Field, asked: Asked) -> Found:
    """Return all paragraphs that hold any of the terms, rows ascending."""
    scores = np.zeros(len(field.lengths), np.float32)
    masks = np.zeros(len(field.lengths), np.uint64)
    hit = np.zeros(len(field.lengths), np.bool_)
    for number, weight, mask in zip(asked.lists, asked.weights, asked.masks, strict=True):
        _, held, counts = field.postings.take(np.array([number]))
        scores[held] += weight * field.weights[field.lengths[held].astype(np.int64) << TIMES_BITS | counts]
        masks[held] |= mask
        hit[held] = True
    rows = np.flatnonzero(hit & (field.lengths != field.gone))
    return Found(rows, scores[rows], masks[rows])


def distinct(field: Field, asked: Asked) -> Masks:
    """Return the different masks among the paragraphs that hold any of the terms, ascending."""
    return np.unique(touched(field, asked).masks)


def best(field: Field, asked: Asked, factors: Factors | None, groups: int, limit: int) -> Found:
    """Return the at most `limit` paragraphs of the highest scores > 0, best first, ties by id.

    `factors` multiply the scores, by the masks, which have so many `groups`.
    """
    found = factored(touched(field, asked), factors)
    return ranked(found, field.ids[found.rows], limit)


def factored(found: Found, factors: Factors | None) -> Found:
    """Return what was found with its scores multiplied by the factors of their masks."""
    if factors is None:
        return found
    masks, which = np.unique(found.masks, return_inverse=True)
    return Found(found.rows, found.scores * factors(masks)[which], found.masks)


def ranked(found: Found, ids: npt.NDArray[np.bytes_], limit: int) -> Found:
    """Return the at most `limit` best of what was found with a score > 0, best first, ties by id."""
    floor = np.float32(0.0)
    if len(found.scores) > limit > 0:
        floor = np.partition(found.scores, -limit)[-limit]
    kept = np.flatnonzero((found.scores >= floor) & (found.scores > 0))
    kept = kept[np.lexsort((ids[kept], -found.scores[kept]))][:limit]
    return Found(found.rows[kept], found.scores[kept], found.masks[kept])


REFERENCE = Scorer(touched, distinct, best)

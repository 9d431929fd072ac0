"""BM25's weights, and in which pieces postings come."""

from typing import Any

import numpy as np
import numpy.typing as npt

# BM25 (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework", section 3), tuned once over eight
# public collections; see docs/quality.md. The average length is a constant, or old weights would depend on new text.
SATURATION = 1.2  # k1
_LENGTH_NORMALISATION = 0.65  # b
_AVERAGE_TERMS = 65.0  # content words of a paragraph

MOST = np.float32(SATURATION + 1)  # that a weight may come to
MOST_TIMES = 15  # that a term is counted in a paragraph: then it weighs nearly MOST, and two counts fit into a byte

TIMES_BITS = 4
LONGEST = 65_534  # content words of a paragraph, as far as they are told apart

CHUNK_BITS = 16  # a row is the number of a chunk and a place in it
CHUNK = 1 << CHUNK_BITS
BLOCK = 128  # postings at most
TOP = 255  # what a block's top says of a weight of MOST
# Of a list with many postings, these come by spans of rows instead of blocks: a place within one takes a byte.
SPAN_BITS = 8
SPAN = 1 << SPAN_BITS
REACH_BITS = 10  # rows that share a top
REACH = 1 << REACH_BITS

Weights = npt.NDArray[np.float32]


def norms(lengths: npt.NDArray[Any]) -> Weights:
    """Return by how much BM25 damps the counts of paragraphs of so many content words."""
    known = np.minimum(lengths, LONGEST).astype(np.float32)
    parts = 1 - _LENGTH_NORMALISATION + _LENGTH_NORMALISATION * known / _AVERAGE_TERMS
    damping: Weights = SATURATION * parts
    return damping


def weigh(counts: npt.NDArray[Any], damping: Weights) -> Weights:
    """Return BM25's weights of terms that stand so often in paragraphs with such norms; 0.0 where that is infinite."""
    times = counts.astype(np.float32)
    weights: Weights = times * (MOST / (times + damping))
    return weights


def weight_table(longest: int) -> Weights:
    """Return the weights of all counts in paragraphs of up to so many words, and of those that are gone.

    The weight of a count is at length << TIMES_BITS | count; paragraphs one longer than the longest are the gone ones.
    """
    lengths, counts = np.divmod(np.arange((longest + 2) << TIMES_BITS), MOST_TIMES + 1)
    table = weigh(counts, norms(lengths))
    table[(longest + 1) << TIMES_BITS :] = 0.0
    return table

"""Lists of postings hold what was counted, whether they are short or long, and however they were put together."""

import numpy as np
import pytest

from bot.search.bulk import AS_THEY_STAND, Bulk
from bot.search.counting import Counted, Numbering, term_key
from bot.search.postings import Postings, merge, post
from bot.search.weights import MOST, REACH, SPAN, TOP, norms, weigh

_ROWS = 3_000
# Every how manieth paragraph holds a term. One more stands in all but every 2,560th: most spans are full of it.
_EVERY = {"port": 1, "half": 2, "third": 3, "tenth": 10, "rare": 40}


def _texts() -> list[str]:
    held = [[term for term, every in _EVERY.items() if row % every == 0] * (1 + row % 3) for row in range(_ROWS)]
    return [" ".join([*terms, "pier"] if row % (10 * SPAN) else terms) for row, terms in enumerate(held)]


def _counted(bulk: Bulk | None = None) -> tuple[Counted, Numbering]:
    numbering = Numbering(bulk)
    return numbering.count([(text, "", "") for text in _texts()]), numbering


def _is_as_counted(postings: Postings) -> None:
    texts = [text.split() for text in _texts()]
    terms = [*_EVERY, "pier"]
    lists = postings.find(np.array([term_key(term) for term in terms], np.uint64))
    lengths, rows, counts = postings.take(lists)
    found = list(zip(rows.tolist(), counts.tolist(), strict=True))
    for term, length in zip(terms, lengths.tolist(), strict=True):
        own, found = found[:length], found[length:]
        assert own == [(row, text.count(term)) for row, text in enumerate(texts) if term in text], term


@pytest.mark.parametrize("bulk", [None, AS_THEY_STAND])
def test_short_and_long_lists_hold_what_was_counted(bulk: Bulk | None) -> None:
    with np.errstate(over="ignore"):  # hashes wrap round, of which numpy warns where nothing is compiled
        counted, numbering = _counted(bulk)
        postings = post(counted, numbering.terms(), bulk)
    _is_as_counted(postings)
    long = postings.find(np.array([term_key(term) for term in ("half", "third", "tenth")], np.uint64))
    assert sorted(long) == postings.long.tolist()


def test_a_list_with_all_rows_of_a_span_is_a_short_one() -> None:
    counted, numbering = _counted()
    postings = post(counted, numbering.terms())
    whole = postings.find(np.array([term_key("port"), term_key("pier")], np.uint64))
    assert (postings.frequencies(whole) > SPAN).all()
    assert not set(whole.tolist()) & set(postings.long.tolist())


def test_no_weight_of_a_long_list_is_above_its_top() -> None:
    counted, numbering = _counted()
    postings, damping = post(counted, numbering.terms()), norms(counted.lengths)
    for which, number in enumerate(postings.long.tolist()):
        _, rows, counts = postings.take(np.array([number]))
        tops = postings.heights.reshape(len(postings.long), -1)[which][rows // REACH]
        weights = weigh(counts, damping[rows])
        assert (weights <= tops.astype(np.float32) * (MOST / TOP)).all()
        assert (tops < TOP).any()


def test_merged_lists_hold_what_was_counted() -> None:
    counted, numbering = _counted()
    terms, ends = numbering.terms(), np.cumsum(counted.lengths)
    parts, begin, word = [], 0, 0
    for end in (700, 2_900, _ROWS):
        some = Counted(counted.words[word : ends[end - 1]], counted.lengths[begin:end])
        parts.append((post(some, terms), np.arange(begin, end, dtype=np.int32)))
        begin, word = end, int(ends[end - 1])
    merged = merge(parts, norms(counted.lengths))
    _is_as_counted(merged)
    assert {name: array.tolist() for name, array in merged.arrays().items()} == {
        name: array.tolist() for name, array in post(counted, terms).arrays().items()
    }

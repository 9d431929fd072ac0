"""The fast loops return what the plain ones do, bit for bit: as they stand, and compiled where there is a compiler."""

import logging
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.counting import Numbering, term_key
from bot.search.fast_scoring import AS_THEY_STAND, scorer
from bot.search.kernels import Kernels, place_of
from bot.search.postings import post
from bot.search.scoring import REFERENCE, Asked, Field, Found, Masks, Scorer
from bot.search.weights import Weights
from tests.builders import corpus, indexed

_TERMS = [f"t{number}" for number in range(12)]
_ROWS = 150_000  # of three chunks
_HELD = 2_500  # that hold anything
_GROUPS = 4


def _field(seed: int, gone: Sequence[int]) -> Field:
    """Paragraphs of some of the terms, the later the rarer; of many the terms are the same, and so the scores.

    The lists of the first two or three are long.
    """
    rng = np.random.default_rng(seed)
    entries = []
    for _ in range(400):
        kept = rng.random(len(_TERMS)) < 1 / np.arange(1, len(_TERMS) + 1)
        often = rng.integers(1, 4, len(_TERMS))
        entries.append((" ".join(f"{t} " * n for t, n, k in zip(_TERMS, often, kept, strict=True) if k), "", ""))
    entries = (entries * 7)[:_HELD]
    numbering = Numbering()
    counted = numbering.count(entries)
    # Most paragraphs of three chunks hold nothing; the others stand close together in some places, apart in others.
    apart = rng.choice(60_000, _HELD - 800, replace=False) * 5 // 2
    places = np.unique(np.concatenate([apart, np.arange(65_000, 66_600, 2)]))
    lengths = np.zeros(_ROWS, np.int64)
    lengths[places] = counted.lengths[: len(places)]
    whole = type(counted)(counted.words[: int(lengths.sum())], lengths)
    ids = np.array([f"{number * 7919 % _ROWS:06}" for number in range(_ROWS)], np.bytes_)
    postings = post(whole, numbering.terms())
    assert 1 < len(postings.long) < len(postings.lists)
    return Field.of(postings, lengths.astype(np.uint16), ids, places[list(gone)])


def _asked(field: Field, weights: Sequence[float], masks: Sequence[int]) -> Asked:
    order = np.argsort(-np.array(weights), kind="stable")
    keys = np.array([term_key(_TERMS[at]) for at in order], np.uint64)
    lists = field.postings.find(keys)
    there = lists >= 0
    heights, bits = np.array(weights, np.float32)[order], np.array(masks, np.uint64)[order]
    return Asked(lists[there], heights[there], bits[there])


def _factors(masks: Masks) -> Weights:
    factors: Weights = (np.bitwise_count(masks) / _GROUPS).astype(np.float32)
    return factors


def _same(one: Found, other: Found, *, masks: bool = True) -> None:
    assert one.rows.tolist() == other.rows.tolist()
    assert one.scores.tolist() == other.scores.tolist()
    assert not masks or one.masks.tolist() == other.masks.tolist()


def _agrees(fast: Scorer, field: Field, asked: Asked) -> None:
    _same(fast.touched(field, asked), REFERENCE.touched(field, asked))
    assert fast.distinct(field, asked).tolist() == REFERENCE.distinct(field, asked).tolist()
    for limit in (1, 3, 40):
        for factors in (None, _factors):
            found = fast.best(field, asked, factors, _GROUPS, limit)
            _same(found, REFERENCE.best(field, asked, factors, _GROUPS, limit), masks=False)


_WEIGHTS = st.lists(st.sampled_from([0.0, 0.3, 1.0, 1.7, 6.0]), min_size=len(_TERMS), max_size=len(_TERMS))
_MASKS = st.lists(st.integers(1, (1 << _GROUPS) - 1), min_size=len(_TERMS), max_size=len(_TERMS))


@given(_WEIGHTS, _MASKS, st.integers(0, 3), st.sets(st.integers(0, 300), max_size=5))
@settings(max_examples=8)
def test_the_loops_as_they_stand_find_what_the_reference_finds(
    weights: list[float], masks: list[int], seed: int, gone: set[int]
) -> None:
    field = _field(seed, sorted(gone))
    _agrees(scorer(AS_THEY_STAND), field, _asked(field, weights, masks))


def test_masks_of_many_groups_are_those_of_the_reference() -> None:
    field = _field(1, [])
    asked = _asked(field, [1.0] * len(_TERMS), [1 << 5 * at for at in range(len(_TERMS))])
    fast = scorer(AS_THEY_STAND)
    assert fast.distinct(field, asked).tolist() == REFERENCE.distinct(field, asked).tolist()
    _same(fast.best(field, asked, _factors, 60, 7), REFERENCE.best(field, asked, _factors, 60, 7))


def test_the_compiled_loops_find_what_the_reference_finds(tmp_path_factory: pytest.TempPathFactory) -> None:
    kernels = Kernels(tmp_path_factory.getbasetemp().parent / "kernels")
    assert kernels.load()
    assert kernels.scorer
    assert Kernels(tmp_path_factory.getbasetemp().parent / "kernels").is_quick()
    rng = np.random.default_rng(7)
    for seed in range(6):
        field = _field(seed, [1, 2, 3])
        weights = rng.choice([0.0, 0.3, 1.0, 6.0], len(_TERMS)).tolist()
        _agrees(kernels.scorer, field, _asked(field, weights, rng.integers(1, 1 << _GROUPS, len(_TERMS)).tolist()))


def test_what_was_compiled_of_other_sources_is_not_taken(tmp_path: Path) -> None:
    loops, constants = tmp_path / "loops.py", tmp_path / "constants.py"
    loops.write_text("def loop(): return HALF")
    constants.write_text("HALF = 0.5")
    before = place_of(tmp_path, [loops, constants])
    assert place_of(tmp_path, [loops, constants]) == before
    constants.write_text("HALF = 0.6")
    assert place_of(tmp_path, [loops, constants]) != before


def test_an_index_with_loops_answers_like_one_without(tmp_path: Path) -> None:
    plain = indexed(tmp_path, corpus("a: ferry harbour", "b: gull", "c: whale", "d: ferry gull"))
    query = {"ferri": 1.0, "gull": 0.5}
    kernels = Kernels(tmp_path)
    fast = type(plain)(plain.folder, kernels)
    for made in (None, scorer(AS_THEY_STAND)):
        kernels.scorer = made
        assert fast.search(query, 3) == plain.search(query, 3)


def test_where_nothing_can_be_compiled_searches_go_on_and_the_log_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    kernels = Kernels(tmp_path)
    assert not kernels.is_quick()
    with caplog.at_level(logging.WARNING):
        assert not kernels.load()
        assert not kernels.load()
        assert kernels.is_quick()
    assert caplog.text.count("slower") == 1

"""Candidates for a misspelt word: as good as all are, and found without a look at each."""

from collections.abc import Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.search.candidates import Candidates, candidate_arrays, slips_between
from bot.search.glossary import place_names
from bot.search.spelling import nearest, skeleton
from bot.search.strings import Strings, string_arrays

_WORDS = st.text("aehkgbcnrstx19", max_size=12)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _candidates(known: Sequence[str], numbers: Sequence[int]) -> Candidates:
    spellings = Strings.among(string_arrays("known", known), "known")
    return Candidates.among(candidate_arrays("words", known, numbers), "words", spellings)


@given(_WORDS.filter(len), st.lists(_WORDS, max_size=20))
def test_slips_are_counted_as_one_at_a_time(typed: str, others: list[str]) -> None:
    strings = Strings.among(string_arrays("others", others), "others")
    rows = strings.bytes(np.arange(len(others)))
    expected = [OSA.distance(typed, other) for other in others]
    assert slips_between(typed.encode(), rows).tolist() == expected


def _mistyped(word: str, random: Random, slips: int) -> str:
    for _ in range(slips):
        word = _with_a_slip(word, random)
    return word


def _with_a_slip(word: str, random: Random) -> str:
    at = random.randrange(len(word))
    kind = random.choice(("put", "drop", "swap", "double", "add"))
    other = random.choice(_LETTERS)
    return {
        "put": word[:at] + other + word[at + 1 :],
        "drop": word[:at] + word[at + 1 :],
        "swap": word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
        "double": word[:at] + word[at] + word[at:],
        "add": word[:at] + other + word[at:],
    }[kind]


@pytest.fixture(scope="module")
def places() -> tuple[list[str], list[str]]:
    """Names of places in many languages, folded, and their skeletons."""
    known = sorted(name for name in place_names() if len(name) >= 4 and name.isalpha())
    return known, [*map(skeleton, known)]


@pytest.mark.parametrize(("slips", "least"), [(0, 1.0), (1, 0.99), (2, 0.97)])
def test_nearly_all_that_a_look_at_every_word_finds_is_found(
    places: tuple[list[str], list[str]], slips: int, least: float
) -> None:
    known, random = places[0], Random(slips)
    candidates = _candidates(known, range(len(known)))
    missed = wanted = 0
    for word in random.sample(known, 200):
        typed = _mistyped(word, random, slips)
        every = nearest(typed, *places, limit=3)
        expected = {name for name, price in every if price <= every[0][1] + 0.3}  # as a reader goes on with
        near = [known[number] for number in candidates.near(typed)]
        found = {name for name, _ in nearest(typed, near, [*map(skeleton, near)], limit=3)}
        wanted += len(expected)
        missed += len(expected - found)
    assert 1 - missed / wanted >= least


def test_two_letters_swapped_across_two_pieces_are_found() -> None:
    known = ["pakistan", "zangezur", "nakhchivan"]
    candidates = _candidates(known, range(3))
    for number, word in enumerate(known):
        for at in range(len(word) - 1):
            typed = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            assert number in candidates.near(typed), typed


@given(st.lists(_WORDS, max_size=8), st.text(max_size=9))
@settings(max_examples=100)
def test_whatever_is_typed_candidates_are_words_that_there_are(known: list[str], typed: str) -> None:
    candidates = _candidates(known, range(len(known)))
    assert set(candidates.near(typed)) <= set(range(len(known)))


def test_a_number_is_never_another_and_a_word_that_is_left_out_never_found() -> None:
    known = ["cop29", "cop28", "kestrel"]
    candidates = _candidates(known, [0, 1])
    assert candidates.near("cop29") == [0]
    assert candidates.near("kestrel") == []

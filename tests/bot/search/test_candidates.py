"""Candidates for a misspelt word: as good as all are, and found without a look at each."""

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


@given(_WORDS.filter(len), st.lists(_WORDS, max_size=20))
def test_slips_are_counted_as_one_at_a_time(typed: str, others: list[str]) -> None:
    strings = Strings.among(string_arrays("others", others), "others")
    rows = strings.bytes(np.arange(len(others)))
    expected = [OSA.distance(typed, other) for other in others]
    assert slips_between(typed.encode(), rows).tolist() == expected


def _mistyped(word: str, random: Random) -> str:
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


def _share_found(slips: int, length: range) -> float:
    """The share of what a look at every name of a place finds that candidates find too, the best three of each."""
    random = Random(slips)
    known = sorted(name for name in place_names() if len(name) in length and name.isalpha())
    skeletons = [*map(skeleton, known)]
    candidates = Candidates.among(candidate_arrays("words", known, range(len(known))), "words")
    missed = wanted = 0
    for word in random.sample(known, min(len(known), 150)):
        typed = word
        for _ in range(slips):
            typed = _mistyped(typed, random)
        expected = nearest(typed, known, skeletons, limit=3)
        near = [known[number] for number in candidates.near(typed)]
        found = nearest(typed, near, [*map(skeleton, near)], limit=3)
        wanted += len(expected)
        missed += len({word for word, _ in expected} - {word for word, _ in found})
    return 1 - missed / wanted


@pytest.mark.parametrize("length", [range(4, 8), range(8, 12), range(12, 20)])
@pytest.mark.parametrize("slips", [0, 1, 2])
def test_nearly_all_that_a_look_at_every_word_finds_is_found(slips: int, length: range) -> None:
    assert _share_found(slips, length) >= 0.99


def test_two_letters_swapped_across_two_pieces_are_found() -> None:
    known = ["pakistan", "zangezur", "nakhchivan"]
    candidates = Candidates.among(candidate_arrays("words", known, range(3)), "words")
    for number, word in enumerate(known):
        for at in range(len(word) - 1):
            typed = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            assert number in candidates.near(typed), typed


@given(st.lists(_WORDS, max_size=8), st.text(max_size=9))
@settings(max_examples=100)
def test_whatever_is_typed_candidates_are_words_that_there_are(known: list[str], typed: str) -> None:
    candidates = Candidates.among(candidate_arrays("words", known, range(len(known))), "words")
    assert set(candidates.near(typed)) <= set(range(len(known)))


def test_a_number_is_never_another_and_a_word_that_is_left_out_never_found() -> None:
    known = ["cop29", "cop28", "kestrel"]
    candidates = Candidates.among(candidate_arrays("words", known, [0, 1]), "words")
    assert candidates.near("cop29") == [0]
    assert candidates.near("kestrel") == []

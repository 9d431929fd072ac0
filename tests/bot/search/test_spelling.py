"""What a slip costs: little for fingers and ears, much for another name."""

import math
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.search.spelling import allowance, cost, distance, nearest, skeleton

_FOLDED = st.text("aehkgbcdmnoistuyz19", max_size=9)


def _is_slip(typed: str, word: str) -> bool:
    return distance(typed, word) <= allowance(len(typed))


@given(_FOLDED, _FOLDED)
def test_cost_is_the_same_both_ways_and_nothing_for_equal_spellings_alone(typed: str, word: str) -> None:
    assert cost(typed, word) == pytest.approx(cost(word, typed))
    assert (cost(typed, word) == 0) == (typed == word)
    assert cost(typed, word) >= 0
    assert 0 <= distance(typed, word) == pytest.approx(distance(word, typed))


@given(_FOLDED, _FOLDED, st.sampled_from([0.3, 0.8, 1.0, 1.6, 3.0]))
def test_a_cost_is_the_same_with_a_bound_and_infinite_above_it(typed: str, word: str, most: float) -> None:
    price = cost(typed, word)
    assert cost(typed, word, most) == (price if price <= most else math.inf)


@given(st.text("abcdefgh", max_size=8), st.text("0123456789", min_size=1, max_size=4), st.data())
def test_no_digit_is_ever_put_for_another(letters: str, digits: str, data: st.DataObject) -> None:
    others = data.draw(st.text("0123456789", max_size=4).filter(lambda other: other != digits))
    assert not _is_slip(letters + digits, letters + others)


@pytest.mark.parametrize(
    ("slip", "typed", "word"),
    [
        ("a letter doubled", "kestrrel", "kestrel"),
        ("a doubled letter typed once", "brannock", "branock"),
        ("two letters swapped", "ketsrel", "kestrel"),
        ("the first two letters swapped", "ekstrel", "kestrel"),
        ("a neighbouring key", "kestrwl", "kestrel"),
        ("a letter that sounds alike", "pinaca", "pinaka"),
        ("a vowel for another", "tarnhelm", "tarnholm"),
        ("a dropped h", "tarnolm", "tarnholm"),
        ("an h too many", "marhrowby", "marrowby"),
        ("a letter left out", "kesrel", "kestrel"),
        ("w for v", "wollan", "vollan"),
        ("two small slips in a long name", "severianjn", "severyanin"),
    ],
)
def test_a_slip_of_the_finger_or_ear_is_still_the_word(slip: str, typed: str, word: str) -> None:
    assert _is_slip(typed, word), slip


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("pinata", "pinaka"),  # an unrelated letter in a short word
        ("iran", "iraq"),
        ("mali", "bali"),
        ("oslo", "osel"),
        ("tarnholm", "turnhall"),
        ("kestrel", "kesteven"),
        ("cop28", "cop29"),
        ("berth8", "berth9"),
        ("marrowby", "narrowboat"),
        ("ops", "opc"),  # three letters have no room for a slip
    ],
)
def test_another_name_is_no_slip(typed: str, word: str) -> None:
    assert not _is_slip(typed, word)


def test_likely_slips_cost_less_than_unlikely_ones() -> None:
    word = "kestrel"
    doubled, sound, transposed, neighbour, unrelated = "kestrell", "kestral", "kesterl", "kestrek", "kestrep"
    costs = [cost(typed, word) for typed in (doubled, sound, transposed, neighbour, unrelated)]
    assert costs == sorted(costs)
    assert cost("tarnholm", "tarnolm") < cost("tarnholm", "tarnhlm") < cost("tarnholm", "tarnhom")


def test_a_slip_in_the_first_letter_is_dearer_unless_it_looks_or_sounds_alike() -> None:
    assert distance("pestrel", "kestrel") > cost("pestrel", "kestrel")
    assert distance("qestrel", "kestrel") <= cost("qestrel", "kestrel")


def test_longer_words_have_more_room_and_short_ones_none() -> None:
    rooms = [allowance(length) for length in range(25)]
    assert rooms == sorted(rooms)
    assert rooms[:4] == [0.0] * 4
    assert rooms[4] > 0


@pytest.mark.parametrize(
    "spellings",
    [
        ("dzheyhun", "jeyhun", "jeihun"),
        ("zhukov", "jukov"),
        ("philipp", "filip"),
        ("mukhammad", "muhammad", "muhamad"),
        ("aleksandr", "alexandr"),
        ("osterwick", "ostervik", "osterwik"),
        ("chekhov", "cehov"),
        ("naxchivan", "naksciwan"),
    ],
)
def test_transliterations_of_one_name_have_one_skeleton(spellings: tuple[str, ...]) -> None:
    assert len({skeleton(spelling) for spelling in spellings}) == 1


@given(_FOLDED)
def test_a_skeleton_has_no_letter_doubled_and_keeps_the_digits(folded: str) -> None:
    reduced = skeleton(folded)
    assert not any(a == b and a.isalpha() for a, b in pairwise(reduced))
    assert [c for c in reduced if c.isdigit()] == [c for c in folded if c.isdigit()]


# The nearest of many

_VOCABULARY = st.text("aehkgbcnrst", min_size=3, max_size=9)


@st.composite
def _mistyped(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A spelling, and a vocabulary of words a few edits away from it, among others."""
    typed = draw(_VOCABULARY)
    words = set(draw(st.lists(_VOCABULARY, max_size=5)))
    for _ in range(draw(st.integers(0, 8))):
        word = typed
        for _ in range(draw(st.integers(0, 3))):
            at = draw(st.integers(0, len(word)))
            word = word[:at] + draw(st.text("aehkst", max_size=1)) + word[at + draw(st.integers(0, 1)) :]
        words.add(word)
    return typed, sorted(words - {""})


def _exhaustive(typed: str, known: list[str]) -> list[tuple[str, float]]:
    if not allowance(len(typed)):
        return []
    costs = sorted((round(distance(typed, word), 6), cost(typed, word, allowance(len(typed))), word) for word in known)
    near = [word for price, _, word in costs if price <= allowance(len(typed)) and len(word) > 2]
    return [(word, distance(typed, word)) for word in near]


@given(_mistyped())
@settings(max_examples=150)
def test_the_nearest_are_those_that_a_look_at_every_word_finds(drawn: tuple[str, list[str]]) -> None:
    typed, known = drawn
    found = nearest(typed, known, [*map(skeleton, known)], limit=100)
    expected = _exhaustive(typed, known)
    assert [pair for pair in expected if pair in found] == found  # the same order, and nothing else
    missed = {word for word, _ in expected} - {word for word, _ in found}
    assert not {word for word in missed if OSA.distance(typed, word) <= 2}  # many tiny slips may be too many


@given(_mistyped(), st.randoms(use_true_random=False))
def test_the_nearest_do_not_depend_on_the_order_of_the_words(drawn: tuple[str, list[str]], random: Random) -> None:
    typed, known = drawn
    shuffled = random.sample(known, len(known))
    assert nearest(typed, known, [*map(skeleton, known)]) == nearest(typed, shuffled, [*map(skeleton, shuffled)])


def test_the_nearest_come_cheapest_first_and_a_limit_cuts_them() -> None:
    known = ["tarnhelm", "tarnholm", "tarnhulm", "osterwyk", "tarnholmm"]
    every = nearest("tarnholm", known, [*map(skeleton, known)], limit=9)
    assert every[0] == ("tarnholm", 0.0)
    assert [word for word, _ in every[1:]] == ["tarnholmm", "tarnhelm", "tarnhulm"]
    assert nearest("tarnholm", known, [*map(skeleton, known)], limit=2) == every[:2]


def test_of_two_that_sound_alike_the_one_nearer_by_letters_is_first() -> None:
    known = ["eightdoctor", "eighthdoctor"]
    assert nearest("eighthdoctoor", known, [*map(skeleton, known)])[0][0] == "eighthdoctor"
    known = ["gallia", "gaulish"]
    assert nearest("gallis", known, [*map(skeleton, known)])[0][0] == "gallia"


def test_nothing_is_near_in_an_empty_vocabulary_or_to_a_short_word() -> None:
    assert nearest("tarnholm", [], []) == []
    assert nearest("ops", ["opc"], ["opc"]) == []
    assert nearest("", ["opc"], ["opc"]) == []
    assert nearest("sssss", ["s", "ss"], ["s", "s"]) == []  # a finger left on a key

"""Whose position a sentence gives, told from the sentence alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.content import read
from bot.briefing.names import names
from bot.briefing.positions import affiliations
from bot.search.analysis import fold


def holder(text: str) -> set[str] | None:
    """Return whose stance the one sentence of a text gives; None where it gives none."""
    (sentence,) = read(text, "en")
    return set(sentence.position.holder) if sentence.position else None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dunmar rejects the new lock on the Orle Canal.", {"dunmar"}),
        ("In his speech to the Vess Assembly, Brand, once a miner, sought to calm the fishermen.", {"brand"}),
        (
            "The Minister of Works Ivo Brand, during his Tarn visit, stated that the lock is safe.",
            {"works", "ivo", "brand"},
        ),
        ("The plan of Tarn stalled in March 2023, as Dunmar opposes any new lock.", {"dunmar"}),
        ("The plan has been firmly rejected by Dunmar and its port.", {"dunmar"}),
        ("Work in Tarn has been late, largely due to opposition from Dunmar.", {"dunmar"}),
        ("A lock near Tarn remains unacceptable to Dunmar.", {"dunmar"}),
        ("According to President Ivo Brand, the treaty is not complete.", {"ivo", "brand"}),
        ("Vessland's view of the lock puts it at odds with the delta, Mr Brand said.", {"brand"}),
        ("“Vessland is using the canal against us,” Ivo Brand warned on Monday.", {"ivo", "brand"}),
        ("The board of Dunmar has hit back at fierce criticism of its work.", {"dunmar"}),
        ("Critics have once again rejected the lock.", {"critics"}),
        ("According to a survey in Dunmar, the lock is used by few boats.", set()),
        ("Dunmar's opponents rejected the lock.", {"opponents"}),
    ],
)
def test_a_position_is_its_holders(text: str, words: set[str]) -> None:
    assert holder(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "The canal of Dunmar was dug for the United States in 1911.",
        "Dunmar renounced its territorial claims to the canal in 1911.",
        "Six men from Dunmar were accused of stealing the lock's bronze gates.",
        "The proposed route from Dunmar to Tarn is 43 kilometres long.",
        "The canal board met under fierce criticism of its work in Dunmar.",
        "Six boats from Dunmar were denied passage through the lock.",
    ],
)
def test_a_word_that_only_looks_like_a_stance_is_none(text: str) -> None:
    assert holder(text) is None


def test_a_pronouns_position_is_that_of_the_sentence_before() -> None:
    _, second = read("Brand spoke to the assembly in March. He rejected the new lock near Tarn.", "en")
    assert second.position is not None
    assert second.position.of_before
    assert second.position.disputes


def test_what_is_merely_said_is_told_from_what_is_held() -> None:
    said, held = read("Ivo Brand said that the lock opens in May. But Dunmar supports another date.", "en")
    assert said.position is not None
    assert held.position is not None
    assert (said.position.tells, held.position.tells) == (True, False)
    assert (said.position.counters, held.position.counters) == (False, True)


@pytest.mark.parametrize(
    ("text", "replies"),
    [
        ("Vessland denied the allegations.", True),
        ("Vessland has rubbished claims that it did so.", True),
        ("Vessland opposed a lock.", False),
        ("Vessland welcomed the plan.", False),
    ],
)
def test_a_denial_of_claims_replies_to_those_before_it(text: str, replies: bool) -> None:
    (sentence,) = read(text, "en")
    assert sentence.position is not None
    assert sentence.position.replies is replies


def test_what_somebody_echoes_agrees_with_what_was_said_before() -> None:
    said, echoed = read("Dunmar demanded a new lock in March. Ivo Brand echoed that demand on Monday.", "en")
    assert said.position is not None
    assert echoed.position is not None
    assert (said.position.agrees, echoed.position.agrees) == (False, True)


@pytest.mark.parametrize(
    ("text", "tied"),
    [
        ("The Vess Foreign Minister Ivo Brand came to Dunmar.", {"vess", "ivo", "brand"}),
        ("Vessland's foreign minister Ivo Brand came to Dunmar.", {"vessland", "ivo", "brand"}),
        ("Ivo Brand, the head of the Vess office, came to Dunmar.", {"ivo", "brand", "vess"}),
    ],
)
def test_a_title_ties_a_person_to_a_country_or_body(text: str, tied: set[str]) -> None:
    assert affiliations(text, names(text)) == (frozenset(tied),)


def test_names_that_merely_stand_side_by_side_are_not_tied() -> None:
    text = "The presidents of Dunmar and Vessland met Ivo Brand in Tarn."
    assert all(not {"dunmar", "vessland"} <= tie for tie in affiliations(text, names(text)))


@given(st.text(max_size=200))
def test_any_text_has_a_position_or_none(text: str) -> None:
    for sentence in read(text, "en"):
        assert sentence.position is None or all(word in fold(sentence.text) for word in sentence.position.holder)

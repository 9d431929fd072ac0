"""Why each sentence of a briefing was taken."""

from dataclasses import fields

import pytest

from bot.briefing.merit import Weights
from bot.briefing.selection import brief, choose
from tests.bot.briefing.builders import about, article

CANAL = article(
    "The Orle Canal links the river Vess with the port of Dunmar over 43 kilometres.",
    "The Orle Canal has been closed since March 2023, when a lock near Tarn collapsed.",
)
REPORT = article(
    "Engineers want 90 tons of steel for the lock of the Orle Canal.", document="b", publisher="Vess Post", score=0.8
)


def test_the_reasons_are_those_of_the_very_sentences_of_the_briefing() -> None:
    taken = choose([*CANAL, *REPORT], about("Orle Canal"))
    assert tuple(one.quote for one in taken) == brief([*CANAL, *REPORT], about("Orle Canal")).quotes
    assert sorted(one.turn for one in taken) == [1, 2, 3]
    assert set(taken[0].parts) < {field.name for field in fields(Weights)}


def test_a_signal_without_weight_is_no_reason() -> None:
    weighed = choose(CANAL, about("Orle Canal"))
    unweighed = choose(CANAL, about("Orle Canal"), weights=Weights(centrality=0.0))
    assert all(one.parts["centrality"] > 0 for one in weighed)
    assert {one.parts["centrality"] for one in unweighed} == {0.0}
    assert unweighed[0].worth == pytest.approx(weighed[0].worth - weighed[0].parts["centrality"] / weighed[0].divisor)


def test_a_second_publisher_is_a_reason_and_the_first_is_none() -> None:
    by_publisher = {
        one.quote.source.publisher: one.parts["publisher"] for one in choose([*CANAL, *REPORT], about("Orle Canal"))
    }
    assert by_publisher["The Daily"] == 0
    assert by_publisher["Vess Post"] == Weights().publisher


def test_what_was_said_already_counts_against_all_but_the_opening() -> None:
    taken = sorted(choose([*CANAL, *REPORT], about("Orle Canal")), key=lambda one: one.turn)
    assert taken[0].parts["redundancy"] == 0
    assert all(-Weights().redundancy <= one.parts["redundancy"] < 0 for one in taken[1:])


def test_an_answer_to_a_position_is_taken_for_completing_the_dispute() -> None:
    talks = article(
        "Vessland rejects the Orle Canal as a threat to its fishermen.",
        "Dunmar supports the Orle Canal, which carried 40 ships a day.",
        "The Orle Canal was dug in 1911 by 4,000 men from Tarn.",
    )
    taken = choose(talks, about("Orle Canal"))
    for_dispute = [one.quote.sentence.split()[0] for one in taken if one.side]
    assert for_dispute
    assert set(for_dispute) <= {"Vessland", "Dunmar"}
    assert next(one for one in taken if one.quote.sentence.startswith("The Orle")).side == 0


def test_a_long_sentence_is_worth_less_than_its_parts() -> None:
    long = article("The Orle Canal " + " ".join(f"feeds mill {n}," for n in range(15)) + " and more.")
    assert choose(long, about("Orle Canal"))[0].divisor > 1 > choose(CANAL, about("Orle Canal"))[0].divisor

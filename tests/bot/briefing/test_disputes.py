"""Which sentences answer each other, and that both of them are shown."""

from bot.briefing.disputes import Sides, disputes
from bot.briefing.merit import WEIGHTS, candidates
from bot.briefing.selection import brief
from bot.briefing.types import Focus, Passage
from tests.bot.briefing.builders import about, article, passage


def pairs(passages: list[Passage], focus: Focus) -> list[tuple[str, str]]:
    """Return the first words of the sentences that answer each other."""
    pool = candidates(passages, focus, WEIGHTS)
    starts = [" ".join(candidate.sentence.text.split()[:2]) for candidate in pool]
    return [(starts[first], starts[second]) for first, second in disputes(pool, WEIGHTS.about)]


def test_two_sides_of_a_dispute_answer_each_other() -> None:
    talks = article("Vessland rejects the Orle Canal.", "Dunmar supports the Orle Canal, dug in 1911.")
    assert pairs(talks, about("Orle Canal")) == [("Vessland rejects", "Dunmar supports")]


def test_a_minister_does_not_answer_his_own_country() -> None:
    talks = article(
        "Vessland rejects the Orle Canal.",
        "The Vesslander Prime Minister Ivo Brand came to the Orle Canal in March.",
        "Brand called for talks on the Orle Canal.",
    )
    assert pairs(talks, about("Orle Canal")) == []


def test_a_country_does_not_answer_its_capital() -> None:
    talks = article("Greece rejects the Orle Canal.", "Athens demands that the Orle Canal be closed.")
    assert pairs(talks, about("Orle Canal")) == []


def test_whoever_repeats_a_position_does_not_answer_it() -> None:
    talks = article(
        "Dunmar refused to pay for the Orle Canal.",
        "Ivo Brand reiterated that refusal, and called the Orle Canal a waste.",
    )
    assert pairs(talks, about("Orle Canal")) == []


def test_a_position_is_answered_by_what_points_back_to_it() -> None:
    text = (
        "Ivo Brand spoke to the assembly in Tarn on Monday. He proposed that both banks pay for one gate each. "
        "It would cost them 12 million crowns. This idea of a shared lock was rejected by Dunmar."
    )
    assert ("He proposed", "This idea") in pairs([passage(text, section="Talks")], about("shared lock"))


def test_an_answer_right_behind_need_not_name_the_topic() -> None:
    text = "Vessland rejects the Orle Canal as theft. Dunmar says its neighbours may use all of its ports."
    assert pairs([passage(text)], about("Orle Canal")) == [("Vessland rejects", "Dunmar says")]


def test_what_counters_a_statement_answers_it() -> None:
    text = "Ivo Brand said that the Orle Canal will bring trade. But Dunmar said that the Orle Canal will bring floods."
    assert pairs([passage(text)], about("Orle Canal")) == [("Ivo Brand", "But Dunmar")]


def test_two_who_merely_say_something_do_not_answer_each_other() -> None:
    text = "Ivo Brand said that the Orle Canal is 40 km long. Anna Tarn said that the Orle Canal is 4 metres deep."
    assert pairs([passage(text)], about("Orle Canal")) == []


def test_a_denial_answers_the_claim_before_it_though_it_does_not_name_the_topic() -> None:
    text = (
        "Dunmar claims that boats of Vessland rammed a gate of the Orle Canal. A boat sank on Monday. "
        "Vessland has rubbished claims that it was deliberate."
    )
    assert ("Dunmar claims", "Vessland has") in pairs([passage(text, section="Talks")], about("Orle Canal"))


def test_positions_in_a_section_that_hardly_speaks_of_the_topic_are_none_on_it() -> None:
    on_it = passage("The Orle Canal was dug in 1911 by hand.", section="The Orle Canal")
    beside = passage(
        "Vessland rejects a canal tax for its own boats. Dunmar supports the canal tax.", section="Taxes", position=1
    )
    assert pairs([on_it, beside], about("Orle Canal")) == []


def test_positions_in_two_sections_do_not_answer_each_other() -> None:
    one = passage("Vessland rejects the Orle Canal.", section="Floods")
    other = passage("Dunmar supports the Orle Canal.", section="Trade", position=1)
    assert pairs([one, other], about("Orle Canal")) == []


def test_the_second_side_is_shown_though_it_does_not_name_the_topic() -> None:
    section = "The talks"
    proposal = passage(
        "Brand proposed in Tarn that the shared ship lock be paid for by both banks, one gate each, from 2026 on. "
        "The shared ship lock would take 40 ships a day and cost 12 million crowns.",
        section=section,
    )
    answer = passage("Dunmar dismissed a lock with two owners as a threat.", section=section, position=1)
    shown = [quote.sentence for quote in brief([proposal, answer], about("shared ship lock")).quotes]
    assert any(sentence.startswith("Brand proposed") for sentence in shown)
    assert any(sentence.startswith("Dunmar dismissed") for sentence in shown)


def test_a_tie_reaches_over_a_third_name() -> None:
    sides = Sides([frozenset({"brand", "works"}), frozenset({"works", "vessland"})])
    assert not sides.apart(frozenset({"brand"}), frozenset({"vesslander"}))
    assert sides.apart(frozenset({"brand"}), frozenset({"dunmar"}))

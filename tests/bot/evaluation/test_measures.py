"""Each measure by itself."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.answers import Answer, Told
from bot.evaluation.form import dangles, form_of
from bot.evaluation.gold import Grade, NoiseKind, NoiseLine, Nugget, Weight
from bot.evaluation.noise import NoiseFinder
from bot.evaluation.nuggets import attainable, told, within
from bot.evaluation.originals import Originals
from bot.evaluation.ranking import ranked
from bot.evaluation.wording import as_read, shared
from tests.bot.evaluation.builders import (
    BRIDGE,
    CARRIES,
    CLOSED,
    COSTS,
    FERRY,
    HERRING,
    REPAIR,
    TOO_MUCH,
    answer,
    nugget,
    paragraphs,
    topic,
)

COAST = Originals(paragraphs())


# Likeness


def test_only_runs_of_three_words_are_shared() -> None:
    assert shared("the old bridge is closed".split(), "an old bridge is open".split()) == 3
    assert shared("the old bridge".split(), "bridge old the".split()) == 0
    assert shared(["bridge"], ["the", "bridge"]) == 1
    assert shared([], ["bridge"]) == 0


def test_overlapping_runs_are_counted_once() -> None:
    assert shared("a b c d".split(), "x a b c d y".split()) == 4


def test_a_paragraph_is_known_again_whole_halved_and_merged() -> None:
    half = " ".join(BRIDGE.split()[:10])
    assert COAST.overlaps(BRIDGE)["p1"].inside == 1
    assert COAST.overlaps(half)["p1"].inside == 1
    assert 0.4 < COAST.overlaps(half)["p1"].covered < 0.7
    merged = COAST.overlaps(f"{BRIDGE} {REPAIR}")
    assert set(merged) == {"p1", "p2"}
    assert merged["p1"].inside + merged["p2"].inside == pytest.approx(1)
    assert COAST.overlaps("Nothing of the kind.") == {}
    assert COAST.overlaps("") == {}


# Ranking


def test_half_a_paragraph_earns_its_grade_and_a_snippet_a_part_of_it() -> None:
    words = BRIDGE.split()
    relevant = {"p1": Grade.ANSWERS}
    assert ranked(COAST, relevant, [" ".join(words[: len(words) // 2 + 1])]).ndcg == 1
    snippet = ranked(COAST, relevant, [" ".join(words[:5])])
    assert 0 < snippet.ndcg < 1
    assert snippet.useful


def test_the_same_paragraph_earns_once() -> None:
    relevant = {"p1": Grade.ANSWERS, "p2": Grade.ANSWERS}
    assert ranked(COAST, relevant, [BRIDGE] * 5).recall == ranked(COAST, relevant, [BRIDGE]).recall == 1 / 2


def test_all_in_one_block_is_worth_no_more_than_its_parts() -> None:
    everything = " ".join([BRIDGE, REPAIR, FERRY, HERRING])
    found = ranked(COAST, {"p1": Grade.ANSWERS}, [everything])
    assert not found.useful
    assert found.ndcg < 0.35


def test_the_sixth_paragraph_is_not_looked_at() -> None:
    assert not ranked(COAST, {"p1": Grade.ANSWERS}, [HERRING] * 5 + [BRIDGE]).useful


# Facts


def test_a_fact_is_told_by_any_of_its_sentences_and_only_within_the_words_allowed() -> None:
    asked = topic("exact: x", relevant={"p1": Grade.ANSWERS}, nuggets=[nugget(CARRIES, COSTS)])
    for sentences in ([COSTS], [FERRY, COSTS]):
        found = told(asked, sentences)
        assert found
        assert found.recall == 1
    late = told(asked, ["word " * 111, COSTS])
    assert late
    assert (late.recall, late.missed) == (0, (f"that {CARRIES}",))


def test_one_sentence_is_kept_however_long() -> None:
    assert within(["a b c", "d"], 2) == ["a b c"]
    assert within(["a", "b c"], 3) == ["a", "b c"]


def _by_trying(nuggets: list[Nugget]) -> float:
    pool = sorted({sentence for one in nuggets for sentence in one.sentences})
    worth = {Weight.VITAL: 1.0, Weight.OKAY: 0.5}
    return max(
        sum(worth[one.weight] for one in nuggets if set(one.sentences) & set(chosen))
        for size in range(1, 6)
        for chosen in itertools.combinations(pool, size)
        if size == 1 or sum(len(sentence.split()) for sentence in chosen) <= 90
    )


SENTENCES = st.integers(1, 9).flatmap(lambda n: st.integers(1, 70).map(lambda length: f"s{n} " * length))
FACTS = st.lists(
    st.builds(
        lambda sentences, weight: nugget(*sentences, weight=weight),
        st.lists(SENTENCES, min_size=1, max_size=3),
        st.sampled_from(Weight),
    ),
    min_size=1,
    max_size=5,
)


@given(FACTS)
def test_the_best_that_ninety_words_hold_is_what_trying_all_finds(facts: list[Nugget]) -> None:
    assert attainable(facts) == _by_trying(facts)


# Noise


def _leaks(line: str, given: Answer, kind: NoiseKind = NoiseKind.FURNITURE) -> tuple[str, ...]:
    return NoiseFinder([NoiseLine(kind, line)], COAST).leaks(given)


def test_noise_is_found_wherever_it_is_shown() -> None:
    dirty = "Share this page. The bridge is closed."
    assert _leaks("Share this page", Answer(True, summary=(Told(dirty, ""),))) == ("summary: Share this page",)
    assert _leaks("Share this page", Answer(True, paragraphs=(dirty,))) == ("paragraph: Share this page",)
    assert _leaks("Share this page", Answer(False, suggestions=("share this page",))) == (
        "suggestion: Share this page",
    )
    assert _leaks("Share this page", Answer(False, reply="<i>SHARE this page</i>")) == ("reply: Share this page",)


def test_what_a_true_paragraph_says_is_no_noise() -> None:
    assert _leaks("Ida Quill", answer(TOO_MUCH, found=[REPAIR])) == ()


def test_a_short_line_is_noise_in_its_own_case_and_as_a_word_only() -> None:
    assert _leaks("TT", Answer(True, paragraphs=("A TT here.",)))
    assert not _leaks("TT", Answer(True, paragraphs=("A tt and an ATT here.",)))


def test_a_headline_is_a_source_once_and_noise_twice() -> None:
    headline, kind = "Bridge closed", NoiseKind.HEADLINE_REPEAT
    assert not _leaks(headline, Answer(True, reply="Bridge closed, Coast Courier"), kind)
    assert _leaks(headline, Answer(True, reply="Bridge closed\nBridge closed"), kind)


def test_a_masthead_in_capitals_may_name_the_source() -> None:
    assert not _leaks("COAST COURIER", Answer(True, reply="— COAST COURIER"))


# Form


def test_a_sentence_is_verbatim_and_whole_or_only_verbatim() -> None:
    assert COAST.has_verbatim("carries 4,200  vehicles")
    assert not COAST.has_whole("carries 4,200 vehicles a day.")
    assert COAST.has_whole(CARRIES)
    assert COAST.has_whole(CLOSED)
    assert not COAST.has_verbatim("The bridge carries nothing.")
    assert not COAST.has_verbatim(" ")


@pytest.mark.parametrize(
    "sentence",
    [
        "It was closed.",
        "However, it opened.",
        "“But no,” he said.",
        "This bridge is old.",
        "In  addition, no.",
        "First, no.",
    ],
)
def test_what_leans_on_a_sentence_before_dangles(sentence: str) -> None:
    assert dangles(" ".join(sentence.split()))


@pytest.mark.parametrize("sentence", ["This week it rained.", "Italy won.", "Sophie left.", "The first ferry left."])
def test_what_only_looks_alike_does_not_dangle(sentence: str) -> None:
    assert not dangles(sentence)


def test_a_repeat_is_counted_at_its_second_place() -> None:
    assert form_of(COAST, answer(CARRIES, CARRIES, CLOSED)).repeated == 1


def test_half_a_quotation_is_unbalanced() -> None:
    assert form_of(COAST, answer("“Closed.", 'He said "no.', "“Closed”", '"no"')).unbalanced == 2


def test_a_file_name_names_no_source() -> None:
    for source in ("coast.txt", "coast"):
        given = Answer(True, summary=(Told(CARRIES, source),), reply=f"{CARRIES} [{source}]")
        assert not form_of(COAST, given).source_named
    assert form_of(COAST, answer(CARRIES)).source_named
    assert not form_of(COAST, answer(CARRIES, reply=CARRIES)).source_named


def test_a_reply_is_read_without_its_markup() -> None:
    assert as_read("<blockquote expandable>a &lt;b&gt;</blockquote>\n c < d") == "a <b> c < d"

"""The figures of a tiny gold set, each worked out on paper."""

import math

import pytest

from bot.evaluation.figures import Figures, figures_of, percentile
from bot.evaluation.gold import Gold, Grade, NoiseKind, Weight
from bot.evaluation.scoring import score
from tests.bot.evaluation.builders import (
    BRIDGE,
    CARRIES,
    CLOSED,
    COSTS,
    FERRY,
    HERRING,
    REFUSED,
    REPAIR,
    TOO_MUCH,
    answer,
    gold,
    nugget,
    topic,
)

NUGGETS = (
    nugget(CARRIES, side="drivers"),
    nugget(CLOSED),
    nugget(COSTS, weight=Weight.OKAY),
    nugget(TOO_MUCH, weight=Weight.OKAY, side="the mayor"),
)
RELEVANT = {"p1": Grade.ANSWERS, "p2": Grade.ANSWERS, "p3": Grade.MENTIONS}


def bridge_and_herring() -> Gold:
    """Three queries on two topics, and two that have no answer."""
    return gold(
        topic("exact: Lantern Bridge", "typo: lantren bridge", relevant=RELEVANT, nuggets=NUGGETS),
        topic("exact: herring", relevant={"p4": Grade.ANSWERS}, name="herring"),
        negatives=["easy: pizza", "near: Golden Gate Bridge"],
        noise=[(NoiseKind.FURNITURE, "Share this page")],
    )


def figures() -> Figures:
    """One good answer, one poor one, one miss; one of the two that should be refused is answered, with noise."""
    answers = {
        "Lantern Bridge": answer(CARRIES, TOO_MUCH, found=[BRIDGE, REPAIR, FERRY], milliseconds=2.0),
        "lantren bridge": answer(CLOSED, "Not in any paper.", found=[HERRING, FERRY], reply="…", milliseconds=4.0),
        "herring": REFUSED,
        "pizza": REFUSED,
        "Golden Gate Bridge": answer(CARRIES, found=[BRIDGE], reply="Share this page", milliseconds=9.0),
    }
    return figures_of(score(bridge_and_herring(), answers))


def test_queries_are_counted_by_type_kind_and_difficulty() -> None:
    found = figures()
    matching = found.matching
    assert (found.queries, found.negatives) == (3, 2)
    assert matching.match == matching.useful_match == 2 / 3
    assert {name: (rates.match, rates.queries) for name, rates in matching.by_type.items()} == {
        "exact": (1 / 2, 2),
        "typo": (1, 1),
    }
    assert matching.by_kind["place"].queries == 3
    assert matching.false_match == 1 / 2
    assert {name: (x.match, x.queries) for name, x in matching.false_match_by_difficulty.items()} == {
        "easy": (0, 1),
        "near": (1, 1),
    }


def test_ranking_is_measured_by_gains_and_by_what_five_places_hold() -> None:
    ideal = 3 + 3 / math.log2(3) + 1 / math.log2(4)
    poor = 1 / math.log2(3) / ideal  # only the paragraph that mentions it, second
    content = figures().content
    assert content.ndcg_5 == pytest.approx((1 + poor + 0) / 3)
    assert content.recall_5 == pytest.approx((1 + 1 / 3 + 0) / 3)
    assert content.recall_5_capped == pytest.approx((1 + 0 + 0) / 3)
    assert figures().content_of_matched.ndcg_5 == pytest.approx((1 + poor) / 2)
    assert figures().content_by_topic.ndcg_5 == pytest.approx(((1 + poor) / 2 + 0) / 2)


def test_nuggets_are_weighed_and_topics_without_any_left_out() -> None:
    content = figures().content
    assert content.nugget_recall == pytest.approx((1.5 / 3 + 1 / 3) / 2)
    assert content.nugget_recall_attainable == content.nugget_recall  # all four sentences fit into 90 words
    assert figures().content_by_topic.nugget_recall == pytest.approx((1.5 / 3 + 1 / 3) / 2)


def test_both_sides_count_where_there_are_two_and_the_query_was_answered() -> None:
    assert (figures().both_sides, figures().both_sides_queries) == (1 / 2, 2)


def test_noise_is_a_share_of_all_replies() -> None:
    assert (figures().noise, figures().noise_of_matched) == (1 / 5, 0)


def test_form_is_measured_over_answered_queries_only() -> None:
    found = figures()
    assert found.shape.verbatim_rate == found.shape.whole_sentence_rate == 3 / 4
    assert found.shape.duplicate_rate == found.shape.unbalanced_quotation_rate == 0
    assert found.shape.words_30_110 == found.shape.words_60_90 == 0
    assert found.shape.words_median == (18 + 14) / 2
    assert found.shape.dangling_opening == found.shape.source_named == 1 / 2
    assert found.form == pytest.approx((3 / 4 + 1 + 0 + 1 / 2 + 1 / 2 + 1) / 6)


def test_the_aggregate_weighs_all_of_it() -> None:
    found = figures()
    content = found.content
    expected = (
        20 * 2 / 3
        + 20 * 1 / 2
        + 15 * content.ndcg_5
        + 10 / 3
        + 15 * content.nugget_recall_attainable
        + 20 * found.form * 2 / 3
    )
    assert found.aggregate == pytest.approx(expected)


def test_speed_is_that_of_all_replies() -> None:
    assert (figures().speed.median_ms, figures().speed.p99_ms) == (2.0, 9.0)


def test_a_bot_that_always_refuses_gets_the_points_for_refusing() -> None:
    set_ = bridge_and_herring()
    assert figures_of(score(set_, dict.fromkeys(set_.queries, REFUSED))).aggregate == 20


def test_an_empty_gold_set_has_figures() -> None:
    found = figures_of(score(gold(), {}))
    assert (found.matching.match, found.form, found.speed.p99_ms) == (0, 0, 0)


def test_a_query_without_an_answer_is_a_mistake_and_no_failure() -> None:
    with pytest.raises(KeyError):
        score(bridge_and_herring(), {})


def test_a_percentile_is_a_value_that_occurred() -> None:
    hundred = [float(n) for n in range(100, 0, -1)]
    assert percentile(hundred, 0.99) == 99
    assert percentile(hundred, 1) == 100
    assert percentile([3.0], 0.99) == 3

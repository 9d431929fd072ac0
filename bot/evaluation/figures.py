"""The figures of a gold set: means over its queries. Shares are in [0, 1]; nothing to count gives 0."""

import math
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

from bot.evaluation.form import Form
from bot.evaluation.scoring import NegativeScore, QueryScore, Scores

_Score = TypeVar("_Score", QueryScore, NegativeScore)


@dataclass(frozen=True, slots=True)
class Matched:
    """How many of some queries were answered, and how many with something relevant among the first five."""

    match: float
    useful: float
    queries: int


@dataclass(frozen=True, slots=True)
class FalselyMatched:
    """How many of some queries were answered that should not have been."""

    match: float
    queries: int


@dataclass(frozen=True, slots=True)
class Matching:
    """What is found, and what is rightly not."""

    match: float
    useful_match: float
    useful_match_by_topic: float  # mean over topics of their queries' mean
    by_type: Mapping[str, Matched]  # in alphabetical order
    by_kind: Mapping[str, Matched]
    false_match: float
    false_match_by_difficulty: Mapping[str, FalselyMatched]  # in the gold set's order


@dataclass(frozen=True, slots=True)
class Content:
    """What the answers hold; a query not matched counts as an answer that holds nothing."""

    ndcg_5: float
    recall_5: float
    recall_5_capped: float
    nugget_recall: float
    nugget_recall_attainable: float


@dataclass(frozen=True, slots=True)
class Shape:
    """How the summaries of matched queries read. Rates are over sentences, shares over summaries."""

    verbatim_rate: float
    whole_sentence_rate: float
    duplicate_rate: float
    unbalanced_quotation_rate: float
    words_30_110: float
    words_60_90: float
    words_median: float
    dangling_opening: float
    source_named: float


@dataclass(frozen=True, slots=True)
class Speed:
    """How long replies take."""

    median_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a run."""

    queries: int
    negatives: int
    matching: Matching
    content: Content
    content_of_matched: Content
    content_by_topic: Content  # mean over topics of their queries' mean
    both_sides: float  # of matched queries on topics with two sides
    both_sides_queries: int
    noise: float  # share of all replies that show any
    noise_of_matched: float
    shape: Shape
    form: float  # in [0, 1]: the mean of what makes a summary fit to be read out
    aggregate: float  # 0 to 100
    speed: Speed


def figures_of(scores: Scores) -> Figures:
    """Return the figures of a run."""
    queries, negatives = scores.queries, scores.negatives
    matched = [score for score in queries if score.matched]
    sided = [s.facts.both_sides for s in matched if s.facts and s.facts.both_sides is not None]
    matching, content = _matching(queries, negatives), _content(queries)
    shape = _shape([score.form for score in matched if score.form])
    noise_of_matched = mean(bool(score.leaks) for score in matched)
    form = _form(shape, noise_of_matched) if any(s.form and s.form.sentences for s in matched) else 0.0
    return Figures(
        queries=len(queries),
        negatives=len(negatives),
        matching=matching,
        content=content,
        content_of_matched=_content(matched),
        content_by_topic=_content_by_topic(queries),
        both_sides=mean(sided),
        both_sides_queries=len(sided),
        noise=mean(bool(leaks) for leaks in chain((s.leaks for s in queries), (s.leaks for s in negatives))),
        noise_of_matched=noise_of_matched,
        shape=shape,
        form=form,
        aggregate=_aggregate(matching, content, form),
        speed=_speed([s.milliseconds for s in queries] + [s.milliseconds for s in negatives]),
    )


def mean(values: Iterable[float]) -> float:
    """Return the mean, 0.0 of nothing."""
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """Return the least value that `share` in (0, 1] of the values do not exceed, 0.0 of nothing."""
    return sorted(values)[math.ceil(share * len(values)) - 1] if values else 0.0


def _matching(queries: Sequence[QueryScore], negatives: Sequence[NegativeScore]) -> Matching:
    by_difficulty = _grouped(negatives, lambda score: score.negative.difficulty)
    return Matching(
        match=mean(score.matched for score in queries),
        useful_match=mean(score.ranking.useful for score in queries),
        useful_match_by_topic=mean(mean(s.ranking.useful for s in group) for group in _by_topic(queries)),
        by_type=_rates(_grouped(queries, lambda score: score.query.type)),
        by_kind=_rates(_grouped(queries, lambda score: score.topic.kind)),
        false_match=mean(score.matched for score in negatives),
        false_match_by_difficulty={
            name: FalselyMatched(mean(score.matched for score in group), len(group))
            for name, group in by_difficulty.items()
        },
    )


def _grouped(scores: Iterable[_Score], key: Callable[[_Score], str]) -> dict[str, list[_Score]]:
    groups: dict[str, list[_Score]] = {}
    for score in scores:
        groups.setdefault(key(score), []).append(score)
    return groups


def _by_topic(queries: Sequence[QueryScore]) -> Iterable[list[QueryScore]]:
    return _grouped(queries, lambda score: score.topic.id).values()


def _rates(groups: Mapping[str, Sequence[QueryScore]]) -> dict[str, Matched]:
    return {
        name: Matched(mean(s.matched for s in groups[name]), mean(s.ranking.useful for s in groups[name]), len(group))
        for name, group in sorted(groups.items())
    }


def _content(queries: Sequence[QueryScore]) -> Content:
    facts = [score.facts for score in queries if score.facts]
    return Content(
        ndcg_5=mean(score.ranking.ndcg for score in queries),
        recall_5=mean(score.ranking.recall for score in queries),
        recall_5_capped=mean(score.ranking.recall_capped for score in queries),
        nugget_recall=mean(found.recall for found in facts),
        nugget_recall_attainable=mean(found.of_attainable for found in facts),
    )


def _content_by_topic(queries: Sequence[QueryScore]) -> Content:
    topics = [_content(group) for group in _by_topic(queries)]
    listed = [content for content, group in zip(topics, _by_topic(queries), strict=True) if group[0].facts]
    return Content(
        ndcg_5=mean(content.ndcg_5 for content in topics),
        recall_5=mean(content.recall_5 for content in topics),
        recall_5_capped=mean(content.recall_5_capped for content in topics),
        nugget_recall=mean(content.nugget_recall for content in listed),
        nugget_recall_attainable=mean(content.nugget_recall_attainable for content in listed),
    )


def _shape(forms: Sequence[Form]) -> Shape:
    sentences = sum(form.sentences for form in forms)

    def rate(count: Callable[[Form], int]) -> float:
        return sum(map(count, forms)) / sentences if sentences else 0.0

    return Shape(
        verbatim_rate=rate(lambda form: form.verbatim),
        whole_sentence_rate=rate(lambda form: form.whole),
        duplicate_rate=rate(lambda form: form.repeated),
        unbalanced_quotation_rate=rate(lambda form: form.unbalanced),
        words_30_110=mean(form.length_ok for form in forms),
        words_60_90=mean(form.length_ideal for form in forms),
        words_median=statistics.median(form.words for form in forms) if forms else 0.0,
        dangling_opening=mean(form.dangling for form in forms),
        source_named=mean(form.source_named for form in forms),
    )


def _form(shape: Shape, noise: float) -> float:
    return mean(
        (
            shape.verbatim_rate,
            1 - shape.duplicate_rate,
            shape.words_30_110,
            1 - shape.dangling_opening,
            shape.source_named,
            1 - noise,
        )
    )


def _aggregate(matching: Matching, content: Content, form: float) -> float:
    """Return one number for all: found 40, ranked 25, told 15, fit to be read out 20 of 100."""
    return 100 * (
        0.20 * matching.useful_match
        + 0.20 * (1 - matching.false_match)
        + 0.15 * content.ndcg_5
        + 0.10 * content.recall_5_capped
        + 0.15 * content.nugget_recall_attainable
        + 0.20 * form * matching.match
    )


def _speed(milliseconds: Sequence[float]) -> Speed:
    return Speed(statistics.median(milliseconds) if milliseconds else 0.0, percentile(milliseconds, 0.99))

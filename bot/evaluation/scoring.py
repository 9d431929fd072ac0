"""One query's answer beside the gold set: what was found, told and shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.evaluation.answers import Answer
from bot.evaluation.form import Form, form_of
from bot.evaluation.gold import Gold, GoldQuery, GoldTopic, Negative
from bot.evaluation.noise import NoiseFinder
from bot.evaluation.nuggets import FactsTold, told
from bot.evaluation.originals import Originals
from bot.evaluation.ranking import NOTHING_RANKED, Ranking, ranked


@dataclass(frozen=True, slots=True)
class QueryScore:
    """How a query that has an answer was answered. One not matched has found and told nothing."""

    query: GoldQuery
    topic: GoldTopic
    matched: bool
    ranking: Ranking
    facts: FactsTold | None  # None where the topic's facts are not listed
    form: Form | None  # None where it was not matched
    leaks: tuple[str, ...]  # noise shown
    milliseconds: float


@dataclass(frozen=True, slots=True)
class NegativeScore:
    """How a query that has no answer was met."""

    negative: Negative
    matched: bool
    leaks: tuple[str, ...]
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Scores:
    """All queries of a gold set, in its order."""

    queries: tuple[QueryScore, ...]
    negatives: tuple[NegativeScore, ...]


def score(gold: Gold, answers: Mapping[str, Answer]) -> Scores:
    """Score the answer to every query of a gold set. Raises KeyError where one is missing."""
    originals = Originals(gold.paragraphs)
    noise = NoiseFinder(gold.noise, originals)
    queries = (
        _query_score(originals, noise, topic, query, answers[query.text])
        for topic in gold.topics
        for query in topic.queries
    )
    negatives = (_negative_score(noise, negative, answers[negative.text]) for negative in gold.negatives)
    return Scores(tuple(queries), tuple(negatives))


def _query_score(
    originals: Originals, noise: NoiseFinder, topic: GoldTopic, query: GoldQuery, answer: Answer
) -> QueryScore:
    sentences = [told.sentence for told in answer.summary] if answer.matched else []
    return QueryScore(
        query=query,
        topic=topic,
        matched=answer.matched,
        ranking=ranked(originals, topic.relevant, answer.paragraphs) if answer.matched else NOTHING_RANKED,
        facts=told(topic, sentences),
        form=form_of(originals, answer) if answer.matched else None,
        leaks=noise.leaks(answer),
        milliseconds=answer.milliseconds,
    )


def _negative_score(noise: NoiseFinder, negative: Negative, answer: Answer) -> NegativeScore:
    return NegativeScore(negative, answer.matched, noise.leaks(answer), answer.milliseconds)

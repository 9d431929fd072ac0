"""The command line's `evaluate`: a gold set's figures and its worst cases, by the answers that a chat would get."""

import asyncio
import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

from bot.errors import BriefingError
from bot.evaluation.answers import Answer, Told
from bot.evaluation.figures import Figures, figures_of
from bot.evaluation.gold import Gold, load_gold
from bot.evaluation.scoring import QueryScore, Scores, score
from bot.settings import Settings
from handlers.arguments import Evaluate
from handlers.cli import Answered, Bars, answer
from handlers.columns import columns
from handlers.library import opened_library

_PARAGRAPHS = 5  # more are not looked at


class OutputError(BriefingError):
    """A file cannot be written."""


def evaluate(settings: Settings, command: Evaluate) -> int:
    """Print the figures and the worst cases of a gold set, and write the figures where they are wanted."""
    scores = asyncio.run(scored(settings, load_gold(command.folder)))
    figures = figures_of(scores)
    for line in (*report(figures), *worst_cases(scores, command.failures)):
        print(line)  # noqa: T201
    if command.json_file:
        _write(command.json_file, as_json(figures))
    return 0


async def scored(settings: Settings, gold: Gold) -> Scores:
    """Ask the bot all queries of a gold set and score what it answers."""
    queries = gold.queries
    answers: dict[str, Answer] = {}
    with Bars() as bars:
        async with opened_library(settings) as (_, library):
            await library.open(bars)
            for done, query in enumerate(queries):
                bars("answering", done, len(queries))
                answers[query] = as_measured(await answer(library, query))
    return score(gold, answers)


def as_measured(answered: Answered) -> Answer:
    """Return what is measured of an answer."""
    reply = answered.reply
    quotes = reply.briefing.quotes if reply.briefing else ()
    return Answer(
        matched=reply.briefing is not None,
        paragraphs=tuple(hit.paragraph.text for hit in reply.hits[:_PARAGRAPHS]),
        summary=tuple(Told(quote.sentence, quote.source.publisher or quote.source.title) for quote in quotes),
        suggestions=tuple(topic.name for topic in reply.match.suggestions),
        reply=answered.outgoing.html,
        milliseconds=answered.milliseconds,
    )


def as_json(figures: Figures) -> str:
    """Return the figures as a JSON object, at full precision."""
    return json.dumps(dataclasses.asdict(figures), indent=1, ensure_ascii=False) + "\n"


def report(figures: Figures) -> Iterator[str]:
    """Yield the figures, a line each."""
    yield f"{figures.queries} queries that have an answer, {figures.negatives} that have none"
    yield ""
    yield from _matching(figures)
    yield ""
    yield from _content(figures)
    yield ""
    yield from columns(_shape(figures))


def _matching(figures: Figures) -> Iterator[str]:
    found = figures.matching
    rows = [("answered", "any", "useful", "queries")]
    rows.append(("all", percent(found.match), percent(found.useful_match), str(figures.queries)))
    for heading, groups in (("by type of query", found.by_type), ("by kind of topic", found.by_kind)):
        rows.append((heading, "", "", ""))
        for name, rates in groups.items():
            rows.append((f"  {name}", percent(rates.match), percent(rates.useful), str(rates.queries)))
    rows.append(("mean over topics", "", percent(found.useful_match_by_topic), ""))
    rows.append(("answered that should not be", percent(found.false_match), "", str(figures.negatives)))
    for name, false in found.false_match_by_difficulty.items():
        rows.append((f"  {name}", percent(false.match), "", str(false.queries)))
    yield from columns(rows)


def _content(figures: Figures) -> Iterator[str]:
    contents = (figures.content, figures.content_of_matched, figures.content_by_topic)
    names = {
        "ndcg_5": "nDCG@5",
        "recall_5": "recall@5",
        "recall_5_capped": "recall@5, of what 5 can hold",
        "nugget_recall": "nugget recall",
        "nugget_recall_attainable": "nugget recall, of what 90 words can hold",
    }
    rows = [("content", "all", "answered only", "mean over topics")]
    for field, name in names.items():
        values = [f"{getattr(content, field):.3f}" for content in contents]
        rows.append((name, values[0], values[1], values[2]))
    sides = f"of {figures.both_sides_queries}"
    yield from columns([*rows, ("both sides shown", percent(figures.both_sides), sides, "")])


def _shape(figures: Figures) -> list[tuple[str, str]]:
    shape, speed = figures.shape, figures.speed
    return [
        ("noise in replies", percent(figures.noise)),
        ("  where answered", percent(figures.noise_of_matched)),
        ("sentences verbatim", percent(shape.verbatim_rate)),
        ("sentences whole", percent(shape.whole_sentence_rate)),
        ("sentences said twice", percent(shape.duplicate_rate)),
        ("quotations left open", percent(shape.unbalanced_quotation_rate)),
        ("30 to 110 words", percent(shape.words_30_110)),
        ("60 to 90 words", percent(shape.words_60_90)),
        ("words, median", f"{shape.words_median:g}"),
        ("openings that dangle", percent(shape.dangling_opening)),
        ("source named", percent(shape.source_named)),
        ("form", f"{figures.form:.3f}"),
        ("milliseconds, median", f"{speed.median_ms:.1f}"),
        ("milliseconds, p99", f"{speed.p99_ms:.1f}"),
        ("AGGREGATE", f"{figures.aggregate:.1f} of 100"),
    ]


def percent(share: float) -> str:
    """Return a share in [0, 1] in per cent.

    >>> percent(0.934)
    '93.4 %'
    """
    return f"{100 * share:.1f} %"


def worst_cases(scores: Scores, most: int) -> Iterator[str]:
    """Yield at most `most` cases of each kind of failure, each with its query as it was typed."""
    if not most:
        return
    matched = [s for s in scores.queries if s.matched]
    leaking = [(s.query.text, s.leaks) for s in scores.queries] + [(s.negative.text, s.leaks) for s in scores.negatives]
    kinds = {
        "not matched": [_case(s) for s in scores.queries if not s.matched],
        "answered with nothing relevant in the first five": [_case(s) for s in matched if not s.ranking.useful],
        "answered that should not be": [
            f"{s.negative.text!r}  {s.negative.difficulty}" for s in scores.negatives if s.matched
        ],
        "noise": [f"{text!r}  {'; '.join(leaks)}" for text, leaks in leaking if leaks],
        "facts missed, worst query of each topic": list(_least_told(matched)),
    }
    for kind, cases in kinds.items():
        yield f"\n{kind}: {len(cases)}"
        yield from (f"  {case}" for case in cases[:most])


def _case(found: QueryScore) -> str:
    return f"{found.query.text!r}  {found.query.type}, {found.topic.id}"


def _least_told(matched: list[QueryScore]) -> Iterator[str]:
    """Yield the topics whose facts are told least, worst first, those told in full left out."""
    worst: dict[str, tuple[float, str]] = {}
    for found in matched:
        if found.facts and found.facts.missed:
            told = f"{found.facts.recall:.2f}, {found.facts.of_attainable:.2f} of attainable"
            missed = "".join(f"\n      - {fact}" for fact in found.facts.missed)
            case = found.facts.of_attainable, f"{told}: {_case(found)}{missed}"
            worst[found.topic.id] = min(case, worst.get(found.topic.id, case), key=lambda pair: pair[0])
    yield from (case for _, case in sorted(worst.values(), key=lambda pair: pair[0]))


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{file} cannot be written: {error.strerror or error}") from error

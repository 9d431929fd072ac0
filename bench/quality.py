"""The answers beside a gold set, as tables: `python -m bench.quality FOLDER [--markdown docs/quality.md]`.

The same measuring as `python bot.py evaluate FOLDER`, which also shows the worst cases. docs/evaluation.md tells what
each figure is and the form of the folder. Settings are the bot's own.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.tables import markdown, replace_section
from bot.errors import BriefingError
from bot.evaluation.figures import Figures, figures_of
from bot.evaluation.gold import load_gold
from bot.settings import load_settings
from handlers.evaluating import percent, scored

SECTION = "seeds"


def tables(figures: Figures) -> str:
    """Return the figures as three tables: all in all, by type of query, and by difficulty of what has no answer."""
    counted = f"{figures.queries} queries that have an answer, {figures.negatives} that have none."
    by_type = [
        [name, str(rates.queries), percent(rates.match), percent(rates.useful)]
        for name, rates in figures.matching.by_type.items()
    ]
    by_difficulty = [
        [name, str(false.queries), percent(false.match)]
        for name, false in figures.matching.false_match_by_difficulty.items()
    ]
    return "\n\n".join(
        (
            counted,
            markdown(["figure", "value"], _whole(figures)),
            markdown(["type of query", "queries", "answered", "useful"], by_type),
            markdown(["no answer there", "queries", "answered all the same"], by_difficulty),
        )
    )


def _whole(figures: Figures) -> list[Sequence[str]]:
    matching, content, shape, speed = figures.matching, figures.content, figures.shape, figures.speed
    return [
        ("answered", percent(matching.match)),
        ("answered usefully: something relevant among the first five", percent(matching.useful_match)),
        ("answered where there is no answer", percent(matching.false_match)),
        ("nDCG@5", f"{content.ndcg_5:.3f}"),
        ("recall@5", f"{content.recall_5:.3f}"),
        ("recall@5, of what five places can hold", f"{content.recall_5_capped:.3f}"),
        ("nugget recall, by weight", f"{content.nugget_recall:.3f}"),
        ("nugget recall, of what 90 words can hold", f"{content.nugget_recall_attainable:.3f}"),
        (f"both sides shown (of {figures.both_sides_queries} queries)", percent(figures.both_sides)),
        ("replies with noise", percent(figures.noise)),
        ("answers with noise", percent(figures.noise_of_matched)),
        ("sentences verbatim", percent(shape.verbatim_rate)),
        ("sentences whole", percent(shape.whole_sentence_rate)),
        ("sentences said twice", percent(shape.duplicate_rate)),
        ("30 to 110 words", percent(shape.words_30_110)),
        ("60 to 90 words", percent(shape.words_60_90)),
        ("openings that dangle", percent(shape.dangling_opening)),
        ("source named", percent(shape.source_named)),
        ("reply, median", f"{speed.median_ms:.1f} ms"),
        ("reply, 99th percentile", f"{speed.p99_ms:.1f} ms"),
        ("**aggregate**", f"**{figures.aggregate:.1f}** of 100"),
    ]


def main() -> int:
    """Print the tables and, with --markdown, write them into a document's section <!-- seeds -->."""
    parser = argparse.ArgumentParser(prog="python -m bench.quality", description=__doc__)
    parser.add_argument("folder", type=Path, help="a gold set")
    parser.add_argument("--markdown", type=Path, help="a document to write the tables into")
    given = parser.parse_args()
    try:
        figures = figures_of(asyncio.run(scored(load_settings(), load_gold(given.folder))))
    except BriefingError as error:
        print(error, file=sys.stderr)
        return 1
    shown = tables(figures)
    print(shown)
    if given.markdown:
        replace_section(given.markdown, SECTION, shown)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What each part of a briefing is worth on a gold set: `python -m bench.ablation FOLDER [--markdown docs/briefing.md]`.

Every query is matched and searched once, as a chat would be answered; then the briefings are made with all weights,
and with each weight in turn set to nothing ("without about" lets every sentence in, on the topic or not).
docs/evaluation.md tells what each figure is and the form of the folder; "on the topic" is the share of the sentences
that stand in a paragraph graded for it. Settings are the bot's own.
"""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.tables import markdown, replace_section
from bench.variants import variants
from bot.answering import Reply, Snapshot, answer, material
from bot.briefing.selection import brief
from bot.briefing.types import Briefing, Focus, Passage
from bot.errors import BriefingError
from bot.evaluation.answers import Answer, Told
from bot.evaluation.figures import Figures, figures_of, mean
from bot.evaluation.gold import Gold, load_gold
from bot.evaluation.originals import Originals
from bot.evaluation.scoring import score
from bot.settings import Settings, load_settings
from handlers.library import opened_library

SECTION = "ablation-gold"
HEADER = ("", "nugget recall", "of what 90 words can hold", "both sides shown", "60 to 90 words", "on the topic")

Material = tuple[Sequence[Passage], Focus]


async def materials(settings: Settings, queries: Sequence[str]) -> dict[str, Material | None]:
    """Return what the briefing on each query is made from, None where the bot has no answer. Raises BriefingError."""
    async with opened_library(settings) as (_, library):
        await library.open()
        return {query: _material(library.snapshot, answer(library.snapshot, query)) for query in queries}


def _material(snapshot: Snapshot, reply: Reply) -> Material | None:
    return material(snapshot, reply.match, reply.hits) if reply.briefing else None


def table(gold: Gold, found: Mapping[str, Material | None]) -> str:
    """Return the figures of every variant as a table."""
    originals = Originals(gold.paragraphs)
    rows = []
    for label, weights in variants():
        print(f"{label} ...", file=sys.stderr)
        briefings = {query: brief(*made, weights=weights) for query, made in found.items() if made}
        figures = figures_of(score(gold, {query: _answer(briefings.get(query)) for query in found}))
        rows.append([label, *_cells(figures), f"{on_topic(gold, originals, found, briefings):.3f}"])
    return markdown(HEADER, rows)


def _answer(briefing: Briefing | None) -> Answer:
    """Return what is measured here: neither the paragraphs found nor the message."""
    quotes = briefing.quotes if briefing else ()
    summary = tuple(Told(quote.sentence, quote.source.publisher) for quote in quotes)
    return Answer(matched=briefing is not None, summary=summary)


def _cells(figures: Figures) -> list[str]:
    content = figures.content
    shares = content.nugget_recall, content.nugget_recall_attainable, figures.both_sides, figures.shape.words_60_90
    return [f"{share:.3f}" for share in shares]


def on_topic(
    gold: Gold, originals: Originals, found: Mapping[str, Material | None], briefings: Mapping[str, Briefing]
) -> float:
    """Return the share of the sentences that stand in a paragraph with a grade for what was asked."""
    texts = {passage.paragraph_id: passage.text for made in found.values() if made for passage in made[0]}
    return mean(
        any(id_ in topic.relevant for id_ in originals.overlaps(texts[quote.paragraph_id]))
        for topic in gold.topics
        for query in topic.queries
        if query.text in briefings
        for quote in briefings[query.text].quotes
    )


def main() -> int:
    """Print the table and, with --markdown, write it into a document's section <!-- ablation-gold -->."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.ablation", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="a gold set")
    parser.add_argument("--markdown", type=Path, help="a document to write the table into")
    given = parser.parse_args()
    try:
        gold = load_gold(given.folder)
        found = asyncio.run(materials(load_settings(), gold.queries))
    except BriefingError as error:
        print(error, file=sys.stderr)
        return 1
    shown = table(gold, found)
    print(shown)
    if given.markdown:
        replace_section(given.markdown, SECTION, shown)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Matching measured: the trade-off of its bar, and made-up misspellings of an archive's topics.

    python -m bench.matching curve GOLD [--negatives FILE...] [--plot docs/matching.png] [--markdown docs/quality.md]
    python -m bench.matching misspellings COLLECTION... [--topics 1000] [--markdown docs/quality.md]

GOLD is a folder with `topics.jsonl` (each with "queries": [{"text"}]) and `negatives.jsonl` ({"text"}); further
negatives are files of {"text"} lines about other things than the seeds. COLLECTION is one of bench.collections.
"""

import argparse
import json
import random
import string
import sys
import tempfile
import time
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bench.collections import Collection, load_collection
from bench.retrieval import NEIGHBOURS, snapshot
from bench.tables import markdown, replace_section
from bot.answering import Snapshot
from bot.corpus.reading import read_folder
from bot.corpus.sources import load_sources
from bot.search.glossary import load_glossary
from bot.search.matching import Bars, Matcher, Outcome
from bot.search.topics import Topic, name_key
from bot.search.vocabulary import build_vocabulary, open_vocabulary
from bot.search.writing import build_index
from bot.topics_file import load_entries

_BARS = [round(0.30 + 0.04 * step, 2) for step in range(17)]
_LEAST_LETTERS = 6  # of a topic's name, so that two slips leave something of it


def seeds_snapshot(seeds: Path, folder: Path) -> Snapshot:
    """Index the seeds as the bot does."""
    catalog = load_sources(seeds / "sources.toml")
    documents = [document for reading in read_folder(seeds, catalog) for document in reading.documents]
    glossary = load_glossary(seeds / "glossary.toml")
    index = build_index(documents, folder / "seeds", "")
    build_vocabulary(documents, glossary, index.folder)
    entries = load_entries(seeds / "topics.toml")
    vocabulary = open_vocabulary(index.folder, glossary, entries)
    return Snapshot(index, vocabulary, Matcher(index, vocabulary))


def _answered(made: Snapshot, queries: Sequence[str]) -> list[float]:
    """Return the share of queries that is answered at each of the bars: at the lower ones all that is at a higher."""
    matchers = [Matcher(made.index, made.vocabulary, Bars(answer=bar)) for bar in _BARS]
    bars = [
        bisect_left(matchers, 1, key=lambda matcher: matcher.match(query).outcome is not Outcome.ANSWER)
        for query in queries
    ]
    return [sum(passed > place for passed in bars) / (len(bars) or 1) for place in range(len(_BARS))]


def curve(gold: Path, others: Sequence[Path], seeds: Path, plot: Path | None) -> str:
    """Return the table of answered shares by bar: what should be answered, and what should not."""
    asked = [query["text"] for topic in _lines(gold / "topics.jsonl") for query in topic["queries"]]
    refused = [line["text"] for line in _lines(gold / "negatives.jsonl")]
    foreign = [line["text"] for path in others for line in _lines(path)]
    with tempfile.TemporaryDirectory() as work:
        made = seeds_snapshot(seeds, Path(work))
        print(f"asking {len(asked) + len(refused) + len(foreign)} queries ...", file=sys.stderr)
        points = list(zip(_BARS, *(_answered(made, queries) for queries in (asked, refused, foreign)), strict=True))
    if plot:
        _draw(points, plot, bool(foreign))
    rows = [
        [f"{bar:.2f}" + (" (set)" if bar == Bars().answer else ""), *(f"{100 * v:.1f} %" for v in values)]
        for bar, *values in points
    ]
    return markdown(
        [
            "bar",
            f"answered of {len(asked)} that should be",
            f"of {len(refused)} that should not",
            f"of {len(foreign)} about other things",
        ],
        rows,
    )


def _draw(points: Sequence[Sequence[float]], path: Path, foreign: bool) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6.4, 4))
    bars = [point[0] for point in points]
    names = ["should be answered", "should not (gold negatives)", *(["about other things"] if foreign else [])]
    for column, name in enumerate(names, start=1):
        axes.plot(bars, [100 * point[column] for point in points], marker="o", label=name)
    axes.axvline(Bars().answer, color="grey", linestyle="--", label="the bar set")
    axes.set(xlabel="share of the query that must be understood", ylabel="answered, %", ylim=(-2, 102))
    axes.legend()
    axes.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(path, dpi=120)


def slip(text: str, rng: random.Random) -> str:
    """Return a text with one keyboard slip in a letter: a key beside, a swap, a loss, a double, a stray key."""
    places = [at for at, letter in enumerate(text) if letter.isalpha()]
    at = rng.choice(places)
    beside = rng.choice(NEIGHBOURS.get(text[at].lower(), string.ascii_lowercase))
    following = text[at + 1 : at + 2]
    return text[:at] + rng.choice(
        [
            beside + text[at + 1 :],
            following + text[at] + text[at + 2 :] if following.isalpha() else beside + text[at + 1 :],
            text[at + 1 :],
            text[at] + text[at:],
            text[at] + beside + text[at + 1 :],
        ]
    )


def misspellings(collections: Sequence[Collection], seeds: Path, number: int) -> str:
    """Return the table of how often the right topic comes first, by number of slips."""
    archive = Collection("archive", tuple(text for c in collections for text in c.texts), {}, {})
    with tempfile.TemporaryDirectory() as work:
        made = snapshot(archive, Path(work), seeds)
        rng = random.Random(0)
        named = [t for t in made.vocabulary.topics if len(name_key(t.name)) >= _LEAST_LETTERS and t.name.isascii()]
        chosen = rng.sample(named, min(number, len(named)))
        rows = [_misspelt_row(made, chosen, slips, rng) for slips in (0, 1, 2)]
    print(f"{len(made.vocabulary.topics)} topics in {len(archive.texts)} paragraphs", file=sys.stderr)
    return markdown(["slips", "topics", "first", "answered with it", "ms, median"], rows)


def _misspelt_row(made: Snapshot, topics: Sequence[Topic], slips: int, rng: random.Random) -> list[str]:
    first = answered = 0
    times = []
    for topic in topics:
        typed = topic.name
        for _ in range(slips):
            typed = slip(typed, rng)
        started = time.perf_counter()
        match = made.matcher.match(typed)
        times.append(time.perf_counter() - started)
        right = match.topic if match.outcome is Outcome.ANSWER else next(iter(match.suggestions), None)
        first += right is not None and right.id == topic.id
        answered += match.outcome is Outcome.ANSWER and match.topic is not None and match.topic.id == topic.id
        if "--show" in sys.argv and not (right and right.id == topic.id):
            print(
                f"{topic.name!r} typed {typed!r}: {match.outcome} {match.heading!r}, {right.name if right else None!r}"
            )
    share = len(topics) / 100
    median = sorted(times)[len(times) // 2] * 1000
    return [str(slips), str(len(topics)), f"{first / share:.1f} %", f"{answered / share:.1f} %", f"{median:.1f}"]


def _lines(path: Path) -> Iterable[dict[str, Any]]:
    return [json.loads(line) for line in path.open(encoding="utf-8") if line.strip()]


def main() -> int:
    """Run one of the two measurements."""
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    drawn = commands.add_parser("curve")
    drawn.add_argument("gold", type=Path)
    drawn.add_argument("--negatives", type=Path, nargs="*", default=[])
    drawn.add_argument("--plot", type=Path)
    made_up = commands.add_parser("misspellings")
    made_up.add_argument("collections", type=Path, nargs="+")
    made_up.add_argument("--topics", type=int, default=1000)
    made_up.add_argument("--show", action="store_true", help="print each miss")
    for command in (drawn, made_up):
        command.add_argument("--seeds", type=Path, default=Path("seeds"))
        command.add_argument("--markdown", type=Path)
    given = parser.parse_args()
    if given.command == "curve":
        table = curve(given.gold, given.negatives, given.seeds, given.plot)
    else:
        table = misspellings([load_collection(folder) for folder in given.collections], given.seeds, given.topics)
    print(table)
    if given.markdown:
        replace_section(given.markdown, f"matching-{given.command}", table)
    return 0


if __name__ == "__main__":
    sys.exit(main())

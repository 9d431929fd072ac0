"""An archive that comes while people ask: `python -m bench.load.adding [--documents 10000] [--markdown FILE]`.

Some people ask on and on. A file of so many documents is put into the folder that the running bot watches. Each answer
must be the one of the old documents or the one of the new, and nobody may get an old one after a new one.
"""

import argparse
import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from bench.load.bots import running
from bench.load.people import People, Said, Talk
from bench.load.phases import HEADER, answers, by_phase
from bench.scale.archive import articles
from bench.scale.cost import percentile
from bench.scale.places import environment, run_bot, tell
from bench.tables import markdown, replace_section
from bot.topics_file import load_entries
from handlers.preview.server import PreviewServer

_SEEDS = Path("seeds")
_WATCHED = ("-m", "bench.load.watching")
_IDLE_S, _CHUNK_S, _LONGEST_S = 60.0, 10.0, 1800.0
_OTHER = 999_001  # the first id of who looks whether the documents are there
_PARAGRAPHS = 1_000_000  # more than so many documents have


@dataclass(frozen=True, slots=True)
class Verdict:
    """From which documents questions were answered."""

    old: int
    new: int
    either: int  # the answer is the same
    neither: int
    back: int  # an old one in a chat that had had a new one


def judged(said: Sequence[Said], old: Mapping[str, str], new: Mapping[str, str]) -> Verdict:
    """Say of answers, in the order in which they came, of which documents they are."""
    counts = dict.fromkeys(("old", "new", "either", "neither", "back"), 0)
    moved_on: set[int] = set()
    for one in said:
        is_old, is_new = one.text == old[one.query], one.text == new[one.query]
        kind = "either" if is_old and is_new else "old" if is_old else "new" if is_new else "neither"
        counts[kind] += 1
        counts["back"] += kind == "old" and one.chat_id in moved_on
        if kind == "new":
            moved_on.add(one.chat_id)
    return Verdict(**counts)


Rows = list[tuple[str, str]]


async def adding(documents: int, people: int, per_second: float, folder: Path) -> tuple[bool, Rows, list[list[str]]]:
    """Return whether every answer was of one state of the documents and the loop never held up, and the figures.

    The last are how long answers took in each phase of the change.
    """
    shutil.copytree(_SEEDS, folder / "seeds")
    run_bot(folder / "seeds", folder / "data", "index")
    coming, report, probe = folder / "archive.jsonl", folder / "watch.json", _written(documents, folder)
    queries = [name for entry in load_entries(_SEEDS / "topics.toml") for name in (entry.name, *entry.aliases[:1])]
    queries = [*dict.fromkeys(queries), probe]
    settings = environment(folder / "seeds", folder / "data")
    async with PreviewServer(port=0) as server, running(server, (*_WATCHED, str(report)), settings) as bot:
        looking, asking = People(server, 1, _OTHER), People(server, people)
        old = {query: answer.text for query, answer in (await looking.learn(queries)).items()}
        await asking.in_turns(old, 2)  # not counted
        tell("nothing else is done")
        idle = await asking.at_rate(old, per_second, _IDLE_S)
        os.kill(bot.pid, signal.SIGUSR1)
        coming.rename(folder / "seeds" / coming.name)
        tell(f"{documents:,} documents come")
        began, talks, took = time.perf_counter(), list[Talk](), 0.0
        while not took and time.perf_counter() < began + _LONGEST_S:
            talks.append(await asking.at_rate(old, per_second, _CHUNK_S))
            if (await looking.learn([probe]))[probe].text != old[probe]:
                took = time.perf_counter() - began
        talks.append(await asking.at_rate(old, per_second, _CHUNK_S))
        ended = time.perf_counter()
        new = {query: answer.text for query, answer in (await looking.learn(queries)).items()}
    watch = json.loads(report.read_text(encoding="utf-8"))
    for stack, count in watch["stacks"]:
        tell(f"held up {count} times by\n{stack}")
    said = [one for talk in talks for one in talk.said]
    verdict, lost = judged(said, old, new), sum(talk.lost for talk in talks)
    before, while_added = _milliseconds([idle]), _milliseconds(talks)
    phases = by_phase(watch["steps"], answers(talks), watch["late"], began, ended)
    kept = took > 0 and not (verdict.neither or verdict.back or lost) and watch["longest_s"] <= 0.05
    counts = asdict(verdict)
    return (
        kept,
        [
            ("people; questions a second", f"{people}; {per_second:g}"),
            ("answered within, nothing else done: p50; p99", f"{before[0]:.0f} ms; {before[1]:.0f} ms"),
            (f"while {documents:,} documents came: p50; p99", f"{while_added[0]:.0f} ms; {while_added[1]:.0f} ms"),
            ("p99 against p99", f"{while_added[1] / before[1]:.2f}"),
            ("the documents are found after", f"{took:.0f} s" if took else "they were not"),
            (
                "answers of the old documents; of the new; the same of both; of neither; old after new; lost",
                f"{'; '.join(f'{count:,}' for count in counts.values())}; {lost}",
            ),
            (
                "event loop held up meanwhile: longest; more than 20 ms; 50 ms",
                f"{1000 * watch['longest_s']:.0f} ms; {watch['over_20_ms']}; {watch['over_50_ms']} "
                f"(of {watch['naps']:,} looks)",
            ),
            ("longest collection of garbage, which is part of that", f"{1000 * watch['collected_s']:.0f} ms"),
        ],
        phases,
    )


def _written(documents: int, folder: Path) -> str:
    """Write the archive beside the seeds; return what only it can answer."""
    probe = ""
    with (folder / "archive.jsonl").open("w", encoding="utf-8") as file:
        for article in islice(articles(_PARAGRAPHS, 1), documents):
            probe = probe or article.title
            file.write(article.line + "\n")
    return probe


def _milliseconds(talks: Sequence[Talk]) -> tuple[float, float]:
    took = [1000 * one for talk in talks for one in talk.took_s]
    return percentile(took, 0.5), percentile(took, 0.99)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, and write it where --markdown says; return 1 where a promise was not kept."""
    parser = argparse.ArgumentParser(prog="python -m bench.load.adding", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--per-second", type=float, default=10.0, help="questions of all of them")
    parser.add_argument("--markdown", type=Path, help="a document with a marked section for the table")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        kept, rows, phases = asyncio.run(adding(given.documents, given.people, given.per_second, Path(folder)))
    table = f"{markdown(('figure', 'value'), rows)}\n\n{markdown(HEADER, phases)}"
    print(table)
    if given.markdown:
        replace_section(given.markdown, "load-adding", table)
    tell("every promise was kept" if kept else "A PROMISE WAS NOT KEPT")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())

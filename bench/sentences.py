"""Sentence splitters side by side: boundary F1 on labelled paragraphs, and speed.

    python -m bench.sentences FOLDER [--markdown docs/briefing.md]

FOLDER holds *.jsonl with {"text", "sentences", "lang"} a line. Only ends inside a paragraph count, so that a splitter
that never cuts scores 0. We keep quotations of several sentences whole on purpose: "whole" scores every splitter and
the labels after the same joining, "as labelled" without it. A library that is not installed is left out. With
--markdown FILE the table goes into a document's section <!-- sentences -->.
"""

import argparse
import importlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from bench.tables import markdown, replace_section
from bot.briefing.sentences import quotations_whole, split

Splitter = Callable[[str, str], Sequence[str]]
Span = tuple[int, int]
SPEED_SECONDS = 1.0
OURS = "ours"


@dataclass(frozen=True, slots=True)
class Labelled:
    text: str
    sentences: tuple[str, ...]
    language: str


def splitters() -> Iterator[tuple[str, Splitter]]:
    """Yield ours and every library that is installed."""
    yield OURS, split.__wrapped__
    if pysbd := _installed("pysbd"):
        known = {language: pysbd.Segmenter(language=language, clean=False) for language in ("en", "ru")}
        yield "pysbd", lambda text, language: known.get(language, known["en"]).segment(text)
    if syntok := _installed("syntok.segmenter"):
        yield "syntok", lambda text, _: [_spaced(s) for paragraph in syntok.analyze(text) for s in paragraph]
    if simplemma := _installed("simplemma"):
        yield "simplemma", lambda text, language: simplemma.split_sentences(text, "en" if language == "en" else None)
    if sentencex := _installed("sentencex"):
        yield "sentencex", lambda text, language: sentencex.segment(language, text)
    if nupunkt := _installed("nupunkt"):
        yield "nupunkt", lambda text, _: nupunkt.sent_tokenize(text)
    if library := _installed("sentence_splitter"):
        cut = {language: library.SentenceSplitter(language=language) for language in ("en", "ru", "tr")}
        yield "sentence-splitter", lambda text, language: cut.get(language, cut["tr"]).split(text)


def _installed(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def _spaced(tokens: Sequence[object]) -> str:
    return "".join(f"{getattr(token, 'spacing', '')}{getattr(token, 'value', '')}" for token in tokens)


def spans(text: str, sentences: Sequence[str]) -> list[Span]:
    """Return where each sentence stands; one that is not verbatim in the text is left out."""
    found, at = [], 0
    for sentence in map(str.strip, sentences):
        start = text.find(sentence, at)
        if sentence and start >= 0:
            at = start + len(sentence)
            found.append((start, at))
    return found


def f1(splitter: Splitter, labelled: Sequence[Labelled], whole: bool) -> float:
    """Return the F1 of the ends inside the paragraphs."""
    hits = cuts = labels = 0
    for item in labelled:
        ends = []
        for sentences in (item.sentences, splitter(item.text, item.language)):
            placed = spans(item.text, sentences)
            joined = quotations_whole(item.text, placed) if whole else placed
            ends.append({end for _, end in joined[:-1]})
        hits += len(ends[0] & ends[1])
        labels += len(ends[0])
        cuts += len(ends[1])
    return 2 * hits / (cuts + labels) if cuts + labels else 0.0


def speed(splitter: Splitter, labelled: Sequence[Labelled]) -> float:
    """Return megabytes of text a second."""
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < SPEED_SECONDS:
        for item in labelled:
            splitter(item.text, item.language)
            done += len(item.text.encode())
    return done / 1e6 / (time.perf_counter() - began)


def read(file: Path) -> list[Labelled]:
    """Return the labelled paragraphs of a file."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Labelled(str(r["text"]), tuple(map(str, r["sentences"])), str(r.get("lang", "en"))) for r in rows]


def table(sets: Mapping[str, Sequence[Labelled]]) -> str:
    """Return F1 in per cent, a column a set, and the speed on all sets together."""
    everything = [item for labelled in sets.values() for item in labelled]
    rows = []
    for name, splitter in splitters():
        cells = [
            f"{100 * f1(splitter, labelled, whole=True):.1f} / {100 * f1(splitter, labelled, whole=False):.1f}"
            for labelled in sets.values()
        ]
        rows.append([name, *cells, f"{speed(splitter, everything):.1f}"])
    return markdown(["whole / as labelled", *sets, "MB/s"], rows)


def main() -> None:
    """Print the table and, with --markdown, write it into a document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--markdown", type=Path, help="a document to write the table into")
    given = parser.parse_args()
    shown = table({file.stem: read(file) for file in sorted(given.folder.glob("*.jsonl"))})
    print(shown)
    if given.markdown:
        replace_section(given.markdown, "sentences", shown)


if __name__ == "__main__":
    main()

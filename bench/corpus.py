"""How well the seeds are read: `python -m bench.corpus GOLD_FOLDER`.

The folder holds `paragraphs.jsonl` and `noise.jsonl`, each line `{"file": …, "text": …}`: the true paragraphs of the
seeds, whole, and the lines that belong to the page.
"""

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from bot.corpus.reading import read_folder
from bot.corpus.sources import load_sources

Texts = Mapping[str, list[str]]
_DASH = re.compile(r"\s*—\s*")
_SPACES = re.compile(r"\s+")


def normalised(text: str) -> str:
    """Make white space, and room around an em dash, of no account."""
    return _SPACES.sub(" ", _DASH.sub("—", text)).strip()


def gold_texts(path: Path) -> Texts:
    """Return the texts of a file of JSON lines by the seed that they are from."""
    texts: dict[str, list[str]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        texts[row["file"]].append(normalised(row["text"]))
    return texts


def our_texts(seeds: Path) -> Texts:
    """Return our paragraphs by file."""
    catalog = load_sources(seeds / "sources.toml")
    return {
        reading.file: [normalised(p.text) for document in reading.documents for p in document.paragraphs]
        for reading in read_folder(seeds, catalog)
    }


def report(ours: Texts, gold: Texts, noise: Texts) -> str:
    """Return the three figures, and each text that spoils one."""
    wanted = {(file, text) for file, texts in gold.items() for text in texts}
    got = {(file, text) for file, texts in ours.items() if file in gold for text in texts}
    leaks = {(file, line) for file, lines in noise.items() for line in lines if _leaks(line, ours.get(file, []))}
    lines = [
        f"gold paragraphs found whole: {100 * len(wanted & got) / max(1, len(wanted)):.1f} % of {len(wanted)}",
        f"ours not in gold: {100 * len(got - wanted) / max(1, len(got)):.1f} % of {len(got)}",
        f"furniture lines leaked: {len(leaks)} of {sum(map(len, noise.values()))}",
    ]
    for name, texts in (("missing", wanted - got), ("not in gold", got - wanted), ("leaked", leaks)):
        lines += [f"  {name}: {file}: {text[:100]} … {text[-40:]}" for file, text in sorted(texts)]
    return "\n".join(lines)


def _leaks(line: str, paragraphs: list[str]) -> bool:
    """A line leaks as a paragraph of its own, or, if it is long enough not to stand in a sentence, within one."""
    return any(line == text or (len(line) >= 40 and line in text) for text in paragraphs)


def main() -> None:
    """Print the report for the folder that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("--seeds", type=Path, default=Path("seeds"))
    arguments = parser.parse_args()
    gold, noise = (gold_texts(arguments.gold / name) for name in ("paragraphs.jsonl", "noise.jsonl"))
    print(report(our_texts(arguments.seeds), gold, noise))


if __name__ == "__main__":
    main()

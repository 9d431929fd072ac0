"""How well documents of all kinds are read: `python -m bench.documents [--markdown docs/documents.md] [--show]`.

A paragraph is right if it has the same text after white space. For web pages, trafilatura and justext beside ours.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import justext  # type: ignore[import-untyped]
import trafilatura

from bench.tables import markdown, replace_section
from bot.corpus.reading import read_file
from bot.corpus.sources import SourceCatalog

FILES = Path(__file__).parent / "files"
_EXPECTED = ".expected.json"
_STOPLISTS = {"en": "English", "ru": "Russian", "tr": "Turkish", "az": "Azerbaijani", "ar": "Arabic", "he": "Hebrew"}


@dataclass(frozen=True, slots=True)
class Score:
    """What came out of one document, counted in paragraphs."""

    file: str
    expected: int
    missing: tuple[str, ...]
    extra: tuple[str, ...]

    def right(self) -> int:
        """Count the paragraphs that came out as they should."""
        return self.expected - len(self.missing)


def squeezed(text: str) -> str:
    """Make white space of no account."""
    return re.sub(r"\s+", " ", text).strip()


def score(file: str, wanted: Sequence[str], got: Sequence[str]) -> Score:
    """Compare paragraphs as multisets: what is said twice must come out twice."""
    right, ours = Counter(map(squeezed, wanted)), Counter(map(squeezed, got))
    return Score(file, len(wanted), tuple((right - ours).elements()), tuple((ours - right).elements()))


def expectations() -> Iterator[tuple[Path, list[str]]]:
    """Yield each document and its paragraphs."""
    for path in sorted(FILES.glob(f"*{_EXPECTED}")):
        yield (
            path.with_name(path.name.removesuffix(_EXPECTED)),
            json.loads(path.read_text(encoding="utf-8"))["paragraphs"],
        )


def ours(path: Path) -> list[str]:
    """Return the paragraphs as the bot reads them."""
    reading = read_file(path, path.name, SourceCatalog())
    return [paragraph.text for document in reading.documents for paragraph in document.paragraphs]


def by_trafilatura(path: Path) -> list[str]:
    """Return the lines of trafilatura's text, without comments; headings, which are none of ours, are left in."""
    text = trafilatura.extract(path.read_bytes(), include_comments=False) or ""
    return [line.removeprefix("- ") for line in text.splitlines()]


def by_justext(path: Path) -> list[str]:
    """Return justext's good paragraphs that are no headings.

    By its own settings a page is text only if it has a paragraph of over 200 characters, which news often has not.
    """
    data = path.read_bytes()
    language = re.search(rb'lang="(\w\w)"', data)
    stoplist = _STOPLISTS.get(language[1].decode() if language else "en", "English")
    words = justext.get_stoplist(stoplist) if stoplist in justext.get_stoplists() else frozenset()
    low, high = (0.30, 0.32) if words else (0, 0)  # without a list of words, by length and links alone
    found = justext.justext(data, words, length_high=120, stopwords_low=low, stopwords_high=high)
    return [p.text for p in found if not p.is_boilerplate and not p.is_heading]


def without_headings(got: Sequence[str], headings: Sequence[str]) -> list[str]:
    """Take a document's own headings out of a peer's lines: they are right, only no paragraphs."""
    known = set(map(squeezed, headings))
    return [text for text in got if squeezed(text) and squeezed(text) not in known]


def headings(path: Path) -> list[str]:
    """Return the titles that a document has, and those of its sections."""
    titles: list[str] = json.loads(path.with_name(path.name + _EXPECTED).read_text(encoding="utf-8"))["titles"]
    reading = read_file(path, path.name, SourceCatalog())
    return [*titles, *(p.section for document in reading.documents for p in document.paragraphs)]


def percent(scores: Sequence[Score]) -> float:
    """Return the share of paragraphs that are right, in percent."""
    return 100 * sum(one.right() for one in scores) / sum(one.expected for one in scores)


def table(scores: Sequence[Score]) -> str:
    """Return the figures of each document and of all."""
    rows = [(s.file, str(s.expected), str(s.right()), str(len(s.missing)), str(len(s.extra))) for s in scores]
    total = Score(
        "all", sum(s.expected for s in scores), sum((s.missing for s in scores), ()), sum((s.extra for s in scores), ())
    )
    rows.append(
        (
            f"**{len(scores)} documents: {percent(scores):.1f} %**",
            str(total.expected),
            str(total.right()),
            str(len(total.missing)),
            str(len(total.extra)),
        )
    )
    return markdown(("document", "paragraphs", "right", "missing", "extra"), rows)


Reader = Callable[[Path], list[str]]


def peers(paths: Sequence[tuple[Path, list[str]]]) -> str:
    """Return right, missing and extra on web pages for each peer."""
    readers: dict[str, Reader] = {"ours": ours, "trafilatura": by_trafilatura, "justext": by_justext}
    rows = []
    for name, reader in readers.items():
        scores = [score(path.name, wanted, without_headings(reader(path), headings(path))) for path, wanted in paths]
        extra = sum(len(one.extra) for one in scores)
        rows.append((name, f"{percent(scores):.1f} %", str(sum(len(one.missing) for one in scores)), str(extra)))
    return markdown(("reader", "right", "missing", "extra"), rows)


def main() -> None:
    """Print the tables, and what is missing or extra if asked to; write the tables into a document if told to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--show", action="store_true", help="print each paragraph that is missing or extra")
    arguments = parser.parse_args()
    documents = list(expectations())
    scores = [score(path.name, wanted, ours(path)) for path, wanted in documents]
    web = [(path, wanted) for path, wanted in documents if path.suffix == ".html"]
    sections = {"documents": table(scores), "pages": peers(web)}
    print("\n\n".join(sections.values()))
    for one in scores if arguments.show else ():
        for mark, texts in (("-", one.missing), ("+", one.extra)):
            print("\n".join(f"{mark} {one.file}: {text}" for text in texts), end="\n" if texts else "")
    for name, content in sections.items() if arguments.markdown else ():
        replace_section(arguments.markdown, name, content)


if __name__ == "__main__":
    main()

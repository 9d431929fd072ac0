"""How well repeats are told from news: `python -m bench.repeats SET.jsonl... [--pairs PAIRS.jsonl] [--failures 10]`.

A set is one of `bench.summaries`: its paragraphs are edited as an agency's text is on its way into another paper, and
as a story is that goes on. Pairs are lines {"a", "b", "label", "kind"}; 1 is a repeat.
"""

import argparse
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from pathlib import Path

from bench.summaries import paragraphs, read_records
from bot.briefing.content import read
from bot.briefing.repeats import paragraph_words, says, sentence_words

WORDS = (40, 160)  # of a paragraph that is edited
EACH = 400  # paragraphs that each edit is tried on
Edit = Callable[
    [str, str, random.Random], str
]  # text, another paragraph of its document -> the text edited, or as it was

_SAID = {"said": "stated", "says": "said", "told": "told the", "added": "noted"}
_MONTHS = {"January": "Jan.", "February": "Feb.", "August": "Aug.", "September": "Sept.", "October": "Oct."}
_TURNED = {
    "rose": "fell", "increased": "decreased", "won": "lost", "more": "less", "first": "last", "accepted": "rejected",
    "opened": "closed", "began": "ended", "before": "after", "against": "for", "north": "south", "high": "low",
}  # fmt: skip
_CLAUSES = (
    ", despite warnings from neighbours",
    ", according to a leaked report",
    " after weeks of protests",
    " and resigned hours later",
    ", which opposition parties called a betrayal",
)
_FIGURE = re.compile(r"(?<![\d.,])\d{1,3}(?:[.,]\d+)?(?![\d.,])")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
_IS = re.compile(r"\b(is|are|was|were|will|has|have|had|can|could|would)\b(?! not)")


@dataclass(frozen=True, slots=True)
class Pair:
    """What was told, and what comes now."""

    kind: str
    told: str
    new: str
    repeats: bool


def repeated(told: str, new: str) -> bool:
    """Tell whether the paragraph says nothing that was not told, as a digest asks it, in English."""
    earlier = paragraph_words(told, "en")
    return all(says(earlier, sentence_words(one.text)) for one in read(new, "en") if one.printable)


def _one_of(pattern: re.Pattern[str], text: str, rng: random.Random) -> re.Match[str] | None:
    found = list(pattern.finditer(text))
    return rng.choice(found) if found else None


def _replaced(text: str, found: re.Match[str] | None, by: str) -> str:
    return text[: found.start()] + by + text[found.end() :] if found else text


def _mapped(words: dict[str, str]) -> Edit:
    pattern = re.compile(rf"\b(?:{'|'.join(words)})\b")

    def edit(text: str, other: str, rng: random.Random) -> str:
        found = _one_of(pattern, text, rng)
        return _replaced(text, found, words[found.group()]) if found else text

    return edit


def _dateline(text: str, other: str, rng: random.Random) -> str:
    return rng.choice(("BAKU, Sept. 26 (Reuters) - ", "AP - ", "LONDON (AFP) — ", "WASHINGTON -- ")) + text


def _typography(text: str, other: str, rng: random.Random) -> str:
    return text.replace('"', "“").replace("'", "’").replace(" - ", " – ").replace("U.S.", "US")


def _cut(text: str, other: str, rng: random.Random) -> str:
    sentences = [sentence.text for sentence in read(text, "en")]
    return " ".join(sentences[: max(1, len(sentences) // 2)])


def _reordered(text: str, other: str, rng: random.Random) -> str:
    first, *rest = [sentence.text for sentence in read(text, "en")]
    return " ".join([*rest, first])


def _misspelt(text: str, other: str, rng: random.Random) -> str:
    found = _one_of(re.compile(r"\b[a-z]{7,}\b"), text, rng)
    at = rng.randrange(2, len(found.group()) - 2) if found else 0
    return _replaced(text, found, found.group()[:at] + found.group()[at] + found.group()[at:]) if found else text


def _shortened(text: str, other: str, rng: random.Random) -> str:
    return _replaced(text, _one_of(re.compile(r"\b(?:the|a|an|that|very|also|on) "), text, rng), "")


def _trimmed(text: str, other: str, rng: random.Random) -> str:
    return _replaced(text, _one_of(re.compile(r", [^,.\"“]{10,60}(?=[,.] )"), text, rng), "")


def _other_figure(text: str, other: str, rng: random.Random) -> str:
    return _replaced(text, _one_of(_FIGURE, text, rng), str(rng.randrange(1000, 9999)))


def _other_name(text: str, other: str, rng: random.Random) -> str:
    return _replaced(text, _one_of(_NAME, text, rng), rng.choice(("Osterwyk", "Marrowby", "Velden", "Astrid")))


def _swapped_names(text: str, other: str, rng: random.Random) -> str:
    names = list(dict.fromkeys(_NAME.findall(text)))
    if len(names) < 2:
        return text
    one, two = rng.sample(names, 2)
    return re.sub(rf"\b(?:{one}|{two})\b", lambda found: two if found.group() == one else one, text)


def _negated(text: str, other: str, rng: random.Random) -> str:
    found = _one_of(_IS, text, rng)
    return _replaced(text, found, f"{found.group()} not") if found else text


def _clause(text: str, other: str, rng: random.Random) -> str:
    return _replaced(text, _one_of(re.compile(r"(?<=[a-z]{4})(?=\.(?: |$))"), text, rng), rng.choice(_CLAUSES))


def _sentence(text: str, other: str, rng: random.Random) -> str:
    return f"{text} {rng.choice(read(other, 'en')).text}"


def _next_paragraph(text: str, other: str, rng: random.Random) -> str:
    return other


REPRINTS: dict[str, Edit] = {
    "dateline": _dateline,
    "typography": _typography,
    "cut in half": _cut,
    "sentences in another order": _reordered,
    "a letter doubled": _misspelt,
    "a small word left out": _shortened,
    "a clause left out": _trimmed,
    "another verb of saying": _mapped(_SAID),
    "month abbreviated": _mapped(_MONTHS),
}
NEWS: dict[str, Edit] = {
    "another figure": _other_figure,
    "another name": _other_name,
    "names change places": _swapped_names,
    "negated": _negated,
    "the opposite word": _mapped(_TURNED),
    "a clause added": _clause,
    "a sentence added": _sentence,
    "the next paragraph": _next_paragraph,
}


def edited(texts: Sequence[tuple[str, str]]) -> Iterator[Pair]:
    """Yield each edit of the first paragraphs that it changes; equal sets give equal pairs."""
    for edits, repeats in ((REPRINTS, True), (NEWS, False)):
        for kind, edit in edits.items():
            rng = random.Random(kind)
            changed = ((text, edit(text, other, rng)) for text, other in texts)
            fit = (pair for pair in changed if pair[0] != pair[1] and (repeats or _shows(*pair)))
            yield from (Pair(kind, *pair, repeats) for pair in islice(fit, EACH))


def _shows(text: str, new: str) -> bool:
    """Tell whether what is new stands in a sentence that may be quoted; if not, nobody would be sent it anyway."""
    return any(sentence.printable and sentence.text not in text for sentence in read(new, "en"))


def neighbours(files: Sequence[Path]) -> list[tuple[str, str]]:
    """Return the paragraphs of sets, each with the one behind it in its document."""
    documents = dict.fromkeys(
        document.text
        for file in files
        for record in read_records(file.read_text(encoding="utf-8").splitlines())
        for document in record.documents
    )
    found = [paragraphs(text) for text in documents]
    pairs = [(one, two) for texts in found for one, two in pairwise(texts)]
    return [pair for pair in pairs if all(WORDS[0] <= len(text.split()) <= WORDS[1] for text in pair)]


def labelled(file: Path) -> Iterator[Pair]:
    """Yield the pairs of a file."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Pair(str(row.get("kind", file.stem)), str(row["a"]), str(row["b"]), row["label"] == 1)


def report(pairs: Sequence[Pair], failures: int) -> Iterator[str]:
    """Yield a line a kind, precision and recall of repeats over all, and some pairs that were taken wrongly."""
    taken = [(pair, repeated(pair.told, pair.new)) for pair in pairs]
    for kind, repeats in dict.fromkeys((pair.kind, pair.repeats) for pair in pairs):
        answers = [answer for pair, answer in taken if (pair.kind, pair.repeats) == (kind, repeats)]
        label = "repeat" if repeats else "news"
        yield f"{label:7}{kind:30}{100 * sum(answers) / len(answers):6.1f} % folded of {len(answers)}"
    folded = [pair for pair, answer in taken if answer]
    right = sum(pair.repeats for pair in folded)
    yield f"precision {right / max(1, len(folded)):.4f}, recall {right / max(1, sum(p.repeats for p in pairs)):.4f}"
    for pair in [pair for pair, answer in taken if answer and not pair.repeats][:failures]:
        yield f"folded though news ({pair.kind}):\n  {pair.told}\n  {pair.new}"


def main() -> None:
    """Print the report for the sets and the pairs that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=Path, nargs="*")
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--failures", type=int, default=0)
    arguments = parser.parse_args()
    if arguments.sets:
        print(*report(list(edited(neighbours(arguments.sets))), arguments.failures), sep="\n")
    if arguments.pairs:
        print(*report(list(labelled(arguments.pairs)), arguments.failures), sep="\n")


if __name__ == "__main__":
    main()

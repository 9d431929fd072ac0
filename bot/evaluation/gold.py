"""A gold set: the questions of a corpus, the paragraphs and facts that answer them, and what must stay out.

docs/evaluation.md describes its files for an editor.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from pathlib import Path

from bot.errors import BriefingError


class GoldError(BriefingError):
    """A file of a gold set is missing or not of its form. `line` is 1-based, 0 where it is the file as a whole."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}, line {line}: {reason}" if line else f"{file}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason


class Grade(IntEnum):
    """How much a paragraph tells of a topic."""

    MENTIONS = 1
    ANSWERS = 2


class Weight(StrEnum):
    """How much a briefing needs a fact."""

    VITAL = "vital"
    OKAY = "okay"


class NoiseKind(StrEnum):
    """What a line of page furniture is."""

    FURNITURE = "furniture"  # mastheads, bylines, calls to share
    CAPTION = "caption"
    SITE_HEADLINE = "site-headline"  # of other stories
    HEADLINE_REPEAT = "headline-repeat"  # of the article itself: once it is a title, twice it is noise
    CONTENTS = "toc"
    PAGE_MARKER = "page-marker"


@dataclass(frozen=True, slots=True)
class GoldQuery:
    """What somebody may type for a topic; `type` says how it is written ("exact", "typo", …)."""

    text: str
    type: str


@dataclass(frozen=True, slots=True)
class Nugget:
    """A fact that a briefing should tell, and the sentences of the corpus that tell it."""

    fact: str
    sentences: tuple[str, ...]  # at least one
    weight: Weight
    side: str  # whose view it is, in a dispute; "" otherwise


@dataclass(frozen=True, slots=True)
class GoldTopic:
    """A topic of the corpus with all that is known of a right answer."""

    id: str
    name: str
    kind: str
    queries: tuple[GoldQuery, ...]
    relevant: Mapping[str, Grade]  # by paragraph id; one at least ANSWERS
    nuggets: tuple[Nugget, ...]  # () where nobody has listed the facts


@dataclass(frozen=True, slots=True)
class Negative:
    """A query that the corpus has no answer to."""

    text: str
    difficulty: str


@dataclass(frozen=True, slots=True)
class GoldParagraph:
    """A true paragraph of the corpus, whole."""

    id: str
    file: str
    text: str
    is_duplicate: bool  # of another one, which is the one that is graded


@dataclass(frozen=True, slots=True)
class NoiseLine:
    """A line of a document that is no part of its text."""

    kind: NoiseKind
    text: str


@dataclass(frozen=True, slots=True)
class Gold:
    """A whole gold set."""

    topics: tuple[GoldTopic, ...]
    negatives: tuple[Negative, ...]
    paragraphs: tuple[GoldParagraph, ...]
    noise: tuple[NoiseLine, ...]

    @property
    def queries(self) -> tuple[str, ...]:
        """All that a bot is asked, each text once."""
        asked = [query.text for topic in self.topics for query in topic.queries]
        return tuple(dict.fromkeys([*asked, *(negative.text for negative in self.negatives)]))


def load_gold(folder: Path) -> Gold:
    """Read a gold set; paragraphs and noise may lie beside the folder, for several sets of one corpus.

    Raises GoldError for the first thing that is wrong, naming file and line.
    """
    paragraphs = tuple(map(_paragraph, _rows(_beside(folder, "paragraphs.jsonl"))))
    known = {paragraph.id for paragraph in paragraphs if not paragraph.is_duplicate}
    return Gold(
        topics=tuple(_topic(row, known) for row in _rows(folder / "topics.jsonl")),
        negatives=tuple(
            Negative(row.text("text"), row.text("difficulty")) for row in _rows(folder / "negatives.jsonl")
        ),
        paragraphs=paragraphs,
        noise=tuple(
            NoiseLine(NoiseKind(row.choice("kind", tuple(NoiseKind))), row.text("text"))
            for row in _rows(_beside(folder, "noise.jsonl"))
        ),
    )


def _beside(folder: Path, name: str) -> Path:
    own, shared = folder / name, folder.parent / name
    return shared if shared.exists() and not own.exists() else own


def _paragraph(row: "_Row") -> GoldParagraph:
    return GoldParagraph(row.text("id"), row.text("file"), row.text("text"), bool(row.values.get("duplicate_of")))


def _topic(row: "_Row", known: set[str]) -> GoldTopic:
    relevant = row.values.get("relevant")
    if not isinstance(relevant, dict) or not all(grade in (1, 2) for grade in relevant.values()):
        raise row.fault("relevant", 'an object of paragraph ids with their grades, 1 or 2: {"p1": 2}')
    if Grade.ANSWERS not in relevant.values():
        raise row.fault("relevant", "of grade 2 for one paragraph at least")
    if strange := [id_ for id_ in relevant if id_ not in known]:
        raise row.fault("relevant", f'about paragraphs of paragraphs.jsonl, and "{strange[0]}" is none')
    return GoldTopic(
        id=row.text("id"),
        name=row.text("topic"),
        kind=row.text("kind"),
        queries=tuple(GoldQuery(query.text("text"), query.text("type")) for query in row.rows("queries")),
        relevant={id_: Grade(grade) for id_, grade in relevant.items()},
        nuggets=tuple(map(_nugget, row.rows("nuggets"))),
    )


def _nugget(row: "_Row") -> Nugget:
    sentences = row.values.get("sentences")
    if not isinstance(sentences, list) or not sentences or not all(isinstance(s, str) and s.split() for s in sentences):
        raise row.fault("sentences", "a list of one sentence or more")
    side = row.text("side") if row.values.get("side") else ""
    return Nugget(row.text("fact"), tuple(sentences), Weight(row.choice("weight", tuple(Weight))), side)


@dataclass(frozen=True, slots=True)
class _Row:
    """A JSON object of a file, or one within it, that knows where it stands."""

    file: str
    line: int
    values: Mapping[str, object]

    def fault(self, key: str, should: str) -> GoldError:
        return GoldError(self.file, self.line, f'"{key}" should be {should}')

    def text(self, key: str) -> str:
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fault(key, "a text that is not empty")
        return value

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        value = self.text(key)
        if value not in choices:
            raise self.fault(key, f"one of {', '.join(choices)}")
        return value

    def rows(self, key: str) -> tuple["_Row", ...]:
        value = self.values.get(key)
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.fault(key, "a list of objects")
        return tuple(_Row(self.file, self.line, item) for item in value)


def _rows(path: Path) -> Iterator[_Row]:
    """Yield the objects of a file of JSON lines, blank lines left out."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError as error:
        raise GoldError(str(path), 0, "there is no such file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(str(path), 0, "it should be a text file in UTF-8 that can be read, and is not") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _Row(str(path), number, _object(path, number, line))


def _object(path: Path, number: int, line: str) -> Mapping[str, object]:
    try:
        found = json.loads(line)
    except ValueError as error:
        raise GoldError(str(path), number, f"it should be JSON, and is not: {error}") from error
    if not isinstance(found, dict):
        raise GoldError(str(path), number, "it should be a JSON object")
    return found

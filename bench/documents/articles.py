"""The invented texts that the documents are made of: one file each in `articles/`."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

FOLDER = Path(__file__).parent / "articles"


class Role(StrEnum):
    """What a line of an article is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    NUMBERED = "numbered item"
    ROW = "row"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an article; of a row, the cells are parted by ` | `."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """A text with its facts; empty where it has none."""

    title: str
    language: str
    date: str
    publisher: str
    author: str
    lines: tuple[Line, ...]

    def paragraphs(self) -> list[str]:
        """Return what is to be found: all lines but the headings."""
        return [line.text for line in self.lines if line.role is not Role.HEADING]

    def words(self, role: Role = Role.PARAGRAPH) -> list[str]:
        """Return the texts of one role."""
        return [line.text for line in self.lines if line.role is role]


def load(name: str) -> Article:
    """Read an article by the name of its file."""
    title, facts, *rest = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    language, date, publisher, author = (part.strip() for part in facts.split("|"))
    return Article(title, language, date, publisher, author, tuple(_lines(rest)))


def _lines(texts: Sequence[str]) -> list[Line]:
    return [_line(text) for text in texts if text.strip()]


def _line(text: str) -> Line:
    if text.startswith("## "):
        return Line(Role.HEADING, text[3:])
    if text.startswith("- "):
        return Line(Role.ITEM, text[2:])
    if text.startswith("| "):
        return Line(Role.ROW, text[2:])
    if text.startswith("**"):
        return Line(Role.QUESTION, text.strip("*"))
    number, dot, rest = text.partition(". ")
    return Line(Role.NUMBERED, rest) if dot and number.isdigit() else Line(Role.PARAGRAPH, text)

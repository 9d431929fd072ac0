"""What a reader hands on: blocks of text with the little structure that the format knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """What a block is, as far as is known."""

    HEADING = "heading"
    TEXT = "text"
    ITEM = "list item"
    ROW = "table row"
    CONTENTS = "line of a table of contents"


class Reason(StrEnum):
    """Why a line of a file is in none of its paragraphs."""

    PAGE_HEADER = "page header"
    PAGE_NUMBER = "page number"
    MASTHEAD = "masthead"
    CONTENTS = "table of contents"
    REPEATED_HEADLINE = "repeated headline"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    AGENCY_MARK = "agency mark"
    DATE_LINE = "date line"
    BYLINE = "byline"
    SHARE_PROMPT = "share prompt"
    LINK_LIST = "link list"
    EMPTY_HEADING = "heading without text"
    REPEATED_BLOCK = "repeated block"
    BAD_RECORD = "bad record"
    MAIL_HEADER = "header of a forwarded mail"
    QUOTED_MAIL = "quoted mail"
    SIGNATURE = "signature or small print of a mail"
    ATTACHMENT = "attachment, not read"


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text that the format, or blank space around it, sets apart."""

    text: str
    kind: Kind = Kind.TEXT
    linked: bool = False  # the whole of it is a link to somewhere else


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line that was read and left out, so that an editor can check the cleaning."""

    line: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Extract:
    """All that a format says of a file. An empty string stands for what it does not say."""

    blocks: tuple[Block, ...]
    title: str = ""
    publisher: str = ""
    date: str = ""  # as it stands in the file
    language: str = ""
    url: str = ""
    dropped: tuple[Dropped, ...] = ()
    marked: bool = False  # the format itself marks headings, so none need be guessed


Sifted = tuple[list[Block], list[Dropped]]


def sift(blocks: Sequence[Block], reasons: Mapping[int, Reason]) -> Sifted:
    """Part blocks into those that stay and those that go, each with its reason; both in reading order."""
    kept = [block for i, block in enumerate(blocks) if i not in reasons]
    return kept, [Dropped(blocks[i].text, reasons[i]) for i in sorted(reasons)]


def as_kind(block: Block, kind: Kind) -> Block:
    """Return the block as one of another kind."""
    return block if block.kind is kind else replace(block, kind=kind)

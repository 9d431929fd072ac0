"""Markdown, with the front matter that site generators put on top."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from lxml.etree import LxmlError
from lxml.html import fromstring
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.corpus.blocks import Block, Dropped, Extract, Kind, Reason
from bot.corpus.characters import tidy
from bot.corpus.formats.text import decode
from bot.corpus.limits import Limits
from bot.corpus.lines import is_closed

_FRONT = re.compile(r"\A\s*(?:---|\+\+\+)[ \t]*\r?\n(.*?)\r?\n(?:---|\+\+\+|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FACT = re.compile(r"^(\w+)\s*[:=]\s*(.+?)\s*$", re.MULTILINE)
_NAMES = {
    "title": ("title",), "date": ("date", "published", "created"),
    "publisher": ("publisher", "source", "site", "author"),
    "language": ("lang", "language"), "url": ("url", "link", "canonical"),
}  # fmt: skip
_NOTE = re.compile(
    r"^ {0,3}\[\^[^\]\s]+\]:[ \t]*(.*(?:\n(?: {4}|\t).*)*)$", re.MULTILINE
)  # a footnote, which may be indented on
_NOTE_MARK = re.compile(r"\[\^[^\]\s]+\]")
_CLOSED = 0.6  # share of lines that end as sentences: then each is a paragraph


def read_markdown(data: bytes, limits: Limits) -> Extract:
    """Return the blocks of a Markdown file and the facts of its front matter."""
    text = decode(data)
    front = _FRONT.match(text)
    facts = dict(_FACT.findall(front[1])) if front else {}
    body = text[front.end() :] if front else text
    notes = tuple(Dropped(note, Reason.FOOTNOTE) for note in map(tidy, _NOTE.findall(body)) if note)
    tokens = MarkdownIt("commonmark").enable("table").parse(_NOTE_MARK.sub("", _NOTE.sub("", body)))
    title, date, publisher, language, url = (_first(facts, names) for names in _NAMES.values())
    return Extract(tuple(_blocks(tokens)), title, publisher, date, language, url, notes, marked=True)


def _first(facts: dict[str, str], names: Sequence[str]) -> str:
    return next((tidy(facts[name]).strip("\"'") for name in names if name in facts), "")


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    each_line = _lines_are_paragraphs(tokens)
    opened: list[str] = []
    row: list[str] = []
    for token in tokens:
        if token.type == "tr_close":
            yield from _rows(row)
            row = []
        if token.nesting:
            opened = [*opened, token.type] if token.nesting > 0 else opened[:-1]
        elif token.type == "inline" and "tr_open" in opened:
            row.append(tidy(" ".join(_lines(token))))
        elif token.type == "inline":
            yield from _inline(token, _kind(token, opened), each_line)
        elif token.type in ("fence", "code_block"):
            yield from (Block(line) for line in map(tidy, token.content.splitlines()) if line)
        elif token.type == "html_block":
            yield from _html(token.content)


def _rows(cells: Sequence[str]) -> Iterator[Block]:
    if text := " | ".join(filter(None, cells)):
        yield Block(text, Kind.ROW)


def _kind(token: Token, opened: Sequence[str]) -> Kind:
    if "heading_open" in opened or _is_bold(token):
        return Kind.HEADING
    return Kind.ITEM if "list_item_open" in opened else Kind.TEXT


def _is_bold(token: Token) -> bool:
    """Tell whether a paragraph is all bold and no sentence: many write their headings so."""
    kinds = [child.type for child in token.children or () if child.content or child.type != "text"]
    bold = kinds[:1] == ["strong_open"] and kinds[-1:] == ["strong_close"] and kinds.count("strong_open") == 1
    return bold and not is_closed(token.content)


def _inline(token: Token, kind: Kind, each_line: bool) -> Iterator[Block]:
    lines = [line for line in map(tidy, _lines(token)) if line]
    linked = kind is not Kind.HEADING and _is_linked(token)
    for text in lines if each_line and kind is Kind.TEXT else [" ".join(lines)]:
        if text:
            yield Block(text, kind, linked)


def _lines(token: Token) -> list[str]:
    """Return the visible text of an inline token, line by line; pictures and marks are not text."""
    lines = [""]
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            lines.append("")
        elif child.type in ("text", "code_inline"):
            lines[-1] += child.content
    return lines


def _is_linked(token: Token) -> bool:
    depth, plain = 0, ""
    linked = False
    for child in token.children or ():
        depth += child.nesting if child.type in ("link_open", "link_close") else 0
        linked = linked or child.type == "link_open"
        plain += child.content if child.type == "text" and not depth else ""
    return linked and not any(c.isalnum() for c in plain)


def _lines_are_paragraphs(tokens: Sequence[Token]) -> bool:
    """Tell whether each line ends as a sentence does, as agencies write; Markdown itself would join them."""
    pairs = [pair for token in tokens if token.type == "inline" for pair in pairwise(_lines(token))]
    return len(pairs) >= 2 and sum(is_closed(line) for line, _ in pairs) >= _CLOSED * len(pairs)


def _html(source: str) -> Iterator[Block]:
    try:
        text = "".join(map(str, fromstring(source).itertext()))
    except (LxmlError, ValueError):
        return  # a comment, or a tag that holds no text
    yield from (Block(line) for line in map(tidy, text.splitlines()) if line)

"""Plain text to blocks: whether a line is a paragraph, or a paragraph is several lines, is decided by evidence."""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.corpus.blocks import Block, Kind
from bot.corpus.characters import tidy, unescape
from bot.corpus.contents import find_contents
from bot.corpus.joining import glue, known_words
from bot.corpus.lines import is_closed, starts_lower

_ITEM = re.compile(r"^\s*(?:(?P<bullet>[-*•▪●◦·‣])\s+(?=\S)|\(?(?:\d{1,3}|[a-zа-я])[.)]\s+(?=\S))")
_RULE = re.compile(r"^\W{3,}$")
_TABLE_ROW = re.compile(r"^\s*\|.*\|\s*$|\t.*\t")
_WIDTHS = (30, 140)  # the narrowest and widest columns that people wrap text to
_FULL = 0.75  # share of lines that another word would not have fitted into
_SMALL = 0.5  # share of lines that go on in small letters


@dataclass(frozen=True, slots=True)
class _Line:
    text: str  # tidied
    indent: int
    contents: bool


Chunk = list[_Line]


def blocks_of(lines: Sequence[str]) -> list[Block]:
    """Turn the lines of a text file into blocks.

    Blank lines always part. Within a run of lines, either each is a paragraph (agencies), or all are one, wrapped to
    a width (mail, converted PDFs): the whole document decides which.
    """
    chunks = list(_chunks(lines))
    width = _wrapped_width(chunks)
    if not width:
        return [_block(line) for chunk in chunks for line in chunk]
    known = known_words(lines)
    return [block for chunk in chunks for block in _rewrapped(chunk, width, known)]


def _chunks(lines: Sequence[str]) -> Iterable[Chunk]:
    """Yield runs of lines between blank ones; a line of nothing but marks is as good as blank."""
    contents = frozenset(find_contents(lines))
    chunk: Chunk = []
    for i, line in enumerate(lines):
        text = tidy(line) if not _is_row(line) else " | ".join(filter(None, map(tidy, _cells(line))))
        if text and not (_RULE.match(text) and not any(c.isalnum() for c in text)):
            indent = len(line.expandtabs()) - len(line.expandtabs().lstrip())
            chunk.append(_Line(unescape(text), indent, i in contents))
        elif chunk:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _is_row(line: str) -> bool:
    return ("|" in line or "\t" in line) and _TABLE_ROW.search(line) is not None


def _cells(line: str) -> list[str]:
    return re.split(r"\t+", line) if "\t" in line else line.strip().strip("|").split("|")


def _wrapped_width(chunks: Iterable[Chunk]) -> int:
    """Return the width that the text is wrapped to, or 0 if each line is a paragraph of its own.

    Two signs of wrapping: the next word would not have fitted (a greedy wrapper leaves no other lines), and lines that
    go on in small letters. Verse has neither: its lines begin in capitals and end where the poet wants.
    """
    pairs = [(a.text, b.text) for chunk in chunks for a, b in pairwise(chunk) if not (a.contents or b.contents)]
    lengths = sorted(len(a) for a, _ in pairs)
    if len(pairs) < 2 or not _WIDTHS[0] <= lengths[int(len(lengths) * 0.9)] <= _WIDTHS[1]:
        return 0
    width = lengths[int(len(lengths) * 0.9)]
    full = sum(len(a) + 1 + len(b.split()[0]) > width for a, b in pairs) / len(pairs)
    small = sum(not is_closed(a) and starts_lower(b) for a, b in pairs) / len(pairs)
    closed = sum(is_closed(a) for a, _ in pairs) / len(pairs)
    cased = any(c.islower() for a, _ in pairs for c in a)
    goes_on = small >= 0.2 if cased else closed < 0.5
    even = lengths[len(lengths) // 2] >= 0.6 * width  # a list in small letters is ragged, a wrapped text is not
    return width if (small >= _SMALL and even) or (full >= _FULL and goes_on) else 0


def _rewrapped(chunk: Chunk, width: int, known: Set[str]) -> Iterable[Block]:
    """Join the lines of a chunk, parting before list items, indents, contents, and after lines that end early."""
    margin = min(line.indent for line in chunk)
    block: Block | None = None
    last: _Line | None = None
    for line in chunk:
        if block is None or last is None or _parts(last, line, margin, width, block):
            if block:
                yield block
            block = _block(line)
        else:
            block = replace(block, text=glue(block.text, line.text, known))
        last = line
    if block:
        yield block


def _parts(last: _Line, line: _Line, margin: int, width: int, block: Block) -> bool:
    if line.contents or last.contents or _ITEM.match(line.text):
        return True
    if line.indent > margin and last.indent == margin and block.kind is not Kind.ITEM:
        return True
    room = width - len(last.text) - 1
    if is_closed(last.text):
        return room >= len(line.text.split()[0]) + 2
    return room > width * 0.35 and not starts_lower(line.text)


def _block(line: _Line) -> Block:
    if line.contents:
        return Block(line.text, Kind.CONTENTS)
    match = _ITEM.match(line.text)
    if not match:
        return Block(line.text, Kind.ROW if " | " in line.text else Kind.TEXT)
    return Block(line.text[match.end() :] if match["bullet"] else line.text, Kind.ITEM)

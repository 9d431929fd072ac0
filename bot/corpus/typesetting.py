"""How a page is set: columns, line pitch, small print; and from it which lines make a paragraph."""

import re
import statistics
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain, groupby, pairwise

from bot.corpus.blocks import Block, Kind, Reason, as_kind
from bot.corpus.characters import tidy
from bot.corpus.joining import glue, known_words
from bot.corpus.lines import is_closed, is_short

NOTE_BEGINS, NOTE_ENDS = "\ue000", "\ue001"  # what a reader puts around small raised figures within a line
_ITEM = re.compile(r"^(?P<bullet>[•▪●◦·‣\uf0b7])\s*(?=\S)|^\(?(?:\d{1,2}|[a-z])[.)]\s+(?=\S)")
_CAPTION = re.compile(
    r"^(?:fig(?:ure|\.)|table|chart|map|photo|image|рис(?:унок|\.)|таблица|карта|фото|şekil|tablo|harita|şəkil|cədvəl|abb(?:ildung|\."
    r")|tabelle|tableau|carte|شكل|جدول|צילום|איור|תרשים)\s*\d*",
    re.IGNORECASE,
)
_NOTE_HEAD = re.compile(rf"^{NOTE_BEGINS}?(\d{{1,3}}|[*†‡]){NOTE_ENDS}?[.)]?\s*(?=[^\W\d])")
_NOTE_MARK = re.compile(rf"{NOTE_BEGINS}([^{NOTE_ENDS}]*){NOTE_ENDS}")
_LARGE = 1.15  # times the text's size: a heading
_SMALL = 0.9  # times the text's size: small print
_GAP = 1.35  # times the usual distance of lines: a new paragraph
_EVEN_GAP = 1.2  # the same where the distances are even
_CROSSING = 0.15  # share of lines that may run across the space between columns
_SIDE = 0.25  # share of lines that stand on either side of it, at least
_FEWEST = 12  # lines that make columns
_SAMPLE = 2000
_LONGEST_TITLE = 250


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. Lengths are in points; `bottom` grows upwards, `left` in the direction of reading."""

    text: str
    left: float
    right: float
    bottom: float
    size: float
    page: int


def text_size(lines: Sequence[Line]) -> float:
    """Return the size that most characters are in."""
    return statistics.median(chain.from_iterable([line.size] * len(line.text) for line in lines))


def find_small_print(lines: Sequence[Line]) -> dict[int, Reason]:
    """Find footnotes, captions and lone headers by their size and place; lines are in reading order."""
    if not lines:
        return {}
    most = _SMALL * text_size(lines)
    found: dict[int, Reason] = {}
    for _, group in groupby(range(len(lines)), key=lambda i: lines[i].page):
        page = list(group)
        body = [lines[i].bottom for i in page if lines[i].size >= most]
        for run in _small_runs(lines, page, most):
            found |= _small_print(lines, run, min(body, default=0.0), max(body, default=0.0))
    return found


def _small_runs(lines: Sequence[Line], page: Sequence[int], most: float) -> Iterator[list[int]]:
    for small, group in groupby(page, key=lambda i: lines[i].size < most):
        if small:
            yield list(group)


def _small_print(lines: Sequence[Line], run: Sequence[int], lowest: float, highest: float) -> dict[int, Reason]:
    first = next((n for n, i in enumerate(run) if _NOTE_HEAD.match(lines[i].text)), None)
    if first is not None and lines[run[first]].bottom < lowest:
        return dict.fromkeys(run[first:], Reason.FOOTNOTE)
    if _CAPTION.match(lines[run[0]].text):
        return dict.fromkeys(run, Reason.CAPTION)
    return {i: Reason.PAGE_HEADER for i in run if _is_lone(lines[i], lowest, highest)}


def _is_lone(line: Line, lowest: float, highest: float) -> bool:
    """Tell whether a small open line stands well above or below all text of its page."""
    away = line.bottom > highest + 2 * line.size or line.bottom < lowest - 2 * line.size
    return away and is_short(line.text) and not is_closed(line.text)


def without_note_marks(lines: Sequence[Line], notes: Mapping[int, Reason]) -> list[Line]:
    """Return the lines without the marks of footnotes that stand on their page; other raised figures stay."""
    known: dict[int, set[str]] = {}
    for i, reason in notes.items():
        head = _NOTE_HEAD.match(lines[i].text) if reason is Reason.FOOTNOTE else None
        if head:
            known.setdefault(lines[i].page, set()).add(head[1])
    return [replace(line, text=_unmarked(line.text, known.get(line.page, frozenset()))) for line in lines]


def _unmarked(text: str, notes: Set[str]) -> str:
    return _NOTE_MARK.sub(lambda mark: "" if mark[1] in notes else mark[1], text)


def largest(lines: Sequence[Line]) -> str:
    """Return the line in the largest letters of the first page, if they are larger than the text's."""
    first = [line for line in lines if line.page == lines[0].page]
    size = max(line.size for line in first)
    if size < _LARGE * text_size(lines):
        return ""
    title = " ".join(line.text for line in first if line.size == size)
    return title if is_short(title, _LONGEST_TITLE) else ""


def blocks_of_pages(lines: Sequence[Line]) -> list[Block]:
    """Join lines, which are in reading order, to paragraphs, items and headings."""
    if not lines:
        return []
    shape = _Shape.of(lines)
    known = known_words(line.text for line in lines)
    groups = [[lines[0]]]
    for last, line in pairwise(lines):
        if shape.parts(last, line):
            groups.append([])
        groups[-1].append(line)
    blocks: list[Block] = []
    for group in groups:
        block = _block(group, shape, known)
        listed = blocks and (
            blocks[-1].text.endswith(":") or (blocks[-1].kind is Kind.ITEM and shape.is_indented(group))
        )
        blocks.append(as_kind(block, Kind.ITEM) if listed and shape.is_indented(group) else block)
    return blocks


def _block(group: Sequence[Line], shape: "_Shape", known: frozenset[str]) -> Block:
    text = group[0].text
    for line in group[1:]:
        text = text[:-1] + line.text if text.endswith("\u00ad") else glue(text, line.text, known)
    text = tidy(text)
    if group[0].size >= _LARGE * shape.size and is_short(text, _LONGEST_TITLE):
        return Block(text, Kind.HEADING)
    item = _ITEM.match(text)
    if item:
        return Block(text[item.end() :] if item["bullet"] else text, Kind.ITEM)
    return Block(text)


@dataclass(frozen=True, slots=True)
class _Column:
    """A strip of the page: where its lines begin, and where full ones end."""

    left: float
    right: float

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "_Column":
        rights = sorted(line.right for line in lines)
        lefts = [round(line.left) for line in lines]
        return cls(float(statistics.mode(lefts)), rights[int(len(rights) * 0.9)])

    def width(self) -> float:
        return max(1.0, self.right - self.left)


@dataclass(frozen=True, slots=True)
class _Shape:
    """How the text of a document is set."""

    size: float
    gap: float  # from one line to the next, above which a paragraph begins
    columns: tuple[_Column, ...]  # from left to right, the whole page last

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "_Shape":
        size = text_size(lines)
        text = [line for line in lines if abs(line.size - size) <= 0.1 * size]
        strips = [_Column.of(strip) for strip in _strips(text)]
        whole = _Column.of(lines)
        return cls(size, _gap(lines), (*strips, whole) if len(strips) > 1 else (whole,))

    def column(self, line: Line) -> _Column:
        """Return the narrowest column that holds the line."""
        fitting = [c for c in self.columns if c.left - self.size <= line.left and line.right <= c.right + self.size]
        return min(fitting, key=_Column.width, default=self.columns[-1])

    def is_indented(self, group: Sequence[Line]) -> bool:
        """Tell whether all lines stand to the right of where their column begins."""
        return all(line.left - self.column(line).left > 0.8 * self.size for line in group)

    def parts(self, last: Line, line: Line) -> bool:
        """Tell whether a new paragraph begins with `line`."""
        if abs(last.size - line.size) > 0.1 * self.size or _ITEM.match(line.text):
            return True
        column, new = self.column(last), self.column(line)
        jumps = last.page != line.page or column != new
        if jumps and is_closed(last.text):
            return True
        if last.page == line.page and last.bottom - line.bottom > self.gap:
            return True
        early = last.right < column.right - 0.2 * column.width()
        announced = last.text.endswith((":", ";"))
        if early and (is_closed(last.text) or announced or last.right < column.right - 0.6 * column.width()):
            return True
        indent = (line.left - new.left) - (last.left - column.left)
        at_margin = abs(last.left - column.left) < 2
        return indent > 0.8 * self.size and at_margin and (is_closed(last.text) or announced)


def _gap(lines: Sequence[Line]) -> float:
    """Return the distance above which a paragraph begins: less of it is enough where the others are even."""
    pitches = sorted(
        a.bottom - b.bottom for a, b in pairwise(lines)
        if a.page == b.page and a.size == b.size and 1 < a.bottom - b.bottom < 60
    )  # fmt: skip
    if not pitches:
        return _GAP * 14.0
    usual = pitches[len(pitches) // 4]
    even = sum(abs(pitch - usual) <= 0.1 * usual for pitch in pitches) >= 0.4 * len(pitches)
    return _EVEN_GAP * usual if even else _GAP * statistics.median(pitches)


def _strips(lines: Sequence[Line]) -> list[list[Line]]:
    """Part lines into columns, from left to right, by the space that hardly a line runs across."""
    gutter = _gutter(lines) if len(lines) >= _FEWEST else None
    if gutter is None:
        return [list(lines)]
    left = [line for line in lines if line.right <= gutter]
    right = [line for line in lines if line.left >= gutter]
    return [*_strips(left), *_strips(right)]


def _gutter(lines: Sequence[Line]) -> float | None:
    """Return where the space between two columns is, None if there is one column; a sample of the lines decides."""
    lines = lines[:: 1 + len(lines) // _SAMPLE]
    crossing = {
        x: sum(line.left < x < line.right for line in lines) for x in {round(line.left) - 1.0 for line in lines}
    }
    for x in sorted(crossing, key=lambda x: (crossing[x], x)):
        sides = sum(line.right <= x for line in lines), sum(line.left >= x for line in lines)
        if crossing[x] <= _CROSSING * len(lines) and min(sides) >= _SIDE * len(lines):
            return x
    return None

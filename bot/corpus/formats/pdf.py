"""PDF through PDFium: lines with their places on the page become paragraphs and headings."""

import ctypes
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from threading import Lock

import pypdfium2 as pdfium
from pypdfium2 import raw

from bot.corpus.blocks import Block, Dropped, Extract, Kind
from bot.corpus.characters import tidy
from bot.corpus.joining import glue, known_words
from bot.corpus.limits import Limits, NotReadable
from bot.corpus.lines import is_closed, is_short
from bot.corpus.pages import find_running_lines

_PDFIUM = Lock()  # PDFium may be called from one thread at a time only
_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_CUT_WORD = "\ufffe\x02\u00ad"  # what PDFium puts for a hyphen that cuts a word at a line's end
_ITEM = re.compile(r"^(?P<bullet>[•▪●◦·‣\uf0b7])\s*(?=\S)|^\(?(?:\d{1,2}|[a-z])[.)]\s+(?=\S)")
_POOR_TITLE = re.compile(
    r"^(?:untitled|microsoft \w+ - .*|.*\.(?:docx?|pdf|indd|qxd|pptx?|odt|rtf|pages))$", re.IGNORECASE
)
_DATE = re.compile(r"^D:(\d{4})(\d{2})?(\d{2})?")
_LARGE = 1.15  # times the text's size: a heading
_GAP = 1.35  # times the usual distance of lines: a new paragraph


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page. Lengths are in points; `top` grows upwards."""

    text: str
    left: float
    right: float
    bottom: float
    size: float
    page: int


def read_pdf(data: bytes, limits: Limits) -> Extract:
    """Return a PDF's paragraphs, headings and what its properties say.

    Raises:
        NotReadable: it is encrypted, damaged, too long, or an image only.
    """
    with _PDFIUM:
        pages, title, date = _pages(data, limits)
    places = find_running_lines([[line.text for line in page] for page in pages])
    lines = [line for p, page in enumerate(pages) for i, line in enumerate(page) if (p, i) not in places]
    blocks = _blocks(lines)
    dropped = tuple(Dropped(pages[p][i].text, reason) for (p, i), reason in places.items())
    return Extract(tuple(blocks), title=title or _largest(lines), date=date, dropped=dropped)


def _pages(data: bytes, limits: Limits) -> tuple[list[list[Line]], str, str]:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        encrypted = getattr(error, "err_code", None) == _PASSWORD_ERROR
        raise NotReadable("is encrypted" if encrypted else "is damaged or no PDF") from error
    try:
        if len(document) > limits.max_pages:
            raise NotReadable(f"is too long: {len(document):,} pages, {limits.max_pages:,} at most")
        pages = [_page_lines(document, number) for number in range(len(document))]
        if not any(pages):
            raise NotReadable("has no text layer: its pages are images")
        title, created = tidy(document.get_metadata_value("Title")), document.get_metadata_value("CreationDate")
    except pdfium.PdfiumError as error:
        raise NotReadable(f"is damaged: {error}") from error
    finally:
        document.close()
    match = _DATE.match(created)
    return pages, "" if _POOR_TITLE.match(title) else title, "-".join(filter(None, match.groups())) if match else ""


def _page_lines(document: pdfium.PdfDocument, number: int) -> list[Line]:
    page = document[number]
    text_page = page.get_textpage()
    try:
        codes = [raw.FPDFText_GetUnicode(text_page.raw, i) for i in range(text_page.count_chars())]
        return [line for run in _runs(codes) if (line := _line(text_page, codes, run, number))]
    finally:
        text_page.close()
        page.close()


def _runs(codes: Sequence[int]) -> Iterator[list[int]]:
    """Yield the indexes of each line's visible characters; PDFium generates line ends between lines."""
    run: list[int] = []
    for i, code in enumerate(codes):
        if code in (10, 13):
            yield run
            run = []
        elif code:
            run.append(i)
    yield run


def _line(text_page: pdfium.PdfTextPage, codes: Sequence[int], run: Sequence[int], page: int) -> Line | None:
    units = b"".join(codes[i].to_bytes(4, "little")[: 4 if codes[i] > 0xFFFF else 2] for i in run if codes[i] <= 0xFFFF)
    text = units.decode("utf-16-le", errors="replace")
    seen = [i for i in run if not chr(min(codes[i], 0x10FFFF)).isspace()]
    if not seen or not tidy(text):
        return None
    left, bottom, _, _ = text_page.get_charbox(seen[0], loose=True)
    _, _, right, _ = text_page.get_charbox(seen[-1], loose=True)
    size = statistics.median(_size(text_page, i) for i in (seen[0], seen[len(seen) // 2], seen[-1]))
    cut = "\u00ad" if text.rstrip()[-1:] in tuple(_CUT_WORD) else ""
    return Line(tidy(text) + cut, left, right, bottom, size, page)


def _size(text_page: pdfium.PdfTextPage, i: int) -> float:
    """Return a character's height on the page: the font's nominal size may be scaled by a matrix."""
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text_page.raw, i, ctypes.byref(matrix))
    return round(float(raw.FPDFText_GetFontSize(text_page.raw, i)) * (abs(matrix.d) or abs(matrix.b) or 1.0), 1)


def _largest(lines: Sequence[Line]) -> str:
    """Return the line in the largest letters of the first page, if they are larger than the text's."""
    first = [line for line in lines if line.page == lines[0].page]
    largest = max(line.size for line in first)
    if largest < _LARGE * _text_size(lines):
        return ""
    title = " ".join(line.text for line in first if line.size == largest)
    return title if is_short(title, 250) else ""


def _text_size(lines: Sequence[Line]) -> float:
    """Return the size that most characters are in."""
    return statistics.median(chain.from_iterable([line.size] * len(line.text) for line in lines))


def _blocks(lines: Sequence[Line]) -> list[Block]:
    if not lines:
        return []
    shape = _Shape.of(lines)
    known = known_words(line.text for line in lines)
    groups = [[lines[0]]]
    for last, line in pairwise(lines):
        if shape.parts(last, line):
            groups.append([])
        groups[-1].append(line)
    return [_block(group, shape, known) for group in groups]


def _block(group: Sequence[Line], shape: "_Shape", known: frozenset[str]) -> Block:
    text = group[0].text
    for line in group[1:]:
        text = text[:-1] + line.text if text.endswith("\u00ad") else glue(text, line.text, known)
    text = tidy(text)
    if group[0].size >= _LARGE * shape.size and is_short(text, 250):
        return Block(text, Kind.HEADING)
    item = _ITEM.match(text)
    if item:
        return Block(text[item.end() :] if item["bullet"] else text, Kind.ITEM)
    return Block(text)


@dataclass(frozen=True, slots=True)
class _Shape:
    """How the text of a PDF is set."""

    size: float
    pitch: float  # from one line to the next
    left: float
    right: float

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "_Shape":
        pitches = [a.bottom - b.bottom for a, b in pairwise(lines) if a.page == b.page and 1 < a.bottom - b.bottom < 60]
        rights = sorted(line.right for line in lines)
        lefts = [round(line.left) for line in lines]
        return cls(
            _text_size(lines), statistics.median(pitches) if pitches else 14.0, float(statistics.mode(lefts)),
            rights[int(len(rights) * 0.9)],
        )  # fmt: skip

    def parts(self, last: Line, line: Line) -> bool:
        """Tell whether a new paragraph begins with `line`."""
        if abs(last.size - line.size) > 0.1 * self.size or _ITEM.match(line.text):
            return True
        if last.page != line.page and is_closed(last.text):
            return True
        if last.page == line.page and last.bottom - line.bottom > _GAP * self.pitch:
            return True
        early = last.right < self.right - 0.2 * max(1.0, self.right - self.left)
        if early and (is_closed(last.text) or last.right < self.right - 0.6 * (self.right - self.left)):
            return True
        return line.left - last.left > 0.8 * self.size and abs(last.left - self.left) < 2 and is_closed(last.text)

"""PDF through PDFium: lines with their places on the page become paragraphs and headings."""

import ctypes
import re
import statistics
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from threading import Lock

import pypdfium2 as pdfium
from pypdfium2 import raw

from bot.corpus.blocks import Dropped, Extract
from bot.corpus.characters import tidy
from bot.corpus.limits import Limits, NotReadable
from bot.corpus.pages import find_running_lines
from bot.corpus.typesetting import (
    NOTE_BEGINS,
    NOTE_ENDS,
    Line,
    blocks_of_pages,
    find_small_print,
    largest,
    without_note_marks,
)  # fmt: skip

_PDFIUM = Lock()  # PDFium may be called from one thread at a time only
_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_CUT_WORD = "\ufffe\x02\u00ad"  # what PDFium puts for a hyphen that cuts a word at a line's end
_POOR_TITLE = re.compile(
    r"^(?:untitled|microsoft \w+ - .*|.*\.(?:docx?|pdf|indd|qxd|pptx?|odt|rtf|pages))$", re.IGNORECASE
)
_RAISED = 0.15  # times a line's size: so much higher stands the mark of a note
_SMALLER = 0.8  # times a line's size: a mark is smaller than that
_UNITS = frozenset({"m", "km", "cm", "mm", "dm", "м", "км", "см", "мм", "дм"})  # what follows is a square, no note
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LEFT_TO_RIGHT = re.compile(r"[A-Za-z0-9À-ɏͰ-ӿ]+(?:[.,:/%-]?[A-Za-z0-9À-ɏͰ-ӿ]+)*")


def read_pdf(data: bytes, limits: Limits) -> Extract:
    """Return a PDF's paragraphs, headings and title.

    Its CreationDate is that of the file: of a saved page, the day when somebody saved it.

    Raises:
        NotReadable: it is encrypted, damaged, too long, or an image only.
    """
    with _PDFIUM:
        pages, title = _pages(data, limits)
    places = find_running_lines([[line.text for line in page] for page in pages])
    lines = [line for p, page in enumerate(pages) for i, line in enumerate(page) if (p, i) not in places]
    dropped = [Dropped(tidy(_bare(pages[p][i].text)), reason) for (p, i), reason in places.items()]
    small = find_small_print(lines)
    dropped += [Dropped(_bare(lines[i].text), reason) for i, reason in small.items()]
    lines = [line for i, line in enumerate(without_note_marks(lines, small)) if i not in small]
    blocks = tuple(blocks_of_pages(lines))
    return Extract(blocks, title=title or (largest(lines) if lines else ""), dropped=tuple(dropped))


def _bare(text: str) -> str:
    return text.replace(NOTE_BEGINS, "").replace(NOTE_ENDS, "")


def _pages(data: bytes, limits: Limits) -> tuple[list[list[Line]], str]:
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
        title = tidy(document.get_metadata_value("Title"))
    except pdfium.PdfiumError as error:
        raise NotReadable(f"is damaged: {error}") from error
    finally:
        document.close()
    return pages, "" if _POOR_TITLE.match(title) else title


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
    seen = [i for i in run if not chr(min(codes[i], 0x10FFFF)).isspace()]
    if not seen:
        return None
    size = statistics.median(_size(text_page, i) for i in (seen[0], seen[len(seen) // 2], seen[-1]))
    text = _text([codes[i] for i in run])
    if not tidy(text):
        return None
    left, bottom, _, _ = text_page.get_charbox(seen[0], loose=True)
    _, _, right, _ = text_page.get_charbox(seen[-1], loose=True)
    if len(_RIGHT_TO_LEFT.findall(text)) * 2 > len(seen):
        text = _in_order(text_page, codes, run)
        boxes = [text_page.get_charbox(i, loose=True) for i in seen]
        left, right = -max(box[2] for box in boxes), -min(box[0] for box in boxes)
    elif any(48 <= codes[i] <= 57 for i in run):
        text = _with_marks(text_page, codes, run, size)
    cut = "\u00ad" if text.rstrip()[-1:] in tuple(_CUT_WORD) else ""
    return Line(tidy(text) + cut, left, right, bottom, size, page)


def _text(codes: Sequence[int]) -> str:
    units = b"".join(code.to_bytes(2, "little") for code in codes if code <= 0xFFFF)
    return units.decode("utf-16-le", errors="replace")


def _with_marks(text_page: pdfium.PdfTextPage, codes: Sequence[int], run: Sequence[int], size: float) -> str:
    """Return a line's text with each run of small raised figures between marks of its own."""
    base = min(text_page.get_charbox(i, loose=False)[1] for i in run[:20]) if run else 0.0
    parts: list[str] = []
    for raised, group in groupby(run, key=lambda i: 48 <= codes[i] <= 57 and _is_raised(text_page, i, size, base)):
        text = _text([codes[i] for i in group])
        before = re.search(r"[^\W\d_]+$", "".join(parts))
        note = raised and parts and not (before and before[0] in _UNITS)
        parts.append(f"{NOTE_BEGINS}{text}{NOTE_ENDS}" if note else text)
    return "".join(parts)


def _is_raised(text_page: pdfium.PdfTextPage, i: int, size: float, base: float) -> bool:
    return _size(text_page, i) < _SMALLER * size and text_page.get_charbox(i)[1] > base + _RAISED * size


def _in_order(text_page: pdfium.PdfTextPage, codes: Sequence[int], run: Sequence[int]) -> str:
    """Return a right-to-left line with each word's letters in the order of reading.

    PDFium turns some words around and others not; where the letters stand on the page tells. Figures and Latin words
    within are read from left to right.
    """
    words: list[str] = []
    for space, group in groupby(run, key=lambda i: chr(min(codes[i], 0x10FFFF)).isspace()):
        word = list(group)
        if not space and _RIGHT_TO_LEFT.search(_text([codes[i] for i in word])):
            word = _from_the_right(text_page, codes, word)
            words.append(_LEFT_TO_RIGHT.sub(lambda found: found[0][::-1], _text([codes[i] for i in word])))
        else:
            words.append(_text([codes[i] for i in word]))
    return "".join(words)


def _from_the_right(text_page: pdfium.PdfTextPage, codes: Sequence[int], word: Sequence[int]) -> list[int]:
    """Sort a word's characters from right to left, each accent after its letter."""
    middles = {i: sum(text_page.get_charbox(i, loose=True)[0:3:2]) / 2 for i in word}
    letters = [i for i in word if not unicodedata.combining(chr(codes[i]))]
    place = {
        i: middles[i]
        if i in letters or not letters
        else middles[min(letters, key=lambda j: abs(middles[j] - middles[i]))]
        for i in word
    }
    return sorted(word, key=lambda i: (-place[i], unicodedata.combining(chr(codes[i])) > 0))


def _size(text_page: pdfium.PdfTextPage, i: int) -> float:
    """Return a character's height on the page: the font's nominal size may be scaled by a matrix."""
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text_page.raw, i, ctypes.byref(matrix))
    return round(float(raw.FPDFText_GetFontSize(text_page.raw, i)) * (abs(matrix.d) or abs(matrix.b) or 1.0), 1)

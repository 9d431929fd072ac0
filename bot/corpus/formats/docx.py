"""Word documents: paragraphs with their styles, tables as rows."""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.oxml.text.paragraph import CT_P
from docx.table import Table
from lxml.etree import LxmlError, XMLSyntaxError, _Element

from bot.corpus.blocks import Block, Extract, Kind
from bot.corpus.characters import split_lines, tidy
from bot.corpus.limits import Limits, NotReadable

_OLE = b"\xd0\xcf\x11\xe0"
_HEADING_STYLE = re.compile(r"^(?:heading|title|überschrift|titre|başlık|заголовок)", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"^(?:toc|contents)\b", re.IGNORECASE)
_DAMAGES = (  # what zipfile, lxml and python-docx raise on broken packages
    zipfile.BadZipFile, zlib.error, OpcError, LxmlError, KeyError, IndexError, ValueError, TypeError, AttributeError,
    NotImplementedError, EOFError, OSError, RuntimeError,
)  # fmt: skip
_SIGNS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_NOT_TEXT = frozenset({
    *map(qn, ("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:sectPr", "w:sdtPr", "w:tblPr", "w:pict")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
})  # fmt: skip
_OUT_OF_MEMORY = "unknown error"  # what lxml says when libxml2 is refused memory; damage has a name


def read_docx(data: bytes, limits: Limits) -> Extract:
    """Return a Word document's paragraphs and headings, and the title of its properties.

    The dates there are those of the file, or of an older one that it was made from.

    Raises:
        NotReadable: it is encrypted, damaged, or would unpack to more than the limit.
    """
    if data.startswith(_OLE):
        raise NotReadable("is encrypted, or a .doc of before 2007")
    try:
        _check_size(data, limits)
        document = docx.Document(BytesIO(data))
        blocks = tuple(_blocks(document))
        title = tidy(document.core_properties.title or "")
    except _DAMAGES as error:
        if isinstance(error, XMLSyntaxError) and error.msg == _OUT_OF_MEMORY:
            raise MemoryError from error
        raise NotReadable("is damaged or no Word document") from error
    return Extract(blocks, title=title, marked=True)


def _check_size(data: bytes, limits: Limits) -> None:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        size = sum(part.file_size for part in archive.infolist())
    if size > limits.max_unpacked_bytes:
        raise NotReadable(f"is too large when unpacked: {size:,} bytes, {limits.max_unpacked_bytes:,} at most")


def _blocks(document: WordDocument) -> Iterator[Block]:
    # A paragraph's own `style` searches all styles anew: a millisecond each.
    styles = {style.style_id: style.name or "" for style in document.styles}
    yield from _within(document.element.body, document, styles)


def _within(element: _Element, document: WordDocument, styles: Mapping[str, str]) -> Iterator[Block]:
    """Yield the blocks of a body, or of a control around a part of it. `styles` has each style's name by its id."""
    for child in element.iterchildren("*"):
        if isinstance(child, CT_P):
            yield from _paragraph(child, styles)
        elif isinstance(child, CT_Tbl):
            yield from _rows(Table(child, document._body))
        elif child.tag not in _NOT_TEXT:
            yield from _within(child, document, styles)


def _paragraph(paragraph: CT_P, styles: Mapping[str, str]) -> Iterator[Block]:
    """Yield a block for a paragraph, several where line breaks part it."""
    kind = _kind(paragraph, styles)
    text = "".join(_text(paragraph))
    for line in [text.replace("\n", " ")] if kind is Kind.HEADING else split_lines(text):
        if tidied := tidy(line):
            yield Block(line.strip() if kind is Kind.CONTENTS else tidied, kind)


def _text(element: _Element) -> Iterator[str]:
    """Yield a paragraph's text as it reads with all tracked changes accepted."""
    for child in element.iterchildren("*"):
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag not in _NOT_TEXT:
            yield from _text(child)


def _kind(paragraph: CT_P, styles: Mapping[str, str]) -> Kind:
    style = styles.get(paragraph.style or "", "")
    if _HEADING_STYLE.match(style):
        return Kind.HEADING
    if _CONTENTS_STYLE.match(style):
        return Kind.CONTENTS
    properties = paragraph.pPr
    numbered = properties is not None and properties.numPr is not None
    return Kind.ITEM if numbered or style.startswith("List") else Kind.TEXT


def _rows(table: Table) -> Iterator[Block]:
    """Yield each row as one block; a cell that spans columns is named once."""
    for row in table.rows:
        cells = dict.fromkeys(row.cells)
        text = " | ".join(
            filter(None, (tidy(" ".join("".join(_text(p._p)) for p in cell.paragraphs)) for cell in cells))
        )
        if text:
            yield Block(text, Kind.ROW)

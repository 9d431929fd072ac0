"""Web pages: the main text and what the page says of itself, by trafilatura."""

from collections.abc import Iterator

from lxml.etree import LxmlError, _Element
from trafilatura import bare_extraction, baseline, load_html
from trafilatura.settings import Document as Page

from bot.corpus.blocks import Block, Extract, Kind
from bot.corpus.characters import tidy
from bot.corpus.formats.page_layout import drop_fonts, drop_note_marks, drop_sign_up_boxes, unset_tables
from bot.corpus.formats.text import decode
from bot.corpus.limits import Limits, NotReadable

_KINDS = {
    "head": Kind.HEADING,
    "p": Kind.TEXT,
    "quote": Kind.TEXT,
    "item": Kind.ITEM,
    "row": Kind.ROW,
    "code": Kind.TEXT,
}
_BLOCKS = frozenset(_KINDS) | {"list", "table"}


def read_html(data: bytes, limits: Limits) -> Extract:
    """Return a page's main text without navigation, with its title, date and site.

    Raises:
        NotReadable: there is no text to be found.
    """
    if b"\0" in data:  # at which the parser would stop
        data = decode(data).encode(errors="replace") if b"\0" in data[:4] else data.replace(b"\0", b"")
    try:
        tree = load_html(data)
        if tree is not None:
            drop_fonts(tree)
            drop_note_marks(tree)
            unset_tables(tree)
            drop_sign_up_boxes(tree)
        found = bare_extraction(tree, include_comments=False, with_metadata=True) if tree is not None else None
        page = found if isinstance(found, Page) else None
        body = page.body if page else baseline(tree)[0] if tree is not None else None
    except (LxmlError, ValueError, AssertionError) as error:
        raise NotReadable("is damaged or no web page") from error
    blocks = tuple(_blocks(body)) if body is not None else ()
    if not blocks:
        raise NotReadable("holds no main text")
    if page is None:
        return Extract(blocks)
    return Extract(
        blocks, title=tidy(page.title or ""), publisher=tidy(page.sitename or ""), date=page.date or "",
        language=page.language or "", url=page.url or "", marked=True,
    )  # fmt: skip


def _blocks(element: _Element) -> Iterator[Block]:
    """Yield the blocks below an element, innermost ones first to be whole: a quote of two paragraphs is two blocks."""
    for child in element.iterchildren("*"):
        kind = _KINDS.get(str(child.tag))
        inner = any(str(below.tag) in _BLOCKS for below in child.iterdescendants("*"))
        if kind is Kind.ROW:
            text = " | ".join(
                filter(None, (tidy(" ".join(map(str, cell.itertext()))) for cell in child.iterchildren("cell")))
            )
            if text:
                yield Block(text, Kind.ROW)
        elif inner:
            if lead := tidy(child.text or ""):
                yield Block(lead, kind or Kind.TEXT)
            yield from _blocks(child)
        else:
            yield from _lines(child, kind or Kind.TEXT)
        if tail := tidy(child.tail or ""):
            yield Block(tail)


def _lines(element: _Element, kind: Kind) -> Iterator[Block]:
    """Yield an element's text, parted where the page breaks the line."""
    text = ""
    for node in element.iter():
        text += ("\n" if node.tag == "lb" else "") + (node.text or "" if isinstance(node.tag, str) else "")
        text += node.tail or "" if node is not element else ""
    for line in text.split("\n\n") if kind is Kind.HEADING else text.split("\n"):
        if tidied := tidy(line):
            yield Block(tidied, kind)

"""What of a page's tree is there for the look of it: tables that set the page, boxes to sign up in."""

import re

from lxml.html import HtmlElement

from bot.corpus.characters import tidy
from bot.corpus.lines import is_prose

_NOTE_MARK = re.compile(r"^\s*\[?\s*(?:\d{1,3}|[a-z*†‡])\s*\]?\s*$")
_MOST = 500  # tables and forms that are looked at; a page made to have more is no reason to be slow
_LONGEST_CELL = 400  # characters; cells of data are shorter
_LONGEST_BOX = 400  # characters of a box around a form
_HIGHEST_BOX = 4  # elements around a form
_TABLE = ("table", "tbody", "thead", "tfoot", "tr", "td", "th")
_NEVER_BOXES = ("body", "html", "main", "article")


def drop_fonts(tree: HtmlElement) -> None:
    """Take away the elements that only say how letters look; trafilatura loses the line breaks next to them."""
    for element in list(tree.iter("font", "center", "big", "small")):
        if element.getparent() is not None:
            element.drop_tag()


def drop_note_marks(tree: HtmlElement) -> None:
    """Take away raised figures that lead to a note on the same page."""
    for mark in list(tree.iter("sup")):
        link = next(mark.iter("a"), None)
        if link is not None and (link.get("href") or "").startswith("#") and _NOTE_MARK.match(mark.text_content()):
            mark.drop_tree()


def unset_tables(tree: HtmlElement) -> None:
    """Turn each table that sets the page, and has no data, into plain divisions; cells beside the text go."""
    for table in list(tree.iter("table"))[:_MOST]:
        if _sets_the_page(table):
            for element in _own(table):
                element.tag = "div"
                for cell in _beside_the_text(element):
                    cell.drop_tree()


def _beside_the_text(row: HtmlElement) -> list[HtmlElement]:
    """Return the cells of short lines in a row that has a cell of text."""
    cells = row.xpath("./td") if any(_is_long(cell, _LONGEST_CELL) for cell in row.iterchildren("td")) else []
    return [cell for cell in cells if not any(is_prose(tidy(str(text))) for text in cell.itertext())]


def _own(table: HtmlElement) -> list[HtmlElement]:
    """Return a table and its parts, without those of tables within it."""
    own = [table]
    for element in own:
        own += [child for child in element.iterchildren(*_TABLE) if child.tag != "table"]
    return own


def _sets_the_page(table: HtmlElement) -> bool:
    parts = _own(table)
    if any(part.tag == "th" for part in parts):
        return False
    cells = [part for part in parts if part.tag == "td"]
    rows = sum(part.tag == "tr" for part in parts)
    if len(cells) <= max(1, rows) or table.get("role") == "presentation":
        return True
    return any(next(cell.iterdescendants("table"), None) is not None or _is_long(cell, _LONGEST_CELL) for cell in cells)


def drop_sign_up_boxes(tree: HtmlElement) -> None:
    """Take out forms that ask for an address to send mail to, with the few words around them."""
    for form in list(tree.iter("form"))[:_MOST]:
        if not any(field.get("type") == "email" for field in form.iter("input")):
            continue
        box = form
        for parent in list(form.iterancestors())[:_HIGHEST_BOX]:
            if parent.tag in _NEVER_BOXES or _is_long(parent, _LONGEST_BOX):
                break
            box = parent
        if box.getparent() is not None:
            box.drop_tree()


def _is_long(element: HtmlElement, most: int) -> bool:
    length = 0
    for text in element.itertext():
        length += len(str(text).strip())
        if length > most:
            return True
    return False

"""One reader a format, all with one signature: bytes and limits to an extract of blocks.

A reader and its library are imported with the first file of its format: together they take a second.
"""

from collections.abc import Callable, Mapping

from bot.corpus.blocks import Extract
from bot.corpus.limits import Limits

Reader = Callable[[bytes, Limits], Extract]


def _text(data: bytes, limits: Limits) -> Extract:
    from bot.corpus.formats.text import read_text

    return read_text(data, limits)


def _markdown(data: bytes, limits: Limits) -> Extract:
    from bot.corpus.formats.markdown import read_markdown

    return read_markdown(data, limits)


def _html(data: bytes, limits: Limits) -> Extract:
    from bot.corpus.formats.html import read_html

    return read_html(data, limits)


def _pdf(data: bytes, limits: Limits) -> Extract:
    from bot.corpus.formats.pdf import read_pdf

    return read_pdf(data, limits)


def _docx(data: bytes, limits: Limits) -> Extract:
    from bot.corpus.formats.docx import read_docx

    return read_docx(data, limits)


def _mail(data: bytes, limits: Limits) -> Extract:
    from bot.corpus.formats.mail import read_mail

    return read_mail(data, limits)


def _saved_page(data: bytes, limits: Limits) -> Extract:
    from bot.corpus.formats.mail import read_saved_page

    return read_saved_page(data, limits)


FORMATS: Mapping[str, Reader] = {
    ".txt": _text, ".md": _markdown, ".html": _html, ".htm": _html, ".pdf": _pdf, ".docx": _docx,
    ".eml": _mail, ".mht": _saved_page, ".mhtml": _saved_page,
}  # fmt: skip

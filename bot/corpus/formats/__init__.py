"""One reader a format, all with one signature: bytes and limits to an extract of blocks."""

from collections.abc import Callable, Mapping

from bot.corpus.blocks import Extract
from bot.corpus.formats.docx import read_docx
from bot.corpus.formats.html import read_html
from bot.corpus.formats.markdown import read_markdown
from bot.corpus.formats.pdf import read_pdf
from bot.corpus.formats.text import read_text
from bot.corpus.limits import Limits

Reader = Callable[[bytes, Limits], Extract]

FORMATS: Mapping[str, Reader] = {
    ".txt": read_text, ".md": read_markdown, ".html": read_html, ".htm": read_html, ".pdf": read_pdf,
    ".docx": read_docx,
}  # fmt: skip

"""What is fetched, as a file that the documents' readers know: its ending, its name, its letters."""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from bot.web.fetching import Fetched

ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
}
_LETTERS = frozenset({".html", ".txt", ".md"})
_UNFIT = re.compile(r"[^\w .-]+")
_LONGEST = 80  # characters of a name without its ending


def file_name(title: str, ending: str) -> str:
    """Return a name that a file may have anywhere."""
    name = " ".join(_UNFIT.sub(" ", title).split())[:_LONGEST].strip(" .")
    return f"{name or 'page'}{ending}"


def page_name(fetched: Fetched) -> str:
    """Return a file's name for a page: the last part of its address, or its host."""
    parts = urlsplit(fetched.url)
    last = PurePosixPath(unquote(parts.path)).stem
    return file_name(last or parts.hostname or "", ENDINGS[fetched.content_type])


def site_name(url: str) -> str:
    """Return what a reader calls the site of an address, "apa.az"; "" for a number or a name within a house."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return host if "." in host and not host.rpartition(".")[2].isdigit() and ":" not in host else ""


def document_bytes(fetched: Fetched) -> bytes:
    """Return a page's bytes as its reader takes them: letters in UTF-8 where only the host knew what they were in."""
    if not fetched.charset or ENDINGS[fetched.content_type] not in _LETTERS or _is_utf_8(fetched.body):
        return fetched.body
    try:
        return fetched.body.decode(fetched.charset).encode("utf-8", errors="replace")
    except (LookupError, ValueError):  # the host is wrong: the reader finds out by itself
        return fetched.body


def article_html(content: str) -> bytes:
    """Return the content of a feed's item, which is HTML, as a whole page."""
    head = '<!doctype html><html><head><meta charset="utf-8"></head><body><article>'
    return f"{head}{content}</article></body></html>".encode("utf-8", errors="replace")


def _is_utf_8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True

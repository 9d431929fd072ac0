"""What a file is by its first bytes, beside what its name says."""

from pathlib import PurePosixPath

from bot.corpus.characters import tidy
from bot.corpus.reading import KNOWN_ENDINGS

HEAD = 1024  # bytes that tell what a file is: a PDF may begin with as many of something else
PACKED = frozenset({".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar", ".zst"})
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0"
_SIGNS = (
    (b"%PDF-", "a PDF"), (_ZIP[0], "a zip, or a document of Office"), (_ZIP[1], "an empty zip"),
    (_OLE, "a document of an old Office"), (b"{\\rtf", "an RTF document"), (b"SQLite format 3\0", "a database"),
    (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"),
    (b"RIFF", "a picture or a sound"), (b"OggS", "a sound"), (b"ID3", "a sound"),
    (b"\x7fELF", "a program"), (b"\x1f\x8b", "packed by gzip"), (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"), (b"BZh", "packed by bzip2"), (b"\xfd7zXZ", "packed by xz"),
    (b"\x28\xb5\x2f\xfd", "packed by Zstandard"),
)  # fmt: skip
_PAGES = (b"<!doctype html", b"<html")
_MAY_BE_PAGES = (".txt", ".md")


def ending(name: str) -> str:
    """Return a name's ending in small letters, with its dot; "" if it has none."""
    return PurePosixPath(name).suffix.lower()


def misfit(name: str, head: bytes) -> str | None:
    """Return what is wrong with a name's ending for a file that begins with `head`; None if it fits.

    A zip is asked for by its own reader and fits no ending here.
    """
    suffix = ending(name)
    if suffix in PACKED:
        return "is an archive: unpack it, or send it as a zip of documents"
    if suffix not in KNOWN_ENDINGS:
        return f"is of no known format; known are {', '.join(KNOWN_ENDINGS)} and .zip"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if suffix == ".pdf":
        return None if b"%PDF-" in head or not start else f"is called {suffix} but is {_kind(start)}"
    if suffix == ".docx":
        return None if head.startswith((*_ZIP, _OLE)) or not start else f"is called {suffix} but is {_kind(start)}"
    if any(head.startswith(sign) for sign, _ in _SIGNS):
        return f"is called {suffix} but is {_kind(head)}"
    if suffix in _MAY_BE_PAGES and start[:20].lower().startswith(_PAGES):
        return f"is called {suffix} but is a web page: give it the ending .html"
    return None


def shown(name: str) -> str:
    """Return a name as one line that cannot pass for another: no control characters, no change of direction."""
    return tidy(name) or "file"


def _kind(head: bytes) -> str:
    if head[:20].lower().startswith(_PAGES):
        return "a web page"
    return next((kind for sign, kind in _SIGNS if head.startswith(sign)), "something else")

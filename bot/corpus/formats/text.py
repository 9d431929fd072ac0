"""Plain text in whatever encoding it was saved."""

import codecs
import re

from charset_normalizer import from_bytes

from bot.corpus.blocks import Dropped, Extract
from bot.corpus.characters import split_lines, tidy
from bot.corpus.layout import blocks_of
from bot.corpus.limits import Limits, NotReadable
from bot.corpus.pages import find_running_lines

_MARKS = (  # UTF-32's mark begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
# cp1254 (Turkish) stands for cp1252 too: they differ in six letters, which are Icelandic there.
_CODE_PAGES = ["cp1251", "cp1254", "koi8_r", "cp1256", "cp866"]
_NOT_IN_CP1252 = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})
_SAMPLE = 200_000  # bytes that the guess of an encoding rests on
_CP1252 = {ord(bytes([byte]).decode("cp1252")): byte for byte in range(128, 160) if byte not in _NOT_IN_CP1252}
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f]")
_BINARY = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")


def read_text(data: bytes, limits: Limits) -> Extract:
    """Return the blocks of a plain text file."""
    pages = [split_lines(page) for page in decode(data).split("\f")]
    furniture = find_running_lines(pages) if len(pages) > 1 else {}
    lines = ["" if (p, i) in furniture else line for p, page in enumerate(pages) for i, line in enumerate([*page, ""])]
    dropped = tuple(Dropped(tidy(pages[p][i]), reason) for (p, i), reason in furniture.items())
    return Extract(tuple(blocks_of(lines)), dropped=dropped)


def decode(data: bytes) -> str:
    """Decode by the byte order mark, as UTF-8, as UTF-16 by its zeros, or by the likeliest code page.

    Raises:
        NotReadable: the bytes are those of no text.
    """
    if data.startswith(_BINARY):
        raise NotReadable("is not text, whatever its name says")
    text = _decoded(data)
    if len(_CONTROL.findall(text[:_SAMPLE])) > 0.05 * len(text[:_SAMPLE]):
        raise NotReadable("is not text but binary data")
    return text


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    if encoding := _utf_16(data):
        return data.decode(encoding, errors="replace")
    data = data.replace(b"\0", b"")
    try:
        return _decoded_once(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        if _is_nearly_utf_8(data, error):
            return data.decode("utf-8", errors="replace")
    best = from_bytes(data[:_SAMPLE], cp_isolation=_CODE_PAGES).best()
    return data.decode(best.encoding if best else "cp1254", errors="replace")


def _decoded_once(text: str) -> str:
    """Undo an encoding too many: UTF-8 that was taken for cp1252 or Latin 1 and made UTF-8 again.

    A text that is as it should be does not become UTF-8 by that: one letter beyond ASCII between others gives it away.
    """
    if text.isascii():
        return text
    try:
        return text.translate(_CP1252).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _utf_16(data: bytes) -> str:
    """Name the UTF-16 that bytes without a mark are in: in it, every second byte of a Latin text is zero."""
    even, odd = data[:_SAMPLE:2].count(0), data[1:_SAMPLE:2].count(0)
    half = len(data[:_SAMPLE]) // 2
    if half and odd > 0.15 * half and even < 0.02 * half:
        return "utf-16-le"
    return "utf-16-be" if half and even > 0.15 * half and odd < 0.02 * half else ""


def _is_nearly_utf_8(data: bytes, error: UnicodeDecodeError) -> bool:
    """Tell a UTF-8 file with a few damaged bytes from one in a code page."""
    sample = data[:_SAMPLE]
    text = sample.decode("utf-8", errors="ignore")
    beyond_ascii = sum(ord(c) > 127 for c in text)
    damaged = sample.decode("utf-8", errors="replace").count("\ufffd")
    return error.start > 0 and beyond_ascii > 10 * damaged

"""Mail as it is exported: the text of a message, without what mail programs put around it; and pages saved as mail."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from bot.corpus.blocks import Block, Dropped, Extract, Reason, sift
from bot.corpus.characters import split_lines, tidy
from bot.corpus.correspondence import (
    Headers,
    find_around,
    is_answer,
    own_lines,
    plain_subject,
    sender,
    without_small_print,
)
from bot.corpus.dates import iso_date
from bot.corpus.formats.html import read_html
from bot.corpus.formats.text import decode
from bot.corpus.layout import blocks_of
from bot.corpus.limits import Limits, NotReadable

_DEEPEST = 20  # parts within parts; mail programs nest three or four


@dataclass(slots=True)
class _Parts:
    """What a message is made of: its texts in order, and the names of what hangs on it."""

    texts: list[tuple[str, Message]] = field(default_factory=list)  # "plain" or "html"
    attached: list[str] = field(default_factory=list)


def read_mail(data: bytes, limits: Limits) -> Extract:
    """Return a message's own text with its subject, sender and day; of a forwarded one, those of the original.

    Quoted answers, signatures and the lines of mail programs are dropped, as are attachments.

    Raises:
        NotReadable: it is no message, or holds no text.
    """
    return read_message(parse_message(data), limits)


def message_id(message: Message) -> str:
    """Return what tells a message from all others, "" if it does not say."""
    return _header(message, "Message-ID")


def read_message(message: Message, limits: Limits) -> Extract:
    """Return the text of a message that is parsed; see `read_mail`."""
    parts = _Parts()
    _collect(message, parts, 0)
    if not parts.texts:
        raise NotReadable(
            "holds no text" + (": its attachments are to be sent by themselves" if parts.attached else "")
        )
    blocks: list[Block] = []
    dropped = [Dropped(name, Reason.ATTACHMENT) for name in parts.attached]
    headers, answer = Headers(), is_answer(_header(message, "Subject"))
    for kind, part in parts.texts:
        found, out, said = _plain(part, answer) if kind == "plain" else _html(part, answer, limits)
        blocks += found
        dropped += out
        headers = headers.over(said)
    headers = headers.over(_headers(message))
    marked = all(kind == "html" for kind, _ in parts.texts)
    return Extract(tuple(blocks), headers.title, headers.publisher, headers.date, dropped=tuple(dropped), marked=marked)


def read_saved_page(data: bytes, limits: Limits) -> Extract:
    """Return the page that a browser saved as one file (MHTML), with its address.

    Raises:
        NotReadable: there is no page in it.
    """
    message = parse_message(data)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            extract = read_html(_text(part).encode(errors="replace"), limits)
            address = _header(message, "Snapshot-Content-Location") or _header(part, "Content-Location")
            return replace(extract, url=extract.url or address)
    raise NotReadable("holds no web page")


def parse_message(data: bytes) -> Message:
    """Return the bytes as a message. Raises NotReadable if they are none."""
    try:
        message = message_from_bytes(data.lstrip(b"\r\n \xef\xbb\xbf"))
    except (MessageError, RecursionError, ValueError, LookupError, IndexError) as error:
        raise NotReadable("is damaged or no mail") from error
    if not message.keys():
        raise NotReadable("is no mail: it has no headers")
    return message


def _collect(part: Message, parts: _Parts, depth: int) -> None:
    """Gather a part's texts: of alternatives the plain one if it says as much, else the last that can be read."""
    if depth > _DEEPEST:
        raise NotReadable(f"has more than {_DEEPEST} parts within parts")
    kind = part.get_content_type()
    inner = part.get_payload()
    if isinstance(inner, list):
        if kind == "multipart/alternative":
            inner = _best(inner)
        for child in inner:
            if isinstance(child, Message):
                _collect(child, parts, depth + 1)
    elif part.get_content_disposition() == "attachment" or kind not in ("text/plain", "text/html"):
        parts.attached.append(tidy(_filename(part)) or kind)
    elif _text(part).strip():
        parts.texts.append(("html" if kind == "text/html" else "plain", part))


_STUB = 0.5  # of the page's words: a plain part with fewer only says that there is a page


def _best(alternatives: Sequence[object]) -> list[Message]:
    messages = [part for part in alternatives if isinstance(part, Message)]
    plain = next((part for part in messages if part.get_content_type() == "text/plain"), None)
    rich = [part for part in messages if part.get_content_type() != "text/plain"]
    if plain is None or not rich:
        return messages[:1] if plain else rich[-1:]
    pages = [part for part in rich[-1].walk() if part.get_content_type() == "text/html"]
    words = sum(len(re.sub(r"(?s)<(style|script|head).*?</\1>|<[^>]*>", " ", _text(page)).split()) for page in pages)
    return [plain] if len(_text(plain).split()) >= _STUB * words else rich[-1:]


def _text(part: Message) -> str:
    """Return a part's text, in the encoding that it names if that fits, else in the likeliest."""
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset() or ""
    try:
        return data.decode(charset or "ascii")
    except (UnicodeDecodeError, LookupError, ValueError):
        return decode(data)


def _filename(part: Message) -> str:
    try:
        return part.get_filename("") or ""
    except (ValueError, LookupError, TypeError):
        return ""


def _plain(part: Message, answer: bool) -> tuple[list[Block], list[Dropped], Headers]:
    lines = split_lines(_text(part))
    if part.get_param("format", failobj="") == "flowed":
        lines = list(_unflowed(lines, part.get_param("delsp", failobj="") == "yes"))
    lines, dropped = own_lines(lines)
    reasons, headers = find_around([tidy(line) for line in lines], answer)
    dropped += [Dropped(tidy(lines[i]), reason) for i, reason in sorted(reasons.items()) if lines[i].strip()]
    kept = ["" if i in reasons else line for i, line in enumerate(lines)]
    blocks, out = without_small_print(blocks_of(kept))
    return blocks, dropped + out, headers


def _html(part: Message, answer: bool, limits: Limits) -> tuple[list[Block], list[Dropped], Headers]:
    extract = read_html(_text(part).encode(errors="replace"), limits)
    reasons, headers = find_around([block.text for block in extract.blocks], answer)
    blocks, dropped = sift(extract.blocks, reasons)
    blocks, out = without_small_print(blocks)
    return blocks, [*extract.dropped, *dropped, *out], headers


def _unflowed(lines: Sequence[str], without_space: bool) -> Iterator[str]:
    """Join lines that end in a space with the next (RFC 3676)."""
    paragraph = ""
    for stuffed in lines:
        line = stuffed.removeprefix(" ")
        if line.endswith(" ") and line != "-- ":
            paragraph += line[:-1] if without_space else line
            continue
        yield paragraph + line
        paragraph = ""
    if paragraph:
        yield paragraph


def _headers(message: Message) -> Headers:
    title = plain_subject(_header(message, "Subject"))
    return Headers(sender(_header(message, "From")), title, _day(_header(message, "Date")))


def _day(value: str) -> str:
    try:
        return parsedate_to_datetime(value).date().isoformat()
    except (ValueError, TypeError, OverflowError, IndexError):
        return iso_date(value)


def _header(message: Message, name: str) -> str:
    value = str(message.get(name, ""))
    try:
        return tidy(str(make_header(decode_header(value))))
    except (MessageError, LookupError, ValueError):
        return tidy(value)

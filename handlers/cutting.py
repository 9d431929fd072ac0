"""Fitting text into a limit: lengths as Telegram counts them, cuts between words."""

import re

ELLIPSIS = "…"
_BIDI_AND_CONTROL = re.compile(r"[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 code units, in which Telegram measures.

    >>> utf16_length("né"), utf16_length("🦊")
    (2, 2)
    """
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def one_line(text: str) -> str:
    """Return a person's text as it may stand inside a sentence of ours: one line, nothing that turns its direction."""
    return " ".join(_BIDI_AND_CONTROL.sub(" ", text).split())


def cut_words(text: str, limit: int) -> str:
    """Return at most `limit` (> 0) UTF-16 units of a text, cut between words and then ending in an ellipsis.

    >>> cut_words("Center of Analysis", 10)
    'Center of…'
    """
    if utf16_length(text) <= limit:
        return text
    head = _units(text, limit - 1)
    whole = head if text[len(head) : len(head) + 1].isspace() else head.rpartition(" ")[0]
    return (whole.rstrip() or head) + ELLIPSIS


def _units(text: str, limit: int) -> str:
    """Return the longest head of a text of at most `limit` UTF-16 units; no character is halved."""
    head = text[:limit]
    while utf16_length(head) > limit:
        head = head[:-1]
    return head

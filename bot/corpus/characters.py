"""Character repair: what no reader would call text goes, everything else stays verbatim."""

import re

_ARABIC_OR_INDIC = r"\u0600-\u08ff\u0900-\u0dff\ufb50-\ufdff\ufe70-\ufeff"
_INVISIBLE = re.compile(
    r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe\uffff]"
    rf"|(?<![{_ARABIC_OR_INDIC}])[\u200c\u200d](?![\U0001f000-\U0001faff\u2600-\u27bf])"  # they shape letters there
    r"|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
    r"|[\ud800-\udfff]"  # half a character: no encoder takes it
)
_LINE_END = re.compile(r"\r\n|[\r\n\v\x85\u2028\u2029]")
_SOFT_BREAK = re.compile(r"\u00ad[ \t]*(?:\r\n|[\r\n])[ \t]*")
# Converters escape what Markdown would read as a mark: `\$140`, `1\.`. Paths and ratios keep theirs.
_ESCAPE = re.compile(r"\\([!\"#$%&'()*+,\-.;<=>?@\[\]^_`{|}~])")


def split_lines(text: str) -> list[str]:
    """Split at every kind of line end; a word cut by a soft hyphen at a line's end is made whole."""
    if text.isascii() and "\r" not in text and "\v" not in text:
        return text.split("\n")
    return _LINE_END.split(_SOFT_BREAK.sub("", text))


def tidy(text: str) -> str:
    """Return one line of text: invisible characters out, every run of white space one space.

    >>> tidy("Tür\u00adkiye\u00a0 and\u200b Iran ")
    'Türkiye and Iran'
    """
    if not text.isprintable():  # nothing invisible is printable, nor is any white space but a space
        text = _INVISIBLE.sub("", text)
    elif "  " not in text:
        return text.strip(" ")
    return " ".join(text.split())


def as_text(name: str) -> str:
    """Return a name with a question mark for each byte that is of no character, so that it can be stored and sent."""
    return name.encode(errors="replace").decode()


def unescape(text: str) -> str:
    r"""Take away the backslashes of Markdown.

    >>> unescape(r"\$140 million")
    '$140 million'
    """
    return _ESCAPE.sub(r"\1", text)

"""What a line of text looks like: the small tests that all cleaning rules are made of."""

import re
from functools import lru_cache

_CLOSERS = "\"'“”‘’«»‹›)]}*_"
_SENTENCE_END = ".!?…。！？؟۔।։"
_CLOSERS_AND_SPACE, _SENTENCE_ENDS = _CLOSERS + " ", tuple(_SENTENCE_END)
_NOTE = re.compile(rf"(?<=[^\W\d][{_SENTENCE_END}])[\"'”’»)\]]*(?:\d{{1,3}}|[¹²³⁰⁴-⁹]+)$|(?:\[\d{{1,3}}\])+$")
_TAIL = 40  # characters at a text's end that tell how it ends
_NOT_WORD = re.compile(r"[\W_]+")
_NO_LETTERS = {code: " " for code in range(128) if not chr(code).isalnum()}
_INNER_END = re.compile(rf"[^\W\d]{{2,}}[{_SENTENCE_END}][\"'”’»)\]]*\s")
_NUMBERING = re.compile(
    r"^(?:(?:chapter|section|part|глава|раздел|часть|bölüm|kısım|fəsil|bölmə|chapitre|partie|kapitel|abschnitt|teil)\s+)?"
    r"(?:§\s*)?(?:[IVXLC]{1,7}[.):]|[IVXLC]{1,7}\s+[-–—]|\d{1,2}(?:\.\d{1,2}){0,3}[.):]?|[A-ZА-Я][.)])\s+(?=\S)",
    re.IGNORECASE,
)

LONGEST_HEADING = 130  # characters; newspapers' longest headlines are about as long
LONGEST_LINK = 220  # a link to another story is a headline, or a headline and its first words


@lru_cache(maxsize=20_000)
def key(text: str) -> str:
    """Reduce a line to what two printings of it share: its words in lower case.

    >>> key("Armenia's  Stalling —") == key("armenia’s stalling")
    True
    """
    if text.isascii():  # a tenth of the time
        return " ".join(text.lower().translate(_NO_LETTERS).split())
    return _NOT_WORD.sub(" ", text.casefold()).strip()


def is_closed(text: str) -> bool:
    """Tell whether a text ends as a sentence does; closing quotes and a note's number may follow."""
    tail = text[-_TAIL:].rstrip()
    if tail.endswith("]") or tail[-1:].isdigit():
        tail = _NOTE.sub("", tail)
    return tail.rstrip(_CLOSERS_AND_SPACE).endswith(_SENTENCE_ENDS)


def starts_lower(text: str) -> bool:
    """Tell whether the first character of all is a lower-case letter, as in the middle of a sentence."""
    return text[:1].islower()


def is_short(text: str, longest: int = LONGEST_HEADING) -> bool:
    """Tell whether a text could be a headline by its length."""
    return len(text) <= longest


def is_headline(text: str, longest: int = LONGEST_HEADING) -> bool:
    """Tell whether a text could be a headline: short, not begun in mid-sentence, not ended as a sentence."""
    bare = text.rstrip(_CLOSERS + " ")
    return (
        is_short(text, longest)
        and any(c.isalpha() for c in text)
        and not starts_lower(text)
        and bare[-1:] not in tuple(".,;:…。؟۔।-–—")
        and not _INNER_END.search(text)
    )


def is_prose(text: str) -> bool:
    """Tell whether a text is a paragraph beyond doubt: a closed sentence of some length, several, or very long."""
    if len(text) >= 250:
        return True
    return len(text) >= 60 and (is_closed(text) or (len(text) >= 100 and _INNER_END.search(text) is not None))


def starts_prose(text: str) -> bool:
    """Tell whether a text can be the first paragraph under a heading: a closed one, or one cut by a page's end."""
    return not starts_lower(text) and (len(text) >= 100 or (is_closed(text) and len(text.split()) >= 4))


def without_number(heading: str) -> str:
    """Strip the number of a section heading.

    >>> without_number("IV. Geopolitical games"), without_number("1.2 Method"), without_number("44-Day War")
    ('Geopolitical games', 'Method', '44-Day War')
    """
    return _NUMBERING.sub("", heading, count=1) or heading

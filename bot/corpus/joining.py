"""Repair of paragraphs that a page's or a line's end cut in two."""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from bot.corpus.blocks import Block, Kind
from bot.corpus.lines import is_closed, starts_lower

_HYPHENATED = re.compile(r"([^\W\d_]+)[-‐]$")
_FIRST_WORD = re.compile(r"^[^\W\d_]+")
_LAST_MARKS = "\"'“”‘’«»‹›)]}*_ "
SHORTEST_OPEN = 60  # characters; shorter lines that go on in small letters without an end are a list
SHORTEST_CUT = 80  # characters; a shorter open line before a capital may as well be a line of its own
_FEWEST_WORDS = 12
_LONGEST_WORD = 60
_PUNCTUATED = 1 / 3  # share of long blocks that end as sentences; below it, an open end says nothing


def known_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of a document as they stand inside lines, hyphenated ones whole: evidence for `glue`."""
    return frozenset(word for text in texts for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.casefold()))


def glue(text: str, more: str, known: Set[str] = frozenset()) -> str:
    """Join the two halves of a cut text.

    No space after a dash or slash. A hyphen goes if it only split a word: the document's other words decide, and
    where they are silent, a small letter after it.

    >>> glue("to evade sanctions—", "a fact"), glue("the trans-", "port"), glue("the anti-", "terror", {"anti-terror"})
    ('to evade sanctions—a fact', 'the transport', 'the anti-terror')
    """
    head, tail = _HYPHENATED.search(text, max(0, len(text) - _LONGEST_WORD)), _FIRST_WORD.match(more)
    if head and tail:
        first, second = head[1].casefold(), tail[0].casefold()
        split = first + second in known or (starts_lower(more) and f"{first}-{second}" not in known)
        return (text[:-1] if split else text) + more
    return text + more if text.endswith(("—", "/")) else f"{text} {more}"


def is_cut(text: str, more: str, punctuated: bool = True) -> bool:
    """Tell whether a paragraph goes on in the next one.

    An open text goes on in small letters always, in a capital or a figure only if it is long enough for a paragraph:
    half of all page breaks fall before a name. After a semicolon comes the next of a list. A document that is not
    `punctuated` has open ends everywhere.
    """
    if is_closed(text) or text.endswith(";"):
        return False
    if starts_lower(more) and (len(text) >= SHORTEST_OPEN or is_closed(more)):
        return True
    end = text.rstrip(_LAST_MARKS)[-1:]
    if not punctuated or end == ":" or text[-1:] in ('"', "”", "»"):
        return False
    return end in (",", "—", "–") or (len(text) >= SHORTEST_CUT and len(text.split()) >= _FEWEST_WORDS)


def join_cut(blocks: Sequence[Block]) -> list[Block]:
    """Join each open paragraph with the one after it; headings, list items and table rows stay alone."""
    known: Set[str] = frozenset()
    punctuated = _is_punctuated(blocks)
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last and last.kind is block.kind is Kind.TEXT and is_cut(last.text, block.text, punctuated):
            known = known or known_words(block.text for block in blocks)
            joined[-1] = replace(last, text=glue(last.text, block.text, known))
        else:
            joined.append(block)
    return joined


def _is_punctuated(blocks: Sequence[Block]) -> bool:
    """Tell whether paragraphs end in full stops here at all: transcripts and some alphabets do without."""
    long = [block for block in blocks if block.kind is Kind.TEXT and len(block.text) >= SHORTEST_CUT]
    return sum(is_closed(block.text) for block in long) >= _PUNCTUATED * len(long)

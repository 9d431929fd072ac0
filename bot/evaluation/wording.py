"""Texts as they are compared: white space and page breaks of no account, likeness by runs of words.

Nothing here is shared with the bot's own analysis: what is measured must not be its own measure.
"""

import html
import re
from collections.abc import Sequence
from functools import lru_cache

_WORD = re.compile(r"\w+")
_TAG = re.compile(r"</?[a-z][a-z-]*(?:\s[^>]*)?>")
_DASH = re.compile(r"\s*—\s*")
_RUN = 3  # words in a row that two texts must share for them to count as common


def spaced(text: str) -> str:
    """Return a text with single spaces and none at its ends."""
    return " ".join(text.replace("\u200b", "").split())


def comparable(text: str) -> str:
    """Return a text for a search word by word: room around an em dash may come and go at a page break."""
    return _DASH.sub("—", spaced(text))


def as_read(markup: str) -> str:
    """Return a reply in Telegram's HTML as its reader sees it, on one line.

    >>> as_read("<b>Ferries &amp; bridges</b>\\n<a href='x'>[1]</a>")
    'Ferries & bridges [1]'
    """
    return spaced(html.unescape(_TAG.sub(" ", markup)))


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text in small letters."""
    return tuple(_WORD.findall(text.lower()))


@lru_cache(maxsize=20_000)
def _runs(found: tuple[str, ...], size: int) -> frozenset[tuple[str, ...]]:
    return frozenset(found[at : at + size] for at in range(len(found) - size + 1))


def shared(text: Sequence[str], other: Sequence[str]) -> int:
    """Return how many words of `text` lie in a run of three (or all, in a shorter text) that `other` has too."""
    mine, theirs = tuple(text), tuple(other)
    size = min(_RUN, len(mine), len(theirs))
    if not size:
        return 0
    runs, count, end = _runs(theirs, size), 0, 0
    for at in range(len(mine) - size + 1):
        if mine[at : at + size] in runs:
            count += at + size - max(at, end)
            end = at + size
    return count

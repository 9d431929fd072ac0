"""Running headers, footers and page numbers of a text in pages."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bot.corpus.blocks import Reason
from bot.corpus.lines import is_closed

_EDGE = 3  # lines at the top and at the foot of a page that may be furniture
_SHARE = 0.4  # of the pages that a header stands on: left and right pages may differ
_FEWEST = 2
_LONGEST = 120
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"^[-–—|\[\s]*(?:[^\W\d_]{1,9}\.?\s*)?\d{1,4}(?:\s*(?:/|of|из|von|de|sur)\s*\d{1,4})?[-–—|\]\s]*$")


def find_running_lines(pages: Sequence[Sequence[str]]) -> dict[tuple[int, int], Reason]:
    """Return the (page, line) places of headers, footers and page numbers.

    A header is an open line that stands, its figures aside, at the edge of several pages.
    """
    counts = Counter(shape for lines in pages for shape in {_shape(lines[i]) for i in _edge(lines)})
    fewest = max(_FEWEST, _SHARE * len(pages))
    found: dict[tuple[int, int], Reason] = {}
    for page, lines in enumerate(pages):
        for i in _edge(lines):
            text = lines[i].strip()
            if _NUMBER.match(text) and (i in (0, len(lines) - 1) or counts[_shape(text)] >= fewest):
                found[page, i] = Reason.PAGE_NUMBER
            elif counts[_shape(text)] >= fewest and len(text) <= _LONGEST and not is_closed(text):
                found[page, i] = Reason.PAGE_HEADER
    return found


def _edge(lines: Sequence[str]) -> Iterator[int]:
    return (i for i in range(len(lines)) if (i < _EDGE or i >= len(lines) - _EDGE) and lines[i].strip())


def _shape(line: str) -> str:
    return _DIGITS.sub("#", " ".join(line.split())).casefold()

"""Tables of contents: three or more neighbouring lines that end in a page number."""

import re
from collections.abc import Mapping, Sequence

from bot.corpus.lines import is_closed, key, without_number

_LONGEST = 300
FEWEST = 3  # lines that make a table
_ENTRY = re.compile(
    r"^(?:[-*•▪●]\s+)?(?P<title>\S.*?)(?P<leader>(?:\s*[.…·_]){3,}\s*|\t+\s*|\s{3,}|\s*[-–—|]\s*|\s+)(?P<page>\d{1,3})$"
)
_LEADERS = re.compile(r"(?:\s?[.…·_]){3,}|\t")
_BULLET = re.compile(r"^[-*•▪●]\s+")
_NAMES = frozenset({
    "contents", "table of contents", "in this issue", "содержание", "оглавление", "içindekiler", "mündəricat", "зміст",
    "sommaire", "table des matières", "inhalt", "inhaltsverzeichnis", "índice", "indice", "sumario", "sumário",
    "contenido", "المحتويات", "فهرس", "فهرست",
})  # fmt: skip


def is_contents_name(line: str) -> bool:
    """Tell whether a line is the name that tables of contents go by."""
    return key(line) in _NAMES


def entry_title(line: str) -> str:
    """Return the title that a line of a table names, without bullet, number, leaders and page.

    >>> entry_title("- II. A long way home ..... 12")
    'A long way home'
    """
    match = _ENTRY.match(line.strip())
    title = match["title"] if match else _BULLET.sub("", line.strip())
    return without_number(title.rstrip(" .…·_-–—|\t"))


def find_contents(lines: Sequence[str]) -> list[int]:
    """Return the indexes of the lines that make up tables of contents, their names included.

    A run of lines that end in rising numbers may as well be a list of results: it is a table only if it is called
    one, has leaders, or if half of its titles stand again further down.
    """
    filled = [i for i, line in enumerate(lines) if line.strip()]
    last_place: dict[str, int] = {}
    found: list[int] = []
    start = 0
    while start < len(filled):
        end = _run_end(lines, filled, start)
        if end - start >= FEWEST and not last_place:
            last_place = {key(without_number(lines[i].strip())): i for i in filled if len(lines[i]) <= _LONGEST}
        if end - start >= FEWEST and _is_table(lines, filled[start:end], _named(lines, filled, start), last_place):
            found += filled[max(0, start - 1) : end] if _named(lines, filled, start) else filled[start:end]
        start = max(end, start + 1)
    return found


def _run_end(lines: Sequence[str], filled: list[int], start: int) -> int:
    """Return the end of the run of entries that begins at `start`, in positions of `filled`."""
    page, at = 0, start
    while at < len(filled):
        number = _page(lines[filled[at]])
        if number is None and at > start and at + 1 < len(filled) and _wraps(lines[filled[at]]):
            number = _page(lines[filled[at + 1]])  # a title over two lines has its page on the second
        if number is None or number < page:
            break
        page, at = number, at + 1
    return at


def _page(line: str) -> int | None:
    entry = line.strip() if len(line) <= _LONGEST else ""
    match = _ENTRY.match(entry) if entry[-1:].isdecimal() else None
    if not match or not any(c.isalpha() for c in match["title"]):
        return None
    return int(match["page"])


def _wraps(line: str) -> bool:
    return len(line) < 160 and not is_closed(line) and not is_contents_name(line)


def _named(lines: Sequence[str], filled: list[int], start: int) -> bool:
    return start > 0 and is_contents_name(lines[filled[start - 1]])


def _is_table(lines: Sequence[str], run: Sequence[int], named: bool, last_place: Mapping[str, int]) -> bool:
    if named or sum(bool(_LEADERS.search(lines[i].strip())) for i in run) * 2 >= len(run):
        return True
    return sum(last_place.get(key(entry_title(lines[i])), -1) > run[-1] for i in run) * 2 >= len(run)

"""The query log as lines of a table that spreadsheets read and do not run. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from bot.store.rows import QueryRow

BOM = b"\xef\xbb\xbf"  # without it Excel reads UTF-8 as whatever is usual in the country
# What begins a formula in a spreadsheet; https://owasp.org/www-community/attacks/CSV_Injection. Full-width ones, too.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")


def defused(text: str) -> str:
    """Return a cell's text that no spreadsheet takes for a formula: behind an apostrophe, if it looks like one.

    >>> defused("=1+1"), defused(" @SUM(A1)"), defused("COP29")
    ("'=1+1", "' @SUM(A1)", 'COP29')
    """
    return f"'{text}" if text.startswith(_STARTS) or text.lstrip().startswith(_STARTS) else text


def line(cells: Sequence[str]) -> bytes:
    """Return a line of a table, as RFC 4180 has it, in UTF-8; half a character becomes a question mark."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue().encode("utf-8", "replace")


def lines(rows: Iterable[QueryRow], zone: ZoneInfo) -> bytes:
    """Return rows of the query log as lines, their times on the clocks of a zone."""
    return b"".join(line(_cells(row, zone)) for row in rows)


def _cells(row: QueryRow, zone: ZoneInfo) -> list[str]:
    return [
        row.asked_at.astimezone(zone).isoformat(" ", "seconds"),
        row.asker,
        defused(row.chat_kind),
        defused(row.text),
        defused(row.outcome),
        defused(row.tier),
        "" if row.score is None else f"{row.score:.4f}",
        defused(row.topic or ""),
        defused(" ".join(row.paragraph_ids)),
        f"{row.milliseconds:.1f}",
    ]

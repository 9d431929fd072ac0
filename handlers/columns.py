"""Tables on a terminal."""

from collections.abc import Iterator, Sequence

_GAP = "  "


def columns(rows: Sequence[Sequence[str]], *, left: frozenset[int] = frozenset({0})) -> Iterator[str]:
    """Yield rows as lines with their cells below each other; the columns in `left` begin, the others end there.

    Rows may have fewer cells than others. No line ends in spaces.
    """
    widths = [max(len(row[at]) for row in rows if at < len(row)) for at in range(max(map(len, rows), default=0))]
    for row in rows:
        cells = (
            cell.ljust(width) if at in left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=False))
        )
        yield _GAP.join(cells).rstrip()

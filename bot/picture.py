"""The picture of what people ask: drawn to be read on a phone, on a light or a dark ground.

Run as a program it reads a picture's values as JSON from standard input and writes the PNG to standard output: the
library that draws takes a second and 80 MB to load, which a bot that answers has no use for (`bot.drawing` does this).
"""

import io
import json
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bot.pictured import HEIGHT, WIDTH, Picture, Series

_DPI = 100
_LARGE, _MEDIUM, _SMALL = 34.0, 25.0, 22.0  # points: 47, 35 and 31 pixels
_LEFT, _RIGHT = 0.055, 0.955  # of the width
_ELLIPSIS = "…"
_MANY = 40  # days whose bars leave no gaps
_WIDE = 10  # days whose bars are wider than what stands below them


@dataclass(frozen=True, slots=True)
class _Paint:
    ground: str
    ink: str
    faint: str  # for what is beside the point
    grid: str
    outcomes: tuple[str, str, str]
    times: tuple[str, str]


# Told apart by people who see few colours, too: https://jfly.uni-koeln.de/color/ (Okabe and Ito), and by lightness.
_LIGHT = _Paint("#ffffff", "#1b1f24", "#57606a", "#d8dee4", ("#0072b2", "#f0a92b", "#c4380b"), ("#0072b2", "#8a3f9e"))
_DARK = _Paint("#17212b", "#f0f3f6", "#a8b3bf", "#34414e", ("#56b4e9", "#f5c04f", "#f2704a"), ("#56b4e9", "#d58be8"))


def draw(picture: Picture) -> bytes:
    """Return the picture as PNG, `WIDTH` by `HEIGHT` pixels."""
    paint = _DARK if picture.dark else _LIGHT
    figure = Figure(figsize=(WIDTH / _DPI, HEIGHT / _DPI), dpi=_DPI, facecolor=paint.ground)
    FigureCanvasAgg(figure)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # an empty box stands for it
        _head(figure, picture, paint)
        _outcomes(figure, picture, paint)
        _topics(figure, picture, paint)
        _times(figure, picture, paint)
        drawn = io.BytesIO()
        figure.savefig(drawn, format="png")
    return drawn.getvalue()


def _write(figure: Figure, x: float, y: float, said: str, size: float, colour: str, *, bold: bool = False) -> Text:
    """Put a text at a place, both in [0, 1] from the lower left; what people typed is no formula."""
    return figure.text(x, y, said, fontsize=size, color=colour, parse_math=False, weight="bold" if bold else "normal")


def _head(figure: Figure, picture: Picture, paint: _Paint) -> None:
    _write(figure, _LEFT, 0.951, picture.title, _LARGE, paint.ink, bold=True)
    _write(figure, _LEFT, 0.922, picture.subtitle, _SMALL, paint.faint)
    step = (_RIGHT - _LEFT) / max(1, len(picture.tiles))
    for number, (figures, said) in enumerate(picture.tiles):
        _write(figure, _LEFT + number * step, 0.868, figures, _LARGE, paint.ink, bold=True)
        _write(figure, _LEFT + number * step, 0.845, said, _SMALL, paint.faint)


def _panel(figure: Figure, title: str, top: float, bottom: float, paint: _Paint, left: float) -> Axes:
    """Return axes from `bottom` to a bit below `top`, where their title stands."""
    _write(figure, _LEFT, top, title, _MEDIUM, paint.ink, bold=True)
    axes = figure.add_axes((left, bottom, _RIGHT - left, top - bottom - 0.05))
    axes.set_facecolor(paint.ground)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0, labelsize=_SMALL, labelcolor=paint.faint)
    return axes


def _legend(figure: Figure, names: Sequence[str], colours: Sequence[str], ink: str, y: float) -> None:
    """Put names side by side, each behind a square of its colour."""
    x = _LEFT
    for name, colour in zip(names, colours, strict=False):
        square = _write(figure, x, y, "■", _SMALL, colour)
        x += square.get_window_extent().width / WIDTH + 0.008
        said = _write(figure, x, y, name, _SMALL, ink)
        x += said.get_window_extent().width / WIDTH + 0.03


def _by_day(axes: Axes, days: Sequence[str], paint: _Paint, *, labelled: bool) -> None:
    """Set up an axis of days, a few of them labelled, and one of numbers."""
    count = len(days)
    axes.set_xlim(-0.6, count - 0.4)
    shown = sorted({round(at * (count - 1) / min(3, max(1, count - 1))) for at in range(min(4, count))})
    axes.set_xticks(shown, [days[at] for at in shown] if labelled else [""] * len(shown))
    for at, label in zip(shown, axes.get_xticklabels(), strict=True):
        if count > _WIDE and at in (0, count - 1):
            label.set_horizontalalignment("left" if at == 0 else "right")
    axes.yaxis.set_major_locator(MaxNLocator(3, integer=True, min_n_ticks=2))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.grid(axis="y", color=paint.grid, linewidth=1.5)
    axes.set_axisbelow(True)


def _outcomes(figure: Figure, picture: Picture, paint: _Paint) -> None:
    axes = _panel(figure, picture.outcomes_title, 0.785, 0.51, paint, 0.13)
    _legend(figure, [series.name for series in picture.outcomes], paint.outcomes, paint.ink, 0.757)
    below = [0] * len(picture.days)
    for series, colour in zip(picture.outcomes, paint.outcomes, strict=False):
        upto = [low + (value or 0) for low, value in zip(below, series.values, strict=True)]
        _stack(axes, below, upto, colour)
        below = upto
    axes.set_ylim(0, max(1, *below) * 1.05)
    _by_day(axes, picture.days, paint, labelled=True)


def _stack(axes: Axes, below: Sequence[int], upto: Sequence[int], colour: str) -> None:
    """Draw a bar for each day; many days without gaps are one shape, which is drawn much faster."""
    count = len(upto)
    if count > _MANY:
        axes.stairs(upto, [day - 0.5 for day in range(count + 1)], baseline=below, fill=True, color=colour)
        return
    heights = [high - low for low, high in zip(below, upto, strict=True)]
    axes.bar(range(count), heights, min(0.8, count * 0.12), below, color=colour, linewidth=0)


def _topics(figure: Figure, picture: Picture, paint: _Paint) -> None:
    """Draw a bar for each topic with its name above: so a long name has the whole width."""
    axes = _panel(figure, picture.topics_title, 0.435, 0.215, paint, _LEFT)
    axes.set_axis_off()
    places = max(5, len(picture.topics))
    axes.set_ylim(places, 0)
    axes.set_position((_LEFT, 0.215, _RIGHT - _LEFT, 0.205))
    most = max((count for _, count in picture.topics), default=1)
    axes.set_xlim(0, most)
    for place, (name, count) in enumerate(picture.topics):
        axes.barh(place + 0.86, count, 0.14, color=paint.outcomes[0], linewidth=0)
        number = axes.text(
            most, place + 0.64, f"{count:,}", fontsize=_SMALL, color=paint.ink, ha="right", weight="bold"
        )
        room = WIDTH * (_RIGHT - _LEFT - 0.03) - number.get_window_extent().width
        said = axes.text(0, place + 0.64, name, fontsize=_SMALL, color=paint.ink, parse_math=False)
        _cut(said, name, room)


def _cut(said: Text, name: str, room: float) -> None:
    """Shorten a text until it takes at most `room` pixels."""
    length = len(name)
    while length > 1 and said.get_window_extent().width > room:
        length = min(length - 1, int(length * room / said.get_window_extent().width) + 1)
        said.set_text(name[:length].rstrip() + _ELLIPSIS)


def _times(figure: Figure, picture: Picture, paint: _Paint) -> None:
    axes = _panel(figure, picture.times_title, 0.155, 0.03, paint, 0.13)
    _legend(figure, [series.name for series in picture.times], paint.times, paint.ink, 0.127)
    most = 1
    for series, colour in zip(picture.times, paint.times, strict=False):
        values = [float("nan") if value is None else float(value) for value in series.values]
        dot = 12 if len(values) == 1 else 0 if len(values) > _MANY else 7
        axes.plot(values, color=colour, linewidth=4, marker="o", markersize=dot)
        most = max([most, *(value for value in series.values if value is not None)])
    axes.set_ylim(0, most * 1.15)
    _by_day(axes, picture.days, paint, labelled=False)


def read(text: str) -> Picture:
    """Return a picture from the JSON of its fields."""
    given = json.loads(text)
    for name in ("outcomes", "times"):
        given[name] = tuple(Series(one["name"], tuple(one["values"])) for one in given[name])
    for name in ("tiles", "topics"):
        given[name] = tuple(tuple(pair) for pair in given[name])
    return Picture(**given | {"days": tuple(given["days"])})


def main() -> None:
    """Draw the picture on standard input to standard output."""
    sys.stdout.buffer.write(draw(read(sys.stdin.buffer.read().decode())))

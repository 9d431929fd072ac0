"""What stands in the picture of what people ask."""

from dataclasses import dataclass

WIDTH, HEIGHT = 1080, 1440  # pixels; Telegram shows up to 1280, a phone about 1080 across


@dataclass(frozen=True, slots=True)
class Series:
    """Values in the order of days; None where there is none."""

    name: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """All that stands in the picture, in words and numbers."""

    title: str
    subtitle: str
    tiles: tuple[tuple[str, str], ...]  # (number, what it counts)
    days: tuple[str, ...]  # what stands below each day's bar
    outcomes_title: str
    outcomes: tuple[Series, ...]  # stacked from below
    topics_title: str
    topics: tuple[tuple[str, int], ...]  # most first
    times_title: str
    times: tuple[Series, ...]  # milliseconds
    dark: bool

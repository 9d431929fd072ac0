"""What the bot says, before Telegram's own types come into it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: either callback `data` (1 to 64 bytes) or a `url`."""

    label: str
    data: str = ""
    url: str = ""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message's text as Telegram's HTML, within all limits, and its buttons row by row."""

    html: str
    rows: Rows = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file that the bot sends."""

    name: str
    content: bytes

"""What a bot said, as it is measured: any bot's, since nothing here knows how it was made."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of a summary, and where the bot says that it stands."""

    sentence: str
    source: str


@dataclass(frozen=True, slots=True)
class Answer:
    """All that a bot showed for a query."""

    matched: bool  # it took the query for one that the corpus answers
    paragraphs: tuple[str, ...] = ()  # best first
    summary: tuple[Told, ...] = ()
    suggestions: tuple[str, ...] = ()
    reply: str = ""  # the whole message in Telegram's HTML
    milliseconds: float = 0.0

"""What the store tells of the query log, added up, one frozen value a row."""

from dataclasses import dataclass
from datetime import datetime

from bot.store.rows import QueryRow


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """How many queries came to an outcome in so many milliseconds."""

    outcome: str
    milliseconds: int  # whole ones
    count: int


@dataclass(frozen=True, slots=True)
class UnmatchedText:
    """A text, as it was typed, that was asked and not found, or for which nothing suggested was chosen."""

    text: str
    nothing: int  # times that it came to nothing
    suggested: int  # times that topics were suggested
    last_at: datetime


@dataclass(frozen=True, slots=True)
class IgnoredQuery:
    """A query of which an editor wants to see no more."""

    key: str  # `bot.following.key_of`
    group_id: str  # shared by the spellings that were ignored together
    text: str  # the most usual spelling among them
    ignored_at: datetime


@dataclass(frozen=True, slots=True)
class LoggedQuery:
    """A row of the query log with its place in it."""

    id: int
    row: QueryRow


@dataclass(frozen=True, slots=True)
class Reach:
    """Who is told unasked."""

    chats: int  # and forum topics, that follow something and can be written to
    new_chats: int  # of them, those that began within the time asked about
    topics: int  # different ones that are followed
    digests: int  # made within that time

"""What the store hands out and takes in, one frozen value a row."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CorpusChange:
    """What replacing the corpus did, counted in paragraphs; `kept + added + restored` are live after it."""

    added: int  # never seen before
    kept: int  # live before and after, be it in another place of its document
    restored: int  # removed earlier and back now; first seen when it was
    removed: int


@dataclass(frozen=True, slots=True)
class QueryRow:
    """One line of the query log: what somebody asked and what came of it."""

    asked_at: datetime
    asker: str  # `bot.store.privacy.pseudonym`
    chat_kind: str
    text: str
    outcome: str
    tier: str  # "" where no topic was matched
    score: float | None
    topic: str | None
    paragraph_ids: tuple[str, ...]
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Ask:
    """A question in a chat and the reply to it, so that an edit or a button finds its conversation again."""

    id: str
    chat_id: int
    question_message_id: int
    reply_message_id: int | None
    user_id: int
    text: str
    topic_id: str | None
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows that told of a person were deleted."""

    asks: int
    queries: int

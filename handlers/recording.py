"""Writing down what was asked: one row of the query log, queued and never waited for."""

import time
from dataclasses import dataclass

from bot.answering import Page, Reply
from bot.store.rows import QueryRow
from handlers.services import Services

INLINE = "inline"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked what, in what kind of chat: Telegram's word for it, or "inline"."""

    user_id: int
    chat_kind: str
    text: str


class Stopwatch:
    """Milliseconds since it was made."""

    def __init__(self) -> None:
        """Start."""
        self._started = time.perf_counter()

    @property
    def milliseconds(self) -> float:
        """The time until now."""
        return (time.perf_counter() - self._started) * 1000


def query_row(services: Services, asked: Asked, reply: Reply, page: Page | None, milliseconds: float) -> QueryRow:
    """Return the row of a query and what was shown in answer."""
    match = reply.match
    quotes = page.briefing.quotes if page else ()
    return QueryRow(
        asked_at=services.clock(),
        asker=services.asker(asked.user_id),
        chat_kind=asked.chat_kind,
        text=asked.text,
        outcome=reply.outcome.value,
        tier=match.tier.value if page else "",
        score=match.score if page else None,
        topic=match.heading if page else None,
        paragraph_ids=tuple(dict.fromkeys(quote.paragraph_id for quote in quotes)),
        milliseconds=milliseconds,
    )


def record(services: Services, row: QueryRow) -> None:
    """Queue a row for the query log, unless none is kept."""
    if services.settings.query_log_days:
        services.query_log.put(row)

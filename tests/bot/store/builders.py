"""Short ways to say what a test is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.corpus.documents import Document, Paragraph, stable_id
from bot.store.rows import QueryRow

DAY_0 = datetime(2026, 1, 1, 8, 30, 0, 123456, tzinfo=UTC)


def day(number: int) -> datetime:
    return DAY_0 + timedelta(days=number)


def url_of(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def document(name: str, *texts: str, title: str = "A title") -> Document:
    """A document of a file called `name`, with a paragraph a text."""
    identity = stable_id(name)
    paragraphs = tuple(
        Paragraph(id=stable_id(identity, text), document_id=identity, position=place, section="Section", text=text)
        for place, text in enumerate(texts)
    )
    return Document(identity, f"{name}.txt", title, "Publisher", "2026-01", "en", "https://a.example", paragraphs)


def query(text: str, *, number: int = 0, asker: str = "somebody") -> QueryRow:
    """A row of the query log, asked on a day."""
    row = QueryRow(DAY_0, asker, "private", text, "answer", "exact", 0.75, "topic", ("p1", "p2"), 12.5)
    return replace(row, asked_at=day(number))

"""What editors said of topics, in the order in which they said it."""

from dataclasses import fields
from datetime import datetime

from sqlalchemy import delete, insert, select

from bot.store.database import Database
from bot.store.rows import TopicEdit
from bot.store.schema import topic_edits

_COLUMNS = tuple(topic_edits.c[field.name] for field in fields(TopicEdit))


class TopicQuestions(Database):
    """The questions about edits of topics. An edit never changes: it is there or it was taken back."""

    async def topic_edits(self) -> tuple[TopicEdit, ...]:
        """Return all edits, oldest first: editors make tens of them, not thousands."""
        async with self.reading() as connection:
            rows = await connection.execute(select(*_COLUMNS).order_by(topic_edits.c.id))
            return tuple(TopicEdit(*row) for row in rows)

    async def add_topic_edit(self, kind: str, topic: str, value: str, made_by: int, now: datetime) -> TopicEdit:
        """Add an edit, which applies after all others."""
        new = insert(topic_edits).values(kind=kind, topic=topic, value=value, made_by=made_by, made_at=now)
        async with self.writing() as connection:
            return TopicEdit(*(await connection.execute(new.returning(*_COLUMNS))).one())

    async def remove_topic_edit(self, edit_id: int) -> TopicEdit | None:
        """Take an edit back and return it, None where it was taken back already."""
        gone = delete(topic_edits).where(topic_edits.c.id == edit_id).returning(*_COLUMNS)
        async with self.writing() as connection:
            row = (await connection.execute(gone)).one_or_none()
        return TopicEdit(*row) if row else None

"""What is being done to the documents, by the messages that say so."""

from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import delete, select

from bot.store.database import Database, upsert
from bot.store.rows import DeedRow
from bot.store.schema import deeds

_COLUMNS = tuple(deeds.c[field.name] for field in fields(DeedRow))


class DeedQuestions(Database):
    """The questions about messages that must not go on saying what is no longer so."""

    async def put_deed(self, deed: DeedRow) -> None:
        """Note that a message says of something that it is being done; once is enough."""
        async with self.writing() as connection:
            await connection.execute(upsert(connection, deeds).values(asdict(deed)).on_conflict_do_nothing())

    async def drop_deed(self, chat_id: int, message_id: int) -> None:
        """Note that a message says what it came to."""
        async with self.writing() as connection:
            await connection.execute(delete(deeds).where(deeds.c.chat_id == chat_id, deeds.c.message_id == message_id))

    async def deeds_before(self, instant: datetime) -> tuple[DeedRow, ...]:
        """Return what began before an instant and still is said to be under way, oldest first."""
        begun = select(*_COLUMNS).where(deeds.c.began_at < instant)
        async with self.reading() as connection:
            rows = (await connection.execute(begun.order_by(deeds.c.began_at, *deeds.primary_key))).all()
        return tuple(DeedRow(*row) for row in rows)

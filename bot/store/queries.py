"""The query log: what was asked, by whom unknown, and what came of it."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.rows import QueryRow
from bot.store.schema import queries

_FIELDS = tuple(field.name for field in fields(QueryRow))


class LogQuestions(Database):
    """The questions about queries."""

    async def log_queries(self, rows: Sequence[QueryRow]) -> None:
        """Append rows, all or none."""
        if not rows:
            return
        values = [{name: getattr(row, name) for name in _FIELDS} for row in rows]
        await self.write_at_once(lambda connection: connection.execute(insert(queries), values))

    async def query_count(self) -> int:
        """Count the rows of the log."""
        async with self.reading() as connection:
            return int((await connection.execute(select(func.count()).select_from(queries))).scalar_one())

    async def queries_between(self, start: datetime, end: datetime) -> tuple[QueryRow, ...]:
        """Return what was asked at `start` or later and before `end`, oldest first."""
        asked = select(*(queries.c[name] for name in _FIELDS))
        asked = asked.where(queries.c.asked_at >= start, queries.c.asked_at < end)
        async with self.reading() as connection:
            rows = await connection.stream(asked.order_by(queries.c.asked_at, queries.c.id))
            return tuple([QueryRow(*row) async for row in rows])

    async def prune_queries(self, before: datetime) -> int:
        """Delete what was asked before an instant; return how many rows."""
        return await self.prune(queries, queries.c.asked_at < before)


async def delete_queries_of(connection: AsyncConnection, asker: str) -> int:
    """Delete the rows of a pseudonym within a transaction of the caller's; return how many."""
    return (await connection.execute(delete(queries).where(queries.c.asker == asker))).rowcount

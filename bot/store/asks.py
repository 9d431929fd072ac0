"""Conversations: which reply belongs to which question, so that edits and buttons outlive a restart."""

import secrets
from dataclasses import fields
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database, upsert
from bot.store.rows import Ask
from bot.store.schema import asks

_COLUMNS = tuple(asks.c[field.name] for field in fields(Ask))


class AskQuestions(Database):
    """The questions about asks."""

    async def remember_ask(
        self, *, chat_id: int, question_message_id: int, user_id: int, text: str, topic_id: str | None, now: datetime
    ) -> str:
        """Keep a question and return its id: 8 url-safe characters, unguessable.

        The same message again, because it was edited or its topic chosen, keeps its id and its reply and takes the
        rest anew.
        """
        content = {"user_id": user_id, "text": text, "topic_id": topic_id, "asked_at": now}
        place = {"chat_id": chat_id, "question_message_id": question_message_id}

        def remembered(connection: Connection) -> str:
            asked = upsert(connection, asks).values(id=secrets.token_urlsafe(6), **place, **content)
            kept = asked.on_conflict_do_update(index_elements=list(place), set_=content).returning(asks.c.id)
            return str(connection.execute(kept).scalar_one())

        return await self.write_at_once(remembered)

    async def set_reply(self, ask_id: str, reply_message_id: int) -> bool:
        """Note the message that answers; tell whether the ask is still there."""
        noted = update(asks).where(asks.c.id == ask_id).values(reply_message_id=reply_message_id)
        return await self.write_at_once(lambda connection: connection.execute(noted).rowcount == 1)

    async def ask(self, ask_id: str) -> Ask | None:
        """Return an ask by the id that a button carries."""
        return await self._one(asks.c.id == ask_id)

    async def ask_of_message(self, chat_id: int, question_message_id: int) -> Ask | None:
        """Return the ask that a message put."""
        return await self._one((asks.c.chat_id == chat_id) & (asks.c.question_message_id == question_message_id))

    async def _one(self, condition: ColumnElement[bool]) -> Ask | None:
        found = select(*_COLUMNS).where(condition)
        row = await self.read_at_once(lambda connection: connection.execute(found).one_or_none())
        return Ask(*row) if row else None

    async def prune_asks(self, before: datetime) -> int:
        """Delete asks whose latest wording is older than an instant; return how many."""
        async with self.writing() as connection:
            return (await connection.execute(delete(asks).where(asks.c.asked_at < before))).rowcount


async def delete_asks_of(connection: AsyncConnection, user_id: int) -> int:
    """Delete a person's asks within a transaction of the caller's; return how many."""
    return (await connection.execute(delete(asks).where(asks.c.user_id == user_id))).rowcount

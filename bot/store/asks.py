"""Conversations: which reply belongs to which question, so that edits and buttons outlive a restart."""

import secrets
from dataclasses import fields
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database, upsert
from bot.store.following import keys_followed
from bot.store.rows import Ask, TakenAsk
from bot.store.schema import asks

_COLUMNS = tuple(asks.c[field.name] for field in fields(Ask))
_PLACE = ("chat_id", "question_message_id")
_OF_MESSAGE = select(*_COLUMNS).where(*(asks.c[name] == bindparam(name) for name in _PLACE))
_NOTED = update(asks).where(asks.c.id == bindparam("ask")).values(reply_message_id=bindparam("reply"))


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

    async def take_ask(
        self, *, chat_id: int, thread_id: int, question_message_id: int, user_id: int, text: str, now: datetime
    ) -> TakenAsk:
        """Keep a question, unless its message has put one before, and return what a reply to it needs to know."""
        new = {
            "chat_id": chat_id, "question_message_id": question_message_id, "user_id": user_id, "text": text,
            "topic_id": None, "asked_at": now,
        }  # fmt: skip

        def taken(connection: Connection) -> TakenAsk:
            asked = upsert(connection, asks).values(id=secrets.token_urlsafe(6), **new)
            kept = asked.on_conflict_do_nothing(index_elements=_PLACE).returning(asks.c.id)
            ask_id = connection.execute(kept).scalar_one_or_none()
            known = None if ask_id else connection.execute(_OF_MESSAGE, new).one_or_none()
            keys = keys_followed(connection, chat_id, thread_id)
            return TakenAsk(ask_id, Ask(*known) if known else None, keys)

        return await self.write_at_once(taken)

    async def set_reply(self, ask_id: str, reply_message_id: int) -> bool:
        """Note the message that answers; tell whether the ask is still there."""
        noted = {"ask": ask_id, "reply": reply_message_id}
        return await self.write_at_once(lambda connection: connection.execute(_NOTED, noted).rowcount == 1)

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
        return await self.prune(asks, asks.c.asked_at < before)


async def delete_asks_of(connection: AsyncConnection, user_id: int) -> int:
    """Delete a person's asks within a transaction of the caller's; return how many."""
    return (await connection.execute(delete(asks).where(asks.c.user_id == user_id))).rowcount

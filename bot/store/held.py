"""Messages that wait for their time outside the outgoing queue, where they would be in the way of those behind them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.batches import pieces
from bot.store.database import Database, upsert
from bot.store.outbox import waiting_row
from bot.store.rows import Draft, Later
from bot.store.schema import followers, held, outbox


class HeldQuestions(Database):
    """The questions about messages that are not to be sent yet."""

    async def release(self, now: datetime, limit: int) -> int:
        """Queue what is due by now, at most `limit`, for those who can be written to; return how many were due.

        A message goes to where its follower is now, which may have moved.
        """
        of = (followers.c.chat_id, followers.c.thread_id, followers.c.stopped)
        due = select(held, *of).join(followers).where(held.c.due_at <= now).order_by(held.c.due_at).limit(limit)
        async with self.writing() as connection:
            rows = (await connection.execute(due)).all()
            reachable = [
                Draft(row.key, row.chat_id, row.thread_id, row.html, row.buttons, row.follower_id)
                for row in rows
                if not row.stopped
            ]
            await put_out(connection, reachable, now)
            for keys in pieces([row.key for row in rows]):
                await connection.execute(delete(held).where(held.c.key.in_(keys)))
        return len(rows)


async def put_out(connection: AsyncConnection, drafts: Sequence[Draft], now: datetime) -> int:
    """Queue messages within a transaction of the caller's, and return how many; a key that is there stays as it is."""
    added = 0
    new = upsert(connection, outbox).on_conflict_do_nothing().returning(outbox.c.id)
    for piece in pieces(drafts):
        added += len((await connection.execute(new, [waiting_row(draft, now) for draft in piece])).all())
    return added


async def put_by_time(connection: AsyncConnection, messages: Iterable[Later], now: datetime) -> int:
    """Queue what is due by now and hold the rest, within a transaction of the caller's; return how many are new.

    Raises ValueError for one to hold that is for no follower.
    """
    given = tuple(messages)
    later = [message for message in given if message.due_at > now]
    added = await put_out(connection, [message.draft for message in given if message.due_at <= now], now)
    new = upsert(connection, held).on_conflict_do_nothing().returning(held.c.key)
    for piece in pieces(later):
        added += len((await connection.execute(new, [_row(message) for message in piece])).all())
    return added


def keys_with(prefix: str, key: ColumnElement[str]) -> ColumnElement[bool]:
    """Return the condition that a key begins with a prefix, as the index on it can answer."""
    return (key >= prefix) & (key < prefix[:-1] + chr(ord(prefix[-1]) + 1))


def _row(message: Later) -> dict[str, object]:
    draft = message.draft
    if draft.follower_id is None:
        raise ValueError("a message is held for a follower")
    return {
        "key": draft.key,
        "follower_id": draft.follower_id,
        "html": draft.html,
        "buttons": draft.buttons,
        "due_at": message.due_at,
    }

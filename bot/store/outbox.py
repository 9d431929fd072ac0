"""The outgoing queue: messages that wait, are being sent, or are settled; in order within a chat."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import ColumnElement, Update, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.batches import fetched, pieces
from bot.store.database import Database, upsert
from bot.store.rows import Draft, OutboxRow
from bot.store.schema import followers, outbox

_COLUMNS = tuple(outbox.c[field.name] for field in fields(OutboxRow))
_UNSETTLED = outbox.c.settled_at.is_(None)
WAITING = (_UNSETTLED, outbox.c.state == "waiting")

_other = outbox.alias("other")
# One unsettled message of a chat at a time: the one with the least id.
_HEAD = ~(
    select(_other.c.id)
    .where(_other.c.settled_at.is_(None), _other.c.chat_id == outbox.c.chat_id, _other.c.id < outbox.c.id)
    .correlate(outbox)
    .exists()
)


class OutboxQuestions(Database):
    """The questions about messages that go out unasked or later."""

    async def enqueue(self, drafts: Sequence[Draft], now: datetime) -> int:
        """Add messages that may go at once, in order, and return how many; a key that is there stays as it is."""
        added = 0
        async with self.writing() as connection:
            new = upsert(connection, outbox).on_conflict_do_nothing().returning(outbox.c.id)
            for piece in pieces(drafts):
                rows = [waiting_row(draft, now) for draft in piece]
                added += len((await connection.execute(new, rows)).all())
        return added

    async def ready(self, now: datetime, limit: int) -> tuple[OutboxRow, ...]:
        """Return messages that may go: of each chat the first, if it waits for nothing more; asked for first, by id."""
        async with self.reading() as connection:
            asked = await _ready(connection, outbox.c.asked, now, limit)
            others = await _ready(connection, ~outbox.c.asked, now, limit - len(asked))
        return (*asked, *others)

    async def next_ready_at(self) -> datetime | None:
        """Return from when on the next message may go, None where none waits (or behind one that is being sent)."""
        earliest = select(func.min(outbox.c.not_before)).where(*WAITING, _HEAD)
        async with self.reading() as connection:
            found: datetime | None = (await connection.execute(earliest)).scalar_one()
        return found

    async def claim(self, outbox_id: int, now: datetime, lease_until: datetime) -> bool:
        """Take a message for sending, if it waits, may go and is the first of its chat; tell whether it is ours."""
        ready = update(outbox).where(outbox.c.id == outbox_id, *WAITING, outbox.c.not_before <= now, _HEAD)
        async with self.writing() as connection:
            return (await connection.execute(ready.values(state="sending", lease_until=lease_until))).rowcount == 1

    async def settle(self, outbox_id: int, message_id: int, now: datetime) -> None:
        """Note that a message was sent: its chat takes messages, so that refusals are counted anew."""
        sent = _of(outbox_id).values(state="sent", lease_until=None, settled_at=now, message_id=message_id, error="")
        async with self.writing() as connection:
            follower_id = (await connection.execute(sent.returning(outbox.c.follower_id))).scalar_one_or_none()
            taken = update(followers).where(followers.c.id == follower_id, followers.c.refusals > 0)
            await connection.execute(taken.values(refusals=0))

    async def postpone(self, outbox_id: int, not_before: datetime, error: str, *, doubtful: bool) -> None:
        """Let a message wait again after an attempt; once in doubt, it stays so."""
        tried = {"not_before": not_before, "error": error, "attempts": outbox.c.attempts + 1}
        later = _of(outbox_id).values(state="waiting", lease_until=None, **tried)
        if doubtful:
            later = later.values(doubtful=True)
        async with self.writing() as connection:
            await connection.execute(later)

    async def drop(self, outbox_id: int, reason: str, now: datetime) -> None:
        """Give a message up. What it told stays told: see `undo_digest`."""
        dropped = _of(outbox_id).values(state="dropped", lease_until=None, settled_at=now, error=reason)
        async with self.writing() as connection:
            await connection.execute(dropped)

    async def in_doubt(self, now: datetime) -> tuple[OutboxRow, ...]:
        """Return, by id, the messages whose sender did not say in time what became of them."""
        over = (outbox.c.state == "sending", _UNSETTLED, outbox.c.lease_until <= now)
        async with self.reading() as connection:
            rows = await fetched(connection, select(*_COLUMNS).where(*over).order_by(outbox.c.id))
        return tuple(OutboxRow(*row) for row in rows)

    async def give_back(self, outbox_id: int, now: datetime) -> bool:
        """Let a message wait again, in doubt, if its lease is over; tell whether it was.

        Of two that look for what a dead sender left, the slower must not take it from whom it has gone to meanwhile.
        """
        left = _of(outbox_id).where(outbox.c.state == "sending", outbox.c.lease_until <= now)
        again = {"state": "waiting", "lease_until": None, "not_before": now, "error": "in doubt", "doubtful": True}
        async with self.writing() as connection:
            given = await connection.execute(left.values(**again, attempts=outbox.c.attempts + 1))
        return given.rowcount == 1

    async def outbox_counts(self) -> Mapping[str, int]:
        """Count messages by state; a state without any is not there."""
        counted = select(outbox.c.state, func.count()).group_by(outbox.c.state)
        both = counted.where(_UNSETTLED).union_all(counted.where(~_UNSETTLED))
        async with self.reading() as connection:
            return {row[0]: row[1] for row in await connection.execute(both)}

    async def prune_outbox(self, before: datetime) -> int:
        """Delete what was sent or dropped before an instant; return how many. What is not settled stays."""
        return await self.prune(outbox, outbox.c.settled_at < before)


def waiting_row(draft: Draft, now: datetime) -> dict[str, object]:
    """Return the columns of a new message."""
    given = {field.name: getattr(draft, field.name) for field in fields(Draft)}
    fresh = {"digest_id": None, "state": "waiting", "attempts": 0, "doubtful": False, "error": ""}
    return {**given, **fresh, "created_at": now, "not_before": now}


def _of(outbox_id: int) -> Update:
    return update(outbox).where(outbox.c.id == outbox_id, _UNSETTLED)


async def _ready(connection: AsyncConnection, asked: ColumnElement[bool], now: datetime, limit: int) -> list[OutboxRow]:
    chosen = select(*_COLUMNS).where(*WAITING, asked, outbox.c.not_before <= now, _HEAD)
    return [OutboxRow(*row) for row in await fetched(connection, chosen.order_by(outbox.c.id).limit(limit))]

"""What editors send to all who follow something: drafts, who gets it, how far it is."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.batches import fetched
from bot.store.database import Database
from bot.store.following import FOLLOWER_COLUMNS
from bot.store.held import keys_with, put_by_time, put_out
from bot.store.rows import Broadcast, Draft, Follower, Later, Progress
from bot.store.schema import broadcasts, followers, held, outbox, subscriptions

_COLUMNS = tuple(broadcasts.c[field.name] for field in fields(Broadcast))
_UNDER_WAY = ("spreading", "sending")
_OURS = "broadcast:"
_other = followers.alias("other")


class BroadcastQuestions(Database):
    """The questions about broadcasts."""

    async def add_broadcast(self, broadcast: Broadcast) -> None:
        """Keep a draft."""
        new = {field.name: getattr(broadcast, field.name) for field in fields(Broadcast)}
        async with self.writing() as connection:
            await connection.execute(insert(broadcasts).values(**new))

    async def broadcast(self, broadcast_id: str) -> Broadcast | None:
        """Return a broadcast by the id that a button carries."""
        async with self.reading() as connection:
            return await _one(connection, broadcast_id)

    async def change_draft(self, broadcast_id: str, **changes: object) -> Broadcast | None:
        """Change a broadcast that is a draft yet, and return it; None where it is none. So of two presses one wins.

        Raises ValueError for a column that is not to be changed so.
        """
        if not {"groups", "state", "confirmed_at"}.issuperset(changes):
            raise ValueError(f"not to be changed of a broadcast: {sorted(changes)}")
        draft = update(broadcasts).where(broadcasts.c.id == broadcast_id, broadcasts.c.state == "draft")
        async with self.writing() as connection:
            row = (await connection.execute(draft.values(**changes).returning(*_COLUMNS))).one_or_none()
        return Broadcast(*row) if row else None

    async def audience(self, now: datetime, *, groups: bool) -> int:
        """Count the chats that a broadcast made now would go to."""
        chats = select(func.count(followers.c.chat_id.distinct())).where(*_listening(now, groups=groups))
        async with self.reading() as connection:
            return int((await connection.execute(chats)).scalar_one())

    async def broadcasts_under_way(self) -> tuple[Broadcast, ...]:
        """Return what is being spread or sent, oldest first."""
        chosen = select(*_COLUMNS).where(broadcasts.c.state.in_(_UNDER_WAY)).order_by(broadcasts.c.made_at)
        async with self.reading() as connection:
            return tuple(Broadcast(*row) for row in await connection.execute(chosen))

    async def listeners(self, broadcast: Broadcast, now: datetime, limit: int) -> tuple[Follower, ...]:
        """Return the next ones, by id, whom a broadcast goes to; those who came after it was confirmed are not."""
        chosen = (
            select(*FOLLOWER_COLUMNS)
            .where(*_listening(now, groups=broadcast.groups), followers.c.id > broadcast.spread_to)
            .where(followers.c.created_at <= broadcast.confirmed_at)
            .order_by(followers.c.id)
            .limit(limit)
        )
        async with self.reading() as connection:
            return tuple(Follower(*row) for row in await fetched(connection, chosen))

    async def spread(self, broadcast: Broadcast, messages: Sequence[Later], spread_to: int, now: datetime) -> bool:
        """Queue a broadcast for the next followers, up to the one with id `spread_to`; without messages it is spread.

        Tells whether that was done: of two that spread the same, one wins. A chat gets one message, however many of
        its forum's topics follow.
        """
        here = update(broadcasts).where(
            broadcasts.c.id == broadcast.id,
            broadcasts.c.state == "spreading",
            broadcasts.c.spread_to == broadcast.spread_to,
        )
        async with self.writing() as connection:
            moved = here.values(spread_to=spread_to) if messages else here.values(state="sending")
            if (await connection.execute(moved)).rowcount == 0:
                return False
            added = await put_by_time(connection, messages, now)
            count = update(broadcasts).where(broadcasts.c.id == broadcast.id)
            await connection.execute(count.values(chats=broadcasts.c.chats + added))
        return True

    async def progress(self, broadcast: Broadcast) -> Progress:
        """Return how far a broadcast is."""
        if broadcast.state == "done":
            return Progress(broadcast.sent, broadcast.refused, 0)
        async with self.reading() as connection:
            return await _progress(connection, broadcast)

    async def finish_broadcast(self, broadcast_id: str, report: Draft | None, now: datetime) -> bool:
        """Note that a broadcast is done, and queue the report on it; tell whether it was not noted before."""
        async with self.writing() as connection:
            broadcast = await _one(connection, broadcast_id)
            if broadcast is None:
                return False
            counts = await _progress(connection, broadcast)
            sending = update(broadcasts).where(broadcasts.c.id == broadcast_id, broadcasts.c.state == "sending")
            done = sending.values(state="done", sent=counts.sent, refused=counts.refused)
            if counts.waiting or (await connection.execute(done)).rowcount == 0:
                return False
            await put_out(connection, [report] if report else [], now)
        return True

    async def set_announcements(self, chat_id: int, *, wanted: bool) -> bool:
        """Let a chat get broadcasts or not, those that wait for it too; tell whether there is a follower in it."""
        which = followers.c.chat_id == chat_id
        unsent = (keys_with(_OURS, outbox.c.key), outbox.c.chat_id == chat_id, outbox.c.state == "waiting")
        ids = select(followers.c.id).where(which)
        async with self.writing() as connection:
            changed = await connection.execute(update(followers).where(which).values(announcements=wanted))
            if not wanted:
                await connection.execute(delete(outbox).where(*unsent, outbox.c.settled_at.is_(None)))
                await connection.execute(delete(held).where(keys_with(_OURS, held.c.key), held.c.follower_id.in_(ids)))
        return changed.rowcount > 0

    async def prune_broadcasts(self, before: datetime, drafts_before: datetime) -> int:
        """Delete what was made before an instant and is done, and drafts from before another; return how many."""
        old = (broadcasts.c.made_at < before) & (broadcasts.c.state == "done")
        unsent = (broadcasts.c.made_at < drafts_before) & broadcasts.c.state.in_(("draft", "cancelled"))
        async with self.writing() as connection:
            return (await connection.execute(delete(broadcasts).where(old | unsent))).rowcount


def broadcast_key(broadcast_id: str, chat_id: int) -> str:
    """Return the key of a broadcast's message to a chat."""
    return f"{_OURS}{broadcast_id}:{chat_id}"


def _listening(now: datetime, *, groups: bool) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for followers who follow something and take announcements now."""
    kinds = ("private", "group", "supergroup") if groups else ("private",)
    refusing = select(_other.c.id).where(_other.c.chat_id == followers.c.chat_id, _other.c.announcements.is_(False))
    return (
        followers.c.kind.in_(kinds),
        followers.c.stopped == "",
        ~refusing.exists(),
        (followers.c.paused_until.is_(None)) | (followers.c.paused_until <= now),
        select(subscriptions.c.id).where(subscriptions.c.follower_id == followers.c.id).exists(),
    )


async def _one(connection: AsyncConnection, broadcast_id: str) -> Broadcast | None:
    row = (await connection.execute(select(*_COLUMNS).where(broadcasts.c.id == broadcast_id))).one_or_none()
    return Broadcast(*row) if row else None


async def _progress(connection: AsyncConnection, broadcast: Broadcast) -> Progress:
    """Count a broadcast's messages: what was queued and is neither sent nor waiting was refused, or taken away."""
    prefix = f"{_OURS}{broadcast.id}:"
    by_state = select(outbox.c.state, func.count()).where(keys_with(prefix, outbox.c.key)).group_by(outbox.c.state)
    counts = {row[0]: int(row[1]) for row in await connection.execute(by_state)}
    later = select(func.count()).select_from(held).where(keys_with(prefix, held.c.key))
    waiting = counts.get("waiting", 0) + counts.get("sending", 0) + int((await connection.execute(later)).scalar_one())
    sent = counts.get("sent", 0)
    return Progress(sent, max(0, broadcast.chats - sent - waiting), waiting)

"""Who follows, and what: chats and forum topics, and the topics that they follow."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, bindparam, case, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.batches import fetched, in_batches, pieces
from bot.store.columns import UtcDateTime
from bot.store.database import Database, upsert
from bot.store.rows import Follower, Overdue, Subscription
from bot.store.schema import followers, subscriptions

FOLLOWER_COLUMNS = tuple(followers.c[field.name] for field in fields(Follower))
SUBSCRIPTION_COLUMNS = tuple(subscriptions.c[field.name] for field in fields(Subscription))
_CHANGEABLE = frozenset({
    "zone", "schedule", "quiet", "tells_nothing", "paused_until", "stopped", "refusals", "language", "title",
    "manager_id",
})  # fmt: skip
# Asked with every reply: putting a statement together costs as much as carrying it out.
_KEYS = (
    select(subscriptions.c.key)
    .join(followers)
    .where(followers.c.chat_id == bindparam("chat"), followers.c.thread_id == bindparam("thread"))
)


class FollowingQuestions(Database):
    """The questions about followers and their subscriptions."""

    async def follower(self, chat_id: int, thread_id: int) -> Follower | None:
        """Return who follows in a chat (thread 0) or in a topic of a forum."""
        found = await self._followers((followers.c.chat_id == chat_id) & (followers.c.thread_id == thread_id))
        return found[0] if found else None

    async def follower_by_id(self, follower_id: int) -> Follower | None:
        """Return a follower by the id that a button carries."""
        found = await self._followers(followers.c.id == follower_id)
        return found[0] if found else None

    async def followers_in(self, chat_id: int) -> tuple[Follower, ...]:
        """Return the followers of a chat, of all its topics, oldest first."""
        return await self._followers(followers.c.chat_id == chat_id)

    async def managed_by(self, user_id: int) -> tuple[Follower, ...]:
        """Return the channels that a person manages, oldest first."""
        return await self._followers(followers.c.manager_id == user_id)

    async def _followers(self, condition: ColumnElement[bool]) -> tuple[Follower, ...]:
        chosen = select(*FOLLOWER_COLUMNS).where(condition).order_by(followers.c.id)
        async with self.reading() as connection:
            return tuple(Follower(*row) for row in await fetched(connection, chosen))

    async def add_follower(
        self,
        *,
        chat_id: int,
        thread_id: int,
        kind: str,
        title: str,
        language: str,
        zone: str,
        schedule: str,
        quiet: str,
        manager_id: int | None,
        now: datetime,
    ) -> Follower:
        """Return the follower of a chat or forum topic, made if there is none.

        Of one that is there, kind and title are taken anew and the rest is left alone.
        """
        place = {"chat_id": chat_id, "thread_id": thread_id}
        taken_anew = {"kind": kind, "title": title}
        settings = {"language": language, "zone": zone, "schedule": schedule, "quiet": quiet, "manager_id": manager_id}
        fresh = {"tells_nothing": False, "refusals": 0, "stopped": "", "created_at": now}
        async with self.writing() as connection:
            added = upsert(connection, followers).values(**place, **taken_anew, **settings, **fresh)
            kept = added.on_conflict_do_update(index_elements=list(place), set_=taken_anew)
            return Follower(*(await connection.execute(kept.returning(*FOLLOWER_COLUMNS))).one())

    async def change_follower(
        self,
        follower_id: int,
        next_runs: Mapping[int, datetime | None],
        overdue: Overdue | None = None,
        **changes: object,
    ) -> None:
        """Change a follower, and with it when its subscriptions (by id) are due next, which also wakes them.

        What is `overdue` becomes due when that says instead.
        Raises `ValueError` for a column that is not to be changed so.
        """
        if not _CHANGEABLE.issuperset(changes):
            raise ValueError(f"not to be changed of a follower: {sorted(changes.keys() - _CHANGEABLE)}")
        of_ids = subscriptions.c.id == bindparam("of_id")
        moved = update(subscriptions).where(of_ids, subscriptions.c.follower_id == follower_id)
        moved = moved.values(next_run_at=_retimed(overdue), asleep=False)
        runs = ({"of_id": key} | _times(key, at, overdue) for key, at in next_runs.items())
        async with self.writing() as connection:
            await lock_followers(connection, followers.c.id == follower_id)
            if changes:
                await connection.execute(update(followers).where(followers.c.id == follower_id).values(**changes))
            await in_batches(connection, moved, runs)

    async def subscriptions(self, follower_id: int) -> tuple[Subscription, ...]:
        """Return what a follower follows, oldest first."""
        return await self._subscriptions(subscriptions.c.follower_id == follower_id)

    async def subscription(self, subscription_id: int) -> Subscription | None:
        """Return a subscription by the id that a button carries."""
        found = await self._subscriptions(subscriptions.c.id == subscription_id)
        return found[0] if found else None

    async def _subscriptions(self, condition: ColumnElement[bool]) -> tuple[Subscription, ...]:
        chosen = select(*SUBSCRIPTION_COLUMNS).where(condition).order_by(subscriptions.c.id)
        async with self.reading() as connection:
            return tuple(Subscription(*row) for row in await fetched(connection, chosen))

    async def followed_keys(self, chat_id: int, thread_id: int) -> frozenset[str]:
        """Return the keys of what is followed in a chat or forum topic."""
        return await self.read_at_once(lambda connection: keys_followed(connection, chat_id, thread_id))

    async def add_subscription(
        self,
        *,
        follower_id: int,
        query: str,
        key: str,
        user_id: int | None,
        schedule: str,
        now: datetime,
        news_since: datetime,
        next_run_at: datetime | None,
        limit: int,
    ) -> Subscription | None:
        """Follow a topic, unless the follower has `limit` already: then None. What is followed stays as it is."""
        new = {"query": query, "key": key, "user_id": user_id, "schedule": schedule, "asleep": False}
        times = {"created_at": now, "news_since": news_since, "next_run_at": next_run_at}
        same = select(*SUBSCRIPTION_COLUMNS).where(
            subscriptions.c.follower_id == follower_id, subscriptions.c.key == key
        )
        counted = select(func.count()).where(subscriptions.c.follower_id == follower_id)
        async with self.writing() as connection:
            await lock_followers(connection, followers.c.id == follower_id)
            if found := (await connection.execute(same)).one_or_none():
                return Subscription(*found)
            if (await connection.execute(counted)).scalar_one() >= limit:
                return None
            added = insert(subscriptions).values(follower_id=follower_id, **new, **times)
            return Subscription(*(await connection.execute(added.returning(*SUBSCRIPTION_COLUMNS))).one())

    async def change_subscription(
        self,
        subscription_id: int,
        *,
        next_run_at: datetime | None,
        overdue: Overdue | None = None,
        **changes: object,
    ) -> None:
        """Change `schedule` or `paused_until`, and with it when it is due next, which also wakes it.

        `overdue` is that of `change_follower`. Raises `ValueError` for another column.
        """
        if not {"schedule", "paused_until"}.issuperset(changes):
            raise ValueError(f"not to be changed of a subscription: {sorted(changes)}")
        changed = update(subscriptions).where(subscriptions.c.id == subscription_id)
        async with self.writing() as connection:
            moved = changed.values(next_run_at=_retimed(overdue), asleep=False, **changes)
            await connection.execute(moved, _times(subscription_id, next_run_at, overdue))

    async def remove_subscriptions(self, follower_id: int, ids: Collection[int]) -> int:
        """Delete those of these subscriptions that are the follower's; return how many."""
        removed = 0
        own = delete(subscriptions).where(subscriptions.c.follower_id == follower_id)
        async with self.writing() as connection:
            await lock_followers(connection, followers.c.id == follower_id)
            for piece in pieces(ids):
                removed += (await connection.execute(own.where(subscriptions.c.id.in_(piece)))).rowcount
        return removed


def _retimed(overdue: Overdue | None) -> ColumnElement[datetime]:
    """Return what `next_run_at` becomes: as `planned`, unless it is due and `late` says otherwise."""
    planned = bindparam("planned", type_=UtcDateTime())
    if overdue is None:
        return planned
    return case((subscriptions.c.next_run_at <= overdue.now, bindparam("late", type_=UtcDateTime())), else_=planned)


def _times(subscription_id: int, planned: datetime | None, overdue: Overdue | None) -> dict[str, datetime | None]:
    """Return what `_retimed` asks for."""
    if overdue is None:
        return {"planned": planned}
    return {"planned": planned, "late": overdue.comes_at if subscription_id in overdue.ids else planned}


async def lock_followers(connection: AsyncConnection, which: ColumnElement[bool]) -> Sequence[int]:
    """Keep other writers away from followers and all that is theirs until the transaction ends; return their ids.

    Whoever writes more than one row of a follower's begins so: otherwise, on a server, of two that come for the last
    place both would get it, and two that come from two sides would wait for each other. SQLite has one writer anyway.
    """
    locked = select(followers.c.id).where(which).order_by(followers.c.id).with_for_update()
    return (await connection.execute(locked)).scalars().all()


def keys_followed(connection: Connection, chat_id: int, thread_id: int) -> frozenset[str]:
    """Return the keys of what is followed in a chat or forum topic, within a transaction of the caller's."""
    return frozenset(connection.execute(_KEYS, {"chat": chat_id, "thread": thread_id}).scalars())

"""Who asked to be told of something, and was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.store.batches import fetched, pieces
from bot.store.database import Database, upsert
from bot.store.following import FOLLOWER_COLUMNS, SUBSCRIPTION_COLUMNS
from bot.store.held import put_by_time
from bot.store.rows import Follower, Later, Subscription
from bot.store.schema import followers, notices, subscriptions


@dataclass(frozen=True, slots=True)
class Asker:
    """A follower and the topic by which it asked to be told."""

    follower: Follower
    subscription: Subscription


class NoticeQuestions(Database):
    """The questions about those who wait for a topic to appear."""

    async def askers(self, key: str) -> tuple[Asker, ...]:
        """Return who follows exactly this key, can be written to and was not told of it yet, by id."""
        told = select(notices.c.subscription_id)
        chosen = (
            select(*FOLLOWER_COLUMNS, *SUBSCRIPTION_COLUMNS)
            .join_from(subscriptions, followers)
            .where(subscriptions.c.key == key, followers.c.stopped == "", subscriptions.c.id.not_in(told))
            .order_by(subscriptions.c.id)
        )
        width = len(FOLLOWER_COLUMNS)
        async with self.reading() as connection:
            rows = await fetched(connection, chosen)
        return tuple(Asker(Follower(*row[:width]), Subscription(*row[width:])) for row in rows)

    async def tell_askers(self, messages: Sequence[tuple[int, Later]], now: datetime) -> int:
        """Queue a message for each subscription, by id, that has had none; return how many. In batches."""
        told = 0
        for piece in pieces(messages):
            async with self.writing() as connection:
                new = upsert(connection, notices).on_conflict_do_nothing().returning(notices.c.subscription_id)
                rows = [{"subscription_id": id_, "told_at": now} for id_, _ in piece]
                fresh = set((await connection.execute(new, rows)).scalars())
                told += await put_by_time(connection, [message for id_, message in piece if id_ in fresh], now)
        return told

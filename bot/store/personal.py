"""Personal data: all that is held of a person, to be handed over or deleted."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Row, Select, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.asks import delete_asks_of
from bot.store.batches import fetched
from bot.store.database import Database
from bot.store.following import lock_followers
from bot.store.queries import delete_queries_of
from bot.store.rows import Forgotten
from bot.store.schema import (
    asks,
    broadcasts,
    changes,
    deeds,
    digest_sections,
    digests,
    drafts,
    feeds,
    followers,
    held,
    menus,
    notices,
    outbox,
    prompts,
    queries,
    sources,
    subscriptions,
    topic_edits,
)


class PersonalQuestions(Database):
    """The two questions that a person may put about themselves. A private chat has its person's id."""

    async def held_of(self, user_id: int, asker: str) -> Mapping[str, tuple[Mapping[str, object], ...]]:
        """Return, by table, every row held of a person, under the Telegram id and under the pseudonym.

        Values are what JSON knows: instants are ISO texts in UTC, tuples are lists. Tables without rows are there too.
        """
        async with self.reading() as connection:
            found = {table: await fetched(connection, rows) for table, rows in _held(user_id, asker).items()}
        return {table: await asyncio.to_thread(_plain, rows) for table, rows in found.items()}

    async def forget_user(self, user_id: int, asker: str) -> Forgotten:
        """Delete all that is held of a person, under the Telegram id and under the pseudonym, or nothing.

        What they follow for groups and channels stays there and forgets who asked for it; so do the documents that
        an editor added and what an editor said of topics.
        """
        async with self.writing() as connection:
            forgotten = Forgotten(
                asks=await delete_asks_of(connection, user_id),
                queries=await delete_queries_of(connection, asker),
                subscriptions=await _delete_private_chat(connection, user_id),
            )
            await _forget_elsewhere(connection, user_id)
        return forgotten


def _held(user_id: int, asker: str) -> dict[str, Select[*tuple[object, ...]]]:
    own = select(followers.c.id).where(followers.c.chat_id == user_id)
    told = select(digests.c.id).where(digests.c.follower_id.in_(own))
    conditions = {
        asks: asks.c.user_id == user_id,
        queries: queries.c.asker == asker,
        followers: or_(followers.c.chat_id == user_id, followers.c.manager_id == user_id),
        subscriptions: or_(subscriptions.c.follower_id.in_(own), subscriptions.c.user_id == user_id),
        digests: digests.c.follower_id.in_(own),
        digest_sections: digest_sections.c.digest_id.in_(told),
        outbox: outbox.c.chat_id == user_id,
        prompts: prompts.c.user_id == user_id,
        drafts: drafts.c.user_id == user_id,
        changes: changes.c.made_by == user_id,
        sources: sources.c.added_by == user_id,
        feeds: feeds.c.added_by == user_id,
        topic_edits: topic_edits.c.made_by == user_id,
        broadcasts: broadcasts.c.made_by == user_id,
        held: held.c.follower_id.in_(own),
        notices: notices.c.subscription_id.in_(select(subscriptions.c.id).where(subscriptions.c.follower_id.in_(own))),
        menus: menus.c.user_id == user_id,
        deeds: deeds.c.chat_id == user_id,
    }
    return {table.name: select(table).where(of).order_by(*table.primary_key) for table, of in conditions.items()}


def _plain(rows: Sequence[Row[*tuple[object, ...]]]) -> tuple[Mapping[str, object], ...]:
    return tuple([{str(name): _json_ready(value) for name, value in row._mapping.items()} for row in rows])


def _json_ready(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


async def _delete_private_chat(connection: AsyncConnection, user_id: int) -> int:
    """Delete a person's own follower with all that hangs on it; return how many topics it followed."""
    await lock_followers(connection, followers.c.chat_id == user_id)
    own = select(followers.c.id).where(followers.c.chat_id == user_id)
    followed = await connection.execute(delete(subscriptions).where(subscriptions.c.follower_id.in_(own)))
    await connection.execute(delete(followers).where(followers.c.chat_id == user_id))
    await connection.execute(delete(outbox).where(outbox.c.chat_id == user_id))
    return followed.rowcount


async def _forget_elsewhere(connection: AsyncConnection, user_id: int) -> None:
    await connection.execute(delete(prompts).where(prompts.c.user_id == user_id))
    await connection.execute(update(followers).where(followers.c.manager_id == user_id).values(manager_id=None))
    await connection.execute(update(subscriptions).where(subscriptions.c.user_id == user_id).values(user_id=None))
    await connection.execute(delete(drafts).where(drafts.c.user_id == user_id))
    await connection.execute(update(changes).where(changes.c.made_by == user_id).values(made_by=0))
    await connection.execute(update(sources).where(sources.c.added_by == user_id).values(added_by=0))
    await connection.execute(update(feeds).where(feeds.c.added_by == user_id).values(added_by=0))
    await connection.execute(update(topic_edits).where(topic_edits.c.made_by == user_id).values(made_by=0))
    await connection.execute(update(broadcasts).where(broadcasts.c.made_by == user_id).values(made_by=0))
    await connection.execute(delete(menus).where(menus.c.user_id == user_id))
    await connection.execute(delete(deeds).where(deeds.c.chat_id == user_id))

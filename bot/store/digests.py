"""Digests: which are due, what they told, and undoing one that could not be delivered."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.batches import BATCH, fetched, in_batches, pieces
from bot.store.corpus import latest_seen
from bot.store.database import Database
from bot.store.following import FOLLOWER_COLUMNS, SUBSCRIPTION_COLUMNS, lock_followers
from bot.store.outbox import WAITING
from bot.store.rows import DueFollower, Follower, SectionRow, Subscription
from bot.store.schema import digest_sections, digests, followers, outbox, subscriptions

_SECTION_COLUMNS = tuple(digest_sections.c[field.name] for field in fields(SectionRow))


class DigestQuestions(Database):
    """The questions about what is due and what was told."""

    async def due(self, now: datetime, limit: int) -> tuple[DueFollower, ...]:
        """Return up to `limit` followers with subscriptions that are due, longest due first, each with all of these."""
        async with self.reading() as connection:
            order = await _longest_due(connection, now, limit)
            found = await _followers(connection, order)
            topics = await _due_subscriptions(connection, order, now)
        # On a server each statement sees a moment of its own: who left in between is left out.
        return tuple(DueFollower(found[id_], tuple(topics[id_])) for id_ in order if id_ in found and id_ in topics)

    async def oldest_due_news(self, now: datetime) -> datetime | None:
        """Return the earliest `news_since` of the subscriptions that are due, None where none is."""
        earliest = select(func.min(subscriptions.c.news_since)).where(subscriptions.c.next_run_at <= now)
        async with self.reading() as connection:
            found: datetime | None = (await connection.execute(earliest)).scalar_one()
        return found

    async def wake_sleepers(self, now: datetime, as_of: datetime | None = None) -> int:
        """Make due at once the sleeping subscriptions that may have news; return how many.

        Those may that were last held against a corpus older than `as_of`: the `corpus_time` of the index in use, or by
        default of the stored corpus. Each is compared by itself, so that one that falls asleep over an old index while
        a new one is taken into use is woken all the same.
        """
        known = as_of or latest_seen().scalar_subquery()
        asleep = update(subscriptions).where(subscriptions.c.asleep, subscriptions.c.news_since < known)
        async with self.writing() as connection:
            return (await connection.execute(asleep.values(next_run_at=now, asleep=False))).rowcount

    async def told_to(self, follower_ids: Collection[int], since: datetime) -> dict[int, frozenset[str]]:
        """Return by follower the ids of paragraphs that digests made at `since` or later showed, offered or folded."""
        columns = (digests.c.follower_id, digest_sections.c.shown, digest_sections.c.more, digest_sections.c.folded)
        lists = select(*columns).join_from(digests, digest_sections).where(digests.c.made_at >= since)
        told: dict[int, set[str]] = defaultdict(set)
        async with self.reading() as connection:
            for ids in pieces(follower_ids):
                for follower_id, *parts in await fetched(connection, lists.where(digests.c.follower_id.in_(ids))):
                    told[follower_id].update(*parts)
        return {follower_id: frozenset(ids) for follower_id, ids in told.items()}

    async def digest_section(self, digest_id: str, number: int) -> tuple[int, SectionRow] | None:
        """Return the follower's id and the section that a button asks for."""
        chosen = select(digests.c.follower_id, *_SECTION_COLUMNS).join_from(digests, digest_sections)
        chosen = chosen.where(digests.c.id == digest_id, digest_sections.c.number == number)
        async with self.reading() as connection:
            row = (await connection.execute(chosen)).one_or_none()
        return (row[0], SectionRow(*row[1:])) if row else None

    async def undo_digest(self, digest_id: str) -> None:
        """Make what a digest told news again, because it cannot be delivered, and delete its waiting messages.

        Digests that wait behind it for the same follower begin where it ends and are undone with it: the next one
        tells all of it.
        """
        of = select(digests.c.follower_id).where(digests.c.id == digest_id).scalar_subquery()
        behind = (
            select(outbox.c.digest_id)
            .distinct()
            .where(*WAITING, outbox.c.follower_id == of, outbox.c.digest_id.is_not(None))
        )
        async with self.writing() as connection:
            await undo(connection, {digest_id, *(await connection.execute(behind)).scalars()})

    async def prune_digests(self, before: datetime) -> int:
        """Delete digests made before an instant, and with them what was told; return how many."""
        return await self.prune(digests, digests.c.made_at < before)


async def undo(connection: AsyncConnection, digest_ids: Iterable[str]) -> None:
    """Undo digests within a transaction of the caller's: what they told, and all since then, is news again.

    Topics may have passed a due time without news since, and what digests told that stay is known: so each goes back to
    the earliest time of all, wherever it stands now.
    """
    for ids in pieces(digest_ids):
        theirs = select(digests.c.follower_id).where(digests.c.id.in_(ids))
        await lock_followers(connection, followers.c.id.in_(theirs))
        parts = select(digest_sections.c.subscription_id, digest_sections.c.since)
        rows = await fetched(connection, parts.where(digest_sections.c.digest_id.in_(ids)))
        of = subscriptions.c
        back = update(subscriptions).where(of.id == bindparam("of_id"), of.news_since > bindparam("since"))
        steps = ({"of_id": topic, "since": since} for topic, since in rows)
        await in_batches(connection, back.values(news_since=bindparam("since")), steps)
        await connection.execute(delete(outbox).where(*WAITING, outbox.c.digest_id.in_(ids)))
        await connection.execute(delete(digests).where(digests.c.id.in_(ids)))


async def _longest_due(connection: AsyncConnection, now: datetime, limit: int) -> list[int]:
    """Read in order of time until there are enough: a GROUP BY would read all that is due, for each batch anew."""
    of = subscriptions.c
    waiting = select(of.follower_id).where(of.next_run_at <= now).order_by(of.next_run_at, of.follower_id)
    order: dict[int, None] = {}
    async with connection.stream(waiting) as result:
        async for part in result.scalars().partitions(BATCH):
            order.update(dict.fromkeys(part))
            if len(order) >= limit:
                break
    return list(order)[:limit]


async def _followers(connection: AsyncConnection, wanted: Collection[int]) -> dict[int, Follower]:
    found: dict[int, Follower] = {}
    for ids in pieces(wanted):
        rows = await fetched(connection, select(*FOLLOWER_COLUMNS).where(followers.c.id.in_(ids)))
        found.update((row.id, Follower(*row)) for row in rows)
    return found


async def _due_subscriptions(
    connection: AsyncConnection, wanted: Collection[int], now: datetime
) -> dict[int, list[Subscription]]:
    """Return by follower, in order of id, what is due."""
    topics: dict[int, list[Subscription]] = defaultdict(list)
    is_due = select(*SUBSCRIPTION_COLUMNS).where(subscriptions.c.next_run_at <= now).order_by(subscriptions.c.id)
    for ids in pieces(wanted):
        for row in await fetched(connection, is_due.where(subscriptions.c.follower_id.in_(ids))):
            topics[row.follower_id].append(Subscription(*row))
    return topics

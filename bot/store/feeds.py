"""Feeds that the bot follows, and their articles as far as it came with them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import case, delete, func, literal, select, update

from bot.store.batches import fetched, in_batches, pieces
from bot.store.database import Database, upsert
from bot.store.rows import FOREVER, FeedItem, FeedRow
from bot.store.schema import feed_items, feeds

_COLUMNS = tuple(feeds.c[field.name] for field in fields(FeedRow))
_ITEM_COLUMNS = tuple(feed_items.c[field.name] for field in fields(FeedItem))
_FOLLOWED = feeds.c.removed_at.is_(None)
_UNHEARD = {
    "etag": "", "modified": "", "polled_at": None, "failures": 0, "failing_since": None, "last_error": "",
    "reported_at": None, "removed_at": None,
}  # fmt: skip


class FeedQuestions(Database):
    """The questions about feeds. A feed that is removed and followed again keeps its articles."""

    async def put_feed(self, url: str, title: str, added_by: int, now: datetime) -> FeedRow:
        """Follow a feed from now on; one that is followed already stays as it is."""
        values = {"url": url, "title": title, "added_by": added_by, "added_at": now, "next_poll_at": now, **_UNHEARD}
        async with self.writing() as connection:
            put = upsert(connection, feeds).values(values)
            again = {name: value for name, value in values.items() if name != "url"}
            renewed = put.on_conflict_do_update(
                index_elements=["url"], set_=again, where=feeds.c.removed_at.is_not(None)
            )
            await connection.execute(renewed)
            return FeedRow(*(await connection.execute(select(*_COLUMNS).where(feeds.c.url == url))).one())

    async def note_feed(self, url: str, title: str, added_by: int, now: datetime) -> FeedRow:
        """Keep a feed that was looked at and is not followed by that; one that is known stays as it is."""
        values = {"url": url, "title": title, "added_by": added_by, "added_at": now, "next_poll_at": now, **_UNHEARD}
        async with self.writing() as connection:
            new = upsert(connection, feeds).values(values | {"removed_at": now})
            await connection.execute(new.on_conflict_do_nothing(index_elements=["url"]))
            return FeedRow(*(await connection.execute(select(*_COLUMNS).where(feeds.c.url == url))).one())

    async def follow_feed(self, feed_id: int, added_by: int, now: datetime) -> FeedRow | None:
        """Follow a feed that was looked at or removed, and return it; None where it is followed already or unknown."""
        values = {"added_by": added_by, "added_at": now, "next_poll_at": now, **_UNHEARD}
        back = update(feeds).where(feeds.c.id == feed_id, feeds.c.removed_at.is_not(None)).values(**values)
        async with self.writing() as connection:
            row = (await connection.execute(back.returning(*_COLUMNS))).one_or_none()
        return FeedRow(*row) if row else None

    async def feed(self, feed_id: int, *, removed: bool = False) -> FeedRow | None:
        """Return a feed that is followed; `removed` finds one too that was removed, or only looked at."""
        found = select(*_COLUMNS).where(feeds.c.id == feed_id)
        async with self.reading() as connection:
            row = (await connection.execute(found if removed else found.where(_FOLLOWED))).one_or_none()
        return FeedRow(*row) if row else None

    async def feed_documents(self) -> dict[int, int]:
        """Return how many articles of each feed became documents; a feed of which none did is not named."""
        counted = select(feed_items.c.feed_id, func.count()).where(feed_items.c.source != "")
        async with self.reading() as connection:
            rows = await fetched(connection, counted.group_by(feed_items.c.feed_id))
        return {int(feed_id): int(count) for feed_id, count in rows}

    async def set_next_poll(self, feed_id: int, at: datetime) -> FeedRow | None:
        """Let a feed be due at an instant, FOREVER pauses it; return it, None where it is not followed."""
        due = update(feeds).where(feeds.c.id == feed_id, _FOLLOWED).values(next_poll_at=at)
        async with self.writing() as connection:
            row = (await connection.execute(due.returning(*_COLUMNS))).one_or_none()
        return FeedRow(*row) if row else None

    async def prune_feeds(self, before: datetime) -> int:
        """Forget feeds that have no articles and have not been followed since an instant; return how many."""
        articles = select(feed_items.c.key).where(feed_items.c.feed_id == feeds.c.id)
        async with self.writing() as connection:
            return (
                await connection.execute(delete(feeds).where(feeds.c.removed_at < before, ~articles.exists()))
            ).rowcount

    async def feeds(self) -> tuple[FeedRow, ...]:
        """Return the feeds that are followed, first added first."""
        async with self.reading() as connection:
            rows = await fetched(connection, select(*_COLUMNS).where(_FOLLOWED).order_by(feeds.c.id))
        return tuple(FeedRow(*row) for row in rows)

    async def remove_feed(self, feed_id: int, now: datetime) -> FeedRow | None:
        """Follow a feed no more, and return it; None where it is not followed. Its documents stay."""
        gone = update(feeds).where(feeds.c.id == feed_id, _FOLLOWED).values(removed_at=now)
        async with self.writing() as connection:
            row = (await connection.execute(gone.returning(*_COLUMNS))).one_or_none()
        return FeedRow(*row) if row else None

    async def due_feeds(self, now: datetime, limit: int) -> tuple[FeedRow, ...]:
        """Return feeds that are to be polled, longest due first."""
        due = select(*_COLUMNS).where(_FOLLOWED, feeds.c.next_poll_at <= now)
        async with self.reading() as connection:
            rows = await connection.execute(due.order_by(feeds.c.next_poll_at, feeds.c.id).limit(limit))
            return tuple(FeedRow(*row) for row in rows)

    async def claim_feed(self, feed: FeedRow, until: datetime) -> bool:
        """Take a feed as it was seen for polling it until an instant; tell whether it is ours, of two who ask."""
        seen = update(feeds).where(feeds.c.id == feed.id, _FOLLOWED, feeds.c.next_poll_at == feed.next_poll_at)
        async with self.writing() as connection:
            return (await connection.execute(seen.values(next_poll_at=until))).rowcount == 1

    async def settle_feed(self, feed_id: int, items: Sequence[FeedItem], values: Mapping[str, object]) -> bool:
        """Keep what came of polling a feed, all or nothing; tell whether it is still followed.

        One that was paused meanwhile stays paused.
        """
        async with self.writing() as connection:
            new = upsert(connection, feed_items)
            changing = {name: new.excluded[name] for name in ("seen_at", "tries", "settled", "source", "problem")}
            put = new.on_conflict_do_update(index_elements=["feed_id", "key"], set_=changing)
            await in_batches(connection, put, [asdict(item) for item in items])
            settled = update(feeds).where(feeds.c.id == feed_id, _FOLLOWED).values({**values, **_unless_paused(values)})
            return (await connection.execute(settled)).rowcount == 1

    async def feed_items(self, feed_id: int, keys: Collection[str]) -> tuple[FeedItem, ...]:
        """Return what is known of some of a feed's articles, in no order."""
        found: list[FeedItem] = []
        of_feed = select(*_ITEM_COLUMNS).where(feed_items.c.feed_id == feed_id)
        async with self.reading() as connection:
            for some in pieces(keys):
                found += (
                    FeedItem(*row) for row in await fetched(connection, of_feed.where(feed_items.c.key.in_(some)))
                )
        return tuple(found)


def _unless_paused(values: Mapping[str, object]) -> Mapping[str, object]:
    """Return when a feed is due by these values, if they say so, as long as nobody has paused it."""
    due = feeds.c.next_poll_at
    if due.name not in values:
        return {}
    return {due.name: case((due == FOREVER, due), else_=literal(values[due.name], due.type))}

"""Feeds that the bot follows, and their articles as far as it came with them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import select, update

from bot.store.batches import fetched, in_batches, pieces
from bot.store.database import Database, upsert
from bot.store.rows import FeedItem, FeedRow
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

    async def feed(self, feed_id: int) -> FeedRow | None:
        """Return a feed that is followed."""
        async with self.reading() as connection:
            row = (await connection.execute(select(*_COLUMNS).where(feeds.c.id == feed_id, _FOLLOWED))).one_or_none()
        return FeedRow(*row) if row else None

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
        """Keep what came of polling a feed, all or nothing; tell whether it is still followed."""
        async with self.writing() as connection:
            new = upsert(connection, feed_items)
            changing = {name: new.excluded[name] for name in ("seen_at", "tries", "settled", "source", "problem")}
            put = new.on_conflict_do_update(index_elements=["feed_id", "key"], set_=changing)
            await in_batches(connection, put, [asdict(item) for item in items])
            settled = update(feeds).where(feeds.c.id == feed_id, _FOLLOWED).values(**values)
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

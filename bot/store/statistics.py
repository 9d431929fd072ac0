"""The query log added up, and what editors decided about it.

Nothing here reads the log into memory: sums are made in SQL, rows come a page at a time. Of 1,000,000 rows in 90 days,
on SQLite: a day's outcomes 0.02 s, all askers 2 to 3 s, busiest topics 2 s; what was not found 0.3 s of 30 days and
0.8 s of all.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    delete,
    false,
    func,
    or_,
    select,
    text,
)

from bot.store.batches import fetched, pieces
from bot.store.database import Database, upsert
from bot.store.question_rows import AnswerCount, IgnoredQuery, LoggedQuery, Reach, UnmatchedText
from bot.store.rows import QueryRow
from bot.store.schema import digests, done_until, followers, ignored_queries, outbox, queries, subscriptions

LONGEST_MS = 60_000  # an answer that took longer is counted as one that took so long
_FIELDS = tuple(field.name for field in fields(QueryRow))
_IGNORED = tuple(ignored_queries.c[field.name] for field in fields(IgnoredQuery))

_next = queries.alias("next")
_is_choice = (
    select((_next.c.outcome == "answer") & (_next.c.text == _next.c.topic))
    .where(_next.c.asker == queries.c.asker, _next.c.id > queries.c.id)
    .order_by(_next.c.id)
    .limit(1)
    .correlate(queries)
    .scalar_subquery()
)
# A press on a suggestion is logged as the asker's next query: the very name of a topic, and answered.
_CHOSEN = func.coalesce(_is_choice, false())
_UNMATCHED = and_(  # the first says no more than the second, in the words of the index
    text("queries.outcome <> 'answer'"),
    or_(queries.c.outcome == "nothing", and_(queries.c.outcome == "suggest", ~_CHOSEN)),
)


class StatisticsQuestions(Database):
    """The questions about what people ask. Times are from `start` on and before `end`."""

    async def answer_counts(self, start: datetime, end: datetime) -> tuple[AnswerCount, ...]:
        """Count queries by outcome and whole milliseconds; rows of at most `LONGEST_MS` each outcome, in no order."""
        whole = func.round(case((queries.c.milliseconds > LONGEST_MS, LONGEST_MS), else_=queries.c.milliseconds))
        counted = (
            select(queries.c.outcome, whole, func.count()).where(_asked(start, end)).group_by(queries.c.outcome, whole)
        )
        async with self.reading() as connection:
            rows = await fetched(connection, counted)
        return tuple(AnswerCount(outcome, int(milliseconds), count) for outcome, milliseconds, count in rows)

    async def queries_asked(self, start: datetime, end: datetime) -> int:
        """Count queries. Reads the index on times alone."""
        return await self._number(select(func.count()).select_from(queries).where(_asked(start, end)))

    async def askers_between(self, start: datetime, end: datetime) -> int:
        """Count the people who asked something."""
        return await self._number(select(func.count(queries.c.asker.distinct())).where(_asked(start, end)))

    async def busiest_topics(self, start: datetime, end: datetime, limit: int) -> tuple[tuple[str, int], ...]:
        """Return what was answered most often, with how often; at most `limit`, ties by name."""
        asked = select(queries.c.topic, func.count()).where(_asked(start, end), queries.c.topic.is_not(None))
        ranked = asked.group_by(queries.c.topic).order_by(func.count().desc(), queries.c.topic).limit(limit)
        async with self.reading() as connection:
            return tuple((topic, count) for topic, count in await fetched(connection, ranked))

    async def reach(self, start: datetime, end: datetime) -> Reach:
        """Count who is told unasked, and what they were told between two instants."""
        reached = (followers.c.stopped == "") & followers.c.id.in_(select(subscriptions.c.follower_id))
        new = reached & (followers.c.created_at >= start) & (followers.c.created_at < end)
        made = (digests.c.made_at >= start) & (digests.c.made_at < end)
        return Reach(
            chats=await self._number(select(func.count()).select_from(followers).where(reached)),
            new_chats=await self._number(select(func.count()).select_from(followers).where(new)),
            topics=await self._number(select(func.count(subscriptions.c.key.distinct()))),
            digests=await self._number(select(func.count()).select_from(digests).where(made)),
        )

    async def unmatched_texts(self, start: datetime, end: datetime, limit: int) -> tuple[UnmatchedText, ...]:
        """Return texts that were not found, or suggested for in vain; at most `limit`, most asked first, by text."""
        nothing = func.sum(case((queries.c.outcome == "nothing", 1), else_=0))
        found = select(queries.c.text, nothing, func.count(), func.max(queries.c.asked_at))
        found = found.where(_asked(start, end), _UNMATCHED).group_by(queries.c.text)
        async with self.reading() as connection:
            rows = await fetched(connection, found.order_by(func.count().desc(), queries.c.text).limit(limit))
        return tuple(UnmatchedText(typed, int(no), int(asked - no), last_at) for typed, no, asked, last_at in rows)

    async def askers_of(self, texts: Collection[str], start: datetime, end: datetime) -> dict[str, frozenset[str]]:
        """Return the pseudonyms of who asked each of these texts without finding it."""
        askers: dict[str, set[str]] = defaultdict(set)
        async with self.reading() as connection:
            for some in pieces(texts):
                asked = select(queries.c.text, queries.c.asker).distinct()
                asked = asked.where(_asked(start, end), queries.c.text.in_(some), _UNMATCHED)
                for typed, asker in await fetched(connection, asked):
                    askers[typed].add(asker)
        return {typed: frozenset(found) for typed, found in askers.items()}

    async def log_page(
        self, start: datetime, end: datetime, after: LoggedQuery | None, limit: int
    ) -> tuple[LoggedQuery, ...]:
        """Return at most `limit` rows of the log, oldest first, those behind `after` if there is one."""
        asked = select(queries.c.id, *(queries.c[name] for name in _FIELDS))
        if after is None:
            asked = asked.where(_asked(start, end))
        else:  # with one lower bound of the time, so that the index is entered there
            at, behind = after.row.asked_at, queries.c.id > after.id
            asked = asked.where(_asked(at, end), or_(queries.c.asked_at > at, behind))
        async with self.reading() as connection:
            rows = await fetched(connection, asked.order_by(queries.c.asked_at, queries.c.id).limit(limit))
        return tuple(LoggedQuery(id_, QueryRow(*row)) for id_, *row in rows)

    async def ignore_queries(self, ignored: Sequence[IgnoredQuery]) -> None:
        """Keep what is not to be listed any more; what is ignored already is taken into the new group."""
        async with self.writing() as connection:
            for one in ignored:
                values = asdict(one)
                put = upsert(connection, ignored_queries).values(values)
                await connection.execute(put.on_conflict_do_update(index_elements=["key"], set_=values))

    async def ignored_queries(self) -> tuple[IgnoredQuery, ...]:
        """Return what is ignored, latest first, ties by key."""
        latest = select(*_IGNORED).order_by(ignored_queries.c.ignored_at.desc(), ignored_queries.c.key)
        async with self.reading() as connection:
            return tuple(IgnoredQuery(*row) for row in await fetched(connection, latest))

    async def heed_queries(self, group_id: str) -> int:
        """Ignore a group no more; return how many spellings that were."""
        async with self.writing() as connection:
            heeded = delete(ignored_queries).where(ignored_queries.c.group_id == group_id)
            return (await connection.execute(heeded)).rowcount

    async def done_until(self, name: str) -> datetime | None:
        """Return until when what happens by the clock under this name is done, None where it never was."""
        async with self.reading() as connection:
            found = select(done_until.c.at).where(done_until.c.name == name)
            return (await connection.execute(found)).scalar_one_or_none()

    async def note_done(self, name: str, at: datetime) -> None:
        """Note that all that was due by an instant is done."""
        async with self.writing() as connection:
            put = upsert(connection, done_until).values(name=name, at=at)
            await connection.execute(put.on_conflict_do_update(index_elements=["name"], set_={"at": at}))

    async def oldest_unsent(self) -> datetime | None:
        """Return when the oldest message was queued that is neither sent nor given up, None where there is none."""
        oldest = select(func.min(outbox.c.created_at)).where(outbox.c.settled_at.is_(None))
        async with self.reading() as connection:
            found: datetime | None = (await connection.execute(oldest)).scalar_one()
        return found

    async def database_bytes(self) -> int:
        """Return how large the database is: on SQLite its file, without what waits in the log beside it."""
        async with self.reading() as connection:
            if connection.dialect.name == "postgresql":
                return int(
                    (await connection.execute(select(func.pg_database_size(func.current_database())))).scalar_one()
                )
            pages = (await connection.execute(text("PRAGMA page_count"))).scalar_one()
            return int(pages) * int((await connection.execute(text("PRAGMA page_size"))).scalar_one())

    async def _number(self, question: Select[int]) -> int:
        async with self.reading() as connection:
            return int((await connection.execute(question)).scalar_one())


def _asked(start: datetime, end: datetime) -> ColumnElement[bool]:
    return (queries.c.asked_at >= start) & (queries.c.asked_at < end)

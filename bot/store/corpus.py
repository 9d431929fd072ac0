"""The corpus: which documents and paragraphs are live, and when each was first seen."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, Table, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.corpus.documents import Document, Paragraph
from bot.store.batches import BATCH, fetched, in_batches, pieces
from bot.store.corpus_plan import (
    Content,
    Plan,
    Stored,
    canonical,
    document_content,
    fingerprint,
    paragraph_content,
    plan,
)
from bot.store.database import Database
from bot.store.rows import CorpusChange
from bot.store.schema import corpus_state, documents, paragraphs

DOCUMENT_COLUMNS = ("file", "title", "publisher", "date", "language", "url")
PARAGRAPH_COLUMNS = ("document_id", "position", "section", "text")
_INSTANT = timedelta(microseconds=1)  # the finest that the database tells apart

_LIVE = (
    select(
        documents.c.id,
        *(documents.c[name] for name in DOCUMENT_COLUMNS),
        paragraphs.c.id.label("paragraph_id"),
        paragraphs.c.position,
        paragraphs.c.section,
        paragraphs.c.text,
    )
    .select_from(documents)
    .outerjoin(paragraphs, (paragraphs.c.document_id == documents.c.id) & paragraphs.c.removed_at.is_(None))
    .where(documents.c.removed_at.is_(None))
)


class CorpusQuestions(Database):
    """The questions about documents and paragraphs."""

    async def replace_corpus(self, given: Sequence[Document], now: datetime) -> CorpusChange:
        """Make the live corpus equal to `corpus_plan.canonical(given)`, at once or not at all.

        What is gone is marked removed; what is or comes back keeps the time it was first seen; what is new gets
        `now`, or just after the latest time so far if the clock went back: what comes later is seen later, always.
        Raises `ValueError` for documents whose ids clash.
        """
        wanted = await asyncio.to_thread(canonical, given)
        mark = await asyncio.to_thread(fingerprint, wanted)
        # Reading and planning may take seconds and hold no lock; a writer that was quicker makes us plan again.
        while (change := await self._try_to_replace(wanted, mark, now)) is None:
            pass
        return change

    async def _try_to_replace(self, wanted: Sequence[Document], mark: str, now: datetime) -> CorpusChange | None:
        async with self.reading() as connection:
            state = (await connection.execute(select(corpus_state.c.generation, corpus_state.c.fingerprint))).one()
            if state.fingerprint == mark:
                return CorpusChange(added=0, kept=sum(len(d.paragraphs) for d in wanted), restored=0, removed=0)
            old_documents = await _stored(connection, documents, DOCUMENT_COLUMNS)
            old_paragraphs = await _stored(connection, paragraphs, PARAGRAPH_COLUMNS)
        new_documents = {document.id: document_content(document) for document in wanted}
        new_paragraphs = await asyncio.to_thread(_contents, wanted)
        for_documents = await asyncio.to_thread(plan, old_documents, new_documents)
        for_paragraphs = await asyncio.to_thread(plan, old_paragraphs, new_paragraphs)
        async with self.writing() as connection:
            if not await _advance(connection, int(state.generation), mark):
                return None
            at = await _later_than_all(connection, now)
            await _carry_out(connection, documents, DOCUMENT_COLUMNS, for_documents, new_documents, at)
            await _carry_out(connection, paragraphs, PARAGRAPH_COLUMNS, for_paragraphs, new_paragraphs, at)
        return _counted(for_paragraphs, len(new_paragraphs))

    async def live_documents(self) -> tuple[Document, ...]:
        """Return the live corpus of one moment in canonical order: by file and id, paragraphs by position."""
        heads: dict[str, Document] = {}
        bodies: dict[str, list[Paragraph]] = defaultdict(list)
        async with self.reading() as connection:
            result = await connection.stream(_LIVE)
            async for part in result.partitions(BATCH):
                for row in part:
                    if row.id not in heads:
                        heads[row.id] = _head(row._mapping)
                    if row.paragraph_id is not None:  # NULL is a document without paragraphs
                        bodies[row.id].append(_paragraph(row._mapping))
        found = [replace(document, paragraphs=tuple(bodies[key])) for key, document in heads.items()]
        # Sorted here and not in SQL: PostgreSQL's order of texts is that of its locale.
        return await asyncio.to_thread(canonical, found)

    async def corpus_fingerprint(self) -> str:
        """Return what differs exactly when the live corpus differs; "" while it is empty. Reads one row.

        To mark what is derived from `live_documents`, take `corpus_plan.fingerprint` of those very documents:
        another replica may replace the corpus between two questions.
        """
        async with self.reading() as connection:
            return str((await connection.execute(select(corpus_state.c.fingerprint))).scalar_one())

    async def corpus_time(self) -> datetime | None:
        """Return when the latest of the live paragraphs was first seen, None while there are none.

        Ask it before `live_documents`: what another replica adds in between is then later, and news of the next time.
        """
        latest = select(paragraphs.c.first_seen_at).where(paragraphs.c.removed_at.is_(None))
        latest = latest.order_by(paragraphs.c.first_seen_at.desc()).limit(1)
        async with self.reading() as connection:
            return (await connection.execute(latest)).scalar_one_or_none()

    async def first_seen_since(self, since: datetime) -> dict[str, datetime]:
        """Return when the live paragraphs that were first seen later than `since` were, by id."""
        seen = select(paragraphs.c.id, paragraphs.c.first_seen_at).where(
            paragraphs.c.first_seen_at > since, paragraphs.c.removed_at.is_(None)
        )
        async with self.reading() as connection:
            return {row.id: row.first_seen_at for row in await fetched(connection, seen)}

    async def removed_since(self, since: datetime, limit: int) -> tuple[tuple[str, str, str], ...]:
        """Return id, text and language of at most `limit` paragraphs removed at `since` or later, latest first."""
        gone = select(paragraphs.c.id, paragraphs.c.text, documents.c.language).join(documents)
        gone = gone.where(paragraphs.c.removed_at >= since).order_by(paragraphs.c.removed_at.desc(), paragraphs.c.id)
        async with self.reading() as connection:
            return tuple((id_, text, language) for id_, text, language in await fetched(connection, gone.limit(limit)))

    async def first_seen_of(self, paragraph_ids: Collection[str]) -> dict[str, datetime]:
        """Return when the live ones of these paragraphs were first seen, by id."""
        seen = select(paragraphs.c.id, paragraphs.c.first_seen_at).where(paragraphs.c.removed_at.is_(None))
        found: dict[str, datetime] = {}
        async with self.reading() as connection:
            for ids in pieces(paragraph_ids):
                rows = await fetched(connection, seen.where(paragraphs.c.id.in_(ids)))
                found.update((row.id, row.first_seen_at) for row in rows)
        return found


def _contents(wanted: Sequence[Document]) -> dict[str, Content]:
    return {paragraph.id: paragraph_content(paragraph) for document in wanted for paragraph in document.paragraphs}


async def _stored(connection: AsyncConnection, table: Table, columns: Sequence[str]) -> dict[str, Stored]:
    chosen = select(table.c.id, table.c.removed_at.is_(None), *(table.c[name] for name in columns))
    rows: dict[str, Stored] = {}
    result = await connection.stream(chosen.order_by(table.c.id))
    async for part in result.partitions(BATCH):
        rows.update((key, Stored(tuple(content), bool(live))) for key, live, *content in part)
    return rows


async def _advance(connection: AsyncConnection, seen: int, mark: str) -> bool:
    """Claim the change from the generation that was seen to the next; say no if another was quicker."""
    claim = update(corpus_state).where(corpus_state.c.generation == seen)
    return (await connection.execute(claim.values(generation=seen + 1, fingerprint=mark))).rowcount == 1


async def _later_than_all(connection: AsyncConnection, now: datetime) -> datetime:
    latest: datetime | None = (await connection.execute(select(func.max(paragraphs.c.first_seen_at)))).scalar_one()
    return max(now, latest + _INSTANT) if latest else now


async def _carry_out(
    connection: AsyncConnection,
    table: Table,
    columns: Sequence[str],
    decided: Plan,
    given: Mapping[str, Content],
    now: datetime,
) -> None:
    """Write a plan for one table, in batches."""

    def row(key: str, **more: object) -> dict[str, object]:
        return {**dict(zip(columns, given[key], strict=True)), **more}

    by_id = update(table).where(table.c.id == bindparam("of_id"))
    write = by_id.values({name: bindparam(name) for name in columns} | {"removed_at": None})
    added = (row(key, id=key, first_seen_at=now, removed_at=None) for key in decided.insert)
    written = (row(key, of_id=key) for key in (*decided.revive, *decided.change))
    removed = ({"of_id": key} for key in decided.remove)
    await in_batches(connection, insert(table), added)
    await in_batches(connection, write, written)
    await in_batches(connection, by_id.values(removed_at=now), removed)


def _counted(decided: Plan, live: int) -> CorpusChange:
    added, restored = len(decided.insert), len(decided.revive)
    return CorpusChange(added=added, kept=live - added - restored, restored=restored, removed=len(decided.remove))


def _head(row: RowMapping) -> Document:
    return Document(id=row["id"], paragraphs=(), **{name: row[name] for name in DOCUMENT_COLUMNS})


def _paragraph(row: RowMapping) -> Paragraph:
    return Paragraph(row["paragraph_id"], row["id"], row["position"], row["section"], row["text"])

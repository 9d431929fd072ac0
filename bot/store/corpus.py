"""The corpus: which documents and paragraphs are live, and when each was first seen."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import fields, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.corpus.documents import Document, Paragraph
from bot.store.batches import BATCH, fetched, pieces
from bot.store.corpus_plan import canonical, text_key
from bot.store.database import Database
from bot.store.rows import CorpusSize, DocumentHead, FileSummary
from bot.store.schema import corpus_state, documents, generations, paragraphs, sources

DOCUMENT_COLUMNS = ("file", "title", "publisher", "date", "language", "url")
PARAGRAPH_COLUMNS = ("document_id", "position", "section", "text")
PRESENT = select(corpus_state.c.generation).where(corpus_state.c.id == 1).scalar_subquery()
_HEAD_COLUMNS = tuple(documents.c[field.name] for field in fields(DocumentHead))


def holds(table: Table, generation: "int | ColumnElement[int]" = PRESENT) -> ColumnElement[bool]:
    """Say that a version of a row is the one of a generation, by default the present one."""
    ended = table.c.until_generation
    return (table.c.from_generation <= generation) & (ended.is_(None) | (ended > generation))


def latest_seen() -> Select[datetime]:
    """Ask when the latest of the live paragraphs was first seen: no row, or one."""
    some = select(paragraphs.c.id).where(paragraphs.c.first_generation == generations.c.number, holds(paragraphs))
    return select(generations.c.at).where(some.exists()).order_by(generations.c.number.desc()).limit(1)


class CorpusQuestions(Database):
    """The questions about documents and paragraphs. All but `documents_at` are about the live ones."""

    async def live_documents(self) -> tuple[Document, ...]:
        """Return the live corpus of one moment in canonical order: by file and id, paragraphs by position."""
        async with self.reading() as connection:  # one for both: who holds one and waits for another may wait for ever
            generation = (await connection.execute(select(PRESENT))).scalar_one()
            found = await _documents(connection, generation, None)
        return await asyncio.to_thread(canonical, found)

    async def documents_at(self, generation: int, files: Collection[str] | None = None) -> tuple[Document, ...]:
        """Return the corpus of a generation, or what some files had in it, in canonical order.

        The generation may be one to come, which `Revision` has written and nobody else reads.
        """
        found: list[Document] = []
        async with self.reading() as connection:
            for some in [None] if files is None else pieces(files):
                found += await _documents(connection, generation, None if some is None else documents.c.file.in_(some))
        # Sorted here and not in SQL: PostgreSQL's order of texts is that of its locale.
        return await asyncio.to_thread(canonical, found)

    async def document_ids_at(self, generation: int, *, since: int | None = None) -> list[str]:
        """Return the ids of the documents of a generation in canonical order.

        With `since`, only of those that are new or changed since that generation; cost is in proportion to these.
        """
        chosen = select(documents.c.file, documents.c.id).where(holds(documents, generation))
        if since is not None:
            chosen = chosen.where(documents.c.from_generation > since)
        async with self.reading() as connection:
            rows = await fetched(connection, chosen)
        return await asyncio.to_thread(lambda: [id_ for _, id_ in sorted(map(tuple, rows))])

    async def documents_ended(self, since: int, generation: int) -> list[str]:
        """Return the ids of the documents of one generation that are gone or changed by another, in no order."""
        ended = documents.c.until_generation
        was = (documents.c.from_generation <= since) & (ended > since) & (ended <= generation)
        async with self.reading() as connection:
            return [row.id for row in await fetched(connection, select(documents.c.id).where(was))]

    async def documents_of(self, generation: int, ids: Sequence[str]) -> AsyncIterator[tuple[Document, ...]]:
        """Yield documents of a generation, some at a time: those of `ids`, in the order of these."""
        for some in pieces(ids):
            async with self.reading() as connection:
                found = await _documents(connection, generation, documents.c.id.in_(some))
            by_id = {document.id: document for document in await asyncio.to_thread(canonical, found)}
            yield tuple(by_id[id_] for id_ in some if id_ in by_id)

    async def present_corpus(self) -> tuple[int, str]:
        """Return the number of the present generation, and its fingerprint."""
        async with self.reading() as connection:
            row = (await connection.execute(select(corpus_state.c.generation, corpus_state.c.fingerprint))).one()
        return row.generation, row.fingerprint

    async def corpus_size(self) -> CorpusSize:
        """Return how much is live. Reads one row."""
        async with self.reading() as connection:
            row = (await connection.execute(select(corpus_state.c.documents, corpus_state.c.paragraphs))).one()
        return CorpusSize(row.documents, row.paragraphs)

    async def file_summaries(self, most: int) -> tuple[FileSummary, ...]:
        """Return what each file with live documents has, in no order, with at most so many documents of each."""
        of = documents.c
        ranked = select(
            *_HEAD_COLUMNS,
            func.row_number().over(partition_by=of.file, order_by=(of.date.desc(), of.id)).label("rank"),
            func.count().over(partition_by=of.file).label("documents"),
            func.sum(of.size).over(partition_by=of.file).label("paragraphs"),
        )
        some = ranked.where(holds(documents)).subquery()
        chosen = select(some).where(some.c.rank <= most).order_by(some.c.file, some.c.rank)
        async with self.reading() as connection:
            rows = await fetched(connection, chosen)
        return await asyncio.to_thread(_summaries, rows)

    async def files_without_source(self) -> tuple[str, ...]:
        """Return the files of live documents that no source is known of, as none was before there were sources.

        Cost is in proportion to the files, not to their documents.
        """
        files = select(func.min(documents.c.file).label("file")).cte("files", recursive=True)
        after = select(func.min(documents.c.file)).where(documents.c.file > files.c.file).scalar_subquery()
        files = files.union_all(select(after).where(files.c.file.is_not(None)))
        named = select(sources.c.name).where(sources.c.name == files.c.file, holds(sources)).exists()
        live = select(documents.c.id).where(documents.c.file == files.c.file, holds(documents)).exists()
        async with self.reading() as connection:
            rows = await fetched(connection, select(files.c.file).where(files.c.file.is_not(None), live, ~named))
        return tuple(row.file for row in rows)

    async def known_texts(self, texts: Collection[str]) -> frozenset[str]:
        """Return which of the texts are, but for white space, those of live paragraphs."""
        keys = await asyncio.to_thread(lambda: {text: text_key(text) for text in texts})
        known: set[int] = set()
        async with self.reading() as connection:
            for some in pieces(sorted(set(keys.values()))):
                found = select(paragraphs.c.text_key).where(paragraphs.c.text_key.in_(some), holds(paragraphs))
                known.update((await connection.execute(found)).scalars())
        return frozenset(text for text, key in keys.items() if key in known)

    async def corpus_fingerprint(self) -> str:
        """Return what differs exactly when the live corpus differs; "" while it is empty. Reads one row.

        To mark what is derived from `live_documents`, take `corpus_plan.fingerprint` of those very documents:
        another replica may replace the corpus between two questions.
        """
        async with self.reading() as connection:
            return str((await connection.execute(select(corpus_state.c.fingerprint))).scalar_one())

    async def corpus_mark(self) -> tuple[str, datetime | None]:
        """Return `corpus_fingerprint` and when the latest paragraph was first seen, of one and the same corpus.

        Of one that is empty by now it is the time of the latest change: what comes is later. None where there was none.
        """
        latest = func.coalesce(latest_seen().scalar_subquery(), select(func.max(generations.c.at)).scalar_subquery())
        async with self.reading() as connection:
            state = (await connection.execute(select(corpus_state.c.fingerprint, latest))).one()
        return state[0], state[1]

    async def corpus_time(self) -> datetime | None:
        """Return when the latest of the live paragraphs was first seen, None while there are none.

        Ask it before `live_documents`: what another replica adds in between is then later, and news of the next time.
        """
        async with self.reading() as connection:
            return (await connection.execute(latest_seen())).scalar_one_or_none()

    async def first_seen_since(self, since: datetime) -> dict[str, datetime]:
        """Return when the live paragraphs that were first seen later than `since` were, by id."""
        return await self._first_seen(generations.c.at > since)

    async def removed_since(self, since: datetime, limit: int) -> tuple[tuple[str, str, str], ...]:
        """Return id, text and language of at most `limit` paragraphs removed at `since` or later, latest first."""
        of, again, owner = paragraphs.c, paragraphs.alias(), documents.alias()
        back = select(again.c.id).where(again.c.id == of.id, again.c.from_generation >= of.until_generation)
        language = select(owner.c.language).where(owner.c.id == of.document_id)
        language = language.order_by(owner.c.from_generation.desc()).limit(1)
        gone = select(of.id, of.text, language.scalar_subquery())
        gone = gone.join_from(generations, paragraphs, of.until_generation == generations.c.number)
        gone = gone.where(generations.c.at >= since, generations.c.number <= PRESENT, ~back.exists())
        gone = gone.order_by(generations.c.at.desc(), of.id).limit(limit)
        async with self.reading() as connection:
            return tuple((id_, text, language) for id_, text, language in await fetched(connection, gone))

    async def first_seen_of(self, paragraph_ids: Collection[str]) -> dict[str, datetime]:
        """Return when the live ones of these paragraphs were first seen, by id."""
        found: dict[str, datetime] = {}
        for ids in pieces(paragraph_ids):
            found |= await self._first_seen(paragraphs.c.id.in_(ids))
        return found

    async def _first_seen(self, condition: ColumnElement[bool]) -> dict[str, datetime]:
        seen = select(paragraphs.c.id, generations.c.at)
        seen = seen.join_from(generations, paragraphs, paragraphs.c.first_generation == generations.c.number)
        async with self.reading() as connection:
            rows = await fetched(connection, seen.where(condition, holds(paragraphs)))
        return {row.id: row.at for row in rows}


def _summaries(rows: Sequence[Row[Any]]) -> tuple[FileSummary, ...]:
    by_file = groupby(rows, key=lambda row: row.file)
    return tuple(_summary(file, list(its)) for file, its in by_file)


def _summary(file: str, rows: Sequence[Row[Any]]) -> FileSummary:
    heads = tuple(DocumentHead(*row[: len(_HEAD_COLUMNS)]) for row in rows)
    return FileSummary(file, rows[0].documents, int(rows[0].paragraphs), heads)


async def _documents(
    connection: AsyncConnection, generation: int, which: ColumnElement[bool] | None = None
) -> list[Document]:
    wanted = holds(documents, generation)
    chosen = select(
        documents.c.id,
        *(documents.c[name] for name in DOCUMENT_COLUMNS),
        paragraphs.c.id.label("paragraph_id"),
        *(paragraphs.c[name] for name in PARAGRAPH_COLUMNS[1:]),
    )
    theirs = (paragraphs.c.document_id == documents.c.id) & holds(paragraphs, generation)
    joined = chosen.select_from(documents.outerjoin(paragraphs, theirs))
    heads: dict[str, Document] = {}
    bodies: dict[str, list[Paragraph]] = defaultdict(list)
    result = await connection.stream(joined.where(wanted if which is None else wanted & which))
    async for part in result.partitions(BATCH):
        for id_, file, title, publisher, date, language, url, paragraph_id, position, section, text in part:
            if id_ not in heads:
                heads[id_] = Document(id_, file, title, publisher, date, language, url, ())
            if paragraph_id is not None:  # NULL is a document without paragraphs
                bodies[id_].append(Paragraph(paragraph_id, id_, position, section, text))
    return [replace(document, paragraphs=tuple(bodies[key])) for key, document in heads.items()]

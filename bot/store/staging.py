"""What a revision reads and writes of the corpus: the rows that hold, and those of the generation to come."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields

from sqlalchemy import ColumnElement, Executable, Table, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.batches import fetched, pieces
from bot.store.corpus import DOCUMENT_COLUMNS, PARAGRAPH_COLUMNS, holds
from bot.store.corpus_plan import (
    Content,
    DocumentsPlan,
    Head,
    Plan,
    Stored,
    document_content,
    paragraph_content,
    plan,
    text_key,
)
from bot.store.rows import SourceRow
from bot.store.schema import documents, paragraphs, sources

SOURCE_COLUMNS = tuple(field.name for field in fields(SourceRow))[1:]
SOME = 100  # rows a batch: a transaction holds the write lock for 2 to 10 ms
_FEW = 40  # documents a batch that is removed with all paragraphs

Writes = list[tuple[Executable, list[dict[str, object]]]]


async def live_heads(connection: AsyncConnection, files: Iterable[str] | None) -> dict[str, Head]:
    """Read the live documents of some files, or of all."""
    chosen = select(documents.c.id, documents.c.file, documents.c.digest, documents.c.size).where(holds(documents))
    heads: dict[str, Head] = {}
    for some in [None] if files is None else pieces(files):
        rows = await fetched(connection, chosen if some is None else chosen.where(documents.c.file.in_(some)))
        heads |= {id_: Head(file, digest, size) for id_, file, digest, size in rows}
    return heads


async def refuse_clashes(connection: AsyncConnection, planned: DocumentsPlan, heads: Mapping[str, Head]) -> None:
    """Raise ValueError where a document to write has the id of a live one in a file that stays as it is."""
    taken = select(documents.c.id, documents.c.file).where(holds(documents))
    for ids in pieces(id_ for id_ in planned.came if id_ not in heads):
        for id_, file in await fetched(connection, taken.where(documents.c.id.in_(ids))):
            raise ValueError(f"two documents have the same id: {id_} of {file} and of {planned.came[id_].file}")


async def stored(
    connection: AsyncConnection, table: Table, columns: Sequence[str], key: ColumnElement[str], keys: Iterable[str]
) -> dict[str, Stored]:
    """Read the latest version of the rows whose `key` is one of `keys`, by their id."""
    name = table.c.id if "id" in table.c else table.c.name
    first = table.c.first_generation if "first_generation" in table.c else table.c.from_generation
    chosen = select(name, first, table.c.until_generation.is_(None), *(table.c[column] for column in columns))
    rows: dict[str, Stored] = {}
    for some in pieces(keys):
        # In order, so that of the versions of a row the latest stays.
        found = await fetched(connection, chosen.where(key.in_(some)).order_by(table.c.from_generation))
        rows.update((id_, Stored(tuple(content), bool(live), since)) for id_, since, live, *content in found)
    return rows


def contents_of(planned: DocumentsPlan) -> dict[str, Content]:
    """Return what the paragraphs of the documents to write say, by their id."""
    return {p.id: paragraph_content(p) for document in planned.came.values() for p in document.paragraphs}


def came_rows(
    planned: DocumentsPlan,
    for_paragraphs: Plan,
    contents: Mapping[str, Content],
    old_documents: Mapping[str, Stored],
    old_paragraphs: Mapping[str, Stored],
    coming: int,
) -> Writes:
    """Return the statements that stage plans as the generation `coming`, each with its rows, a batch an entry."""

    def first(old: Mapping[str, Stored], id_: str) -> dict[str, object]:
        known = old[id_].first_generation if id_ in old else coming
        return {"id": id_, "from_generation": coming, "first_generation": known}

    def document_row(id_: str) -> dict[str, object]:
        document = planned.came[id_]
        said = zip(DOCUMENT_COLUMNS, document_content(document), strict=True)
        derived = {"size": len(document.paragraphs), "digest": planned.digests[id_]}
        return {**first(old_documents, id_), **dict(said), **derived}

    def paragraph_row(id_: str) -> dict[str, object]:
        said = zip(PARAGRAPH_COLUMNS, contents[id_], strict=True)
        return {**first(old_paragraphs, id_), **dict(said), "text_key": text_key(str(contents[id_][-1]))}

    new_paragraphs = (*for_paragraphs.insert, *for_paragraphs.revive, *for_paragraphs.change)
    return [
        *_ending(documents, documents.c.id, planned.changed, coming),
        *_ending(paragraphs, paragraphs.c.id, (*for_paragraphs.change, *for_paragraphs.remove), coming),
        *((insert(documents), [document_row(id_) for id_ in ids]) for ids in pieces(planned.came, SOME)),
        *((insert(paragraphs), [paragraph_row(id_) for id_ in ids]) for ids in pieces(new_paragraphs, SOME)),
    ]


def gone_rows(
    gone: Collection[str], old: Mapping[str, Stored], told: Mapping[str, SourceRow | None], coming: int
) -> Writes:
    """Return the statements that stage what is gone and what is told of sources, as `came_rows` does."""
    rows_told = {name: _source_content(row) for name, row in told.items() if row}
    for_sources = plan({name: row for name, row in old.items() if name in told}, rows_told)
    written = (*for_sources.insert, *for_sources.revive, *for_sources.change)
    ended = (*for_sources.change, *for_sources.remove)
    return [
        *_ending(documents, documents.c.id, gone, coming),
        *_ending(paragraphs, paragraphs.c.document_id, gone, coming, _FEW),
        *_ending(sources, sources.c.name, ended, coming),
        *(
            (insert(sources), [_source_row(name, rows_told[name], coming) for name in names])
            for names in pieces(written, SOME)
        ),
    ]


def _source_content(row: SourceRow) -> Content:
    return tuple(getattr(row, name) for name in SOURCE_COLUMNS)


def _source_row(name: str, content: Content, coming: int) -> dict[str, object]:
    return {"name": name, "from_generation": coming, **dict(zip(SOURCE_COLUMNS, content, strict=True))}


def _ending(
    table: Table, key: ColumnElement[str], keys: Iterable[str], coming: int, most: int = SOME
) -> Iterable[tuple[Executable, list[dict[str, object]]]]:
    ended = update(table).where(key == bindparam("of"), table.c.until_generation.is_(None))
    rows: list[dict[str, object]] = [{"of": one} for one in keys]
    for start in range(0, len(rows), most):
        yield ended.values(until_generation=coming), rows[start : start + most]

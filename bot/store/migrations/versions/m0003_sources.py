"""Keep documents and paragraphs in versions, so that a change of any size becomes visible at once and can be undone.

Makes the tables of sources, of what editors changed, and of what they sent and have not added.
"""

import hashlib
import json
from collections.abc import Iterator
from itertools import groupby, islice
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision: str | None = "0002"

_INSTANT = sa.DateTime(timezone=True)
_ENDED = sa.text("until_generation IS NOT NULL")
_FACTS = ("file", "title", "publisher", "date", "language", "url")
_BATCH = 500


def _texts(*names: str) -> "list[sa.Column[str]]":
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _integers(*names: str) -> "list[sa.Column[int]]":
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def _version(key: str, *, seen: bool = True) -> "list[sa.Column[Any]]":
    return [
        *_texts(key),
        sa.Column("from_generation", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("until_generation", sa.Integer),
        *(_integers("first_generation") if seen else ()),
    ]


def upgrade() -> None:
    """Give every instant at which something came or went a generation, and every row the ones between which it held."""
    for name in ("documents", "paragraphs", "corpus_state"):
        op.execute(f"CREATE TABLE old_{name} AS SELECT * FROM {name}")  # noqa: S608
    for name in ("paragraphs", "documents", "corpus_state"):
        op.drop_table(name)
    _create_generations()
    _create_documents()
    _create_paragraphs()
    _create_sources()
    _create_changes()
    _create_drafts()
    _take_over()
    for name in ("documents", "paragraphs", "corpus_state"):
        op.drop_table(f"old_{name}")


def _create_generations() -> None:
    op.create_table(
        "generations",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_generations"),
    )
    op.create_index("ix_generations_at", "generations", ["at"])
    op.create_table(
        "corpus_state",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        *_integers("generation"),
        *_texts("fingerprint", "changer"),
        *_integers("beat"),
        sa.PrimaryKeyConstraint("id", name="pk_corpus_state"),
    )


def _create_documents() -> None:
    op.create_table(
        "documents",
        *_version("id"),
        *_texts(*_FACTS),
        *_integers("size"),
        *_texts("digest"),
        sa.PrimaryKeyConstraint("id", "from_generation", name="pk_documents"),
    )
    op.create_index("ix_documents_file", "documents", ["file"])
    _index_versions("documents")


def _create_paragraphs() -> None:
    op.create_table(
        "paragraphs",
        *_version("id"),
        *_texts("document_id"),
        *_integers("position"),
        *_texts("section", "text"),
        sa.Column("text_key", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", "from_generation", name="pk_paragraphs"),
    )
    op.create_index("ix_paragraphs_document_id", "paragraphs", ["document_id"])
    columns = ["first_generation", "until_generation"]
    op.create_index("ix_paragraphs_first_generation_until_generation", "paragraphs", columns)
    op.create_index("ix_paragraphs_text_key", "paragraphs", ["text_key"])
    _index_versions("paragraphs")


def _create_sources() -> None:
    op.create_table(
        "sources",
        *_version("name", seen=False),
        *_texts("kind", "stored", "state", "title", "publisher", "date", "language", "url"),
        sa.Column("added_at", _INSTANT, nullable=False),
        sa.Column("added_by", sa.BigInteger, nullable=False),
        sa.Column("read_at", _INSTANT, nullable=False),
        *_texts("problem"),
        sa.Column("removed", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("name", "from_generation", name="pk_sources"),
    )
    op.create_index("ix_sources_added_by", "sources", ["added_by"])
    _index_versions("sources")


def _index_versions(table: str) -> None:
    op.create_index(f"ix_{table}_from_generation", table, ["from_generation"])
    name = f"ix_{table}_until_generation"
    op.create_index(name, table, ["until_generation"], sqlite_where=_ENDED, postgresql_where=_ENDED)


def _create_changes() -> None:
    op.create_table(
        "changes",
        *_texts("id", "kind"),
        *_integers("generation"),
        *_texts("names"),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("made_by", sa.BigInteger, nullable=False),
        sa.Column("undone_at", _INSTANT),
        *_integers("added", "kept", "restored", "removed"),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
    )
    for column in ("made_at", "made_by"):
        op.create_index(f"ix_changes_{column}", "changes", [column])


def _create_drafts() -> None:
    op.create_table(
        "drafts",
        *_texts("id"),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("message_id", sa.BigInteger),
        *_texts("name", "kind", "digest", "title", "publisher", "date", "language", "url", "spooled"),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("change_id", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    for column in ("made_at", "user_id"):
        op.create_index(f"ix_drafts_{column}", "drafts", [column])


def _take_over() -> None:
    """Fill the new tables from the old ones."""
    instants = " UNION ".join(
        f"SELECT {column} AS at FROM old_{table} WHERE {column} IS NOT NULL"  # noqa: S608
        for table in ("documents", "paragraphs")
        for column in ("first_seen_at", "removed_at")
    )
    op.execute(f"INSERT INTO generations SELECT row_number() OVER (ORDER BY at), at FROM ({instants}) AS instants")  # noqa: S608
    _take_rows("documents", (*_FACTS, "0", "''"))
    _take_rows("paragraphs", ("document_id", "position", "section", "text", "0"))
    _fill_text_keys()
    mark = _fill_digests()
    op.execute(
        sa.text(
            "INSERT INTO corpus_state SELECT 1, coalesce(max(number), 0), CAST(:mark AS TEXT), '', 0 FROM generations"
        ).bindparams(mark=mark)
    )


def _take_rows(table: str, columns: tuple[str, ...]) -> None:
    def number(column: str) -> str:
        return f"(SELECT number FROM generations WHERE at = old_{table}.{column})"  # noqa: S608

    seen, removed = number("first_seen_at"), number("removed_at")
    chosen = ", ".join(("id", seen, removed, seen, *columns))
    op.execute(f"INSERT INTO {table} SELECT {chosen} FROM old_{table}")  # noqa: S608


def _fill_text_keys() -> None:
    connection = op.get_bind()
    rows = iter(connection.execute(sa.text("SELECT id, text FROM old_paragraphs")).all())
    fill = sa.text("UPDATE paragraphs SET text_key = :key WHERE id = :id")
    while some := list(islice(rows, _BATCH)):
        connection.execute(fill, [{"id": id_, "key": _text_key(said)} for id_, said in some])


def _text_key(said: str) -> int:
    digest = hashlib.blake2b(" ".join(said.split()).encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _fill_digests() -> str:
    """Give each live document the number of its paragraphs and a digest of all it says; return the digests' sum."""
    connection = op.get_bind()
    total, filled = 0, []
    for document, rows in _live_documents(connection):
        texts = [[row["document_id"], row["position"], row["section"], row["text"]] for row in rows]
        told = json.dumps([document["id"], [row["id"] for row in rows], [[document[n] for n in _FACTS], *texts]])
        digest = hashlib.blake2b(told.encode(), digest_size=16).hexdigest()
        total += int(digest, 16)
        filled.append({"id": document["id"], "size": len(rows), "digest": digest})
    if filled:
        connection.execute(sa.text("UPDATE documents SET size = :size, digest = :digest WHERE id = :id"), filled)
    total %= 1 << 128
    return f"{total:032x}" if total else ""


def _live_documents(connection: sa.Connection) -> "Iterator[tuple[sa.RowMapping, list[sa.RowMapping]]]":
    facts = sa.text("SELECT * FROM old_documents WHERE removed_at IS NULL ORDER BY id")
    texts = sa.text("SELECT * FROM old_paragraphs WHERE removed_at IS NULL ORDER BY document_id, position, id")
    ordered = groupby(connection.execute(texts).mappings(), lambda row: str(row["document_id"]))
    by_document = {id_: list(rows) for id_, rows in ordered}
    for document in connection.execute(facts).mappings():
        yield document, by_document.get(str(document["id"]), [])

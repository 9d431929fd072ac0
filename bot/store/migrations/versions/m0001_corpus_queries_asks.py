"""Make the first tables: corpus, query log, asks, install secrets."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create every table, and the one row of the corpus's state: an empty corpus."""
    _create_corpus()
    _create_queries()
    _create_asks()
    op.create_table(
        "install_secrets",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_install_secrets"),
    )


def _create_corpus() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.Text, nullable=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("file", "title", "publisher", "date", "language", "url")
        ),
        sa.Column("first_seen_at", _INSTANT, nullable=False),
        sa.Column("removed_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
    )
    op.create_table(
        "paragraphs",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("section", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("first_seen_at", _INSTANT, nullable=False),
        sa.Column("removed_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_paragraphs"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_paragraphs_document_id"),
    )
    op.create_index("ix_paragraphs_document_id", "paragraphs", ["document_id"])
    state = op.create_table(
        "corpus_state",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_corpus_state"),
    )
    op.bulk_insert(state, [{"id": 1, "generation": 0, "fingerprint": ""}])


def _create_queries() -> None:
    op.create_table(
        "queries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("asker", "chat_kind", "text", "outcome", "tier")),
        sa.Column("score", sa.Float),
        sa.Column("topic", sa.Text),
        sa.Column("paragraph_ids", sa.Text, nullable=False),
        sa.Column("milliseconds", sa.Float, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_queries"),
    )
    op.create_index("ix_queries_asked_at", "queries", ["asked_at"])
    op.create_index("ix_queries_asker", "queries", ["asker"])


def _create_asks() -> None:
    op.create_table(
        "asks",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("question_message_id", sa.BigInteger, nullable=False),
        sa.Column("reply_message_id", sa.BigInteger),
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("topic_id", sa.Text),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_asks"),
        sa.UniqueConstraint("chat_id", "question_message_id", name="uq_asks_chat_id_question_message_id"),
    )
    op.create_index("ix_asks_user_id", "asks", ["user_id"])
    op.create_index("ix_asks_asked_at", "asks", ["asked_at"])

"""Make the tables of what editors say of topics, of what is told to followers, and of what operators must know."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0003"

_INSTANT = sa.DateTime(timezone=True)


def _texts(*names: str) -> "list[sa.Column[str]]":
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def upgrade() -> None:
    """Create the tables."""
    _create_topic_edits()


def _create_topic_edits() -> None:
    op.create_table(
        "topic_edits",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        *_texts("kind", "topic", "value"),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("made_by", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_topic_edits"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_topic_edits_made_by", "topic_edits", ["made_by"])

"""Index what was asked and not found; let PostgreSQL compare the keys of messages letter by letter, as SQLite does."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"

_MISSED = sa.text("outcome <> 'answer'")


def upgrade() -> None:
    """Make the index; in a locale of its own PostgreSQL does not keep keys of one beginning together."""
    op.create_index(
        "ix_queries_asked_at_outcome_asker",
        "queries",
        ["asked_at", "outcome", "asker"],
        sqlite_where=_MISSED,
        postgresql_where=_MISSED,
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in ("outbox", "held"):
            op.alter_column(table, "key", type_=sa.Text(collation="C"), existing_nullable=False)

"""Make the tables of queries that editors ignore, and of how far what happens by the clock has come."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision: str | None = "0004"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create both, empty."""
    op.create_table(
        "ignored_queries",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("key", "group_id", "text")),
        sa.Column("ignored_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_ignored_queries"),
    )
    op.create_table(
        "done_until",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_done_until"),
    )

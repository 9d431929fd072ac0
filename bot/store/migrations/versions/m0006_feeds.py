"""Make the tables of feeds and of their articles."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"

_INSTANT = sa.DateTime(timezone=True)
_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _texts(*names: str) -> "list[sa.Column[str]]":
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def upgrade() -> None:
    """Create the tables."""
    _create_feeds()
    op.create_table(
        "feed_items",
        sa.Column("feed_id", sa.BigInteger, nullable=False, autoincrement=False),
        *_texts("key", "url"),
        sa.Column("seen_at", _INSTANT, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("settled", sa.Boolean, nullable=False),
        *_texts("source", "problem"),
        sa.PrimaryKeyConstraint("feed_id", "key", name="pk_feed_items"),
        sa.ForeignKeyConstraint(["feed_id"], ["feeds.id"], name="fk_feed_items_feed_id", ondelete="CASCADE"),
    )


def _create_feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("id", _ROW_ID, nullable=False),
        *_texts("url", "title", "etag", "modified"),
        sa.Column("next_poll_at", _INSTANT, nullable=False),
        sa.Column("polled_at", _INSTANT),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failing_since", _INSTANT),
        *_texts("last_error"),
        sa.Column("reported_at", _INSTANT),
        sa.Column("added_at", _INSTANT, nullable=False),
        sa.Column("added_by", sa.BigInteger, nullable=False),
        sa.Column("removed_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_feeds"),
        sa.UniqueConstraint("url", name="uq_feeds_url"),
        sqlite_autoincrement=True,
    )
    for column in ("next_poll_at", "added_by"):
        op.create_index(f"ix_feeds_{column}", "feeds", [column])

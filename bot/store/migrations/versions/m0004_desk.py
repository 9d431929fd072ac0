"""Make the tables of what editors say of topics, of what is told to followers, and of what operators must know."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"

_INSTANT = sa.DateTime(timezone=True)


def _texts(*names: str) -> "list[sa.Column[str]]":
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def upgrade() -> None:
    """Create the tables."""
    op.add_column("followers", sa.Column("announcements", sa.Boolean, nullable=False, server_default=sa.true()))
    op.create_index("ix_subscriptions_key", "subscriptions", ["key"])
    _create_topic_edits()
    _create_held()
    _create_notices()
    _create_broadcasts()
    _create_alerts()
    op.create_table(
        "menus",
        sa.Column("user_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_menus"),
    )


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


def _create_held() -> None:
    op.create_table(
        "held",
        *_texts("key"),
        sa.Column("follower_id", sa.BigInteger, nullable=False),
        *_texts("html", "buttons"),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_held"),
        sa.ForeignKeyConstraint(["follower_id"], ["followers.id"], name="fk_held_follower_id", ondelete="CASCADE"),
    )
    op.create_index("ix_held_due_at", "held", ["due_at"])
    op.create_index("ix_held_follower_id", "held", ["follower_id"])


def _create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("subscription_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("told_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("subscription_id", name="pk_notices"),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscriptions.id"], name="fk_notices_subscription_id", ondelete="CASCADE"
        ),
    )


def _create_broadcasts() -> None:
    op.create_table(
        "broadcasts",
        *_texts("id", "text"),
        sa.Column("groups", sa.Boolean, nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("made_by", sa.BigInteger, nullable=False),
        *_texts("state"),
        sa.Column("confirmed_at", _INSTANT),
        sa.Column("spread_to", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("chats", "sent", "refused")),
        sa.PrimaryKeyConstraint("id", name="pk_broadcasts"),
    )
    for column in ("made_at", "made_by", "state"):
        op.create_index(f"ix_broadcasts_{column}", "broadcasts", [column])


def _create_alerts() -> None:
    op.create_table(
        "alerts",
        *_texts("fingerprint", "place", "what", "reference"),
        sa.Column("serious", sa.Boolean, nullable=False),
        sa.Column("first_at", _INSTANT, nullable=False),
        sa.Column("last_at", _INSTANT, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("told_at", _INSTANT),
        sa.Column("told_count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_alerts"),
    )
    op.create_index("ix_alerts_last_at", "alerts", ["last_at"])

"""Make the tables of followers, what they follow, what they were sent, and what is to be sent."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"

_INSTANT = sa.DateTime(timezone=True)
_UNSETTLED = sa.text("settled_at IS NULL")
_SETTLED = sa.text("settled_at IS NOT NULL")


def _row_id() -> "sa.Column[int]":
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False)


def _texts(*names: str) -> "list[sa.Column[str]]":
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def upgrade() -> None:
    """Create the tables, and the index by which new paragraphs are found."""
    op.create_index("ix_paragraphs_first_seen_at", "paragraphs", ["first_seen_at"])
    removed = sa.text("removed_at IS NOT NULL")
    op.create_index(
        "ix_paragraphs_removed_at", "paragraphs", ["removed_at"], sqlite_where=removed, postgresql_where=removed
    )
    _create_followers()
    _create_subscriptions()
    _create_digests()
    _create_outbox()
    _create_prompts()


def _create_followers() -> None:
    op.create_table(
        "followers",
        _row_id(),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("thread_id", sa.BigInteger, nullable=False),
        *_texts("kind", "title", "language", "zone", "schedule", "quiet"),
        sa.Column("tells_nothing", sa.Boolean, nullable=False),
        sa.Column("paused_until", _INSTANT),
        sa.Column("refusals", sa.Integer, nullable=False),
        *_texts("stopped"),
        sa.Column("manager_id", sa.BigInteger),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("last_digest_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_followers"),
        sa.UniqueConstraint("chat_id", "thread_id", name="uq_followers_chat_id_thread_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_followers_manager_id", "followers", ["manager_id"])


def _create_subscriptions() -> None:
    op.create_table(
        "subscriptions",
        _row_id(),
        sa.Column("follower_id", sa.BigInteger, nullable=False),
        *_texts("query", "key", "schedule"),
        sa.Column("paused_until", _INSTANT),
        sa.Column("user_id", sa.BigInteger),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("news_since", _INSTANT, nullable=False),
        sa.Column("next_run_at", _INSTANT),
        sa.Column("asleep", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
        sa.ForeignKeyConstraint(
            ["follower_id"], ["followers.id"], name="fk_subscriptions_follower_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("follower_id", "key", name="uq_subscriptions_follower_id_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_subscriptions_next_run_at_follower_id", "subscriptions", ["next_run_at", "follower_id"])
    op.create_index(
        "ix_subscriptions_news_since",
        "subscriptions",
        ["news_since"],
        sqlite_where=sa.text("asleep = 1"),
        postgresql_where=sa.text("asleep"),
    )
    op.create_index("ix_subscriptions_user_id", "subscriptions", ["user_id"])


def _create_digests() -> None:
    op.create_table(
        "digests",
        *_texts("id"),
        sa.Column("follower_id", sa.BigInteger, nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_digests"),
        sa.ForeignKeyConstraint(["follower_id"], ["followers.id"], name="fk_digests_follower_id", ondelete="CASCADE"),
        sa.UniqueConstraint("follower_id", "due_at", name="uq_digests_follower_id_due_at"),
    )
    op.create_index("ix_digests_made_at", "digests", ["made_at"])
    op.create_table(
        "digest_sections",
        *_texts("digest_id"),
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("subscription_id", sa.BigInteger, nullable=False),
        *_texts("query"),
        sa.Column("since", _INSTANT, nullable=False),
        sa.Column("until", _INSTANT, nullable=False),
        *_texts("shown", "more", "folded"),
        sa.PrimaryKeyConstraint("digest_id", "number", name="pk_digest_sections"),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], name="fk_digest_sections_digest_id", ondelete="CASCADE"),
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        _row_id(),
        *_texts("key"),
        sa.Column("follower_id", sa.BigInteger),
        sa.Column("digest_id", sa.Text),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("thread_id", sa.BigInteger, nullable=False),
        *_texts("html", "buttons"),
        sa.Column("asked", sa.Boolean, nullable=False),
        *_texts("state"),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("doubtful", sa.Boolean, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("not_before", _INSTANT, nullable=False),
        sa.Column("lease_until", _INSTANT),
        sa.Column("settled_at", _INSTANT),
        sa.Column("message_id", sa.BigInteger),
        *_texts("error"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sqlite_autoincrement=True,
    )
    for columns in (["state", "asked", "id"], ["chat_id", "id"], ["follower_id"]):
        name = "_".join(["ix_outbox", *columns])
        op.create_index(name, "outbox", columns, sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED)
    op.create_index(
        "ix_outbox_settled_at_state",
        "outbox",
        ["settled_at", "state"],
        sqlite_where=_SETTLED,
        postgresql_where=_SETTLED,
    )
    op.create_index("ix_outbox_chat_id", "outbox", ["chat_id"])


def _create_prompts() -> None:
    op.create_table(
        "prompts",
        sa.Column("chat_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("user_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("message_id", sa.BigInteger, nullable=False),
        *_texts("kind", "data"),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "user_id", name="pk_prompts"),
    )
    op.create_index("ix_prompts_user_id", "prompts", ["user_id"])
    op.create_index("ix_prompts_asked_at", "prompts", ["asked_at"])

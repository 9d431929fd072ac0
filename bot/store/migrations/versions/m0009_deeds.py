"""Make the table of messages that say of something that it is being done."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision: str | None = "0008"


def upgrade() -> None:
    """Create it, empty."""
    op.create_table(
        "deeds",
        *(sa.Column(name, sa.BigInteger, autoincrement=False, nullable=False) for name in ("chat_id", "message_id")),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name="pk_deeds"),
    )

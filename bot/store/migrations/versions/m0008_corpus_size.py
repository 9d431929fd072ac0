"""Note beside the present generation how large it is, so that nobody has to count."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision: str | None = "0007"

_LIVE = (
    "FROM documents WHERE from_generation <= generation AND (until_generation IS NULL OR until_generation > generation)"
)


def upgrade() -> None:
    """Add the columns and count once."""
    with op.batch_alter_table("corpus_state") as table:
        for name in ("documents", "paragraphs"):
            table.add_column(sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    op.execute(
        f"UPDATE corpus_state SET documents = (SELECT COUNT(*) {_LIVE}), "  # noqa: S608 - our own words
        f"paragraphs = (SELECT COALESCE(SUM(size), 0) {_LIVE})"
    )

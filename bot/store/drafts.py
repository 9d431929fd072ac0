"""Drafts: files that editors sent and that are no part of the corpus yet."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from bot.store.database import Database
from bot.store.rows import FileDraft
from bot.store.schema import drafts

_COLUMNS = tuple(drafts.c[field.name] for field in fields(FileDraft))


class FileDraftQuestions(Database):
    """The questions about drafts. `Revision.keep` marks one as added."""

    async def put_file_draft(self, draft: FileDraft) -> None:
        """Keep a new draft."""
        async with self.writing() as connection:
            await connection.execute(insert(drafts), asdict(draft))

    async def file_draft(self, draft_id: str) -> FileDraft | None:
        """Return a draft by the id that a button carries, added or not."""
        async with self.reading() as connection:
            row = (await connection.execute(select(*_COLUMNS).where(drafts.c.id == draft_id))).one_or_none()
        return FileDraft(*row) if row else None

    async def file_drafts_with(self, draft_id: str) -> tuple[FileDraft, ...]:
        """Return the drafts that wait together with one, itself among them, by name; () if it does not wait.

        Together are those that were made at one instant to be shown by one message.
        """
        one = await self.file_draft(draft_id)
        if one is None or one.change_id is not None:
            return ()
        if one.message_id is None:
            return (one,)
        at = (drafts.c.made_at == one.made_at, drafts.c.chat_id == one.chat_id, drafts.c.message_id == one.message_id)
        waiting = select(*_COLUMNS).where(*at, drafts.c.change_id.is_(None))
        async with self.reading() as connection:
            rows = (await connection.execute(waiting.order_by(drafts.c.name, drafts.c.id))).all()
        return tuple(FileDraft(*row) for row in rows)

    async def change_file_draft(self, draft_id: str, values: Mapping[str, object]) -> bool:
        """Change columns of a draft that has not been added; tell whether there is one."""
        waiting = update(drafts).where(drafts.c.id == draft_id, drafts.c.change_id.is_(None))
        async with self.writing() as connection:
            return (await connection.execute(waiting.values(**values))).rowcount == 1

    async def drop_file_draft(self, draft_id: str) -> bool:
        """Delete a draft that has not been added; tell whether there was one."""
        waiting = delete(drafts).where(drafts.c.id == draft_id, drafts.c.change_id.is_(None))
        async with self.writing() as connection:
            return (await connection.execute(waiting)).rowcount == 1

    async def waiting_file_drafts(self) -> tuple[FileDraft, ...]:
        """Return the drafts that have not been added, in no order."""
        async with self.reading() as connection:
            rows = (await connection.execute(select(*_COLUMNS).where(drafts.c.change_id.is_(None)))).all()
        return tuple(FileDraft(*row) for row in rows)

    async def prune_file_drafts(self, before: datetime) -> int:
        """Delete drafts made before an instant, added or not; return how many."""
        async with self.writing() as connection:
            return (await connection.execute(delete(drafts).where(drafts.c.made_at < before))).rowcount

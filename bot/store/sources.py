"""Sources: what is known of the files that documents come from, and what editors did to them."""

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime

from sqlalchemy import RowMapping, delete, select

from bot.store.batches import fetched, pieces
from bot.store.corpus import PRESENT, holds
from bot.store.database import Database
from bot.store.rows import ChangeRow, CorpusChange, SourceRow
from bot.store.schema import changes, sources

_SOURCE_COLUMNS = tuple(sources.c[field.name] for field in fields(SourceRow))
_COUNTS = tuple(field.name for field in fields(CorpusChange))
_PLAIN = tuple(field.name for field in fields(ChangeRow) if field.name != "counted")


class SourceQuestions(Database):
    """The questions about sources and changes. `RevisionQuestions` writes both."""

    async def present_generation(self) -> int:
        """Return the number of the corpus's present generation; 0 is the empty one of a new database."""
        async with self.reading() as connection:
            return int((await connection.execute(select(PRESENT))).scalar_one())

    async def sources_at(
        self, generation: int | None = None, names: Collection[str] | None = None
    ) -> tuple[SourceRow, ...]:
        """Return the sources of a generation, by default the present one, or those of some names, in no order."""
        chosen = select(*_SOURCE_COLUMNS).where(holds(sources, PRESENT if generation is None else generation))
        found: list[SourceRow] = []
        async with self.reading() as connection:
            for some in [None] if names is None else pieces(names):
                rows = await fetched(connection, chosen if some is None else chosen.where(sources.c.name.in_(some)))
                found += (SourceRow(*row) for row in rows)
        return tuple(found)

    async def sources_of_url(self, url: str) -> tuple[SourceRow, ...]:
        """Return the present sources of an address, as it was sent or corrected, but for removed ones; in no order."""
        chosen = select(*_SOURCE_COLUMNS).where(holds(sources), sources.c.url == url, ~sources.c.removed)
        async with self.reading() as connection:
            return tuple(SourceRow(*row) for row in await fetched(connection, chosen))

    async def touched_at(self, names: Collection[str]) -> dict[str, int]:
        """Return by name the generation that last wrote or ended each source."""
        touched: dict[str, int] = {}
        versions = select(sources.c.name, sources.c.from_generation, sources.c.until_generation)
        async with self.reading() as connection:
            for some in pieces(names):
                named = versions.where(sources.c.name.in_(some), sources.c.from_generation <= PRESENT)
                present = int((await connection.execute(select(PRESENT))).scalar_one())
                for name, since, until in await fetched(connection, named):
                    ended = until if until is not None and until <= present else since
                    touched[name] = max(touched.get(name, 0), since, ended)
        return touched

    async def stored_files(self) -> frozenset[str]:
        """Return the files with bytes that a source names, or named before a change that can be undone."""
        named = select(sources.c.name, sources.c.stored).where(sources.c.stored != "")
        async with self.reading() as connection:
            present = await fetched(connection, named.where(holds(sources), ~sources.c.removed))
            undoable = {name for row in await fetched(connection, select(changes.c.names)) for name in row.names}
            every = await fetched(connection, named)
        return frozenset([row.stored for row in present] + [row.stored for row in every if row.name in undoable])

    async def file_change(self, change_id: str) -> ChangeRow | None:
        """Return a change by the id that a button carries."""
        async with self.reading() as connection:
            row = (await connection.execute(select(changes).where(changes.c.id == change_id))).one_or_none()
        return _change(row._mapping) if row else None

    async def prune_changes(self, before: datetime) -> int:
        """Forget changes made before an instant, so that they can no longer be undone; return how many."""
        async with self.writing() as connection:
            return (await connection.execute(delete(changes).where(changes.c.made_at < before))).rowcount


def _change(row: RowMapping) -> ChangeRow:
    return ChangeRow(**{name: row[name] for name in _PLAIN}, counted=CorpusChange(*(row[name] for name in _COUNTS)))

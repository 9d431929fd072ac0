"""Changing the corpus: staged in short transactions as the generation to come, then made the present one in one.

No transaction holds the write lock for longer than a batch takes, however large the change is. Readers see the
generation before or the one after. A process that dies in between leaves rows of a generation that never came; who
changes the corpus next sweeps them away.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    Table,
    Update,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.corpus.documents import Document
from bot.errors import StoreError
from bot.store.batches import pieces
from bot.store.corpus import PARAGRAPH_COLUMNS, CorpusQuestions
from bot.store.corpus_plan import (
    Head,
    Tally,
    canonical,
    moved,
    plan,
    plan_documents,
)
from bot.store.rows import ChangeRow, CorpusChange, CorpusSize, FileChange, SourceRow
from bot.store.schema import changes, corpus_state, documents, drafts, generations, paragraphs, sources
from bot.store.staging import (
    SOME,
    SOURCE_COLUMNS,
    Writes,
    came_rows,
    contents_of,
    gone_rows,
    live_heads,
    refuse_clashes,
    stored,
)

_VERSIONED = (documents, paragraphs, sources)
_INSTANT = timedelta(microseconds=1)  # the finest that the database tells apart
_BEAT_S = 0.5
_PATIENCE_S = 2.0  # without a beat, after which a changer counts as dead
_POLL_S = 0.02

Staged = Callable[[int, int], None]  # how many rows are written, how many there are


class RevisionLostError(StoreError):
    """Another process took this one for dead and changed the corpus; nothing of this change was kept."""

    def __init__(self) -> None:
        super().__init__("another process has changed the documents meanwhile", "try it again")


@dataclass(frozen=True, slots=True)
class Revised:
    """What a change comes to once it is kept."""

    generation: int  # that it makes; the present one where nothing changes
    before: int  # the present one
    fingerprint: str  # of the corpus after it
    fingerprint_before: str
    counted: CorpusChange
    files: tuple[FileChange, ...]  # that change, by name
    ended: tuple[str, ...]  # ids of the documents that are gone or changed
    size: CorpusSize  # of the corpus after it


class RevisionQuestions(CorpusQuestions):
    """A store whose corpus can be changed, by one at a time."""

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(engine)
        self._revising = asyncio.Lock()

    @asynccontextmanager
    async def revising(self) -> AsyncIterator["Revision"]:
        """Wait until nobody else changes the corpus, and begin to. What was not kept at the end never was.

        Who waits for another process takes over when that one gives no sign of life for some seconds.
        """
        async with self._revising:
            revision = Revision(self, secrets.token_urlsafe(9))
            beating = asyncio.create_task(revision.beat())
            try:
                await revision.begin()
                yield revision
            finally:
                # What is left behind would be in the way of the next one: a cancelled caller waits for it too.
                await _to_its_end(revision.end(beating))

    async def is_being_revised(self) -> bool:
        """Tell whether somebody changes the corpus, or died while doing so."""
        async with self.reading() as connection:
            return bool((await connection.execute(select(corpus_state.c.changer))).scalar_one())


class Revision:
    """A change of the corpus under way. `RevisionQuestions.revising` begins and ends it."""

    def __init__(self, database: CorpusQuestions, token: str) -> None:
        self._database = database
        self._token = token
        self._generation = 0  # the present one, which nobody else can end meanwhile
        self._mark_before = ""  # the fingerprint of the present one
        self._mark = ""  # and with what was staged so far
        self._size = CorpusSize(0, 0)  # of the present one
        self._heads: dict[str, Head] = {}  # the live documents of the files that were given
        self._files: set[str] = set()
        self._given: set[str] = set()  # ids of the documents that were
        self._ended: list[str] = []  # ids of the live documents that are gone or changed
        self._tally = Tally()
        self._dirty = False  # rows of the next generation are written
        self._kept = False
        self._revised: Revised | None = None

    @property
    def present(self) -> tuple[int, str]:
        """The number of the present generation, and its fingerprint; nobody else can end it meanwhile."""
        return self._generation, self._mark_before

    async def begin(self) -> None:
        """Wait for a turn, and sweep away what a dead changer left behind."""
        seen, since = await self._turn_of_others(), asyncio.get_running_loop().time()
        while True:
            dead = asyncio.get_running_loop().time() - since > _PATIENCE_S
            if (dead or not seen[0]) and await self._claim(seen[0]):
                break
            await asyncio.sleep(_POLL_S)
            if (now_seen := await self._turn_of_others()) != seen:
                seen, since = now_seen, asyncio.get_running_loop().time()
        async with self._database.reading() as connection:
            state = (await connection.execute(select(corpus_state))).one()
        self._generation, self._mark_before = state.generation, state.fingerprint
        self._mark, self._size = state.fingerprint, CorpusSize(state.documents, state.paragraphs)
        if seen[0]:
            await self._sweep()

    async def _turn_of_others(self) -> tuple[str, int]:
        async with self._database.reading() as connection:
            state = (await connection.execute(select(corpus_state.c.changer, corpus_state.c.beat))).one()
        return state.changer, state.beat

    async def _claim(self, dead: str) -> bool:
        claim = update(corpus_state).where(corpus_state.c.changer == dead).values(changer=self._token)
        async with self._database.writing() as connection:
            return (await connection.execute(claim)).rowcount == 1

    async def beat(self) -> None:
        """Show that this process lives, until cancelled."""
        while True:
            await asyncio.sleep(_BEAT_S)
            with suppress(StoreError):  # whoever uses the database next meets the trouble too, and tells of it
                async with self._database.writing() as connection:
                    await connection.execute(self._alive())

    async def end(self, beating: "asyncio.Task[None]") -> None:
        """Undo what was staged and not kept, and let others have their turn."""
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)
        if self._kept:
            return
        with suppress(RevisionLostError):  # then it is the other's to sweep
            if self._dirty:
                await self._sweep()
            async with self._database.writing() as connection:
                mine = corpus_state.c.changer == self._token
                await connection.execute(update(corpus_state).where(mine).values(changer=""))

    async def take(
        self,
        given: Mapping[str, Sequence[Document]],
        *,
        whole: bool = False,
        staged: Staged = lambda done, total: None,
    ) -> None:
        """Write documents of some files as the generation to come. A file's may come in several parts.

        What a file had and is given in no part goes when `settle` is called: all that a file has if it is given
        nothing, and all other files of a `whole` corpus. Memory is needed for this part, and for a line on each
        document of the files. Raises ValueError for documents whose ids clash, or of another file than they are given
        for.
        """
        wanted = await asyncio.to_thread(_wanted, given, self._given)
        self._given.update(document.id for document in wanted)
        async with self._database.reading() as connection:
            await self._look_up(connection, None if whole else given.keys())
            planned = await asyncio.to_thread(plan_documents, self._heads, wanted)
            if not whole:
                await refuse_clashes(connection, planned, self._heads)
            old_documents = await stored(connection, documents, (), documents.c.id, planned.came)
            old_paragraphs = await stored(
                connection, paragraphs, PARAGRAPH_COLUMNS, paragraphs.c.document_id, planned.came
            )
        contents = await asyncio.to_thread(contents_of, planned)
        for_paragraphs = plan(old_paragraphs, contents)
        owner = {id_: str(row.content[0]) for id_, row in old_paragraphs.items()}
        owner |= {id_: str(content[0]) for id_, content in contents.items()}
        self._tally.count(planned, for_paragraphs, owner)
        changed = [self._heads[id_].digest for id_ in planned.changed]
        self._mark = moved(self._mark, changed, planned.digests.values())
        self._ended += planned.changed
        await self._write(
            await asyncio.to_thread(
                came_rows, planned, for_paragraphs, contents, old_documents, old_paragraphs, self._generation + 1
            ),
            staged,
        )

    async def settle(
        self, told: Mapping[str, SourceRow | None], *, staged: Staged = lambda done, total: None
    ) -> Revised:
        """Write what is gone, and the sources, None to end one; return what all of it comes to."""
        gone = {id_: head for id_, head in self._heads.items() if id_ not in self._given}
        self._tally.count_gone(gone.values())
        self._mark = moved(self._mark, [head.digest for head in gone.values()], ())
        self._ended += gone
        async with self._database.reading() as connection:
            old_sources = await stored(connection, sources, SOURCE_COLUMNS, sources.c.name, told)
        await self._write(gone_rows(gone, old_sources, told, self._generation + 1), staged)
        counts = self._tally.total(self._size.paragraphs)
        self._revised = Revised(
            generation=self._generation + self._dirty,
            before=self._generation,
            fingerprint=self._mark,
            fingerprint_before=self._mark_before,
            counted=counts,
            files=self._tally.files(),
            ended=tuple(self._ended),
            size=CorpusSize(
                self._size.documents + self._tally.documents(), counts.added + counts.kept + counts.restored
            ),
        )
        return self._revised

    async def _look_up(self, connection: AsyncConnection, files: Collection[str] | None) -> None:
        """Read the live documents of files, or of all, that were not looked up yet."""
        new = None if files is None else [file for file in files if file not in self._files]
        self._heads |= await live_heads(connection, new)
        self._files.update(new or ())

    async def _write(self, writes: Writes, staged: Staged) -> None:
        self._dirty = self._dirty or bool(writes)
        total, done = sum(len(rows) for _, rows in writes), 0
        for statement, rows in writes:
            await self._database.write_and_rest(partial(self._written, statement, rows))
            done += len(rows)
            staged(done, total)

    def _written(self, statement: Executable, rows: list[dict[str, object]], connection: Connection) -> None:
        if connection.execute(self._alive()).rowcount != 1:
            raise RevisionLostError
        connection.execute(statement, rows)

    def _alive(self) -> Update:
        """Return what shows that this process lives, and reaches no row if another took it for dead."""
        mine = update(corpus_state).where(corpus_state.c.changer == self._token)
        return mine.values(beat=corpus_state.c.beat + 1)

    @asynccontextmanager
    async def _mine(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that is kept only if nobody took over. Raises RevisionLostError."""
        async with self._database.writing() as connection:
            if (await connection.execute(self._alive())).rowcount != 1:
                raise RevisionLostError
            yield connection

    async def keep(
        self, now: datetime, change: ChangeRow | None = None, draft_ids: Collection[str] = (), undone: str = ""
    ) -> bool:
        """Make what was staged the present, in one short transaction, together with what it is known as.

        `change` is kept with the generation and the counts that it came to, and the drafts as added by it. Tell
        whether that could be: not if one of the drafts is gone or added, or the change `undone` is undone by now.
        Raises RevisionLostError.
        """
        if self._revised is None:
            raise ValueError("nothing was staged")
        if not (self._dirty or change or undone):
            return True
        coming = self._generation + 1
        try:
            async with self._mine() as connection:
                at = await _later_than_all(connection, now)
                await connection.execute(insert(generations), {"number": coming, "at": at})
                state = {"generation": coming, "fingerprint": self._revised.fingerprint, "changer": ""}
                state |= {"documents": self._revised.size.documents, "paragraphs": self._revised.size.paragraphs}
                await connection.execute(update(corpus_state).values(state))
                if change:
                    await connection.execute(insert(changes), _change_row(change, coming, self._revised.counted))
                    await _take_drafts(connection, draft_ids, change.id)
                if undone:
                    await _undo(connection, undone, now)
        except _TakenError:
            return False
        self._kept = True
        return True

    async def _sweep(self) -> None:
        """Delete the rows of a generation that never came, and let those that it ended hold on."""
        for table in _VERSIONED:
            key = table.c.id if "id" in table.c else table.c.name
            while await self._swept(table, key, table.c.from_generation > self._generation, ended=False):
                pass
            while await self._swept(table, key, table.c.until_generation > self._generation, ended=True):
                pass
        self._dirty = False

    async def _swept(self, table: Table, key: ColumnElement[str], left: ColumnElement[bool], *, ended: bool) -> int:
        async with self._mine() as connection:
            some = (await connection.execute(select(key).where(left).limit(SOME))).scalars().all()
            chosen = key.in_(some) & left
            swept = update(table).where(chosen).values(until_generation=None) if ended else delete(table).where(chosen)
            await connection.execute(swept)
        return len(some)


class _TakenError(Exception):
    """A draft or a change is not as it was: somebody was quicker."""


async def _to_its_end(work: Coroutine[None, None, None]) -> None:
    """Await something, and when cancelled meanwhile, await it all the same first."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


def _wanted(given: Mapping[str, Sequence[Document]], before: Collection[str]) -> tuple[Document, ...]:
    for file, its in given.items():
        if strays := [document.file for document in its if document.file != file]:
            raise ValueError(f"a document of {strays[0]} is given for {file}")
    wanted = canonical([document for its in given.values() for document in its])
    if again := [document.id for document in wanted if document.id in before]:
        raise ValueError(f"two documents have the same id: {again[0]}")
    return wanted


async def _later_than_all(connection: AsyncConnection, now: datetime) -> datetime:
    latest: datetime | None = (await connection.execute(select(func.max(generations.c.at)))).scalar_one()
    return max(now, latest + _INSTANT) if latest else now


def _change_row(change: ChangeRow, generation: int, counts: CorpusChange) -> dict[str, object]:
    plain = {name: getattr(change, name) for name in ("id", "kind", "names", "made_at", "made_by", "undone_at")}
    return {**plain, "generation": generation, **{name.name: getattr(counts, name.name) for name in fields(counts)}}


async def _take_drafts(connection: AsyncConnection, draft_ids: Collection[str], change_id: str) -> None:
    for ids in pieces(draft_ids):
        waiting = update(drafts).where(drafts.c.id.in_(ids), drafts.c.change_id.is_(None))
        if (await connection.execute(waiting.values(change_id=change_id))).rowcount != len(ids):
            raise _TakenError


async def _undo(connection: AsyncConnection, change_id: str, now: datetime) -> None:
    standing = update(changes).where(changes.c.id == change_id, changes.c.undone_at.is_(None))
    if (await connection.execute(standing.values(undone_at=now))).rowcount != 1:
        raise _TakenError

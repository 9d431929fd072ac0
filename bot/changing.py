"""Carry out changes of the corpus: read, store, index, and only then let them be seen.

The index of a change is built from what is staged, before the change is kept: a reading, a build or a process that
fails in between has changed nothing.
"""

import asyncio
import logging
import math
import os
import secrets
import shutil
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from itertools import chain
from pathlib import Path

from bot.corpus.blocks import Dropped
from bot.corpus.documents import Document
from bot.corpus.reading import FileReading, read_file
from bot.corpus.sources import Facts, load_sources
from bot.errors import BriefingError, SeedsMissingError
from bot.indexing import Base, IndexFolders, TopicsMoved
from bot.intake.wire import Assembly, encode, rows_of
from bot.seed_reading import (
    FACTS,
    GONE,
    MOST_DROPPED,
    Kind,
    SeedReading,
    corrected,
    facts_of,
    seed_state,
    seeds_state,
)
from bot.spool import Spool
from bot.store.revisions import Revised, Revision, RevisionLostError
from bot.store.rows import ChangeRow, CorpusChange, FileChange, FileDraft, SourceRow
from bot.store.store import Store

_log = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]  # what is being done, how much of it is done, how much there is
ReadApart = Callable[[Path, str, Facts], Awaitable[tuple[FileReading, ...]]]
"""Reads untrusted bytes: the file, the name that its documents are to have, and what is known of it."""

READINGS = "readings.jsonl"  # beside a draft's bytes: what they were read as
_NONE = CorpusChange(added=0, kept=0, restored=0, removed=0)
_TRIES = 3


class Work(StrEnum):
    """What can be done to the corpus."""

    REINDEX = "reindex"
    ADD = "add"
    REMOVE = "remove"
    RENAME = "rename"
    REREAD = "reread"
    UNDO = "undo"
    TIDY = "tidy"  # changes nothing but the index, which answers as before, and better
    COMPILE = "compile"  # changes nothing but how fast an index is searched


class Refusal(StrEnum):
    """Why nothing was changed."""

    GONE = "gone"  # there is no such draft, change or source (any more)
    DONE = "done"  # that was added, removed or undone already
    EMPTY = "empty"  # none of the draft's files holds a text
    CHANGED = "changed"  # what the change touched was changed again since
    UNREADABLE = "unreadable"  # the source's bytes cannot be read (any more)


class DiskError(BriefingError):
    """A file or folder of the bot's own cannot be read or written: the disk is full, or not the bot's to write."""

    def __init__(self, error: OSError) -> None:
        where = f"{error.filename}: " if error.filename else ""
        super().__init__(f"{where}{error.strerror or error}. Nothing was changed; see to the disk and DATA_DIR")


@dataclass(frozen=True, slots=True)
class Task:
    """A change to carry out."""

    work: Work
    names: tuple[str, ...] = ()  # drafts to add, a source, or a change to undo
    by: int = 0  # Telegram id of who wants it
    facts: Facts = Facts()  # noqa: RUF009 - frozen; that take the place of a source's
    full: bool = False  # read everything again
    state: str = ""  # of the folder of documents, as it was read for the present index


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change came to; it is stored and indexed."""

    change_id: str  # "" of a reindex
    counted: CorpusChange
    files: tuple[FileChange, ...]  # that changed, by name
    read: int  # files
    readable: int  # files in the folder of documents that could be read, now or before
    skipped: tuple[tuple[str, str], ...]  # files that could not, and why
    dropped: tuple[tuple[str, Dropped], ...]  # (file, furniture line) of what was read, the first of them
    topics: TopicsMoved = TopicsMoved()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What a task comes to before it is indexed."""

    documents: Mapping[str, Sequence[Document]]  # all, or what is not staged yet
    told: Mapping[str, SourceRow | None]
    change: ChangeRow | None = None
    drafts: tuple[str, ...] = ()
    undone: str = ""
    state: str | None = None  # of the folder of documents; None: as the task says
    read: int = 0
    readable: int = 0
    skipped: tuple[tuple[str, str], ...] = ()
    dropped: tuple[tuple[str, Dropped], ...] = ()


Perform = Callable[[Task, Progress], Awaitable[Outcome | Refusal]]  # here, or in a process of its own


def quiet(what: str, done: int, total: int) -> None:
    """Report no progress."""


class Changer:
    """Carries out one task after another. What it needs of memory and time is the caller's to bound."""

    def __init__(self, store: Store, seeds: Path, data: Path, read: ReadApart, clock: Callable[[], datetime]) -> None:
        """Take an open store, the folder of documents, the folder of all that the bot writes, and a safe reader."""
        self._store = store
        self._seeds = seeds
        self._data = data
        self._read = read
        self._clock = clock
        self._folders = IndexFolders(data, seeds)

    async def carry_out(self, task: Task, progress: Progress = quiet) -> Outcome | Refusal:
        """Do a task whole, or nothing of it. Raises BriefingError for what an editor or operator has to mend."""
        if task.work in (Work.TIDY, Work.COMPILE):
            await (self._tidy(progress) if task.work is Work.TIDY else asyncio.to_thread(self._folders.kernels.load))
            return Outcome("", _NONE, (), 0, 0, (), ())
        for attempt in range(_TRIES):
            try:
                async with self._store.revising() as revision:
                    return await self._revise(revision, task, progress)
            except RevisionLostError:
                if attempt == _TRIES - 1:
                    raise
            except OSError as error:  # nothing of that is kept, and `_note` comes after
                raise DiskError(error) from error
        raise AssertionError("unreachable")

    async def _revise(self, revision: Revision, task: Task, progress: Progress) -> Outcome | Refusal:
        prepared = await self._prepare(revision, task, progress)
        if isinstance(prepared, Refusal):
            return prepared
        storing = partial(progress, "storing")
        await revision.take(prepared.documents, staged=storing)
        revised = await revision.settle(prepared.told, staged=storing)
        topics = await self._index(revised, progress, whole=task.full)
        if not await revision.keep(self._clock(), prepared.change, prepared.drafts, prepared.undone):
            return Refusal.DONE
        state = task.state if prepared.state is None else prepared.state
        await asyncio.to_thread(self._note, revised.fingerprint, state)
        change_id = prepared.change.id if prepared.change else prepared.undone
        return Outcome(
            change_id, revised.counted, revised.files, prepared.read, prepared.readable, prepared.skipped,
            prepared.dropped, topics,
        )  # fmt: skip

    def _note(self, mark: str, state: str) -> None:
        """Note what the index is up to date with. Where that cannot be written, the folder is only looked at again."""
        try:
            self._folders.note(mark, state)
        except OSError as error:
            _log.warning("what was read of the documents cannot be noted, and they will be looked at again: %s", error)

    async def _index(self, revised: Revised, progress: Progress, *, whole: bool) -> TopicsMoved:
        """Make the index of what is staged, unless it is there: from the present one if that serves, else whole."""
        if await asyncio.to_thread(self._folders.holds, revised.fingerprint, whole=whole):
            return TopicsMoved()
        await asyncio.to_thread(self._folders.remove_unfinished)  # of the dead: nobody else builds now
        grown = None if whole else await self._extend(revised, progress)
        return grown or await self._build(revised, progress)

    async def _extend(self, revised: Revised, progress: Progress) -> TopicsMoved | None:
        """Make the index from the present one, at a cost in proportion to what changed; None if not worth it."""
        base = await asyncio.to_thread(self._folders.base, revised.fingerprint_before)
        if base is None or base.is_small:
            return None
        ids = await self._store.document_ids_at(revised.generation, since=revised.before)
        with Spool(self._folders.parent) as added, Spool(self._folders.parent) as removed:
            if not await self._spooled(added, revised.generation, ids, base.most):
                return None
            if not await self._spooled(removed, revised.before, revised.ended, base.most):
                return None
            counting = _counting(progress, added.paragraphs)
            return await asyncio.to_thread(self._folders.extend, base, added, removed, revised.fingerprint, counting)

    async def _build(self, revised: Revised, progress: Progress) -> TopicsMoved:
        """Make the index anew from all documents, of which a few at a time are in memory."""
        ids = await self._store.document_ids_at(revised.generation)
        with Spool(self._folders.parent) as documents:
            await self._spooled(documents, revised.generation, ids)
            counting = _counting(progress, documents.paragraphs)
            marks = revised.fingerprint, revised.fingerprint_before
            return await asyncio.to_thread(
                self._folders.build, documents, *marks, counting, partial(progress, "topics")
            )

    async def _tidy(self, progress: Progress) -> None:
        """Make the present index anew where it is worn, while others may change the corpus; then catch up with them."""
        generation, mark = await self._store.present_corpus()
        with self._folders.tidying() as folder:
            base = await asyncio.to_thread(self._folders.base, mark)
            if folder is None or base is None or not await asyncio.to_thread(self._folders.is_worn, base.folder):
                return
            tidied = await self._tidied(base, generation, mark, folder, progress)
            async with self._store.revising() as revision:  # nobody else changes the corpus until this is published
                if revision.present == (generation, mark):
                    await asyncio.to_thread(self._folders.publish, tidied, mark)
                else:
                    await self._catch_up(tidied, generation, *revision.present)

    async def _tidied(self, base: Base, generation: int, mark: str, folder: Path, progress: Progress) -> Base:
        if not base.growth.is_due:
            return await asyncio.to_thread(self._folders.tidy, base, None, mark, folder)
        with Spool(self._folders.parent) as documents:
            ids = await self._store.document_ids_at(generation)
            await self._spooled(documents, generation, ids)
            on_topics = partial(progress, "topics")
            return await asyncio.to_thread(self._folders.tidy, base, documents, mark, folder, on_topics)

    async def _catch_up(self, tidied: Base, since: int, generation: int, mark: str) -> None:
        """Publish a tidied index with what changed since the generation that it is of."""
        ids = await self._store.document_ids_at(generation, since=since)
        gone = await self._store.documents_ended(since, generation)
        state = await asyncio.to_thread(self._folders.state, mark)
        with Spool(self._folders.parent) as added, Spool(self._folders.parent) as removed:
            await self._spooled(added, generation, ids)
            await self._spooled(removed, since, gone)
            extend = partial(self._folders.extend, over=True)
            await asyncio.to_thread(extend, tidied, added, removed, mark)
        await asyncio.to_thread(self._folders.note, mark, state)

    async def _spooled(self, spool: Spool, generation: int, ids: Sequence[str], most: float = math.inf) -> bool:
        """Copy documents of the store into a spool; tell whether they have no more than `most` paragraphs."""
        async for some in self._store.documents_of(generation, ids):
            await asyncio.to_thread(spool.add, some)
            if spool.paragraphs > most:
                return False
        return True

    async def _prepare(self, revision: Revision, task: Task, progress: Progress) -> _Prepared | Refusal:
        match task.work:
            case Work.REINDEX:
                return await self._reindex(revision, task, progress)
            case Work.ADD:
                return await self._add(task)
            case Work.UNDO:
                return await self._undo(task.names[0])
            case Work.REMOVE | Work.RENAME | Work.REREAD:
                return await self._edit(task)
            case Work.TIDY | Work.COMPILE:
                raise ValueError(f"{task.work} revises nothing")

    # The folder of documents

    async def _reindex(self, revision: Revision, task: Task, progress: Progress) -> _Prepared:
        """Read what changed, and stage it part by part but for the last one."""
        if not await asyncio.to_thread(self._seeds.is_dir):
            raise SeedsMissingError(str(self._seeds))
        state = await asyncio.to_thread(seeds_state, self._seeds)  # first: what changes meanwhile is seen next time
        rows = {row.name: row for row in await self._store.sources_at()}
        unsourced = await self._store.files_without_source()
        begin = partial(SeedReading, full=task.full, progress=partial(progress, "reading"))
        seeds = await asyncio.to_thread(begin, self._seeds, rows, unsourced, self._clock())
        parts = seeds.parts()
        part = await asyncio.to_thread(next, parts)
        while (following := await asyncio.to_thread(next, parts, None)) is not None:
            await revision.take(part)
            part = following
        prepared = _Prepared(
            part, seeds.told, state=state, read=seeds.read, readable=seeds.readable,
            skipped=tuple(sorted(seeds.skipped)), dropped=tuple(seeds.dropped),
        )  # fmt: skip
        return await self._with_added(revision, prepared, rows.values()) if task.full else prepared

    async def _with_added(self, revision: Revision, prepared: _Prepared, rows: Iterable[SourceRow]) -> _Prepared:
        """Read again what editors added. What cannot be read any more stays as it is, and its problem is told."""
        await revision.take(prepared.documents)
        told, read = dict(prepared.told), prepared.read
        skipped, dropped, now = list(prepared.skipped), list(prepared.dropped), self._clock()
        by_file: dict[str, list[SourceRow]] = {}
        for row in rows:
            if row.kind != Kind.SEED and not row.removed:
                by_file.setdefault(row.stored, []).append(row)
        for stored, its in by_file.items():
            readings = {one.file: one for one in await self._read(self._data / stored, stored, Facts())}
            documents: dict[str, Sequence[Document]] = {}
            for row in its:
                reading = readings.get(row.name, FileReading(row.name, problem="is no longer in its archive"))
                problem = reading.problem or ""
                if not problem:
                    documents[row.name] = corrected(reading.documents, facts_of(row))
                    dropped += [(row.name, line) for line in reading.dropped]
                else:
                    skipped.append((row.name, problem))
                told[row.name] = row if row.problem == problem else replace(row, problem=problem, read_at=now)
            read += len(its)
            await revision.take(documents)
        return replace(
            prepared, documents={}, told=told, read=read, skipped=tuple(skipped), dropped=tuple(dropped[:MOST_DROPPED])
        )

    # Drafts

    async def _add(self, task: Task) -> _Prepared | Refusal:
        drafts = [await self._store.file_draft(id_) for id_ in task.names]
        waiting = [draft for draft in drafts if draft is not None and draft.change_id is None]
        if len(waiting) < len(drafts):
            return Refusal.DONE if all(drafts) else Refusal.GONE
        now = self._clock()
        documents: dict[str, Sequence[Document]] = {}
        told: dict[str, SourceRow | None] = {}
        dropped: list[tuple[str, Dropped]] = []
        for draft in waiting:
            readings = await asyncio.to_thread(load_readings, (self._data / draft.spooled).parent)
            facts = shared_facts(draft_facts(draft), readings)
            for reading in (one for one in readings if one.documents):
                documents[reading.file] = corrected(reading.documents, facts)
                dropped += [(reading.file, line) for line in reading.dropped]
                told[reading.file] = _added_row(draft, reading.file, facts, now)
            if any(one.documents for one in readings):
                await asyncio.to_thread(self._keep_bytes, draft)
        if not documents:
            return Refusal.EMPTY
        for old in await self._store.sources_at(names=list(told)):
            if not old.removed:  # the same bytes again: who added them first did
                told[old.name] = replace(
                    told[old.name] or old, added_at=old.added_at, added_by=old.added_by, read_at=old.read_at
                )
        change = _change(Work.ADD, tuple(told), now, task.by)
        return _Prepared(documents, told, change, task.names, read=len(told), dropped=tuple(dropped[:MOST_DROPPED]))

    def _keep_bytes(self, draft: FileDraft) -> None:
        """Copy a draft's bytes to where an added source's are; they are there whole or not at all."""
        spooled, kept = self._data / draft.spooled, self._data / stored_at(draft)
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = kept.with_name(f".{secrets.token_hex(4)}")
        shutil.copyfile(spooled, unfinished)
        unfinished.chmod(0o600)
        os.replace(unfinished, kept)  # noqa: PTH105 - beside `shutil.copyfile`

    # Sources

    async def _edit(self, task: Task) -> _Prepared | Refusal:
        (name,) = task.names
        rows = await self._store.sources_at(names=[name])
        if not rows or rows[0].state == GONE:
            return Refusal.GONE
        row = rows[0]
        if row.removed and task.work is not Work.REREAD:
            return Refusal.DONE if task.work is Work.REMOVE else Refusal.GONE
        made = await self._edited(task, row)
        if isinstance(made, Refusal):
            return made
        documents, told = made
        change = _change(task.work, (name,), self._clock(), task.by)
        return _Prepared({name: documents}, {name: told}, change)

    async def _edited(self, task: Task, row: SourceRow) -> tuple[Sequence[Document], SourceRow] | Refusal:
        if task.work is Work.REMOVE:
            return (), replace(row, removed=True)
        facts = task.facts if task.work is Work.RENAME else facts_of(row)
        said = replace(row, **{name: getattr(facts, name) for name in FACTS})
        cleared = any(getattr(row, name) and not getattr(facts, name) for name in FACTS)
        if task.work is Work.RENAME and not cleared and not row.problem:
            live = await self._store.documents_at(await self._store.present_generation(), [row.name])
            return corrected(live, facts), said
        reading, state = await self._read_source(row)
        if not reading.documents:
            return Refusal.UNREADABLE
        read = replace(said, state=state, problem="", removed=False, read_at=self._clock())
        return corrected(reading.documents, facts), read

    async def _read_source(self, row: SourceRow) -> tuple[FileReading, str]:
        """Read a source's bytes again; return what they are read as, and the state that this is of."""
        if row.kind == Kind.SEED:
            catalog = load_sources(self._seeds / "sources.toml")
            state = await asyncio.to_thread(seed_state, self._seeds, row.name, catalog)
            read = partial(read_file, self._seeds / row.name, row.name, catalog, within=self._seeds)
            return await asyncio.to_thread(read), state
        readings = await self._read(self._data / row.stored, row.stored, Facts())
        return next((one for one in readings if one.file == row.name), FileReading(row.name)), row.state

    async def _undo(self, change_id: str) -> _Prepared | Refusal:
        change = await self._store.file_change(change_id)
        if change is None:
            return Refusal.GONE
        if change.undone_at:
            return Refusal.DONE
        touched = await self._store.touched_at(change.names)
        if any(generation > change.generation for generation in touched.values()):
            return Refusal.CHANGED
        before = change.generation - 1
        rows = {row.name: row for row in await self._store.sources_at(before, change.names)}
        documents: dict[str, list[Document]] = {name: [] for name in change.names}
        for document in await self._store.documents_at(before, change.names):
            documents[document.file].append(document)
        # A seed may have changed on disk while it was out: with no state noted, the next look finds that.
        state = "" if any(row.kind == Kind.SEED for row in rows.values()) else None
        told = {name: rows.get(name) for name in change.names}
        return _Prepared(documents, told, undone=change_id, state=state)


def _counting(progress: Progress, total: int) -> Callable[[int], None]:
    """Return what hears how many paragraphs were indexed since it was called last, and tells how far that is."""
    counted = 0

    def on_paragraphs(number: int) -> None:
        nonlocal counted
        counted += number
        progress("indexing", counted, total)

    return on_paragraphs


def shared_facts(facts: Facts, readings: Sequence[FileReading]) -> Facts:
    """Return what of a draft's facts holds for each of its files: of several, each has its own title and address."""
    alone = sum(bool(reading.documents) for reading in readings) == 1
    return facts if alone else replace(facts, title="", url="")


def draft_facts(draft: FileDraft) -> Facts:
    """Return what an editor corrected of a draft."""
    return Facts(**{name: getattr(draft, name) for name in FACTS})


def stored_at(draft: FileDraft) -> str:
    """Return where a draft's bytes are kept once it is added, within the folder of all that the bot writes.

    It is also the name that its documents give as their file. It depends on the bytes: what is sent again is no news.
    """
    return f"added/{draft.digest}/{Path(draft.spooled).name}"


def save_readings(folder: Path, readings: Sequence[FileReading]) -> None:
    """Keep beside a draft's bytes what they were read as."""
    with (folder / READINGS).open("wb") as file:
        file.write(encode(["files", len(readings)]))
        for reading in readings:
            file.writelines(map(encode, chain([["file", reading.file]], rows_of(reading))))


def load_readings(folder: Path) -> tuple[FileReading, ...]:
    """Return what `save_readings` kept."""
    assembly = Assembly()
    with (folder / READINGS).open("rb") as file:
        for line in file:
            assembly.take(line)
    return tuple(assembly.readings)


def _added_row(draft: FileDraft, name: str, facts: Facts, now: datetime) -> SourceRow:
    said = (facts.title, facts.publisher, facts.date, facts.language, facts.url)
    return SourceRow(name, draft.kind, stored_at(draft), "", *said, now, draft.user_id, now, "", removed=False)


def _change(work: Work, names: tuple[str, ...], now: datetime, by: int) -> ChangeRow:
    return ChangeRow(secrets.token_urlsafe(6), work.value, 0, names, now, by, None, _NONE)

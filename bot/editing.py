"""The editor's desk: documents come in as drafts, are looked at, added and taken back. What handlers call."""

import asyncio
import secrets
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from bot.changing import (
    Progress,
    ReadApart,
    Refusal,
    Task,
    Work,
    draft_facts,
    load_readings,
    quiet,
    shared_facts,
    stored_at,
)
from bot.corpus.facts import FactsError, checked
from bot.corpus.reading import FileReading
from bot.corpus.sources import Facts
from bot.draft_files import copied, remove_folders, safe_name, saved
from bot.drafts import DraftFile, DryRun, Gain, each_once, known_since, looked_at
from bot.errors import BriefingError
from bot.library import Changed, Library
from bot.seed_reading import GONE, Kind, corrected, facts_of
from bot.store.rows import ChangeRow, CorpusChange, DocumentHead, FileChange, FileDraft, FileSummary, SourceRow
from bot.store.store import Store

__all__ = [
    "Change", "ChangeKind", "DraftFile", "DryRun", "Editing", "Facts", "FactsError", "FileChange", "Gain", "Kind",
    "Progress", "ReadApart", "Refusal", "SourceFacts", "checked",
]  # fmt: skip

_DRAFT_LIFE = timedelta(days=1)
_UNDO_LIFE = timedelta(days=90)
_MOST_TITLES = 3


class ChangeKind(StrEnum):
    """What an editor did."""

    ADD = "add"
    REMOVE = "remove"
    RENAME = "rename"
    REREAD = "reread"


@dataclass(frozen=True, slots=True)
class Change:
    """What an editor did, and what it came to. The bot answers from it when this is returned."""

    id: str  # 8 url-safe characters
    kind: ChangeKind
    names: tuple[str, ...]  # the sources that it touched
    made_at: datetime
    made_by: int
    undone: bool
    counted: CorpusChange
    files: tuple[FileChange, ...]
    topics_new: tuple[str, ...]  # by name, most mentioned first
    topics_gone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """One file that is indexed, or that should be and has a problem."""

    name: str
    kind: Kind
    titles: tuple[str, ...]  # of its documents, the latest three at most
    publishers: tuple[str, ...]  # of these documents, each once, "" where one has none; the next two likewise
    dates: tuple[str, ...]
    languages: tuple[str, ...]
    url: str  # of its document where there is one
    documents: int
    paragraphs: int
    share: float  # of all paragraphs, in [0, 1]
    facts: Facts  # what an editor corrected
    added_at: datetime
    added_by: int  # 0 for a seed
    read_at: datetime
    problem: str
    removed: bool  # a seed that an editor took out: it stays on disk, `reread` puts it back


class Editing:
    """Changes the documents by an editor's word. Each change is whole or not at all, and can be undone."""

    def __init__(
        self, store: Store, library: Library, data: Path, read: ReadApart, clock: Callable[[], datetime]
    ) -> None:
        """Take an open store and library, the folder of all that the bot writes, and a reader of untrusted bytes."""
        self._store = store
        self._library = library
        self._data = data
        self._read = read
        self._clock = clock

    # Drafts

    async def spool(
        self,
        name: str,
        path: Path,
        *,
        kind: Kind = Kind.FILE,
        facts: Facts = Facts(),  # noqa: B008 - immutable
        by: int,
        chat_id: int = 0,
        message_id: int | None = None,
        made_at: datetime | None = None,
    ) -> str:
        """Keep a copy of a file as a draft, read it apart, and return the draft's id.

        `name` is the file's own, with its ending. `facts` are corrections from the start; a link's address is
        `facts.url`. Drafts `made_at` one instant to be shown by one message are one from then on: what is done with
        the id of any of them is done with all. Raises FactsError, OSError where `path` cannot be read, and DiskError or
        StoreError where the draft cannot be kept.
        """
        told = await asyncio.to_thread(checked, facts)
        draft_id, safe = secrets.token_urlsafe(6), safe_name(name)
        folder = self._data / "drafts" / draft_id
        try:
            digest = await asyncio.to_thread(copied, path, folder / safe)
            draft = FileDraft(
                draft_id, by, chat_id, message_id, name, kind, digest, **asdict(told),
                spooled=f"drafts/{draft_id}/{safe}", made_at=made_at or self._clock(), change_id=None,
            )  # fmt: skip
            readings = await self._read(folder / safe, stored_at(draft), Facts())
            await asyncio.to_thread(saved, folder, readings)
            await self._store.put_file_draft(draft)
        except BaseException:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
            raise
        return draft_id

    async def dry_run(
        self,
        name: str,
        path: Path,
        *,
        kind: Kind = Kind.FILE,
        facts: Facts = Facts(),  # noqa: B008 - immutable
        by: int,
        chat_id: int = 0,
        message_id: int | None = None,
    ) -> DryRun:
        """Do as `spool`, and tell what adding the draft would do. Raises as `spool` does."""
        draft_id = await self.spool(name, path, kind=kind, facts=facts, by=by, chat_id=chat_id, message_id=message_id)
        run = await self.draft(draft_id)
        if run is None:
            raise BriefingError(f"{name}: the draft was deleted while it was read; send it again")
        return run

    async def draft(self, draft_id: str) -> DryRun | None:
        """Tell again what adding a draft would do, by the documents as they are now; None if gone or added."""
        together = await self._store.file_drafts_with(draft_id)
        return await self._told(draft_id, together) if together else None

    async def correct(self, draft_id: str, facts: Facts) -> DryRun | None:
        """Correct a draft: these facts take the place of all earlier ones, "" leaves the file its word.

        None where the draft is gone or added. Raises FactsError.
        """
        told, together = await asyncio.to_thread(checked, facts), await self._store.file_drafts_with(draft_id)
        if len(together) > 1:
            told = replace(told, title="", url="")  # each of several has its own
        for draft in together:
            await self._store.change_file_draft(draft.id, asdict(told))
        return await self.draft(draft_id)

    async def show(self, draft_id: str, message_id: int) -> bool:
        """Note the message that shows a draft by now; tell whether the draft still waits."""
        together = await self._store.file_drafts_with(draft_id)
        shown = [await self._store.change_file_draft(draft.id, {"message_id": message_id}) for draft in together]
        return any(shown)

    async def discard(self, draft_id: str) -> bool:
        """Throw a draft away; tell whether there was one that had not been added."""
        together = await self._store.file_drafts_with(draft_id)
        dropped = [draft.id for draft in together if await self._store.drop_file_draft(draft.id)]
        for one in dropped:
            await asyncio.to_thread(self._drop_folder, one)
        return bool(dropped)

    async def add(self, draft_id: str, by: int, progress: Progress = quiet) -> Change | Refusal:
        """Add a draft to the documents, and answer from them. Raises BriefingError; then nothing was changed."""
        together = await self._store.file_drafts_with(draft_id)
        return await self.add_all([draft.id for draft in together] or [draft_id], by, progress)

    async def add_all(self, draft_ids: Sequence[str], by: int, progress: Progress = quiet) -> Change | Refusal:
        """Add several drafts in one change, all or none: the index is built once."""
        made = await self._carry_out(Task(Work.ADD, tuple(dict.fromkeys(draft_ids)), by), progress)
        if isinstance(made, Change):
            for draft_id in draft_ids:
                await asyncio.to_thread(self._drop_folder, draft_id)
        return made

    # Changes

    async def undo(self, change_id: str, by: int, progress: Progress = quiet) -> Change | Refusal:
        """Take a change back whole, unless what it touched was changed since (CHANGED).

        What is returned is the change, undone, with what undoing it came to. Raises BriefingError.
        """
        return await self._carry_out(Task(Work.UNDO, (change_id,), by), progress)

    async def change(self, change_id: str) -> Change | None:
        """Return a change by the id that a button carries, without the files and topics that it came to."""
        row = await self._store.file_change(change_id)
        return _change(row, row.counted) if row else None

    async def added_by(self, draft_id: str) -> Change | None:
        """Return the change that added a draft; None while it waits, or is gone."""
        draft = await self._store.file_draft(draft_id)
        return await self.change(draft.change_id) if draft and draft.change_id else None

    async def remove(self, name: str, by: int, progress: Progress = quiet) -> Change | Refusal:
        """Take a source out of the documents. A seed stays on disk and is not read again until `reread` or `undo`."""
        return await self._carry_out(Task(Work.REMOVE, (name,), by), progress)

    async def rename(self, name: str, facts: Facts, by: int, progress: Progress = quiet) -> Change | Refusal:
        """Correct a source: these facts take the place of all earlier ones. Raises FactsError and BriefingError."""
        told = await asyncio.to_thread(checked, facts)
        return await self._carry_out(Task(Work.RENAME, (name,), by, told), progress)

    async def reread(self, name: str, by: int, progress: Progress = quiet) -> Change | Refusal:
        """Read a source again from its bytes, and put it back if it was removed. Raises BriefingError."""
        return await self._carry_out(Task(Work.REREAD, (name,), by), progress)

    async def _carry_out(self, task: Task, progress: Progress) -> Change | Refusal:
        done = await self._library.change(task, progress)
        if isinstance(done, Refusal):
            return done
        row = await self._store.file_change(done.outcome.change_id)
        return _change(row, done.outcome.counted, done) if row else Refusal.GONE

    async def sources(self, *, removed: bool = False) -> tuple[SourceFacts, ...]:
        """Return what is indexed, latest added first; `removed` adds what an editor took out."""
        rows = [row for row in await self._store.sources_at() if row.state != GONE and (removed or not row.removed)]
        summaries = await self._store.file_summaries(_MOST_TITLES)
        return await asyncio.to_thread(_sources, rows, {one.name: one for one in summaries})

    async def prune(self) -> None:
        """Delete drafts older than a day, changes too old to be undone, and the bytes that nothing names any more."""
        now = self._clock()
        await self._store.prune_file_drafts(now - _DRAFT_LIFE)
        await self._store.prune_changes(now - _UNDO_LIFE)
        waiting = {draft.id for draft in await self._store.waiting_file_drafts()}
        stored = {Path(one).parts[1] for one in await self._store.stored_files()}
        await asyncio.to_thread(remove_folders, self._data / "drafts", waiting)
        await asyncio.to_thread(remove_folders, self._data / "added", stored)

    # What adding would do

    async def _told(self, draft_id: str, together: Sequence[FileDraft]) -> DryRun:
        draft, readings = together[0], await asyncio.to_thread(self._readings, together)
        facts = draft_facts(draft)
        shared = shared_facts(facts, readings)
        documents = {reading.file: corrected(reading.documents, shared) for reading in readings}
        texts = [p.text for its in documents.values() for document in its for p in document.paragraphs]
        known = await self._store.known_texts(texts)
        rows = await self._store.sources_at(names=list(documents))
        looked = await asyncio.to_thread(looked_at, self._library.snapshot, documents, readings, known)
        files, gains, new_topics, sampled = looked
        return DryRun(
            id=draft_id,
            name=", ".join(one.name for one in together),
            kind=Kind(draft.kind),
            facts=facts,
            files=files,
            gains=gains,
            new_topics=new_topics,
            known_since=known_since(documents, rows),
            sampled=sampled,
            by=draft.user_id,
            chat_id=draft.chat_id,
            message_id=draft.message_id,
            made_at=draft.made_at,
            page_since=await self._page_since(draft, documents),
        )

    async def _page_since(self, draft: FileDraft, documents: Collection[str]) -> datetime | None:
        """Return since when a link's page is among the documents in other words; None where it is not."""
        if draft.kind != Kind.LINK or not draft.url:
            return None
        others = (row for row in await self._store.sources_of_url(draft.url) if row.name not in documents)
        return min((row.added_at for row in others), default=None)

    def _readings(self, together: Sequence[FileDraft]) -> list[FileReading]:
        return [one for draft in together for one in load_readings((self._data / draft.spooled).parent)]

    def _drop_folder(self, draft_id: str) -> None:
        shutil.rmtree(self._data / "drafts" / draft_id, ignore_errors=True)


def _change(row: ChangeRow, counted: CorpusChange, done: Changed | None = None) -> Change:
    return Change(
        id=row.id,
        kind=ChangeKind(row.kind),
        names=row.names,
        made_at=row.made_at,
        made_by=row.made_by,
        undone=row.undone_at is not None,
        counted=counted,
        files=done.outcome.files if done else (),
        topics_new=done.topics_new if done else (),
        topics_gone=done.topics_gone if done else (),
    )


def _sources(rows: Iterable[SourceRow], summaries: Mapping[str, FileSummary]) -> tuple[SourceFacts, ...]:
    total = sum(one.paragraphs for one in summaries.values())
    told = (_source(row, summaries.get(row.name) or FileSummary(row.name, 0, 0, ()), total) for row in rows)
    return tuple(sorted(told, key=lambda one: (-one.added_at.timestamp(), one.name)))


def _source(row: SourceRow, its: FileSummary, total: int) -> SourceFacts:
    heads = its.heads or (DocumentHead("", row.name, "", row.publisher, row.date, row.language, row.url, 0),)
    return SourceFacts(
        name=row.name,
        kind=Kind(row.kind),
        titles=tuple(head.title for head in its.heads),
        publishers=each_once(head.publisher for head in heads),
        dates=each_once(head.date for head in heads),
        languages=each_once(head.language for head in heads),
        url=heads[0].url if its.documents < 2 else "",
        documents=its.documents,
        paragraphs=its.paragraphs,
        share=its.paragraphs / total if total else 0.0,
        facts=facts_of(row),
        added_at=row.added_at,
        added_by=row.added_by,
        read_at=row.read_at,
        problem=row.problem,
        removed=row.removed,
    )

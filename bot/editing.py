"""The editor's desk: documents come in as drafts, are looked at, added and taken back. What handlers call."""

import asyncio
import hashlib
import re
import secrets
import shutil
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from bot.answering import Snapshot
from bot.changing import (
    READINGS,
    DiskError,
    Progress,
    ReadApart,
    Refusal,
    Task,
    Work,
    draft_facts,
    load_readings,
    quiet,
    save_readings,
    shared_facts,
    stored_at,
)
from bot.corpus.blocks import Dropped
from bot.corpus.documents import Document
from bot.corpus.facts import FactsError, checked
from bot.corpus.reading import FileReading
from bot.corpus.sources import Facts
from bot.errors import BriefingError
from bot.library import Changed, Library
from bot.search.lexicon import tally
from bot.search.topics import find_topics, name_key
from bot.seed_reading import GONE, Kind, corrected, facts_of
from bot.store.rows import ChangeRow, CorpusChange, FileChange, FileDraft, FileSummary, SourceRow
from bot.store.store import Store

__all__ = [
    "Change", "ChangeKind", "DraftFile", "DryRun", "Editing", "Facts", "FactsError", "FileChange", "Gain", "Kind",
    "Progress", "ReadApart", "Refusal", "SourceFacts", "checked",
]  # fmt: skip

_DRAFT_LIFE = timedelta(days=1)
_UNDO_LIFE = timedelta(days=90)
_UNCLAIMED_S = 24 * 3600.0  # for which bytes that no source names are kept: an add may be under way
_SAMPLE = 1_000  # new paragraphs in which topics are looked for: a second of work
_MOST_TITLES = 3
_LONGEST_NAME = 80  # characters of a file's name
_MOST_BYTES = 200  # of it; most file systems take 255, ending included
_NOT_IN_NAMES = re.compile(r"[^\w.() +,=@~&'!-]+")


class ChangeKind(StrEnum):
    """What an editor did."""

    ADD = "add"
    REMOVE = "remove"
    RENAME = "rename"
    REREAD = "reread"


@dataclass(frozen=True, slots=True)
class DraftFile:
    """One file of a draft as it was understood, an editor's corrections included."""

    name: str  # as its documents will name it: "added/<digest>/<file name>"
    titles: tuple[str, ...]  # of its documents, in their order
    publisher: str  # of its first document, as the next two
    date: str
    language: str
    url: str
    new: int  # paragraphs whose text stands nowhere in the documents yet
    known: int  # paragraphs whose text does, or that stood in this draft before
    dropped: tuple[Dropped, ...]
    problem: str  # why there are no documents; "" where there are


@dataclass(frozen=True, slots=True)
class Gain:
    """A topic that the draft has new paragraphs on."""

    topic_id: str
    name: str
    paragraphs: int


@dataclass(frozen=True, slots=True)
class DryRun:
    """What adding a draft would do. Nothing has been changed."""

    id: str  # 8 url-safe characters: it travels in callback data
    name: str  # as it was sent; of several that were sent together, all of them
    kind: Kind
    facts: Facts  # what an editor corrected; "" where the file has its own word
    files: tuple[DraftFile, ...]
    gains: tuple[Gain, ...]  # most new paragraphs first
    new_topics: tuple[str, ...]  # names that no topic has yet, most mentioned first
    known_since: datetime | None  # since when the very same bytes are among the documents, of all files
    sampled: bool  # the topics were looked for in the first paragraphs only
    by: int
    chat_id: int
    message_id: int | None
    made_at: datetime
    page_since: datetime | None = None  # since when another version of the page that a link leads to is there

    @property
    def new(self) -> int:
        """How many paragraphs are new."""
        return sum(file.new for file in self.files)

    @property
    def known(self) -> int:
        """How many paragraphs stand in the documents already."""
        return sum(file.known for file in self.files)

    @property
    def dropped(self) -> int:
        """How many lines of furniture were left out."""
        return sum(len(file.dropped) for file in self.files)

    @property
    def readable(self) -> bool:
        """Tell whether there is anything to add."""
        return any(not file.problem for file in self.files)


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
    publisher: str
    date: str
    language: str
    url: str
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
            digest = await asyncio.to_thread(_copied, path, folder / safe)
            draft = FileDraft(
                draft_id, by, chat_id, message_id, name, kind, digest, **asdict(told),
                spooled=f"drafts/{draft_id}/{safe}", made_at=made_at or self._clock(), change_id=None,
            )  # fmt: skip
            readings = await self._read(folder / safe, stored_at(draft), Facts())
            await asyncio.to_thread(_saved, folder, readings)
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
        await asyncio.to_thread(_remove_folders, self._data / "drafts", waiting)
        await asyncio.to_thread(_remove_folders, self._data / "added", stored)

    # What adding would do

    async def _told(self, draft_id: str, together: Sequence[FileDraft]) -> DryRun:
        draft, readings = together[0], await asyncio.to_thread(self._readings, together)
        facts = draft_facts(draft)
        shared = shared_facts(facts, readings)
        documents = {reading.file: corrected(reading.documents, shared) for reading in readings}
        texts = [p.text for its in documents.values() for document in its for p in document.paragraphs]
        known = await self._store.known_texts(texts)
        rows = await self._store.sources_at(names=list(documents))
        looked = await asyncio.to_thread(_looked_at, self._library.snapshot, documents, readings, known)
        files, gains, new_topics, sampled = looked
        return DryRun(
            id=draft_id,
            name=", ".join(one.name for one in together),
            kind=Kind(draft.kind),
            facts=facts,
            files=files,
            gains=gains,
            new_topics=new_topics,
            known_since=_known_since(documents, rows),
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


def safe_name(name: str) -> str:
    """Return a stranger's name for a file as one that is safe on disk: no path, nothing hidden, its ending kept."""
    given = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    clean = _NOT_IN_NAMES.sub("_", given).strip(" .") or "file"
    stem, dot, ending = clean.rpartition(".")
    short = f"{_cut(stem)}{dot}{ending[:10]}" if stem else _cut(clean)
    return f"_{short}" if short.casefold() == READINGS else short  # which stands beside it


def _cut(name: str) -> str:
    """Return as much of a name as a disk takes, which counts bytes: a letter has up to four."""
    return name[:_LONGEST_NAME].encode()[:_MOST_BYTES].decode(errors="ignore")


def _copied(source: Path, target: Path) -> str:
    """Copy a file for the owner alone; return a digest of its bytes.

    Raises OSError where the file cannot be opened, DiskError where the copy cannot be made.
    """
    digest = hashlib.blake2b(digest_size=8)
    with source.open("rb") as given:
        try:
            target.parent.mkdir(mode=0o700, parents=True)
            with target.open("xb") as kept:
                target.chmod(0o600)
                while piece := given.read(1 << 20):
                    digest.update(piece)
                    kept.write(piece)
        except OSError as error:
            raise DiskError(error) from error
    return digest.hexdigest()


def _saved(folder: Path, readings: Sequence[FileReading]) -> None:
    """Keep what a draft was read as. Raises DiskError."""
    try:
        save_readings(folder, readings)
    except OSError as error:
        raise DiskError(error) from error


def _remove_folders(parent: Path, kept: Iterable[str]) -> None:
    """Remove the folders that nothing names, but for those of the last day: something may be under way there."""
    before = time.time() - _UNCLAIMED_S
    for folder in parent.iterdir() if parent.is_dir() else ():
        with suppress(FileNotFoundError):  # thrown away this moment
            if folder.name not in kept and folder.stat().st_mtime < before:
                shutil.rmtree(folder, ignore_errors=True)


def _known_since(documents: Mapping[str, Sequence[Document]], rows: Iterable[SourceRow]) -> datetime | None:
    """Return since when all files that hold something are sources; None where there is one that is not."""
    there = {row.name: row.added_at for row in rows if not row.removed}
    readable = [name for name, its in documents.items() if its]
    return min((there[name] for name in readable), default=None) if all(name in there for name in readable) else None


def _looked_at(
    snapshot: Snapshot,
    documents: dict[str, tuple[Document, ...]],
    readings: Sequence[FileReading],
    known: frozenset[str],
) -> tuple[tuple[DraftFile, ...], tuple[Gain, ...], tuple[str, ...], bool]:
    """Count what is new, by file, and find the topics of it."""
    fresh: dict[str, Document] = {}
    files: list[DraftFile] = []
    seen = set(known)
    for reading in readings:
        new = 0
        for document in documents[reading.file]:
            unseen = tuple(p for p in document.paragraphs if p.text not in seen)
            seen.update(p.text for p in unseen)
            new += len(unseen)
            fresh[document.id] = replace(document, paragraphs=unseen)
        files.append(_draft_file(reading, documents[reading.file], new))
    sample, sampled = _sample(fresh.values())
    return tuple(files), _gains(snapshot, sample), _new_topics(snapshot, sample), sampled


def _draft_file(reading: FileReading, documents: Sequence[Document], new: int) -> DraftFile:
    first = documents[0] if documents else None
    return DraftFile(
        name=reading.file,
        titles=tuple(document.title for document in documents),
        publisher=first.publisher if first else "",
        date=first.date if first else "",
        language=first.language if first else "",
        url=first.url if first else "",
        new=new,
        known=sum(len(document.paragraphs) for document in documents) - new,
        dropped=reading.dropped,
        problem=reading.problem or "",
    )


def _sample(documents: Iterable[Document]) -> tuple[list[Document], bool]:
    """Return documents of the first paragraphs, and whether any were left out."""
    found: list[Document] = []
    left = _SAMPLE
    for document in documents:
        found.append(replace(document, paragraphs=document.paragraphs[:left]))
        if len(document.paragraphs) > left:
            return found, True
        left -= len(document.paragraphs)
    return found, False


def _gains(snapshot: Snapshot, documents: Sequence[Document]) -> tuple[Gain, ...]:
    vocabulary = snapshot.vocabulary
    counts = Counter(id_ for d in documents for p in d.paragraphs for id_ in vocabulary.topics_in(p.text))
    gains = (Gain(id_, vocabulary.by_id[id_].name, count) for id_, count in counts.items())
    return tuple(sorted(gains, key=lambda gain: (-gain.paragraphs, gain.name)))


def _new_topics(snapshot: Snapshot, documents: Sequence[Document]) -> tuple[str, ...]:
    vocabulary = snapshot.vocabulary
    topics = find_topics(documents, tally(documents), vocabulary.glossary)
    unknown = (
        topic for topic in topics
        if not any(name_key(name) in vocabulary.by_key for name in (topic.name, *topic.aliases))
    )  # fmt: skip
    return tuple(topic.name for topic in unknown)


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
    first = its.heads[0] if its.heads else None
    return SourceFacts(
        name=row.name,
        kind=Kind(row.kind),
        titles=tuple(head.title for head in its.heads),
        publisher=first.publisher if first else row.publisher,
        date=first.date if first else row.date,
        language=first.language if first else row.language,
        url=first.url if first else row.url,
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

"""The library: the corpus on disk, the index made from it, and the answers it gives. What handlers call."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.answering import Page, Reply, Snapshot, answer_topic, page
from bot.asked import Asked
from bot.building import BuildError
from bot.changing import Changer, DiskError, Outcome, Perform, Progress, ReadApart, Refusal, Task, Work, quiet
from bot.corpus.blocks import Dropped
from bot.corpus.sources import load_sources
from bot.errors import BriefingError, NoIndexError, NotOpenError, SeedsMissingError, StoreError
from bot.explaining import Explanation, explain
from bot.indexing import IndexFolders
from bot.intake.apart import Intake
from bot.intake.bounds import PATIENT
from bot.search.amending import Edit, EditKind, Entry, with_edits
from bot.search.glossary import load_glossary
from bot.search.index import DocumentFacts, Index
from bot.search.matching import Matcher
from bot.search.naming import Topics
from bot.search.topics import Topic, name_key
from bot.search.vocabulary import open_vocabulary
from bot.seed_reading import seeds_size, seeds_state
from bot.store.rows import CorpusChange, FileChange, TopicEdit
from bot.store.store import Store
from bot.topics_file import load_entries

_log = logging.getLogger(__name__)

_AGAIN_AFTER = timedelta(minutes=15)
_MAY_PASS = (BuildError, DiskError, NoIndexError)  # for want of memory or room; an editor's mistake stays one
_SMALL = 4 * 1024 * 1024  # bytes of seeds, which are read sooner than a process starts ...
_FEW = 5_000  # ... and paragraphs, which are indexed so
# Before it answers anybody, a new index is asked what was asked lately, for such a share of the time that it took ...
_WARMING_SHARE = 0.1
_LEAST_WARMING_S, _MOST_WARMING_S = 0.5, 15.0  # ... within these bounds

__all__ = ["Changed", "IndexReport", "Library", "Perform", "Progress", "Skipped", "performed_here"]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that could not be read, and why, in words for an editor."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a reindex did."""

    files: int  # in the folder of documents that could be read, now or before
    skipped: tuple[Skipped, ...]
    documents: int
    paragraphs: int
    dropped: tuple[tuple[str, Dropped], ...]  # (file, furniture line) of the files read now
    change: CorpusChange
    seconds: float
    read: int = 0  # files read now: those that changed, or all
    changed: tuple[FileChange, ...] = ()  # files that came to something else, by name
    topics_new: tuple[str, ...] = ()  # by name, most mentioned first, at most so many
    topics_gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of the documents that the library answers from by now."""

    outcome: Outcome
    topics_new: tuple[str, ...]  # by name, most mentioned first, at most so many
    topics_gone: tuple[str, ...]


def performed_here(
    store: Store, seeds: Path, data: Path, clock: Callable[[], datetime], read: ReadApart | None = None
) -> Perform:
    """Return what carries out changes in this process: quick to begin, and in the way of answers while it works."""
    changer = Changer(store, seeds, data, read or Intake(bounds=PATIENT).read_apart, clock)

    async def perform(task: Task, progress: Progress) -> Outcome | Refusal:
        # Shielded: a thread cannot be stopped, so a cancelled caller must not let the next change begin beside it.
        return await asyncio.shield(changer.carry_out(task, progress))

    return perform


class Library:
    """Answers from one immutable snapshot and replaces it whole after a reindex."""

    def __init__(
        self, store: Store, seeds: Path, data: Path, clock: Callable[[], datetime], perform: Perform | None = None
    ) -> None:
        """Take an open store, the folder of documents, and the folder to keep the index in.

        `perform` carries out changes while the library answers; by default that is done here.
        """
        self._store = store
        self._seeds = seeds
        self._indexes = IndexFolders(data, seeds)
        self._here = performed_here(store, seeds, data, clock)
        self._perform = perform or self._here
        self._clock = clock
        self._snapshot: Snapshot | None = None
        self._corpus_time: datetime | None = None
        self._state = ""  # of the folder, as the snapshot was made from it
        self._refused: tuple[str, str] | None = None  # the state and the corpus that could not be taken up
        self._again_at: datetime | None = None  # when they are tried again; None: once they are others
        self._reindexing = asyncio.Lock()
        self._opened_once = asyncio.Event()
        self._asked = Asked()
        self._entries: tuple[Entry, ...] = ()  # of topics.toml
        self._edits: tuple[TopicEdit, ...] = ()  # that the snapshot has over them

    async def open(self, progress: Progress = quiet) -> IndexReport | None:
        """Open the index of the corpus as it is, and answer from it; read the documents anew where they changed since.

        An index that is damaged is made anew from the database, and the log says so. Returns what a reindex did, or
        None where none was needed.
        """
        mark, corpus_time = await self._store.corpus_mark()
        if not await self._store.is_being_revised():  # else these may be what another process is writing
            await asyncio.to_thread(self._indexes.remove_unfinished)
        try:
            snapshot, state = await asyncio.to_thread(self._opened, mark)
        except NoIndexError as error:
            if await asyncio.to_thread(self._indexes.folder(mark).exists):
                _log.error("%s; the index is being made anew from the database", error)
            return await self.reindex(progress)
        await self._take(snapshot, corpus_time, state)
        if mark and state == await asyncio.to_thread(seeds_state, self._seeds):
            return None
        return await self.reindex(progress)

    async def wait_until_open(self) -> None:
        """Return as soon as there is an index to answer from, though it be of documents that changed since."""
        await self._opened_once.wait()

    @property
    def is_open(self) -> bool:
        """Tell whether there is an index to answer from."""
        return self._snapshot is not None

    async def is_behind(self) -> bool:
        """Tell whether the folder of documents is another than it was when it was read last."""
        return await asyncio.to_thread(seeds_state, self._seeds) != self._state

    async def refresh(self) -> IndexReport | None:
        """Do what `open` does, where the documents or the corpus changed since; return None where nothing did.

        What editors said of topics, in whichever process, is taken up too, and an index that was tidied.
        Raises BriefingError for what an editor has to mend, once for each state of the files, and for what may pass by
        itself, each quarter of an hour.
        """
        if self.reindexing:
            return None  # the next time sees what is left to do
        if not self.is_open:
            return await self.open()
        await self.retopic()
        mark = await self._store.corpus_fingerprint()
        found = (await asyncio.to_thread(seeds_state, self._seeds), mark)
        index = self.snapshot.index
        is_latest = index.folder == await asyncio.to_thread(self._indexes.folder, mark)
        if (found == (self._state, index.fingerprint) and is_latest) or self._is_refused(found):
            return None
        try:
            return await self.open()
        except StoreError:
            raise
        except BriefingError as error:
            self._refused = found  # the same mistake is told once, not each minute
            self._again_at = self._clock() + _AGAIN_AFTER if isinstance(error, _MAY_PASS) else None
            raise

    def _is_refused(self, found: tuple[str, str]) -> bool:
        return found == self._refused and (self._again_at is None or self._clock() < self._again_at)

    async def tidy(self) -> bool:
        """Make the index anew, beside all else, where many small changes have worn it; tell whether that was done.

        Answers go on from the old one, and so do changes. Raises BriefingError.
        """
        before = self.snapshot.index.folder
        if not await asyncio.to_thread(self._indexes.is_worn, before):
            return False
        began = time.monotonic()
        await self._perform(Task(Work.TIDY), quiet)
        async with self._reindexing:
            if await asyncio.to_thread(self._indexes.folder, await self._store.corpus_fingerprint()) == before:
                return False
            await self._take_present(time.monotonic() - began)
        return True

    async def verify(self) -> None:
        """Read every file of the index in use, which takes a second a gigabyte.

        Where one is damaged, nothing is answered from it any more: it is made anew from the database, and the log says
        so. Raises BriefingError where that fails.
        """
        index = self.snapshot.index
        try:
            await asyncio.to_thread(self._indexes.verify, index)
        except NoIndexError as error:
            if self.snapshot.index is not index:
                return  # it has been replaced, and perhaps removed, meanwhile
            _log.error("%s; the index is being made anew from the database", error)
            await asyncio.to_thread(self._indexes.remove, index.folder)
            self._snapshot = None
            await self.reindex()

    async def speed_up(self) -> None:
        """Load what makes searches of a large index fast, off the event loop; until then they go on as they are."""
        await self._speed_up(self.snapshot.index)

    async def _speed_up(self, index: Index) -> None:
        """Load it for an index; where it was not compiled yet, have that done where changes are carried out.

        Compiling takes ten seconds, in which this process answers slowly and cannot end.
        """
        try:
            if await asyncio.to_thread(self._indexes.wants_compiling, index):
                await self._perform(Task(Work.COMPILE), quiet)
        except BriefingError as error:
            _log.warning("what makes searches fast is compiled in this process: %s", error)
        await asyncio.to_thread(self._indexes.speed_up, index)

    def _opened(self, mark: str) -> tuple[Snapshot, str]:
        """Open the index of a corpus; return the state of the seeds that it is up to date with, too.

        Raises NoIndexError.
        """
        return self._load(Index(self._indexes.folder(mark), self._indexes.kernels)), self._indexes.state(mark)

    async def _take(
        self, snapshot: Snapshot, corpus_time: datetime | None, state: str, warming_s: float = _LEAST_WARMING_S
    ) -> None:
        """Answer from a snapshot from now on, with what editors said of its topics."""
        edits = await self._store.topic_edits()
        edited = await asyncio.to_thread(_edited, snapshot, self._entries, edits)
        if self.is_open:
            await self._warm(edited, warming_s)
        retired = [self._snapshot]
        self._snapshot, self._corpus_time, self._state, self._edits = edited, corpus_time, state, edits
        self._opened_once.set()
        await self.retopic()  # for what was said meanwhile
        await asyncio.to_thread(retired.clear)  # giving back the memory and maps of a large index takes long

    async def _warm(self, snapshot: Snapshot, within_s: float) -> None:
        """Let a snapshot load what it needs, and answer what was asked lately, before anybody waits for that.

        A new index remembers no reply, has read none of its pages, and may be the first so large that loops are
        compiled for it: without this, all that people ask is slow for a while.
        """
        await self._speed_up(snapshot.index)
        await self._asked.again(snapshot.replies, within_s)

    async def retopic(self) -> bool:
        """Take up what editors said of topics since, which needs no new index; tell whether there was anything.

        Costs what was said, not what there is; answers under way keep the topics that they have.
        """
        while (edits := await self._store.topic_edits()) != self._edits:
            before = self.snapshot
            edited = await asyncio.to_thread(_edited, before, self._entries, edits)
            if self._snapshot is before:  # else an index was taken up meanwhile, and this is of the old one
                self._snapshot, self._edits = edited, edits
                return True
        return False

    @property
    def reindexing(self) -> bool:
        """Tell whether the documents are being changed or read just now."""
        return self._reindexing.locked()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What topics.toml says of topics, as the snapshot has it."""
        return self._entries

    @property
    def edits(self) -> tuple[TopicEdit, ...]:
        """What editors said of topics beside the file, as the snapshot has it, oldest first."""
        return self._edits

    async def reindex(self, progress: Progress = quiet, *, full: bool = False) -> IndexReport:
        """Read what changed in the folder of documents, or all there is; store it, index it, and answer from that.

        `full` reads what editors added again too. One at a time; a second call waits for the first. A failure leaves
        the documents and the index as they were. Raises BriefingError.
        """
        started = time.monotonic()
        changed = await self._changed(Task(Work.REINDEX, full=full), progress)
        if isinstance(changed, Refusal):
            raise ValueError(f"a reindex cannot be refused: {changed}")
        outcome, index = changed.outcome, self.snapshot.index
        return IndexReport(
            files=outcome.readable,
            skipped=tuple(Skipped(*one) for one in outcome.skipped),
            documents=len(index.documents),
            paragraphs=len(index),
            dropped=outcome.dropped,
            change=outcome.counted,
            seconds=time.monotonic() - started,
            read=outcome.read,
            changed=outcome.files,
            topics_new=changed.topics_new,
            topics_gone=changed.topics_gone,
        )

    async def change(self, task: Task, progress: Progress = quiet) -> Changed | Refusal:
        """Carry out a change and answer from it, or say why not. A failure leaves all as it was.

        One at a time, as `reindex`. Raises BriefingError.
        """
        return await self._changed(task, progress)

    async def _changed(self, task: Task, progress: Progress) -> Changed | Refusal:
        async with self._reindexing:
            await asyncio.to_thread(self._check_editors_files)
            perform = self._perform if self.is_open or await self._is_large() else self._here
            began = time.monotonic()
            outcome = await perform(replace(task, state=self._state), progress)
            if isinstance(outcome, Refusal):
                return outcome
            moved = outcome.topics
            before = await asyncio.to_thread(_named, self._snapshot, (*moved.came, *moved.went))
            await self._take_present(time.monotonic() - began)
            after = await asyncio.to_thread(_named, self._snapshot, (*moved.came, *moved.went))
            came = tuple(after[id_] for id_ in moved.came if id_ in after and id_ not in before)
            went = tuple(before[id_] for id_ in moved.went if id_ in before and id_ not in after)
            return Changed(outcome, came, went)

    async def _is_large(self) -> bool:
        """Tell whether reading and indexing everything takes longer than starting a process for it."""
        size = await self._store.corpus_size()
        return size.paragraphs > _FEW or await asyncio.to_thread(seeds_size, self._seeds) > _SMALL

    async def _take_present(self, took_s: float) -> None:
        """Answer from the corpus as it is; its index took so long to make."""
        mark, corpus_time = await self._store.corpus_mark()
        snapshot, state = await asyncio.to_thread(self._opened, mark)
        warming_s = min(max(_LEAST_WARMING_S, _WARMING_SHARE * took_s), _MOST_WARMING_S)
        await self._take(snapshot, corpus_time, state, warming_s)
        await asyncio.to_thread(self._indexes.remove_others, snapshot.index.folder)

    def _check_editors_files(self) -> None:
        """Raise what is wrong with the folder or an editor's file before anything is changed."""
        if not self._seeds.is_dir():
            raise SeedsMissingError(str(self._seeds))
        load_glossary(self._seeds / "glossary.toml")
        load_sources(self._seeds / "sources.toml")
        load_entries(self._seeds / "topics.toml")

    def _load(self, index: Index) -> Snapshot:
        glossary = load_glossary(self._indexes.glossary)
        self._entries = load_entries(self._seeds / "topics.toml")
        vocabulary = open_vocabulary(index.folder, glossary)  # with the corpus's own topics, until it is taken up
        return Snapshot(index, vocabulary, Matcher(index, vocabulary))

    @property
    def snapshot(self) -> Snapshot:
        """The index in use. Raises NotOpenError while there is none."""
        if self._snapshot is None:
            raise NotOpenError(str(self._indexes.parent), "the index is not open yet")
        return self._snapshot

    @property
    def corpus_time(self) -> datetime | None:
        """When the latest paragraph of the index in use was first seen; where it has none, when the last one went.

        None before the first paragraph of all. What comes later is later, whatever the clock says.
        """
        return self._corpus_time

    async def brief(self, query: str) -> Reply:
        """Answer a query, off the event loop. An index that takes the place of this one will be asked the same."""
        self._asked.note(query)
        return await self.reply_to(query)

    async def reply_to(self, query: str) -> Reply:
        """Return what a query that nobody asks just now is answered with, off the event loop."""
        replies = self.snapshot.replies
        known = replies.remembered(query)
        return await asyncio.to_thread(replies, query) if known is None else known

    async def explain(self, query: str) -> Explanation:
        """Tell why a query is answered as it is, off the event loop."""
        return await asyncio.to_thread(explain, self.snapshot, query)

    async def brief_topic(self, topic_id: str) -> Reply | None:
        """Answer with a topic of the vocabulary, off the event loop; None where the corpus no longer has it."""
        snapshot, topic = self.snapshot, self.topic(topic_id)
        return await asyncio.to_thread(answer_topic, snapshot, topic) if topic else None

    async def page(self, reply: Reply, number: int) -> Page | None:
        """Return a page of an answer (0 is its briefing), off the event loop; None where there is no such page."""
        return reply.first if number == 0 else await asyncio.to_thread(page, self.snapshot, reply, number)

    def topic(self, topic_id: str) -> Topic | None:
        """Return a topic by its id, or None where the corpus no longer has it."""
        return self.snapshot.vocabulary.by_id.get(topic_id)

    @property
    def topics(self) -> Topics:
        """All topics, most mentioned first."""
        return self.snapshot.vocabulary.topics

    def topics_called(self, names: Iterable[str], ids: Iterable[str] = ()) -> tuple[Topic, ...]:
        """Return the topics of these names, and of these ids, that there are, most mentioned first."""
        vocabulary = self.snapshot.vocabulary
        found = [vocabulary.by_key.get(name_key(name)) for name in names] + [vocabulary.by_id.get(id_) for id_ in ids]
        topics = {topic.id: topic for topic in found if topic}
        return tuple(sorted(topics.values(), key=lambda topic: (-topic.occurrences, topic.name)))

    @property
    def documents(self) -> Sequence[DocumentFacts]:
        """All indexed documents, in the order in which they came, by file where they came at once."""
        return self.snapshot.index.documents

    @property
    def sizes(self) -> Mapping[str, int]:
        """How many paragraphs each indexed document has, by its id."""
        return self.snapshot.sizes


def _named(snapshot: Snapshot | None, ids: Iterable[str]) -> dict[str, str]:
    """Return what those of some topics are called that a snapshot has, by id, with an editor's word over them."""
    known = snapshot.vocabulary.by_id if snapshot else {}
    return {id_: topic.name for id_ in ids if (topic := known.get(id_))}


def _edited(snapshot: Snapshot, entries: Sequence[Entry], edits: Sequence[TopicEdit]) -> Snapshot:
    """Return a snapshot with the topics that entries and later edits make of those of its corpus."""
    said = with_edits(entries, (Edit(EditKind(one.kind), one.topic, one.value) for one in edits))
    vocabulary = snapshot.vocabulary.amended(said)
    return Snapshot(snapshot.index, vocabulary, Matcher(snapshot.index, vocabulary))

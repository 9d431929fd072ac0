"""The library: the corpus on disk, the index made from it, and the answers it gives. What handlers call."""

import asyncio
import hashlib
import shutil
import time
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.answering import Page, Reply, Snapshot, answer, answer_topic, page
from bot.corpus.blocks import Dropped
from bot.corpus.documents import Document
from bot.corpus.reading import list_files, read_file
from bot.corpus.sources import load_sources
from bot.errors import BriefingError, NoIndexError, SeedsMissingError, StoreError
from bot.explaining import Explanation, explain
from bot.search.glossary import Glossary, load_glossary
from bot.search.index import FORMAT, UNFINISHED, DocumentFacts, Index, build_index
from bot.search.matching import Matcher
from bot.search.topics import Topic, with_editor_aliases
from bot.search.vocabulary import build_vocabulary, open_vocabulary
from bot.store.corpus_plan import fingerprint
from bot.store.rows import CorpusChange
from bot.store.store import Store

Progress = Callable[[str, int, int], None]  # what is being done, how much of it is done, how much there is


class TopicsFileError(BriefingError):
    """`topics.toml` is not of its form; the message names the entry and what it should be."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that could not be read, and why, in words for an editor."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a reindex did."""

    files: int  # read
    skipped: tuple[Skipped, ...]
    documents: int
    paragraphs: int
    dropped: tuple[tuple[str, Dropped], ...]  # (file, furniture line)
    change: CorpusChange
    seconds: float


def _quiet(what: str, done: int, total: int) -> None:
    """Report no progress."""


class Library:
    """Answers from one immutable snapshot and replaces it whole after a reindex."""

    def __init__(self, store: Store, seeds: Path, data: Path, clock: Callable[[], datetime]) -> None:
        """Take an open store, the folder of documents, and the folder to keep the index in."""
        self._store = store
        self._seeds = seeds
        self._indexes = data / "index"
        self._clock = clock
        self._snapshot: Snapshot | None = None
        self._corpus_time: datetime | None = None
        self._state = ""  # of the folder, as the snapshot was made from it
        self._refused = ""  # the state that could not be read
        self._reindexing = asyncio.Lock()

    async def open(self, progress: Progress = _quiet) -> IndexReport | None:
        """Open the index of the corpus as it is; read the documents anew where they changed since.

        Returns what a reindex did, or None where none was needed.
        """
        corpus_time = await self._store.corpus_time()  # first: what comes in between is news of the next time
        mark = await self._store.corpus_fingerprint()
        await asyncio.to_thread(self._remove_unfinished)
        try:
            snapshot, state = await asyncio.to_thread(self._opened, mark)
        except NoIndexError:
            return await self.reindex(progress)
        self._take(snapshot, corpus_time, state)
        return None

    async def refresh(self) -> IndexReport | None:
        """Do what `open` does, where the documents or the corpus changed since; return None where nothing did.

        Raises BriefingError for what an editor has to mend, once for each state of the files.
        """
        state = await asyncio.to_thread(_state_of, self._seeds)
        if state == self._refused:
            return None
        if state == self._state and await self._store.corpus_fingerprint() == self.snapshot.index.fingerprint:
            return None
        try:
            return await self.open()
        except StoreError:
            raise
        except BriefingError:
            self._refused = state  # the same mistake is told once, not each minute
            raise

    def _opened(self, mark: str) -> tuple[Snapshot, str]:
        glossary = load_glossary(self._seeds / "glossary.toml")
        folder, state = self._folder(mark), _state_of(self._seeds)
        if not mark or state != _read(folder / "seeds.digest"):
            raise NoIndexError(str(folder), "the documents changed")
        return self._load(Index(folder), glossary), state

    def _take(self, snapshot: Snapshot, corpus_time: datetime | None, state: str) -> None:
        """Answer from a snapshot from now on."""
        self._snapshot, self._corpus_time, self._state = snapshot, corpus_time, state

    async def reindex(self, progress: Progress = _quiet) -> IndexReport:
        """Read all documents, store what changed, build the index, and answer from it once it is whole.

        One at a time; a second call waits for the first. A failure leaves the old index in use.
        """
        # Shielded: a thread cannot be stopped, so a cancelled caller must not let the next reindex begin beside it.
        return await asyncio.shield(self._reindex(progress))

    async def _reindex(self, progress: Progress) -> IndexReport:
        async with self._reindexing:
            started = time.monotonic()
            await asyncio.to_thread(self._check_editors_files)
            state = await asyncio.to_thread(_state_of, self._seeds)
            documents, skipped, dropped, files = await asyncio.to_thread(self._read_seeds, progress)
            change = await self._store.replace_corpus(documents, self._clock())
            corpus_time = await self._store.corpus_time()
            live = await self._store.live_documents()
            self._take(await asyncio.to_thread(self._build, live, state, progress), corpus_time, state)
            paragraphs = sum(len(document.paragraphs) for document in live)
            seconds = time.monotonic() - started
            return IndexReport(files, skipped, len(live), paragraphs, dropped, change, seconds)

    def _check_editors_files(self) -> None:
        """Raise what is wrong with the folder or an editor's file before anything is changed."""
        if not self._seeds.is_dir():
            raise SeedsMissingError(str(self._seeds))
        load_glossary(self._seeds / "glossary.toml")
        load_aliases(self._seeds / "topics.toml")

    def _read_seeds(
        self, progress: Progress
    ) -> tuple[list[Document], tuple[Skipped, ...], tuple[tuple[str, Dropped], ...], int]:
        catalog = load_sources(self._seeds / "sources.toml")
        names = list_files(self._seeds)
        documents: dict[str, Document] = {}
        skipped: list[Skipped] = []
        dropped: list[tuple[str, Dropped]] = []
        for done, name in enumerate(names):
            progress("reading", done, len(names))
            reading = read_file(self._seeds / name, name, catalog, within=self._seeds)
            documents |= {document.id: document for document in reading.documents}
            dropped += [(name, line) for line in reading.dropped]
            if reading.problem:
                skipped.append(Skipped(name, reading.problem))
        progress("reading", len(names), len(names))
        return list(documents.values()), tuple(skipped), tuple(dropped), len(names) - len(skipped)

    def _build(self, documents: Sequence[Document], state: str, progress: Progress) -> Snapshot:
        glossary = load_glossary(self._seeds / "glossary.toml")
        mark = fingerprint(documents)
        folder = self._folder(mark)
        total = sum(len(document.paragraphs) for document in documents)
        counted = 0

        def on_paragraphs(number: int) -> None:
            nonlocal counted
            counted += number
            progress("indexing", counted, total)

        index = build_index(documents, folder, mark, on_paragraphs)
        build_vocabulary(documents, glossary, folder)
        (folder / "seeds.digest").write_text(state, encoding="utf-8")
        snapshot = self._load(index, glossary)
        self._remove_others(folder)
        return snapshot

    def _load(self, index: Index, glossary: Glossary) -> Snapshot:
        aliases = load_aliases(self._seeds / "topics.toml")
        vocabulary = open_vocabulary(index.folder, glossary, lambda topics: with_editor_aliases(tuple(topics), aliases))
        return Snapshot(index, vocabulary, Matcher(index, vocabulary))

    def _folder(self, mark: str) -> Path:
        # The glossary decides which phrases are topics, so an index is of one corpus and one glossary.
        made_from = f"{mark} {FORMAT} {_read(self._seeds / 'glossary.toml')}"
        return self._indexes / hashlib.blake2b(made_from.encode(), digest_size=12).hexdigest()

    def _remove_unfinished(self) -> None:
        for folder in self._indexes.glob(f"*{UNFINISHED}"):
            shutil.rmtree(folder, ignore_errors=True)

    def _remove_others(self, current: Path) -> None:
        # Replies under way read the old files through their own maps, which outlive the names.
        for folder in self._indexes.iterdir():
            if folder != current and folder.suffix != UNFINISHED:
                shutil.rmtree(folder, ignore_errors=True)

    @property
    def snapshot(self) -> Snapshot:
        """The index in use. Raises NoIndexError before `open`."""
        if self._snapshot is None:
            raise NoIndexError(str(self._indexes), "the index is not open yet")
        return self._snapshot

    @property
    def corpus_time(self) -> datetime | None:
        """When the latest paragraph of the index in use was first seen, at the least; None while there is none."""
        return self._corpus_time

    def source_of(self, paragraph_id: str) -> str:
        """Return who published a paragraph, as a reader knows it. Raises KeyError where the index has none such."""
        index = self.snapshot.index
        document = index.hit(index.row(paragraph_id), 0.0).document
        return document.publisher or document.title

    async def brief(self, query: str) -> Reply:
        """Answer a query, off the event loop."""
        return await asyncio.to_thread(answer, self.snapshot, query)

    async def explain(self, query: str) -> Explanation:
        """Tell why a query is answered as it is, off the event loop."""
        return await asyncio.to_thread(explain, self.snapshot, query)

    async def brief_topic(self, topic_id: str) -> Reply | None:
        """Answer with a topic of the vocabulary, off the event loop; None where the corpus no longer has it."""
        snapshot, topic = self.snapshot, self.topic(topic_id)
        return await asyncio.to_thread(answer_topic, snapshot, topic) if topic else None

    async def page(self, reply: Reply, number: int) -> Page | None:
        """Return a page of an answer (0 is its briefing), off the event loop; None where there is no such page."""
        return await asyncio.to_thread(page, self.snapshot, reply, number)

    def topic(self, topic_id: str) -> Topic | None:
        """Return a topic by its id, or None where the corpus no longer has it."""
        return self.snapshot.vocabulary.by_id.get(topic_id)

    @property
    def topics(self) -> tuple[Topic, ...]:
        """All topics, most mentioned first."""
        return self.snapshot.vocabulary.topics

    @property
    def documents(self) -> tuple[DocumentFacts, ...]:
        """All indexed documents, by file."""
        return self.snapshot.index.documents

    @property
    def sizes(self) -> Mapping[str, int]:
        """How many paragraphs each indexed document has, by its id."""
        return self.snapshot.sizes


def _state_of(seeds: Path) -> str:
    """Return a digest of the names, sizes and times of all that indexing reads: cheap, and changes if any does."""
    names = [*list_files(seeds), "sources.toml", "topics.toml", "glossary.toml"] if seeds.is_dir() else []
    stats = ((name, (seeds / name).stat()) for name in names if (seeds / name).exists())
    return hashlib.blake2b(repr([(n, s.st_size, s.st_mtime_ns) for n, s in stats]).encode(), digest_size=12).hexdigest()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def load_aliases(path: Path) -> list[tuple[str, tuple[str, ...]]]:
    """Read an editor's topics; an absent file has none. Raises TopicsFileError naming the faulty entry."""
    if not path.exists():
        return []
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TopicsFileError(f"{path.name}: {error}") from error
    if unknown := sorted(tables.keys() - {"topic"}):
        raise TopicsFileError(f"{path.name}: [[{unknown[0]}]] is unknown; entries are [[topic]]")
    return list(_checked(path.name, tables.get("topic", [])))


def _checked(file: str, entries: Iterable[object]) -> Iterable[tuple[str, tuple[str, ...]]]:
    for number, given in enumerate(entries if isinstance(entries, list) else [entries], start=1):
        entry = given if isinstance(given, dict) else {}
        name, aliases = entry.get("name"), entry.get("aliases", [])
        if not isinstance(name, str) or not name.strip() or not isinstance(aliases, list):
            raise TopicsFileError(
                f'{file}: [[topic]] number {number} should have name = "..." and aliases = ["...", ...]'
            )
        if unknown := sorted(entry.keys() - {"name", "aliases"}):
            raise TopicsFileError(f'{file}: "{unknown[0]}" of "{name}" is unknown; an entry has name and aliases')
        if not all(isinstance(alias, str) and alias.strip() for alias in aliases):
            raise TopicsFileError(f'{file}: the aliases of "{name}" should be texts')
        yield name, tuple(aliases)

"""The editor's desk: documents come in as drafts, are looked at, added and taken back. What handlers call."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from bot.corpus.blocks import Dropped
from bot.corpus.reading import FileReading
from bot.corpus.sources import Facts
from bot.errors import BriefingError
from bot.library import Library, Progress
from bot.store.rows import CorpusChange
from bot.store.store import Store

ReadApart = Callable[[Path, str, Facts], Awaitable[tuple[FileReading, ...]]]
"""Reads untrusted bytes: the file, the name that its documents are to have, and what is known of it."""


class Kind(StrEnum):
    """Where a source's bytes come from."""

    SEED = "seed"  # a file in the folder of documents
    FILE = "file"  # uploaded
    LINK = "link"  # the page behind an address that an editor sent
    FEED = "feed"  # an item of a feed


class ChangeKind(StrEnum):
    """What an editor did."""

    ADD = "add"
    REMOVE = "remove"
    RENAME = "rename"
    REREAD = "reread"


class Refusal(StrEnum):
    """Why nothing was changed."""

    GONE = "gone"  # there is no such draft, change or source (any more)
    DONE = "done"  # that was added, removed or undone already
    EMPTY = "empty"  # none of the draft's files holds a text
    CHANGED = "changed"  # what the change touched was changed again since
    UNREADABLE = "unreadable"  # the source's bytes cannot be read (any more): `SourceFacts.problem` says why


class FactsError(BriefingError):
    """A correction is not of its form. `field` is the fact's name, the message what it should be."""

    def __init__(self, field: str, should_be: str) -> None:
        super().__init__(f"{field} should be {should_be}")
        self.field = field
        self.should_be = should_be


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
    name: str  # as it was sent
    kind: Kind
    facts: Facts  # what an editor corrected; "" where the file has its own word
    files: tuple[DraftFile, ...]
    gains: tuple[Gain, ...]  # most new paragraphs first
    new_topics: tuple[str, ...]  # names that no topic has yet, most mentioned first
    known_since: datetime | None  # since when the very same bytes are among the documents
    sampled: bool  # the topics were looked for in the first paragraphs only
    by: int
    chat_id: int
    message_id: int | None
    made_at: datetime

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
class FileChange:
    """What a change did to one file."""

    name: str
    documents_added: int
    documents_changed: int
    documents_removed: int
    added: int  # paragraphs, as the next two
    restored: int
    removed: int


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
    titles: tuple[str, ...]  # of its documents, at most three
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
        """Keep a copy of the file as a draft, read it apart, and tell what adding it would do.

        `facts` are corrections from the start; a link's address is `facts.url`.
        """
        raise NotImplementedError

    async def draft(self, draft_id: str) -> DryRun | None:
        """Tell again what adding a draft would do, by the documents as they are now; None where it is gone."""
        raise NotImplementedError

    async def correct(self, draft_id: str, facts: Facts) -> DryRun | None:
        """Correct a draft: these facts take the place of all earlier ones, "" leaves the file its word.

        None where the draft is gone. Raises FactsError.
        """
        raise NotImplementedError

    async def show(self, draft_id: str, message_id: int) -> bool:
        """Note the message that shows a draft; tell whether the draft is still there."""
        raise NotImplementedError

    async def discard(self, draft_id: str) -> bool:
        """Throw a draft away; tell whether there was one that had not been added."""
        raise NotImplementedError

    async def add(self, draft_id: str, by: int, progress: Progress | None = None) -> Change | Refusal:
        """Add a draft to the documents, and answer from them."""
        return await self.add_all([draft_id], by, progress)

    async def add_all(self, draft_ids: Sequence[str], by: int, progress: Progress | None = None) -> Change | Refusal:
        """Add several drafts in one change, all or none: the index is built once."""
        raise NotImplementedError

    # Changes

    async def undo(self, change_id: str, by: int, progress: Progress | None = None) -> Change | Refusal:
        """Take a change back whole, unless what it touched was changed since (CHANGED)."""
        raise NotImplementedError

    async def change(self, change_id: str) -> Change | None:
        """Return a change by the id that a button carries, without what it came to."""
        raise NotImplementedError

    async def remove(self, name: str, by: int, progress: Progress | None = None) -> Change | Refusal:
        """Take a source out of the documents. A seed stays on disk and is not read again until `reread` or `undo`."""
        raise NotImplementedError

    async def rename(self, name: str, facts: Facts, by: int, progress: Progress | None = None) -> Change | Refusal:
        """Correct a source: these facts take the place of all earlier ones. Raises FactsError."""
        raise NotImplementedError

    async def reread(self, name: str, by: int, progress: Progress | None = None) -> Change | Refusal:
        """Read a source again from its bytes, and put it back if it was removed."""
        raise NotImplementedError

    async def sources(self, *, removed: bool = False) -> tuple[SourceFacts, ...]:
        """Return what is indexed, latest added first; `removed` adds the seeds that an editor took out."""
        raise NotImplementedError

    async def prune(self) -> None:
        """Delete drafts older than a day, and the bytes that nothing names any more."""
        raise NotImplementedError

"""Editing topics: what an editor may say of them, checked, kept, and in effect at once. What handlers call."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from bot.answering import Snapshot, reaches, retrieve
from bot.errors import BriefingError
from bot.library import Library
from bot.search.amending import Edit, EditKind, with_edits
from bot.search.topics import Topic, name_key
from bot.store.rows import TopicEdit
from bot.store.store import Store
from bot.topics_file import written

MAX_NAME = 80  # characters of a topic's name
_NEAR = 6  # topics to choose from


class Fault(Enum):
    """What is wrong with an edit."""

    UNKNOWN = auto()  # the documents have no such topic
    WORDLESS = auto()  # a name without a letter or digit
    TOO_LONG = auto()
    KNOWN = auto()  # the topic has that name already
    TAKEN = auto()  # another topic has that name
    ITSELF = auto()  # a topic merged into itself


class TopicEditError(BriefingError):
    """An edit cannot be made. `name` is what was given, `topic` who stands in its way, "" where nobody does."""

    def __init__(self, fault: Fault, name: str, topic: str = "") -> None:
        super().__init__(f"{fault.name.lower()}: {name!r}" + (f", a name of {topic!r}" if topic else ""))
        self.fault = fault
        self.name = name
        self.topic = topic


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """A topic as an editor sees it."""

    topic: Topic
    paragraphs: int  # that an answer on it could be made of
    edits: tuple[TopicEdit, ...]  # about it, oldest first


class TopicEdits:
    """Changes topics by an editor's word, over topics.toml. Each change holds at once and can be taken back.

    Topics are given by their id, or by any of their names.
    """

    def __init__(self, store: Store, library: Library, clock: Callable[[], datetime]) -> None:
        """Take an open store and library."""
        self._store = store
        self._library = library
        self._clock = clock
        self._turn = asyncio.Lock()  # of two edits at once the second is checked against the first

    async def add_alias(self, topic: str, alias: str, by: int) -> TopicEdit:
        """Let a topic be found by another name too. Raises TopicEditError."""
        async with self._turn:
            found, name = await self._topic(topic), checked_name(alias)
            self._see_that_it_is_free(found, name)
            return await self._made(EditKind.ALIAS, found, name, by)

    async def merge(self, topic: str, into: str, by: int) -> TopicEdit:
        """Make one topic of two: the names of the first become other names of the second. Raises TopicEditError."""
        async with self._turn:
            found, lead = await self._topic(topic), await self._topic(into)
            if found.id == lead.id:
                raise TopicEditError(Fault.ITSELF, lead.name)
            return await self._made(EditKind.MERGE, found, self._as_first_called(lead), by)

    async def rename(self, topic: str, name: str, by: int) -> TopicEdit:
        """Let answers on a topic be headed by another name; the old one stays one of its names.

        Raises TopicEditError.
        """
        async with self._turn:
            found, name = await self._topic(topic), checked_name(name)
            if found.name == name:
                raise TopicEditError(Fault.KNOWN, name, found.name)
            if name_key(name) not in map(name_key, (found.name, *found.aliases)):
                self._see_that_it_is_free(found, name)
            return await self._made(EditKind.RENAME, found, name, by)

    async def hide(self, topic: str, by: int) -> TopicEdit:
        """Say that a topic is none: it is listed, suggested and named no more. Its words are found as before.

        Raises TopicEditError.
        """
        async with self._turn:
            return await self._made(EditKind.HIDE, await self._topic(topic), "", by)

    async def undo(self, edit_id: int) -> TopicEdit | None:
        """Take an edit back, later ones stay; return it, or None where it was taken back already."""
        gone = await self._store.remove_topic_edit(edit_id)
        await self._library.retopic()
        return gone

    async def edits(self) -> tuple[TopicEdit, ...]:
        """Return all edits that hold, oldest first."""
        return await self._store.topic_edits()

    async def as_toml(self) -> str:
        """Return topics.toml with all edits in it: put into its place, it says the same without them."""
        edits = await self._store.topic_edits()
        return written(with_edits(self._library.entries, map(_edit, edits)))

    async def facts(self, topic: str) -> TopicFacts:
        """Return what there is to know of a topic. Raises TopicEditError where there is none such."""
        found = await self._topic(topic)
        names = set(map(name_key, (found.name, *found.aliases)))
        own = (one for one in await self.edits() if name_key(one.topic) in names)
        paragraphs = await asyncio.to_thread(_paragraphs, self._library.snapshot, found)
        return TopicFacts(found, paragraphs, tuple(own))

    async def find(self, text: str) -> tuple[Topic, ...]:
        """Return the topics that a text may mean which is no topic's name, likeliest first; () where none looks so."""
        return await asyncio.to_thread(_meant, self._library.snapshot, text)

    async def near(self, topic: str) -> tuple[Topic, ...]:
        """Return the topics that look most like one, without itself. Raises TopicEditError where there is none such."""
        found = await self._topic(topic)
        return await asyncio.to_thread(_near, self._library.snapshot, found)

    async def _topic(self, given: str) -> Topic:
        await self._library.retopic()  # what was said in another process counts
        vocabulary = self._library.snapshot.vocabulary
        found = vocabulary.by_id.get(given) or vocabulary.by_key.get(name_key(given))
        if found is None:
            raise TopicEditError(Fault.UNKNOWN, given)
        return found

    def _see_that_it_is_free(self, topic: Topic, name: str) -> None:
        holder = self._library.snapshot.vocabulary.by_key.get(name_key(name))
        if holder is not None:
            raise TopicEditError(Fault.KNOWN if holder.id == topic.id else Fault.TAKEN, name, holder.name)

    async def _made(self, kind: EditKind, topic: Topic, value: str, by: int) -> TopicEdit:
        made = await self._store.add_topic_edit(kind, self._as_first_called(topic), value, by, self._clock())
        await self._library.retopic()
        return made

    def _as_first_called(self, topic: Topic) -> str:
        """Return a topic's name without edits of it, or one that stays where any of them is taken back."""
        name = topic.name
        for edit in reversed(self._library.edits):
            if edit.kind == EditKind.RENAME and name_key(edit.value) == name_key(name):
                name = edit.topic
        return name


def checked_name(text: str) -> str:
    """Return a text as a topic's name, on one line. Raises TopicEditError where it cannot be one."""
    name = " ".join(text.split())
    if not name_key(name):
        raise TopicEditError(Fault.WORDLESS, name)
    if len(name) > MAX_NAME:
        raise TopicEditError(Fault.TOO_LONG, name)
    return name


def _edit(row: TopicEdit) -> Edit:
    return Edit(EditKind(row.kind), row.topic, row.value)


def _paragraphs(snapshot: Snapshot, topic: Topic) -> int:
    hits = retrieve(snapshot, snapshot.matcher.match(topic.name), len(snapshot.index))
    return sum(reaches(hit, hits[0]) for hit in hits)


def _meant(snapshot: Snapshot, text: str) -> tuple[Topic, ...]:
    match = snapshot.matcher.match(text)
    found = (*((match.topic,) if match.topic else ()), *match.suggestions, *_alike(snapshot, text))
    return tuple(dict.fromkeys(found))[:_NEAR]


def _near(snapshot: Snapshot, topic: Topic) -> tuple[Topic, ...]:
    others = dict.fromkeys(near for name in (topic.name, *topic.aliases[:3]) for near in _alike(snapshot, name))
    return tuple(other for other in others if other.id != topic.id)[:_NEAR]


def _alike(snapshot: Snapshot, text: str) -> Sequence[Topic]:
    return snapshot.matcher.nearest(text, snapshot.matcher.match(text).readings)

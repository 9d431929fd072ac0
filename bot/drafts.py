"""What adding a draft would do: pure, from what was read of it and the documents that there are."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.answering import Snapshot
from bot.corpus.blocks import Dropped
from bot.corpus.documents import Document
from bot.corpus.reading import FileReading
from bot.corpus.sources import Facts
from bot.search.lexicon import tally
from bot.search.topics import find_topics, name_key
from bot.seed_reading import Kind
from bot.store.rows import SourceRow

_SAMPLE = 1_000  # new paragraphs in which topics are looked for: a second of work


@dataclass(frozen=True, slots=True)
class DraftFile:
    """One file of a draft as it was understood, an editor's corrections included."""

    name: str  # as its documents will name it: "added/<digest>/<file name>"
    titles: tuple[str, ...]  # of its documents, in their order
    publishers: tuple[str, ...]  # of its documents, each once, "" where one has none; the next two likewise
    dates: tuple[str, ...]
    languages: tuple[str, ...]
    url: str  # of its document where there is one
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


def known_since(documents: Mapping[str, Sequence[Document]], rows: Iterable[SourceRow]) -> datetime | None:
    """Return since when all files that hold something are sources; None where there is one that is not."""
    there = {row.name: row.added_at for row in rows if not row.removed}
    readable = [name for name, its in documents.items() if its]
    return min((there[name] for name in readable), default=None) if all(name in there for name in readable) else None


def looked_at(
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
    return DraftFile(
        name=reading.file,
        titles=tuple(document.title for document in documents),
        publishers=each_once(document.publisher for document in documents),
        dates=each_once(document.date for document in documents),
        languages=each_once(document.language for document in documents),
        url=documents[0].url if len(documents) == 1 else "",
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


def each_once(values: Iterable[str]) -> tuple[str, ...]:
    """Return values in their order, without those that stood before."""
    return tuple(dict.fromkeys(values))

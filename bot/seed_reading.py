"""Reading the folder of documents: what changed in it, part by part, so that an archive of any size fits the memory."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.corpus.blocks import Dropped
from bot.corpus.documents import Document
from bot.corpus.reading import ARCHIVES, NOT_DOCUMENTS, FileReading, list_files, read_in_parts
from bot.corpus.sources import UNKNOWN, Facts, SourceCatalog, load_sources
from bot.store.rows import SourceRow

READERS = 2  # raise it whenever reading changes meaning: seeds that were read by others are read again
GONE = "gone"  # state of a seed that is no longer on disk
FACTS = ("publisher", "title", "date", "language", "url")
MOST_DROPPED = 2_000  # lines that a report names
_PART = 20_000  # paragraphs that are held at a time: 50 MB
_STEP = 65_536  # bytes of an archive that count as much as a file

Part = dict[str, list[Document]]  # documents by file; a file that has none (any more) has none here


class Kind(StrEnum):
    """Where a source's bytes come from."""

    SEED = "seed"  # a file in the folder of documents
    FILE = "file"  # uploaded
    LINK = "link"  # the page behind an address that an editor sent
    FEED = "feed"  # an item of a feed


@dataclass(frozen=True, slots=True)
class _Seed:
    """A seed that is to be read."""

    name: str
    old: SourceRow | None
    state: str
    steps: int  # of progress that it takes


class SeedReading:
    """Reads the seeds that changed since they were read, or all, and tells in the end what else there is to say."""

    def __init__(
        self,
        seeds: Path,
        rows: Mapping[str, SourceRow],
        unsourced: Iterable[str],
        now: datetime,
        progress: Callable[[int, int], None] = lambda done, total: None,
        *,
        full: bool = False,
        most: int = _PART,
    ) -> None:
        """Take the folder, what is known of its files, and the live files of which nothing is.

        A part has about `most` paragraphs. `progress` hears how much is done and how much there is: a file counts
        one, a large archive more. Raises SettingsError for what is wrong with `sources.toml`.
        """
        self._seeds = seeds
        self._rows = rows
        self._catalog = load_sources(seeds / "sources.toml")
        self._now = now
        self._progress = progress
        self._most = most
        self._names = list_files(seeds)
        self._gone = self._no_longer_there(unsourced)
        self.told: dict[str, SourceRow | None] = {
            name: replace(rows[name], state=GONE, problem="") for name in self._gone if name in rows
        }
        self.dropped: list[tuple[str, Dropped]] = []  # the first of them
        self.skipped: list[tuple[str, str]] = []  # files that cannot be read, and why
        self._changed = list(self._to_read(full=full))
        self.read = 0  # files

    @property
    def readable(self) -> int:
        """How many files of the folder could be read, now or before."""
        return len(self._names) - len(self.skipped)

    def _no_longer_there(self, unsourced: Iterable[str]) -> list[str]:
        """Return the seeds that are no longer on disk: those of sources, and those that were read before sources."""
        known = (name for name, row in self._rows.items() if row.kind == Kind.SEED and row.state != GONE)
        return sorted({*known, *unsourced}.difference(self._names))

    def _to_read(self, *, full: bool) -> Iterator[_Seed]:
        for name in self._names:
            old, state = self._rows.get(name), seed_state(self._seeds, name, self._catalog)
            if old is not None and old.removed:
                continue
            if old is not None and not full and old.state == state:
                self.skipped += [(name, old.problem)] if old.problem else []
                continue
            yield _Seed(name, old, state, _steps(self._seeds / name))

    def parts(self) -> Iterator[Part]:
        """Yield the documents of the files that changed, a file's perhaps in several parts; at least one part.

        Raises InterruptedReadingError where only some of an archive can be read.
        """
        part: Part = {name: [] for name in self._gone}
        size = 0
        done = len(self._names) - len(self._changed)
        total = done + sum(seed.steps for seed in self._changed)
        self._progress(done, total)
        for seed in self._changed:
            for reading in self._readings(seed, done, total):
                if size >= self._most:
                    yield part
                    part, size = {}, 0
                documents = corrected(reading.documents, facts_of(seed.old), alone=not reading.is_part)
                part.setdefault(seed.name, []).extend(documents)
                size += sum(len(document.paragraphs) for document in documents)
            done += seed.steps
            self._progress(done, total)
        yield part

    def _readings(self, seed: _Seed, done: int, total: int) -> Iterator[FileReading]:
        problem = ""
        self.read += 1

        def on_bytes(count: int) -> None:
            self._progress(done + min(count // _STEP, seed.steps - 1), total)

        path = self._seeds / seed.name
        for reading in read_in_parts(
            path, seed.name, self._catalog, within=self._seeds, most=self._most, on_bytes=on_bytes
        ):
            yield reading
            problem = reading.problem or ""
            room = MOST_DROPPED - len(self.dropped)
            self.dropped += [(seed.name, line) for line in reading.dropped[: max(0, room)]]
        self.skipped += [(seed.name, problem)] if problem else []
        self.told[seed.name] = _row(seed, problem, self._now)


def _steps(path: Path) -> int:
    stat = _stat(path) if path.suffix.lower() in ARCHIVES else None
    return 1 + stat[0] // _STEP if stat else 1


def _row(seed: _Seed, problem: str, now: datetime) -> SourceRow:
    old, state = seed.old, seed.state
    if old is None:
        return SourceRow(seed.name, Kind.SEED, "", state, "", "", "", "", "", now, 0, now, problem, removed=False)
    if (old.state, old.problem) == (state, problem):
        return old
    return replace(old, state=state, problem=problem, read_at=now)


def seeds_state(seeds: Path) -> str:
    """Return a digest of the names, sizes and times of all that indexing reads: cheap, and changes if any does.

    A hundred thousand files take half a second.
    """
    names = [*list_files(seeds), *sorted(NOT_DOCUMENTS)] if seeds.is_dir() else []
    return _digest([(name, _stat(f"{seeds}/{name}")) for name in names])


def seeds_size(seeds: Path) -> int:
    """Return how many bytes there are to read."""
    return sum(stat[0] for name in list_files(seeds) if (stat := _stat(f"{seeds}/{name}")))


def seed_state(seeds: Path, name: str, catalog: SourceCatalog) -> str:
    """Return what says whether a seed must be read again: its size and time, what is said of it, and the readers."""
    return _digest([READERS, _stat(seeds / name), catalog.of(name)])


def _stat(path: Path | str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - a Path takes as long to make as the question itself
    except OSError:
        return None  # a dangling link, or deleted a moment ago: reading tells what is wrong
    return found.st_size, found.st_mtime_ns


def _digest(said: object) -> str:
    return hashlib.blake2b(repr(said).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()


def corrected(documents: Sequence[Document], facts: Facts, *, alone: bool = True) -> tuple[Document, ...]:
    """Let an editor's facts take the place of a file's own; title and address only where it has one document.

    UNKNOWN takes a fact away. `alone` says that these are all of the file.
    """
    names = FACTS if len(documents) == 1 and alone else ("publisher", "date", "language")
    said: dict[str, Any] = {name: _known(getattr(facts, name)) for name in names if getattr(facts, name)}
    return tuple(replace(document, **said) for document in documents) if said else tuple(documents)


def _known(fact: str) -> str:
    return "" if fact == UNKNOWN else fact


def facts_of(row: SourceRow | None) -> Facts:
    """Return what an editor corrected of a source; nothing of none."""
    return Facts(**{name: getattr(row, name) for name in FACTS}) if row else Facts()

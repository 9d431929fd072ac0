"""The folders of indexes: one is of one corpus and one glossary, and is there whole or not at all."""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from bot.corpus.documents import Document
from bot.errors import NoIndexError
from bot.search.bulk import Bulk
from bot.search.glossary import load_glossary
from bot.search.index import Index
from bot.search.kernels import Kernels
from bot.search.manifest import FORMAT
from bot.search.vocabulary import (
    Hear,
    Vocabulary,
    build_vocabulary,
    check_vocabulary,
    extend_vocabulary,
    open_vocabulary,
)
from bot.search.writing import MANY, UNFINISHED, build_index, extend_index, is_crowded, merge_index

_STATE = "seeds.digest"  # of the folder of documents as it was read for the index; written last
_GROWTH = "growth.json"
_WHOLE, _GROWN = "whole", "grown"  # endings of the names of indexes: made at once or tidied, or from the one before
_TIDYING = ".tidy"  # ending of a folder in which an index is tidied, beside all changes
_SMALL = 2_000  # paragraphs of which an index is made whole in a second or two
_MOST_SHARE = 0.25  # of the paragraphs; where more changed, all is made anew
MOST_MOVED = 50  # topics that a change tells of ...
_SAMPLE = 1_000  # ... by so many paragraphs of what changed
_DUE = 5_000  # or so many, which make each further change take a second longer
_DUE_SHARE = 0.05  # of them; once so many changed, what only a whole pass can tell is worth one


@dataclass(frozen=True, slots=True)
class Growth:
    """How far an index has come since all of it was made at once, in paragraphs."""

    whole: int  # of which it was made
    changed: int = 0  # that came or went since

    @property
    def is_due(self) -> bool:
        """Tell whether it should be made whole again."""
        return self.changed > min(max(_SMALL, _DUE_SHARE * self.whole), _DUE)


@dataclass(frozen=True, slots=True)
class TopicsMoved:
    """Ids of topics that a change made come or go: some of them, most mentioned first."""

    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Base:
    """An index that another can be made from."""

    folder: Path
    growth: Growth
    paragraphs: int

    @property
    def is_small(self) -> bool:
        """Tell whether making all anew is as quick."""
        return self.paragraphs <= _SMALL

    @property
    def most(self) -> float:
        """How many paragraphs may change before making all anew is better."""
        return _MOST_SHARE * self.paragraphs


class IndexFolders:
    """Where indexes are built and found. Named by what they are made of, they need no pointer that could tear."""

    def __init__(self, data: Path, seeds: Path) -> None:
        """Take the folder of all that the bot writes, and the folder of documents, which has the glossary."""
        self.parent = data / "index"
        self.glossary = seeds / "glossary.toml"
        self.kernels = Kernels(data / "kernels")

    def folder(self, mark: str) -> Path:
        """Return the folder of the index of a corpus, by its fingerprint; it need not be there.

        Of two, one made whole and one that has grown, it is the first.
        """
        whole, grown = self._named(mark, _WHOLE), self._named(mark, _GROWN)
        return grown if grown.exists() and not whole.exists() else whole

    def _named(self, mark: str, how: str) -> Path:
        # The glossary decides which phrases are topics, so an index is of one corpus and one glossary.
        made_from = f"{mark} {FORMAT} {_read(self.glossary)}"
        return self.parent / f"{hashlib.blake2b(made_from.encode(), digest_size=12).hexdigest()}-{how}"

    def holds(self, mark: str, *, whole: bool = False) -> bool:
        """Tell whether the index of a corpus is there and undamaged; with `whole`, one that was made at once."""
        base = self.base(mark)
        return base is not None and not (whole and base.growth.changed)

    def base(self, mark: str) -> Base | None:
        """Return the index of a corpus if it is there and undamaged."""
        try:
            index = Index(self.folder(mark))
            open_vocabulary(index.folder, load_glossary(self.glossary))
            return Base(index.folder, _growth(index.folder), len(index))
        except NoIndexError:
            return None

    def build(
        self,
        documents: Sequence[Document],
        mark: str,
        before: str,
        on_paragraphs: Callable[[int], None],
        on_topics: Hear = lambda done, total: None,
    ) -> TopicsMoved:
        """Make the index of a corpus; return what that does to the topics of the corpus `before`.

        `on_paragraphs` is called with the number of paragraphs since the last call, `on_topics` with how much of the
        looking for topics is done, and how much there is of it. The documents are gone through more than once, and
        never held all at a time.
        """
        glossary = load_glossary(self.glossary)
        with self._published(self._named(mark, _WHOLE)) as folder:
            index = build_index(documents, folder, mark, on_paragraphs, self.kernels)
            build_vocabulary(documents, glossary, folder, self._bulk(len(index)), on_topics)
            _note_growth(folder, Growth(len(index)))
            after = open_vocabulary(folder, glossary)
            self.speed_up(index)  # compiled by who makes the index, the loops are only read by who answers from it
        base = self.base(before)
        return _moved(open_vocabulary(base.folder, glossary) if base else None, after)

    def extend(
        self,
        base: Base,
        added: Sequence[Document],
        removed: Sequence[Document],
        mark: str,
        on_paragraphs: Callable[[int], None] = lambda number: None,
        *,
        over: bool = False,
    ) -> TopicsMoved:
        """Make the index of a corpus from that of another one, at a cost in proportion to what changed.

        A document that changed is among the removed ones as it was, and among the added ones as it is. It goes `over`
        one of the same corpus that is in use. Returns what that does to the topics.
        """
        glossary = load_glossary(self.glossary)
        changed = sum(len(document.paragraphs) for some in (added, removed) for document in some)
        with self._published(self._named(mark, _WHOLE if over else _GROWN)) as folder:
            going = [document.id for document in removed]
            extend_index(base.folder, added, going, folder, mark, on_paragraphs, self.kernels)
            extend_vocabulary(base.folder, added, removed, glossary, folder)
            _note_growth(folder, Growth(base.growth.whole, base.growth.changed + changed))
            moved = _moved_by(open_vocabulary(base.folder, glossary), open_vocabulary(folder, glossary), added, removed)
        if not over:  # of two the other would be taken; it is damaged, or nobody would have made this one
            shutil.rmtree(self._named(mark, _WHOLE), ignore_errors=True)
        return moved

    def is_worn(self, folder: Path) -> bool:
        """Tell whether an index has grown by so many changes that tidying it is worth while."""
        try:
            return _growth(folder).is_due or is_crowded(Index(folder))
        except NoIndexError:
            return False  # removed a moment ago, or damaged: opening it finds that

    @contextmanager
    def tidying(self) -> Iterator[Path | None]:
        """Give a folder to tidy an index in, or None while another process does that. It is removed in the end."""
        import fcntl  # there is none on Windows, where nobody tidies

        self.parent.mkdir(parents=True, exist_ok=True)
        with self.parent.with_name("tidy.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield None
                return
            self._remove_with(_TIDYING)  # what a process that died had begun
            place = self.parent / f"{secrets.token_hex(4)}{_TIDYING}"
            place.mkdir()
            try:
                yield place / "index"  # in there, its unfinished parts are nobody else's to remove
            finally:
                self._remove_with(_TIDYING)

    def tidy(
        self,
        base: Base,
        documents: Sequence[Document] | None,
        mark: str,
        folder: Path,
        on_topics: Hear = lambda done, total: None,
    ) -> Base:
        """Make in `folder` an index that answers as that of a corpus does, of few parts.

        With all `documents`, its vocabulary is made anew, too.
        """
        if not merge_index(base.folder, folder):
            extend_index(base.folder, (), (), folder, mark)
        glossary, growth = load_glossary(self.glossary), base.growth
        if documents is None:
            extend_vocabulary(base.folder, (), (), glossary, folder)
        else:
            build_vocabulary(documents, glossary, folder, self._bulk(base.paragraphs), on_topics)
            growth = Growth(base.paragraphs)
        _note_growth(folder, growth)
        return Base(folder, growth, base.paragraphs)

    def publish(self, tidied: Base, mark: str) -> None:
        """Let a tidied index take the place of that of the same corpus, up to date with the same seeds."""
        state = self.state(mark)
        (tidied.folder / _STATE).write_text(state, encoding="utf-8")
        whole = self._named(mark, _WHOLE)
        shutil.rmtree(whole, ignore_errors=True)
        tidied.folder.replace(whole)

    def verify(self, index: Index) -> None:
        """Read every file of an index. Raises NoIndexError, which names the first damaged one."""
        index.verify()
        check_vocabulary(index.folder, thorough=True)

    def speed_up(self, index: Index) -> None:
        """Load the compiled loops of searches where an index is so large that they pay; it takes seconds."""
        if len(index) >= MANY:
            self.kernels.load()

    def wants_compiling(self, index: Index) -> bool:
        """Tell whether `speed_up` would compile loops, which takes ten times as long as to load what was compiled."""
        return len(index) >= MANY and not self.kernels.is_quick()

    def _bulk(self, paragraphs: int) -> Bulk | None:
        """Return the compiled loops of making an index where there is so much to go through that they pay."""
        return self.kernels.bulk() if paragraphs >= MANY else None

    def remove(self, folder: Path) -> None:
        """Remove an index, that it be made anew."""
        shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _published(self, folder: Path) -> Iterator[Path]:
        """Give a folder to write into; it gets its name when all is in it."""
        unfinished = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}{UNFINISHED}")
        try:
            yield unfinished
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        shutil.rmtree(folder, ignore_errors=True)  # one that is damaged
        unfinished.replace(folder)

    def state(self, mark: str) -> str:
        """Return what `note` noted of the index of a corpus; "" where nothing is."""
        return _read(self.folder(mark) / _STATE)

    def note(self, mark: str, state: str) -> None:
        """Note which state of the folder of documents an index is up to date with."""
        path = self.folder(mark) / _STATE
        written = path.with_suffix(f".{os.getpid()}")
        written.write_text(state, encoding="utf-8")
        written.replace(path)

    def remove_unfinished(self) -> None:
        """Remove what a process that died had begun."""
        self._remove_with(UNFINISHED)

    def _remove_with(self, ending: str) -> None:
        for folder in self.parent.glob(f"*{ending}"):
            shutil.rmtree(folder, ignore_errors=True)

    def remove_others(self, current: Path) -> None:
        """Remove all indexes but one. What is newer than it stays: another process is about to answer from that."""
        # Replies under way read the old files through their own maps, which outlive the names.
        made_at = _changed_at(current)
        for folder in self.parent.iterdir():
            is_other = folder != current and folder.suffix not in (UNFINISHED, _TIDYING)
            if is_other and _changed_at(folder) <= made_at:
                shutil.rmtree(folder, ignore_errors=True)


def _changed_at(folder: Path) -> int:
    """Return when a folder was changed last, in nanoseconds; 0 where it is gone."""
    try:
        return folder.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _moved(before: Vocabulary | None, after: Vocabulary) -> TopicsMoved:
    """Compare all topics."""
    if before is None:
        return TopicsMoved(tuple(topic.id for topic in after.topics[:MOST_MOVED]))
    return TopicsMoved(_only_in(after, before), _only_in(before, after))


def _only_in(one: Vocabulary, other: Vocabulary) -> tuple[str, ...]:
    return tuple(topic.id for topic in one.topics.not_in(other.topics, MOST_MOVED))


def _moved_by(
    before: Vocabulary, after: Vocabulary, added: Iterable[Document], removed: Iterable[Document]
) -> TopicsMoved:
    """Compare the topics that the first paragraphs which came or went speak of."""
    return TopicsMoved(_named_only_in(after, before, added), _named_only_in(before, after, removed))


def _named_only_in(one: Vocabulary, other: Vocabulary, documents: Iterable[Document]) -> tuple[str, ...]:
    texts = (paragraph.text for document in documents for paragraph in document.paragraphs)
    named = {id_ for text in islice(texts, _SAMPLE) for id_ in one.topics_in(text)}
    topics = sorted(
        (one.by_id[id_] for id_ in named if id_ not in other.by_id), key=lambda topic: (-topic.occurrences, topic.name)
    )
    return tuple(topic.id for topic in topics[:MOST_MOVED])


def _growth(folder: Path) -> Growth:
    """Read how far an index has come. Raises NoIndexError where that was not written, or not to its end."""
    try:
        return Growth(**json.loads((folder / _GROWTH).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise NoIndexError(str(folder), f"{_GROWTH} is missing or damaged") from error


def _note_growth(folder: Path, growth: Growth) -> None:
    (folder / _GROWTH).write_text(json.dumps(asdict(growth)), encoding="utf-8")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""

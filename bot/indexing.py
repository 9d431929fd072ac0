"""The folders of indexes: one is of one corpus and one glossary, and is there whole or not at all."""

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.corpus.documents import Document
from bot.errors import NoIndexError
from bot.search.glossary import load_glossary
from bot.search.index import FORMAT, UNFINISHED, Index, build_index
from bot.search.vocabulary import build_vocabulary, open_vocabulary

_STATE = "seeds.digest"  # of the folder of documents as it was read for the index; written last
_GROWTH = "growth.json"
_WHOLE, _GROWN = "whole", "grown"  # endings of the names of indexes: made at once, or from the one before
_SMALL = 2_000  # paragraphs of which an index is made whole in a second or two
_MOST_SHARE = 0.25  # of the paragraphs; where more changed, all is made anew
_DUE_SHARE = 0.05  # of them; once so many changed, what only a whole pass can tell is worth one


@dataclass(frozen=True, slots=True)
class Growth:
    """How far an index has come since all of it was made at once, in paragraphs."""

    whole: int  # of which it was made
    changed: int = 0  # that came or went since

    @property
    def is_due(self) -> bool:
        """Tell whether it should be made whole again."""
        return self.changed > max(_SMALL, _DUE_SHARE * self.whole)


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

    def build(self, documents: Sequence[Document], mark: str, on_paragraphs: Callable[[int], None]) -> None:
        """Make the index of a corpus. `on_paragraphs` is called with the number of paragraphs since the last call.

        The documents are gone through more than once, and never held all at a time.
        """
        glossary = load_glossary(self.glossary)
        with self._published(self._named(mark, _WHOLE)) as folder:
            index = build_index(documents, folder, mark, on_paragraphs)
            build_vocabulary(documents, glossary, folder)
            _note_growth(folder, Growth(len(index)))

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
        for folder in self.parent.glob(f"*{UNFINISHED}"):
            shutil.rmtree(folder, ignore_errors=True)

    def remove_others(self, current: Path) -> None:
        """Remove all indexes but one."""
        # Replies under way read the old files through their own maps, which outlive the names.
        for folder in self.parent.iterdir():
            if folder != current and folder.suffix != UNFINISHED:
                shutil.rmtree(folder, ignore_errors=True)


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

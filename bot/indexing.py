"""The folders of indexes: one is of one corpus and one glossary, and is there whole or not at all."""

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.corpus.documents import Document
from bot.errors import NoIndexError
from bot.search.glossary import load_glossary
from bot.search.index import FORMAT, UNFINISHED, Index, build_index
from bot.search.vocabulary import build_vocabulary, open_vocabulary

_STATE = "seeds.digest"  # of the folder of documents as it was read for the index; written last


class IndexFolders:
    """Where indexes are built and found. Named by what they are made of, they need no pointer that could tear."""

    def __init__(self, data: Path, seeds: Path) -> None:
        """Take the folder of all that the bot writes, and the folder of documents, which has the glossary."""
        self.parent = data / "index"
        self.glossary = seeds / "glossary.toml"

    def folder(self, mark: str) -> Path:
        """Return the folder of the index of a corpus, by its fingerprint; it need not be there."""
        # The glossary decides which phrases are topics, so an index is of one corpus and one glossary.
        made_from = f"{mark} {FORMAT} {_read(self.glossary)}"
        return self.parent / hashlib.blake2b(made_from.encode(), digest_size=12).hexdigest()

    def holds(self, mark: str) -> bool:
        """Tell whether the index of a corpus is there and undamaged."""
        try:
            open_vocabulary(Index(self.folder(mark)).folder, load_glossary(self.glossary))
        except NoIndexError:
            return False
        return True

    def build(self, documents: Sequence[Document], mark: str, on_paragraphs: Callable[[int], None]) -> None:
        """Make the index of a corpus. `on_paragraphs` is called with the number of paragraphs since the last call."""
        glossary = load_glossary(self.glossary)
        index = build_index(documents, self.folder(mark), mark, on_paragraphs)
        build_vocabulary(documents, glossary, index.folder)

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
        """Remove all indexes but one. What is newer than it stays: another process is about to answer from that."""
        # Replies under way read the old files through their own maps, which outlive the names.
        made_at = _changed_at(current)
        for folder in self.parent.iterdir():
            if folder != current and folder.suffix != UNFINISHED and _changed_at(folder) <= made_at:
                shutil.rmtree(folder, ignore_errors=True)


def _changed_at(folder: Path) -> int:
    """Return when a folder was changed last, in nanoseconds; 0 where it is gone."""
    try:
        return folder.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""

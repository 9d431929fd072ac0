"""The bytes of drafts and added files on disk: strangers' names made safe, copies, and what nothing names any more."""

import hashlib
import re
import shutil
import time
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from bot.changing import READINGS, DiskError, save_readings
from bot.corpus.reading import FileReading

_UNCLAIMED_S = 24 * 3600.0  # for which bytes that no source names are kept: an add may be under way
_LONGEST_NAME = 80  # characters of a file's name
_MOST_BYTES = 200  # of it; most file systems take 255, ending included
_NOT_IN_NAMES = re.compile(r"[^\w.() +,=@~&'!-]+")


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


def copied(source: Path, target: Path) -> str:
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


def saved(folder: Path, readings: Sequence[FileReading]) -> None:
    """Keep what a draft was read as. Raises DiskError."""
    try:
        save_readings(folder, readings)
    except OSError as error:
        raise DiskError(error) from error


def remove_folders(parent: Path, kept: Iterable[str]) -> None:
    """Remove the folders that nothing names, but for those of the last day: something may be under way there."""
    before = time.time() - _UNCLAIMED_S
    for folder in parent.iterdir() if parent.is_dir() else ():
        with suppress(FileNotFoundError):  # thrown away this moment
            if folder.name not in kept and folder.stat().st_mtime < before:
                shutil.rmtree(folder, ignore_errors=True)

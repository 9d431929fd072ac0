"""What a zip holds, decided by its table of contents before anything is unpacked."""

import stat
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath

from bot.corpus.limits import Limits
from bot.intake.sniffing import PACKED, ending, shown

MOST_FILES = 1000
_MOST_RATIO = 200  # unpacked to packed bytes; text shrinks to a tenth, tables to a fiftieth
_SMALL = 1024 * 1024  # bytes that may have any ratio
_LONGEST_NAME = 300
_HEADER = 30  # bytes before a file's name in its own header
_ENCRYPTED = 0x1
_UTF_8 = 0x800
_FROM_UNIX = 3
_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a zip: with a `problem` it is not unpacked; without, `unpack` gives its bytes or a problem."""

    name: str  # relative, with forward slashes
    problem: str | None
    unpack: Callable[[], bytes | str]


def open_zip(path: Path, limits: Limits) -> list[Member] | str:
    """Return the files of a zip in its order, or why it is refused whole; hidden files and folders are passed over."""
    try:
        if path.stat().st_size > limits.max_archive_bytes:
            return f"is too large: {path.stat().st_size:,} bytes, {limits.max_archive_bytes:,} at most"
        archive = zipfile.ZipFile(path)
    except _DAMAGES:
        return "is damaged or no zip"
    entries = [entry for entry in archive.infolist() if not _is_passed_over(entry)]
    if problem := _refusal(entries, archive.start_dir, limits):
        return problem
    names: set[str] = set()
    members = []
    for entry in entries:
        name = _name(entry)
        problem = _problem(entry, limits) or ("has the name of another file in the zip" if name in names else None)
        names.add(name)
        members.append(Member(name, problem, _unpacking(archive, entry, limits)))
    return members


def _is_passed_over(entry: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(_path(entry)).parts
    hidden = any(part.startswith(".") and part != ".." for part in parts)
    return not parts or _path(entry).endswith("/") or hidden or parts[:1] == ("__MACOSX",)


def _refusal(entries: Sequence[zipfile.ZipInfo], end: int, limits: Limits) -> str | None:
    if not entries:
        return "holds no files"
    if len(entries) > MOST_FILES:
        return f"holds {len(entries):,} files, {MOST_FILES:,} at most"
    if _overlap(entries, end):
        return "is made to unpack to far more than it is: its files overlap"
    size = sum(entry.file_size for entry in entries)
    if size > limits.max_archive_bytes:
        return f"is too large when unpacked: {size:,} bytes, {limits.max_archive_bytes:,} at most"
    return None


def _overlap(entries: Sequence[zipfile.ZipInfo], end: int) -> bool:
    """Tell whether two files share bytes of the zip, or one those of its table."""
    spans = sorted((e.header_offset, e.header_offset + _HEADER + e.compress_size) for e in entries)
    return any(a[1] > b[0] for a, b in pairwise([*spans, (end, end)]))


def _problem(entry: zipfile.ZipInfo, limits: Limits) -> str | None:
    path = _path(entry)
    if path.startswith("/") or ".." in path.split("/") or path[1:2] == ":":
        return "has a path that leads out of the zip"
    if len(path) > _LONGEST_NAME:
        return f"has a name of more than {_LONGEST_NAME} characters"
    if entry.create_system == _FROM_UNIX and stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG):
        return "is a link or a device, no file"
    if entry.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if ending(path) in PACKED:
        return "is an archive in an archive: unpack it first"
    if entry.file_size > limits.max_bytes:
        return f"is too large: {entry.file_size:,} bytes, {limits.max_bytes:,} at most"
    if entry.file_size > max(_SMALL, _MOST_RATIO * entry.compress_size):
        return "is made to unpack to far more than it is"
    return None


def _path(entry: zipfile.ZipInfo) -> str:
    return _decoded(entry).replace("\\", "/")


def _name(entry: zipfile.ZipInfo) -> str:
    """Return a path that shows and leads nowhere, whatever stood in the zip."""
    return "/".join(shown(part) for part in _path(entry)[:_LONGEST_NAME].split("/") if part not in ("", ".", ".."))


def _decoded(entry: zipfile.ZipInfo) -> str:
    """Return a name in the letters that it was given: old programs write UTF-8 or a Cyrillic code page unsaid."""
    if entry.flag_bits & _UTF_8 or entry.filename.isascii():
        return entry.filename
    raw = entry.filename.encode("cp437", errors="replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        cyrillic = raw.decode("cp866")
    letters = [c for c in cyrillic if c.isalpha() and not c.isascii()]
    return cyrillic if letters and all("\u0400" <= c <= "\u04ff" for c in letters) else entry.filename


def _unpacking(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits) -> Callable[[], bytes | str]:
    def unpack() -> bytes | str:
        try:
            with archive.open(entry) as stream:
                data = stream.read(limits.max_bytes + 1)
        except _DAMAGES:
            return "is damaged"
        return data if len(data) <= limits.max_bytes else f"is too large: over {limits.max_bytes:,} bytes"

    return unpack

"""The files that one file from outside holds, each with a way to read it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from bot.corpus.characters import as_text
from bot.corpus.limits import Limits
from bot.corpus.reading import ARCHIVES, NAME_IS_NO_TEXT, FileReading, read_archive, read_bytes
from bot.corpus.sources import Facts, Source, SourceCatalog
from bot.intake.bounds import LIMITS
from bot.intake.sniffing import HEAD, ending, misfit
from bot.intake.zips import Member, open_zip

ZIP = ".zip"


@dataclass(frozen=True, slots=True)
class Given:
    """One file under the name that its reading will have."""

    name: str
    read: Callable[[], FileReading]


def files_of(path: Path, name: str, facts: Facts, limits: Limits = LIMITS) -> list[Given]:
    """Return the file, or the files of a zip, unread."""
    if as_text(name) != name:
        return [refused(as_text(name), NAME_IS_NO_TEXT)]
    if ending(name) != ZIP:
        return [Given(name, lambda: _read_path(path, name, facts, limits))]
    members = open_zip(path, limits)
    if isinstance(members, str):
        return [refused(name, members)]
    alone = sum(member.problem is None for member in members) == 1
    said = facts if alone else replace(facts, title="", url="")
    return [_given(member, f"{name}/{member.name}", said, limits) for member in members]


def refused(name: str, problem: str) -> Given:
    """Return a file that is not read, for a reason."""
    return Given(name, lambda: FileReading(name, problem=problem))


def _given(member: Member, name: str, facts: Facts, limits: Limits) -> Given:
    if member.problem is not None:
        return refused(name, member.problem)
    return Given(name, lambda: _read_member(member, name, facts, limits))


def _read_path(path: Path, name: str, facts: Facts, limits: Limits) -> FileReading:
    try:
        stream = path.open("rb")
    except OSError as error:
        return FileReading(name, problem=f"cannot be opened: {error.strerror or error}")
    with stream:
        size, head = path.stat().st_size, stream.read(HEAD)
        stream.seek(0)
        problem = misfit(name, head) or _too_large(name, size, limits)
        return FileReading(name, problem=problem) if problem else _read(stream, name, facts, limits)


def _read_member(member: Member, name: str, facts: Facts, limits: Limits) -> FileReading:
    data = member.unpack()
    if isinstance(data, str):
        return FileReading(name, problem=data)
    problem = misfit(name, data[:HEAD])
    return FileReading(name, problem=problem) if problem else _read(BytesIO(data), name, facts, limits)


def _read(stream: BinaryIO, name: str, facts: Facts, limits: Limits) -> FileReading:
    if ending(name) in ARCHIVES:
        return read_archive(stream, name, catalog(name, facts), limits)
    return read_bytes(stream.read(), name, catalog(name, facts), limits)


def _too_large(name: str, size: int, limits: Limits) -> str | None:
    most = limits.max_archive_bytes if ending(name) in ARCHIVES else limits.max_bytes
    return f"is too large: {size:,} bytes, {most:,} at most" if size > most else None


def catalog(name: str, facts: Facts) -> SourceCatalog:
    """Return what an editor says of a file. A collection's documents have each a title and an address of their own."""
    if ending(name) in ARCHIVES:
        facts = replace(facts, title="", url="")
    return SourceCatalog((Source("*", facts),))

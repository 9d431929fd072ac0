"""Builders of files on disk and of zips, and readings of them in a process apart."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from bot.corpus.reading import FileReading
from bot.corpus.sources import Facts
from bot.intake.apart import read_apart
from bot.intake.bounds import BOUNDS, Bounds


def zipped(files: Mapping[str, bytes | str], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of files by name."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


async def readings(
    folder: Path, data: bytes | str, name: str, facts: Facts | None = None, bounds: Bounds = BOUNDS
) -> tuple[FileReading, ...]:
    """Read bytes as an upload of that name; it lies under a name that says nothing, as uploads do."""
    path = folder / "upload"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return await read_apart(path, name, facts or Facts(), bounds)


async def reading(
    folder: Path, data: bytes | str, name: str, facts: Facts | None = None, bounds: Bounds = BOUNDS
) -> FileReading:
    """Read bytes that are one file."""
    (found,) = await readings(folder, data, name, facts, bounds)
    return found


def problems(found: tuple[FileReading, ...]) -> dict[str, str | None]:
    """Return each file's problem by its name within the zip."""
    return {one.file.partition("/")[2] or one.file: one.problem for one in found}

"""Arrays of numbers in one file, mapped into memory; and what tells whether a file is as it was written."""

import json
import mmap
import os
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from bot.errors import NoIndexError

Arrays = Mapping[str, npt.NDArray[Any]]
Seal = tuple[int, int]  # length in bytes and CRC-32 of a file

_ALIGNMENT = 64  # bytes at which an array begins
_PIECE = 1 << 20  # bytes read at a time
_GROUP = 16  # pieces of which one says where it begins
_SMALL = 1 << 18  # bytes up to which a file is read whole whenever it is opened


def write_arrays(path: Path, arrays: Arrays) -> None:
    """Write arrays of one dimension into a file. Equal arrays give equal files."""
    table: dict[str, tuple[str, int, int]] = {}
    end = 0
    for name, array in arrays.items():
        table[name] = (array.dtype.str, end, len(array))
        end += array.nbytes + _padding(array.nbytes)
    head = json.dumps(table).encode()
    head += b" " * _padding(8 + len(head))
    with path.open("wb") as file:
        file.write(len(head).to_bytes(8, "little") + head)
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).data)
            file.write(bytes(_padding(array.nbytes)))


def _padding(size: int) -> int:
    return -size % _ALIGNMENT


def open_arrays(path: Path) -> dict[str, npt.NDArray[Any]]:
    """Map what `write_arrays` wrote, read-only; the map outlives the file's name.

    Raises OSError, ValueError, TypeError or KeyError where it is no such file or is cut short.
    """
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    start = 8 + int.from_bytes(mapped[:8], "little")
    table = json.loads(mapped[8:start])
    return {
        name: np.frombuffer(mapped, np.dtype(kind), count, start + offset) if count else np.empty(0, np.dtype(kind))
        for name, (kind, offset, count) in table.items()
    }


def narrow(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return whole numbers >= 0 in the smallest type that holds them all."""
    return array.astype(np.min_scalar_type(int(array.max()) if len(array) else 0))


def different(numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the different ones of some numbers, ascending. `np.unique` hashes them, which takes longer."""
    ordered = np.sort(numbers)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


class Bytes:
    """A file of bytes that is read piece by piece and not mapped: what was read does not stay in memory."""

    def __init__(self, path: Path) -> None:
        """Open a file. Raises OSError."""
        self._descriptor = os.open(path, os.O_RDONLY)

    def __del__(self) -> None:
        """Close the file."""
        if hasattr(self, "_descriptor"):
            os.close(self._descriptor)

    def read(self, start: int, end: int) -> bytes:
        """Return the bytes from `start` to `end`. Raises OSError."""
        return os.pread(self._descriptor, end - start, start)


class Extents:
    """Where pieces of something begin and end that stand one after the other: a byte or two each."""

    def __init__(self, sizes: npt.NDArray[Any], bases: npt.NDArray[Any]) -> None:
        """Take how long each is, and where every sixteenth begins."""
        self.sizes, self._bases = sizes, bases

    def __len__(self) -> int:
        return len(self.sizes)

    def __getitem__(self, number: int) -> tuple[int, int]:
        sizes = self.sizes.data  # of which a number costs a tenth of numpy's
        begin: int = self._bases.data[number // _GROUP] + sum(sizes[number // _GROUP * _GROUP : number])
        return begin, begin + sizes[number]

    @classmethod
    def of(cls, sizes: npt.NDArray[Any]) -> Self:
        """Take how long each is."""
        begins = np.cumsum(sizes, dtype=np.int64) - sizes
        return cls(narrow(sizes), narrow(begins[::_GROUP]))

    def arrays(self, name: str) -> dict[str, npt.NDArray[Any]]:
        """Return what to write, by names that begin with `name`; `Extents.among` reads it again."""
        return {f"{name}.sizes": self.sizes, f"{name}.bases": self._bases}

    @classmethod
    def among(cls, arrays: Arrays, name: str) -> Self:
        """Return the ones that `arrays` put there. Raises KeyError."""
        return cls(arrays[f"{name}.sizes"], arrays[f"{name}.bases"])


class Blobs:
    """Strings of bytes, one after the other."""

    def __init__(self, extents: Extents, content: npt.NDArray[Any]) -> None:
        """Take where each is, and all of them as bytes."""
        self._extents, self._content = extents, content

    def __len__(self) -> int:
        return len(self._extents)

    def __getitem__(self, number: int) -> bytes:
        begin, end = self._extents[number]
        return bytes(self._content.data[begin:end])

    @classmethod
    def of(cls, strings: Iterable[bytes]) -> Self:
        """Put strings of bytes together."""
        pieces = list(strings)
        content = np.frombuffer(b"".join(pieces), np.uint8)
        return cls(Extents.of(np.fromiter(map(len, pieces), np.int64, len(pieces))), content)

    def arrays(self, name: str) -> dict[str, npt.NDArray[Any]]:
        """Return what to write, by names that begin with `name`; `Blobs.among` reads it again."""
        return {**self._extents.arrays(name), name: self._content}

    @classmethod
    def among(cls, arrays: Arrays, name: str) -> Self:
        """Return the ones that `arrays` put there. Raises KeyError."""
        return cls(Extents.among(arrays, name), arrays[name])


def seal(path: Path) -> Seal:
    """Return what tells a file from one that was cut short or changed."""
    size = checksum = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            size += len(piece)
            checksum = zlib.crc32(piece, checksum)
    return size, checksum


def check(folder: Path, name: str, wanted: Seal, *, thorough: bool) -> None:
    """Raise NoIndexError, which names the file, unless it is as it was when sealed.

    Of a file of more than 256 KiB only the length is looked at unless `thorough`: that takes a second a gigabyte.
    """
    path = folder / name
    try:
        size = path.stat().st_size
        whole = size == wanted[0] and (seal(path) == tuple(wanted) if thorough or size <= _SMALL else True)
    except OSError as error:
        raise NoIndexError(str(folder), f"{name} cannot be read: {error.strerror}") from error
    if not whole:
        raise NoIndexError(str(folder), f"{name} is not as it was when written")

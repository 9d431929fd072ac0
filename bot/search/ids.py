"""Ids of paragraphs or documents, in the order of their rows: to look up in both directions, and to settle ties."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from bot.search.arrays import Arrays, different, narrow

_HEX = np.frombuffer(b"0123456789abcdef", np.uint8)
_NO_DIGIT = 16
_DIGITS = np.full(256, _NO_DIGIT, np.uint8)
_DIGITS[_HEX] = np.arange(_NO_DIGIT)

Strings = npt.NDArray[np.bytes_]  # shape (rows,): numpy compares bytes of UTF-8, which is the order of the strings


@dataclass(frozen=True, slots=True)
class Ids:
    """Some ids. Those that are all hexadecimal digits, as the bot's own are, take half the room."""

    packed: Strings  # in the order of the ids
    order: npt.NDArray[Any]  # shape (rows,): what sorts them
    is_hex: bool

    @classmethod
    def of(cls, ids: Strings) -> Self:
        """Pack ids."""
        halved = _halved(ids)
        packed = ids if halved is None else halved
        return cls(packed, narrow(np.argsort(packed, kind="stable")), halved is not None)

    def arrays(self, name: str) -> dict[str, npt.NDArray[Any]]:
        """Return what to write, by names that begin with `name`; `Ids.among` reads it again."""
        return {f"{name}.{'hex' if self.is_hex else 'text'}": self.packed, f"{name}.order": self.order}

    @classmethod
    def among(cls, arrays: Arrays, name: str) -> Self:
        """Return the ones that `arrays` put there. Raises KeyError."""
        is_hex = f"{name}.hex" in arrays
        return cls(arrays[f"{name}.{'hex' if is_hex else 'text'}"], arrays[f"{name}.order"], is_hex)

    def __len__(self) -> int:
        return len(self.packed)

    def __getitem__(self, row: int) -> str:
        one = bytes(self.packed[row])  # without the bytes of 0 at its end
        return one.ljust(self.packed.itemsize, b"\0").hex() if self.is_hex else one.decode()

    def plain(self, rows: npt.NDArray[np.int64]) -> Strings:
        """Return some of them as they are."""
        some = self.packed[rows]
        if not self.is_hex:
            return some
        size = some.itemsize
        halves = some.view(np.uint8).reshape(len(some), size)
        return _as_strings(_HEX[np.stack([halves >> 4, halves & 15], axis=2).reshape(len(some), 2 * size)])

    def find(self, ids: Collection[bytes]) -> npt.NDArray[np.int64]:
        """Return the rows of those of `ids` that are among them, ascending."""
        wanted = self._wanted(ids)
        at = np.searchsorted(self.packed, wanted, sorter=self.order)
        inside = at < len(self)
        rows = self.order[at[inside]].astype(np.int64)
        return different(rows[self.packed[rows] == wanted[inside]])

    def _wanted(self, ids: Collection[bytes]) -> Strings:
        """Return ids as they are packed, without those that can not be."""
        size = self.packed.itemsize
        if self.is_hex:
            known = np.array([id_ for id_ in ids if len(id_) == 2 * size] or np.empty(0, "S1"), f"S{2 * size}")
            digits = _digits(known)
            return _packed(digits[(digits < _NO_DIGIT).all(axis=1)])
        return np.array([id_ for id_ in ids if len(id_) <= size] or np.empty(0, "S1"), self.packed.dtype)


def as_strings(ids: Collection[bytes]) -> Strings:
    """Return ids as an array."""
    return np.array(list(ids), np.bytes_) if ids else np.empty(0, "S1")


def _halved(ids: Strings) -> Strings | None:
    """Return ids of hexadecimal digits, all equally many, in half the room; None of others."""
    if not len(ids) or ids.itemsize % 2:
        return None
    digits = _digits(ids)
    return _packed(digits) if (digits < _NO_DIGIT).all() else None


def _digits(ids: Strings) -> npt.NDArray[np.uint8]:
    """Return the values of the letters, shape (ids, letters)."""
    return _DIGITS[np.ascontiguousarray(ids).view(np.uint8).reshape(len(ids), ids.itemsize)]


def _packed(digits: npt.NDArray[np.uint8]) -> Strings:
    return _as_strings(digits[:, ::2] << np.uint8(4) | digits[:, 1::2])


def _as_strings(letters: npt.NDArray[np.uint8]) -> Strings:
    strings: Strings = np.ascontiguousarray(letters).view(f"S{letters.shape[1]}").ravel()
    return strings

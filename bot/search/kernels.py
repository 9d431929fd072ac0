"""The loops compiled by numba, once a machine, for a process that searches or makes an index.

Numba is imported by `Kernels.load` alone: that takes most of a second, and ten where nothing is cached.
"""

import ctypes
import hashlib
import logging
import os
import platform
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from bot.search import bulk, search_loops, span_loops, weights
from bot.search.bulk import (
    Bulk,
    blocks_loop,
    checksums_loop,
    cut_loop,
    emit_loop,
    fill_loop,
    gather_loop,
    number_loop,
    part_loop,
    place_loop,
    sizes_loop,
    split_loop,
)
from bot.search.fast_scoring import Loops, scorer
from bot.search.memory import return_library
from bot.search.scoring import Scorer
from bot.search.search_loops import best_loop, cursors_loop, distinct_loop, touched_loop
from bot.search.span_loops import parts_loop, runs_loop, trim_loop

_log = logging.getLogger(__name__)
_COMPILER = "libllvmlite.so"
# All that is compiled into the loops, constants too: numba itself looks at the file of a loop alone.
_SOURCES = [Path(str(module.__file__)) for module in (search_loops, span_loops, bulk, weights)] + [Path(__file__)]

_Made = TypeVar("_Made")


class Kernels:
    """The compiled loops of a process, once they are there. Searches go by the reference until then, or for good."""

    def __init__(self, cache: Path) -> None:
        """Take the folder to keep what was compiled in; it need not be there."""
        self._cache = place_of(cache, _SOURCES)
        self._failed = False
        self._bulk: Bulk | None = None
        self.scorer: Scorer | None = None

    def load(self) -> bool:
        """Compile the loops of searches, or load them from the cache; tell whether they are there now.

        Takes a second, ten where nothing is cached, and nothing where they are there or could not be had before. May be
        called in a thread.
        """
        if self.scorer is None and not self._failed:
            self.scorer = self._tried(lambda: scorer(_searching(self._cache)))
            self._failed = self.scorer is None
            if self.scorer is not None:
                with suppress(OSError):  # numba keeps it elsewhere where it cannot write: the next process looks there
                    self._mark().touch()
        return self.scorer is not None

    def is_quick(self) -> bool:
        """Tell whether `load` would compile nothing: it did before, here or for this cache, or it cannot."""
        return self.scorer is not None or self._failed or self._mark().exists()

    def _mark(self) -> Path:
        """Return the file that says that the loops of searches were compiled into the cache."""
        return self._cache / "compiled"

    def bulk(self) -> Bulk | None:
        """Return the loops of making an index, compiled likewise; None where they cannot be."""
        self._bulk = self._bulk or self._tried(lambda: _making(self._cache))
        return self._bulk

    @staticmethod
    def _tried(compiled: Callable[[], _Made]) -> _Made | None:
        try:
            return compiled()
        except Exception as error:  # a compiler has many ways to fail, and all that is lost is speed
            _log.warning("Searching and indexing are slower than they could be: %s", error)
            return None
        finally:
            return_library(_COMPILER)  # 70 MB


def place_of(cache: Path, sources: Iterable[Path]) -> Path:
    """Return the folder within a cache for what is made of such sources, by this interpreter, compiler and machine."""
    found = find_spec("numba")
    compiler = Path(found.origin).stat().st_mtime_ns if found and found.origin else 0
    told = hashlib.sha256(f"{compiler} {sys.version} {platform.machine()}".encode())
    for source in sources:
        told.update(hashlib.sha256(source.read_bytes()).digest())
    return cache / told.hexdigest()[:16]


def _load_llvm() -> None:
    """Load numba's compiler, 100 MB of machine code, beside the other threads.

    As numba does it, by `ctypes.CDLL`, all of them stand still meanwhile: 0.16 s were seen. A foreign function's call
    lets them go on.
    """
    found = find_spec("llvmlite")
    library = Path(found.origin).with_name("binding") / _COMPILER if found and found.origin else None
    if library and library.exists() and hasattr(os, "RTLD_NOW"):
        ctypes.CDLL(None).dlopen(os.fsencode(library), os.RTLD_NOW)  # where it fails, numba says why


class _Compiler:
    """Numba, with names for the kinds of arrays that the loops take."""

    def __init__(self, cache: Path) -> None:
        _load_llvm()
        import numba
        from numba import types

        vars(numba.config)["CACHE_DIR"] = str(cache)
        self._compiled = numba.njit
        self._types = types

    def given(self, kinds: str, dimensions: int = 1) -> list[Any]:
        """Name arrays that are only read, by numpy's short names of their kinds."""
        return [self._types.Array(self._kind(kind), dimensions, "C", readonly=True) for kind in kinds.split()]

    def taken(self, kinds: str, dimensions: int = 1) -> list[Any]:
        """Name arrays that are written."""
        return [self._types.Array(self._kind(kind), dimensions, "C") for kind in kinds.split()]

    def whole(self) -> list[Any]:
        """Name a whole number."""
        return [self._types.int64]

    def _kind(self, kind: str) -> Any:
        return getattr(self._types, np.dtype(kind).name)

    def compiled(self, loop: Callable[..., int], *kinds: Any) -> Callable[..., int]:
        """Compile a loop of arguments of such kinds, or load it from the cache."""
        made: Callable[..., int] = self._compiled(self._types.int64(*chain(*kinds)), nogil=True, cache=True)(loop)
        return made


def _searching(cache: Path) -> Loops:
    numba = _Compiler(cache)
    given, taken = numba.given, numba.taken
    cursors, scratch = taken("i8", 2), taken("f4 u8 u1 u2")
    postings, weighed = [*given("u2 u1 u2 u1 u1"), *numba.whole()], given("u1 u2 f4")
    return Loops(
        numba.compiled(cursors_loop, given("i8 u4 u4 u4 u4 u1"), cursors),
        numba.compiled(touched_loop, cursors, given("f4 u8"), postings, weighed, scratch, taken("i8 f4 u8")),
        numba.compiled(distinct_loop, cursors, given("u8"), postings, given("u2 f4"), taken("u8 u2 u1")),
        numba.compiled(
            best_loop, cursors, given("f4 u8"), postings, weighed, given("u1 u1"), given("u1", 2), given("f4"), scratch,
            taken("i8 f4"),
        ),
    )  # fmt: skip


def _making(cache: Path) -> Bulk:
    numba = _Compiler(cache)
    given, taken, whole = numba.given, numba.taken, numba.whole()
    words = given("u4 i8 i4 i4")
    return Bulk(
        numba.compiled(split_loop, given("u1 i8 i8"), taken("i4 u8"), whole, taken("i4 i8 i8 i8")),
        numba.compiled(place_loop, taken("i4"), given("u8"), whole),
        numba.compiled(emit_loop, given("i4 i8 i8 u4 u4"), taken("u4 i8")),
        numba.compiled(sizes_loop, words, taken("i4 i8")),
        numba.compiled(fill_loop, words, taken("i4 i8 u2 u2")),
        numba.compiled(blocks_loop, given("i8 u2 u2 f4"), taken("i8 u2 u1 u1")),
        numba.compiled(cut_loop, given("u1 i8"), taken("i4 u8"), whole, taken("i4 i8 i8 i8")),
        numba.compiled(part_loop, given("u1 i8 i8"), taken("i4 u8"), whole, taken("i4 i8 i8 i8")),
        numba.compiled(gather_loop, given("i4 i8 i4 i4 i4"), taken("i4 u1 u1 u8 i8 i8 i8 i8")),
        numba.compiled(number_loop, given("i4 i4 i8 i8 i8 i8"), taken("i4 u8"), whole, taken("i8 i8")),
        numba.compiled(runs_loop, given("i4 i8 u1 i4"), taken("u1 i8 i8 u1 i8")),
        numba.compiled(parts_loop, given("i4 i4 i8 i8 u1 i8"), taken("i8 i8 u1 i8")),
        numba.compiled(trim_loop, given("i4 i4"), taken("i8 i8"), given("u1"), taken("i8")),
        numba.compiled(checksums_loop, given("u1 i8 i8 u4"), taken("u4")),
    )

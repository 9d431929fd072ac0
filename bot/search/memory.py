"""Memory that is done with, given back to the system. Where a system has no way to, nothing happens."""

import ctypes
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

_DONT_NEED = 4  # Linux's mman.h
_MAPPING = re.compile(r"(?P<begin>[0-9a-f]+)-(?P<end>[0-9a-f]+) (?P<rights>\S{4}) \S+ \S+ \S+ +(?P<file>/.*)")
_HEAD = re.compile(r"[0-9a-f]+-[0-9a-f]+ ")

Range = tuple[int, int]  # first address and the one behind the last


def return_library(name: str, maps: Path = Path("/proc/self/smaps")) -> int:
    """Return what is in memory of a loaded library's file, as far as it is as in the file; say how many bytes.

    What is called of it again is read again. For a compiler that has done its work.
    """
    if sys.platform != "linux" or not maps.exists():
        return 0
    madvise = ctypes.CDLL(None).madvise
    returned = 0
    for begin, end in unchanged(maps.read_text(encoding="utf-8", errors="replace").splitlines(), name):
        if madvise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), _DONT_NEED) == 0:
            returned += end - begin
    return returned


def unchanged(maps: Iterable[str], name: str) -> Iterator[Range]:
    """Yield where a file of such a name is mapped, as Linux's smaps tell, that this process did and can not change.

    Pages that were written, as a loader does to some that are then made read-only, would come back without that.
    """
    mapping: re.Match[str] | None = None
    for line in maps:
        if _HEAD.match(line):
            found = _MAPPING.fullmatch(line)
            mapping = found if found and Path(found["file"]).name == name and "w" not in found["rights"] else None
        elif mapping and line.split() == ["Anonymous:", "0", "kB"]:
            yield int(mapping["begin"], 16), int(mapping["end"], 16)

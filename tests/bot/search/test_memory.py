"""What is given back is what nobody needs: files' own pages, of which nothing is lost."""

import ctypes
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot.search.memory import return_library, unchanged

_SMAPS = """\
7f10-7f20 r-xp 00000000 fe:00 12 /opt/a b/libllvmlite.so
Rss:                  64 kB
Anonymous:             0 kB
AnonHugePages:         0 kB
7f20-7f30 r--p 00000000 fe:00 12 /opt/a b/libllvmlite.so
Rss:                  64 kB
Anonymous:             4 kB
7f30-7f40 rw-p 00000000 fe:00 12 /opt/a b/libllvmlite.so
Anonymous:             0 kB
7f40-7f50 r-xp 00000000 fe:00 13 /opt/libllvmlite.so.old
Anonymous:             0 kB
7f50-7f60 r--p 00000000 00:00 0
Anonymous:             0 kB
7f60-7f70 r--p 00000000 fe:00 12 /libllvmlite.so
Anonymous:             0 kB
"""


def test_only_what_is_as_in_the_file_is_given_back() -> None:
    assert list(unchanged(_SMAPS.splitlines(), "libllvmlite.so")) == [(0x7F10, 0x7F20), (0x7F60, 0x7F70)]
    assert list(unchanged(["", "Anonymous: 0 kB", "no smaps"], "libllvmlite.so")) == []


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell what is mapped")
def test_a_library_works_after_it_was_given_back() -> None:
    found = find_spec("llvmlite")
    assert found
    assert found.origin
    library = ctypes.CDLL(str(Path(found.origin).with_name("binding") / "libllvmlite.so"))
    process_triple = library.LLVMPY_GetDefaultTargetTriple
    told = []
    for _ in range(2):
        text = ctypes.c_char_p()
        process_triple(ctypes.byref(text))
        told.append(text.value)
        assert return_library("libllvmlite.so") > 1 << 20
    assert told[0]
    assert told[0] == told[1]


def test_where_the_system_does_not_tell_nothing_is_given_back(tmp_path: Path) -> None:
    assert return_library("libllvmlite.so", tmp_path / "smaps") == 0

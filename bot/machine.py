"""What the bot runs on, as an operator asks for it: version, memory, room on the disk."""

import platform
import shutil
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_NAME = "topic-briefing-bot"
_HOME = Path(__file__).parents[1]
_KIB = 1024


def own_version() -> str:
    """Return the bot's version: as it was installed, else as its source says; "" where neither knows."""
    try:
        return version(_NAME)
    except PackageNotFoundError:
        project = _HOME / "pyproject.toml"
    if not project.exists():
        return ""
    return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])


def memory_bytes(status: Path = Path("/proc/self/status")) -> int | None:
    """Return how much memory the process takes now, None where the system does not tell."""
    if not status.exists():
        return None
    found = (line.split() for line in status.read_text(encoding="utf-8", errors="replace").splitlines())
    return next((int(words[1]) * _KIB for words in found if words[:1] == ["VmRSS:"]), None)


def free_bytes(folder: Path) -> int:
    """Return how much room is left on the disk of a folder."""
    return shutil.disk_usage(folder).free


def folder_bytes(folder: Path) -> int:
    """Return how large the files in a folder are; one that goes meanwhile counts nothing."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:
            continue
    return total


def python_version() -> str:
    """Return Python's version."""
    return platform.python_version()


def system_name() -> str:
    """Return the system's name and release."""
    return f"{platform.system()} {platform.release()}".strip()

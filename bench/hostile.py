"""What hostile files do to the bot: `python -m bench.hostile [--markdown docs/documents.md] [NAME…]`.

Each is read as an upload is, in a process apart, alone on the machine; seconds and memory are that process's.
"""

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.tables import markdown, replace_section
from bot.intake.apart import read_apart
from bot.intake.bounds import BOUNDS
from tests.bot.intake.hostile import LARGE, SMALL, Make

FILES: Mapping[str, Make] = {**SMALL, **LARGE}
_SELF = (sys.executable, "-m", "bench.hostile")
_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file."""

    file: str
    size: int  # bytes
    answer: str
    seconds: float  # by the clock, with the start of the process
    megabytes: float  # most memory in use

    def holds(self) -> bool:
        """Tell whether the bounds were kept: 20 seconds of work, 512 MB."""
        return self.seconds <= BOUNDS.wall_s and self.megabytes <= BOUNDS.memory_bytes / _MB


def measured(name: str, path: Path) -> Outcome:
    """Read one file, in this process's only child."""
    began = time.perf_counter()
    readings = asyncio.run(read_apart(path, name))
    seconds = time.perf_counter() - began
    problems = dict.fromkeys(reading.problem for reading in readings if reading.problem)
    paragraphs = sum(len(document.paragraphs) for reading in readings for document in reading.documents)
    answers = [f"read: {paragraphs:,} paragraphs"] * any(reading.documents for reading in readings) + list(problems)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return Outcome(name, path.stat().st_size, "; ".join(map(str, answers)), seconds, peak)


def outcomes(names: Sequence[str]) -> Iterator[Outcome]:
    """Yield the outcome of each, made and measured by processes of their own: peaks are those of all one's children."""
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "upload")
            subprocess.run([*_SELF, "--make", name, path], check=True)
            done = subprocess.run([*_SELF, "--one", name, path], capture_output=True, text=True, check=True)
        yield Outcome(**json.loads(done.stdout))


def table(found: Sequence[Outcome]) -> str:
    """Return the outcomes as a table."""
    header = ("file", "KB", "answer", "seconds", "MB")
    rows = [(o.file, f"{o.size / 1024:,.0f}", o.answer, f"{o.seconds:.1f}", f"{o.megabytes:.0f}") for o in found]
    return markdown(header, rows)


def main() -> None:
    """Print the table, and exit with 1 if a file exceeded the bounds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--make", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*", default=list(FILES))
    arguments = parser.parse_args()
    if arguments.make:
        name, path = arguments.make
        Path(path).write_bytes(FILES[name]())
        return
    if arguments.one:
        name, path = arguments.one
        print(json.dumps(asdict(measured(name, Path(path)))))
        return
    found = []
    for outcome in outcomes(arguments.names):
        found.append(outcome)
        print(f"{outcome.seconds:6.1f} s {outcome.megabytes:5.0f} MB  {outcome.file}: {outcome.answer}", flush=True)
    slowest, largest = max(o.seconds for o in found), max(o.megabytes for o in found)
    summary = f"{len(found)} files: at most {slowest:.1f} s and {largest:.0f} MB"
    print(summary)
    if arguments.markdown:
        replace_section(arguments.markdown, "hostile", f"{summary}.\n\n{table(found)}")
    sys.exit(0 if all(outcome.holds() for outcome in found) else 1)


if __name__ == "__main__":
    main()

"""What the reading of a file from outside may cost, and the words for each way of costing more."""

import signal
from dataclasses import dataclass

from bot.corpus.limits import Limits

_MB = 1024 * 1024
OUT_OF_MEMORY = 77  # the code that a reader exits with when an allocation is refused
_CRASHES = (signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGSEGV, signal.SIGTRAP)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds of one reading: of a file, or of a zip with all its files.

    `memory_bytes` is address space with the interpreter and its libraries in it, which take 230 MB of it. It and
    `cpu_s` are kept by the operating system, on Linux for certain; elsewhere `wall_s` is what holds.
    """

    memory_bytes: int = 512 * _MB
    cpu_s: int = 17
    wall_s: float = 19.0
    output_bytes: int = 64 * _MB  # of text, as JSON
    crashes: int = 5  # of readers; each costs a zip one file and a start
    advice: str = ""  # what to do about a file that takes more, after a comma

    def too_long(self) -> str:
        """Say that the time is up, which may be the fault of the files before."""
        return f"was not read within {self.wall_s:.0f} seconds{self.advice}"

    def too_much(self) -> str:
        """Say that more text came out than the bot will hold."""
        return f"holds more than {self.output_bytes // _MB} MB of text{self.advice}"

    def ended(self, code: int) -> str:
        """Say what a reader's exit code means for its file; 0 is no fitting end either."""
        if code == OUT_OF_MEMORY:
            return f"needs more than {self.memory_bytes // _MB} MB of memory{self.advice}"
        if code == -signal.SIGXCPU:
            return f"takes more than {self.cpu_s} seconds of work to read{self.advice}"
        if -code in _CRASHES:
            return f"breaks the program that reads it, or needs more than {self.memory_bytes // _MB} MB of memory"
        return "could not be read: the program that reads it ended early"


# Of what is sent to a chat, where somebody waits for it.
BOUNDS = Bounds(advice=", which is too much for the chat: put it into the folder of documents")
# Of what an operator hands over, and of what was taken in once and is read again: 10,000 documents take 100 s or more.
PATIENT = Bounds(memory_bytes=2048 * _MB, cpu_s=600, wall_s=800.0, output_bytes=512 * _MB)
# A stray seed may be large, an upload may not: what is over these is refused before it is unpacked.
LIMITS = Limits(max_bytes=32 * _MB, max_archive_bytes=256 * _MB, max_pages=3000, max_unpacked_bytes=128 * _MB)

"""The process that reads: `python -m bot.intake.child REQUEST`, started by `bot.intake.apart` and nobody else.

It takes its limits upon itself before it opens anything, so that what it reads can at worst end it. It ends, too, when
its standard input closes, as it does when the asker dies: some readings may take minutes.
"""

import os
import resource
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from functools import partial

from bot.corpus.reading import FileReading
from bot.intake.bounds import OUT_OF_MEMORY, Bounds
from bot.intake.files import Given, files_of
from bot.intake.request import Request
from bot.intake.wire import Row, encode, rows_of

_NICENESS = 10
_LARGEST_FILE = 256 * 1024 * 1024  # py3langid unpacks its model into a file
_LONGEST_TRACE = 4000  # characters
_SMALL_STACK = 256 * 1024


def end_with_the_asker() -> None:
    """From now on, end at once when standard input closes."""
    threading.stack_size(_SMALL_STACK)  # of the address space that is bounded
    threading.Thread(target=_wait_for_the_end, daemon=True).start()
    threading.stack_size(0)


def _wait_for_the_end() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


def take_limits(bounds: Bounds) -> None:
    """Bound this process for good: memory, time, files written, no core dump; and stand back for the others."""
    os.nice(_NICENESS)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, _LARGEST_FILE)
    _limit(resource.RLIMIT_CPU, bounds.cpu_s)
    _limit(resource.RLIMIT_AS, bounds.memory_bytes)


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    spare = 1 if kind == resource.RLIMIT_CPU else 0  # a second between the signal that tells why and the one that kills
    try:
        resource.setrlimit(kind, (most, most + spare if hard == resource.RLIM_INFINITY else hard))
    except ValueError:
        if sys.platform == "linux":
            raise  # elsewhere not every limit can be set, and the clock has to do


def rows(request: Request) -> Iterator[Row]:
    """Yield all that is to be said of the request's files, each named before it is read."""
    files = _files(request)
    yield ["files", len(files)]
    for file in files[request.skip :]:
        yield ["file", file.name]
        reading, trace = _read(file)
        if trace:
            yield ["trace", trace]
        yield from rows_of(reading)


def _files(request: Request) -> Sequence[Given]:
    """Return the request's files; of a zip whose table breaks its reader, the zip itself, to be broken by again."""
    try:
        return files_of(request.path, request.name, request.facts)
    except MemoryError:
        raise
    except Exception as error:
        return [Given(request.name, partial(_raise, error))]


def _raise(error: Exception) -> FileReading:
    raise error


def _read(file: Given) -> tuple[FileReading, str]:
    """Read one file. A reader's own exception becomes a problem and a traceback; want of memory ends the process."""
    try:
        return file.read(), ""
    except MemoryError:
        raise
    except Exception:
        problem = "is damaged in a way that breaks the program that reads it"
        return FileReading(file.name, problem=problem), traceback.format_exc()[-_LONGEST_TRACE:]


def main() -> None:
    """Read what the command line asks for and write it to standard output."""
    request = Request.from_json(sys.argv[1])
    end_with_the_asker()
    take_limits(request.bounds)
    try:
        for row in rows(request):
            sys.stdout.buffer.write(encode(row))
            if row[0] in ("file", "end"):  # what a file's crash must not take with it
                sys.stdout.buffer.flush()
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # with no memory left there is nothing to tidy up with
    os._exit(0)  # taking apart what was read can take as long as reading it


if __name__ == "__main__":
    main()

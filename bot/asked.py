"""What was asked lately, so that a new index can be asked the same before anybody waits for its first answers."""

import asyncio
import time
from collections.abc import Callable

_MOST = 256  # as many as a snapshot remembers replies to


class Asked:
    """The questions that were asked last, each once."""

    def __init__(self, most: int = _MOST) -> None:
        """Keep at most so many."""
        self._most = most
        self._queries: dict[str, None] = {}  # the latest last

    def note(self, query: str) -> None:
        """Take in a question that is asked now."""
        self._queries.pop(query, None)
        self._queries[query] = None
        if len(self._queries) > self._most:
            del self._queries[next(iter(self._queries))]

    def latest(self) -> tuple[str, ...]:
        """Return the questions, the latest first."""
        return tuple(reversed(self._queries))

    async def again(self, answer: Callable[[str], object], within_s: float) -> int:
        """Ask again, the latest first, in a thread, until `within_s` are over; return how many were asked.

        After each it rests for as long as the answer took: what people ask meanwhile comes first.
        """
        began = time.monotonic()
        for number, query in enumerate(self.latest()):
            before = time.monotonic()
            if before - began >= within_s:
                return number
            await asyncio.to_thread(answer, query)
            await asyncio.sleep(time.monotonic() - before)
        return len(self._queries)

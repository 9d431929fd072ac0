"""Writing the query log behind the replies' back: nobody waits for it, and its trouble is nobody's answer."""

import asyncio
import logging
from collections import deque
from contextlib import suppress

from bot.errors import StoreError
from bot.store.queries import LogQuestions
from bot.store.rows import QueryRow

_log = logging.getLogger(__name__)


class QueryLog:
    """A bounded queue of rows and one task that writes them in batches, oldest first.

    Belongs to one event loop. While the store fails, rows wait and are tried again; when more than `capacity` wait,
    the oldest are dropped, counted and named in the log: a log with a hole beats a bot out of memory.
    """

    def __init__(
        self,
        store: LogQuestions,
        *,
        capacity: int = 10_000,
        batch: int = 200,
        retry_s: float = 15.0,
        gather_s: float = 0.2,
    ) -> None:
        self._store = store
        self._gather_s = gather_s
        self._waiting: deque[QueryRow] = deque()
        self._capacity = capacity
        self._batch = batch
        self._retry_s = retry_s
        self._dropped = 0
        self._failing = False
        self._arrived = asyncio.Event()
        self._writing = asyncio.Lock()  # one batch at a time: order is kept, and `forget` meets none under way
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to write in the background; needs a running event loop."""
        self._task = self._task or asyncio.create_task(self._run(), name="query-log")

    def put(self, row: QueryRow) -> None:
        """Queue a row. Neither waits nor raises."""
        self._waiting.append(row)
        self._trim()
        self._arrived.set()

    async def flush(self) -> bool:
        """Write all that waits; tell whether nothing waits any more. Does not raise in the store's trouble."""
        async with self._writing:
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(self._batch, len(self._waiting)))]
                if not await self._write(batch):
                    return False
        return True

    async def forget(self, asker: str) -> int:
        """Drop what waits of a pseudonym; return how many rows. To be awaited before `Store.forget_user`."""
        async with self._writing:
            kept = [row for row in self._waiting if row.asker != asker]
            forgotten = len(self._waiting) - len(kept)
            self._waiting = deque(kept)
        return forgotten

    async def close(self) -> None:
        """Stop the task and write what waits; what the store still refuses is lost, and the log says how much."""
        if self._task:
            async with self._writing:  # not in the middle of a batch, which might then be written twice
                self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        if not await self.flush():
            _log.error("%d queries are lost to the query log: the store took none at shutdown", len(self._waiting))

    async def _run(self) -> None:
        while True:
            await self._arrived.wait()
            await asyncio.sleep(self._gather_s)  # ten rows cost little more than one
            self._arrived.clear()
            if not await self.flush():
                await asyncio.sleep(self._retry_s)
                self._arrived.set()

    async def _write(self, batch: list[QueryRow]) -> bool:
        """Write a batch, or put it back in its place; tell which."""
        try:
            await self._store.log_queries(batch)
        except StoreError as error:
            self._put_back(batch)
            if not self._failing:
                _log.warning("the query log cannot be written and will be tried again: %s", error)
            self._failing = True
            return False
        except asyncio.CancelledError:
            self._put_back(batch)
            raise
        except Exception:
            # A defect of ours. These rows would fail for ever and hold up all that come after them.
            _log.exception("%d queries are lost to the query log", len(batch))
            return True
        self._report_recovery()
        return True

    def _put_back(self, batch: list[QueryRow]) -> None:
        self._waiting.extendleft(reversed(batch))
        self._trim()

    def _trim(self) -> None:
        while len(self._waiting) > self._capacity:
            self._waiting.popleft()
            if not self._dropped:
                _log.warning("more than %d queries wait for the query log: the oldest are dropped", self._capacity)
            self._dropped += 1

    def _report_recovery(self) -> None:
        if self._dropped:
            _log.error("%d queries are lost to the query log: too many waited", self._dropped)
        if self._failing:
            _log.info("the query log is written again")
        self._dropped, self._failing = 0, False

"""Short work of many callers, done together: one change of threads and one transaction for all that wait."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Engine

_MOST = 32  # works at once: each takes some 0.2 ms, for which nobody else can write
Answer = TypeVar("Answer")
_Work: TypeAlias = Callable[[Connection], Any]
_Outcome: TypeAlias = tuple[Any, Exception | None]


class Together:
    """Does what is asked within one turn of the event loop, or while other work is under way, in one transaction.

    Where one's work raises, that of all is undone, and done again in a transaction for each. So that work must do
    nothing but ask the connection that it is given.
    """

    def __init__(self, engine: Engine, threads: Executor, turn: AbstractAsyncContextManager[object]) -> None:
        """Take where the work is done, in which threads, and the `turn` that is held meanwhile."""
        self._engine = engine
        self._threads = threads
        self._turn = turn
        self._waiting: list[tuple[_Work, asyncio.Future[Any]]] = []
        self._tasks: set[asyncio.Task[None]] = set()  # the event loop itself forgets a task that nobody holds

    async def do(self, work: Callable[[Connection], Answer]) -> Answer:
        """Return what a work returns, or raise what it raises; nothing of it is kept then."""
        done: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        if len(self._waiting) == 1:
            self._begin()
        return await done

    def _begin(self) -> None:
        task = asyncio.create_task(self._do_some(), name="short work of the store")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _do_some(self) -> None:
        """Do what waits when the turn is ours; more than some is left to the next turn."""
        async with self._turn:
            some, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
            if self._waiting:
                self._begin()
            wanted = [(work, done) for work, done in some if not done.done()]  # others were cancelled
            for (_, done), (answer, error) in zip(wanted, await self._outcomes(wanted), strict=True):
                if done.done():
                    continue
                if error:
                    done.set_exception(error)
                else:
                    done.set_result(answer)

    async def _outcomes(self, wanted: Sequence[tuple[_Work, "asyncio.Future[Any]"]]) -> list[_Outcome]:
        works = [work for work, _ in wanted]
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, _done, self._engine, works)
        except RuntimeError as error:  # the threads are gone: the database was closed
            return [(None, error)] * len(works)


def _done(engine: Engine, works: Sequence[_Work]) -> list[_Outcome]:
    """Return what each work returned or raised, in their order."""
    began = False
    try:
        with engine.begin() as connection:
            began = True
            return [(work(connection), None) for work in works]
    except Exception as error:
        if not began or len(works) == 1:  # what nobody can begin is not waited for by each in turn
            return [(None, error)] * len(works)
    return [_done(engine, [work])[0] for work in works]

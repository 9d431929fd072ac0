"""The one way to the database: connections, transactions, and errors in words that an operator can act on."""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Self, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, Table, create_engine, delete, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    InvalidRequestError,
    NoSuchModuleError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import StoreError
from bot.store.failures import explain
from bot.store.together import Together

# https://www.sqlite.org/pragma.html
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",  # under WAL a power cut can undo the last commits, never damage the file
    "foreign_keys=ON",
    "secure_delete=ON",  # what a person had deleted is overwritten, not left in free pages
)
LONG_LOG = 32_000  # pages of the log that a commit brings over itself, which it then waits for: see `checkpoints`
_SOME = 100  # rows that are deleted at a time: a transaction holds SQLite's write lock for 2 to 10 ms
_QUICK_THREADS = 4

Answer = TypeVar("Answer")


class Database:
    """A pool of connections. Readers run side by side; on SQLite writers queue up, in this process and across."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._quick: Engine | None = None
        self._reads: Together | None = None
        self._writes: Together | None = None
        self._threads = ThreadPoolExecutor(_QUICK_THREADS, "store")  # which begin with the first work
        self._writer = engine.execution_options(begin="IMMEDIATE")
        # Without it writers of one process would poll for SQLite's one write lock, in no order, and time out.
        self._turn: AbstractAsyncContextManager[object] = (
            asyncio.Lock() if engine.dialect.name == "sqlite" else contextlib.nullcontext()
        )

    @classmethod
    async def open(cls, url: str, *, busy_ms: int = 5_000, log_pages: int = LONG_LOG) -> Self:
        """Connect once to see that it works. A new SQLite file is made readable by its owner alone.

        `url` is SQLAlchemy's, with an async driver; `busy_ms` is how long SQLite waits for a writer in another
        process. From `log_pages` pages of SQLite's log on, a commit brings them over itself. Raises `StoreError`; after
        success, `close` must be awaited.
        """
        parsed = _parse(url)
        if parsed.get_backend_name() == "sqlite":
            await asyncio.to_thread(_create_privately, parsed)
        pragmas = (f"busy_timeout={busy_ms}", *_PRAGMAS, f"wal_autocheckpoint={log_pages}")
        database = cls(_engine(parsed, pragmas))
        database._be_quick(_quick_engine(parsed, pragmas))
        try:
            # Not by the driver where there is another way: its thread may outlive the event loop of who gives up.
            await database.read_at_once(lambda connection: None)
            return database
        except BaseException:
            await database.close()
            raise

    def _be_quick(self, engine: Engine | None) -> None:
        if engine:
            self._quick = engine
            self._reads = Together(engine, self._threads, asyncio.Lock())
            self._writes = Together(engine.execution_options(begin="IMMEDIATE"), self._threads, self._turn)

    async def close(self) -> None:
        """Close every connection, and with them the driver's threads. May be awaited twice."""
        await self._engine.dispose()
        await asyncio.to_thread(self._threads.shutdown)
        if self._quick:
            self._quick.dispose()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction for questions. Raises `StoreError` in the database's trouble."""
        with self._explained():
            async with self._engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction for changes: all of them are kept, or none when the block raises."""
        async with self._turn:
            with self._explained():
                async with self._writer.begin() as connection:
                    yield connection

    async def prune(self, table: Table, *which: ColumnElement[bool]) -> int:
        """Delete rows of a table whose key is `id`, some at a time, so that no writer waits for long.

        Returns how many. What is deleted before an error stays deleted.
        """
        some = select(table.c.id).where(*which).limit(_SOME)
        pruned, left = 0, True
        while left:
            async with self.writing() as connection:
                ids = (await connection.execute(some)).scalars().all()
                if ids:
                    pruned += (await connection.execute(delete(table).where(table.c.id.in_(ids)))).rowcount
            left = len(ids) == _SOME
        return pruned

    async def read_at_once(self, work: Callable[[Connection], Answer]) -> Answer:
        """Do short work in a transaction for questions; raises as `reading` does.

        On a SQLite file it is done in one go, in one thread, together with what others ask at this moment: aiosqlite
        changes threads at every step, eight times for one question, which costs more than the question. What every
        reply asks is asked in this way. The work may be done twice, see `together`.
        """
        if self._reads is None:
            async with self.reading() as connection:
                return await connection.run_sync(work)
        with self._explained():
            return await self._reads.do(work)

    async def write_at_once(self, work: Callable[[Connection], Answer]) -> Answer:
        """Do short work in a transaction for changes; raises as `writing` does, and is done as in `read_at_once`."""
        if self._writes is None:
            async with self.writing() as connection:
                return await connection.run_sync(work)
        with self._explained():
            return await self._writes.do(work)

    async def write_and_rest(self, work: Callable[[Connection], Answer]) -> Answer:
        """Do as `write_at_once`, and on SQLite leave its one write lock to others for as long as that took.

        Who waits for the lock in another process looks again and again, and in many transactions in a row would find
        it free by luck only.
        """
        began = time.monotonic()
        done = await self.write_at_once(work)
        if self._engine.dialect.name == "sqlite":
            await asyncio.sleep(time.monotonic() - began)
        return done

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (IntegrityError, DataError, ProgrammingError):
            raise  # a defect of ours, for the log
        except (DBAPIError, PoolTimeoutError, OSError) as error:
            raise explain(error, self._engine.url.render_as_string(hide_password=True)) from error


def upsert(connection: AsyncConnection | Connection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """Start an INSERT that may be given `on_conflict_do_...`, which both databases write alike."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def _parse(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise StoreError("the database's URL cannot be read", "look at DATABASE_URL in .env.example") from error


def _create_privately(url: URL) -> None:
    """Make the folder and the file, each for the owner alone; leave alone what is there."""
    path = Path(url.database or "")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise explain(error, str(path)) from error


def _engine(url: URL, pragmas: Sequence[str]) -> AsyncEngine:
    try:
        # Parameters stay out of error texts and so out of the log: they hold what people typed.
        engine = create_async_engine(url, hide_parameters=True)
    except (ModuleNotFoundError, NoSuchModuleError, InvalidRequestError) as error:
        raise StoreError(
            f"there is no asynchronous driver for {url.drivername}",
            "install it (asyncpg for PostgreSQL) or change DATABASE_URL",
        ) from error
    if engine.dialect.name == "sqlite":
        _listen(engine.sync_engine, pragmas)
    return engine


def _quick_engine(url: URL, pragmas: Sequence[str]) -> Engine | None:
    """Return what works on a SQLite file without a change of threads; None for another database."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:") or url.query:
        return None
    engine = create_engine(url.set(drivername="sqlite"), hide_parameters=True)
    _listen(engine, pragmas)
    return engine


def _listen(engine: Engine, pragmas: Sequence[str]) -> None:
    event.listen(engine, "connect", partial(_on_connect, pragmas))
    event.listen(engine, "begin", _on_begin)
    event.listen(engine, "invalidate", _on_invalidate)


def _on_connect(pragmas: Sequence[str], connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN comes late and is never IMMEDIATE: SQLAlchemy emits it instead, see "Transactions with
    # SQLite and the sqlite3 driver" in SQLAlchemy's documentation of the dialect.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in pragmas:  # the wait comes first: turning WAL on may itself meet another process
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    # A transaction that reads first and writes later cannot wait for the lock: whoever will write takes it at once.
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")


def _on_invalidate(connection: DBAPIConnection, entry: ConnectionPoolEntry, exception: BaseException | None) -> None:
    # A task that is cancelled within a statement has its connection closed, but to SQLite a connection with a
    # statement that nobody finished stays open, and with it the transaction and the one write lock.
    connection.rollback()

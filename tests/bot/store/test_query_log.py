"""The query log's writer: rows arrive in order, trouble is waited out, and nobody else notices."""

import asyncio
import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store import Store
from bot.store.query_log import QueryLog
from bot.store.rows import QueryRow
from tests.bot.store.builders import day, query, url_of


async def logged(store: Store) -> list[str]:
    return [row.text for row in await store.queries_between(day(-1), day(1))]


def rename(database: Path, old: str, new: str) -> None:
    connection = sqlite3.connect(database)
    connection.execute(f"ALTER TABLE {old} RENAME TO {new}")
    connection.close()


@contextmanager
def trouble(database: Path) -> Iterator[None]:
    """Let the store refuse queries for a while."""
    rename(database, "queries", "elsewhere")
    yield
    rename(database, "elsewhere", "queries")


async def test_closing_writes_what_waits_in_order(store: Store) -> None:
    log = QueryLog(store, batch=3)
    for number in range(10):
        log.put(query(str(number)))
    await log.close()
    assert await logged(store) == [str(number) for number in range(10)]


async def test_the_background_task_writes_without_being_asked(store: Store) -> None:
    log = QueryLog(store)
    log.start()
    log.put(query("one"))
    while await logged(store) != ["one"]:
        await asyncio.sleep(0)
    log.put(query("two"))
    await log.close()
    assert await logged(store) == ["one", "two"]


class Counting(Store):
    """A store that tells how many rows came at once."""

    def __init__(self, engine: AsyncEngine) -> None:
        super().__init__(engine)
        self.batches: list[int] = []

    async def log_queries(self, rows: Sequence[QueryRow]) -> None:
        self.batches.append(len(rows))
        await super().log_queries(rows)


async def test_rows_that_come_one_after_the_other_are_written_at_once(database: Path) -> None:
    store = await Counting.open(url_of(database))
    log = QueryLog(store)
    log.start()
    for number in range(5):
        log.put(query(str(number)))
        await asyncio.sleep(0)
    while not store.batches:
        await asyncio.sleep(0.01)
    await log.close()
    assert store.batches == [5]
    await store.close()


async def test_closing_at_any_moment_writes_every_row_once(store: Store) -> None:
    for turns in range(0, 40, 2):
        log = QueryLog(store, batch=2)
        log.start()
        for number in range(4):
            log.put(query(f"{turns}-{number}"))
        for _ in range(turns):
            await asyncio.sleep(0)
        await log.close()
    assert await logged(store) == [f"{turns}-{number}" for turns in range(0, 40, 2) for number in range(4)]


async def test_rows_wait_out_the_stores_trouble_in_order(
    store: Store, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    log = QueryLog(store, batch=1)
    with trouble(database):
        log.put(query("one"))
        log.put(query("two"))
        assert not await log.flush()
        assert not await log.flush()
    assert await log.flush()
    assert await logged(store) == ["one", "two"]
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2  # the reason once, and the recovery
    assert "lacks a table" in said[0]
    assert "written again" in said[1]


async def test_the_background_task_tries_again_by_itself(
    store: Store, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = QueryLog(store, retry_s=0)
    with trouble(database):
        log.start()
        log.put(query("one"))
        while not caplog.records:
            await asyncio.sleep(0)
    while await logged(store) != ["one"]:
        await asyncio.sleep(0)
    await log.close()


async def test_the_oldest_rows_are_dropped_and_counted_when_too_many_wait(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    log = QueryLog(store, capacity=3)
    for number in range(8):
        log.put(query(str(number)))
    await log.close()
    assert await logged(store) == ["5", "6", "7"]
    assert [record.getMessage()[:22] for record in caplog.records] == [
        "more than 3 queries wa",
        "5 queries are lost to ",
    ]


async def test_rows_that_the_store_refuses_until_the_end_are_counted(
    store: Store, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = QueryLog(store)
    log.put(query("one"))
    with trouble(database):
        await log.close()
    assert "1 queries are lost" in caplog.records[-1].getMessage()
    assert caplog.records[-1].levelno == logging.ERROR


async def test_a_row_that_cannot_be_stored_does_not_hold_up_the_next(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    log = QueryLog(store, batch=1)
    log.put(replace(query("bad"), asked_at=datetime(2026, 1, 1)))  # noqa: DTZ001
    log.put(query("good"))
    await log.close()
    assert await logged(store) == ["good"]
    assert caplog.records[0].exc_info is not None


async def test_a_person_is_forgotten_also_among_the_rows_that_wait(store: Store) -> None:
    log = QueryLog(store)
    for asker in ("me", "you", "me"):
        log.put(query(f"of {asker}", asker=asker))
    assert await log.forget("me") == 2
    await log.close()
    assert await logged(store) == ["of you"]

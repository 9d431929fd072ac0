"""Broadcasts over many followers: whatever interrupts them, each chat has one message in the end."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.broadcasting import Broadcasts
from bot.digests.planning import Limits, Parcel
from bot.store import Store
from bot.store.rows import Broadcast, Follower, Progress
from tests.bot.store.builders import a_follower, a_topic, day, url_of

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
PEOPLE = 230  # more than two batches


class EndedError(Exception):
    """What stands for the end of a process."""


def said(broadcast: Broadcast, follower: Follower) -> Parcel:
    return Parcel(broadcast.text)


def reported(broadcast: Broadcast, counts: Progress) -> Parcel:
    return Parcel(f"{counts.sent} {counts.refused}")


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with many who follow something."""
    path = tmp_path_factory.mktemp("crowd") / "bot.sqlite3"

    async def make() -> None:
        store = await Store.open(url_of(path))
        await store.migrate()
        for chat in range(1, PEOPLE + 1):
            await a_topic(store, await a_follower(store, chat, kind="private"))
        await store.close()

    asyncio.run(make())
    return path


@pytest.fixture
async def stores(crowd: Path, tmp_path: Path) -> AsyncIterator[tuple[Store, Store]]:
    """Two processes on the crowd's database."""
    (tmp_path / "bot.sqlite3").write_bytes(crowd.read_bytes())
    first, second = [await Store.open(url_of(tmp_path / "bot.sqlite3")) for _ in range(2)]
    yield first, second
    await first.close()
    await second.close()


def broadcasts(store: Store) -> Broadcasts:
    return Broadcasts(store, Limits(), lambda: NOW)


async def chats(store: Store) -> Counter[int]:
    """How many messages wait for each chat."""
    async with store.reading() as connection:
        return Counter((await connection.exec_driver_sql("SELECT chat_id FROM outbox")).scalars())


async def test_one_that_is_interrupted_goes_on_where_it_was(stores: tuple[Store, Store]) -> None:
    first, second = stores
    one = await broadcasts(first).draft("Hello", 7)
    assert await broadcasts(first).confirm(one.id)
    asked = 0

    def dies(broadcast: Broadcast, follower: Follower) -> Parcel:
        nonlocal asked
        asked += 1
        if asked > PEOPLE // 2:
            raise EndedError
        return said(broadcast, follower)

    with pytest.raises(EndedError):
        await broadcasts(first).go_on(dies, reported)
    assert 0 < sum((await chats(first)).values()) < PEOPLE
    await broadcasts(second).go_on(said, reported)
    assert await chats(second) == Counter(range(1, PEOPLE + 1))
    found = await broadcasts(second).get(one.id)
    assert found is not None
    assert (found.state, found.chats) == ("sending", PEOPLE)
    assert await broadcasts(second).go_on(said, reported) == 0


async def test_two_processes_that_spread_at_once_send_one_each(stores: tuple[Store, Store]) -> None:
    first, second = stores
    one = await broadcasts(first).draft("Hello", 7)
    await broadcasts(first).confirm(one.id)
    await asyncio.gather(*(broadcasts(store).go_on(said, reported) for store in stores for _ in range(2)))
    assert await chats(second) == Counter(range(1, PEOPLE + 1))
    found = await broadcasts(second).get(one.id)
    assert found is not None
    assert found.chats == PEOPLE


async def test_it_is_reported_once_to_who_sent_it_when_nothing_waits(stores: tuple[Store, Store]) -> None:
    first, second = stores
    one = await broadcasts(first).draft("Hello", 7_000)
    await broadcasts(first).confirm(one.id)
    await broadcasts(first).go_on(said, reported)
    rows = await first.ready(NOW, PEOPLE)
    for row in rows[1:]:
        await first.settle(row.id, row.id, NOW)
    assert await broadcasts(first).go_on(said, reported) == 0
    await first.drop(rows[0].id, "blocked", NOW)
    await asyncio.gather(*(broadcasts(store).go_on(said, reported) for store in stores))
    assert [(row.chat_id, row.html) for row in await second.ready(NOW, 9)] == [(7_000, f"{PEOPLE - 1} 1")]
    found = await broadcasts(second).get(one.id)
    assert found is not None
    assert (found.state, found.sent, found.refused) == ("done", PEOPLE - 1, 1)


async def test_who_is_forgotten_gets_no_report(stores: tuple[Store, Store]) -> None:
    store, _ = stores
    one = await broadcasts(store).draft("Hello", 7_000)
    await broadcasts(store).confirm(one.id)
    await store.forget_user(7_000, "nobody")
    await broadcasts(store).go_on(said, reported)
    for row in await store.ready(NOW, PEOPLE):
        await store.settle(row.id, row.id, NOW)
    await broadcasts(store).go_on(said, reported)
    assert await store.ready(NOW, 9) == ()
    assert (await broadcasts(store).get(one.id) or one).state == "done"


async def test_a_draft_is_gone_after_a_day_and_what_was_sent_is_not(stores: tuple[Store, Store]) -> None:
    store, _ = stores
    old, sent = [await Broadcasts(store, Limits(), lambda: day(0)).draft("Hello", 7) for _ in range(2)]
    await Broadcasts(store, Limits(), lambda: day(0)).confirm(sent.id)
    assert await broadcasts(store).get(old.id) is None
    assert await broadcasts(store).get(sent.id) is not None

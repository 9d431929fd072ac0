"""Transactions under many hands, and trouble in words that an operator can act on."""

import asyncio
import os
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError

from bot.corpus.documents import Document
from bot.errors import StoreError
from bot.store import Store
from bot.store.corpus_plan import fingerprint
from bot.store.failures import explain
from bot.store.schema import digests, install_secrets
from tests.bot.store.builders import DAY_0, day, document, query, replace_corpus, url_of


def corpus(word: str) -> list[Document]:
    return [document(name, *(f"{word} {number}" for number in range(30))) for name in "ab"]


async def test_many_writers_and_readers_at_once_see_whole_transactions_and_lose_nothing(store: Store) -> None:
    corpora = [corpus(word) for word in ("one", "two", "three")]

    async def converse(number: int) -> None:
        await store.log_queries([query(f"{number}-{part}") for part in range(3)])
        ask_id = await store.remember_ask(
            chat_id=number, question_message_id=1, user_id=number, text="x", topic_id=None, now=DAY_0
        )
        assert await store.set_reply(ask_id, number)
        found = await store.ask(ask_id)
        assert found is not None
        assert found.reply_message_id == number
        assert (await store.query_count()) % 3 == 0
        assert list(await store.live_documents()) in [[], *corpora]

    changes = (replace_corpus(store, given, day(number)) for number, given in enumerate(corpora * 2))
    await asyncio.gather(*(converse(number) for number in range(40)), *changes)
    assert await store.query_count() == 120


async def test_a_write_cancelled_at_any_moment_leaves_no_half_and_blocks_nobody(database: Path) -> None:
    store = await Store.open(url_of(database), busy_ms=50)
    for turns in range(80):
        task = asyncio.create_task(store.log_queries([query("half"), query("half")]))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await store.log_queries([query("whole")])
    texts = [row.text for row in await store.queries_between(day(0), day(1))]
    assert texts.count("whole") == 80
    assert texts.count("half") % 2 == 0
    await store.close()


async def test_a_replacement_cancelled_at_any_moment_leaves_the_old_corpus_or_the_new(store: Store) -> None:
    corpora = [corpus("one"), corpus("two")]
    for turns in range(0, 240, 4):
        task = asyncio.create_task(replace_corpus(store, corpora[turns // 4 % 2], day(turns)))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        live = await store.live_documents()
        assert list(live) in [[], *corpora]
        assert fingerprint(live) == await store.corpus_fingerprint()


async def test_a_block_that_raises_undoes_its_writes(store: Store) -> None:
    async def write_and_stumble() -> None:
        async with store.writing() as connection:
            await connection.execute(insert(install_secrets), {"name": "half", "value": b"done"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await write_and_stumble()
    async with store.reading() as connection:
        assert (await connection.execute(install_secrets.select())).all() == []


def counted(connection: Connection) -> int:
    """Add one to what is kept under a name, and return it."""
    value = connection.execute(select(install_secrets.c.value)).scalar_one_or_none() or b"0"
    new = {"name": "count", "value": str(int(value) + 1).encode()}
    connection.execute(delete(install_secrets))
    connection.execute(insert(install_secrets), new)
    return int(value) + 1


async def test_short_work_and_blocks_take_turns_to_write(store: Store) -> None:
    async def in_a_block() -> int:
        async with store.writing() as connection:
            return await connection.run_sync(counted)

    found = await asyncio.gather(*(store.write_at_once(counted) if n % 2 else in_a_block() for n in range(40)))
    assert sorted(found) == list(range(1, 41))


async def test_short_work_that_raises_undoes_its_writes(store: Store) -> None:
    def stumble(connection: Connection) -> None:
        counted(connection)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await store.write_at_once(stumble)
    assert await store.write_at_once(counted) == 1


async def test_trouble_of_short_work_is_said_to_an_operator(database: Path) -> None:
    store = await Store.open(url_of(database), busy_ms=20)
    other = sqlite3.connect(database)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="holds the database"):
        await store.write_at_once(counted)
    other.close()
    assert await store.write_at_once(counted) == 1
    await store.close()


async def test_short_work_is_done_on_a_database_that_knows_no_other_way(database: Path) -> None:
    store = await Store.open(f"{url_of(database)}?timeout=1")  # a setting of the asynchronous driver's own
    assert await store.write_at_once(counted) == 1
    count = select(install_secrets.c.value)
    assert await store.read_at_once(lambda connection: connection.execute(count).scalar_one()) == b"1"
    await store.close()


async def test_a_digest_without_its_follower_is_a_defect_and_no_trouble_of_the_operators(store: Store) -> None:
    orphan = {"id": "none", "follower_id": 7, "due_at": DAY_0, "made_at": DAY_0}

    async def write() -> None:
        async with store.writing() as connection:
            await connection.execute(insert(digests), orphan)

    with pytest.raises(IntegrityError) as caught:
        await write()
    assert "none" not in str(caught.value)  # parameters hold what people typed


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such permissions")
async def test_a_new_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "bot.sqlite3"
    store = await Store.open(url_of(path))
    await store.migrate()
    modes = {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    await store.close()
    assert modes == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such permissions")
async def test_the_permissions_of_an_old_database_are_left_alone(database: Path) -> None:
    database.chmod(0o640)
    await (await Store.open(url_of(database))).close()
    assert stat.S_IMODE(database.stat().st_mode) == 0o640


async def test_closing_twice_is_closing_once(store: Store) -> None:
    await store.close()
    await store.close()


async def test_a_file_that_is_no_database_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "bot.sqlite3"
    path.write_text("Dear diary, " * 1_000)
    with pytest.raises(StoreError, match="damaged") as caught:
        await Store.open(url_of(path))
    assert caught.value.__cause__ is not None
    assert "backup" in caught.value.advice


async def test_a_folder_in_the_databases_place_is_said_to_be_unwritable(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        await Store.open(url_of(tmp_path))


async def test_a_file_in_the_folders_place_is_said_to_be_unwritable(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(StoreError, match="cannot be opened"):
        await Store.open(url_of(tmp_path / "data" / "bot.sqlite3"))


async def test_another_process_that_does_not_let_go_is_named_and_waited_for_no_longer(database: Path) -> None:
    store = await Store.open(url_of(database), busy_ms=1)
    other = sqlite3.connect(database)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another process holds"):
        await store.log_queries([query("x")])
    assert await store.query_count() == 0  # readers are not held up
    other.rollback()
    other.close()
    await store.log_queries([query("x")])
    await store.close()


def test_a_full_disk_is_said_to_be_full(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "small.sqlite3")
    connection.execute("PRAGMA max_page_count=2")
    connection.execute("CREATE TABLE t (text TEXT)")
    with pytest.raises(sqlite3.OperationalError) as caught:
        connection.execute("INSERT INTO t VALUES (?)", ["x" * 100_000])
    connection.close()
    assert "disk is full" in str(explain(caught.value, "small"))


@pytest.mark.parametrize(
    ("trouble", "word"),
    [
        (lambda: ConnectionRefusedError(111, "refused"), "does not answer"),
        (lambda: OSError(28, "No space left on device", "/data/x"), "disk is full"),
        (lambda: PermissionError(13, "denied", "/data/x"), "cannot be opened"),
        (lambda: RuntimeError("something else"), "something else"),
    ],
)
def test_trouble_outside_the_driver_is_told_apart(trouble: Callable[[], Exception], word: str) -> None:
    assert word in str(explain(trouble(), "somewhere"))


@pytest.mark.parametrize("url", ["not a url", "sqlite:////nowhere/sync.db", "nosuch+driver://host/name"])
async def test_a_url_that_leads_nowhere_is_told_without_repeating_a_password(url: str) -> None:
    with pytest.raises(StoreError, match="DATABASE_URL"):
        await Store.open(url)

"""Migrations lead from nothing to the schema that the code asks."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from bot import store as store_package
from bot.errors import StoreError
from bot.store import Store
from bot.store.schema import metadata
from tests.bot.store.builders import a_follower, a_topic, day, document, query, url_of


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


def upgrade_to(connection: Connection, version: str) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(store_package.__file__).parent / "migrations"))
    command.upgrade(config, version)


async def test_the_migrations_lead_from_an_empty_file_to_the_schema(tmp_path: Path) -> None:
    store = await Store.open(url_of(tmp_path / "new" / "bot.sqlite3"))
    async with store.reading() as connection:
        assert await connection.run_sync(differences) != []
    await store.migrate()
    async with store.reading() as connection:
        assert await connection.run_sync(differences) == []
    await store.close()


async def test_a_database_of_the_first_version_keeps_all_it_has(tmp_path: Path) -> None:
    store = await Store.open(url_of(tmp_path / "bot.sqlite3"))
    async with store.writing() as connection:
        await connection.run_sync(upgrade_to, "0001")
    await store.replace_corpus([document("a", "one", "two")], day(0))
    await store.log_queries([query("zangezur")])
    ask_id = await store.remember_ask(
        chat_id=1, question_message_id=1, user_id=1, text="zangezur", topic_id=None, now=day(0)
    )
    key = await store.pseudonym_key()
    await store.migrate()
    async with store.reading() as connection:
        assert await connection.run_sync(differences) == []
    assert await store.live_documents() == (document("a", "one", "two"),)
    assert set((await store.first_seen_since(day(-1))).values()) == {day(0)}
    assert await store.query_count() == 1
    assert await store.ask(ask_id) is not None
    assert await store.pseudonym_key() == key
    await a_topic(store, await a_follower(store))
    await store.close()


async def test_migrating_again_changes_nothing(store: Store) -> None:
    await store.replace_corpus([document("a", "text")], day(0))
    await store.migrate()
    assert await store.live_documents() == (document("a", "text"),)


async def test_processes_that_migrate_at_once_do_it_once(tmp_path: Path) -> None:
    stores = [await Store.open(url_of(tmp_path / "bot.sqlite3")) for _ in range(4)]
    await asyncio.gather(*(store.migrate() for store in stores))
    assert await stores[0].corpus_fingerprint() == ""
    for store in stores:
        await store.close()


async def test_migrating_works_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = await Store.open("sqlite+aiosqlite:///data/bot.sqlite3")
    await store.migrate()
    await store.close()
    assert (tmp_path / "data" / "bot.sqlite3").exists()


async def test_a_database_of_a_newer_version_is_left_alone(store: Store, database: Path) -> None:
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreError, match="another version"):
        await store.migrate()


async def test_a_question_before_the_migrations_says_what_is_missing(tmp_path: Path) -> None:
    store = await Store.open(url_of(tmp_path / "bot.sqlite3"))
    with pytest.raises(StoreError, match="migrations"):
        await store.query_count()
    await store.close()

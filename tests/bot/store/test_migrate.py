"""Migrations lead from nothing to the schema that the code asks."""

import asyncio
import sqlite3
import subprocess
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from bot import store as store_package
from bot.errors import StoreError
from bot.store import Store
from bot.store.corpus_plan import fingerprint
from bot.store.migrate import latest
from bot.store.rows import CorpusSize
from bot.store.schema import metadata
from tests.bot.store.builders import a_follower, a_topic, day, document, query, replace_corpus, url_of


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


def upgrade_to(connection: Connection, version: str) -> None:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(store_package.__file__).parent / "migrations"))
    command.upgrade(config, version)


async def insert_as_first_version(store: Store) -> None:
    """Three documents as the first version kept them: one whole and grown, one removed, one empty."""
    kept, gone, empty = document("a", "one", "two"), document("b", "gone"), document("c")
    old = {"documents": [], "paragraphs": []}  # type: dict[str, list[dict[str, object]]]
    for one, removed in ((kept, None), (gone, day(1)), (empty, None)):
        times = {"first_seen_at": instant(day(0)), "removed_at": removed and instant(removed)}
        facts = {name: getattr(one, name) for name in ("file", "title", "publisher", "date", "language", "url")}
        old["documents"].append({"id": one.id, **facts, **times})
        old["paragraphs"] += (asdict(paragraph) | times for paragraph in one.paragraphs)
    old["paragraphs"][1]["first_seen_at"] = instant(day(2))
    async with store.writing() as connection:
        for table, rows in old.items():
            names = list(rows[0])
            marks = ", ".join(f":{name}" for name in names)
            await connection.execute(text(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"), rows)


def instant(at: datetime) -> str:
    """An instant as SQLite holds it."""
    return at.replace(tzinfo=None).isoformat(" ", "microseconds")


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
    await insert_as_first_version(store)
    await store.log_queries([query("zangezur")])
    ask_id = await store.remember_ask(
        chat_id=1, question_message_id=1, user_id=1, text="zangezur", topic_id=None, now=day(0)
    )
    key = await store.pseudonym_key()
    await store.migrate()
    async with store.reading() as connection:
        assert await connection.run_sync(differences) == []
    live = (document("a", "one", "two"), document("c"))
    assert await store.live_documents() == live
    assert await store.corpus_fingerprint() == fingerprint(live)
    assert await store.corpus_size() == CorpusSize(documents=2, paragraphs=2)
    one, two = live[0].paragraphs
    assert await store.first_seen_since(day(-1)) == {one.id: day(0), two.id: day(2)}
    assert await store.corpus_time() == day(2)
    assert await store.known_texts(["one", "  two", "gone", "never"]) == {"one", "  two"}
    gone = document("b", "gone").paragraphs[0]
    assert await store.removed_since(day(1), 5) == ((gone.id, "gone", "en"),)
    back = await replace_corpus(store, [*live, document("b", "gone", "new")], day(1))
    assert (back.added, back.restored, back.kept, back.removed) == (1, 1, 2, 0)
    assert (await store.first_seen_of([gone.id])) == {gone.id: day(0)}
    assert await store.query_count() == 1
    assert await store.ask(ask_id) is not None
    assert await store.pseudonym_key() == key
    await a_topic(store, await a_follower(store))
    await store.close()


async def test_migrating_again_changes_nothing(store: Store) -> None:
    await replace_corpus(store, [document("a", "text")], day(0))
    await store.migrate()
    assert await store.live_documents() == (document("a", "text"),)


async def test_the_last_step_is_the_one_that_is_run_to(store: Store, database: Path) -> None:
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(latest(),)]
    connection.close()


async def test_a_start_with_a_database_that_is_up_to_date_does_not_wait_for_alembic(
    store: Store, database: Path
) -> None:
    program = (
        "import asyncio, sys\nfrom bot.store import Store\n"
        "async def start():\n    store = await Store.open(sys.argv[1])\n    await store.migrate()\n"
        "    await store.close()\nasyncio.run(start())\nprint('alembic' in sys.modules)"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", program, url_of(database)], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


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

"""One real SQLite file a test, already migrated."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store import Store
from tests.bot.store.builders import url_of


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy: migrating for each of many tests would take most of their time."""
    path = tmp_path_factory.mktemp("store") / "empty.sqlite3"

    async def make() -> None:
        store = await Store.open(url_of(path))
        await store.migrate()
        await store.close()

    asyncio.run(make())
    return path


@pytest.fixture
def database(empty_database: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(empty_database, tmp_path / "bot.sqlite3"))


@pytest.fixture
async def store(database: Path) -> AsyncIterator[Store]:
    opened = await Store.open(url_of(database))
    yield opened
    await opened.close()

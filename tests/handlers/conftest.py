"""One running bot a module, for all tests that leave it as it was: each talks to it as people of its own."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.handlers.bots import Running, running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(tmp_path_factory.mktemp("bot")) as started:
        yield started

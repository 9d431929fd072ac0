"""Pseudonyms: stable within an installation, meaningless outside of it."""

import asyncio
from pathlib import Path

from bot.store import Store
from bot.store.privacy import pseudonym
from tests.bot.store.builders import url_of


async def test_the_key_is_made_once_and_outlives_the_process(store: Store, database: Path) -> None:
    key = await store.pseudonym_key()
    assert len(key) == 32
    await store.close()
    again = await Store.open(url_of(database))
    assert await again.pseudonym_key() == key
    await again.close()


async def test_processes_that_start_at_once_agree_on_the_key(database: Path) -> None:
    stores = [await Store.open(url_of(database)) for _ in range(4)]
    keys = await asyncio.gather(*(store.pseudonym_key() for store in stores))
    assert len(set(keys)) == 1
    for store in stores:
        await store.close()


def test_a_pseudonym_depends_on_the_person_and_the_key() -> None:
    one, other = b"k" * 32, b"l" * 32
    assert pseudonym(one, 7) == pseudonym(one, 7)
    assert len({pseudonym(one, 7), pseudonym(one, 8), pseudonym(other, 7)}) == 3
    assert len(bytes.fromhex(pseudonym(one, 7))) == 16

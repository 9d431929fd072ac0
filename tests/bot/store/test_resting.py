"""Who writes much leaves SQLite's one write lock to others in between."""

import asyncio
import time

from sqlalchemy import Connection

from bot.store import Store

LONG_S = 0.3


def long_work(connection: Connection) -> None:
    time.sleep(LONG_S)


async def test_others_write_while_one_that_has_written_rests(store: Store) -> None:
    order: list[str] = []

    async def much() -> None:
        await store.write_and_rest(long_work)
        order.append("rested")

    async def little() -> None:
        await store.write_at_once(lambda connection: None)
        order.append("written")

    await asyncio.gather(much(), little())
    assert order == ["written", "rested"]

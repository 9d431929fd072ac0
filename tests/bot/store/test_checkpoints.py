"""SQLite's log is brought over by the clock, and by no answer."""

import asyncio
from pathlib import Path

from bot.store import Store
from tests.bot.store.builders import day, query, url_of

LARGE = 1 << 20  # bytes


async def written(store: Store) -> None:
    """Write a megabyte and more, in a few transactions."""
    for number in range(4):
        await store.log_queries([query(f"{number} {place} " + "x" * 4_000) for place in range(100)])


async def test_what_is_written_stays_in_the_log_until_somebody_brings_it_over(store: Store, database: Path) -> None:
    await written(store)
    assert database.stat().st_size < LARGE
    await store.checkpoint(100_000)  # pages: the log has fewer
    assert database.stat().st_size < LARGE
    await store.checkpoint(10)
    assert database.stat().st_size > LARGE


async def test_a_log_that_nobody_wrote_to_since_is_left_alone(store: Store, database: Path) -> None:
    log = database.with_name(f"{database.name}-wal")
    await written(store)
    await store.checkpoint(10)
    before = log.stat().st_mtime_ns
    await store.checkpoint(10)
    assert log.stat().st_mtime_ns == before
    await written(store)
    await store.checkpoint(10)
    assert log.stat().st_mtime_ns > before


async def test_who_reads_and_writes_meanwhile_goes_on(store: Store, database: Path) -> None:
    other = await Store.open(url_of(database))
    await written(store)
    async with other.reading() as connection:
        await connection.exec_driver_sql("SELECT COUNT(*) FROM queries")
        await asyncio.gather(*(store.checkpoint(1) for _ in range(3)), written(store), written(other))
    await other.close()
    await store.checkpoint(1)
    assert len(await store.queries_between(day(-400), day(400))) == 1_200


async def test_a_process_may_bring_it_over_sooner(database: Path, store: Store) -> None:
    soon = await Store.open(url_of(database), log_pages=100)
    await written(soon)
    assert database.stat().st_size > LARGE
    await soon.close()

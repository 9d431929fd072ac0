"""Short work done together: nobody's failure is another's, nothing is lost, and few transactions do for many."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Engine, Integer, MetaData, Table, create_engine, event, insert, select

from bot.store.together import Together

NUMBERS = Table("numbers", MetaData(), Column("number", Integer, primary_key=True))


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Engine, Together]]:
    engine, threads = create_engine(f"sqlite:///{folder / 'numbers.db'}"), ThreadPoolExecutor(2)
    NUMBERS.create(engine)
    try:
        yield engine, Together(engine, threads, asyncio.Lock())
    finally:
        threads.shutdown()
        engine.dispose()


def keeping(number: int) -> Callable[[Connection], int]:
    def keep(connection: Connection) -> int:
        connection.execute(insert(NUMBERS).values(number=number))
        return number

    return keep


def failing(number: int) -> Callable[[Connection], int]:
    def fail(connection: Connection) -> int:
        keeping(number)(connection)
        raise ValueError(number)

    return fail


def kept(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.execute(select(NUMBERS.c.number)).scalars())


async def test_what_comes_at_once_is_kept_in_a_few_transactions(tmp_path: Path) -> None:
    begun: Counter[str] = Counter()
    with opened(tmp_path) as (engine, together):
        event.listen(engine, "begin", lambda connection: begun.update(["begin"]))
        assert await asyncio.gather(*(together.do(keeping(number)) for number in range(100))) == list(range(100))
        assert begun["begin"] == 4
        assert kept(engine) == list(range(100))


@settings(max_examples=30)
@given(st.lists(st.booleans(), max_size=40))
async def test_whose_work_fails_is_told_so_and_the_others_is_kept(fails: list[bool]) -> None:
    works = [failing(number) if fail else keeping(number) for number, fail in enumerate(fails)]
    with TemporaryDirectory() as folder, opened(Path(folder)) as (engine, together):
        found = await asyncio.gather(*map(together.do, works), return_exceptions=True)
        assert [isinstance(one, ValueError) for one in found] == fails
        assert kept(engine) == [number for number, fail in enumerate(fails) if not fail]


async def test_work_that_is_given_up_leaves_the_others_alone(tmp_path: Path) -> None:
    with opened(tmp_path) as (engine, together):
        tasks = [asyncio.create_task(together.do(keeping(number))) for number in range(10)]
        await asyncio.sleep(0)
        tasks[3].cancel()
        found = await asyncio.gather(*tasks, return_exceptions=True)
        assert [number for number, one in enumerate(found) if isinstance(one, asyncio.CancelledError)] == [3]
        assert kept(engine) == [0, 1, 2, 4, 5, 6, 7, 8, 9]


async def test_work_that_comes_while_other_work_is_done_is_done_after_it(tmp_path: Path) -> None:
    with opened(tmp_path) as (engine, together):
        first = asyncio.create_task(together.do(keeping(1)))
        await asyncio.sleep(0.001)
        assert list(await asyncio.gather(together.do(keeping(2)), first)) == [2, 1]
        assert kept(engine) == [1, 2]


async def test_where_nobody_can_begin_all_are_told_and_later_work_is_done(tmp_path: Path) -> None:
    def refuse(connection: Connection) -> None:
        raise OSError("the disk is gone")

    with opened(tmp_path) as (engine, together):
        event.listen(engine, "begin", refuse)
        found = await asyncio.gather(*(together.do(keeping(number)) for number in range(5)), return_exceptions=True)
        assert [str(one) for one in found] == ["the disk is gone"] * 5
        event.remove(engine, "begin", refuse)
        assert await together.do(keeping(7)) == 7


async def test_work_after_the_end_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path) as (_, together):
        pass
    with pytest.raises(RuntimeError):
        await together.do(keeping(1))

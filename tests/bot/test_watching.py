"""A folder that changes is told of, and is at rest once nobody writes there any more."""

import asyncio
from pathlib import Path

import pytest

from bot.watching import at_rest, changes

SOON_S = 20.0  # for what happens at once: a busy machine takes its time


async def test_a_change_below_a_folder_is_told_of_and_the_stop_ends_it(tmp_path: Path) -> None:
    stop, told = asyncio.Event(), asyncio.Queue[None]()
    (tmp_path / "deep").mkdir()

    async def listen() -> None:
        async for _ in changes(tmp_path, stop):
            told.put_nowait(None)

    listening = asyncio.create_task(listen())
    async with asyncio.timeout(SOON_S):
        while told.empty():  # until it listens
            (tmp_path / "deep" / "one.txt").write_text("one")
            await asyncio.sleep(0.05)
        stop.set()
        await listening


async def test_a_folder_that_took_the_name_of_another_is_not_watched_for_it(tmp_path: Path) -> None:
    folder, stop = tmp_path / "seeds", asyncio.Event()
    folder.mkdir()

    async def listen() -> None:
        async for _ in changes(folder, stop):
            pass

    listening = asyncio.create_task(listen())
    async with asyncio.timeout(SOON_S):
        await asyncio.sleep(0.3)
        folder.rename(tmp_path / "before")
        folder.mkdir()
        while not listening.done():
            (tmp_path / "before" / "one.txt").write_text("one")
            await asyncio.sleep(0.05)
    listening.result()


async def test_what_is_not_there_cannot_be_watched(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        async for _ in changes(tmp_path / "nowhere", asyncio.Event()):
            pass


async def test_a_folder_is_at_rest_once_two_looks_see_the_same() -> None:
    looks = iter([1, 2, 3, 3, 4])
    await at_rest(lambda: next(looks), 0.001)
    assert list(looks) == [4]


async def test_a_folder_that_never_rests_is_waited_for_no_longer_than_so_long() -> None:
    looks = iter(range(10**9))
    await at_rest(lambda: next(looks), 0.001, longest_s=0.05)
    assert next(looks) > 1

"""The running bot reads the folder of documents as soon as it has come to rest, and no half of a file."""

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from handlers.jobs import refresh
from handlers.services import Pace
from handlers.watching import watched
from tests.handlers.bots import Running, running
from tests.handlers.test_desk import LIGHTHOUSE

SOON_S = 30.0
FIRST, SECOND = LIGHTHOUSE.split("\n\n")[1:3]


async def titles(bot: Running, expected: int) -> None:
    """Wait until there are so many documents."""
    async with asyncio.timeout(SOON_S):
        while len(bot.services.library.documents) != expected:
            await asyncio.sleep(0.05)


async def test_what_is_put_into_the_folder_and_taken_out_is_noticed(tmp_path: Path) -> None:
    async with running(tmp_path, WATCH_SEEDS="true") as bot:
        file = tmp_path / "seeds" / "new" / "tarn.md"
        file.parent.mkdir()
        file.write_text(LIGHTHOUSE)
        await titles(bot, 4)
        assert "forty miles away" in (await bot.chat().ask("Cape Tarn Lighthouse")).text
        file.unlink()
        await titles(bot, 3)


async def test_a_file_that_is_being_written_is_read_when_it_is_whole(tmp_path: Path) -> None:
    async with running(tmp_path, pace=Pace(quiet_s=1.0)) as bot:
        file = tmp_path / "seeds" / "tarn.md"
        writing = asyncio.create_task(written_slowly(file))
        async with asyncio.timeout(SOON_S):
            while not file.exists():
                await asyncio.sleep(0.01)
        await refresh(bot.services, None)  # type: ignore[arg-type]  # a job's context, of no use here
        assert writing.done(), "nothing was read before the end was written"
        (document,) = [one for one in bot.services.library.documents if one.file == "tarn.md"]
        assert bot.services.library.sizes[document.id] == 2
        file.write_text(LIGHTHOUSE)
        await refresh(bot.services, None)  # type: ignore[arg-type]
        assert bot.services.library.sizes[document.id] == 3, "a later change is picked up again"


async def written_slowly(file: Path) -> None:
    with file.open("w") as stream:
        for piece in (FIRST, "\n\n", SECOND, "\n"):
            stream.write(piece)
            stream.flush()
            await asyncio.sleep(0.2)


async def test_a_mistake_in_the_folder_is_told_and_the_next_change_is_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(tmp_path, WATCH_SEEDS="true") as bot:
        with caplog.at_level(logging.ERROR):
            (tmp_path / "seeds" / "topics.toml").write_text("[[topic")
            async with asyncio.timeout(SOON_S):
                while "topics.toml" not in caplog.text:
                    await asyncio.sleep(0.05)
        assert "job refresh: " in caplog.text
        (tmp_path / "seeds" / "topics.toml").unlink()
        (tmp_path / "seeds" / "tarn.md").write_text(LIGHTHOUSE)
        await titles(bot, 4)


async def test_where_the_folder_cannot_be_watched_that_is_logged_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(tmp_path) as bot:
        seeds, away = tmp_path / "seeds", tmp_path / "away"
        seeds.rename(away)
        settings = bot.services.settings.model_copy(update={"watch_seeds": True})
        async with watched(replace(bot.services, settings=settings)), asyncio.timeout(SOON_S):
            while "cannot be watched" not in caplog.text:
                await asyncio.sleep(0.05)
        away.rename(seeds)

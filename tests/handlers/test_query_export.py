"""The query log as a file: whole lines up to its limit, and how to get the rest."""

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.statistics import Period
from bot.store import Store
from bot.store.rows import QueryRow
from handlers.query_export import Written, caption, write_log
from handlers.texts_en import ENGLISH

BEGAN = datetime(2026, 11, 1, tzinfo=UTC)
PERIOD = Period(date(2026, 11, 1), date(2026, 11, 30), ZoneInfo("UTC"))
ROW = QueryRow(BEGAN, "a" * 32, "private", "zangezur", "answer", "exact", 1.0, "Zangezur", ("p",), 9.5)
HOURS = 600  # a row each; more than are read at once


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def store(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Store]:
    opened = await Store.open(f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('log') / 'bot.sqlite3'}")
    await opened.migrate()
    rows = [replace(ROW, text=f"q{hour}", asked_at=BEGAN + timedelta(hours=hour)) for hour in range(HOURS)]
    await opened.log_queries(rows)
    yield opened
    await opened.close()


def texts_in(file: Path) -> list[str]:
    return [row["text"] for row in csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline=""))]


@pytest.mark.asyncio(loop_scope="module")
async def test_without_a_limit_every_row_is_there_once_in_its_order(store: Store, tmp_path: Path) -> None:
    with (tmp_path / "log.csv").open("wb") as file:
        assert await write_log(store, ENGLISH, PERIOD, file, None) == Written(HOURS)
    assert texts_in(tmp_path / "log.csv") == [f"q{hour}" for hour in range(HOURS)]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("most", [0, 100, 1_000, 1_111, 60_000])
async def test_a_full_file_holds_whole_rows_and_says_where_it_ends(store: Store, tmp_path: Path, most: int) -> None:
    with (tmp_path / "log.csv").open("wb") as file:
        written = await write_log(store, ENGLISH, PERIOD, file, most)
    assert texts_in(tmp_path / "log.csv") == [f"q{hour}" for hour in range(written.rows)]
    assert written.full_at == BEGAN + timedelta(hours=written.rows)
    assert (tmp_path / "log.csv").stat().st_size <= max(most, 120)  # the heading is always there


@pytest.mark.asyncio(loop_scope="module")
async def test_a_time_without_questions_is_a_heading_alone(store: Store, tmp_path: Path) -> None:
    empty = Period(date(2020, 1, 1), date(2020, 1, 2), ZoneInfo("UTC"))
    with (tmp_path / "log.csv").open("wb") as file:
        assert await write_log(store, ENGLISH, empty, file) == Written(0)
    assert texts_in(tmp_path / "log.csv") == []


def test_below_a_full_file_stands_how_to_get_the_rest() -> None:
    later, first_day = (replace(Written(5), full_at=BEGAN + timedelta(days=days, hours=3)) for days in (2, 0))
    assert caption(ENGLISH, Written(5), PERIOD) == "5 questions, 1 Nov to 30 Nov 2026, UTC."
    assert caption(ENGLISH, later, PERIOD).endswith(
        "ends on 2026-11-03 03:00. For the rest: /log 2026-11-03 2026-11-30"
    )
    assert "bot.py log --csv --from 2026-11-01" in caption(ENGLISH, first_day, PERIOD)

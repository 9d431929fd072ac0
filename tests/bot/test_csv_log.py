"""The query log as a table: every row comes back, and nothing in it runs."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.csv_log import BOM, defused, line, lines
from bot.store.rows import QueryRow

BAKU = ZoneInfo("Asia/Baku")
ROW = QueryRow(
    datetime(2026, 11, 22, 21, 30, 5, 999_999, tzinfo=UTC), "0a" * 16, "private", "Зангезур", "answer", "exact", 1.0,
    "Zangezur corridor", ("p1", "p2"), 12.34,
)  # fmt: skip

wild = st.text(max_size=40) | st.from_regex(r"[ \t\r\n]*[=+\-@＝|%][^\x00]{0,9}", fullmatch=True)


def read(written: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.decode("utf-8"), newline=""), strict=True))


def test_a_row_has_its_time_on_the_zones_clock_and_its_numbers_plain() -> None:
    assert read(lines([ROW], BAKU)) == [[
        "2026-11-23 01:30:05+04:00", "0a" * 16, "private", "Зангезур", "answer", "exact", "1.0000",
        "Zangezur corridor", "p1 p2", "12.3",
    ]]  # fmt: skip


def test_what_is_not_there_is_an_empty_cell() -> None:
    (cells,) = read(lines([replace(ROW, outcome="nothing", tier="", score=None, topic=None, paragraph_ids=())], BAKU))
    assert cells[4:9] == ["nothing", "", "", "", ""]


def test_lines_end_as_spreadsheets_expect() -> None:
    assert line(["a", 'b"c', "d,e"]) == b'a,"b""c","d,e"\r\n'
    assert (BOM + line(["a"])).decode("utf-8-sig") == "a\r\n"


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-1", "@SUM(A1)", "\t=1", " =1", "\r\n=1", "＝1", "|calc", "%0A"])
def test_what_looks_like_a_formula_is_text(text: str) -> None:
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "cop29", "1-2", "a=b", "'quoted'", "«Зангезур»", "?"])
def test_what_is_text_stays_as_it_is(text: str) -> None:
    assert defused(text) == text


@given(st.lists(st.builds(replace, st.just(ROW), text=wild, topic=st.none() | wild, chat_kind=wild), max_size=8))
def test_every_row_comes_back_and_no_cell_begins_a_formula(rows: list[QueryRow]) -> None:
    back = read(lines(rows, BAKU))
    assert len(back) == len(rows)
    for row, cells in zip(rows, back, strict=True):
        assert len(cells) == 10
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@", "＝", "|", "%")) for cell in cells)
        storable = row.text.encode("utf-8", "replace").decode()
        assert cells[3] in (storable, f"'{storable}")

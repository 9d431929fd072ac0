"""Dates that people type for what is to come."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digests.dates import beginning, coming_date

TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("24 December", date(2026, 12, 24)),
        ("Dec 24", date(2026, 12, 24)),
        ("24.12.", date(2026, 12, 24)),
        ("2026-12-24", date(2026, 12, 24)),
        ("24 декабря", date(2026, 12, 24)),
        ("24 Aralık", date(2026, 12, 24)),
        ("24 dekabr", date(2026, 12, 24)),
        ("1 January", date(2027, 1, 1)),
        ("22 November", TODAY),
        ("29 February", date(2028, 2, 29)),
        ("monday", date(2026, 11, 23)),
        ("завтра", date(2026, 11, 23)),
        ("in 2 weeks", date(2026, 12, 6)),
        ("yesterday", date(2026, 11, 21)),
        ("22 November 2020", date(2020, 11, 22)),
        ("24.12.26", date(2026, 12, 24)),
        ("until Friday", date(2026, 11, 27)),
        ("for a week", date(2026, 11, 29)),
        ("до 24 декабря", date(2026, 12, 24)),
        ("24 December 2100", date(2100, 12, 24)),
    ],
)
def test_a_date_is_read_as_the_next_one_unless_it_has_a_year(text: str, meant: date) -> None:
    assert coming_date(text, TODAY) == meant


@pytest.mark.parametrize(
    "text", ["", " ", "8", "2027", "december", "8:00", "forever", "31 February", "12/24", "5/6/26", "until", "x" * 500]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert coming_date(text, TODAY) is None


@settings(max_examples=150)
@given(st.text(max_size=40) | st.text("0123456789./- :day", max_size=12))
def test_any_text_is_a_date_or_none(text: str) -> None:
    assert isinstance(coming_date(text, TODAY), date | None)


def test_a_day_begins_where_the_reader_is() -> None:
    assert beginning(TODAY, ZoneInfo("Asia/Baku")) == datetime(2026, 11, 21, 20, tzinfo=UTC)
    # In Beirut the clock went from midnight to 01:00 on that day.
    assert beginning(date(2022, 3, 27), ZoneInfo("Asia/Beirut")) == datetime(2022, 3, 26, 22, tzinfo=UTC)

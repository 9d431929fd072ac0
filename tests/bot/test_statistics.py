"""Periods, percentiles and spellings: what people ask, in figures."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.statistics import (
    MOST_DAYS,
    Group,
    Period,
    PeriodError,
    day_figures,
    grouped,
    last_days,
    new_among,
    parse_period,
    percentile,
)
from bot.store.question_rows import AnswerCount, UnmatchedText

UTC_ZONE, BAKU = ZoneInfo("UTC"), ZoneInfo("Asia/Baku")
NOW = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)  # the 23rd in Baku

texts = st.text(min_size=1, max_size=30) | st.sampled_from(
    ["cop29", "cop30", "COP 29", "zangezur", "zangzur", "a", "?"]
)
times = st.integers(0, 365 * 24 * 3600).map(lambda second: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second))
spellings = st.lists(
    st.builds(UnmatchedText, texts, st.integers(0, 9), st.integers(1, 9), times),
    max_size=25,
    unique_by=lambda s: s.text,
)


def missed(text: str, times: int = 1, suggested: int = 0) -> UnmatchedText:
    return UnmatchedText(text, times - suggested, suggested, NOW)


def found(*given: UnmatchedText, ignored: tuple[str, ...] = ()) -> list[list[str]]:
    return [[one.text for one in group.spellings] for group in grouped(given, ignored)]


# Days


def test_the_last_days_end_today_by_the_zones_own_clock() -> None:
    assert last_days(7, NOW, UTC_ZONE) == Period(date(2026, 11, 16), date(2026, 11, 22), UTC_ZONE)
    assert last_days(1, NOW, BAKU) == Period(date(2026, 11, 23), date(2026, 11, 23), BAKU)
    assert last_days(1, NOW, BAKU).start == datetime(2026, 11, 22, 20, tzinfo=UTC)


def test_a_day_on_which_the_clock_is_changed_has_the_hours_that_it_has() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    long, short = (Period(day, day, berlin) for day in (date(2026, 10, 25), date(2026, 3, 29)))
    assert (long.end - long.start, short.end - short.start) == (timedelta(hours=25), timedelta(hours=23))


@given(st.integers(1, MOST_DAYS), times, st.sampled_from(["UTC", "Asia/Baku", "America/New_York", "Asia/Kathmandu"]))
def test_the_days_of_a_period_follow_each_other_without_a_gap(count: int, now: datetime, zone: str) -> None:
    period = last_days(count, now, ZoneInfo(zone))
    days = period.days
    assert len(days) == count
    assert (days[0].start, days[-1].end) == (period.start, period.end)
    assert all(one.end == following.start for one, following in pairwise(days))
    assert period.start <= now < period.end
    assert (period.before.end, len(period.before.days)) == (period.start, count)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("7 days", (2026, 11, 16), (2026, 11, 22)),
        ("1", (2026, 11, 22), (2026, 11, 22)),
        ("30d", (2026, 10, 24), (2026, 11, 22)),
        ("2026-11-01", (2026, 11, 1), (2026, 11, 22)),
        ("2026-11-01 2026-11-15", (2026, 11, 1), (2026, 11, 15)),
        ("from 2026-11-15 to 1.11.2026", (2026, 11, 1), (2026, 11, 15)),
        ("2026-11-01 – 2026-11-02", (2026, 11, 1), (2026, 11, 2)),
        ("yesterday", (2026, 11, 21), (2026, 11, 22)),
        ("Yesterday today", (2026, 11, 21), (2026, 11, 22)),
        ("2027-01-01", (2027, 1, 1), (2027, 1, 1)),
    ],
)
def test_a_period_is_read_as_people_write_it(
    typed: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    assert parse_period(typed, NOW, UTC_ZONE) == Period(date(*first), date(*last), UTC_ZONE)


@pytest.mark.parametrize(
    "typed",
    ["", "0 days", "367 days", "soon", "2026-02-30", "2026-11-01 2026-11-02 2026-11-03", "9999-12-31", "0001-01-01"],
)
def test_what_is_no_period_is_refused(typed: str) -> None:
    with pytest.raises(PeriodError):
        parse_period(typed, NOW, UTC_ZONE)


dates = st.tuples(st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32)).map(lambda d: "{}-{}-{}".format(*d))


@given(st.text(max_size=30) | dates | st.tuples(dates, dates).map(" ".join))
def test_any_text_is_a_period_or_is_refused(typed: str) -> None:
    try:
        period = parse_period(typed, NOW, BAKU)
    except PeriodError:
        return
    assert period.start < period.end


# Figures


def test_percentiles_are_values_that_were_measured() -> None:
    assert percentile({}, 0.5) is None
    assert percentile({7: 1}, 0.99) == 7
    assert percentile({10: 99, 900: 1}, 0.99) == 10
    assert percentile({10: 98, 900: 2}, 0.99) == 900


@given(st.lists(st.integers(0, 60_000), min_size=1, max_size=200), st.sampled_from([0.5, 0.9, 0.99, 1.0]))
def test_a_percentile_is_the_least_value_that_enough_do_not_exceed(values: list[int], share: float) -> None:
    at = percentile(Counter(values), share)
    assert at is not None
    assert sum(value <= at for value in values) >= share * len(values) - 1e-6
    assert sum(value < at for value in values) < share * len(values)


def test_a_day_is_added_up_by_outcome_and_time() -> None:
    counts = (AnswerCount("answer", 5, 3), AnswerCount("nothing", 9, 1), AnswerCount("suggest", 5, 2))
    figures = day_figures(date(2026, 11, 22), counts)
    assert (figures.answered, figures.suggested, figures.nothing, figures.asked) == (3, 2, 1, 6)
    assert (figures.p50_ms, figures.p99_ms) == (5, 9)


# Spellings


def test_spellings_of_one_thing_are_one_group_named_by_the_most_usual() -> None:
    given = (missed("Lachyn tunnel"), missed("lachin tunnel", 4), missed("LACHIN  TUNNEL", 2), missed("tunnel lachin"))
    assert found(*given) == [["lachin tunnel", "LACHIN  TUNNEL", "Lachyn tunnel", "tunnel lachin"]]


def test_words_that_carry_no_topic_part_no_spellings() -> None:
    given = (missed("Lachin tunnel", 2), missed("what is the Lachyn tunnel"), missed("the"), missed("who"))
    assert found(*given) == [["Lachin tunnel", "what is the Lachyn tunnel"], ["the"], ["who"]]


def test_another_alphabet_is_another_spelling() -> None:
    assert found(missed("Gandja metro", 2), missed("гянджа метро")) == [["Gandja metro", "гянджа метро"]]


def test_numbers_are_never_slips_of_each_other() -> None:
    assert found(missed("cop31", 2), missed("cop32")) == [["cop31"], ["cop32"]]


def test_the_most_asked_comes_first_however_it_was_spelt() -> None:
    given = (missed("railway to kars", 3), missed("metro", 2), missed("metro ", 2))
    assert found(*given) == [["metro", "metro "], ["railway to kars"]]


def test_what_is_ignored_is_left_out_with_what_is_like_it() -> None:
    assert found(missed("helo there"), missed("Hello, there", 3), missed("metro"), ignored=("hello there",)) == [
        ["metro"]
    ]


def test_only_what_nobody_missed_before_is_new() -> None:
    groups = grouped([missed("metro"), missed("tramway")])
    assert [group.text for group in new_among(groups, [missed("Metro!")])] == ["tramway"]


@given(spellings)
def test_every_spelling_is_in_one_group_and_counted_once(given: list[UnmatchedText]) -> None:
    groups = grouped(given)
    together = [one for group in groups for one in group.spellings]
    assert sorted(together, key=lambda one: one.text) == sorted(given, key=lambda one: one.text)
    assert [group.asked for group in groups] == sorted((group.asked for group in groups), reverse=True)
    assert len({group.id for group in groups}) == len(groups)


@given(spellings, st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_the_order_of_what_was_asked(given: list[UnmatchedText], chance: st.DataObject) -> None:
    mixed = list(given)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert grouped(mixed) == grouped(given)


@given(spellings)
@example([UnmatchedText(" ", 0, 1, NOW)])
def test_ignoring_a_group_leaves_none_of_its_spellings(given: list[UnmatchedText]) -> None:
    for group in grouped(given)[:1]:
        left = {one.text for other in grouped(given, group.keys) for one in other.spellings}
        assert left.isdisjoint(one.text for one in group.spellings)


def test_a_group_tells_how_often_and_when_last() -> None:
    group = Group((missed("metro", 3, suggested=2), replace(missed("Metro"), last_at=NOW + timedelta(1))), ("metro",))
    assert (group.asked, group.suggested, group.last_at, group.text) == (4, 2, NOW + timedelta(1), "metro")

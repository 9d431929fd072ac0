"""When digests come: over changes of the clock in all zones, outside of quiet hours, and as people write it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.digests.schedule import (
    EVERY_DAY,
    LEAST_EVERY,
    MAX_TIMES,
    MOST_EVERY,
    NEVER,
    QuietHours,
    Schedule,
    ScheduleError,
    next_run,
    out_of_quiet,
    parse_quiet,
    parse_schedule,
)

MINUTE = timedelta(minutes=1)
NEW_YORK, BERLIN, BAKU = ZoneInfo("America/New_York"), ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Baku")
_ALL_ZONES = sorted(available_timezones())

_clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
_small_hours = st.builds(time, st.sampled_from((23, 0, 1, 2, 3, 4)), st.sampled_from((0, 1, 15, 29, 30, 31, 45, 59)))
_any_clock = _clocks | _small_hours
_weekdays = st.sets(st.sampled_from(EVERY_DAY), min_size=1).map(lambda days: tuple(sorted(days)))
_times = st.sets(_any_clock, min_size=1, max_size=MAX_TIMES).map(lambda times: tuple(sorted(times)))
_fixed = st.builds(Schedule, _weekdays, _times)
_live = st.builds(Schedule, st.just(EVERY_DAY), st.just(()), st.integers(LEAST_EVERY, MOST_EVERY))
_quiet_hours = st.builds(QuietHours, _any_clock, _any_clock).filter(lambda quiet: quiet.start != quiet.end)
_quiet = st.none() | _quiet_hours
_zones = st.sampled_from(_ALL_ZONES).map(ZoneInfo)
_instants = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59), timezones=st.just(UTC))  # noqa: DTZ001


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+00:00")


def _runs(schedule: str, zone: ZoneInfo, after: str, count: int, quiet: str = "") -> list[str]:
    """Return the next runs as the clock on the wall shows them."""
    at = datetime.fromisoformat(after).replace(tzinfo=zone).astimezone(UTC)
    runs = []
    for _ in range(count):
        at = next_run(parse_schedule(schedule), zone, parse_quiet(quiet) if quiet else None, at)
        runs.append(f"{at.astimezone(zone):%a %Y-%m-%d %H:%M %z}")
    return runs


def test_a_time_that_the_spring_skips_comes_as_much_later() -> None:
    assert _runs("daily 2:30", NEW_YORK, "2026-03-07T00:00", 3) == [
        "Sat 2026-03-07 02:30 -0500",
        "Sun 2026-03-08 03:30 -0400",
        "Mon 2026-03-09 02:30 -0400",
    ]


def test_a_time_that_the_autumn_repeats_comes_once_the_first_time() -> None:
    assert _runs("daily 1:30", NEW_YORK, "2026-10-31T12:00", 2) == [
        "Sun 2026-11-01 01:30 -0400",
        "Mon 2026-11-02 01:30 -0500",
    ]


def test_a_skipped_time_that_lands_on_another_is_one_run_with_it() -> None:
    assert _runs("daily 2:30 3:30", BERLIN, "2026-03-29T00:00", 2) == [
        "Sun 2026-03-29 03:30 +0200",
        "Mon 2026-03-30 02:30 +0200",
    ]


def test_a_change_by_half_an_hour_is_followed() -> None:
    lord_howe = ZoneInfo("Australia/Lord_Howe")
    assert _runs("daily 2:15", lord_howe, "2026-10-03T12:00", 1) == ["Sun 2026-10-04 02:45 +1100"]
    assert _runs("daily 1:45", lord_howe, "2026-04-04T12:00", 2) == [
        "Sun 2026-04-05 01:45 +1100",
        "Mon 2026-04-06 01:45 +1030",
    ]


def test_a_day_that_a_zone_skips_comes_a_day_later() -> None:
    apia = ZoneInfo("Pacific/Apia")
    assert _runs("fri 8:00", apia, "2011-12-29T12:00", 2) == [
        "Sat 2011-12-31 08:00 +1400",
        "Fri 2012-01-06 08:00 +1400",
    ]
    assert _runs("daily 8:00", apia, "2011-12-29T07:00", 3) == [
        "Thu 2011-12-29 08:00 -1000",
        "Sat 2011-12-31 08:00 +1400",
        "Sun 2012-01-01 08:00 +1400",
    ]


def test_a_leap_day_is_a_day_like_others() -> None:
    assert _runs("tue 8:00", BAKU, "2028-02-28T09:00", 2) == [
        "Tue 2028-02-29 08:00 +0400",
        "Tue 2028-03-07 08:00 +0400",
    ]
    assert _runs("daily 8:00", BAKU, "2027-02-28T07:00", 2) == [
        "Sun 2027-02-28 08:00 +0400",
        "Mon 2027-03-01 08:00 +0400",
    ]


def test_the_same_schedule_in_another_zone_keeps_the_clock_on_the_wall() -> None:
    after = _utc("2026-01-05T05:00")
    daily = parse_schedule("daily 8:00")
    assert next_run(daily, BAKU, None, after) == _utc("2026-01-06T04:00")
    assert next_run(daily, BERLIN, None, after) == _utc("2026-01-05T07:00")
    assert next_run(daily, NEW_YORK, None, after) == _utc("2026-01-05T13:00")


def test_runs_in_the_quiet_hours_meet_at_their_end() -> None:
    assert _runs("daily 23:00 6:00 7:30", BAKU, "2026-01-05T22:00", 3, "22:00-07:30") == [
        "Tue 2026-01-06 07:30 +0400",
        "Wed 2026-01-07 07:30 +0400",
        "Thu 2026-01-08 07:30 +0400",
    ]


def test_a_run_at_the_start_of_the_quiet_hours_waits_and_one_at_their_end_does_not() -> None:
    assert _runs("daily 22:00", BAKU, "2026-01-05T12:00", 1, "22:00-07:00") == ["Tue 2026-01-06 07:00 +0400"]
    assert _runs("daily 7:00", BAKU, "2026-01-05T12:00", 1, "22:00-07:00") == ["Tue 2026-01-06 07:00 +0400"]


def test_a_run_that_long_quiet_hours_hold_up_is_not_lost_in_the_far_west() -> None:
    quiet, zone = parse_quiet("13:00-12:30"), ZoneInfo("Etc/GMT+12")
    run = _utc("2026-01-07T00:30")  # Tuesday 12:30 there, for Monday 13:00
    assert next_run(parse_schedule("mon 13:00"), zone, quiet, run - 20 * MINUTE) == run


def test_quiet_hours_that_end_at_a_skipped_time_end_as_much_later() -> None:
    assert _runs("daily 1:30", BERLIN, "2026-03-28T12:00", 1, "23:00-02:30") == ["Sun 2026-03-29 03:30 +0200"]


def test_quiet_hours_whose_end_comes_twice_are_over_at_the_next_end() -> None:
    quiet = parse_quiet("22:00-01:45")
    first, second = _utc("2026-11-01T05:45"), _utc("2026-11-01T06:45")  # 01:45 by summer and by winter time
    assert out_of_quiet(first - 15 * MINUTE, NEW_YORK, quiet) == first
    assert out_of_quiet(first + 5 * MINUTE, NEW_YORK, quiet) == first + 5 * MINUTE
    assert out_of_quiet(second - 15 * MINUTE, NEW_YORK, quiet) == second


def test_as_it_happens_comes_after_the_floor_and_waits_for_the_end_of_the_quiet_hours() -> None:
    assert _runs("live 90", BAKU, "2026-01-05T19:00", 4, "22:00-07:00") == [
        "Mon 2026-01-05 20:30 +0400",
        "Tue 2026-01-06 07:00 +0400",
        "Tue 2026-01-06 08:30 +0400",
        "Tue 2026-01-06 10:00 +0400",
    ]


# A plain reading of the rules, minute by minute along the real clock of a zone, which knows nothing of folds.

_CHANGES = (  # zone, and a day near which its clock is changed
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Europe/London", date(2026, 3, 29)),
    ("Europe/Dublin", date(2026, 10, 25)),
    ("Europe/Moscow", date(2014, 10, 26)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Antarctica/Troll", date(2026, 3, 29)),  # two hours
    ("Asia/Beirut", date(2026, 3, 29)),  # at midnight
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("America/Havana", date(2026, 11, 1)),
    ("America/St_Johns", date(2006, 4, 2)),  # at 00:01
    ("America/St_Johns", date(2006, 10, 29)),  # back into the day before
    ("Africa/Casablanca", date(2026, 3, 22)),
    ("Asia/Pyongyang", date(2015, 8, 15)),  # half an hour, for good
    ("Asia/Pyongyang", date(2018, 5, 5)),
    ("America/Caracas", date(2007, 12, 9)),
    ("Pacific/Apia", date(2011, 12, 30)),  # a day
    ("Pacific/Kwajalein", date(1993, 8, 21)),
    ("Pacific/Kwajalein", date(1969, 10, 1)),  # 23 hours twice
    ("Asia/Baku", date(2026, 3, 29)),  # not changed
)


@dataclass(frozen=True, slots=True)
class _Minute:
    at: datetime
    wall: datetime
    reached: tuple[datetime, ...]  # local minutes: what the wall shows, and what was skipped as long before the change
    first: tuple[datetime, ...]  # those of them that were never reached before


@cache
def _week(zone: str, day: date) -> tuple[_Minute, ...]:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=3)
    minutes = [start + number * MINUTE for number in range(7 * 1440)]
    walls = [minute.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) for minute in minutes]
    reached = [[wall] for wall in walls]
    for number, (before, wall) in enumerate(pairwise(walls), 1):
        for late in range((wall - before) // MINUTE - 1):
            reached[number + late].append(before + (late + 1) * MINUTE)
    seen: set[datetime] = set()
    week = []
    for at, wall, local in zip(minutes, walls, reached, strict=True):
        week.append(_Minute(at, wall, tuple(local), tuple(one for one in local if one not in seen)))
        seen.update(local)
    return tuple(week)


def _watched(week: Iterable[_Minute], schedule: Schedule, quiet: QuietHours | None) -> Iterator[datetime]:
    held = False
    for minute in week:
        comes = any(one.time() in schedule.times and one.weekday() in schedule.weekdays for one in minute.first)
        if quiet and quiet.cover(minute.wall.time()):
            held = held or comes
        else:
            released = held and quiet is not None and any(one.time() == quiet.end for one in minute.reached)
            held = held and not released
            if comes or released:
                yield minute.at


@pytest.mark.parametrize(("zone", "day"), _CHANGES, ids=str)
@given(_fixed, _quiet)
@settings(max_examples=15)
def test_runs_are_those_of_a_clock_watched_by_the_minute(
    zone: str, day: date, schedule: Schedule, quiet: QuietHours | None
) -> None:
    week = _week(zone, day)
    at, end = week[1440].at, week[-1].at
    expected = [run for run in _watched(week, schedule, quiet) if run > at]
    found = []
    while (at := next_run(schedule, ZoneInfo(zone), quiet, at)) <= end:
        found.append(at)
    assert found == expected


@given(_fixed, _zones, _quiet, _instants)
def test_a_run_is_later_and_at_a_chosen_time_unless_moved(
    schedule: Schedule, zone: ZoneInfo, quiet: QuietHours | None, after: datetime
) -> None:
    run = next_run(schedule, zone, quiet, after)
    assert run > after
    assert run.tzinfo is UTC
    if run != NEVER:
        local = run.astimezone(zone)
        assert local.astimezone(UTC) == run
        chosen = local.time() in schedule.times and local.weekday() in schedule.weekdays
        assert chosen or _is_shifted(local) or (quiet is not None and local.time() == quiet.end)
        assert quiet is None or not quiet.cover(local.time())


def _is_shifted(local: datetime) -> bool:
    """Tell whether the clock was put forward within the day before."""
    before = (local.astimezone(UTC) - timedelta(days=1)).astimezone(local.tzinfo)
    return (local.utcoffset() or timedelta()) > (before.utcoffset() or timedelta())


@given(_fixed, _zones, _quiet, _instants, st.floats(0, 1, exclude_max=True))
def test_between_an_instant_and_the_next_run_no_other_is_due(
    schedule: Schedule, zone: ZoneInfo, quiet: QuietHours | None, after: datetime, share: float
) -> None:
    run = next_run(schedule, zone, quiet, after)
    between = after + (run - after) * share
    assert next_run(schedule, zone, quiet, min(between, run - timedelta.resolution)) == run


@given(_live, _zones, _quiet, _instants)
def test_as_it_happens_keeps_the_floor_and_the_quiet(
    schedule: Schedule, zone: ZoneInfo, quiet: QuietHours | None, after: datetime
) -> None:
    run = next_run(schedule, zone, quiet, after)
    floor = timedelta(minutes=schedule.every_minutes)
    assert run == NEVER or floor <= run - after <= floor + timedelta(days=2)
    if NEVER - run > timedelta(days=30) and after.year > 1:
        assert (
            run == after + floor
            or (quiet and run.astimezone(zone).time() == quiet.end)
            or _is_shifted(run.astimezone(zone))
        )
        assert quiet is None or not quiet.cover(run.astimezone(zone).time())


@given(_quiet_hours, _zones, _instants)
def test_what_is_out_of_the_quiet_hours_stays_where_it_is(quiet: QuietHours, zone: ZoneInfo, instant: datetime) -> None:
    moved = out_of_quiet(instant, zone, quiet)
    assert instant <= moved < instant + timedelta(days=2)
    assert out_of_quiet(moved, zone, quiet) == moved


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Pacific/Kiritimati", "Europe/Amsterdam"])
@pytest.mark.parametrize("schedule", ["daily 8", "live 5", "mon 0:00"])
def test_the_ends_of_the_calendar_are_no_error(zone: str, schedule: str) -> None:
    quiet = parse_quiet("22-7")
    first, last = datetime.min.replace(tzinfo=UTC), NEVER
    for after in (first, first + timedelta(days=1), last - timedelta(days=8), last - timedelta(days=1)):
        assert next_run(parse_schedule(schedule), ZoneInfo(zone), quiet, after) > after
    assert next_run(parse_schedule(schedule), ZoneInfo(zone), quiet, last) == NEVER


@given(_fixed | _live)
def test_a_schedule_is_read_back_as_it_was_written(schedule: Schedule) -> None:
    assert parse_schedule(schedule.text) == schedule


@given(_quiet_hours)
def test_quiet_hours_are_read_back_as_they_were_written(quiet: QuietHours) -> None:
    assert parse_quiet(quiet.text) == quiet


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("mon-sun 08:00", "mon-sun 08:00"),
        ("mon,wed,fri 08:00 18:30", "mon,wed,fri 08:00 18:30"),
        ("8:30 18:00 mon-fri", "mon-fri 08:30 18:00"),
        ("daily 8", "mon-sun 08:00"),
        ("Weekdays 08:00", "mon-fri 08:00"),
        ("weekends at noon", "sat,sun 12:00"),
        ("weekly mon 9:00", "mon 09:00"),
        ("weekly", "mon 08:00"),
        ("every day", "mon-sun 08:00"),
        ("Every Monday and Thursday at 9.", "mon,thu 09:00"),
        ("tues, thurs; 7.15", "tue,thu 07:15"),
        ("mon to fri 8", "mon-fri 08:00"),
        ("SAT \u2013 MON 0830", "mon,sat,sun 08:30"),
        ("8am", "mon-sun 08:00"),
        ("12 a.m. and 12 P.M.", "mon-sun 00:00 12:00"),
        ("8 8:00 08.00", "mon-sun 08:00"),
        ("\uff18\uff1a\uff13\uff10", "mon-sun 08:30"),  # full-width
        ("live", "live 60"),
        ("live 5", "live 5"),
        ("as it happens, every 15 minutes", "live 15"),
        ("every 30 min", "live 30"),
        ("every 2 hours", "live 120"),
        ("every hour", "live 60"),
        ("LIVE 1440", "live 1440"),
    ],
)
def test_a_schedule_is_read_as_people_type_it(typed: str, stored: str) -> None:
    assert parse_schedule(typed).text == stored


@pytest.mark.parametrize(
    ("typed", "fault", "part"),
    [
        ("", "empty", ""),
        (" , ", "empty", ""),
        ("daily 8 in Baku", "unknown", "in"),
        ("every 2", "unknown", "every"),
        ("mon-", "unknown", "mon-"),
        ("mo 8", "unknown", "mo"),
        ("8-18", "unknown", "8-18"),
        ("24:00", "no such time", "24:00"),
        ("mon 8:60", "no such time", "8:60"),
        ("13pm", "no such time", "13pm"),
        ("0 am", "no such time", "0am"),
        ("0 1 2 3 4 5 6 7 8 9 10 11 12", "too many times", "13"),
        ("live 4", "too often", "4"),
        ("every 25 hours", "too seldom", "1500"),
        ("live 8:00", "mixed", "live"),
        ("mon live", "mixed", "live"),
    ],
)
def test_what_is_no_schedule_is_refused_with_the_part_at_fault(typed: str, fault: str, part: str) -> None:
    with pytest.raises(ScheduleError) as refusal:
        parse_schedule(typed)
    assert (refusal.value.fault, refusal.value.part) == (fault, part)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("22:00-07:00", "22:00-07:00"),
        ("22-7", "22:00-07:00"),
        ("10pm \u2013 7am", "22:00-07:00"),
        ("from 10 pm to 7", "22:00-07:00"),
        ("between 22 and 7:30", "22:00-07:30"),
        ("22:00, 07:00", "22:00-07:00"),
        ("midnight to noon", "00:00-12:00"),
        ("13-14", "13:00-14:00"),
    ],
)
def test_quiet_hours_are_read_as_people_type_them(typed: str, stored: str) -> None:
    assert parse_quiet(typed).text == stored


@pytest.mark.parametrize(
    ("typed", "fault", "part"),
    [
        ("", "empty", ""),
        ("off", "unknown", "off"),
        ("22", "unknown", "22"),
        ("22-", "unknown", "22-"),
        ("-7", "unknown", "-7"),
        ("22-7-9", "unknown", "7-9"),
        ("25-7", "no such time", "25"),
        ("7-7:00", "no hours", "7-7:00"),
    ],
)
def test_what_are_no_quiet_hours_is_refused_with_the_part_at_fault(typed: str, fault: str, part: str) -> None:
    with pytest.raises(ScheduleError) as refusal:
        parse_quiet(typed)
    assert (refusal.value.fault, refusal.value.part) == (fault, part)


_PIECES = "mon fri - to every daily weekly live at and 8 08:30 25:99 pm am min 60 9999999999 . : , hour noon İ ß ٨ ² \n"
_wild = st.text(max_size=60) | st.lists(st.sampled_from(_PIECES.split(" ")), max_size=12).map(" ".join)


@given(_wild | st.lists(st.sampled_from(_PIECES.split(" ")), max_size=12).map("".join))
@example("9" * 4096)
@example("live " + "9" * 4091)
@example("mon-" * 1024)
def test_wild_text_is_a_schedule_or_a_schedule_error(text: str) -> None:
    for parse in (parse_schedule, parse_quiet):
        try:
            read = parse(text)
        except ScheduleError as refusal:
            assert refusal.fault  # noqa: PT017
        else:
            assert parse(read.text) == read

"""Times and schedules in words, on the reader's clocks, whatever these do."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.schedule import QuietHours, parse_schedule
from bot.store.rows import FOREVER
from handlers.moments import calendar_day, dated, moment, pause_words, quiet_words, schedule_words
from handlers.texts_en import ENGLISH

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)  # a Sunday
instants = st.integers(631_152_000, 3_786_912_000).map(lambda second: datetime.fromtimestamp(second, UTC))
zones = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)


@pytest.mark.parametrize(
    ("at", "zone", "said"),
    [
        (datetime(2026, 11, 22, 18, tzinfo=UTC), "UTC", "today 18:00"),
        (datetime(2026, 11, 23, 8, tzinfo=UTC), "UTC", "tomorrow 08:00"),
        (datetime(2026, 11, 23, 18, tzinfo=UTC), "Asia/Tokyo", "Tuesday 24 November, 03:00"),
        (datetime(2026, 11, 22, 4, tzinfo=UTC), "Asia/Baku", "today 08:00"),
        (datetime(2026, 11, 22, 15, 30, tzinfo=UTC), "Asia/Kolkata", "today 21:00"),
        (datetime(2026, 11, 22, 23, tzinfo=UTC), "Asia/Baku", "tomorrow 03:00"),
        (datetime(2026, 11, 21, 12, tzinfo=UTC), "UTC", "Saturday 21 November, 12:00"),
        (datetime(2027, 1, 1, tzinfo=UTC), "UTC", "Friday 1 January 2027, 00:00"),
        (datetime(2027, 1, 1, tzinfo=UTC), "America/New_York", "Thursday 31 December, 19:00"),
    ],
)
def test_a_moment_is_said_as_in_its_zone(at: datetime, zone: str, said: str) -> None:
    assert moment(ENGLISH, at, ZoneInfo(zone), NOON) == said


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "tomorrow 01:30"),
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "tomorrow 03:30"),  # 02:30 does not exist
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Sunday 25 October, 02:30"),  # comes twice
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Sunday 25 October, 02:30"),
    ],
)
def test_a_change_of_the_clock_is_followed(at: datetime, said: str) -> None:
    assert moment(ENGLISH, at, ZoneInfo("Europe/Berlin"), datetime(2026, 3, 28, 12, tzinfo=UTC)) == said


def test_a_zone_that_skips_a_day_has_no_tomorrow_then() -> None:
    last = datetime(2011, 12, 29, 22, tzinfo=UTC)  # noon on the 29th in Apia; the 31st follows
    assert moment(ENGLISH, last + timedelta(hours=20), ZoneInfo("Pacific/Apia"), last) == "Saturday 31 December, 08:00"


@given(instants, instants, zones)
def test_what_is_said_is_what_a_clock_on_the_wall_shows(at: datetime, now: datetime, zone: ZoneInfo) -> None:
    said, local, here = moment(ENGLISH, at, zone, now), at.astimezone(zone), now.astimezone(zone)
    assert said.endswith(f" {local:%H:%M}")
    assert said.startswith("today") == (local.date() == here.date())
    assert said.startswith("tomorrow") == (local.date() == here.date() + timedelta(days=1))
    assert (str(local.year) in dated(ENGLISH, at, zone, now).split(",")[0].split()) == (local.year != here.year)
    assert calendar_day(ENGLISH, local.date(), here.date()).startswith(f"{local:%A} {local.day} {local:%B}")


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        ("mon-sun 08:00", "daily at 08:00"),
        ("mon-sun 08:00 18:00", "daily at 08:00 and 18:00"),
        ("mon-fri 08:00 12:30 18:00", "Monday to Friday at 08:00, 12:30 and 18:00"),
        ("mon,wed,fri 09:00", "Mon, Wed and Fri at 09:00"),
        ("thu 07:15", "every Thursday at 07:15"),
        ("live 30", "as it happens, at most every 30 minutes"),
        ("live 60", "as it happens, at most every hour"),
        ("live 180", "as it happens, at most every 3 hours"),
        ("live 90", "as it happens, at most every 90 minutes"),
    ],
)
def test_a_schedule_is_said_in_words(schedule: str, said: str) -> None:
    assert schedule_words(ENGLISH, parse_schedule(schedule)) == said


def test_quiet_hours_are_said_from_when_to_when() -> None:
    assert quiet_words(ENGLISH, QuietHours(time(22, 30), time(7))) == "22:30 to 07:00"


def test_a_pause_that_ends_with_a_day_s_beginning_is_said_by_that_day() -> None:
    baku = ZoneInfo("Asia/Baku")
    assert pause_words(ENGLISH, datetime(2026, 12, 23, 20, tzinfo=UTC), baku, NOON) == (
        "Paused until Thursday 24 December."
    )
    assert pause_words(ENGLISH, datetime(2026, 11, 23, 9, tzinfo=UTC), baku, NOON) == "Paused until tomorrow 13:00."
    assert pause_words(ENGLISH, FOREVER, baku, NOON) == ENGLISH.following.paused

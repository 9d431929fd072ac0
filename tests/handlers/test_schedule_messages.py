"""Menus of schedules as values: within Telegram's limits, and every button says what it does."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import get_args
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digests.schedule import Fault, QuietHours, Schedule, ScheduleError, parse_quiet, parse_schedule
from bot.store.rows import FOREVER, Subscription
from handlers import schedule_actions as actions
from handlers.outgoing import Outgoing
from handlers.schedule_actions import FLOORS, Pane, ScheduleAction, parse
from handlers.schedule_messages import Setting, fault, no_date, no_zone, nothing_new, pane, when, zone_chosen
from handlers.schedule_presses import retimed
from handlers.texts_en import ENGLISH
from tests.handlers.test_digest_messages import ADA
from tests.handlers.test_messages import shown, wild

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BAKU = ZoneInfo("Asia/Baku")
BRIDGE = Subscription(
    5, ADA.id, "Lantern Bridge", "lantern bridg", "", None, 1, NOW, NOW, NOW + timedelta(hours=16), False
)
SETTING = Setting(ADA, (BRIDGE,), BAKU, NOW)
TOPIC = replace(SETTING, topic=BRIDGE)
USUAL = Schedule()

clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0, fold=0))
timed = st.builds(
    lambda days, times: Schedule(tuple(sorted(days)), tuple(sorted(times))),
    st.sets(st.integers(0, 6), min_size=1),
    st.sets(clocks, min_size=1, max_size=12),
)
schedules = timed | st.integers(5, 1440).map(lambda minutes: Schedule(times=(), every_minutes=minutes))
quiets = st.none() | st.tuples(clocks, clocks).filter(lambda two: two[0] != two[1]).map(lambda two: QuietHours(*two))
states = st.builds(
    lambda schedule, quiet, zone, topic: Setting(
        replace(ADA, schedule=schedule.text, quiet=quiet.text if quiet else "", zone=zone),
        (topic,),
        ZoneInfo(zone),
        NOW,
        topic,
    ),
    schedules,
    quiets,
    st.sampled_from(sorted(available_timezones())),
    st.builds(
        lambda query, own: replace(BRIDGE, query=query, schedule=own.text if own else ""), wild, schedules | st.none()
    ),
)


def pressed(outgoing: Outgoing) -> dict[str, ScheduleAction]:
    """What the buttons of schedules do, by their labels."""
    read = {button.label: parse(button.data) for row in outgoing.rows for button in row}
    return {name: action for name, action in read.items() if action}


@settings(max_examples=60)
@given(states, st.booleans())
def test_every_pane_of_every_menu_fits_and_its_buttons_are_read_again(setting: Setting, wide: bool) -> None:
    for one in (setting, replace(setting, topic=None)):
        shown(when(ENGLISH, one, wide=wide))
        assert len(pressed(when(ENGLISH, one, wide=wide))) > 5
    for other in Pane:
        shown(pane(ENGLISH, replace(setting, topic=None), other, ("Asia/Baku", "America/Argentina/ComodRivadavia")))
    shown(zone_chosen(ENGLISH, setting))
    shown(nothing_new(ENGLISH, setting))


@settings(max_examples=60)
@given(states)
def test_a_button_of_the_menu_pressed_twice_is_pressed_once(setting: Setting) -> None:
    for action in pressed(when(ENGLISH, setting, wide=True)).values():
        if isinstance(action, actions.SetDays | actions.SetDay | actions.SetTime | actions.SetLive):
            once = retimed(setting.schedule, action, USUAL)
            assert retimed(once, action, USUAL) == once


@settings(max_examples=60)
@given(states)
def test_a_toggle_changes_one_day_or_time_and_shows_the_other_state_then(setting: Setting) -> None:
    for label, action in pressed(when(ENGLISH, setting, wide=True)).items():
        if isinstance(action, actions.SetDay | actions.SetTime):
            changed = retimed(setting.schedule, action, USUAL)
            before = {*setting.schedule.weekdays, *setting.schedule.times}
            assert len(before ^ {*changed.weekdays, *changed.times}) == 1
            assert label.startswith("✓") == (not action.comes)


def test_the_menu_says_all_that_is_set_and_when_the_next_digest_comes() -> None:
    assert shown(when(ENGLISH, SETTING)) == (
        "When digests come\n"
        "Times: daily at 08:00\n"
        "Time zone: Baku, now 16:00\n"
        "Quiet hours: none\n"
        "If nothing is new: no message\n"
        "Next digest: tomorrow 08:00"
    )


def test_a_topic_s_menu_says_whether_it_has_a_schedule_of_its_own() -> None:
    text = shown(when(ENGLISH, TOPIC))
    assert text.startswith("When news on Lantern Bridge comes\nTimes: daily at 08:00, as for all topics here\n")
    assert text.endswith("\nNext: tomorrow 08:00")
    own = replace(TOPIC, topic=replace(BRIDGE, schedule="thu 07:15"))
    assert "\nTimes: every Thursday at 07:15\n" in shown(when(ENGLISH, own))
    assert "✓As all topics here" in pressed(when(ENGLISH, TOPIC))
    assert "As all topics here" in pressed(when(ENGLISH, own))


def test_a_time_in_the_quiet_hours_is_said_to_come_later() -> None:
    follower = replace(ADA, schedule="mon-sun 08:00 12:00", quiet="23:00-09:00")
    assert "08:00 lies in the quiet hours, so it comes at 09:00." in shown(
        when(ENGLISH, replace(SETTING, follower=follower))
    )
    follower = replace(follower, schedule="mon-sun 08:00 08:30 12:00")
    assert "08:00 and 08:30 lie in the quiet hours, so they come at 09:00." in shown(
        when(ENGLISH, replace(SETTING, follower=follower))
    )
    follower = replace(follower, quiet="13:00-14:00")
    assert "lie" not in shown(when(ENGLISH, replace(SETTING, follower=follower)))


def test_a_default_zone_is_not_passed_off_as_a_chosen_one() -> None:
    unset = replace(SETTING, follower=replace(ADA, zone=""), zone=ZoneInfo("UTC"))
    assert "Time zone: UTC, now 12:00, until you choose" in shown(when(ENGLISH, unset))


def test_a_pause_is_said_and_can_be_ended() -> None:
    paused = replace(
        SETTING, follower=replace(ADA, paused_until=FOREVER), followed=(replace(BRIDGE, next_run_at=None),)
    )
    assert shown(when(ENGLISH, paused)).endswith("\nPaused until somebody resumes.")
    assert ENGLISH.following.resume in pressed(when(ENGLISH, paused))
    one = replace(BRIDGE, paused_until=NOW + timedelta(days=1), next_run_at=None)
    assert shown(when(ENGLISH, replace(TOPIC, topic=one))).endswith("\nPaused until tomorrow 16:00.")
    over = replace(SETTING, follower=replace(ADA, paused_until=NOW))
    assert "Paused" not in shown(when(ENGLISH, over))
    assert ENGLISH.following.pause in pressed(when(ENGLISH, over))


def test_the_next_digest_is_the_earliest_of_all_topics_with_times() -> None:
    live = replace(BRIDGE, schedule="live 60", next_run_at=NOW)
    later = replace(BRIDGE, schedule="mon 09:00", next_run_at=NOW + timedelta(days=3))
    assert replace(SETTING, followed=(live, later, BRIDGE)).next_at == BRIDGE.next_run_at
    assert replace(SETTING, followed=(live,)).next_at is None
    assert replace(SETTING, followed=()).next_at is None
    assert shown(when(ENGLISH, replace(SETTING, followed=()))).endswith(ENGLISH.following.empty)


def test_a_chat_that_cannot_be_written_to_is_told_so_rather_than_a_time() -> None:
    stopped = replace(SETTING, follower=replace(ADA, stopped="blocked"))
    assert shown(when(ENGLISH, stopped)).endswith(f"\n{ENGLISH.following.stopped}")


def test_times_that_are_not_on_the_hour_can_be_taken_away() -> None:
    follower = replace(ADA, schedule="mon-sun 03:00 08:30")
    narrow = pressed(when(ENGLISH, replace(SETTING, follower=follower)))
    assert (narrow["✓03:00"], narrow["✓08:30"]) == (
        actions.SetTime(actions.Menu(follower_id=7), 180, False),
        actions.SetTime(actions.Menu(follower_id=7), 510, False),
    )
    wide = pressed(when(ENGLISH, replace(SETTING, follower=follower), wide=True))
    assert "✓03" in wide
    assert shown(when(ENGLISH, SETTING, wide=True)).endswith(ENGLISH.digests.other_times)
    assert "✓03:00" not in wide


def test_as_it_happens_offers_pauses_between_messages_and_no_hours() -> None:
    live = replace(SETTING, follower=replace(ADA, schedule="live 30"))
    buttons = pressed(when(ENGLISH, live))
    offered = [action.every_minutes for action in buttons.values() if isinstance(action, actions.SetLive)]
    assert sorted(set(offered)) == sorted(FLOORS)
    assert "✓30 min" in buttons
    assert "08" not in buttons
    assert not any(isinstance(action, actions.TellNothing) for action in buttons.values())
    assert ENGLISH.digests.silent_on_nothing not in shown(when(ENGLISH, live))


def test_back_from_as_it_happens_are_the_usual_times() -> None:
    live, menu = Schedule(times=(), every_minutes=30), actions.Menu(follower_id=7)
    assert retimed(live, actions.SetDays(menu, (0, 1)), parse_schedule("mon-fri 07:00")) == Schedule((0, 1), (time(7),))
    assert retimed(live, actions.SetDays(menu, (0,)), live) == Schedule((0,), (time(8),))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("foo", "I do not understand “foo”."),
        ("25:00", "“25:00” is no time of day."),
        ("every 2 minutes", "At most every 5 minutes"),
        ("live 9999", "At least every 24 hours"),
        ("8:00 live", "Choose either"),
        (" ".join(f"{hour}:00" for hour in range(13)), "12 times a day are the most."),
        ("", "There is nothing after the command."),
    ],
)
def test_a_schedule_that_cannot_be_is_said_to_be_wrong_plainly(typed: str, said: str) -> None:
    with pytest.raises(ScheduleError) as error:
        parse_schedule(typed)
    assert fault(ENGLISH, error.value).startswith(said)


def test_every_fault_has_its_sentence() -> None:
    said = {fault(ENGLISH, ScheduleError(kind, "x")) for kind in get_args(Fault)}
    assert len(said) == len(get_args(Fault)) - 1  # "empty" and "unknown" share one
    with pytest.raises(ScheduleError) as error:
        parse_quiet("8-8")
    assert fault(ENGLISH, error.value) == ENGLISH.digests.no_hours


@given(wild)
def test_what_somebody_typed_is_quoted_back_unharmed(typed: str) -> None:
    shown(no_zone(ENGLISH, typed, 7))
    shown(no_date(ENGLISH, typed))


def test_notes_over_the_chat_are_short_enough() -> None:
    words = ENGLISH.digests
    assert all(len(note) <= 200 for note in (words.more_gone, words.last_day, words.last_time, words.most_times))

"""Buttons of schedules: what goes in comes out, what fits nothing is nothing."""

from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import schedule_actions as actions
from handlers.schedule_actions import FLOORS, PAUSES, QUIET_HOURS, Menu, Pane, ScheduleAction, parse

ids = st.integers(1, 10**18 - 1)
menus = st.builds(Menu, follower_id=ids, wide=st.booleans()) | st.builds(Menu, subscription_id=ids, wide=st.booleans())
counts = st.integers(0, 999_999)
digests = st.text("ABCabc019_-", min_size=8, max_size=8)
days = st.sets(st.integers(0, 6), min_size=1).map(lambda chosen: tuple(sorted(chosen)))
presses = st.one_of(
    st.builds(actions.MoreNews, digests, counts, counts),
    st.builds(actions.OpenSchedule, ids),
    st.builds(actions.OpenTopicSchedule, ids),
    st.builds(actions.OpenZones, ids),
    st.builds(actions.ShowPane, menus, st.sampled_from(Pane)),
    st.builds(actions.SetDays, menus, days),
    st.builds(actions.SetDay, menus, st.integers(0, 6), st.booleans()),
    st.builds(actions.SetTime, menus, st.integers(0, 1439), st.booleans()),
    st.builds(actions.SetLive, menus, st.sampled_from(FLOORS)),
    st.builds(actions.AsTheChat, ids),
    st.builds(actions.SetZone, ids, st.sampled_from(sorted(available_timezones()))),
    st.builds(actions.AskCity, ids),
    st.builds(actions.SetQuiet, ids, st.sampled_from((None, *QUIET_HOURS))),
    st.builds(actions.TellNothing, ids, st.booleans()),
    st.builds(actions.PauseDigests, ids, st.sampled_from(PAUSES)),
    st.builds(actions.ResumeDigests, ids),
)


@given(presses)
def test_a_press_survives_its_button(action: ScheduleAction) -> None:
    assert 1 <= len(action.data.encode()) <= 64
    assert parse(action.data) == action


shaped = st.from_regex(r"d[a-z]:[fFsS]?[0-9]{1,20}(:[0-9a-z:-]{0,12}){0,2}", fullmatch=True)


@given(st.text(max_size=64) | shaped)
def test_other_data_is_no_action_or_spells_one(data: str) -> None:
    action = parse(data)
    assert action is None or action.data == data


@pytest.mark.parametrize(
    "data",
    ["do:0", "do:01", "do:9223372036854775808",
     "do:-1", "dd:f1:", "dd:f1:10", "dd:f1:7", "dy:f1:7:1", "dh:f1:1440:1", "dl:f1:5", "dp:f1:x",
     "dp:x1:w", "dn:1:../../etc/passwd x", "dq:1:01:00-02:00", "du:1:2", "dm:short:0:0", "do:٣"],
)  # fmt: skip
def test_what_no_button_of_ours_says_is_nothing(data: str) -> None:
    assert parse(data) is None

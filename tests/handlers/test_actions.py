"""Callback data: what goes in comes out, what fits nothing is nothing."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.actions import (
    Action,
    ChooseTopic,
    Forget,
    OpenTopic,
    ShowView,
    TurnSources,
    TurnTopics,
    parse_action,
)
from handlers.subjects import Subject

asks = st.text("ABCabc019_-", min_size=8, max_size=8)
topics = st.text("0123456789abcdef", min_size=12, max_size=12)
pages = st.integers(0, 999_999)
subjects = st.builds(Subject, ask_id=asks) | st.builds(Subject, topic_id=topics)
actions = st.one_of(
    st.builds(ShowView, subjects, pages, st.booleans()),
    st.builds(ChooseTopic, asks, topics),
    st.builds(OpenTopic, topics),
    st.builds(TurnTopics, pages),
    st.builds(TurnSources, pages),
    st.builds(Forget, st.integers(1, 2**63 - 1), st.booleans()),
)


@given(actions)
def test_an_action_survives_its_button(action: Action) -> None:
    assert 1 <= len(action.data.encode()) <= 64
    assert parse_action(action.data) == action


@given(st.text(max_size=64))
def test_other_data_is_no_action_or_spells_one(data: str) -> None:
    action = parse_action(data)
    assert action is None or action.data == data

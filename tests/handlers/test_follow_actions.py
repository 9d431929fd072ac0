"""Buttons on following: what goes in comes out, within Telegram's limit; what fits nothing is nothing."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.actions import parse_action
from handlers.follow_actions import (
    AskPause,
    AskTopic,
    BriefFollowed,
    ConfirmFollow,
    DeclineFollow,
    ExportHeld,
    Follow,
    FollowAction,
    ImportChoice,
    ImportList,
    OpenFollowed,
    OpenFollowing,
    PauseFollowed,
    PreviewTopic,
    RemoveAll,
    RemoveFollowed,
    ResumeFollowed,
    Unfollow,
    parse,
)
from handlers.subjects import Subject

asks = st.text("ABCabc019_-", min_size=8, max_size=8)
topics = st.text("0123456789abcdef", min_size=12, max_size=12)
subjects = st.builds(Subject, ask_id=asks) | st.builds(Subject, topic_id=topics)
ids, pages, flags = st.integers(0, 999_999_999_999), st.integers(0, 999_999), st.booleans()
actions = st.one_of(
    st.builds(Follow, subjects, pages, flags),
    st.builds(Unfollow, subjects, pages, flags),
    st.builds(PreviewTopic, subjects, ids),
    st.builds(ConfirmFollow, subjects, ids, st.integers(0, 65_535), ids, pages, flags),
    st.builds(DeclineFollow, ids),
    st.builds(OpenFollowing, ids, pages, flags),
    st.builds(OpenFollowed, ids, pages),
    st.builds(BriefFollowed, ids),
    st.builds(AskPause, ids, pages),
    st.builds(PauseFollowed, ids, pages, st.integers(0, 999)),
    st.builds(ResumeFollowed, ids, pages),
    st.builds(RemoveFollowed, ids, pages),
    st.builds(RemoveAll, ids, flags),
    st.builds(AskTopic, ids),
    st.builds(ImportList, st.sampled_from(ImportChoice)),
    st.builds(ExportHeld, st.integers(1, 2**63 - 1)),
)
tags = st.sampled_from(["fn", "fu", "fp", "fy", "fx", "fl", "fd", "fb", "fq", "fz", "fr", "fg", "fw", "ft", "fi", "fe"])
parts = st.sampled_from(["0", "1", "01", "-1", "2", "", "aAAAAAAAA", "t0123456789ab", "999999999999999", "x", "１"])
near_misses = st.builds(lambda tag, rest: ":".join([tag, *rest]), tags, st.lists(parts, max_size=6))


@given(actions)
def test_an_action_survives_its_button(action: FollowAction) -> None:
    assert 1 <= len(action.data.encode()) <= 64
    assert parse_action(action.data) == action


@given(st.text(max_size=64) | near_misses)
def test_other_data_is_no_action_or_spells_one(data: str) -> None:
    action = parse(data)
    assert action is None or action.data == data

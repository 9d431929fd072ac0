"""How long work will take yet is reckoned from the work itself, and said in words."""

import pytest

from handlers import desk_messages
from handlers.progressing import Remaining
from handlers.texts_en import ENGLISH


def test_the_time_left_is_reckoned_from_how_long_the_work_took() -> None:
    remaining = Remaining()
    assert remaining.seconds("reading", 100, 1_000, 50.0) is None
    assert remaining.seconds("reading", 150, 1_000, 55.0) is None  # too early to say
    assert remaining.seconds("reading", 300, 1_000, 70.0) == 70.0
    assert remaining.seconds("reading", 1_000, 1_000, 150.0) == 0.0


def test_each_step_is_reckoned_by_itself() -> None:
    remaining = Remaining()
    remaining.seconds("reading", 0, 10, 0.0)
    assert remaining.seconds("reading", 10, 10, 100.0) == 0.0
    assert remaining.seconds("indexing", 0, 10, 101.0) is None
    assert remaining.seconds("indexing", 1, 10, 121.0) == 180.0


def test_work_that_does_not_move_is_not_reckoned() -> None:
    remaining = Remaining()
    remaining.seconds("reading", 0, 10, 0.0)
    assert remaining.seconds("reading", 0, 10, 100.0) is None


@pytest.mark.parametrize(
    ("left_s", "said"),
    [
        (None, "Reading: 1,234 of 5,000"),
        (59.0, "Reading: 25%, less than a minute left"),
        (61.0, "Reading: 25%, about 2 min left"),
        (3_600.0, "Reading: 25%, about 60 min left"),
    ],
)
def test_a_message_says_how_far_it_is_and_how_long_it_will_take(left_s: float | None, said: str) -> None:
    assert desk_messages.progress(ENGLISH, "reading", 1_234, 5_000, left_s).html == said

"""When nothing is sent because Telegram seems to be away, and when it is asked again."""

import random

from hypothesis import given
from hypothesis import strategies as st

from handlers.outage import Outage, back_off_s


@given(st.integers(1, 10_000), st.integers())
def test_pauses_double_up_to_their_limit_and_differ_by_a_quarter(failures: int, seed: int) -> None:
    least = min(2.0 ** min(failures - 1, 20), 60.0)
    assert least <= back_off_s(failures, random.Random(seed)) <= least * 1.25


def test_one_chat_that_fails_again_and_again_is_no_outage() -> None:
    outage = Outage(random.Random(1))
    assert not any(outage.failed(chat, 0.0) for chat in (1, 2, 1, 2, 1))
    assert not outage.on


def test_an_answer_in_between_means_that_telegram_is_there() -> None:
    outage = Outage(random.Random(1))
    outage.failed(1, 0.0)
    outage.failed(2, 0.0)
    outage.answered()
    assert not outage.failed(3, 0.0)


def test_telegram_is_asked_less_and_less_often_until_it_has_taken_a_message() -> None:
    outage = Outage(random.Random(1))
    assert [outage.failed(chat, 0.0) for chat in (1, 2, 3, 4)] == [False, False, True, False]
    assert 1.0 <= outage.wait_s(0.0) <= 1.25
    outage.asked_in_vain(10.0)
    assert 2.0 <= outage.wait_s(10.0) <= 2.5
    outage.over()
    assert not outage.on
    for chat in (1, 2, 3):  # it answers, but takes no messages
        outage.failed(chat, 20.0)
    assert 4.0 <= outage.wait_s(20.0) <= 5.0
    outage.answered()
    for chat in (1, 2, 3):
        outage.failed(chat, 30.0)
    assert 1.0 <= outage.wait_s(30.0) <= 1.25


def test_that_it_has_become_long_is_said_once_an_outage() -> None:
    outage = Outage(random.Random(1))
    for chat in (1, 2, 3):
        outage.failed(chat, 0.0)
    assert not outage.has_become_long(599.0)
    assert [outage.has_become_long(600.0), outage.has_become_long(700.0)] == [True, False]
    outage.over()
    assert not outage.has_become_long(10_000.0)
    for chat in (1, 2, 3):
        outage.failed(chat, 20_000.0)
    assert not outage.has_become_long(20_100.0)
    assert outage.has_become_long(20_600.0)

"""The pace of unasked messages: no limit ever exceeded as Telegram sees it, and hardly a slot wasted."""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.pace import SendingLimits, SendingPace
from tests.handlers.paces import ready_at

OUT_S, BACK_S = 0.02, 0.03  # the quickest ways to Telegram and back
DELAYS = st.lists(st.floats(0, 0.4), min_size=1, max_size=40)
EVEN: Sequence[float] = (0.0,)


@dataclass
class World:
    """Telegram at the end of a slow line, with a sender that lets everything go as soon as it may."""

    pace: SendingPace
    delays: Sequence[float] = EVEN  # on the way, taken in turn
    now: float = 1000.0
    seen: list[tuple[float, int]] = field(default_factory=list)  # by Telegram: when, and for which chat
    _answers: list[tuple[float, int]] = field(default_factory=list)
    _sent: int = 0

    def send(self, chat_id: int, *, unasked: bool = True) -> None:
        """Call Telegram now; it sees the message somewhere on the way."""
        delay = self.delays[self._sent % len(self.delays)]
        late = self.delays[(self._sent * 7 + 3) % len(self.delays)]
        self._sent += 1
        number = self.pace.note(chat_id, self.now, unasked=unasked)
        self.seen.append((self.now + OUT_S + delay, chat_id))
        heapq.heappush(self._answers, (self.now + OUT_S + delay + BACK_S + late, number))

    def run_to(self, then: float) -> None:
        """Let time pass, and answers arrive."""
        while self._answers and self._answers[0][0] <= then:
            at, number = heapq.heappop(self._answers)
            self.pace.answered(number, at)
        self.now = max(self.now, then)

    def send_when_ready(self, chat_id: int, until: float = float("inf")) -> None:
        """Wait as long as the pace wants, as one does who asks again whenever an answer came."""
        while (ready := ready_at(self.pace, chat_id, self.now)) > self.now and self.now < until:
            self.run_to(min(ready, self._answers[0][0]) if self._answers else ready)
        if self.now < until:
            self.send(chat_id)

    def most_within(self, window_s: float, of: Callable[[int], bool] = lambda _: True) -> int:
        """The most messages that Telegram saw in any stretch of time, both ends counted."""
        at = sorted(at for at, chat_id in self.seen if of(chat_id))
        first = most = 0
        for last in range(len(at)):
            while at[last] - at[first] > window_s:
                first += 1
            most = max(most, last - first + 1)
        return most


def away(*delays: float) -> World:
    """Telegram behind a line with such delays, known from a first few calls."""
    world = World(SendingPace())
    for chat_id in range(10_001, 10_005):
        world.send_when_ready(chat_id)
    world.run_to(world.now + 60)
    world.seen.clear()
    world.delays = delays or EVEN
    return world


@given(DELAYS)
def test_no_second_sees_more_than_the_limit_however_long_calls_take(delays: list[float]) -> None:
    world = away(*delays)
    for chat_id in range(1, 120):
        world.send_when_ready(chat_id)
    assert world.most_within(1.0) <= 30


@given(DELAYS, st.lists(st.floats(0, 0.3), max_size=60))
def test_a_sender_that_wakes_late_exceeds_no_limit_either(delays: list[float], naps: list[float]) -> None:
    world = away(*delays)
    for chat_id in range(1, 90):
        world.run_to(world.now + (naps[chat_id % len(naps)] if naps else 0.0))
        world.send_when_ready(chat_id)
    assert world.most_within(1.0) <= 30


@given(DELAYS)
def test_a_chat_gets_one_message_a_second_and_a_group_twenty_a_minute(delays: list[float]) -> None:
    world = away(*delays)
    for number in range(100):
        world.send_when_ready((5, -6, 7)[number % 3])
        if number % 10 == 0:  # one at a time within a chat, as the queue has it
            world.run_to(world.now + 1)
    assert world.most_within(60.0, lambda chat_id: chat_id < 0) <= 20


@given(DELAYS)
def test_two_messages_of_a_chat_are_a_second_apart_when_one_waits_for_the_other(delays: list[float]) -> None:
    world = away(*delays)
    for _ in range(20):
        world.send_when_ready(5)
        world.run_to(world.now + 1)  # its answer is in
    assert world.most_within(1.0) == 1


@pytest.mark.parametrize("delays", [EVEN, (0.0, 0.002, 0.01, 0.0, 0.03, 0.001), (0.25, 0.25, 0.26)])
def test_many_messages_take_hardly_longer_than_the_limit_wants(delays: Sequence[float]) -> None:
    world = away(*delays)
    began = world.now
    for chat_id in range(1, 3001):
        world.send_when_ready(chat_id)
    assert 3000 / 30 - 1.5 <= world.now - began <= 3000 / 30 * 1.05
    assert world.most_within(1.0) <= 30


def test_slots_missed_by_a_little_are_made_up_for() -> None:
    world = away()
    began = world.now
    for chat_id in range(1, 601):
        if chat_id % 20 == 0:
            world.run_to(world.now + 0.08)
        world.send_when_ready(chat_id)
    assert world.now - began <= 600 / 30 * 1.05


def test_messages_are_spread_over_the_second() -> None:
    world = away()
    for chat_id in range(1, 200):
        world.send_when_ready(chat_id)
    gaps = [after - before for (before, _), (after, _) in pairwise(world.seen)]
    assert min(gaps) > 0.033
    assert max(gaps) < 0.035


def test_what_was_missed_is_not_sent_in_one_burst() -> None:
    world = away()
    for chat_id in range(1, 200):
        world.run_to(world.now + 0.3 * (chat_id % 50 == 0))
        world.send_when_ready(chat_id)
    assert min(after - before for (before, _), (after, _) in pairwise(world.seen)) > 0.016


def test_what_people_ask_for_takes_room_from_what_nobody_asked_for() -> None:
    world = away()
    for moment in range(100):
        if moment % 2:
            world.send(20_000 + moment, unasked=False)
        else:
            world.send_when_ready(moment + 1)
    assert world.most_within(1.0) <= 31  # a reply does not wait: it may find the second full


def test_a_chat_that_was_just_answered_waits_for_its_unasked_message() -> None:
    world = away()
    world.send(5, unasked=False)
    assert ready_at(world.pace, 5, world.now) >= world.now + 1.0
    assert ready_at(world.pace, 6, world.now) <= world.now


def test_many_answers_in_a_group_delay_what_is_unasked_by_a_minute_at_most() -> None:
    world = away()
    for _ in range(200):
        world.send(-6, unasked=False)
    assert world.pace.chat_ready_at(-6) == pytest.approx(world.now + 60)


@given(st.floats(0.1, 3600), st.lists(st.integers(1, 50), max_size=40))
def test_a_chat_in_flood_holds_up_nobody_else(seconds: float, others: list[int]) -> None:
    free, flooded = away(), away()
    flooded.pace.hold(99, flooded.now + seconds, flooded.now)
    for chat_id in others:
        free.send_when_ready(chat_id)
        flooded.send_when_ready(chat_id)
    assert free.seen == flooded.seen
    assert ready_at(flooded.pace, 99, flooded.now) >= 1000 + seconds


def test_a_second_chat_in_flood_means_all_chats() -> None:
    pace = SendingPace()
    pace.hold(1, until=110.0, now=100.0)
    pace.hold(2, until=105.0, now=101.0)
    assert ready_at(pace, 3, 102.0) == 110.0


def test_a_second_refusal_of_one_chat_is_its_own_affair() -> None:
    pace = SendingPace()
    pace.hold(1, until=110.0, now=100.0)
    pace.hold(1, until=105.0, now=101.0)
    assert ready_at(pace, 1, 102.0) == 110.0
    assert ready_at(pace, 3, 102.0) <= 102.0


def test_a_flood_that_is_over_has_nothing_to_do_with_the_next_chats() -> None:
    pace = SendingPace()
    pace.hold(1, until=110.0, now=100.0)
    pace.hold(2, until=120.0, now=111.0)
    assert ready_at(pace, 3, 112.0) <= 112.0


def test_calls_that_hang_take_their_place_and_no_more() -> None:
    world = World(SendingPace(), delays=(30.0,))
    for chat_id in range(1, 31):
        world.send_when_ready(chat_id)
    assert ready_at(world.pace, 99, world.now + 5) > world.now + 5
    assert ready_at(world.pace, 99, world.now + 61) <= world.now + 61


def test_chats_of_long_ago_are_forgotten() -> None:
    pace = SendingPace()
    for number in range(50_000):
        pace.answered(pace.note(number + 1, number * 0.04), number * 0.04 + 0.01)
    assert pace.unready(50_000 * 0.04) <= 30


def test_other_limits_are_kept_too() -> None:
    world = World(SendingPace(SendingLimits(per_second=5, per_chat_s=0.5, per_group_minute=60)))
    for number in range(60):
        world.send_when_ready((1, -2, 3, -4, 5, 6, 7, 8, 9, 10)[number % 10])
    assert world.most_within(1.0) <= 5
    assert world.most_within(60.0, lambda chat_id: chat_id == -2) <= 60

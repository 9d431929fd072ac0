"""What digests are measured with: the oracle over changes of the clock, and the comparison that has to find faults."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bench.digests.articles import Article
from bench.digests.clock import Clock, next_minute
from bench.digests.delivery import Burst, bursts, came, compared
from bench.digests.expected import Arrival, Expected, Minutes, Oracle
from bench.digests.people import ZONES, Person, Plan, Wish
from bench.digests.telegrams import Delivered
from bot.digests.schedule import QuietHours, Schedule, next_run

BEGIN = datetime(2026, 3, 28, 12, tzinfo=UTC)
BERLIN = "Europe/Berlin"


def at(hour: int, minute: int = 0, *, day: int = 29) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def dues(plan: Plan, zone: str = BERLIN, begin: datetime = BEGIN, hours: int = 36) -> list[datetime]:
    minutes = Minutes(zone, begin, begin + timedelta(hours=hours))
    return sorted(minutes.dues(plan, None))


def test_a_time_that_a_change_of_the_clock_skips_comes_as_much_later() -> None:
    assert dues(Plan(times=(time(2, 30),))) == [at(1, 30)]


def test_a_time_that_comes_twice_is_due_the_first_time() -> None:
    begin = datetime(2026, 10, 24, 12, tzinfo=UTC)
    assert dues(Plan(times=(time(2, 30),)), begin=begin, hours=24) == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]


def test_quiet_hours_hold_a_time_up_until_their_end() -> None:
    minutes = Minutes(BERLIN, BEGIN, BEGIN + timedelta(hours=24))
    assert sorted(minutes.dues(Plan(times=(time(23, 30),)), (time(22), time(7)))) == [at(5)]


@settings(max_examples=25)
@given(
    zone=st.sampled_from(ZONES),
    clock=st.sampled_from([time(2, 30), time(0), time(8), time(23, 59), time(1, 15)]),
    day=st.integers(0, 363),
    quiet=st.sampled_from([None, (time(22), time(7)), (time(1), time(3))]),
)
@example(zone=BERLIN, clock=time(2, 30), day=87, quiet=None)
@example(zone="Australia/Lord_Howe", clock=time(2, 15), day=276, quiet=None)
@example(zone=BERLIN, clock=time(2, 30), day=296, quiet=(time(1), time(3)))
def test_minute_by_minute_comes_to_what_the_schedule_says(
    zone: str, clock: time, day: int, quiet: tuple[time, time] | None
) -> None:
    begin = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)
    end = begin + timedelta(days=1)
    seen = Minutes(zone, begin - timedelta(days=1), end)
    watched = sorted(due for due in seen.dues(Plan(times=(clock,)), quiet) if begin < due <= end)
    said = next_run(Schedule(times=(clock,)), ZoneInfo(zone), QuietHours(*quiet) if quiet else None, begin)
    assert watched[:1] == ([said] if said <= end else [])


def digests(person: Person, *arrivals: Arrival, hours: int = 36) -> list[Expected]:
    ticks = [BEGIN + timedelta(minutes=number) for number in range(60 * hours)]
    return Oracle(BEGIN, ticks, arrivals).digests(person)


def arrival(instant: datetime, *codes: str, topic: str = "Tarnholm") -> Arrival:
    return Arrival(instant, tuple(Article(topic, code, "") for code in codes))


def person(plan: Plan, *wishes: Wish) -> Person:
    return Person("private", BERLIN, plan, None, False, wishes or (Wish("Tarnholm"),))


MORNING = Plan(times=(time(8),))


def test_what_came_since_the_last_digest_is_expected_once() -> None:
    found = digests(person(MORNING), arrival(at(20, day=28), "111111", "222222"), hours=44)
    assert [(one.due, one.news, one.codes) for one in found] == [
        (at(6), {"Tarnholm": 2}, frozenset({"111111", "222222"}))
    ]


def test_topics_that_are_due_together_are_one_digest() -> None:
    both = person(MORNING, Wish("Tarnholm"), Wish("Velden"))
    found = digests(both, arrival(at(2), "111111"), arrival(at(3), "222222", topic="Velden"))
    assert [one.news for one in found] == [{"Tarnholm": 1, "Velden": 1}]


def test_what_comes_as_it_happens_waits_until_it_may() -> None:
    found = digests(person(Plan(every=60)), arrival(at(2), "111111"), arrival(at(2, 10), "222222"))
    assert [one.tick for one in found] == [at(2), at(3)]


def message(text: str, instant: datetime, chat_id: int = 7) -> Delivered:
    return Delivered(chat_id, instant, text)


SAID = "<b>Your digest, today</b>\n\n<b>Tarnholm</b> · 2 new\n… under permit 111111, it is said."
DUE = Expected(at(6), at(6), {"Tarnholm": 2}, frozenset({"111111", "222222"}))


def test_a_digest_that_came_as_it_should_is_right() -> None:
    verdict = compared({7: [DUE]}, came([message(SAID, at(6, 1))]))
    assert verdict.right
    assert verdict.late_s == [60.0]


def test_each_fault_is_found() -> None:
    def verdict(expected: list[Expected], *messages: Delivered) -> tuple[int, ...]:
        found = compared({7: expected}, came(messages))
        assert not found.right
        return found.missing, found.extra, found.early, found.wrong, found.repeated

    good = message(SAID, at(6, 1))
    assert verdict([DUE]) == (1, 0, 0, 0, 0)
    assert verdict([DUE], good, good) == (0, 1, 0, 0, 0)
    assert verdict([], good) == (0, 1, 0, 0, 0)
    assert verdict([DUE], message(SAID, at(5, 59))) == (0, 0, 1, 0, 0)
    assert verdict([DUE], message(SAID.replace("2 new", "1 new"), at(6))) == (0, 0, 0, 1, 0)
    assert verdict([DUE], message(SAID.replace("111111", "333333"), at(6))) == (0, 0, 0, 1, 0)
    assert verdict([DUE, replace(DUE, due=at(9), tick=at(9))], good, message(SAID, at(9, 1))) == (0, 0, 0, 0, 1)


def test_parts_of_a_digest_are_one() -> None:
    second = "<b>Your digest, today, part 2</b>\n\n<b>Velden</b> · 1 new\n… under permit 222222, it is said."
    (found,) = came([message(SAID, at(6)), message(second, at(6, 1))])[7]
    assert (found.at, found.news, found.codes) == (at(6), {"Tarnholm": 2, "Velden": 1}, ("111111", "222222"))


def test_bursts_are_cut_at_pauses() -> None:
    together = [message(SAID, at(6) + timedelta(seconds=number / 10)) for number in range(11)]
    assert bursts([*together, message(SAID, at(7))], 2, [at(5, 59), at(7)]) == [Burst(11, 1.0, 60.0)]
    assert Burst(11, 1.0).over(10.0) == 0.0


def test_a_clock_goes_on_from_where_it_was_moved_to() -> None:
    clock = Clock(BEGIN, 0.0)
    assert clock.now() == BEGIN
    clock.jump_to(at(6))
    clock.jump_to(at(5))
    assert (clock.now(), clock.monotonic()) == (at(6), 0.0)
    with clock.at_speed(1_000.0):
        assert clock.now() >= at(6)
    stood = clock.now()
    assert clock.now() == stood
    assert next_minute(at(6, 1)) == at(6, 2)

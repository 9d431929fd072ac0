"""How fast the bot sends: Telegram's limits, when they are kept, and what is counted always."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.preview import faults
from handlers.preview.errors import ApiError
from handlers.preview.pace import Limits, Pace, PaceReport
from handlers.preview.server import PreviewServer
from tests.handlers.preview.api import ADA, BOB, Api, bare_client, running_api

PERSON, GROUP = 101, -1_000_000_000_001


def refusals(pace: Pace, chat_id: int, moments: list[float]) -> list[int]:
    """The `retry_after` of each message sent at these moments; 0 for one that was let through."""
    answers = []
    for now in moments:
        try:
            pace.arrive(chat_id, now)
            answers.append(0)
        except ApiError as error:
            answers.append(error.retry_after or 0)
    return answers


def test_a_person_gets_a_handful_at_once_and_then_one_a_second() -> None:
    pace = Pace(Limits())
    assert refusals(pace, PERSON, [100.0] * 6) == [0, 0, 0, 0, 0, 1]
    assert refusals(pace, PERSON, [101.0, 102.0, 103.0]) == [0, 0, 0]


def test_a_group_gets_twenty_a_minute() -> None:
    pace = Pace(Limits())
    assert refusals(pace, GROUP, [100.0 + n for n in range(21)]) == [0] * 20 + [40]  # almost: half a second is given
    assert refusals(pace, GROUP, [160.0]) == [0]
    assert pace.report().most_in_a_minute_to_a_group == 20


def test_all_chats_together_get_thirty_a_second_and_then_all_wait() -> None:
    pace = Pace(Limits())
    assert [refusals(pace, chat, [100.0])[0] for chat in range(1, 47)] == [0] * 45 + [1]  # 30, and half a second's 15
    assert refusals(pace, 99, [100.5]) == [1]  # still to be left alone, whoever it is
    assert refusals(pace, 99, [101.5]) == [0]
    assert pace.report() == PaceReport(
        let_through=46,
        refused=2,
        early=1,
        most_in_a_second=45,
        most_in_a_second_to_a_person=1,
        most_in_a_minute_to_a_group=0,
    )


def test_who_comes_before_the_wait_is_over_is_counted_and_refused_again() -> None:
    pace = Pace(Limits())
    pace.told_to_wait(PERSON, 7, 100.0)
    assert refusals(pace, PERSON, [103.0, 106.9, 107.9]) == [4, 1, 0]
    assert refusals(pace, PERSON + 1, [101.0]) == [0]
    assert pace.report().early == 2


@given(st.lists(st.tuples(st.sampled_from([PERSON, 102, GROUP]), st.floats(0.0, 30.0)), max_size=200))
def test_what_is_let_through_keeps_the_limits_and_a_bot_that_obeys_is_never_early(
    steps: list[tuple[int, float]],
) -> None:
    pace, now, free = Pace(Limits()), 1_000.0, {0: 0.0}
    for chat_id, pause in steps:
        now = max(now + pause, free.get(chat_id, 0.0), free[0])
        refused_before = pace.report().refused
        (retry_after,) = refusals(pace, chat_id, [now])
        if pace.report().refused > refused_before:
            free = {chat: max(free.get(chat, 0.0), now + retry_after) for chat in (0, PERSON, 102, GROUP)}
    report = pace.report()
    assert report.early == 0
    assert report.let_through + report.refused == len(steps)
    assert report.most_in_a_second_to_a_person <= 6
    assert report.most_in_a_minute_to_a_group <= 20


def test_a_bot_that_paces_itself_to_the_limits_is_not_refused_for_an_unsteady_network() -> None:
    pace, even = Pace(Limits()), [n / 30 for n in range(600)]
    jitter = [0.1 if n % 7 else 0.0 for n in range(600)]
    arrivals = sorted(sent + late for sent, late in zip(even, jitter, strict=True))
    assert all(refusals(pace, 1 + n % 60, [1_000 + now]) == [0] for n, now in enumerate(arrivals))
    assert 30 <= pace.report().most_in_a_second <= 35


async def test_without_limits_the_pace_is_only_counted() -> None:
    async with running_api() as api:
        api.server.private_chats([ADA, BOB])
        for _ in range(7):
            await api.result("sendMessage", chat_id=ADA.id, text="x")
        api.server.fail("sendMessage", faults.flood(60), chat_id=ADA.id)
        assert "retry after 60" in await api.refusal("sendMessage", chat_id=ADA.id, text="x")
        await api.result("sendMessage", chat_id=ADA.id, text="x")
        await api.result("sendMessage", chat_id=BOB.id, text="x")
        await api.call("sendChatAction", chat_id=ADA.id, action="typing")  # no message
        report = api.server.pace_report
        assert (report.let_through, report.refused, report.early) == (9, 0, 1)


async def test_with_limits_the_server_answers_429_and_the_message_is_not_there() -> None:
    now = 1_000_000.0
    limits = Limits(private_burst=1)
    async with PreviewServer(port=0, clock=lambda: now, limits=limits) as server, bare_client() as client:
        api = Api(server, client)
        (chat,) = server.private_chats([ADA])
        await api.result("sendMessage", chat_id=ADA.id, text="one")
        answer = await api.call("sendMessage", chat_id=ADA.id, text="two")
        assert (answer["error_code"], answer["parameters"]) == (429, {"retry_after": 1})
        now += 1
        await api.result("sendMessage", chat_id=ADA.id, text="two")
        assert [message.text for message in chat.replies] == ["one", "two"]


@pytest.mark.parametrize("kept", [0, 2])
async def test_only_so_many_calls_are_kept(kept: int) -> None:
    async with PreviewServer(port=0, kept_calls=kept) as server, bare_client() as client:
        for _ in range(3):
            await Api(server, client).result("getMe")
        assert len(server.calls) == kept

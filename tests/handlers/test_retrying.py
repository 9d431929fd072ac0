"""Calls that fail and are repeated: how long between, how often, and which are not."""

from datetime import timedelta
from typing import Any

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from handlers.pace import SendingPace
from handlers.retrying import Patience, Persistent
from tests.handlers.bots import Pauses
from tests.handlers.paces import ready_at


@pytest.fixture(autouse=True)
def _as_in_a_version_to_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


class Call:
    """A call that meets the given errors, one after the other, and then works."""

    def __init__(self, *errors: TelegramError) -> None:
        self.errors = list(errors)
        self.chats: list[object] = []

    async def __call__(self, endpoint: str, data: dict[str, Any]) -> bool:
        self.chats.append(data.get("chat_id"))
        if self.errors:
            raise self.errors.pop(0)
        return True


async def made(call: Call, endpoint: str = "sendMessage", patience: Patience | None = None) -> list[float]:
    """Make a call as the library does; return the pauses."""
    pauses, data = Pauses(), {"chat_id": 1}
    assert await Persistent(pauses).process_request(call, (endpoint, data), {}, endpoint, data, patience) is True
    return pauses.taken


async def ready_after(call: Call, endpoint: str, chat: object = 1) -> float:
    """Make a call at time 100 by a clock that stands still; return when the chat may be written to unasked."""
    pace, data = SendingPace(), {"chat_id": chat}
    persistent = Persistent(Pauses(), pace, lambda: 100.0)
    assert await persistent.process_request(call, (endpoint, data), {}, endpoint, data, None) is True
    return ready_at(pace, 1, 100.0)


async def test_what_works_is_called_once() -> None:
    call = Call()
    assert await made(call) == []
    assert call.chats == [1]


@pytest.mark.parametrize("error", [TimedOut(), NetworkError("Bad Gateway"), TelegramError("Invalid server response")])
async def test_the_networks_errors_are_repeated_with_longer_pauses(error: TelegramError) -> None:
    assert await made(Call(error, error, error)) == [0.5, 1.0, 2.0]


async def test_a_flood_limit_is_waited_out() -> None:
    assert await made(Call(RetryAfter(timedelta(seconds=30)), RetryAfter(2))) == pytest.approx([30.1, 2.1])


@pytest.mark.parametrize("error", [BadRequest("x"), Forbidden("x"), InvalidToken("x")])
async def test_a_refusal_is_not_repeated(error: TelegramError) -> None:
    call = Call(error)
    with pytest.raises(type(error)):
        await made(call)
    assert len(call.chats) == 1


@pytest.mark.parametrize("endpoint", ["sendChatAction", "answerInlineQuery"])
@pytest.mark.parametrize("flooded", [True, False])
async def test_what_is_worth_nothing_later_is_not_repeated(endpoint: str, flooded: bool) -> None:
    error = RetryAfter(1) if flooded else NetworkError("x")
    with pytest.raises(type(error)):
        await made(Call(error), endpoint)


async def test_patience_ends() -> None:
    for errors in ([NetworkError("x")] * 5, [RetryAfter(1)] * 6):
        call = Call(*errors)
        with pytest.raises(NetworkError if len(errors) == 5 else RetryAfter):
            await made(call)
        assert len(call.chats) == len(errors)


async def test_a_group_that_moved_is_followed() -> None:
    call = Call(ChatMigrated(-100))
    assert await made(call) == []
    assert call.chats == [1, -100]


async def test_a_caller_that_repeats_by_itself_gets_the_error_at_once() -> None:
    for error in (RetryAfter(1), NetworkError("x"), ChatMigrated(-100)):
        call = Call(error)
        with pytest.raises(type(error)):
            await made(call, patience=Patience.ONCE)
        assert len(call.chats) == 1


@pytest.mark.parametrize("endpoint", ["sendMessage", "sendDocument", "editMessageText", "copyMessage"])
async def test_an_answer_makes_what_is_unasked_wait_its_turn(endpoint: str) -> None:
    assert await ready_after(Call(), endpoint) >= 101.0


@pytest.mark.parametrize("endpoint", ["sendChatAction", "answerCallbackQuery", "getMe"])
async def test_what_puts_nothing_into_a_chat_delays_nothing(endpoint: str) -> None:
    assert await ready_after(Call(), endpoint) <= 100.0


async def test_an_answer_that_meets_a_flood_limit_holds_its_chat() -> None:
    assert await ready_after(Call(RetryAfter(30)), "sendMessage") >= 130.0


async def test_a_chat_known_by_its_name_alone_is_none_that_could_be_held() -> None:
    assert await ready_after(Call(RetryAfter(30)), "sendMessage", "@channel") <= 100.0

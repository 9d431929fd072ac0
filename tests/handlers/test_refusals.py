"""Telegram's refusals in its own words, as they reach us over real HTTP, and connections that break."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError, TimedOut

from handlers.preview import faults
from handlers.preview.server import PreviewServer
from handlers.refusals import Meaning, Verdict, verdict
from handlers.transport import Transport
from tests.handlers.sockets import Answer, listening


@pytest.fixture(autouse=True)
def _as_in_a_version_to_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@asynccontextmanager
async def bot_at(base_url: str, token: str = "1:x", read_timeout: float = 5.0) -> AsyncIterator[Bot]:
    request = Transport(encrypted=False, read_timeout=read_timeout)
    bot = Bot(token, base_url=base_url, request=request, get_updates_request=request)
    await request.initialize()
    try:
        yield bot
    finally:
        await request.shutdown()


async def error_of(bot: Bot) -> TelegramError:
    with pytest.raises(TelegramError) as caught:
        await bot.send_message(1, "news")
    return caught.value


@pytest.mark.parametrize(
    ("code", "description", "meaning"),
    [
        (403, "Forbidden: bot was blocked by the user", Meaning.UNREACHABLE),
        (403, "Forbidden: user is deactivated", Meaning.UNREACHABLE),
        (403, "Forbidden: bot was kicked from the group chat", Meaning.UNREACHABLE),
        (403, "Forbidden: bot was kicked from the supergroup chat", Meaning.UNREACHABLE),
        (403, "Forbidden: bot was kicked from the channel chat", Meaning.UNREACHABLE),
        (403, "Forbidden: bot is not a member of the supergroup chat", Meaning.UNREACHABLE),
        (403, "Forbidden: bot is not a member of the channel chat", Meaning.UNREACHABLE),
        (403, "Forbidden: bot can't initiate conversation with a user", Meaning.UNREACHABLE),
        (403, "Forbidden: bot can't send messages to bots", Meaning.UNREACHABLE),
        (403, "Forbidden: the group chat was deleted", Meaning.UNREACHABLE),
        (403, "Forbidden: something that nobody has seen yet", Meaning.UNREACHABLE),
        (403, "Forbidden: not enough rights to send text messages to the chat", Meaning.NO_RIGHTS),
        (403, "Forbidden: CHAT_WRITE_FORBIDDEN", Meaning.NO_RIGHTS),
        (400, "Bad Request: chat not found", Meaning.UNREACHABLE),
        (400, "Bad Request: PEER_ID_INVALID", Meaning.UNREACHABLE),
        (400, "Bad Request: group chat was deactivated", Meaning.UNREACHABLE),
        (400, "Bad Request: group chat was upgraded to a supergroup chat", Meaning.UNREACHABLE),
        (400, "Bad Request: not enough rights to send text messages to the chat", Meaning.NO_RIGHTS),
        (400, "Bad Request: have no rights to send a message", Meaning.NO_RIGHTS),
        (400, "Bad Request: need administrator rights in the channel chat", Meaning.NO_RIGHTS),
        (400, "Bad Request: CHAT_WRITE_FORBIDDEN", Meaning.NO_RIGHTS),
        (400, "Bad Request: CHAT_RESTRICTED", Meaning.NO_RIGHTS),
        (400, "Bad Request: TOPIC_CLOSED", Meaning.NO_RIGHTS),
        (400, "Bad Request: message thread not found", Meaning.THREAD_GONE),
        (400, "Bad Request: TOPIC_DELETED", Meaning.THREAD_GONE),
        (400, 'Bad Request: can\'t parse entities: unsupported start tag "x" at byte offset 0', Meaning.DEFECT),
        (400, "Bad Request: message is too long", Meaning.DEFECT),
        (400, "Bad Request: message text is empty", Meaning.DEFECT),
        (400, "Bad Request: BUTTON_DATA_INVALID", Meaning.DEFECT),
        (400, "Bad Request: something that nobody has seen yet", Meaning.DEFECT),
        (413, "Request Entity Too Large", Meaning.DEFECT),
        (401, "Unauthorized", Meaning.MAY_PASS),
        (404, "Not Found", Meaning.MAY_PASS),
        (409, "Conflict: terminated by other getUpdates request", Meaning.MAY_PASS),
        (500, "Internal Server Error", Meaning.MAY_PASS),
        (500, "Internal Server Error: restart", Meaning.MAY_PASS),
        (503, "Service Unavailable", Meaning.MAY_PASS),
        (504, "Gateway Timeout", Meaning.DOUBTFUL),
    ],
)
async def test_telegrams_words_have_their_meaning(code: int, description: str, meaning: Meaning) -> None:
    async with PreviewServer(port=0) as server, bot_at(server.base_url, server.token) as bot:
        server.fail("sendMessage", faults.refused(code, description))
        assert verdict(await error_of(bot)) == Verdict(meaning)


async def test_a_flood_says_for_how_long_and_a_proxys_page_will_pass() -> None:
    async with PreviewServer(port=0) as server, bot_at(server.base_url, server.token) as bot:
        server.fail("sendMessage", faults.flood(7))
        server.fail("sendMessage", faults.refused(429, "Too Many Requests"))
        server.fail("sendMessage", faults.bad_gateway())
        assert verdict(await error_of(bot)) == Verdict(Meaning.FLOOD, seconds=7.0)
        assert verdict(await error_of(bot)) == Verdict(Meaning.FLOOD, seconds=1.0)
        assert verdict(await error_of(bot)) == Verdict(Meaning.MAY_PASS)


@pytest.mark.parametrize(
    "error",
    [
        BadRequest("Not Enough Rights To Send Text Messages"),
        BadRequest("Bad Request: chat_write_forbidden"),
        Forbidden("NOT ENOUGH RIGHTS to send"),
    ],
)
def test_capitals_do_not_matter(error: TelegramError) -> None:
    assert verdict(error) == Verdict(Meaning.NO_RIGHTS)


@pytest.mark.parametrize("error", [TimedOut(), NetworkError("no cause"), TelegramError("Invalid server response")])
def test_what_tells_nothing_is_doubtful(error: TelegramError) -> None:
    assert verdict(error) == Verdict(Meaning.DOUBTFUL)


# Connections that break: raw sockets, because each breaks at its own moment.


async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    writer.transport.abort()


async def close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(65536)


async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def talk_nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(65536)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nmaybe")
    await writer.drain()


async def say_half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(65536)
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"ok":tr')
    await writer.drain()


@pytest.mark.parametrize("answer", [cut, close, hang, talk_nonsense, say_half])
async def test_a_connection_that_breaks_after_the_request_leaves_a_doubt(answer: Answer) -> None:
    async with listening(answer) as address, bot_at(f"http://{address}/bot", read_timeout=0.2) as bot:
        assert verdict(await error_of(bot)) == Verdict(Meaning.DOUBTFUL)


async def test_a_connection_that_never_stood_leaves_none() -> None:
    async with listening(close) as address:
        pass
    async with bot_at(f"http://{address}/bot") as bot:
        assert verdict(await error_of(bot)) == Verdict(Meaning.MAY_PASS)
    async with bot_at("http://no-such-host.invalid/bot") as bot:
        assert verdict(await error_of(bot)) == Verdict(Meaning.MAY_PASS)

"""Calls over real connections: files, proxies, connections that end, and calls that are never answered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from telegram import Bot, InputFile
from telegram.error import NetworkError, TimedOut

from bot.errors import SettingsError
from handlers.preview.server import PreviewServer
from handlers.preview.values import User
from handlers.transport import Transport, never_left, no_answer, proxy_of
from tests.handlers.sockets import listening

ADA = User(101, "Ada", language_code="en")
YES = b'HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n{"ok":true,"result":true}'


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@asynccontextmanager
async def calling(
    base_url: str, token: str = "1:x", *, proxy: str | None = None, read: float = 5.0
) -> AsyncIterator[Bot]:
    transport = Transport(proxy, encrypted=base_url.startswith("https:"), read_timeout=read)
    await transport.initialize()
    try:
        files = base_url.replace("/bot", "/file/bot")
        yield Bot(token, base_url, files, request=transport, get_updates_request=transport)
    finally:
        await transport.shutdown()


class Listener:
    """Answers every request with yes, and keeps what it was sent."""

    def __init__(self, *, hangs_up: bool = False) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self.hangs_up = hangs_up  # after each answer

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with suppress(asyncio.IncompleteReadError):  # the end of the connection
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next((int(line[15:]) for line in head.split(b"\r\n") if line[:15] == b"Content-Length:"), 0)
                self.requests.append(head + await reader.readexactly(length))
                writer.write(YES)
                await writer.drain()
                if self.hangs_up:
                    return


async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def speak_openly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    assert b"news" not in await reader.read(65536)
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")


async def test_a_file_arrives_with_its_name_and_all_its_bytes() -> None:
    content = bytes(range(256)) * 8192
    async with PreviewServer(port=0) as server, calling(server.base_url, server.token) as bot:
        chat = server.private_chats([ADA])[0]
        sent = await bot.send_document(chat.id, InputFile(content, 'Зангезур "2024".json'), caption="все")
        assert sent.document
        assert (sent.document.file_name, sent.document.file_size) == ('Зангезур "2024".json', len(content))
        assert sent.caption == "все"
        fetched = await (await bot.get_file(sent.document.file_id)).download_as_bytearray()
        assert fetched == content


async def test_calls_after_each_other_share_a_connection() -> None:
    listener = Listener()
    async with listening(listener) as address, calling(f"http://{address}/bot") as bot:
        for _ in range(3):
            await bot.close()
    assert (len(listener.requests), listener.connections) == (3, 1)


async def test_a_connection_that_ended_is_not_used_again() -> None:
    listener = Listener(hangs_up=True)
    async with listening(listener) as address, calling(f"http://{address}/bot") as bot:
        for _ in range(3):
            await bot.close()
            await asyncio.sleep(0.05)  # for the end of the connection to arrive
    assert (len(listener.requests), listener.connections) == (3, 3)


async def test_a_call_that_nobody_answers_ends_with_the_time_it_was_given() -> None:
    async with listening(hang) as address, calling(f"http://{address}/bot") as bot:
        with pytest.raises(TimedOut) as caught:
            await bot.send_message(1, "news", read_timeout=0.05)
    assert no_answer(caught.value)
    assert not never_left(caught.value)


async def test_who_speaks_no_encryption_where_it_is_due_was_told_nothing() -> None:
    async with listening(speak_openly) as address, calling(f"https://{address}/bot") as bot:
        with pytest.raises(NetworkError) as caught:
            await bot.send_message(1, "news")
    assert never_left(caught.value)


async def test_a_proxy_is_asked_for_the_whole_address() -> None:
    proxy = Listener()
    async with listening(proxy) as address, calling("http://telegram.invalid/bot", proxy=f"http://{address}") as bot:
        await bot.close()
    assert proxy.requests[0].startswith(b"POST http://telegram.invalid/bot1:x/close HTTP/1.1\r\n")


async def test_a_proxy_that_is_gone_was_told_nothing() -> None:
    async with listening(hang) as address:
        pass
    async with calling("http://telegram.invalid/bot", proxy=f"http://{address}") as bot:
        with pytest.raises(NetworkError) as caught:
            await bot.close()
    assert never_left(caught.value)


@pytest.mark.parametrize(
    ("environment", "url", "proxy"),
    [
        ({}, "https://api.telegram.org/bot", None),
        ({"HTTPS_PROXY": "http://p:1"}, "https://api.telegram.org/bot", "http://p:1"),
        ({"https_proxy": "http://p:1"}, "https://api.telegram.org/bot", "http://p:1"),
        ({"HTTP_PROXY": "http://p:1"}, "https://api.telegram.org/bot", None),
        ({"ALL_PROXY": "http://p:1"}, "https://api.telegram.org/bot", "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "telegram.org"}, "https://api.telegram.org/bot", None),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "127.0.0.1"}, "http://127.0.0.1:8081/bot", None),
        ({"HTTP_PROXY": "http://p:1", "NO_PROXY": "other.example"}, "http://127.0.0.1:8081/bot", "http://p:1"),
    ],
)
def test_the_environment_names_the_proxy(
    environment: dict[str, str], url: str, proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_of(url) == proxy


def test_a_proxy_of_another_kind_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://user:secret@p:1")
    with pytest.raises(SettingsError, match="HTTPS_PROXY or ALL_PROXY should be an http:// address") as caught:
        proxy_of("https://api.telegram.org/bot")
    assert "secret" not in str(caught.value)


async def test_beginning_and_ending_twice_is_once_and_a_call_outside_is_a_defect() -> None:
    async with listening(Listener()) as address:
        transport = Transport(encrypted=False)
        url = f"http://{address}/close"
        with pytest.raises(RuntimeError):
            await transport.do_request(url, "POST")
        for _ in range(2):
            await transport.initialize()
        assert await transport.do_request(url, "POST") == (200, b'{"ok":true,"result":true}')
        for _ in range(2):
            await transport.shutdown()

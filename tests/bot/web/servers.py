"""Hosts on loopback that answer as a test says, byte by byte: well, badly, slowly or never."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from ipaddress import IPv4Address
from pathlib import Path

import httpx

from bot.web.addresses import Address
from bot.web.fetching import Fetcher
from bot.web.targets import Reach

SELF_SIGNED = Path(__file__).parent / "self_signed.pem"  # a certificate of news.example and its key, for tests alone
HERE = IPv4Address("127.0.0.1")
PAGE = b"<!doctype html><title>A page</title><p>Text."
Say = Callable[[str, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Host:
    """A server that notes what it was asked: the heads of requests, in order."""

    port: int = 0
    heads: list[str] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [head.split()[1] for head in self.heads]

    def url(self, path: str = "/", *, name: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{name}:{self.port}{path}"


@asynccontextmanager
async def served(say: Say, *, trusted: ssl.SSLContext | None = None) -> AsyncIterator[Host]:
    """A host on loopback: `say` gets the path that is asked for and writes the whole answer."""
    host = Host()
    tasks: set[asyncio.Task[None] | None] = set()

    async def on_connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
            host.heads.append((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
            await say(host.paths[-1], writer)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(on_connection, "127.0.0.1", 0, ssl=trusted)
    host.port = server.sockets[0].getsockname()[1]
    try:
        yield host
    finally:
        server.close()
        for task in tasks:
            assert task is not None
            task.cancel()
        await asyncio.gather(*(task for task in tasks if task), return_exceptions=True)
        await server.wait_closed()


def answer(body: bytes = PAGE, content_type: str = "text/html", status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer; a header's name is written with underscores."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}"]
    lines += [f"Content-Type: {content_type}"] if content_type else []
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def saying(*answers: bytes, **by_path: bytes) -> Say:
    """Says an answer whatever is asked for; or by the path's last part, underscores for dots."""

    async def say(path: str, writer: asyncio.StreamWriter) -> None:
        name = path.rpartition("/")[2].replace(".", "_")
        writer.write(by_path.get(name) or (answers[0] if answers else answer(b"", status="404 Not Found")))

    return say


def only_here(address: Address) -> bool:
    return address == HERE


@cache
def default_trust() -> ssl.SSLContext:
    """The certificates that are trusted by default: reading them for each test would take most of its time."""
    return httpx.create_ssl_context()


def a_fetcher(**given: object) -> Fetcher:
    """A fetcher to which 127.0.0.1 is the public internet, and nothing else is."""
    return Fetcher(Reach(only_here, None), **{"trusted": default_trust(), **given})  # type: ignore[arg-type]

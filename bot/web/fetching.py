"""Fetching from the web: from allowed addresses alone, within bounds of time and size, whatever the host does.

A name is resolved once and its checked address is what is connected to, so that a second answer of the resolver
changes nothing. No proxy is used, whatever the environment says: it would resolve the name anew, behind the check.
"""

import asyncio
import ssl
import zlib
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from mimetypes import guess_type
from typing import NoReturn

import httpx

from bot.web.targets import PUBLIC, Reach, Resolve, Resolver, follow, reachable, read_url
from bot.web.trouble import FetchError, Trouble
from bot.web.unpacking import unpacker

AGENT = "topic-briefing-bot/0.1.0"
MOST_BYTES = 20 * 1024 * 1024  # after unpacking
_SECONDS = 20.0  # for all of it: names, redirects, body
_CONNECT_S = 5.0  # for one address
_MOST_ADDRESSES = 3
_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED = 304
_UNTOLD = frozenset({"", "application/octet-stream", "binary/octet-stream"})  # types that say nothing
_MOST_FACT = 100
_LONGEST_MARK = 1_000  # characters


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave. Strings are "" where the host said nothing."""

    url: str  # the one that gave it, after redirects
    content_type: str  # in small letters, without parameters
    charset: str
    body: bytes  # unpacked; b"" if not modified
    etag: str
    modified: str  # Last-Modified, as it came
    not_modified: bool = False


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is asked for, of every address on the way."""

    accept: frozenset[str]
    etag: str
    modified: str
    max_bytes: int

    def headers(self, host: str) -> dict[str, str]:
        """Return the request's headers."""
        always = {
            "Host": host, "User-Agent": AGENT, "Accept": ", ".join([*sorted(self.accept), "*/*;q=0.1"]),
            "Accept-Encoding": "gzip", "Connection": "close",
        }  # fmt: skip
        conditions = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return always | {name: value for name, value in conditions.items() if value}


class Fetcher:
    """Fetches one address at a time for each caller; keeps no connection, cookie or secret."""

    def __init__(
        self,
        reach: Reach = PUBLIC,
        *,
        find: Resolve | None = None,
        seconds: float = _SECONDS,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        """Take how far it may go; a resolver, the time for one fetch, and whose certificates are trusted."""
        self._reach = reach
        self._find = find or Resolver()
        self._seconds = seconds
        self._trusted = trusted  # read with the first fetch: it takes tenths of a second

    async def fetch(
        self, url: str, *, accept: Collection[str], etag: str = "", modified: str = "", max_bytes: int = MOST_BYTES
    ) -> Fetched:
        """Fetch an address, through up to 5 redirects.

        `accept` are content types; where the host tells none, the ending of the address does. `etag` and `modified`
        of an earlier answer let the host say that nothing changed. Raises FetchError.
        """
        wish = _Wish(frozenset(accept), etag, modified, max_bytes)
        try:
            async with asyncio.timeout(self._seconds):
                return await self._through_redirects(read_url(url, self._reach), wish)
        except TimeoutError as error:
            raise FetchError(Trouble.TOO_SLOW, url, f"{self._seconds:.0f}") from error

    async def _through_redirects(self, url: httpx.URL, wish: _Wish) -> Fetched:
        for _ in range(_MOST_REDIRECTS + 1):
            async with self._answer(url, wish) as answer:
                location = answer.headers.get("Location", "") if answer.status_code in _REDIRECTS else ""
                if not location:
                    return await _taken(url, answer, wish)
            url = follow(url, location, self._reach)
        raise FetchError(Trouble.REDIRECTS, str(url), str(_MOST_REDIRECTS))

    @asynccontextmanager
    async def _answer(self, url: httpx.URL, wish: _Wish) -> AsyncIterator[httpx.Response]:
        """Ask the first of a host's addresses that can be connected to."""
        addresses = await reachable(url, self._reach, self._find)
        transport = httpx.AsyncHTTPTransport(verify=await self._trust(), trust_env=False)
        try:
            async with transport:
                for address in addresses[:_MOST_ADDRESSES]:
                    request = _request(url, str(address), wish)
                    try:
                        answer = await transport.handle_async_request(request)
                    except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                        failed = error
                        continue
                    try:
                        yield answer
                    finally:
                        await answer.aclose()
                    return
                raise failed
        except httpx.TransportError as error:
            _explain(error, str(url))

    async def _trust(self) -> ssl.SSLContext:
        """Return whose certificates are trusted."""
        if self._trusted is None:
            self._trusted = await asyncio.to_thread(httpx.create_ssl_context)
        return self._trusted


def _request(url: httpx.URL, address: str, wish: _Wish) -> httpx.Request:
    """Make a request that goes to the address and asks for the name, in TLS too."""
    name = url.raw_host.decode("ascii")
    timeout = httpx.Timeout(_SECONDS, connect=_CONNECT_S).as_dict()
    extensions = {"sni_hostname": name, "timeout": timeout}
    headers = wish.headers(url.netloc.decode("ascii"))
    return httpx.Request("GET", url.copy_with(host=address), headers=headers, extensions=extensions)


async def _taken(url: httpx.URL, answer: httpx.Response, wish: _Wish) -> Fetched:
    """Take an answer in, or refuse it as soon as it shows what it is."""
    not_modified = answer.status_code == _NOT_MODIFIED and bool(wish.etag or wish.modified)
    etag, modified = _mark(answer, "ETag"), _mark(answer, "Last-Modified")
    if not_modified:
        return Fetched(str(url), "", "", b"", etag or wish.etag, modified or wish.modified, not_modified=True)
    if not answer.is_success:
        status, patience = answer.status_code, _retry_after_s(answer)
        raise FetchError(Trouble.STATUS, str(url), str(status), status=status, retry_after_s=patience)
    content_type = _content_type(url, answer)
    if content_type not in wish.accept:
        raise FetchError(Trouble.TYPE, str(url), content_type[:_MOST_FACT] or "of no type that its host would tell")
    body = await _body(url, answer, wish.max_bytes)
    return Fetched(str(url), content_type, answer.charset_encoding or "", body, etag, modified)


def _mark(answer: httpx.Response, name: str) -> str:
    """Return what a host tells a version by, "" for what could not be sent back to it."""
    told: str = answer.headers.get(name, "")
    return told if told.isascii() and told.isprintable() and len(told) <= _LONGEST_MARK else ""


def _content_type(url: httpx.URL, answer: httpx.Response) -> str:
    told: str = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return told if told not in _UNTOLD else guess_type(url.path)[0] or told


async def _body(url: httpx.URL, answer: httpx.Response, most: int) -> bytes:
    unpacking = unpacker(answer.headers.get("Content-Encoding", ""))
    if unpacking is None:
        raise FetchError(Trouble.GARBLED, str(url), "it is packed in a way that was not asked for")
    pieces: list[bytes] = []
    size = 0
    try:
        async for chunk in answer.stream:  # type: ignore[union-attr]
            for piece in unpacking.feed(chunk):
                size += len(piece)
                if size > most:
                    raise FetchError(Trouble.TOO_LARGE, str(url), f"{most:,}")
                pieces.append(piece)
                await asyncio.sleep(0)  # much may come of a little: the others have their turn in between
    except zlib.error as error:
        raise FetchError(Trouble.GARBLED, str(url), "it is damaged") from error
    if not unpacking.is_whole():
        raise FetchError(Trouble.GARBLED, str(url), "it ends early")
    return b"".join(pieces)


def _retry_after_s(answer: httpx.Response) -> float | None:
    """Return for how long a host asks for patience; None if it does not, or in no way that can be understood."""
    told: str = answer.headers.get("Retry-After", "").strip()
    if told.isascii() and told.isdigit():
        return min(float(told[:12]), 1e9)
    try:
        until = parsedate_to_datetime(told)
    except (ValueError, OverflowError):
        return None
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def _explain(error: httpx.TransportError, url: str) -> NoReturn:
    broken = next((one for one in _causes(error) if isinstance(one, ssl.SSLError)), None)
    if broken is not None:
        reason = getattr(broken, "verify_message", "") or broken.reason or "it breaks the rules of TLS"
        raise FetchError(Trouble.TLS, url, reason) from error
    if isinstance(error, httpx.TimeoutException | httpx.NetworkError):
        raise FetchError(Trouble.UNREACHABLE, url) from error
    raise FetchError(Trouble.GARBLED, url, "it is not HTTP, or too long before its body") from error


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__

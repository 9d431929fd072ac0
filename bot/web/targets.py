"""Where a fetch goes: an address as it was given, checked, and the machines that its name stands for."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import httpx

from bot.web.addresses import Address, is_public, read_address
from bot.web.trouble import FetchError, Trouble

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
_PORTS = {"http": 80, "https": 443}
_LAST_PORT = 65_535
_LONGEST = 2_000  # characters; browsers give up not far above
_MOST_FACT = 100


def _anywhere(address: Address) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a fetcher may go."""

    allows: Callable[[Address], bool] = is_public
    ports: frozenset[int] | None = frozenset(_PORTS.values())  # None: any


PUBLIC = Reach()
PRIVATE = Reach(_anywhere, None)


class Resolver:
    """Asks the operating system for addresses, in threads that are for nothing else.

    Where no name server answers, each question takes such a thread for half a minute, whoever gave up waiting for it:
    of those that all else shares, few names would take all.
    """

    def __init__(self, at_once: int = 8) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="resolve")

    async def __call__(self, host: str, port: int) -> tuple[str, ...]:
        """Return the addresses of a host, best first. Raises OSError."""
        asked = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        found = await asyncio.get_running_loop().run_in_executor(self._threads, asked)
        return tuple(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def read_url(text: str, reach: Reach = PUBLIC) -> httpx.URL:
    """Return an address that may be gone to as far as it tells by itself. Raises FetchError."""
    try:
        url = httpx.URL(text.strip())
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise FetchError(Trouble.NO_ADDRESS, text) from error
    if url.scheme not in _PORTS or not url.host or not 0 < port_of(url) <= _LAST_PORT or len(text) > _LONGEST:
        raise FetchError(Trouble.NO_ADDRESS, text)
    if url.userinfo:
        raise FetchError(Trouble.SECRETS, str(url.copy_with(userinfo=b"")))
    if reach.ports is not None and port_of(url) not in reach.ports:
        raise FetchError(Trouble.PORT, text, str(port_of(url)))
    return url.copy_with(fragment=None)


def follow(url: httpx.URL, location: str, reach: Reach) -> httpx.URL:
    """Return where a redirect from `url` leads. Raises FetchError, as `read_url` does."""
    try:
        joined = str(url.join(location))
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise FetchError(Trouble.NO_ADDRESS, location) from error
    return read_url(joined, reach)


def port_of(url: httpx.URL) -> int:
    """Return the port, the scheme's own if none is named."""
    return _PORTS[url.scheme] if url.port is None else url.port


async def reachable(url: httpx.URL, reach: Reach, find: Resolve) -> tuple[Address, ...]:
    """Return the addresses of a URL's host. All of them may be gone to: a name with a private one is refused whole.

    Raises FetchError.
    """
    host = url.raw_host.decode("ascii")
    try:
        addresses = tuple(read_address(text) for text in await find(host, port_of(url)))
    except (OSError, UnicodeError, ValueError) as error:
        raise FetchError(Trouble.UNKNOWN_HOST, str(url), host[:_MOST_FACT]) from error
    if not addresses:
        raise FetchError(Trouble.UNKNOWN_HOST, str(url), host[:_MOST_FACT])
    for address in addresses:
        if not reach.allows(address):
            raise FetchError(Trouble.NOT_PUBLIC, str(url), str(address))
    return addresses

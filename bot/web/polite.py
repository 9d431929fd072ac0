"""Fetching by the clock and not by somebody's hand: at a host's pace, and only what it lets programs read."""

import asyncio
import time
from collections.abc import Callable, Collection
from typing import TypeVar
from urllib.parse import urlsplit

from bot.web.fetching import AGENT, Fetched, Fetcher
from bot.web.robots import MOST_BYTES, Rule, allows, rules_for
from bot.web.trouble import FetchError, Trouble

GAP_S = 2.0  # between two requests to a host
_ROBOTS_S = 24 * 3600.0  # RFC 9309, 2.4: no longer than a day
_NAME = AGENT.partition("/")[0]
_TYPES = frozenset({"text/plain", "text/html", "application/octet-stream", ""})  # whatever robots.txt is sent as
_NOTHING = (Rule(allows=False, path="/"),)
_MOST_HOSTS = 1_000  # of which something is remembered
_LONGEST_PATIENCE_S = 24 * 3600.0
T = TypeVar("T")


class Polite:
    """A fetcher that waits its turn at each host. Remembers for as long as the process lives."""

    def __init__(self, fetcher: Fetcher, gap_s: float = GAP_S, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._fetcher = fetcher
        self._gap_s = gap_s
        self._monotonic = monotonic
        self._free_at: dict[str, float] = {}
        self._held_until: dict[str, float] = {}
        self._robots: dict[str, tuple[float, tuple[Rule, ...]]] = {}

    async def fetch(
        self, url: str, *, accept: Collection[str], etag: str = "", modified: str = "", max_bytes: int
    ) -> Fetched:
        """Fetch as `Fetcher.fetch` does, in turn; not at all from a host that asked for patience. Raises FetchError."""
        host = _host(url)
        held_s = self._held_until.get(host, 0.0) - self._monotonic()
        if held_s > 0:
            raise FetchError(Trouble.HELD, url, retry_after_s=held_s)
        await self._turn(host)
        try:
            return await self._fetcher.fetch(url, accept=accept, etag=etag, modified=modified, max_bytes=max_bytes)
        except FetchError as error:
            if error.retry_after_s:
                patience_s = min(error.retry_after_s, _LONGEST_PATIENCE_S)
                _put(self._held_until, host, self._monotonic() + patience_s)
            raise

    async def page(self, url: str, *, accept: Collection[str], max_bytes: int) -> Fetched:
        """Fetch what a host lets programs read, by the address that is asked for and the one that it leads to.

        Raises FetchError.
        """
        await self._check(url)
        fetched = await self.fetch(url, accept=accept, max_bytes=max_bytes)
        if fetched.url != url:
            await self._check(fetched.url)
        return fetched

    async def _check(self, url: str) -> None:
        rules = await self._rules(url)
        if not await asyncio.to_thread(allows, rules, url):  # a host may have thousands, and long ones
            raise FetchError(Trouble.ROBOTS, url)

    async def _rules(self, url: str) -> tuple[Rule, ...]:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        known = self._robots.get(origin)
        if known is None or known[0] < self._monotonic():
            known = (self._monotonic() + _ROBOTS_S, await self._fetched_rules(origin))
            _put(self._robots, origin, known)
        return known[1]

    async def _fetched_rules(self, origin: str) -> tuple[Rule, ...]:
        """Return a host's rules: none where it has no robots.txt. Raises FetchError where that cannot be known."""
        try:
            fetched = await self.fetch(f"{origin}/robots.txt", accept=_TYPES, max_bytes=MOST_BYTES)
        except FetchError as error:
            if error.trouble is Trouble.TYPE or (400 <= error.status < 500 and error.status != 429):
                return ()
            if error.trouble is Trouble.TOO_LARGE:
                return _NOTHING
            raise
        return await asyncio.to_thread(rules_for, fetched.body, _NAME)

    async def _turn(self, host: str) -> None:
        now = self._monotonic()
        at = max(now, self._free_at.get(host, 0.0))
        _put(self._free_at, host, at + self._gap_s)
        await asyncio.sleep(at - now)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _put(remembered: dict[str, T], name: str, value: T) -> None:
    """Remember, and forget what was remembered first when that becomes too much."""
    remembered.pop(name, None)
    remembered[name] = value
    if len(remembered) > _MOST_HOSTS:
        del remembered[next(iter(remembered))]

"""Fetching by the clock: at a host's pace, with patience, and only what robots.txt leaves open."""

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.polite import Polite
from bot.web.polling import Outcome, next_poll
from bot.web.robots import Rule, allows, rules_for
from bot.web.trouble import FetchError, Trouble
from tests.bot.web.servers import PAGE, a_fetcher, answer, saying, served

HTML = ("text/html",)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVERY = timedelta(minutes=30)
ROBOTS = b"""# For all
User-agent: *
Disallow: /private
Allow: /private/open
Disallow: /*.pdf$
Disallow:

User-agent: Topic-Briefing-Bot
User-agent: other
Disallow: /members/
"""


class Clock:
    """A monotonic clock that a test turns."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def readable(rules: Sequence[Rule], *paths: str) -> list[bool]:
    return [allows(rules, f"https://a.example{path}") for path in paths]


def test_the_longest_rule_that_fits_decides() -> None:
    rules = rules_for(ROBOTS, "somebody")
    assert readable(rules, "", "/", "/privat", "/private", "/private/x", "/private/open/x") == [
        True, True, True, False, False, True,
    ]  # fmt: skip
    assert readable(rules, "/a.pdf", "/a.pdf?x", "/a.pdfs", "/a/b.pdf") == [False, True, True, False]


def test_a_program_with_rules_of_its_own_obeys_those_alone() -> None:
    rules = rules_for(ROBOTS, "topic-briefing-bot")
    assert readable(rules, "/members/1", "/private", "/a.pdf") == [False, True, True]


def test_paths_are_compared_however_they_are_spelled() -> None:
    rules = (Rule(False, "/новости"), Rule(False, "/a%2fb"))
    assert readable(rules, "/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8/1", "/a%2Fb", "/a/b") == [False, False, True]


def test_a_pattern_that_is_made_to_take_long_does_not() -> None:
    rules = (Rule(False, "/" + "*a" * 1_000 + "b$"),)
    assert readable(rules, "/" + "a" * 1_900) == [True]


def test_a_rule_that_is_longer_than_any_address_is_none() -> None:
    assert rules_for(b"user-agent: *\ndisallow: /" + b"*" * 100_000 + b"\ndisallow: /a", "x") == (Rule(False, "/a"),)


@given(st.binary(), st.text())
def test_no_robots_txt_and_no_address_break_its_reading(body: bytes, path: str) -> None:
    assert allows(rules_for(b"user-agent: *\n" + body, "x"), f"https://a.example/{path}") in (True, False)


@given(st.text(alphabet="ab*$/"), st.text(alphabet="ab/"))
def test_patterns_fit_as_regular_expressions_would(pattern: str, path: str) -> None:
    end = pattern.endswith("$")
    parts = pattern.removesuffix("$").split("*")
    expression = ".*".join(map(re.escape, parts)) + ("$" if end else "")
    fits = bool(re.match(expression, f"/{path}")) and bool(pattern)
    assert allows((Rule(False, pattern),), f"https://a.example/{path}") != fits


async def test_a_host_without_rules_is_read_and_asked_for_them_once() -> None:
    async with served(saying(a=answer(), b=answer())) as host:
        polite = Polite(a_fetcher(), gap_s=0.0)
        for path in ("/a", "/b"):
            assert (await polite.page(host.url(path), accept=HTML, max_bytes=1000)).body == PAGE
    assert host.paths == ["/robots.txt", "/a", "/b"]


async def test_what_a_host_closes_to_programs_is_not_asked_for() -> None:
    closed = answer(b"User-agent: *\nDisallow: /a", "text/plain")
    leading = answer(b"", status="302 Found", Location="/a")
    async with served(saying(robots_txt=closed, a=answer(), b=leading)) as host:
        polite = Polite(a_fetcher(), gap_s=0.0)
        for path in ("/a", "/b"):
            with pytest.raises(FetchError) as caught:
                await polite.page(host.url(path), accept=HTML, max_bytes=1000)
            assert caught.value.trouble is Trouble.ROBOTS
        assert (await polite.fetch(host.url("/a"), accept=HTML, max_bytes=1000)).body == PAGE


async def test_rules_that_cannot_be_known_close_the_host() -> None:
    async with served(saying(robots_txt=answer(status="500 Oops"), a=answer())) as host:
        with pytest.raises(FetchError):
            await Polite(a_fetcher(), gap_s=0.0).page(host.url("/a"), accept=HTML, max_bytes=1000)
    assert host.paths == ["/robots.txt"]


async def test_a_host_that_asks_for_patience_is_left_alone_for_so_long() -> None:
    clock = Clock()
    async with served(saying(busy=answer(status="429 Slow", Retry_After="60"), a=answer())) as host:
        polite = Polite(a_fetcher(), gap_s=0.0, monotonic=clock)
        for path, trouble in (("/busy", Trouble.STATUS), ("/a", Trouble.HELD)):
            with pytest.raises(FetchError) as caught:
                await polite.fetch(host.url(path), accept=HTML, max_bytes=1000)
            assert (caught.value.trouble, caught.value.retry_after_s) == (trouble, 60.0)
        clock.seconds += 61
        await polite.fetch(host.url("/a"), accept=HTML, max_bytes=1000)
    assert host.paths == ["/busy", "/a"]


async def test_requests_to_a_host_keep_their_distance() -> None:
    clock = Clock()
    async with served(saying(a=answer())) as host:
        polite = Polite(a_fetcher(), gap_s=0.3, monotonic=clock)
        await polite.fetch(host.url("/a"), accept=HTML, max_bytes=1000)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await polite.fetch(host.url("/a"), accept=HTML, max_bytes=1000)
        assert len(host.heads) == 1
        clock.seconds += 1
        await polite.fetch(host.url("/a"), accept=HTML, max_bytes=1000)


def test_a_feed_is_asked_by_the_setting_or_by_its_own_word() -> None:
    assert next_poll(0, Outcome(), EVERY, NOW) == NOW + EVERY
    assert next_poll(0, Outcome(ttl_minutes=5), EVERY, NOW) == NOW + EVERY
    assert next_poll(0, Outcome(ttl_minutes=90), EVERY, NOW) == NOW + timedelta(minutes=90)
    assert next_poll(0, Outcome(ttl_minutes=10**6), EVERY, NOW) == NOW + timedelta(days=1)
    assert next_poll(0, Outcome(left=True, ttl_minutes=90), EVERY, NOW) == NOW + timedelta(minutes=2)


def test_a_feed_that_fails_is_asked_less_and_less() -> None:
    waits = [next_poll(n, Outcome(failed=True), EVERY, NOW) - NOW for n in (1, 2, 3, 6, 100)]
    assert waits == [2 * EVERY, 4 * EVERY, 8 * EVERY, timedelta(days=1), timedelta(days=1)]


def test_patience_that_is_asked_for_is_given_up_to_a_day() -> None:
    waits = [next_poll(1, Outcome(failed=True, retry_after_s=s), EVERY, NOW) - NOW for s in (1.0, 7200.0, 1e9)]
    assert waits == [timedelta(hours=1), timedelta(hours=2), timedelta(days=1)]


@given(st.integers(0, 10**6), st.booleans(), st.integers(0, 10**6), st.floats(0, 1e9), st.integers(5, 1440))
def test_the_next_time_is_never_now_and_never_far(n: int, failed: bool, ttl: int, s: float, minutes: int) -> None:
    wait = next_poll(n, Outcome(failed, ttl, s), timedelta(minutes=minutes), NOW) - NOW
    assert timedelta(minutes=2) <= wait <= timedelta(days=1)

"""What an editor does to feeds by hand: looks at them, pauses and resumes them, asks them now."""

import asyncio
from datetime import timedelta

import pytest

from bot.feeding import Feeding
from bot.web.feeds import Feed, FeedLink
from bot.web.fetching import Fetched
from bot.web.polite import Polite
from bot.web.trouble import FetchError
from tests.bot.test_feeding import ADA, DREDGER, TUG, Newsroom, entry, migrated, newsroom, parse_here
from tests.bot.web.servers import a_fetcher

__all__ = ["migrated", "newsroom"]  # fixtures


async def test_a_feed_that_was_looked_at_is_not_followed_until_somebody_says_so(newsroom: Newsroom) -> None:
    noted = await newsroom.feeding.note("https://news.example/feed", "News", ADA)
    assert await newsroom.feeding.note("https://news.example/feed", "Other", ADA) == noted
    assert await newsroom.feeding.list() == ()
    assert await newsroom.feeding.get(noted.id) is None
    assert await newsroom.feeding.get(noted.id, removed=True) == noted
    followed = await newsroom.feeding.follow(noted.id, ADA)
    assert followed is not None
    assert followed.title == "News"
    assert await newsroom.feeding.follow(noted.id, ADA) is None, "it is followed already"
    assert await newsroom.feeding.note("https://news.example/feed", "Other", ADA) == followed
    assert await newsroom.feeding.list() == (followed,)


async def test_feeds_that_were_only_looked_at_are_forgotten_and_no_others(newsroom: Newsroom) -> None:
    newsroom.site.feeds(entry(1, TUG))
    row = await newsroom.follows()
    await newsroom.polls()
    await newsroom.feeding.remove(row.id)
    looked_at = await newsroom.feeding.note("https://news.example/feed", "News", ADA)
    newsroom.now += timedelta(days=2)
    fresh = await newsroom.feeding.note("https://news.example/fresh", "Fresh", ADA)
    await newsroom.feeding.prune(newsroom.now - timedelta(days=1))
    kept = [await newsroom.feeding.get(one.id, removed=True) is not None for one in (row, looked_at, fresh)]
    assert kept == [True, False, True], "the articles of one that was followed are not to be new again"


async def test_a_page_whose_first_feed_is_gone_offers_the_next(newsroom: Newsroom) -> None:
    links = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="/{name}">' for name in ("gone", "feed", "c")
    )
    newsroom.site.has("/page", f"<html><head>{links}</head></html>".encode())
    newsroom.site.feeds(entry(1, TUG))
    found = await newsroom.feeding.add(newsroom.site.host.url("/page"))
    assert found.url == newsroom.site.host.url("/feed")
    assert [one.url for one in found.others] == [newsroom.site.host.url("/c")]
    del newsroom.site.pages["/feed"]
    with pytest.raises(FetchError, match="status 404"):
        await newsroom.feeding.add(newsroom.site.host.url("/page"))


async def test_a_feed_is_asked_by_hand_before_it_is_due(newsroom: Newsroom) -> None:
    newsroom.site.feeds(entry(1, TUG))
    row = await newsroom.follows()
    assert await newsroom.polls() == 1
    newsroom.site.feeds(entry(1, TUG), entry(2, DREDGER))
    assert await newsroom.polls() == 0, "it is not due"
    report = await newsroom.feeding.poll(row.id, newsroom.now)
    assert report is not None
    assert (report.polled, report.failed, report.documents) == (1, 0, 1)
    assert await newsroom.feeding.documents() == {row.id: 2}
    await newsroom.feeding.remove(row.id)
    assert await newsroom.feeding.poll(row.id, newsroom.now) is None


async def test_a_feed_that_is_asked_by_hand_and_by_the_clock_at_once_gives_each_article_once(
    newsroom: Newsroom,
) -> None:
    newsroom.site.feeds(entry(1, TUG))
    row = await newsroom.follows()
    due, by_hand = await asyncio.gather(
        newsroom.feeding.poll_due(newsroom.now), newsroom.feeding.poll(row.id, newsroom.now)
    )
    assert by_hand is not None
    assert due.documents + by_hand.documents == 1
    assert len(await newsroom.articles()) == 1


async def test_a_paused_feed_is_asked_by_nobody_until_it_is_resumed(newsroom: Newsroom) -> None:
    newsroom.site.feeds(entry(1, TUG))
    row = await newsroom.follows()
    paused = await newsroom.feeding.pause(row.id, paused=True)
    assert paused is not None
    assert paused.paused
    assert await newsroom.polls(after=timedelta(days=400)) == 0
    assert await newsroom.feeding.poll(row.id, newsroom.now) is None
    await newsroom.feeding.pause(row.id, paused=False)
    assert await newsroom.polls() == 1
    await newsroom.feeding.remove(row.id)
    assert await newsroom.feeding.pause(row.id, paused=True) is None


async def test_a_feed_that_is_paused_while_it_is_asked_stays_paused(newsroom: Newsroom) -> None:
    newsroom.site.feeds(entry(1, TUG))
    row = await newsroom.follows()
    asked, going_on = asyncio.Event(), asyncio.Event()

    async def slowly(fetched: Fetched) -> Feed | tuple[FeedLink, ...]:
        asked.set()
        await going_on.wait()
        return await parse_here(fetched)

    fetcher = a_fetcher()
    polite = Polite(fetcher, gap_s=0.0)
    feeding = Feeding(newsroom.store, fetcher, newsroom.editing, newsroom.clock, polite=polite, parse=slowly)
    polling = asyncio.create_task(feeding.poll(row.id, newsroom.now))
    await asked.wait()
    await feeding.pause(row.id, paused=True)
    going_on.set()
    report = await polling
    assert report is not None
    assert report.documents == 1
    (feed,) = await feeding.list()
    assert feed.paused

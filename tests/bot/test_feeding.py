"""Feeds are followed politely, each article becomes a document once, and trouble is told once."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.corpus.reading import FileReading, read_bytes
from bot.corpus.sources import Facts, SourceCatalog
from bot.editing import Editing, Kind
from bot.feeding import Feeding, Parse
from bot.library import Library
from bot.store import Store
from bot.store.rows import FeedRow
from bot.web.feeds import Feed, FeedLink
from bot.web.fetching import Fetched
from bot.web.parsing import parse
from bot.web.polite import Polite
from bot.web.trouble import FetchError, Trouble
from tests.bot.store.builders import url_of
from tests.bot.web.servers import Host, a_fetcher, answer, served

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
ADA = 7
SEED = "The ferry Aurelia has sailed between Osterwyk and Tarnholm since the spring of 2011, in every weather.\n"
TUG = (
    "<p>The tug Brannock towed a tanker of forty thousand tonnes into the Kestrel Channel on Tuesday, pilots said.</p>"
    "<p>Owners of the Brannock want a second tug before the winter, and the harbour authority has agreed to pay.</p>"
)
DREDGER = (
    "<p>The dredger Corvina has deepened the harbour of Tarnholm by two metres, the authority said on Monday.</p>"
    "<p>Fishermen of Tarnholm asked the Corvina's owners to stay away from the oyster banks until the autumn.</p>"
)
ROUTE = "".join(
    f"<p>Sentence {n} on the long route past the lighthouse of Kestrel is no other's.</p>" for n in range(20)
)


def page(body: str, site: str = "Harbour News") -> bytes:
    head = f'<title>A page</title><meta property="og:site_name" content="{site}">' if site else "<title>A page</title>"
    return f"<!doctype html><html><head>{head}</head><body><article>{body}</article></body></html>".encode()


def entry(number: int, content: str = "", date: str = "Mon, 02 Feb 2026 10:00:00 GMT", link: str = "") -> str:
    told = f"<description><![CDATA[{content}]]></description>" if content else ""
    where = link or f"/{number}"
    return f"<item><title>Article {number}</title><link>{where}</link><pubDate>{date}</pubDate>{told}</item>"


def feed(*entries: str, title: str = "The feed") -> bytes:
    return f'<rss version="2.0"><channel><title>{title}</title>{"".join(entries)}</channel></rss>'.encode()


class Site:
    """A host whose answers by path a test changes as it goes."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.host = Host()

    async def __call__(self, path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(self.pages.get(path, answer(status="404 Not Found")))

    def has(self, path: str, body: bytes, content_type: str = "text/html", **headers: str) -> None:
        self.pages[path] = answer(body, content_type, **headers)

    def feeds(self, *entries: str, **headers: str) -> None:
        self.has("/feed", feed(*entries), "application/rss+xml", **headers)

    def asked(self) -> list[str]:
        """What was asked for since this was last called."""
        paths = list(self.host.paths)
        self.host.heads.clear()
        return paths


class Newsroom:
    """All that follows feeds, over a folder with one document and one host of the web."""

    def __init__(self, folder: Path, store: Store, site: Site) -> None:
        self.store, self.site, self.now = store, site, NOW
        self.told: list[str] = []
        (folder / "seeds").mkdir()
        (folder / "seeds" / "aurelia.txt").write_text(SEED)
        self.library = Library(store, folder / "seeds", folder / "data", self.clock)
        self.editing = Editing(store, self.library, folder / "data", read_here, self.clock)
        self.feeding = self.restarted()

    def clock(self) -> datetime:
        return self.now

    def restarted(self, parse: Parse | None = None) -> Feeding:
        fetcher = a_fetcher(seconds=5.0)
        polite = Polite(fetcher, gap_s=0.0)
        return Feeding(self.store, fetcher, self.editing, self.clock, polite=polite, parse=parse or parse_here)

    async def follows(self) -> FeedRow:
        preview = await self.feeding.add(self.site.host.url("/feed"))
        row = await self.feeding.confirm(preview.url, preview.title, ADA)
        self.site.asked()
        return row

    async def polls(self, *, after: timedelta = timedelta(0)) -> int:
        """Poll what is due after some time; return how many documents came of it."""
        self.now += after
        return (await self.feeding.poll_due(self.now, self.failing, self.recovered)).documents

    async def failing(self, row: FeedRow) -> None:
        self.told.append(f"failing: {row.last_error}")

    async def recovered(self, row: FeedRow) -> None:
        self.told.append("recovered")

    async def articles(self) -> list[tuple[str, str, str, str]]:
        """Title, publisher, date and address of what came from feeds, by title."""
        found = [source for source in await self.editing.sources() if source.kind is Kind.FEED]
        return sorted((one.titles[0], one.publishers[0], one.dates[0], one.url) for one in found)

    async def row(self) -> FeedRow:
        (row,) = await self.feeding.list()
        return row


async def read_here(path: Path, name: str, facts: Facts) -> tuple[FileReading, ...]:
    """Read as `read_apart` does, without a process."""
    return (read_bytes(path.read_bytes(), name, SourceCatalog()),)


async def parse_here(fetched: Fetched) -> Feed | tuple[FeedLink, ...]:
    """Parse as `parse_apart` does, without a process."""
    return parse(fetched.body, fetched.content_type, fetched.charset, fetched.url)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy."""
    path = tmp_path_factory.mktemp("store") / "empty.sqlite3"

    async def make() -> None:
        store = await Store.open(url_of(path))
        await store.migrate()
        await store.close()

    asyncio.run(make())
    return path


@pytest.fixture
async def newsroom(tmp_path: Path, migrated: Path) -> AsyncIterator[Newsroom]:
    store = await Store.open(url_of(Path(shutil.copy(migrated, tmp_path / "bot.sqlite3"))))
    site = Site()
    async with served(site) as site.host:
        opened = Newsroom(tmp_path, store, site)
        await opened.library.open()
        yield opened
    await store.close()


async def refused(feeding: Feeding, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await feeding.add(url)
    return caught.value


async def test_looking_at_a_feed_keeps_nothing(newsroom: Newsroom) -> None:
    newsroom.site.feeds(*(entry(n) for n in range(9)))
    preview = await newsroom.feeding.add(newsroom.site.host.url("/feed"))
    assert (preview.title, preview.count, preview.followed) == ("The feed", 9, False)
    assert [item.title for item in preview.items] == [f"Article {n}" for n in range(5)]
    assert await newsroom.feeding.list() == ()


async def test_a_page_leads_to_the_feed_that_it_names(newsroom: Newsroom) -> None:
    link = '<link rel="alternate" type="application/rss+xml" title="{}" href="{}">'
    newsroom.site.has("/", f"<html>{link.format('All', '/feed')}{link.format('Sport', '/sport')}</html>".encode())
    newsroom.site.feeds(entry(1))
    preview = await newsroom.feeding.add(newsroom.site.host.url("/"))
    assert preview.url == newsroom.site.host.url("/feed")
    assert [other.title for other in preview.others] == ["Sport"]


async def test_what_is_no_feed_is_refused_with_the_reason(newsroom: Newsroom) -> None:
    newsroom.site.has("/", page(TUG))
    newsroom.site.has("/text", b"words", "text/plain")
    for path, reason in (("/", "a web page without a link to one"), ("/text", "neither RSS nor Atom")):
        error = await refused(newsroom.feeding, newsroom.site.host.url(path))
        assert error.trouble is Trouble.NO_FEED
        assert reason in str(error)
    assert (await refused(newsroom.feeding, newsroom.site.host.url("/gone"))).trouble is Trouble.STATUS


async def test_a_feed_is_followed_once_and_again_after_it_was_removed(newsroom: Newsroom) -> None:
    newsroom.site.feeds(entry(1, TUG))
    row = await newsroom.follows()
    assert await newsroom.feeding.confirm(row.url, "Another title", 8) == row
    assert (await newsroom.feeding.add(row.url)).followed
    assert await newsroom.polls() == 1
    assert (await newsroom.feeding.remove(row.id)) is not None
    assert await newsroom.feeding.remove(row.id) is None
    assert await newsroom.feeding.list() == ()
    assert await newsroom.polls(after=timedelta(days=1)) == 0
    assert len(await newsroom.articles()) == 1
    again = await newsroom.feeding.confirm(row.url, "Another title", 8)
    assert (again.id, again.title, again.added_by) == (row.id, "Another title", 8)
    assert await newsroom.polls() == 0


async def test_an_article_that_the_feed_only_sums_up_is_read_from_its_page(newsroom: Newsroom) -> None:
    newsroom.site.feeds(entry(1, "A tug towed."), entry(2, ROUTE))
    newsroom.site.has("/1", page(TUG))
    await newsroom.follows()
    assert await newsroom.polls() == 2
    assert await newsroom.articles() == [
        ("Article 1", "Harbour News", "2026-02-02", newsroom.site.host.url("/1")),
        ("Article 2", "The feed", "2026-02-02", newsroom.site.host.url("/2")),
    ]
    assert newsroom.site.asked() == ["/feed", "/robots.txt", "/1"]
    texts = [paragraph.text for document in await newsroom.store.live_documents() for paragraph in document.paragraphs]
    assert any("Kestrel Channel on Tuesday" in text for text in texts)


async def test_new_articles_of_all_feeds_are_one_change(newsroom: Newsroom) -> None:
    newsroom.site.feeds(entry(1, TUG))
    newsroom.site.has("/other", feed(entry(2, DREDGER)), "text/xml")
    await newsroom.follows()
    await newsroom.feeding.confirm(newsroom.site.host.url("/other"), "Other", ADA)
    before = await newsroom.store.present_generation()
    assert await newsroom.polls() == 2
    assert await newsroom.store.present_generation() == before + 1


async def test_what_robots_txt_closes_is_taken_from_the_feed(newsroom: Newsroom) -> None:
    newsroom.site.feeds(entry(1, TUG))
    newsroom.site.has("/1", page(DREDGER))
    newsroom.site.has("/robots.txt", b"User-agent: *\nDisallow: /", "text/plain")
    await newsroom.follows()
    assert await newsroom.polls() == 1
    assert newsroom.site.asked() == ["/feed", "/robots.txt"]


async def test_a_feed_that_did_not_change_is_asked_and_not_sent(newsroom: Newsroom) -> None:
    newsroom.site.feeds(entry(1, TUG), ETag='"v1"', Last_Modified="Sun, 01 Mar 2026 00:00:00 GMT")
    await newsroom.follows()
    assert await newsroom.polls() == 1
    newsroom.site.asked()
    assert await newsroom.polls(after=timedelta(minutes=29)) == 0
    assert newsroom.site.asked() == []
    newsroom.site.pages["/feed"] = answer(b"", status="304 Not Modified")
    assert await newsroom.polls(after=timedelta(minutes=1)) == 0
    assert 'If-None-Match: "v1"\r\n' in newsroom.site.host.heads[0]
    row = await newsroom.row()
    assert (row.etag, row.polled_at, row.next_poll_at) == ('"v1"', newsroom.now, newsroom.now + timedelta(minutes=30))


async def test_an_article_becomes_a_document_once(newsroom: Newsroom) -> None:
    newsroom.site.feeds(entry(1, TUG))
    await newsroom.follows()
    assert await newsroom.polls() == 1
    newsroom.site.feeds(entry(2, DREDGER), entry(1, TUG + DREDGER))
    assert await newsroom.polls(after=timedelta(hours=1)) == 1
    newsroom.feeding = newsroom.restarted()
    assert await newsroom.polls(after=timedelta(hours=1)) == 0
    assert [title for title, *_ in await newsroom.articles()] == ["Article 1", "Article 2"]


async def test_an_article_of_two_feeds_or_of_a_killed_poll_is_not_added_twice(newsroom: Newsroom) -> None:
    newsroom.site.feeds(entry(1, TUG))
    row = await newsroom.follows()
    assert await newsroom.polls() == 1
    newsroom.site.has("/other", feed(entry(1, DREDGER)), "text/xml")
    await newsroom.feeding.confirm(newsroom.site.host.url("/other"), "Other", ADA)
    report = await newsroom.feeding.poll_due(newsroom.now)
    assert (report.documents, report.refused) == (
        0,
        (f"{newsroom.site.host.url('/1')} is among the documents already",),
    )
    await newsroom.store.settle_feed(row.id, [], {"next_poll_at": newsroom.now, "etag": ""})
    assert await newsroom.polls() == 0


async def test_a_removed_article_does_not_come_back(newsroom: Newsroom) -> None:
    newsroom.site.feeds(entry(1, TUG))
    await newsroom.follows()
    assert await newsroom.polls() == 1
    (source,) = [source for source in await newsroom.editing.sources() if source.kind is Kind.FEED]
    await newsroom.editing.remove(source.name, ADA)
    assert await newsroom.polls(after=timedelta(hours=1)) == 0


async def test_a_page_that_cannot_be_had_now_is_had_later(newsroom: Newsroom) -> None:
    newsroom.site.feeds(entry(1, "A tug towed."), ETag='"v1"')
    newsroom.site.pages["/1"] = answer(status="503 Busy")
    await newsroom.follows()
    assert await newsroom.polls() == 0
    assert (await newsroom.row()).etag == ""
    newsroom.site.has("/1", page(TUG))
    assert await newsroom.polls(after=timedelta(hours=1)) == 1
    assert (await newsroom.row()).etag == '"v1"'


async def test_a_page_that_is_never_had_gives_way_to_what_the_feed_says(newsroom: Newsroom) -> None:
    newsroom.site.feeds(entry(1, TUG))
    newsroom.site.pages["/1"] = answer(status="503 Busy")
    await newsroom.follows()
    assert [await newsroom.polls(after=timedelta(hours=1)) for _ in range(4)] == [0, 0, 1, 0]


async def test_an_article_without_a_text_is_refused_once(newsroom: Newsroom) -> None:
    newsroom.site.feeds(entry(1), "<item><title>No address</title></item>")
    newsroom.site.has("/1", b"\x89PNG", "image/png")
    await newsroom.follows()
    report = await newsroom.feeding.poll_due(newsroom.now)
    assert (report.documents, len(report.refused)) == (0, 2)
    newsroom.site.asked()
    assert await newsroom.polls(after=timedelta(hours=1)) == 0
    assert newsroom.site.asked() == ["/feed"]


@pytest.mark.parametrize(
    "odd",
    [
        entry(1, TUG, date="0001-01-01T00:00:00Z"),
        entry(1, TUG, link="HTTPS://Harbour.Example/1"),
        entry(1, TUG).replace("Article 1", "\U0001d5d5" * 100),
    ],
    ids=["the year 1", "capitals", "a title of large letters"],
)
async def test_an_odd_article_is_read_as_far_as_it_is_sound(newsroom: Newsroom, odd: str) -> None:
    newsroom.site.feeds(odd, entry(2, DREDGER))
    await newsroom.follows()
    assert sum([await newsroom.polls(after=timedelta(hours=1)) for _ in range(3)]) == 2  # one page is away


async def test_an_article_that_breaks_its_reading_holds_up_no_other(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    newsroom.site.feeds(entry(1, TUG), entry(2, DREDGER))
    row = await newsroom.follows()

    async def taken_over(fetched: Fetched) -> Feed | tuple[FeedLink, ...]:
        feed = await parse_here(fetched)
        assert isinstance(feed, Feed)
        first, *others = feed.items
        return replace(feed, items=(replace(first, title="x" * 400), *others))

    newsroom.feeding = newsroom.restarted(taken_over)
    assert [await newsroom.polls(after=timedelta(hours=n)) for n in (0, 1, 1, 1)] == [1, 0, 0, 0]
    assert "an article of feed" in caplog.text
    read = parse(feed(entry(1)), "application/rss+xml", "", row.url)
    assert isinstance(read, Feed)
    (item,) = await newsroom.store.feed_items(row.id, [read.items[0].key])
    assert (item.settled, item.tries) == (True, 3)
    assert "defect" in item.problem


async def test_a_feed_that_meets_a_defect_holds_up_no_other(
    newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    newsroom.site.feeds(entry(1, TUG))
    await newsroom.follows()
    newsroom.site.has("/other", feed(entry(2, DREDGER)), "application/rss+xml")
    preview = await newsroom.feeding.add(newsroom.site.host.url("/other"))
    await newsroom.feeding.confirm(preview.url, preview.title, ADA)

    async def broken(fetched: Fetched) -> Feed | tuple[FeedLink, ...]:
        if fetched.url.endswith("/feed"):
            raise ZeroDivisionError
        return await parse_here(fetched)

    newsroom.feeding = newsroom.restarted(broken)
    report = await newsroom.feeding.poll_due(newsroom.now)
    assert (report.polled, report.failed, report.documents) == (2, 1, 1)
    assert "could not be polled" in caplog.text
    assert "defect" in (await newsroom.feeding.list())[0].last_error


async def test_many_articles_come_in_several_polls(newsroom: Newsroom) -> None:
    newsroom.site.feeds(*(entry(n, ROUTE.replace("other's", f"other's, {n}")) for n in range(23)))
    await newsroom.follows()
    assert await newsroom.polls() == 20
    assert await newsroom.polls(after=timedelta(minutes=2)) == 3
    assert (await newsroom.row()).next_poll_at == newsroom.now + timedelta(minutes=30)


async def test_a_feed_that_fails_is_asked_less_and_told_of_once_and_once_when_it_is_back(newsroom: Newsroom) -> None:
    newsroom.site.feeds(entry(1, TUG))
    await newsroom.follows()
    newsroom.site.pages["/feed"] = answer(status="500 Oops")
    waits = []
    for _ in range(12):
        await newsroom.polls()
        waits.append((await newsroom.row()).next_poll_at - newsroom.now)
        newsroom.now += waits[-1]
    assert waits[:3] == [timedelta(hours=1), timedelta(hours=2), timedelta(hours=4)]
    assert waits[-1] == timedelta(days=1)
    assert newsroom.told == [f"failing: {newsroom.site.host.url('/feed')} is refused by its host: status 500"]
    newsroom.site.feeds(entry(1, TUG))
    assert await newsroom.polls() == 1
    assert newsroom.told[1:] == ["recovered"]
    row = await newsroom.row()
    assert (row.failures, row.failing_since, row.reported_at, row.last_error) == (0, None, None, "")
    assert await newsroom.polls(after=timedelta(hours=1)) == 0
    assert len(newsroom.told) == 2


async def test_a_short_failure_is_told_to_nobody(newsroom: Newsroom) -> None:
    newsroom.site.feeds(entry(1, TUG))
    await newsroom.follows()
    newsroom.site.pages["/feed"] = answer(b"no feed at all", "text/plain")
    await newsroom.polls()
    assert "neither RSS nor Atom" in (await newsroom.row()).last_error
    newsroom.site.feeds(entry(1, TUG))
    assert await newsroom.polls(after=timedelta(hours=1)) == 1
    assert newsroom.told == []


async def test_a_host_that_asks_for_patience_is_given_it(newsroom: Newsroom) -> None:
    newsroom.site.feeds(entry(1, TUG))
    await newsroom.follows()
    newsroom.site.pages["/feed"] = answer(status="429 Slow", Retry_After="36000")
    await newsroom.polls()
    assert (await newsroom.row()).next_poll_at >= newsroom.now + timedelta(hours=9)


async def test_two_processes_do_not_poll_the_same_feed(newsroom: Newsroom) -> None:
    newsroom.site.feeds(entry(1, TUG))
    row = await newsroom.follows()
    others = [newsroom.restarted() for _ in range(3)]
    reports = await asyncio.gather(*(feeding.poll_due(newsroom.now) for feeding in others))
    assert sorted(report.polled for report in reports) == [0, 0, 1]
    assert newsroom.site.asked().count("/feed") == 1
    assert not await newsroom.store.claim_feed(row, newsroom.now)


async def test_a_feed_that_is_removed_while_it_is_polled_stays_removed(newsroom: Newsroom) -> None:
    newsroom.site.feeds(entry(1, TUG))
    row = await newsroom.follows()
    await newsroom.feeding.remove(row.id)
    assert not await newsroom.store.settle_feed(row.id, [], {"next_poll_at": newsroom.now})
    assert await newsroom.feeding.list() == ()


@pytest.mark.parametrize(
    ("path", "content_type", "body", "name"),
    [
        ("/news/tug%20Brannock.html?x=1", "text/html", page(TUG), "tug Brannock.html"),
        ("/..%2f..%2fetc%2fpasswd", "text/plain", b"text", "passwd.txt"),
        ("/", "application/pdf", b"%PDF-1.7", "127.0.0.1.pdf"),
        ("/a.md", "application/octet-stream", b"# Title", "a.md"),
    ],
)
async def test_a_link_is_fetched_as_a_file(
    newsroom: Newsroom, path: str, content_type: str, body: bytes, name: str
) -> None:
    newsroom.site.has(path, body, content_type)
    async with newsroom.feeding.page(newsroom.site.host.url(path)) as found:
        assert (found.name, found.path.read_bytes()) == (name, body)
        assert found.facts == Facts(url=newsroom.site.host.url(path))
    assert not found.path.exists()
    assert newsroom.site.asked() == [path]


async def test_letters_that_only_the_host_knows_are_kept(newsroom: Newsroom) -> None:
    text = "Паром «Аврелия» ходит между Остервиком и Тарнхольмом с весны 2011 года."
    newsroom.site.has("/a", text.encode("windows-1251"), "text/plain; charset=windows-1251")
    newsroom.site.has("/b", text.encode("windows-1251"), "text/plain; charset=no-such")
    async with newsroom.feeding.page(newsroom.site.host.url("/a")) as found:
        assert found.path.read_text(encoding="utf-8") == text
    async with newsroom.feeding.page(newsroom.site.host.url("/b")) as found:
        assert found.path.read_bytes() == text.encode("windows-1251")


@pytest.mark.parametrize("path", ["/video", "/gone"])
async def test_a_link_that_cannot_be_read_is_refused(newsroom: Newsroom, path: str) -> None:
    newsroom.site.has("/video", b"", "video/mp4")
    with pytest.raises(FetchError):
        async with newsroom.feeding.page(newsroom.site.host.url(path)):
            pytest.fail("there is no page")

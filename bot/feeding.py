"""Feeds and pages of the web: looked at, followed, polled by the clock, and made documents. What handlers call."""

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.changing import Refusal
from bot.corpus.dates import iso_date
from bot.corpus.sources import Facts
from bot.editing import DryRun, Editing
from bot.errors import BriefingError, StoreError
from bot.seed_reading import Kind
from bot.store.rows import FOREVER, FeedItem, FeedRow
from bot.store.store import Store
from bot.web.apart import parse_apart
from bot.web.documents import ENDINGS, article_html, document_bytes, file_name, page_name, site_name
from bot.web.feeds import Feed, FeedLink, Item, NotAFeed
from bot.web.fetching import Fetched, Fetcher
from bot.web.polite import Polite
from bot.web.polling import Outcome, next_poll
from bot.web.trouble import FetchError, Trouble

_log = logging.getLogger(__name__)

FEED_TYPES = frozenset({
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/xml",
    "application/json", "text/xml", "text/html", "application/xhtml+xml", "text/plain",
})  # fmt: skip
MOST_FEED_BYTES = 4 * 1024 * 1024  # some 10,000 short items, and as much as is read in ten seconds
MOST_PAGE_BYTES = 20 * 1024 * 1024
REPORT_AFTER = timedelta(days=3)  # of failing
_SHORT = 1_000  # characters: a feed that says less of an article gives a summary
_AT_ONCE = 3  # feeds polled side by side
_FEEDS_A_POLL = 12
_ITEMS_A_POLL = 20  # of a feed; the others wait for the next time
_TRIES = 3  # to get an article's page, before the feed's own words are taken
_LEASE = timedelta(hours=1)  # longer than a poll can take: then another may poll the feed
_FEED_S = 240.0  # for one feed's articles, the last begun within it
_SHOWN = 5
_LINKS_TRIED = 3  # of the feeds that a page names, until one can be read
_PASSING = frozenset({Trouble.UNREACHABLE, Trouble.TOO_SLOW, Trouble.UNKNOWN_HOST, Trouble.HELD})
_KNOWN = "is among the documents already"
_DEFECT = "could not be read: the bot has a defect there, which its log tells of"

Tell = Callable[[FeedRow], Awaitable[None]]
Parse = Callable[[Fetched], Awaitable[Feed | tuple[FeedLink, ...]]]
"""Reads what a stranger calls a feed, or the links to feeds of a page. Raises NotAFeed."""


@dataclass(frozen=True, slots=True)
class FeedPreview:
    """A feed that was looked at and is not followed by that."""

    url: str  # of the feed, also where the address was that of a page that names it
    title: str
    items: tuple[Item, ...]  # its first, at most five
    count: int  # of its items
    others: tuple[FeedLink, ...]  # further feeds that the page names
    followed: bool  # already


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was fetched, as a file for `Editing.dry_run`."""

    path: Path
    name: str  # of the file, with the ending that tells its format
    facts: Facts  # its address
    site: str  # whose it is, as `site_name` has it


@dataclass(frozen=True, slots=True)
class PollReport:
    """What a poll did."""

    polled: int = 0
    failed: int = 0
    documents: int = 0  # articles that became sources
    refused: tuple[str, ...] = ()  # why articles became none, a line each


@dataclass(frozen=True, slots=True)
class _Article:
    """A new item of a feed, as far as this poll came with it; a draft's fate is decided with all the others."""

    item: Item
    known: FeedItem
    draft_id: str = ""
    name: str = ""  # of the source that the draft will be


@dataclass(frozen=True, slots=True)
class _Look:
    """What a feed said when it was polled."""

    feed: FeedRow
    outcome: Outcome
    fetched: Fetched | None = None
    error: str = ""
    articles: tuple[_Article, ...] = ()


@dataclass(frozen=True, slots=True)
class _Bytes:
    """What an article is read from."""

    data: bytes
    ending: str
    full: bool = field(default=False)  # its page, not the feed's own words


async def _tell_nobody(feed: FeedRow) -> None:
    """Report nothing."""


class Feeding:
    """Follows feeds and fetches pages. All it keeps is in the store."""

    def __init__(
        self,
        store: Store,
        fetcher: Fetcher,
        editing: Editing,
        clock: Callable[[], datetime],
        *,
        every: timedelta = timedelta(minutes=30),
        polite: Polite | None = None,
        parse: Parse = parse_apart,
    ) -> None:
        """Take the open parts; `every` is how long a feed that works is left alone."""
        self._store = store
        self._fetcher = fetcher
        self._editing = editing
        self._clock = clock
        self._every = every
        self._polite = polite or Polite(fetcher)
        self._parse = parse
        self._polling = asyncio.Lock()  # two polls of one feed would make two documents of each article

    # What an editor does

    @asynccontextmanager
    async def page(self, url: str) -> AsyncIterator[Page]:
        """Fetch a page for as long as the block lasts. An editor asked for it, so robots.txt is not.

        Raises FetchError.
        """
        fetched = await self._fetcher.fetch(url, accept=frozenset(ENDINGS), max_bytes=MOST_PAGE_BYTES)
        with tempfile.TemporaryDirectory(prefix="topic-briefing-") as folder:
            path = Path(folder) / "page"
            await asyncio.to_thread(_write, path, fetched)
            yield Page(path, page_name(fetched), Facts(url=fetched.url), site_name(fetched.url))

    async def add(self, url: str) -> FeedPreview:
        """Look at a feed, or at the first of those that a web page names. Nothing is kept: `confirm` follows it.

        Raises FetchError.
        """
        feed, fetched, others = await self._found(url)
        followed = any(row.url == fetched.url for row in await self._store.feeds())
        return FeedPreview(fetched.url, feed.title, feed.items[:_SHOWN], len(feed.items), others, followed)

    async def confirm(self, url: str, title: str, by: int) -> FeedRow:
        """Follow a feed that was looked at, from now on. One that is followed already stays as it is."""
        return await self._store.put_feed(url, title, by, self._clock())

    async def note(self, url: str, title: str, by: int) -> FeedRow:
        """Keep a feed that was looked at, so that a button can name it; it is not followed by that."""
        return await self._store.note_feed(url, title, by, self._clock())

    async def follow(self, feed_id: int, by: int) -> FeedRow | None:
        """Follow a feed that was noted or removed, from now on; None where it is followed already or unknown."""
        return await self._store.follow_feed(feed_id, by, self._clock())

    async def get(self, feed_id: int, *, removed: bool = False) -> FeedRow | None:
        """Return a feed that is followed; `removed` finds one too that was removed, or only noted."""
        return await self._store.feed(feed_id, removed=removed)

    async def pause(self, feed_id: int, *, paused: bool) -> FeedRow | None:
        """Ask a feed no more until it is resumed, or resume it: then it is due at once. None if it is not followed."""
        return await self._store.set_next_poll(feed_id, FOREVER if paused else self._clock())

    async def documents(self) -> Mapping[int, int]:
        """Return how many documents came of each feed; a feed of which none did is not named."""
        return await self._store.feed_documents()

    async def prune(self, before: datetime) -> None:
        """Forget the feeds that were looked at before an instant, and never followed to any article."""
        await self._store.prune_feeds(before)

    async def list(self) -> tuple[FeedRow, ...]:
        """Return the feeds that are followed, first added first."""
        return await self._store.feeds()

    async def remove(self, feed_id: int) -> FeedRow | None:
        """Follow a feed no more and return it, None where it is not followed. Its documents stay."""
        return await self._store.remove_feed(feed_id, self._clock())

    async def _found(self, url: str) -> tuple[Feed, Fetched, tuple[FeedLink, ...]]:
        fetched, found = await self._read(url)
        if isinstance(found, Feed):
            return found, fetched, ()
        failed = FetchError(Trouble.NO_FEED, fetched.url, "it is a web page")
        for number, link in enumerate(found[:_LINKS_TRIED], start=1):
            try:
                fetched, feed = await self._read(link.url)
            except FetchError as error:
                failed = error
            else:
                if isinstance(feed, Feed):
                    return feed, fetched, found[number:]
        raise failed

    async def _read(self, url: str) -> tuple[Fetched, Feed | tuple[FeedLink, ...]]:
        fetched = await self._fetcher.fetch(url, accept=FEED_TYPES, max_bytes=MOST_FEED_BYTES)
        try:
            return fetched, await self._parse(fetched)
        except NotAFeed as error:
            raise FetchError(Trouble.NO_FEED, fetched.url, str(error)) from error

    # What the clock does

    async def poll_due(self, now: datetime, failing: Tell = _tell_nobody, recovered: Tell = _tell_nobody) -> PollReport:
        """Ask the feeds that are due, and make documents of what is new: one change of the corpus for all of them.

        One poll at a time.

        `failing` is told of a feed that has failed for three days, once; `recovered` when that one works again. Both
        may be told twice of the same if the process is killed right after. Raises StoreError.
        """
        async with self._polling:
            due = await self._store.due_feeds(now, _FEEDS_A_POLL)
            claimed = [feed for feed in due if await self._store.claim_feed(feed, now + _LEASE)]
            return await self._poll(claimed, now, failing, recovered) if claimed else PollReport()

    async def poll(
        self, feed_id: int, now: datetime, failing: Tell = _tell_nobody, recovered: Tell = _tell_nobody
    ) -> PollReport | None:
        """Do as `poll_due` with one feed, due or not; None where it is not followed, or paused. Raises StoreError."""
        async with self._polling:
            feed = await self._store.feed(feed_id)
            if feed is None or feed.paused or not await self._store.claim_feed(feed, now + _LEASE):
                return None
            return await self._poll([feed], now, failing, recovered)

    async def _poll(self, claimed: Sequence[FeedRow], now: datetime, failing: Tell, recovered: Tell) -> PollReport:
        known = frozenset(source.url for source in await self._editing.sources() if source.url)
        turns = asyncio.Semaphore(_AT_ONCE)
        seen = await asyncio.gather(*(self._look(feed, known, turns) for feed in claimed), return_exceptions=True)
        looks = await self._added([_told(one) for one in seen])
        for look in looks:
            await self._settle(look, now, failing, recovered)
        articles = [article.known for look in looks for article in look.articles]
        return PollReport(
            len(looks), sum(look.outcome.failed for look in looks), sum(bool(one.source) for one in articles),
            tuple(f"{one.url} {one.problem}" for one in articles if one.problem and one.settled),
        )  # fmt: skip

    async def _look(self, feed: FeedRow, known: frozenset[str], turns: asyncio.Semaphore) -> _Look:
        """Ask a feed and read its new items. Whatever is wrong with it is its own trouble, and not the others'."""
        async with turns:
            try:
                return await self._looked(feed, known)
            except FetchError as error:
                return _failed(feed, str(error), error.retry_after_s)
            except NotAFeed as error:
                return _failed(feed, f"{feed.url} is no feed: {error}")
            except StoreError:
                raise
            except Exception:  # a defect of ours, which a stranger's feed has met
                _log.exception("feed %d could not be polled", feed.id)
                return _failed(feed, f"{feed.url} {_DEFECT}")

    async def _looked(self, feed: FeedRow, known: frozenset[str]) -> _Look:
        fetched = await self._polite.fetch(
            feed.url, accept=FEED_TYPES, etag=feed.etag, modified=feed.modified, max_bytes=MOST_FEED_BYTES
        )
        if fetched.not_modified:
            return _Look(feed, Outcome(), fetched)
        found = await self._parse(fetched)
        if not isinstance(found, Feed):
            return _failed(feed, f"{feed.url} is a web page and no feed any more")
        articles, left = await self._articles(feed, found, known)
        return _Look(feed, Outcome(ttl_minutes=found.ttl_minutes, left=left), fetched, articles=articles)

    async def _articles(self, feed: FeedRow, found: Feed, known: frozenset[str]) -> tuple[tuple[_Article, ...], bool]:
        """Read a feed's new items; tell whether some are left for another time."""
        seen = {item.key: item for item in await self._store.feed_items(feed.id, [item.key for item in found.items])}
        fresh = [item for item in found.items if item.key not in seen or not seen[item.key].settled]
        until = asyncio.get_running_loop().time() + _FEED_S
        articles: list[_Article] = []
        for item in fresh[:_ITEMS_A_POLL]:
            if asyncio.get_running_loop().time() > until:
                break
            before = seen.get(item.key) or FeedItem(feed.id, item.key, item.url, self._clock(), 0, False, "", "")
            begun = replace(before, seen_at=self._clock(), tries=before.tries + 1, problem="")
            articles.append(await self._tried(feed, found, _Article(item, begun), known))
        return tuple(articles), len(articles) < len(fresh)

    async def _tried(self, feed: FeedRow, found: Feed, article: _Article, known: frozenset[str]) -> _Article:
        """Read an article; one that breaks its reading is tried again and then given up, and the others are read."""
        try:
            return await self._article(feed, found, article, known)
        except StoreError:
            raise
        except Exception:
            _log.exception("an article of feed %d could not be read", feed.id)
            given_up = article.known.tries >= _TRIES
            return replace(article, known=replace(article.known, settled=given_up, problem=_DEFECT))

    async def _article(self, feed: FeedRow, found: Feed, article: _Article, known: frozenset[str]) -> _Article:
        if article.item.url and article.item.url in known:
            return _refused(article, _KNOWN)
        own = _own_words(article.item)
        try:
            given = await self._bytes(article, own)
        except FetchError as error:
            return replace(article, known=replace(article.known, problem=str(error)))
        if given is None:
            return _refused(article, "says nothing that could be read")
        read = await self._drafted(feed, found, article, given)
        if not read.draft_id and given.full and own is not None and read.known.problem != _KNOWN:
            return await self._drafted(feed, found, article, own)
        return read

    async def _bytes(self, article: _Article, own: _Bytes | None) -> _Bytes | None:
        """Return an article's page where its feed says little and robots.txt lets it be read, else the feed's words.

        Raises FetchError where the page may be had another time.
        """
        item = article.item
        if not item.url or (own and item.shown >= _SHORT):
            return own
        try:
            page = await self._polite.page(item.url, accept=frozenset(ENDINGS), max_bytes=MOST_PAGE_BYTES)
        except FetchError as error:
            if _may_pass(error) and article.known.tries < _TRIES:
                raise
            return own
        data = await asyncio.to_thread(document_bytes, page)
        return _Bytes(data, ENDINGS[page.content_type], full=True)

    async def _drafted(self, feed: FeedRow, found: Feed, article: _Article, given: _Bytes) -> _Article:
        """Make a draft of an article, or say why there is none."""
        run = await self._dry_run(feed, article.item, given)
        publisher = article.item.publisher or found.title or feed.title
        if run.readable and publisher and not any(run.files[0].publishers):
            run = await self._editing.correct(run.id, replace(run.facts, publisher=publisher)) or run
        if run.readable and run.known_since is None:
            return replace(article, draft_id=run.id, name=run.files[0].name)
        await self._editing.discard(run.id)
        return _refused(article, _KNOWN if run.readable else run.files[0].problem)

    async def _dry_run(self, feed: FeedRow, item: Item, given: _Bytes) -> DryRun:
        facts = Facts(title=item.title, date=iso_date(item.date), url=item.url)  # the year 1 says that there is none
        with tempfile.TemporaryDirectory(prefix="topic-briefing-") as folder:
            path = Path(folder) / "article"
            await asyncio.to_thread(path.write_bytes, given.data)
            name = file_name(item.title, given.ending)
            return await self._editing.dry_run(name, path, kind=Kind.FEED, facts=facts, by=feed.added_by)

    async def _added(self, looks: Sequence[_Look]) -> Sequence[_Look]:
        """Add the drafts of all feeds in one change. Where that fails, their items wait for another time."""
        drafts = [article.draft_id for look in looks for article in look.articles if article.draft_id]
        if not drafts:
            return looks
        try:
            change = await self._editing.add_all(drafts, 0)
        except BriefingError as error:
            return await self._put_off(looks, str(error))
        if isinstance(change, Refusal):
            return await self._put_off(looks, change)
        return [replace(look, articles=tuple(map(_became, look.articles))) for look in looks]

    async def _put_off(self, looks: Sequence[_Look], reason: str) -> Sequence[_Look]:
        _log.error("what feeds said could not be added: %s", reason)
        for article in (article for look in looks for article in look.articles if article.draft_id):
            await self._editing.discard(article.draft_id)
        return [replace(look, articles=tuple(one for one in look.articles if not one.draft_id)) for look in looks]

    async def _settle(self, look: _Look, now: datetime, failing: Tell, recovered: Tell) -> None:
        feed = look.feed
        waits = any(not article.known.settled for article in look.articles)
        failures = feed.failures + 1 if look.outcome.failed else 0
        values: dict[str, object] = {
            "failures": failures, "next_poll_at": next_poll(failures, look.outcome, self._every, now),
            "last_error": look.error, "failing_since": None, "reported_at": None,
        }  # fmt: skip
        if look.outcome.failed:
            since = feed.failing_since or now
            values |= {"failing_since": since, "reported_at": feed.reported_at}
            if feed.reported_at is None and now - since >= REPORT_AFTER:
                await failing(replace(feed, failures=failures, failing_since=since, last_error=look.error))
                values["reported_at"] = now
        else:
            values["polled_at"] = now
            if feed.reported_at is not None:
                await recovered(feed)
        if look.fetched is not None:
            # While something waits, the whole feed is asked for again.
            whole = not (waits or look.outcome.left)
            values |= {"etag": look.fetched.etag, "modified": look.fetched.modified} if whole else _UNHEARD
        await self._store.settle_feed(feed.id, [article.known for article in look.articles], values)


_UNHEARD = {"etag": "", "modified": ""}


def _told(look: _Look | BaseException) -> _Look:
    """Return a look, or raise what came of it once all others are at their end."""
    if isinstance(look, BaseException):
        raise look
    return look


def _failed(feed: FeedRow, error: str, retry_after_s: float | None = None) -> _Look:
    return _Look(feed, Outcome(failed=True, retry_after_s=retry_after_s), error=error)


def _own_words(item: Item) -> _Bytes | None:
    """Return what the feed itself says of an article, None where it says nothing."""
    if not item.content.strip():
        return None
    if item.is_html:
        return _Bytes(article_html(item.content), ".html")
    return _Bytes(item.content.encode("utf-8", errors="replace"), ".txt")


def _may_pass(error: FetchError) -> bool:
    return error.trouble in _PASSING or error.status >= 500 or error.status == 429


def _refused(article: _Article, problem: str) -> _Article:
    return replace(article, known=replace(article.known, settled=True, problem=problem))


def _became(article: _Article) -> _Article:
    if not article.draft_id:
        return article
    return replace(article, known=replace(article.known, settled=True, source=article.name))


def _write(path: Path, fetched: Fetched) -> None:
    path.write_bytes(document_bytes(fetched))

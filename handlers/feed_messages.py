"""What an editor is told of feeds: pure, from feeds and polls to messages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.feeding import FeedPreview, PollReport
from bot.store.rows import FeedRow
from handlers.cutting import ELLIPSIS, cut_words, one_line
from handlers.feed_actions import (
    AddFeed,
    FollowFeed,
    LeaveFeed,
    ListFeeds,
    LookAtFeed,
    OpenFeed,
    PauseFeed,
    PollFeed,
)
from handlers.messages import (
    Html,
    counted_words,
    joined,
    label,
    linked,
    note,
    packed,
    page_count,
    plain,
    reader_date,
    tagged,
    turning,
)
from handlers.moments import dated, moment
from handlers.outgoing import Button, Outgoing, Rows
from handlers.texts import Texts

FEEDS_A_PAGE = 8
_MAX_TITLE = 100  # characters of what strangers call a feed or an article
_MAX_ERROR = 300
_MAX_URL = 1_000  # UTF-16 units of an address that are shown
_MOST_OTHERS = 5  # further feeds of a page
_MOST_LEFT_OUT = 3  # articles that are named with the reason


def title_of(feed: FeedRow | FeedPreview) -> str:
    """Return what a feed calls itself, its address where it does not."""
    return cut_words(one_line(feed.title), _MAX_TITLE) or cut_words(feed.url, _MAX_TITLE) or ELLIPSIS


def _address(feed: FeedRow | FeedPreview) -> str:
    return cut_words(feed.url, _MAX_URL)


def state(texts: Texts, feed: FeedRow) -> str:
    """Return how a feed is, in a few words that are true at any time."""
    words = texts.feeds
    if feed.paused:
        return words.paused
    return words.failed.format(error=_error(feed)) if feed.failures else words.works


def _error(feed: FeedRow) -> str:
    return cut_words(one_line(feed.last_error), _MAX_ERROR)


def feed_list(
    texts: Texts, feeds: Sequence[FeedRow], documents: Mapping[int, int], page: int, zone: ZoneInfo, now: datetime
) -> Outgoing:
    """Return a page (0-based; one past the end is the last) of the feeds that are followed, each a button."""
    words, add = texts.feeds, (Button(texts.feeds.add, AddFeed().data),)
    if not feeds:
        return note(words.none_here, (add,))
    pages = page_count(len(feeds), FEEDS_A_PAGE)
    page = min(page, pages - 1)
    first = page * FEEDS_A_PAGE
    shown = feeds[first : first + FEEDS_A_PAGE]
    lines = [
        plain(f"{number} ") + _headed(feed, _about(texts, feed, documents.get(feed.id, 0), zone, now))
        for number, feed in enumerate(shown, start=first + 1)
    ]
    heading = words.listed.format(feeds=counted_words(words.feeds, len(feeds)), page=page + 1, pages=pages)
    rows: Rows = tuple((Button(label(title_of(feed)), OpenFeed(feed.id).data),) for feed in shown)
    turned = turning(texts, page, pages, lambda to: ListFeeds(to).data)
    return Outgoing(joined("\n\n", [plain(heading), *lines]).markup, rows + turned + (add,))


def _headed(feed: FeedRow | FeedPreview, text: str) -> Html:
    return tagged("b", linked(feed.url, plain(title_of(feed)))) + plain("\n" + text)


def _about(texts: Texts, feed: FeedRow, documents: int, zone: ZoneInfo, now: datetime) -> str:
    words = texts.feeds
    if feed.paused:
        told = words.paused
    elif feed.failures:
        since = dated(texts, feed.failing_since or now, zone, now)
        told = words.failing_since.format(since=since, error=_error(feed))
    elif feed.polled_at:
        told = words.asked.format(moment=moment(texts, feed.polled_at, zone, now))
    else:
        told = words.not_asked
    return ", ".join((told, counted_words(words.documents, documents)))


def one_feed(
    texts: Texts, feed: FeedRow, documents: int, zone: ZoneInfo, now: datetime, said: Sequence[str] = ()
) -> Outgoing:
    """Return a feed that is followed and what can be done to it, below what was `said` of it just now."""
    words = texts.feeds
    added = dated(texts, feed.added_at, zone, now)
    lines = [_about(texts, feed, documents, zone, now), _address(feed), words.followed_since.format(date=added)]
    lines += [] if feed.paused else [_next(texts, feed, zone, now)]
    blocks = [plain("\n".join(said))] * bool(said) + [_headed(feed, "\n".join(lines))]
    pause = Button(words.resume if feed.paused else words.pause, PauseFeed(feed.id, not feed.paused).data)
    poll = [] if feed.paused else [Button(words.poll, PollFeed(feed.id).data)]
    leave, back = Button(words.leave, LeaveFeed(feed.id).data), Button(texts.back, ListFeeds(0).data)
    return Outgoing(joined("\n\n", blocks).markup, ((*poll, pause), (leave,), (back,)))


def _next(texts: Texts, feed: FeedRow, zone: ZoneInfo, now: datetime) -> str:
    if feed.next_poll_at <= now:
        return texts.feeds.next_soon
    return texts.feeds.next_poll.format(moment=moment(texts, feed.next_poll_at, zone, now))


def followed(texts: Texts, feed: FeedRow, minutes: int) -> Outgoing:
    """Return that a feed is followed from now on, every so many minutes at most."""
    said = texts.feeds.follows.format(title=title_of(feed), minutes=minutes)
    return note(said, ((Button(label(title_of(feed)), OpenFeed(feed.id).data),), _to_list(texts)))


def left(texts: Texts, feed: FeedRow) -> Outgoing:
    """Return that a feed is followed no more, and how to take that back."""
    undo = (Button(texts.desk.undo, FollowFeed(feed.id).data),)
    return note(texts.feeds.leaves.format(title=title_of(feed)), (undo, _to_list(texts)))


def _to_list(texts: Texts) -> tuple[Button, ...]:
    return (Button(texts.back, ListFeeds(0).data),)


def polled(texts: Texts, report: PollReport, feed: FeedRow) -> tuple[str, ...]:
    """Return what came of asking a feed, line by line."""
    words = texts.feeds
    if report.failed:
        return (words.not_read.format(error=_error(feed)),)
    lines = [counted_words(words.came, report.documents) if report.documents else words.came_none]
    if report.refused:
        lines += [counted_words(words.left_out, len(report.refused))]
        named = report.refused[:_MOST_LEFT_OUT]
        lines += [words.left_out_line.format(line=cut_words(one_line(line), _MAX_ERROR)) for line in named]
        lines += [ELLIPSIS] * (len(report.refused) > len(named))
    return tuple(lines)


# Looking at one


def looking(texts: Texts, url: str) -> Outgoing:
    """Return that an address is being looked at."""
    return note(texts.feeds.looking.format(url=cut_words(url, _MAX_ERROR)))


def not_found(texts: Texts, problem: str) -> Outgoing:
    """Return why there is no feed to be had."""
    return note(texts.feeds.not_found.format(problem=cut_words(one_line(problem), _MAX_ERROR)))


def preview(texts: Texts, found: FeedPreview, feed: FeedRow, others: Sequence[FeedRow]) -> Outgoing:
    """Return what a feed has, with the button that follows it, and those of the others that its page names."""
    words = texts.feeds
    count = words.preview.format(items=counted_words(words.items, found.count)) if found.count else words.no_items
    items = [
        words.item.format(date=reader_date(texts, item.date), title=cut_words(one_line(item.title), _MAX_TITLE)).strip()
        for item in found.items
    ]
    lines = [_address(found), *([words.known_here] if found.followed else [count, *items])]
    follow = (Button(words.follow, FollowFeed(feed.id).data), Button(words.not_now, ListFeeds(0).data))
    decide = (Button(label(title_of(found)), OpenFeed(feed.id).data),) if found.followed else follow
    named = packed(Button(label(words.other.format(title=title_of(one))), LookAtFeed(one.id).data) for one in others)
    return Outgoing(_headed(found, "\n".join(lines)).markup, (decide, *named[:_MOST_OTHERS]))

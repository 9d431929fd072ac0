"""What is said of feeds, whatever they call themselves: within Telegram's limits, with buttons that come back."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeding import FeedPreview, PollReport
from bot.store.rows import FOREVER, FeedRow
from bot.web.feeds import FeedLink, Item
from handlers import feed_messages
from handlers.actions import parse_action
from handlers.feed_actions import (
    AddFeed,
    FeedAction,
    FollowFeed,
    LeaveFeed,
    ListFeeds,
    LookAtFeed,
    OpenFeed,
    PauseFeed,
    PollFeed,
)
from handlers.outgoing import Outgoing
from handlers.texts_en import ENGLISH
from tests.bot.store.builders import day
from tests.handlers.test_messages import shown, wild

ids = st.integers(1, 10**18 - 1)
ACTIONS = st.one_of(
    *(st.builds(one, ids) for one in (OpenFeed, FollowFeed, LookAtFeed, LeaveFeed, PollFeed)),
    st.builds(PauseFeed, ids, st.booleans()),
    st.builds(ListFeeds, st.integers(0, 999_999)),
    st.just(AddFeed()),
)
long = wild | wild.map(lambda text: text * 200)
days = st.none() | st.just(day(0))
FEEDS = st.builds(
    FeedRow, ids, st.just("https://news.example/" + "a" * 1_900) | long, long, long, long,
    st.sampled_from((day(0), day(5), FOREVER)), days, st.integers(0, 9), days, long, days, st.just(day(0)), st.just(1),
)  # fmt: skip
items = st.lists(st.builds(Item, wild, wild, long, wild, long, long, st.booleans()), max_size=5).map(tuple)
others = st.lists(st.builds(FeedLink, wild, long), max_size=9).map(tuple)
PREVIEWS = st.builds(
    FeedPreview, st.just("https://news.example/" + "a" * 1_900), long, items, st.integers(0, 200), others, st.booleans()
)
REPORTS = st.builds(
    PollReport, st.just(1), st.integers(0, 1), st.integers(0, 20), st.lists(long, max_size=20).map(tuple)
)
UTC, NOW = ZoneInfo("UTC"), day(3)


@given(ACTIONS)
def test_a_button_survives_its_data(action: FeedAction) -> None:
    assert len(action.data.encode()) <= 64
    assert parse_action(action.data) == action


@settings(max_examples=50)
@given(st.lists(FEEDS, max_size=20), st.integers(0, 9), st.integers(0, 10**6))
def test_a_list_of_any_feeds_can_be_sent(feeds: list[FeedRow], page: int, documents: int) -> None:
    counted = {feed.id: documents for feed in feeds}
    assert_fits(feed_messages.feed_list(ENGLISH, feeds, counted, page, UTC, NOW))


@settings(max_examples=50)
@given(FEEDS, REPORTS)
def test_any_feed_can_be_shown_with_what_came_of_it(feed: FeedRow, report: PollReport) -> None:
    said = feed_messages.polled(ENGLISH, report, feed)
    assert_fits(feed_messages.one_feed(ENGLISH, feed, 3, UTC, NOW + timedelta(minutes=1), said))
    assert_fits(feed_messages.followed(ENGLISH, feed, 30))
    assert_fits(feed_messages.left(ENGLISH, feed))


def test_an_address_as_long_as_they_come_leaves_room_for_what_is_said_of_the_feed() -> None:
    feed = FeedRow(1, "0000000000𐀀𐀀𐀀𐀀𐀀" * 200, "", "", "", day(0), None, 0, None, "", None, day(0), 1)
    said = feed_messages.polled(ENGLISH, PollReport(1, 0, 0, ("a feed that fails " * 30,) * 20), feed)
    assert_fits(feed_messages.one_feed(ENGLISH, feed, 3, UTC, NOW, said))


@settings(max_examples=50)
@given(PREVIEWS, FEEDS, st.lists(FEEDS, max_size=9))
def test_any_preview_can_be_sent(found: FeedPreview, feed: FeedRow, named: list[FeedRow]) -> None:
    assert_fits(feed_messages.preview(ENGLISH, found, feed, named))


def assert_fits(outgoing: Outgoing) -> None:
    """A message is one that Telegram takes, and each of its buttons one that is understood."""
    assert shown(outgoing)
    for button in (button for row in outgoing.rows for button in row):
        assert button.label
        assert parse_action(button.data) is not None

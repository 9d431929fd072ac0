"""The command line's `feeds`: which the bot follows. It asks them by itself, each new article is a document."""

import asyncio
import sys

from bot.editing import Editing
from bot.feeding import Feeding
from bot.intake.apart import Intake
from bot.settings import Settings
from bot.store.rows import FeedRow
from handlers import feed_messages
from handlers.arguments import AddFeed, FeedCommand, ListFeeds, RemoveFeed
from handlers.cutting import cut_words, one_line
from handlers.library import opened_library, utc_now
from handlers.opening import feeding_of
from handlers.texts_en import ENGLISH

_NOBODY = 0  # who edits from a terminal has no Telegram id
_LONGEST = 200  # characters of what strangers call a feed or an article


def edit_feeds(settings: Settings, command: FeedCommand) -> int:
    """Do what the command says and print what that did. Raises BriefingError where it cannot be done."""
    return asyncio.run(_edit(settings, command))


async def _edit(settings: Settings, command: FeedCommand) -> int:
    async with opened_library(settings) as (store, library):
        editing = Editing(store, library, settings.data_dir, Intake().read_apart, utc_now)
        feeding = feeding_of(settings, store, editing, utc_now)
        match command:
            case ListFeeds():
                feeds = await feeding.list()
                _say(*map(_line, feeds) if feeds else [ENGLISH.feeds.none])
                return 0
            case AddFeed(url):
                return await _add(feeding, url)
            case RemoveFeed(url):
                return await _remove(feeding, url)


async def _add(feeding: Feeding, url: str) -> int:
    """Follow a feed, or the first that a page names, and show its latest articles."""
    found = await feeding.add(url)
    words, title = ENGLISH.feeds, _short(found.title or found.url)
    if found.followed:
        _say(words.known.format(title=title, url=found.url))
        return 0
    await feeding.confirm(found.url, found.title, _NOBODY)
    _say(words.added.format(title=title, url=found.url))
    _say(*(words.item.format(date=item.date, title=_short(item.title)).strip() for item in found.items))
    return 0


async def _remove(feeding: Feeding, url: str) -> int:
    """Stop following a feed by its address; its documents stay."""
    feed = next((one for one in await feeding.list() if one.url == url), None)
    if feed is None or await feeding.remove(feed.id) is None:
        _say(ENGLISH.feeds.unknown.format(url=url))
        return 1
    _say(ENGLISH.feeds.removed.format(title=_short(feed.title or feed.url)))
    return 0


def _line(feed: FeedRow) -> str:
    title, state = _short(feed.title or feed.url), feed_messages.state(ENGLISH, feed)
    return ENGLISH.feeds.line.format(url=feed.url, title=title, state=state)


def _short(text: str) -> str:
    return cut_words(one_line(text), _LONGEST)


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)

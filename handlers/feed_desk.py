"""/feeds, for admins in a private chat: which feeds are followed, what they did last, and what can be done about it."""

from collections.abc import Sequence
from functools import partial

from telegram import Bot, Update
from telegram.ext import ContextTypes

from bot.store.rows import FeedRow
from bot.web.trouble import FetchError
from handlers import feed_messages
from handlers.addresses import completed
from handlers.admins import is_admin, is_from_admin
from handlers.changing import tell
from handlers.cutting import cut_words
from handlers.errors import place_of
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
from handlers.interrupted import READING, noted
from handlers.messages import note
from handlers.moves import Move, Press
from handlers.outgoing import Outgoing
from handlers.periods import zone_of_admin
from handlers.polling import tellers
from handlers.prompting import ask
from handlers.sending import Place, send
from handlers.services import Services

Context = ContextTypes.DEFAULT_TYPE
FEED_PROMPT = "feed"
_MAX_TYPED = 100  # of what is quoted back


async def on_feeds(services: Services, update: Update, context: Context) -> None:
    """Show the feeds that are followed; look at one to add, or remove one, by its address."""
    user, place = update.effective_user, place_of(update)
    if user is None:
        return
    said, *rest = context.args or [""]
    match said.casefold(), rest:
        case "", []:
            await send(context.bot, place, await _list(services, user.id, 0))
        case "add", []:
            await _ask(services, context.bot, place, user.id)
        case "add", [url]:
            await _begin_to_look(services, update, context, url)
        case "remove", [url]:
            await send(context.bot, place, await _removed(services, url))
        case _, [] if "." in said:
            await _begin_to_look(services, update, context, said)
        case _:
            typed = cut_words(" ".join((said, *rest)), _MAX_TYPED)
            await send(context.bot, place, note(services.texts.feeds.usage.format(typed=typed)))


async def on_feed_address(services: Services, update: Update, context: Context, data: str, text: str) -> None:
    """Take a text for the address that somebody was asked for."""
    if is_from_admin(services, update):
        await _begin_to_look(services, update, context, text.strip())


async def decide(services: Services, bot: Bot, press: Press, action: FeedAction) -> Move:
    """Return what a press comes to. Of buttons that are an admin's nobody else learns more than that they are old."""
    if not is_admin(services, press.user_id, press.chat_kind):
        return Move(note=services.texts.stale)
    match action:
        case ListFeeds(page):
            return Move(edit=await _list(services, press.user_id, page))
        case AddFeed():
            if services.recent.is_first((press.chat_id, press.message_id, action.data), services.clock()):
                await _ask(services, bot, Place(press.chat_id), press.user_id)
            return Move()
        case FollowFeed(feed_id):
            return await _follow(services, feed_id, press.user_id)
        case LookAtFeed(feed_id):
            return await _look_again(services, bot, press, feed_id)
        case OpenFeed() | LeaveFeed() | PollFeed() | PauseFeed():
            feed = await services.feeding.get(action.feed_id)
            gone = Move(note=services.texts.feeds.gone)
            return await _done(services, bot, press, action, feed) if feed else gone


async def _done(
    services: Services, bot: Bot, press: Press, action: OpenFeed | LeaveFeed | PollFeed | PauseFeed, feed: FeedRow
) -> Move:
    """Do something with a feed that is followed."""
    match action:
        case OpenFeed():
            return Move(edit=await _one(services, press.user_id, feed))
        case LeaveFeed():
            await services.feeding.remove(feed.id)
            return Move(edit=feed_messages.left(services.texts, feed))
        case PauseFeed(_, paused):
            changed = await services.feeding.pause(feed.id, paused=paused) if feed.paused != paused else feed
            return Move(edit=await _one(services, press.user_id, changed or feed))
        case PollFeed():
            return await _poll(services, bot, press, feed)


async def _list(services: Services, user_id: int, page: int) -> Outgoing:
    feeds, documents = await services.feeding.list(), await services.feeding.documents()
    zone = await zone_of_admin(services, user_id)
    return feed_messages.feed_list(services.texts, feeds, documents, page, zone, services.clock())


async def _one(services: Services, user_id: int, feed: FeedRow, said: Sequence[str] = ()) -> Outgoing:
    documents = (await services.feeding.documents()).get(feed.id, 0)
    zone = await zone_of_admin(services, user_id)
    return feed_messages.one_feed(services.texts, feed, documents, zone, services.clock(), said)


async def _follow(services: Services, feed_id: int, user_id: int) -> Move:
    """Follow a feed; one that is followed by now is shown."""
    feed = await services.feeding.follow(feed_id, user_id)
    if feed is not None:
        return Move(edit=feed_messages.followed(services.texts, feed, services.settings.feed_minutes))
    known = await services.feeding.get(feed_id)
    return Move(edit=await _one(services, user_id, known)) if known else Move(note=services.texts.feeds.gone)


async def _removed(services: Services, url: str) -> Outgoing:
    words, wanted = services.texts.feeds, completed(url)
    feed = next((one for one in await services.feeding.list() if one.url in (url, wanted)), None)
    if feed is None or await services.feeding.remove(feed.id) is None:
        return note(words.unknown_here.format(url=cut_words(url, _MAX_TYPED)))
    return feed_messages.left(services.texts, feed)


# Asking one now


async def _poll(services: Services, bot: Bot, press: Press, feed: FeedRow) -> Move:
    words = services.texts.feeds
    if feed.paused:
        return Move(note=words.is_paused)
    if not services.recent.is_first((press.chat_id, press.message_id, PollFeed(feed.id).data), services.clock()):
        return Move()
    later = partial(_poll_now, services, bot, press, feed)
    return Move(edit=note(words.asking.format(title=feed_messages.title_of(feed))), later=later)


async def _poll_now(services: Services, bot: Bot, press: Press, feed: FeedRow) -> None:
    """Ask a feed, and let the message say what came of it; how a failure is told is the feed's state."""
    report = await services.feeding.poll(feed.id, services.clock(), *tellers(services))
    now = await services.feeding.get(feed.id)
    place = Place(press.chat_id)
    if now is None:
        await tell(bot, place, press.message_id, feed_messages.left(services.texts, feed))
        return
    said = feed_messages.polled(services.texts, report, now) if report else ()  # else it was paused meanwhile
    await tell(bot, place, press.message_id, await _one(services, press.user_id, now, said))


# Looking at one


async def _ask(services: Services, bot: Bot, place: Place, user_id: int) -> None:
    words = services.texts.feeds
    await ask(services, bot, place, user_id, FEED_PROMPT, "", words.ask_address, words.address)


async def _begin_to_look(services: Services, update: Update, context: Context, typed: str) -> None:
    """Say at once that an address is being looked at, and look behind that."""
    user, place, url = update.effective_user, place_of(update), completed(typed)
    if user is None:
        return
    shown = await send(context.bot, place, feed_messages.looking(services.texts, url))
    looking = look(services, context.bot, place, shown, url, user.id)
    context.application.create_task(looking, update, name="look at a feed")


async def _look_again(services: Services, bot: Bot, press: Press, feed_id: int) -> Move:
    feed = await services.feeding.get(feed_id, removed=True)
    if feed is None:
        return Move(note=services.texts.feeds.gone)
    if not services.recent.is_first((press.chat_id, press.message_id, LookAtFeed(feed_id).data), services.clock()):
        return Move()
    later = partial(look, services, bot, Place(press.chat_id), press.message_id, feed.url, press.user_id)
    return Move(edit=feed_messages.looking(services.texts, feed.url), later=later)


async def look(services: Services, bot: Bot, place: Place, shown: int, url: str, user_id: int) -> None:
    """Let a message show what a feed has, or the first feed that a page names, and offer to follow it."""
    async with noted(services, place.chat_id, shown, READING):
        await tell(bot, place, shown, await _looked_at(services, url, user_id))


async def _looked_at(services: Services, url: str, user_id: int) -> Outgoing:
    feeding = services.feeding
    try:
        found = await feeding.add(url)
    except FetchError as error:
        return feed_messages.not_found(services.texts, str(error))
    feed = await feeding.note(found.url, found.title, user_id)
    others = [await feeding.note(one.url, one.title, user_id) for one in found.others if one.url]
    return feed_messages.preview(services.texts, found, feed, others)

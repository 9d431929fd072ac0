"""Messages on following, made from what the store has now."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.digests.dates import beginning
from bot.store.rows import FOREVER, Follower, Subscription
from handlers import follow_messages
from handlers.follow_actions import ConfirmFollow
from handlers.follow_messages import Reading
from handlers.moments import place_name
from handlers.outgoing import Outgoing
from handlers.services import Services


def reading(services: Services, follower: Follower) -> Reading:
    """Return how the readers of a follower's messages read times."""
    zone = services.following.zone_of(follower)
    return Reading(zone, place_name(zone.key), services.clock())


async def preview(services: Services, follower: Follower, query: str, confirm: ConfirmFollow) -> Outgoing:
    """Return what following a topic would bring."""
    found = await services.following.preview(follower, query)
    return follow_messages.preview(services.texts, found, follower, reading(services, follower), confirm)


async def listing(services: Services, follower: Follower, page: int = 0, above: str = "") -> Outgoing:
    """Return a page of what is followed."""
    topics = await topics_of(services, follower)
    shown = reading(services, follower)
    return follow_messages.topic_list(services.texts, follower, topics, page, shown, above)


async def detail(services: Services, follower: Follower, one: Subscription, page: int) -> Outgoing:
    """Return one followed topic."""
    found = await services.following.preview(follower, one.query)
    return follow_messages.topic_detail(services.texts, follower, one, found, page, reading(services, follower))


async def chooser(services: Services, own: Follower, channels: Iterable[Follower]) -> Outgoing:
    """Return the lists that a person manages."""
    counted = [(channel, len(await topics_of(services, channel))) for channel in channels]
    return follow_messages.chooser(services.texts, own, len(await topics_of(services, own)), counted)


async def topics_of(services: Services, follower: Follower) -> tuple[Subscription, ...]:
    """Return what a follower follows, oldest first; one of id 0 follows nothing."""
    return await services.store.subscriptions(follower.id) if follower.id else ()


def pause_end(services: Services, follower: Follower, days: int) -> datetime:
    """Return when a pause of so many days ends where the follower is, as a day begins; of 0 days, never."""
    zone = services.following.zone_of(follower)
    today = services.clock().astimezone(zone).date()
    return beginning(today + timedelta(days=days), zone) if days else FOREVER

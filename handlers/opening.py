"""Opening and closing the long-lived parts in their order, whatever happens in between."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.building import Places, apart
from bot.digests.planning import Limits
from bot.editing import Editing
from bot.feeding import Feeding, Parse
from bot.following import Following
from bot.intake.apart import Intake
from bot.library import Library, Perform
from bot.search.zones import search_zones, zone_label
from bot.settings import Settings
from bot.store.query_log import QueryLog
from bot.store.store import Store
from bot.topic_edits import TopicEdits
from bot.web.apart import parse_apart
from bot.web.fetching import Fetcher
from bot.web.polite import GAP_S, Polite
from bot.web.targets import PRIVATE, PUBLIC
from handlers.drafts import Drafts
from handlers.library import log_report, opened_library, utc_now
from handlers.pace import SendingLimits, SendingPace
from handlers.services import DEFAULT_PACE, Clock, Pace, Services


@asynccontextmanager
async def opened_services(
    settings: Settings, clock: Clock = utc_now, pace: Pace = DEFAULT_PACE, changes: Perform | None = None
) -> AsyncIterator[Services]:
    """Open all that handlers need but the index, which takes longer; close it in reverse order.

    `changes` carries out changes of the documents; by default a process of its own does. Raises BriefingError where
    that cannot be done.
    """
    async with opened_library(settings, clock, changes or changing_apart(settings)) as (store, library):
        query_log = QueryLog(store)
        drafts = Drafts(query_log.put, pace.inline_pause_s)
        query_log.start()
        try:
            key = await store.pseudonym_key()
            following = Following(store, library, limits(settings), clock)
            sending = SendingPace(
                SendingLimits(settings.send_per_second, settings.send_per_chat_seconds, settings.send_per_group_minute)
            )
            editing = Editing(store, library, settings.data_dir, Intake().read_apart, clock)
            yield Services(
                library=library,
                store=store,
                following=following,
                topic_edits=TopicEdits(store, library, clock),
                editing=editing,
                feeding=feeding_of(settings, store, editing, clock),
                query_log=query_log,
                drafts=drafts,
                settings=settings,
                clock=clock,
                pseudonym_key=key,
                pace=pace,
                sending_pace=sending,
            )
        finally:
            drafts.close()
            await query_log.close()


def changing_apart(settings: Settings) -> Perform:
    """Return what changes the documents in a process of its own, so that answers do not wait for it."""
    return apart(Places(settings.database_url.get_secret_value(), settings.seeds_dir, settings.data_dir))


def feeding_of(
    settings: Settings, store: Store, editing: Editing, clock: Clock, gap_s: float = GAP_S, parse: Parse = parse_apart
) -> Feeding:
    """Return what follows feeds and fetches pages, as far as the settings let it go.

    `gap_s` is between two requests to a host by the clock, `parse` reads feeds.
    """
    fetcher = Fetcher(PRIVATE if settings.fetch_private else PUBLIC)
    every, polite = timedelta(minutes=settings.feed_minutes), Polite(fetcher, gap_s)
    return Feeding(store, fetcher, editing, clock, every=every, polite=polite, parse=parse)


def limits(settings: Settings) -> Limits:
    """Return what the settings say of following."""
    return Limits(topics=settings.topics_per_chat, sentences=settings.digest_sentences, zone=settings.default_zone)


async def open_index(library: Library) -> None:
    """Open the index, made anew where the documents changed or it is damaged, and log what that did.

    Raises BriefingError.
    """
    log_report(await library.open())
    await asyncio.to_thread(_read_names_of_zones)
    await library.verify()  # first: loops that are compiled trust what they read
    await library.speed_up()


def _read_names_of_zones() -> None:
    """Let the tables of time zones be read before somebody waits for that: it takes tenths of a second."""
    zone_label(search_zones("London")[0])

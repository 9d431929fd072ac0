"""Feeds by the clock: what is due is asked, and admins are told once of a feed that fails for long."""

import logging
from zoneinfo import ZoneInfo

from telegram.ext import ContextTypes

from bot.feeding import Tell
from bot.store.rows import Draft, FeedRow
from handlers.cutting import cut_words, one_line
from handlers.messages import note
from handlers.moments import dated
from handlers.services import Services

_log = logging.getLogger(__name__)
_LONGEST = 300  # characters of what strangers call a feed, or a host says


async def poll(services: Services, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Ask the feeds that are due."""
    report = await services.feeding.poll_due(services.clock(), *tellers(services))
    if report.polled:
        _log.info("asked %d feeds, %d failed: %d new documents", report.polled, report.failed, report.documents)
    for line in report.refused:
        _log.info("an article of a feed is left out: %s", line)


def tellers(services: Services) -> tuple[Tell, Tell]:
    """Return what tells admins of a feed that fails for long, and that such a one is back."""

    async def failing(feed: FeedRow) -> None:
        await _tell(services, feed, "failing", services.texts.feeds.failing)

    async def recovered(feed: FeedRow) -> None:
        await _tell(services, feed, "recovered", services.texts.feeds.recovered)

    return failing, recovered


async def _tell(services: Services, feed: FeedRow, what: str, sentence: str) -> None:
    """Queue a message to each admin, the same one once however often this is called."""
    now, since = services.clock(), feed.failing_since or services.clock()
    said = sentence.format(
        title=_shown(feed.title or feed.url), error=_shown(feed.last_error),
        since=dated(services.texts, since, ZoneInfo(services.settings.default_zone), now),
    )  # fmt: skip
    key = f"feed:{what}:{feed.id}:{since:%Y%m%dT%H%M%S}"
    admins = sorted(services.settings.admin_ids)
    await services.store.enqueue([Draft(f"{key}:{admin}", admin, 0, note(said).html, "[]") for admin in admins], now)
    services.sender.wake()


def _shown(text: str) -> str:
    return cut_words(one_line(text), _LONGEST)

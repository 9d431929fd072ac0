"""What happens by the clock: reading what changed, queueing what is due, deleting what is older than it may be kept."""

import logging
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, time, timedelta
from functools import partial

from telegram.ext import ContextTypes, JobQueue

from bot.broadcasting import DRAFT_LASTS
from handlers import broadcasting
from handlers.digest_messages import render
from handlers.garbage import collect_all
from handlers.polling import poll
from handlers.services import Services
from handlers.watching import read_anew
from handlers.weekly import send_cards

_log = logging.getLogger(__name__)

Job = Callable[[Services, ContextTypes.DEFAULT_TYPE], Coroutine[None, None, None]]

ASK_DAYS = 30  # a question is kept so long for its buttons and edits
DIGEST_DAYS = 90  # a digest is kept so long for its buttons, and so that a repeat of it is known as one
_OUTBOX_DAYS = 7  # what was sent, for the operator
_TICK_S = 60.0  # digests are due at full minutes
_REFRESH_SECOND = 30  # of each minute: what is read by then is in the digests of the next full minute
_FEED_SECOND = 35  # right after a refresh; a poll may take minutes, and the next one begins after it
_TIDY_SECOND = 50  # after both
_CARD_SECOND = 15  # when neither of them is at work
_ANNOUNCE_S = 10.0  # after which a broadcast that a restart interrupted goes on, and one that is done is reported
_CHECKPOINT_S = 5.0  # in which a busy bot writes some hundred pages of the log
_NIGHTLY = time(3, 30, tzinfo=UTC)
_SOON_S = 60.0  # after a start: a machine that sleeps at night deletes too
_GRACE_S = 6 * 3600  # a job that was due while the loop was blocked, or the machine slept, still runs


def schedule(services: Services, job_queue: "JobQueue[ContextTypes.DEFAULT_TYPE]") -> None:
    """Enter the jobs."""
    late = {"misfire_grace_time": _GRACE_S, "coalesce": True}
    job_queue.run_daily(partial(clean_up, services), _NIGHTLY, name="clean up", job_kwargs=late)
    job_queue.run_once(partial(prune, services), _SOON_S, name="prune after start", job_kwargs=late)
    # However late: what is due waits in the store, and one tick takes all of it.
    ticking = {"misfire_grace_time": None, "coalesce": True}
    by_the_minute = (
        ("refresh", refresh, _REFRESH_SECOND), ("tick", when_open(tick), 0),
        ("cards", when_open(send_cards), _CARD_SECOND), ("feeds", when_open(poll), _FEED_SECOND),
        ("tidy", when_open(tidy), _TIDY_SECOND),
    )  # fmt: skip
    for name, callback, second in by_the_minute:
        first = _seconds_until(second, services.clock())
        job_queue.run_repeating(partial(callback, services), _TICK_S, first, name=name, job_kwargs=ticking)
    announcing = partial(announce, services)
    job_queue.run_repeating(announcing, _ANNOUNCE_S, name="announce", job_kwargs=ticking)
    job_queue.run_repeating(partial(checkpoint, services), _CHECKPOINT_S, name="checkpoint", job_kwargs=ticking)


def when_open(callback: Job) -> Job:
    """Let a job that asks the index pass while there is none: what is due waits."""

    async def job(services: Services, context: ContextTypes.DEFAULT_TYPE) -> None:
        if services.library.is_open:
            await callback(services, context)

    return job


def _seconds_until(second: int, now: datetime) -> float:
    """Return how long it is until a second of a minute comes next, in (0, 60]."""
    return _TICK_S - (now.second + now.microsecond / 1e6 - second) % _TICK_S


async def refresh(services: Services, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Look whether the documents changed, for a folder that tells nobody of it; unless that is being done."""
    if not services.reading.locked():
        await read_anew(services)


async def tick(services: Services, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Queue the digests that are due. All that there is to know of them is in the store."""
    now = services.clock()
    rendering = render(services.texts, services.following.zone_of, now)
    if served := await services.following.run_due(now, rendering, services.sender.wake):
        _log.info("queued digests for %d chats", served)


async def tidy(services: Services, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Make the index anew where many changes have worn it, and have it searched fast where it has grown large.

    The old one answers meanwhile.
    """
    if await services.library.tidy():
        _log.info("the index was tidied")
    await services.library.speed_up()


async def announce(services: Services, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Go on with broadcasts, and queue what waited for quiet hours to end."""
    await broadcasting.go_on(services)


async def checkpoint(services: Services, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Do for the database what answers would wait for else."""
    await services.store.checkpoint()


async def clean_up(services: Services, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Prune, and collect the garbage of the day: that holds everything up for a moment, at night."""
    await prune(services, context)
    collect_all()


async def prune(services: Services, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Delete what is older than promised."""
    now = services.clock()
    queries = await services.store.prune_queries(now - timedelta(days=services.settings.query_log_days))
    asks = await services.store.prune_asks(now - timedelta(days=ASK_DAYS))
    await services.store.prune_digests(now - timedelta(days=DIGEST_DAYS))
    await services.store.prune_outbox(now - timedelta(days=_OUTBOX_DAYS))
    await services.store.prune_prompts(now - timedelta(days=1))
    await services.editing.prune()
    await services.feeding.prune(now - timedelta(days=ASK_DAYS))
    await services.store.prune_alerts(now - timedelta(days=DIGEST_DAYS))
    await services.store.prune_broadcasts(now - timedelta(days=DIGEST_DAYS), now - DRAFT_LASTS)
    _log.info("pruned %d queries and %d asks", queries, asks)

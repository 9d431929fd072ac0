"""What happens by the clock: deleting what is older than it may be kept."""

import logging
from datetime import UTC, time, timedelta
from functools import partial

from telegram.ext import ContextTypes, JobQueue

from handlers.services import Services

_log = logging.getLogger(__name__)

ASK_DAYS = 30  # a question is kept so long for its buttons and edits
_NIGHTLY = time(3, 30, tzinfo=UTC)
_SOON_S = 60.0  # after a start: a machine that sleeps at night deletes too
_GRACE_S = 6 * 3600  # a job that was due while the loop was blocked, or the machine slept, still runs


def schedule(services: Services, job_queue: "JobQueue[ContextTypes.DEFAULT_TYPE]") -> None:
    """Enter the jobs."""
    job = partial(prune, services)
    late = {"misfire_grace_time": _GRACE_S, "coalesce": True}
    job_queue.run_daily(job, _NIGHTLY, name="prune", job_kwargs=late)
    job_queue.run_once(job, _SOON_S, name="prune after start", job_kwargs=late)


async def prune(services: Services, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Delete queries and asks that are older than promised."""
    now = services.clock()
    queries = await services.store.prune_queries(now - timedelta(days=services.settings.query_log_days))
    asks = await services.store.prune_asks(now - timedelta(days=ASK_DAYS))
    _log.info("pruned %d queries and %d asks", queries, asks)

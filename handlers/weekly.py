"""The weekly card for admins: what was missed, what was asked most, and growth, once at the time that was set."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from telegram.ext import ContextTypes

from bot.digests.planning import buttons_json
from bot.digests.schedule import next_run, parse_schedule
from bot.statistics import last_days
from bot.store.rows import Draft
from handlers.outgoing import Outgoing
from handlers.services import Services
from handlers.statistics_messages import card

NAME = "weekly card"  # among what happens by the clock
_DAYS = 7


async def send_cards(services: Services, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Queue a card for each admin, if one is due."""
    if await queue_cards(services):
        services.sender.wake()


async def queue_cards(services: Services) -> int:
    """Queue the card that is due, if one is, and return for how many admins.

    However many were missed, they are one. A restart queues none twice: how far it has come is a row, and until that
    is written the messages' keys keep a second one out.
    """
    if services.settings.weekly_card == "off":
        return 0
    now, zone = services.clock(), ZoneInfo(services.settings.default_zone)
    since = await services.store.done_until(NAME)
    if since is None:
        await services.store.note_done(NAME, now)  # the first one comes at the next time, not for one before the bot
        return 0
    due = next_run(parse_schedule(services.settings.weekly_card), zone, None, since)
    if due > now:
        return 0
    news = await services.audience.week_news(last_days(_DAYS, now - timedelta(days=1), zone))
    drafts = [_draft(card(services.texts, news), admin, f"{due:%Y-%m-%d}") for admin in services.settings.admin_ids]
    queued = await services.store.enqueue(drafts, now)
    await services.store.note_done(NAME, now)
    return queued


def _draft(outgoing: Outgoing, admin: int, due: str) -> Draft:
    rows = (((button.label, button.data, button.url) for button in row) for row in outgoing.rows)
    return Draft(f"card:{admin}:{due}", admin, 0, outgoing.html, buttons_json(rows))

"""/unmatched for admins: what was asked and not found, most asked first, and what can be done about it."""

from telegram import Update
from telegram.ext import ContextTypes

from bot.statistics import MOST_DAYS, Group, Period, last_days
from handlers.cutting import cut_words
from handlers.errors import place_of
from handlers.messages import note, page_count
from handlers.moves import Move
from handlers.outgoing import Outgoing
from handlers.periods import zone_of_admin
from handlers.question_actions import (
    PERIODS,
    HeedIgnored,
    IgnoreUnmatched,
    ListIgnored,
    ListUnmatched,
    OpenUnmatched,
)
from handlers.sending import send, typing
from handlers.services import Services
from handlers.statistics import days_given, logged
from handlers.unmatched_messages import A_PAGE, ignored_list, ignored_now, unmatched_list, unmatched_one

_USUAL_DAYS = PERIODS[1]


async def on_unmatched(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Show the first page of what was not found in the last days, thirty unless another number is given."""
    user, place, typed = update.effective_user, place_of(update), " ".join(context.args or ())
    if user is None:
        return
    days = days_given(typed, _USUAL_DAYS)
    if days is None:
        said = services.texts.questions.no_days.format(typed=cut_words(typed, 40), most=MOST_DAYS)
        await send(context.bot, place, note(said))
        return
    async with typing(context.bot, place, services.pace.typing_after_s):
        outgoing = await page_of(services, user.id, ListUnmatched(days))
    await send(context.bot, place, outgoing)


async def page_of(services: Services, user_id: int, wanted: ListUnmatched) -> Outgoing:
    """Return a page of the list; one past the end is the last."""
    await services.query_log.flush()
    period = await _period(services, user_id, wanted.days)
    groups = await services.audience.unanswered_first(await services.audience.unmatched(period))
    pages = page_count(len(groups), A_PAGE)
    page = min(wanted.page, max(0, pages - 1))
    entries = await services.audience.entries(groups[page * A_PAGE : (page + 1) * A_PAGE], period)
    ignored = await services.audience.ignored()
    shown = unmatched_list(services.texts, entries, page, pages, period, wanted, len(ignored))
    return shown if entries or services.settings.query_log_days else note(logged(services, ""))


async def _period(services: Services, user_id: int, days: int) -> Period:
    return last_days(days, services.clock(), await zone_of_admin(services, user_id))


async def opened(services: Services, user_id: int, place: OpenUnmatched) -> Move:
    """Show one of them, with what can be done about it."""
    await services.query_log.flush()
    period = await _period(services, user_id, place.days)
    group = await services.audience.group(period, place.group)
    if group is None:
        return Move(note=services.texts.questions.gone)
    (entry,) = await services.audience.entries([group], period)
    topic = entry.prospect.topic
    waiting = await waiting_for(services, group) if topic else 0
    return Move(edit=unmatched_one(services.texts, entry, period, place, waiting))


async def waiting_for(services: Services, group: Group) -> int:
    """Count who asked to be told of it, under any of its spellings."""
    return sum([await services.notices.count(key) for key in group.keys])


async def ignore(services: Services, user_id: int, action: IgnoreUnmatched) -> Move:
    """List one of them no more."""
    group = await found(services, user_id, action.group, action.days)
    if group is None:
        return Move(note=services.texts.questions.gone)
    await services.audience.ignore(group)
    return Move(edit=ignored_now(services.texts, group, action))


async def found(services: Services, user_id: int, group: str, days: int) -> Group | None:
    """Return what a button of the list is about, None where it is gone from the list."""
    return await services.audience.group(await _period(services, user_id, days), group)


async def heed(services: Services, user_id: int, action: HeedIgnored) -> Move:
    """List again what was ignored, and show where it is listed."""
    if not await services.audience.heed(action.group):
        return Move(note=services.texts.questions.gone)
    back = OpenUnmatched(action.group, action.days, action.page)
    move = await opened(services, user_id, back)
    shown = move.edit or await page_of(services, user_id, ListUnmatched(action.days, action.page))
    return Move(toast=services.texts.questions.heeded, edit=shown)


async def ignored(services: Services, wanted: ListIgnored) -> Move:
    """Show a page of what is ignored."""
    return Move(edit=ignored_list(services.texts, await services.audience.ignored(), wanted))

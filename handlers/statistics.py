"""/stats for admins: what people ask, as a picture and in words."""

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from telegram import Update
from telegram.ext import ContextTypes

from bot.drawing import PictureError
from bot.statistics import MOST_DAYS, Period, Statistics, last_days
from handlers.cutting import cut_words
from handlers.errors import place_of
from handlers.messages import note, plain
from handlers.moves import Move
from handlers.periods import zone_of_admin
from handlers.photos import MAX_CAPTION, Photo, send_photo
from handlers.question_actions import PERIODS, ShowStatistics
from handlers.sending import send, typing
from handlers.services import Services
from handlers.statistics_messages import figures, picture, statistics_rows

_log = logging.getLogger(__name__)


async def on_stats(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Show what was asked in the last days, seven unless another number is given."""
    user, place = update.effective_user, place_of(update)
    if user is None:
        return
    days = days_given(" ".join(context.args or ()), PERIODS[0])
    if days is None:
        typed = cut_words(" ".join(context.args or ()), 40)
        await send(context.bot, place, note(services.texts.questions.no_days.format(typed=typed, most=MOST_DAYS)))
        return
    async with typing(context.bot, place, services.pace.typing_after_s):
        move = await show(services, user.id, ShowStatistics(days, fresh=True))
    if move.send_photo:
        await send_photo(context.bot, place, move.send_photo)
    elif move.send:
        await send(context.bot, place, move.send)


def days_given(typed: str, usual: int) -> int | None:
    """Return the number of days that follows a command, the usual one where nothing does; None for what is none."""
    digits = typed.casefold().removesuffix("days").removesuffix("day").removesuffix("d").strip()
    if not typed:
        return usual
    return int(digits) if digits.isascii() and digits.isdigit() and 1 <= int(digits[:9]) <= MOST_DAYS else None


async def show(services: Services, user_id: int, wanted: ShowStatistics) -> Move:
    """Return the picture of a period, in words where none can be drawn."""
    zone = await zone_of_admin(services, user_id)
    found = await statistics(services, shown_period(wanted, services.clock(), zone))
    said = figures(services.texts, found)
    rows = statistics_rows(services.texts, wanted)
    if not found.asked:
        nobody = logged(services, said)
        return Move(send=note(nobody, rows)) if wanted.fresh else Move(note=cut_words(nobody, 200))
    try:
        drawn = await services.drawer.draw(picture(services.texts, found, dark=wanted.dark))
    except PictureError as error:
        _log.error("%s", error)
        no_picture = services.texts.questions.no_picture
        return Move(send=note(f"{said}\n\n{no_picture}", rows)) if wanted.fresh else Move(note=no_picture)
    photo = Photo(f"questions-{found.period.last}.png", drawn, plain(cut_words(said, MAX_CAPTION)).markup, rows)
    return Move(send_photo=photo) if wanted.fresh else Move(photo=photo)


def shown_period(wanted: ShowStatistics, now: datetime, zone: ZoneInfo) -> Period:
    """Return the days that a button stands for."""
    recent = last_days(wanted.days, now, zone)
    if wanted.last is None:
        return recent
    return Period(wanted.last - (recent.last - recent.first), wanted.last, zone)


async def statistics(services: Services, period: Period) -> Statistics:
    """Return the figures of a period, with all that was asked until now."""
    await services.query_log.flush()
    return await services.audience.statistics(period)


def logged(services: Services, said: str) -> str:
    """Return a sentence that says that there are no questions, or why there are none."""
    return said if services.settings.query_log_days else services.texts.questions.nothing_logged

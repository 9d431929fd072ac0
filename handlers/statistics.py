"""/stats for admins: what people ask, as a picture and in words."""

import logging
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from telegram import Bot, Update
from telegram.ext import ContextTypes

from bot.drawing import PictureError
from bot.statistics import MOST_DAYS, Period, Statistics, last_days
from handlers.cutting import cut_words
from handlers.errors import place_of
from handlers.messages import note, plain
from handlers.moves import Move, Press
from handlers.outgoing import Outgoing
from handlers.periods import zone_of_admin
from handlers.photos import MAX_CAPTION, Photo, edit_photo, send_photo
from handlers.question_actions import PERIODS, ShowStatistics
from handlers.sending import Place, send, typing
from handlers.services import Services
from handlers.statistics_messages import figures, picture, statistics_rows

_log = logging.getLogger(__name__)

_MAX_NOTE = 200  # https://core.telegram.org/bots/api#answercallbackquery


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
    wanted = ShowStatistics(days, fresh=True)
    await _show(services, context.bot, place, await _figures(services, user.id, wanted), wanted)


def days_given(typed: str, usual: int) -> int | None:
    """Return the number of days that follows a command, the usual one where nothing does; None for what is none."""
    digits = typed.casefold().removesuffix("days").removesuffix("day").removesuffix("d").strip()
    if not typed:
        return usual
    return int(digits) if digits.isascii() and digits.isdigit() and 1 <= int(digits[:9]) <= MOST_DAYS else None


async def pressed(services: Services, bot: Bot, press: Press, wanted: ShowStatistics) -> Move:
    """Show another picture. The press is answered before that is drawn, which takes its time."""
    found = await _figures(services, press.user_id, wanted)
    if not found.asked:
        said = _in_words(services, found, wanted)
        return Move(send=said) if wanted.fresh else Move(note=cut_words(figures(services.texts, found), _MAX_NOTE))
    message_id = None if wanted.fresh else press.message_id
    return Move(later=partial(_show, services, bot, Place(press.chat_id), found, wanted, message_id))


async def _show(
    services: Services, bot: Bot, place: Place, found: Statistics, wanted: ShowStatistics, message_id: int | None = None
) -> None:
    """Send the picture, or put it into a message; where none can be drawn, send the figures in words."""
    async with typing(bot, place, services.pace.typing_after_s):
        photo = await _photo(services, found, wanted) if found.asked else None
    if photo is None:
        await send(bot, place, _in_words(services, found, wanted))
    elif message_id is None or not await edit_photo(bot, place.chat_id, message_id, photo):
        await send_photo(bot, place, photo)


async def _figures(services: Services, user_id: int, wanted: ShowStatistics) -> Statistics:
    zone = await zone_of_admin(services, user_id)
    await services.query_log.flush()  # what was asked until now counts
    return await services.audience.statistics(shown_period(wanted, services.clock(), zone))


async def _photo(services: Services, found: Statistics, wanted: ShowStatistics) -> Photo | None:
    """Draw the figures; None where that cannot be done, which the log tells of."""
    try:
        drawn = await services.drawer.draw(picture(services.texts, found, dark=wanted.dark))
    except PictureError as error:
        _log.error("%s", error)
        return None
    caption = plain(cut_words(figures(services.texts, found), MAX_CAPTION)).markup
    return Photo(f"questions-{found.period.last}.png", drawn, caption, statistics_rows(services.texts, wanted))


def _in_words(services: Services, found: Statistics, wanted: ShowStatistics) -> Outgoing:
    said, rows = figures(services.texts, found), statistics_rows(services.texts, wanted)
    if not found.asked:
        return note(logged(services, said), rows)
    return note(f"{said}\n\n{services.texts.questions.no_picture}", rows)


def shown_period(wanted: ShowStatistics, now: datetime, zone: ZoneInfo) -> Period:
    """Return the days that a button stands for."""
    recent = last_days(wanted.days, now, zone)
    if wanted.last is None:
        return recent
    return Period(wanted.last - (recent.last - recent.first), wanted.last, zone)


def logged(services: Services, said: str) -> str:
    """Return a sentence that says that there are no questions, or why there are none."""
    return said if services.settings.query_log_days else services.texts.questions.nothing_logged

"""/log for admins: the query log of a period as a file for a spreadsheet. It holds pseudonyms, no names or ids."""

import asyncio
import tempfile
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from telegram import Bot, InputFile, Update
from telegram.ext import ContextTypes

from bot import csv_log
from bot.statistics import Period, PeriodError, parse_period
from bot.store.question_rows import LoggedQuery
from bot.store.store import Store
from handlers.cutting import cut_words
from handlers.errors import place_of
from handlers.messages import counted_words, note
from handlers.periods import period_words, zone_of_admin
from handlers.sending import Place, send, typing
from handlers.services import Services
from handlers.statistics import logged
from handlers.texts import Texts

MOST_BYTES = 49_000_000  # Telegram takes up to 50 MB; https://core.telegram.org/bots/api#senddocument
_A_PAGE = 500  # rows: about 10 ms in a thread


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows stand in a file, and of when the first is that it has no room for, None where it has all."""

    rows: int
    full_at: datetime | None = None


async def on_log(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Send the log of a period: "7 days", a date until today, or two dates."""
    user, place, typed = update.effective_user, place_of(update), " ".join(context.args or ())
    if user is None:
        return
    words, zone = services.texts.questions, await zone_of_admin(services, user.id)
    if not typed:
        await send(context.bot, place, note(words.log_usage))
        return
    try:
        period = parse_period(typed, services.clock(), zone)
    except PeriodError as error:
        said = words.no_period.format(typed=cut_words(error.part, 40), example=words.log_example)
        await send(context.bot, place, note(said))
        return
    async with typing(context.bot, place, services.pace.typing_after_s):
        await _send_log(services, context.bot, place, period)


async def _send_log(services: Services, bot: Bot, place: Place, period: Period) -> None:
    await services.query_log.flush()
    with tempfile.TemporaryFile() as file:
        written = await write_log(services.store, services.texts, period, file)
        if not written.rows:
            empty = services.texts.questions.log_empty.format(period=period_words(services.texts, period))
            await send(bot, place, note(logged(services, empty)))
            return
        file.seek(0)
        name = f"questions-{period.first}-{period.last}.csv"
        # As a handle, so that the file is read as it is sent and never whole.
        document = InputFile(file, name, read_file_handle=False)
        await bot.send_document(
            place.chat_id, document, caption=caption(services.texts, written, period), parse_mode=None
        )


async def write_log(
    store: Store, texts: Texts, period: Period, file: IO[bytes], most_bytes: int | None = MOST_BYTES
) -> Written:
    """Write the log of a period into a file, a page at a time, and no line more than it may hold."""
    heading = csv_log.BOM + csv_log.line(texts.questions.log_columns)
    size, rows, last = len(heading), 0, None
    await asyncio.to_thread(file.write, heading)
    while page := await store.log_page(period.start, period.end, last, _A_PAGE):
        made = await asyncio.to_thread(_lines, page, period)
        if most_bytes is not None and size + len(made) > most_bytes:
            return await asyncio.to_thread(_fill, file, page, period, most_bytes - size, rows)
        await asyncio.to_thread(file.write, made)
        size, rows, last = size + len(made), rows + len(page), page[-1]
    return Written(rows)


def _lines(page: tuple[LoggedQuery, ...], period: Period) -> bytes:
    return csv_log.lines((logged.row for logged in page), period.zone)


def _fill(file: IO[bytes], page: tuple[LoggedQuery, ...], period: Period, room: int, rows: int) -> Written:
    """Write as many whole lines of a page as there is room for."""
    for one in page:
        made = csv_log.lines([one.row], period.zone)
        if len(made) > room:
            return Written(rows, one.row.asked_at)
        file.write(made)
        room, rows = room - len(made), rows + 1
    return Written(rows)


def caption(texts: Texts, written: Written, period: Period) -> str:
    """Return what stands below the file: how much it is, whose clocks, and how to get what it has no room for."""
    words = texts.questions
    said = words.log_caption.format(
        rows=counted_words(words.log_rows, written.rows), period=period_words(texts, period)
    )
    if written.full_at is None:
        return said
    full = written.full_at.astimezone(period.zone)
    until = f"{full:%Y-%m-%d %H:%M}"
    if full.date() == period.first:  # asking for the rest would bring the same
        terminal = f"python bot.py log --csv --from {period.first} --to {period.last}"
        return f"{said} {words.log_cut_day.format(until=until, command=terminal)}"
    return f"{said} {words.log_cut.format(until=until, command=f'/log {full.date()} {period.last}')}"

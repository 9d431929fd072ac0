"""The command line's `stats`, `unmatched` and `log`: what admins see in the chat, on a terminal."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.audience import Audience
from bot.drawing import Drawer
from bot.errors import SettingsError
from bot.library import Library
from bot.settings import Settings
from bot.statistics import Period, PeriodError, last_days, parse_period
from bot.store.store import Store
from handlers.arguments import Log, Stats, Unmatched
from handlers.cutting import one_line
from handlers.library import opened_library, utc_now
from handlers.periods import period_words
from handlers.query_export import write_log
from handlers.statistics_messages import figures, picture
from handlers.texts_en import ENGLISH
from handlers.unmatched_messages import facts, nearest_words


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[Store, Library, Audience]]:
    async with opened_library(settings) as (store, library):
        yield store, library, Audience(store, library, utc_now)


def _last(settings: Settings, days: int) -> Period:
    return last_days(days, utc_now(), ZoneInfo(settings.default_zone))


def _say(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)  # noqa: T201


def stats(settings: Settings, command: Stats) -> int:
    """Print what people ask, and write the picture where one is wanted. Raises PictureError."""
    asyncio.run(_stats(settings, command))
    return 0


async def _stats(settings: Settings, command: Stats) -> None:
    async with _opened(settings) as (_, _, audience):
        found = await audience.statistics(_last(settings, command.days))
    _say(figures(ENGLISH, found))
    if command.png:
        drawn = await Drawer().draw(picture(ENGLISH, found, dark=command.dark))
        await asyncio.to_thread(_written, command.png, drawn)


def _written(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise SettingsError((f"{path} should be a file that can be written: {error.strerror}",)) from error


def unmatched(settings: Settings, command: Unmatched) -> int:
    """Print what was asked and not found, most asked first."""
    asyncio.run(_unmatched(settings, command))
    return 0


async def _unmatched(settings: Settings, command: Unmatched) -> None:
    period = _last(settings, command.days)
    async with _opened(settings) as (_, library, audience):
        await library.open()
        groups = await audience.unanswered_first(await audience.unmatched(period))
        entries = await audience.entries(groups[: command.most], period)
    if not entries:
        _say(ENGLISH.questions.all_found.format(period=period_words(ENGLISH, period)))
    for number, entry in enumerate(entries, start=1):
        _say(f"{number}. {one_line(entry.group.text)}", f"   {facts(ENGLISH, entry, period.zone)}")
        if not entry.prospect.heading:
            _say(f"   {nearest_words(ENGLISH, entry.prospect)}")


def log(settings: Settings, command: Log) -> int:
    """Write the query log as CSV to standard output."""
    asyncio.run(_log(settings, command))
    return 0


async def _log(settings: Settings, command: Log) -> None:
    typed = " ".join(filter(None, (command.first, command.last)))
    try:
        period = parse_period(typed, utc_now(), ZoneInfo(settings.default_zone))
    except PeriodError as error:
        raise SettingsError((str(error),)) from error
    async with _opened(settings) as (store, _, _):
        await write_log(store, ENGLISH, period, sys.stdout.buffer, None)
    sys.stdout.buffer.flush()

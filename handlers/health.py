"""/health for admins: how the bot is, short and aligned."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from telegram import Update
from telegram.ext import ContextTypes

from bot import machine
from bot.errors import NoIndexError
from bot.store.rows import Alert
from handlers.columns import columns
from handlers.cutting import cut_words
from handlers.errors import place_of
from handlers.messages import plain, tagged
from handlers.outgoing import Outgoing
from handlers.sending import send, typing
from handlers.services import Services
from handlers.texts import Texts

_ERRORS = 3  # that are told
_MAX_PLACE = 12  # of where one was, which has no reference
_UNITS = ("B", "kB", "MB", "GB", "TB")


@dataclass(frozen=True, slots=True)
class IndexHealth:
    """The index in use."""

    built_at: datetime | None  # None where it is gone from the disk: another process has made the next one
    size: int  # bytes
    documents: int
    paragraphs: int
    newest: datetime | None  # when the latest paragraph was first seen


@dataclass(frozen=True, slots=True)
class Health:
    """How the bot is at an instant."""

    now: datetime
    version: str
    started_at: datetime
    index: IndexHealth | None  # None while there is none
    outbox: Mapping[str, int]
    oldest: datetime | None  # of what is not sent yet
    followers: int
    topics: int
    queries: int
    errors: tuple[Alert, ...]  # latest first
    database: int  # bytes, as the next ones
    free: int
    memory: int | None
    python: str
    system: str


async def on_health(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say how the bot is."""
    async with typing(context.bot, place_of(update), services.pace.typing_after_s):
        found = await health(services)
    await send(context.bot, place_of(update), message(services.texts, found))


async def health(services: Services) -> Health:
    """Look at everything. The slowest is counting a large query log."""
    now, store = services.clock(), services.store
    reach = await store.reach(now, now)
    index, free = await asyncio.to_thread(_on_disk, services)
    return Health(
        now=now,
        version=machine.own_version(),
        started_at=services.started_at,
        index=index,
        outbox=await store.outbox_counts(),
        oldest=await store.oldest_unsent(),
        followers=reach.chats,
        topics=reach.topics,
        queries=await store.query_count(),
        errors=await store.last_alerts(_ERRORS),
        database=await store.database_bytes(),
        free=free,
        memory=machine.memory_bytes(),
        python=machine.python_version(),
        system=machine.system_name(),
    )


def _on_disk(services: Services) -> tuple[IndexHealth | None, int]:
    return _index(services), machine.free_bytes(services.settings.data_dir)


def _index(services: Services) -> IndexHealth | None:
    try:
        snapshot = services.library.snapshot
    except NoIndexError:
        return None
    folder: Path = snapshot.index.folder
    counts = len(snapshot.index.documents), len(snapshot.index)
    return IndexHealth(_changed_at(folder), machine.folder_bytes(folder), *counts, services.library.corpus_time)


def _changed_at(folder: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(folder.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def message(texts: Texts, found: Health) -> Outgoing:
    """Return it as a table for a chat."""
    heading = tagged("b", plain(texts.questions.health))
    return Outgoing((heading + plain("\n") + tagged("pre", plain("\n".join(lines(texts, found))))).markup)


def lines(texts: Texts, found: Health) -> list[str]:
    """Return it as lines in two columns."""
    words = texts.questions
    counts = {state: f"{found.outbox.get(state, 0):,}" for state in ("waiting", "sending")}
    dropped = found.outbox.get("dropped", 0)
    rows = [
        (words.version, found.version or words.not_known),
        (words.uptime, span(texts, found.now - found.started_at)),
        *_index_rows(texts, found),
        (words.queue, words.waiting.format(**counts)),
        *([(words.dropped, f"{dropped:,}")] if dropped else []),
        *([(words.oldest, _ago(texts, found.now, found.oldest))] if found.oldest else []),
        (words.followers, f"{found.followers:,}"),
        (words.subscriptions, f"{found.topics:,}"),
        (words.logged, f"{found.queries:,}"),
        *_error_rows(texts, found),
        (words.database, f"{size(found.database)}, {words.free.format(size=size(found.free))}"),
        (words.memory, words.not_known if found.memory is None else size(found.memory)),
        (words.python, found.python),
        (words.system, found.system),
    ]
    return list(columns(rows, left=frozenset({0, 1})))


def _index_rows(texts: Texts, found: Health) -> list[tuple[str, str]]:
    words, index = texts.questions, found.index
    if index is None:
        return [(words.index, words.none)]
    newest = _ago(texts, found.now, index.newest) if index.newest else words.none
    built = _ago(texts, found.now, index.built_at) if index.built_at else words.not_known
    return [
        (words.index, f"{built}, {size(index.size)}"),
        (words.documents, f"{index.documents:,}"),
        (words.paragraphs, f"{index.paragraphs:,}"),
        (words.newest, newest),
    ]


def _error_rows(texts: Texts, found: Health) -> list[tuple[str, str]]:
    """Return the latest errors, each by the reference that it has in the log."""
    words = texts.questions
    if not found.errors:
        return [(words.errors, words.none)]
    told = (
        words.error[one.count != 1].format(
            what=one.reference or cut_words(one.place, _MAX_PLACE),
            ago=_ago(texts, found.now, one.last_at),
            count=f"{one.count:,}",
        )
        for one in found.errors
    )
    return [(words.errors if number == 0 else "", said) for number, said in enumerate(told)]


def _ago(texts: Texts, now: datetime, at: datetime) -> str:
    return texts.questions.ago.format(span=span(texts, now - at))


def span(texts: Texts, lasted: timedelta) -> str:
    """Return a time span in its two largest units; a clock that was set back makes it 0 minutes."""
    minutes = max(0, int(lasted.total_seconds() // 60))
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return texts.questions.span_days.format(days=f"{days:,}", hours=hours)
    if hours:
        return texts.questions.span_hours.format(hours=hours, minutes=minutes % 60)
    return texts.questions.span_minutes.format(minutes=minutes)


def size(count: int) -> str:
    """Return a number of bytes as people read it.

    >>> size(999), size(2_560_000)
    ('999 B', '2.6 MB')
    """
    amount, unit = float(count), 0
    while amount >= 999.5 and unit + 1 < len(_UNITS):
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.0f} {_UNITS[unit]}" if unit == 0 or amount >= 99.5 else f"{amount:.1f} {_UNITS[unit]}"

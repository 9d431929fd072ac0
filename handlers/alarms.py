"""Telling the admins of trouble: each kind at once when it is new, later at most its count each hour."""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from telegram import Bot
from telegram.error import TelegramError

from bot.errors import StoreError
from bot.store.rows import Alert, Draft
from handlers import alert_messages
from handlers.outgoing import Outgoing
from handlers.sending import Place, send
from handlers.services import Services
from handlers.trouble import ALERT_KEY, Trouble, trouble_of

_log = logging.getLogger(__name__)

LASTING = timedelta(minutes=1)  # trouble with the store for so long is serious
HELPLESS = timedelta(minutes=5)  # after which the store's trouble is told without it
EACH = timedelta(hours=1)
MOST_NEW = 10  # kinds of trouble that are told at once within an hour
_MOST_KINDS = 100  # that wait to be kept
_COLLECT_S = 1.0  # for trouble that comes in company
_LOOK_S = 60.0
_PASSES = timedelta(minutes=10)  # without trouble of the store, the next is another


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Trouble of one kind that is not in the store yet."""

    latest: Trouble
    first_at: datetime
    count: int
    serious: bool


class Alarms(logging.Handler):
    """Takes every error that is logged, from any thread, and tells of it through the outgoing queue.

    What cannot be told, because the chat with an admin was never begun or the alarms themselves are in trouble, goes
    to the log below the level that alarms.
    """

    def __init__(self, services: Services, bot: Bot) -> None:
        """Take what is needed; `start` begins to listen."""
        super().__init__(logging.ERROR)
        self._services = services
        self._bot = bot
        self._guard = threading.Lock()
        self._waiting: dict[str, _Waiting] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._rung = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._store_since: datetime | None = None  # trouble with it began
        self._store_last: datetime | None = None
        self._unstored_since: datetime | None = None  # since when nothing could be kept
        self._said_directly = False
        self._new: deque[datetime] = deque(maxlen=MOST_NEW)
        self._counted_at: datetime | None = None  # when counts were told last

    def start(self) -> None:
        """Listen to the log, and tell."""
        self._loop = asyncio.get_running_loop()
        logging.getLogger().addHandler(self)
        self._task = asyncio.create_task(self._run(), name="alarms")

    async def stop(self) -> None:
        """Listen no more, and keep what was heard."""
        logging.getLogger().removeHandler(self)
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None
        await self._attempt()

    def emit(self, record: logging.LogRecord) -> None:
        """Take a line of the log. Whoever wrote it goes on, whatever is wrong with it."""
        try:
            trouble = trouble_of(record) if record.name != _log.name else None
        except Exception:  # an argument that cannot even be written, or a traceback that cannot be read
            self.handleError(record)
            return
        if trouble is None:
            return
        with self._guard:
            self._take(trouble)
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._rung.set)

    def _take(self, trouble: Trouble) -> None:
        serious = self._lasts(trouble.at) if trouble.of_store else True
        known = self._waiting.get(trouble.fingerprint)
        if known:
            serious = serious or known.serious
            self._waiting[trouble.fingerprint] = _Waiting(trouble, known.first_at, known.count + 1, serious)
        elif len(self._waiting) < _MOST_KINDS:
            self._waiting[trouble.fingerprint] = _Waiting(trouble, trouble.at, 1, serious)

    def _lasts(self, at: datetime) -> bool:
        """Tell whether the store has been in trouble for long, this time."""
        if self._store_since is None or self._store_last is None or at - self._store_last > _PASSES:
            self._store_since = at
        self._store_last = at
        return at - self._store_since >= LASTING

    async def _run(self) -> None:
        while True:
            try:
                async with asyncio.timeout(_LOOK_S):
                    await self._rung.wait()
                self._rung.clear()
                await asyncio.sleep(_COLLECT_S)
            except TimeoutError:
                pass  # nothing happened, but counts may be due
            await self._attempt()

    async def _attempt(self) -> None:
        """Keep and tell what there is. Trouble with that is not told of: it would be the next trouble."""
        try:
            await self.keep()
            await self.tell_counts()
        except StoreError as error:
            _log.warning("trouble cannot be kept and waits: %s", error)
            await self._say_directly(error)
        except Exception:
            _log.exception("a defect in telling of trouble")

    async def keep(self) -> None:
        """Keep what was heard, and tell what of it is new. Raises StoreError; what is not kept then waits."""
        with self._guard:
            waiting = dict(self._waiting)
        kept: list[Alert] = []
        for fingerprint, one in waiting.items():
            kept.append(await self._services.store.note_alert(_alert(one)))
            with self._guard:
                self._forget(fingerprint, one)
        self._unstored_since, self._said_directly = None, False
        new = [alert for alert in kept if alert.serious and alert.told_at is None]
        await self._tell_new(new)

    def _forget(self, fingerprint: str, kept: _Waiting) -> None:
        """Take away what was kept; what came meanwhile stays."""
        now = self._waiting[fingerprint]
        if now.count == kept.count:
            del self._waiting[fingerprint]
        else:
            self._waiting[fingerprint] = replace(now, count=now.count - kept.count)

    async def _tell_new(self, alerts: Sequence[Alert]) -> None:
        now = self._services.clock()
        while self._new and now - self._new[0] >= EACH:
            self._new.popleft()
        told = alerts[: MOST_NEW - len(self._new)]
        if told:
            self._new.extend([now] * len(told))
            await self._tell(told, alert_messages.new(self._services.texts, told), now)

    async def tell_counts(self) -> None:
        """Tell, once an hour, what came again since it was told. Raises StoreError."""
        now = self._services.clock()
        if self._counted_at and now - self._counted_at < EACH:
            return
        untold = await self._services.store.untold_alerts()
        due = [alert for alert in untold if now - (alert.told_at or alert.first_at) >= EACH]
        if due:
            self._counted_at = now
            await self._tell(due, alert_messages.counts(self._services.texts, due), now)

    async def _tell(self, alerts: Sequence[Alert], said: Outgoing, now: datetime) -> None:
        first = alerts[0]
        drafts = [
            Draft(f"{ALERT_KEY}{first.fingerprint}:{first.count}:{admin}", admin, 0, said.html, "[]")
            for admin in sorted(self._services.settings.admin_ids)
        ]
        await self._services.store.tell_alerts(alerts, drafts, now)
        self._services.sender.wake()

    async def _say_directly(self, error: StoreError) -> None:
        """Tell of trouble that keeps the queue from telling of it, once it has lasted, and once."""
        now = self._services.clock()
        self._unstored_since = self._unstored_since or now
        if self._said_directly or now - self._unstored_since < HELPLESS:
            return
        self._said_directly = True
        said = alert_messages.lasting(self._services.texts, error)
        for admin in sorted(self._services.settings.admin_ids):
            try:
                await send(self._bot, Place(admin), said)
            except TelegramError as failure:
                _log.warning("an admin cannot be told of trouble: %s", failure.message)


def _alert(one: _Waiting) -> Alert:
    latest = one.latest
    return Alert(
        fingerprint=latest.fingerprint,
        place=latest.place,
        what=latest.what,
        reference=latest.reference,
        serious=one.serious,
        first_at=one.first_at,
        last_at=latest.at,
        count=one.count,
        told_at=None,
        told_count=0,
    )

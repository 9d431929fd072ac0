"""Sending what the bot says unasked: one queue in the store, paced, in order within a chat, and through all trouble."""

import asyncio
import html
import json
import logging
import random
import re
import statistics
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.errors import StoreError
from bot.store.rows import OutboxRow
from bot.store.store import Store
from handlers import messages
from handlers.cutting import utf16_length
from handlers.outage import MOST_PAUSE_S, Outage, back_off_s
from handlers.outgoing import Button, Rows
from handlers.pace import SendingPace
from handlers.refusals import Meaning, Verdict, verdict
from handlers.retrying import Monotonic, Patience, Sleep
from handlers.sending import keyboard
from handlers.settling import FLOOD_MARGIN_S, Clock, Policy, Settling
from handlers.texts import Texts

_log = logging.getLogger(__name__)

Deliver = Callable[[OutboxRow, str, Rows], Awaitable[int]]
Probe = Callable[[], Awaitable[object]]

_LOOK_S = 1.0  # what was read of the queue is good for so long
_MOST_READ = 100  # messages at a time, beside those of chats that may not be written to
_DOUBTS_S = 10.0  # between two looks for messages that a sender left in doubt
_BEHIND_S = 0.1
_PATIENCE_S = 0.25  # with a call, at least, before others go beside it
_HANGING = 5  # calls at most that do not count for that


@dataclass(frozen=True, slots=True)
class SenderSettings:
    """What the sender goes by."""

    in_doubt: Policy = "marked"
    refusals_before_pause: int = 3
    lease_s: float = 60.0  # after it a message whose sender says nothing is in doubt; longer than a call and its notes
    call_s: float = 30.0  # after it a call is given up
    sign_s: float = 10.0  # for a sign of life, before a call in doubt too; after it Telegram counts as away
    at_once: int = 30  # calls at the same time, at most


_DEFAULTS = SenderSettings()


@dataclass(slots=True)
class _Flight:
    """A message that is being sent."""

    row: OutboxRow
    began: float


class Sender:
    """Sends the messages of the outbox; `start` it, `wake` it when there are new ones, `stop` it before the store.

    A message is marked as being sent before the call, and settled after the answer, both durably. So after a death at
    any moment no message is lost, and the only ones that may come twice are those between the two. They are *in
    doubt*, as is one whose connection is cut before the answer. By the policy `marked` it is sent again, with a line
    before it that says so; by `again` without the line; by `never` it is given up, and what it told stays told.
    With the first two no message is lost however often that happens, and each death or cut makes at most one copy:
    dropping a message that was in doubt twice would lose those of an outage in which nothing got through. Before a
    message in doubt goes again, Telegram must have answered something else, so that an outage makes one copy, not
    one a try; and further tries of the same message come after longer and longer pauses, up to an hour.

    To keep the number of those in doubt small, no more calls are made at a time than the pace needs: with quick
    answers that is one. Trouble that is not the message's never ends its tries: late is better than lost.
    """

    def __init__(
        self,
        store: Store,
        deliver: Deliver,
        probe: Probe,
        pace: SendingPace,
        mark: str,
        clock: Clock,
        settings: SenderSettings = _DEFAULTS,
        *,
        monotonic: Monotonic = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        rng: random.Random | None = None,
    ) -> None:
        """Take the store, what sends a message, what asks Telegram for a sign of life, and the marking line as HTML."""
        self._store = store
        self._deliver = deliver
        self._probe = probe
        self._pace = pace
        self._mark = mark
        self._clock = clock
        self._settings = settings
        self._monotonic = monotonic
        self._sleep = sleep
        self._rng = rng or random.Random()
        self._outage = Outage(self._rng)
        self._settling = Settling(store, clock, settings.in_doubt, settings.refusals_before_pause, self._rng, sleep)
        self._task: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()
        self._stopping = False
        self._read: list[OutboxRow] = []  # of the queue, first to go first
        self._read_until = self._doubts_at = float("-inf")
        self._flights: dict[asyncio.Task[None], _Flight] = {}
        self._durations: deque[float] = deque(maxlen=15)

    def start(self) -> None:
        """Begin to send."""
        self._task = asyncio.create_task(self._run(), name="sender")

    def wake(self) -> None:
        """Look at the queue now: there is something new in it."""
        self._read_until = float("-inf")
        self._woken.set()

    async def stop(self, grace_s: float) -> None:
        """Begin no more calls, and let those under way end and be settled; what takes longer is left in doubt."""
        self._stopping = True
        self._woken.set()
        try:
            async with asyncio.timeout(grace_s):
                while running := ({self._task} if self._task else set()) | self._flights.keys():
                    await asyncio.wait(running)
                    self._task = self._task if self._task and not self._task.done() else None
        except TimeoutError:
            _log.warning("the stop comes before the end of %d calls, which are in doubt", len(self._flights))
        left = [task for task in (self._task, *self._flights) if task]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        self._task = None

    async def _run(self) -> None:
        failures = 0
        while not self._stopping:
            self._woken.clear()
            try:
                pause_s = await self._step()
                failures = 0
            except StoreError as error:
                failures += 1
                pause_s = back_off_s(failures, self._rng)
                _log.error("the outgoing queue waits %.0f s: %s", pause_s, error)
            except Exception:
                failures += 1
                pause_s = back_off_s(failures, self._rng)
                _log.exception("a defect in the outgoing queue, which goes on in %.0f s", pause_s)
            if pause_s > 0 and not self._stopping:
                await self._rest(min(pause_s, MOST_PAUSE_S))

    async def _rest(self, seconds: float) -> None:
        """Sleep, or until woken."""
        either: list[asyncio.Task[object]] = [
            asyncio.create_task(_of(self._sleep(seconds))),
            asyncio.create_task(_of(self._woken.wait())),
        ]
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in either:
                task.cancel()
            await asyncio.gather(*either, return_exceptions=True)

    async def _step(self) -> float:
        """Begin to send one message if one may go; return the seconds until it is worth looking again."""
        if self._outage.on and (wait_s := await self._asked_again()):
            return wait_s
        now = self._monotonic()
        if now >= self._doubts_at:
            await self._settle_doubts()
            self._doubts_at = now + _DOUBTS_S
        if not self._read or now >= self._read_until:
            await self._read_queue()
        if not self._read:
            return await self._until_more()
        if (wait_s := max(self._pace.any_ready_at(now) - now, self._until_room(now))) > 0:
            return wait_s
        row = next((row for row in self._read if self._ready_at(row) <= now), None)
        if row is None:
            return min(self._read_until, *map(self._ready_at, self._read)) - now
        self._read.remove(row)
        await self._begin(row)
        return 0.0

    def _ready_at(self, row: OutboxRow) -> float:
        """Return when a message may go as far as its chat is concerned: an answer is not held up by answers before."""
        return self._pace.held_until(row.chat_id) if row.asked else self._pace.chat_ready_at(row.chat_id)

    async def _asked_again(self) -> float:
        """Ask Telegram for a sign of life when that is due; return for how long the outage goes on at least."""
        if wait_s := self._outage.wait_s(self._monotonic()):
            return wait_s
        if await self._alive():
            _log.warning("Telegram answers again, and sending goes on")
            self._outage.over()
        else:
            self._outage.asked_in_vain(self._monotonic())
            if self._outage.has_become_long(self._monotonic()):
                _log.error("Telegram has not answered for ten minutes: nothing is sent until it does")
        return self._outage.wait_s(self._monotonic())

    async def _alive(self) -> bool:
        try:
            async with asyncio.timeout(self._settings.sign_s):
                await self._probe()
        except TelegramError as error:
            return verdict(error).meaning is Meaning.FLOOD
        except TimeoutError:
            return False
        except Exception:  # as below
            _log.exception("Telegram says something that nobody understands")
            return False
        return True

    async def _settle_doubts(self) -> None:
        """Settle the messages of a sender that died; those of our own are under way, however long it takes."""
        under_way = {flight.row.id for flight in self._flights.values()}
        for row in await self._store.in_doubt(self._clock()):
            if row.id not in under_way:
                await self._settling.left_in_doubt(row)

    async def _read_queue(self) -> None:
        now = self._monotonic()
        self._read_until = now + _LOOK_S
        # Chats that may not be written to keep their place in front: without room beside them nobody else would come.
        self._read = list(await self._store.ready(self._clock(), _MOST_READ + self._pace.unready(now)))

    async def _until_more(self) -> float:
        at = await self._store.next_ready_at()
        return MOST_PAUSE_S if at is None else max((at - self._clock()).total_seconds(), 0.05)

    def _until_room(self, now: float) -> float:
        """Return the seconds until one more call may be made beside those under way, 0 for now.

        As many are made at once as the pace needs with calls as short as they can be, and one more for each
        `_BEHIND_S` that it falls behind. One that takes much longer than others does not count, or it would hold them
        up; but several such mean that no call is answered, and then further ones would be in doubt as well.
        """
        needed = int(min(self._durations, default=0.0) * self._pace.limits.per_second)
        enough = max(needed, 1) + int(self._pace.behind_s(now) / _BEHIND_S)
        patience_s = max(3 * statistics.median(self._durations or [0.0]), _PATIENCE_S)
        counted = [flight.began for flight in self._flights.values() if now - flight.began < patience_s]
        if len(self._flights) >= min(enough + _HANGING, self._settings.at_once):
            return MOST_PAUSE_S
        return min(counted) + patience_s - now if len(counted) >= enough else 0.0

    async def _begin(self, row: OutboxRow) -> None:
        """Claim a message and send it in a task of its own."""
        began, now = self._monotonic(), self._clock()
        if row.doubtful and self._settings.in_doubt == "never":  # in doubt since the policy was another
            await self._settling.left_in_doubt(row)
            return
        if not await self._store.claim(row.id, now, now + timedelta(seconds=self._settings.lease_s)):
            return
        number = self._pace.note(row.chat_id, self._monotonic())
        task = asyncio.create_task(self._send(row, number, began), name=f"send {row.key}")
        self._flights[task] = _Flight(row, began)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        flight = self._flights.pop(task)
        self._woken.set()
        if not task.cancelled() and (error := task.exception()):
            _log.error("message %s is in doubt for a defect", flight.row.key, exc_info=error)

    async def _send(self, row: OutboxRow, number: int, began: float) -> None:
        """Make the call and note what came of it; the pace knows the message by its number."""
        try:
            result = await self._called(row)
        finally:
            self._pace.answered(number, self._monotonic())
        answered = self._noted(row, result)
        await self._settling.settle(row, result)
        if answered:
            self._durations.append(self._monotonic() - began)

    async def _called(self, row: OutboxRow) -> int | Verdict:
        """Return the id of the message that was sent, or why none was."""
        try:
            rows = rows_of(row.buttons)
        except ValueError:
            return Verdict(Meaning.DEFECT)
        if row.doubtful and not await self._alive():
            return Verdict(Meaning.MAY_PASS)
        try:
            async with asyncio.timeout(self._settings.call_s):
                return await self._deliver(row, self._text(row), rows)
        except TelegramError as error:
            _log.info("message %s: %s", row.key, error.message)
            return verdict(error)
        except TimeoutError:
            return Verdict(Meaning.DOUBTFUL)
        except Exception:  # an answer that says "ok" and is no message breaks the library in many ways
            _log.exception("message %s got an answer that nobody understands", row.key)
            return Verdict(Meaning.DOUBTFUL)

    def _text(self, row: OutboxRow) -> str:
        """Return a message's HTML, marked if it may be a repeat and the mark still fits."""
        if not row.doubtful or self._settings.in_doubt != "marked":
            return row.html
        marked = f"{self._mark}\n\n{row.html}"
        return marked if parsed_length(marked) <= messages.MAX_TEXT else row.html

    def _noted(self, row: OutboxRow, result: int | Verdict) -> bool:
        """Take from a result what it says of other messages; tell whether Telegram answered."""
        now = self._monotonic()
        if isinstance(result, Verdict) and result.meaning in (Meaning.MAY_PASS, Meaning.DOUBTFUL):
            if self._outage.failed(row.chat_id, now):
                _log.warning("Telegram seems to be away: sending waits")
            return False
        self._outage.answered()
        if isinstance(result, Verdict) and result.meaning is Meaning.FLOOD:
            self._pace.hold(row.chat_id, now + result.seconds + FLOOD_MARGIN_S, now)
        return True


async def _of(waited_for: Awaitable[object]) -> object:
    return await waited_for


def rows_of(buttons: str) -> Rows:
    """Return the buttons that an outbox row has as JSON. Raises ValueError where that is something else."""
    read = json.loads(buttons)
    try:
        return tuple(tuple(Button(str(label), str(data), str(url)) for label, data, url in row) for row in read)
    except TypeError as error:
        raise ValueError("not rows of [label, data, url]") from error


def parsed_length(markup: str) -> int:
    """Return the length of HTML of ours as Telegram counts it: UTF-16 units without the tags."""
    return utf16_length(html.unescape(re.sub(r"<[^>]*>", "", markup)))


def telegram_sender(
    bot: ExtBot[Patience],
    store: Store,
    pace: SendingPace,
    texts: Texts,
    clock: Clock,
    settings: SenderSettings,
    *,
    monotonic: Monotonic = time.monotonic,
    sleep: Sleep = asyncio.sleep,
    through: Callable[[Deliver], Deliver] = lambda deliver: deliver,
) -> Sender:
    """Return the sender of a bot's outbox, not started. `pace` is the one that the bot's own calls are noted in.

    Messages go `through` what is put around the call; a bench counts there, a test dies there.
    """

    async def deliver(row: OutboxRow, markup: str, rows: Rows) -> int:
        sent = await bot.send_message(
            row.chat_id,
            markup,
            message_thread_id=row.thread_id or None,
            reply_markup=keyboard(rows),
            rate_limit_args=Patience.ONCE,
        )
        return sent.message_id

    async def probe() -> object:
        return await bot.get_me(rate_limit_args=Patience.ONCE)

    mark = messages.note(texts.sent_again).html
    return Sender(store, through(deliver), probe, pace, mark, clock, settings, monotonic=monotonic, sleep=sleep)

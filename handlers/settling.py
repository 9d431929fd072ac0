"""What becomes of a message of the outgoing queue after an attempt, written down in the store."""

import asyncio
import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from bot.errors import StoreError
from bot.store.rows import OutboxRow
from bot.store.store import Store
from handlers.outage import back_off_s
from handlers.refusals import Meaning, Verdict
from handlers.retrying import Sleep

_log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
Policy = Literal["marked", "again", "never"]

FLOOD_MARGIN_S = 0.1  # Telegram's second is not ours
_MOST_DOUBTFUL_S = 3600.0  # between tries of which each may make one more copy
STORE_PAUSES_S = (0.5, 1.0, 2.0, 4.0, 8.0)
_IN_DOUBT = "in doubt"
_REFUSALS = {
    Meaning.UNREACHABLE: "the chat cannot be reached",
    Meaning.NO_RIGHTS: "the bot may not write there",
    Meaning.THREAD_GONE: "the forum's topic is gone",
}


class Settling:
    """Settles messages: sent, to be tried again later, or given up, with what that means for who follows.

    `policy` says what becomes of a message in doubt, see `handlers.sender.Sender`; after `refusals` in a row a
    follower is paused.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        policy: Policy,
        refusals: int,
        rng: random.Random,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """Take what is needed."""
        self._store = store
        self._clock = clock
        self._policy = policy
        self._refusals = refusals
        self._rng = rng
        self._sleep = sleep

    async def settle(self, row: OutboxRow, result: int | Verdict) -> None:
        """Write down that a message was sent, with the id that it got, or why not.

        Waits and tries again while the store fails. Raises StoreError when it fails for long: what became of the
        message is in doubt then, for whoever looks next.
        """
        for pause_s in STORE_PAUSES_S:
            try:
                return await self._settle(row, result)
            except StoreError as error:
                _log.error("what became of message %s is kept in %.1f s: %s", row.key, pause_s, error)
                await self._sleep(pause_s)
        return await self._settle(row, result)

    async def left_in_doubt(self, row: OutboxRow) -> None:
        """Do with a message whose sender ended before it could settle it what the policy says."""
        _log.warning("message %s was being sent when its sender ended: it is in doubt", row.key)
        if self._policy == "never":
            await self._store.drop(row.id, _IN_DOUBT, self._clock())
        else:
            await self._store.give_back(row.id, self._clock())

    async def _settle(self, row: OutboxRow, result: int | Verdict) -> None:
        if isinstance(result, int):
            await self._store.settle(row.id, result, self._clock())
        elif result.meaning in _REFUSALS:
            await self._refused(row, _REFUSALS[result.meaning])
        elif result.meaning is Meaning.DEFECT:
            # What it told stays told: made anew, the same message would be refused every day.
            _log.error("message %s can never be sent and is given up: a defect", row.key)
            await self._store.drop(row.id, "defect", self._clock())
        else:
            await self._try_later(row, result)

    async def _try_later(self, row: OutboxRow, result: Verdict) -> None:
        match result.meaning:
            case Meaning.MIGRATED:
                await self._store.migrate_chat(row.chat_id, result.chat_id)
                await self._wait(row, 0.0, "moved")
            case Meaning.FLOOD:
                await self._wait(row, result.seconds + FLOOD_MARGIN_S, "flood")
            case Meaning.DOUBTFUL if self._policy == "never":
                await self._store.drop(row.id, _IN_DOUBT, self._clock())
            case Meaning.DOUBTFUL:
                pause_s = back_off_s(row.attempts + 1, self._rng, _MOST_DOUBTFUL_S)
                await self._wait(row, pause_s, _IN_DOUBT, doubtful=True)
            case _:  # not the message's trouble: however long it lasts, late is better than lost
                await self._wait(row, back_off_s(row.attempts + 1, self._rng), "trouble")

    async def _wait(self, row: OutboxRow, seconds: float, why: str, *, doubtful: bool = False) -> None:
        """Let a message wait; stored, so that a restart waits as long."""
        await self._store.postpone(row.id, self._clock() + timedelta(seconds=seconds), why, doubtful=doubtful)

    async def _refused(self, row: OutboxRow, reason: str) -> None:
        """Make what a message told news again, and pause its follower after too many refusals in a row.

        The message is given up last: after a death in between it is in doubt, and all of this happens again.
        """
        if row.digest_id is not None:
            await self._store.undo_digest(row.digest_id)
        if row.follower_id is not None:
            refusals = await self._store.refuse(row.follower_id)
            if refusals >= self._refusals:
                _log.info("follower %d is paused after %d refusals: %s", row.follower_id, refusals, reason)
                await self._store.stop_follower(row.follower_id, reason)
        await self._store.drop(row.id, reason, self._clock())

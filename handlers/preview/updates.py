"""The queue of updates that wait for the bot, and the long poll that hands them out."""

import asyncio
import itertools
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handlers.preview.errors import ApiError

# Telegram sends these only to a bot that asks for them by name.
_ON_REQUEST_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_OTHER_POLL = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class Signal:
    """Lets coroutines wait for a change: every `notify` wakes all that wait."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def notify(self) -> None:
        """Wake everyone, so that they look again at what they wait for."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def wait_for(self, condition: Callable[[], bool], timeout_s: float) -> bool:
        """Return True as soon as the condition holds, False when it does not within the time."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout_s):
                while not condition():
                    future: asyncio.Future[None] = loop.create_future()
                    self._waiting.add(future)
                    await future
        except TimeoutError:
            return condition()
        return True


@dataclass(frozen=True, slots=True)
class Update:
    """One update; `kind` is the name of its only field besides the id."""

    id: int
    kind: str
    content: dict[str, object]

    def to_json(self) -> dict[str, object]:
        """Serialise as Telegram does."""
        return {"update_id": self.id, self.kind: self.content}


class UpdateQueue:
    """Updates in order until the bot confirms them by asking for a later offset."""

    def __init__(self, first_id: int) -> None:
        self._next_id = first_id
        self._pending: deque[Update] = deque()
        self._poll = 0  # number of the latest poll; an earlier one that still waits has lost
        self._closed = False
        self.changed = Signal()
        self.allowed: tuple[str, ...] = ()
        self.webhook_url = ""

    def __len__(self) -> int:
        return len(self._pending)

    def push(self, kind: str, content: dict[str, object]) -> None:
        """Queue an update, unless the bot said that it does not want its kind."""
        wanted = kind in self.allowed if self.allowed else kind not in _ON_REQUEST_ONLY
        if wanted:
            self._pending.append(Update(self._next_id, kind, content))
            self._next_id += 1
            self.changed.notify()

    def drop(self) -> None:
        """Forget all that is pending."""
        self._pending.clear()
        self.changed.notify()

    def close(self) -> None:
        """Let every waiting poll end with what there is, for the server is about to stop."""
        self._closed = True
        self.changed.notify()

    async def poll(
        self, offset: int, limit: int, timeout_s: int, allowed: Sequence[str] | None
    ) -> list[dict[str, object]]:
        """Serve getUpdates: confirm all before `offset`, wait for something, return at most `limit` updates.

        Raises:
            ApiError: 409 when a webhook is set or another poll comes in before this one is answered.
        """
        if self.webhook_url:
            raise ApiError(409, _WEBHOOK_ACTIVE)
        if allowed is not None:
            self.allowed = tuple(allowed)
        self._confirm(offset)
        self._poll += 1
        mine = self._poll
        self.changed.notify()
        await self.changed.wait_for(lambda: bool(self._pending) or self._poll != mine or self._closed, timeout_s)
        if self._poll != mine:
            raise ApiError(409, _OTHER_POLL)
        return [update.to_json() for update in itertools.islice(self._pending, min(max(limit, 1), 100))]

    def _confirm(self, offset: int) -> None:
        """A negative offset keeps that many of the latest updates."""
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
        while self._pending and self._pending[0].id < offset:
            self._pending.popleft()

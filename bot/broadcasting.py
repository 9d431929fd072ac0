"""Broadcasts: a text of an editor's to all who follow something, once. What handlers call."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.digests.planning import Limits, Parcel, overdue_from
from bot.store.broadcasts import broadcast_key
from bot.store.rows import Broadcast, Draft, Follower, Later, Progress
from bot.store.store import Store

# Makes the message to a follower.
RenderBroadcast = Callable[[Broadcast, Follower], Parcel]
# Makes the report to who sent a broadcast.
RenderReport = Callable[[Broadcast, Progress], Parcel]

_BATCH = 100  # followers a transaction: the event loop serves others between two
DRAFT_LASTS = timedelta(days=1)


class Broadcasts:
    """Sends texts to all who follow. Holds nothing that the store does not: a restart loses none and doubles none."""

    def __init__(self, store: Store, limits: Limits, clock: Callable[[], datetime]) -> None:
        """Take an open store, and what is set for all who follow."""
        self._store = store
        self._limits = limits
        self._clock = clock

    async def draft(self, text: str, by: int) -> Broadcast:
        """Keep a text that is to be confirmed, for private chats at first."""
        made = Broadcast(
            id=secrets.token_urlsafe(6),
            text=text,
            groups=False,
            made_at=self._clock(),
            made_by=by,
            state="draft",
            confirmed_at=None,
            spread_to=0,
            chats=0,
            sent=0,
            refused=0,
        )
        await self._store.add_broadcast(made)
        return made

    async def get(self, broadcast_id: str) -> Broadcast | None:
        """Return a broadcast, None where it is gone; a draft is gone after a day."""
        found = await self._store.broadcast(broadcast_id)
        stale = found and found.state == "draft" and found.made_at < self._clock() - DRAFT_LASTS
        return None if stale else found

    async def audience(self, *, groups: bool) -> int:
        """Return to how many chats one would go now."""
        return await self._store.audience(self._clock(), groups=groups)

    async def include_groups(self, broadcast_id: str, *, groups: bool) -> Broadcast | None:
        """Let a draft go to groups too, or not; None where it is no draft any more."""
        return await self._store.change_draft(broadcast_id, groups=groups)

    async def confirm(self, broadcast_id: str) -> Broadcast | None:
        """Begin to send a draft; None where it is none any more, so that it is sent once."""
        return await self._store.change_draft(broadcast_id, state="spreading", confirmed_at=self._clock())

    async def cancel(self, broadcast_id: str) -> Broadcast | None:
        """Give a draft up; None where it is none any more."""
        return await self._store.change_draft(broadcast_id, state="cancelled")

    async def progress(self, broadcast: Broadcast) -> Progress:
        """Return how far a broadcast is."""
        return await self._store.progress(broadcast)

    async def go_on(self, render: RenderBroadcast, report: RenderReport) -> int:
        """Queue what is to be sent of all broadcasts, in batches, and the reports on those that are done.

        Returns how many messages and reports became ready. Two processes may do so at once.
        """
        ready = 0
        for broadcast in await self._store.broadcasts_under_way():
            ready += await self._spread(broadcast, render) if broadcast.state == "spreading" else 0
            ready += await self._reported(broadcast.id, report)
        return ready

    async def release(self) -> int:
        """Queue what was held until quiet hours were over; return how many messages."""
        released = 0
        while due := await self._store.release(self._clock(), _BATCH):
            released += due
        return released

    async def _spread(self, broadcast: Broadcast, render: RenderBroadcast) -> int:
        queued = 0
        while True:
            now = self._clock()
            listeners = await self._store.listeners(broadcast, now, _BATCH)
            messages = [self._message(broadcast, one, render, now) for one in listeners]
            spread_to = listeners[-1].id if listeners else broadcast.spread_to
            if not await self._store.spread(broadcast, messages, spread_to, now) or not messages:
                return queued
            queued += len(messages)
            broadcast = replace(broadcast, spread_to=spread_to)

    def _message(self, broadcast: Broadcast, follower: Follower, render: RenderBroadcast, now: datetime) -> Later:
        parcel, key = render(broadcast, follower), broadcast_key(broadcast.id, follower.chat_id)
        draft = Draft(key, follower.chat_id, follower.thread_id, parcel.html, parcel.buttons, follower.id)
        return Later(draft, overdue_from(follower, now, self._limits))

    async def _reported(self, broadcast_id: str, render: RenderReport) -> bool:
        broadcast = await self._store.broadcast(broadcast_id)
        if broadcast is None or broadcast.state != "sending":
            return False
        counts, now = await self._store.progress(broadcast), self._clock()
        if counts.waiting:
            return False
        return await self._store.finish_broadcast(broadcast_id, _report(broadcast, render(broadcast, counts)), now)


def _report(broadcast: Broadcast, parcel: Parcel) -> Draft | None:
    """Return the message to who sent a broadcast, None where that is forgotten."""
    if not broadcast.made_by:
        return None
    return Draft(f"report:{broadcast.id}", broadcast.made_by, 0, parcel.html, parcel.buttons)

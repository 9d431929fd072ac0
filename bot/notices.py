"""Telling those who asked for something that it is in the documents now. What handlers call."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.digests.planning import Limits, Parcel, overdue_from
from bot.errors import BriefingError
from bot.library import Library
from bot.search.topics import Topic
from bot.store.notices import Asker
from bot.store.rows import Draft, Follower, Later, Subscription
from bot.store.store import Store

_log = logging.getLogger(__name__)

# Makes the message to a follower who asked by a subscription for what is a topic now.
RenderNotice = Callable[[Follower, Subscription, Topic], Parcel]


class NotThereError(BriefingError):
    """Nobody is told that something is in the documents while a briefing on it would say that it is not."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the documents have no answer to {key!r} yet: give a topic that name first")
        self.key = key


class Notices:
    """Tells askers, each of them once, and nobody who did not ask for exactly that.

    Who asked is who follows it: the button under an honest no says that it is to be told when it appears.
    """

    def __init__(
        self, store: Store, library: Library, limits: Limits, render: RenderNotice, clock: Callable[[], datetime]
    ) -> None:
        """Take an open store and library, what is set for all who follow, and what makes the message."""
        self._store = store
        self._library = library
        self._limits = limits
        self._render = render
        self._clock = clock

    async def count(self, key: str) -> int:
        """Return how many would be told that a query is in the documents; `key` is that of `bot.following.key_of`."""
        return len(self._listening(await self._store.askers(key)))

    async def tell(self, key: str, topic_id: str, by: int) -> int:
        """Queue a message to all who asked for a query and can be told; return how many.

        In a follower's quiet hours it waits for their end. Raises NotThereError where the query has no answer, or the
        topic is gone.
        """
        topic, askers = self._library.topic(topic_id), self._listening(await self._store.askers(key))
        if topic is None or not await self._is_there(key, askers):
            raise NotThereError(key)
        now = self._clock()
        messages = [(one.subscription.id, self._message(one, topic, now)) for one in askers]
        told = await self._store.tell_askers(messages, now)
        _log.info("admin %d told %d who asked", by, told)
        return told

    def _listening(self, askers: Sequence[Asker]) -> list[Asker]:
        """Return those who have not paused all news, or this."""
        now = self._clock()
        return [one for one in askers if not _is_paused(one.follower.paused_until, one.subscription.paused_until, now)]

    async def _is_there(self, key: str, askers: Sequence[Asker]) -> bool:
        queries = {one.subscription.query for one in askers} or {key}
        return all([(await self._library.reply_to(query)).briefing is not None for query in queries])

    def _message(self, one: Asker, topic: Topic, now: datetime) -> Later:
        follower, subscription = one.follower, one.subscription
        parcel = self._render(follower, subscription, topic)
        draft = Draft(
            f"notice:{subscription.id}", follower.chat_id, follower.thread_id, parcel.html, parcel.buttons, follower.id
        )
        return Later(draft, overdue_from(follower, now, self._limits))


def _is_paused(chat_until: datetime | None, topic_until: datetime | None, now: datetime) -> bool:
    return any(until is not None and until > now for until in (chat_until, topic_until))

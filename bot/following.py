"""Following: who follows what, when it is due, and what comes of it. What handlers call beside the library."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import Any
from zoneinfo import ZoneInfo

from bot.answering import Page, Reply, Snapshot
from bot.digests.echoes import Gone
from bot.digests.news import News, is_sure, page_of
from bot.digests.planning import (
    Edition,
    Limits,
    Render,
    asked_commit,
    due_commit,
    overdue,
    put_off,
    run_after,
    zone_of,
)
from bot.digests.schedule import QuietHours, Schedule, parse_schedule
from bot.digests.types import Preview
from bot.errors import StoreError
from bot.library import Library
from bot.search.analysis import fold, words
from bot.search.matching import Outcome, Tier
from bot.store.rows import Commit, DueFollower, Follower, Subscription
from bot.store.store import Store

_log = logging.getLogger(__name__)

PREVIEW_DAYS = 30
REMEMBERED = timedelta(days=60)  # for how long a repeat of what was sent is known as one
_MOST_GONE = 2_000  # paragraphs no longer in the documents that news is compared with
_PUT_OFF = timedelta(hours=1)  # a digest that a defect is in the way of
_TRIES = 5  # for a digest on demand
_BATCH = 100  # followers a transaction: the event loop serves others between two
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody follows from, as Telegram tells it."""

    chat_id: int
    thread_id: int  # of a forum topic, 0 otherwise
    kind: str
    title: str = ""
    language: str = ""
    manager_id: int | None = None  # of a channel


class Added(Enum):
    """What following came to."""

    NEW = auto()
    KNOWN = auto()  # followed before
    FULL = auto()  # the chat follows as many topics as it may


def key_of(query: str) -> str:
    """Return what the spellings of a followed topic have in common: its folded words."""
    return " ".join(fold(word) for word in words(query)) or query.casefold().strip()


def followed_as(reply: Reply) -> str:
    """Return what is followed when a reply is: its topic by name, else what was typed.

    A digest is read by nobody before it is sent, so that a guess must have been seen and agreed to once: from then on
    the topic's own name is asked for, or the corpus's words for what was typed in others.
    """
    match = reply.match
    if match.outcome is not Outcome.ANSWER:
        return match.query
    if match.topic and not match.question and match.tier is not Tier.WORDS:
        return match.topic.name
    return match.query if is_sure(match) else match.heading


def keys_of(reply: Reply) -> frozenset[str]:
    """Return the keys under which what a reply answers may be followed: its own words too, as a list brings them."""
    return frozenset({key_of(followed_as(reply)), key_of(reply.match.query)})


class Following:
    """Follows, unfollows, schedules, and queues what is due. Holds nothing that the store does not."""

    def __init__(self, store: Store, library: Library, limits: Limits, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._library = library
        self._clock = clock
        self.limits = limits

    async def join(self, address: Address) -> Follower:
        """Return the follower at an address, made with the operator's defaults if there is none."""
        return await self._store.add_follower(
            chat_id=address.chat_id,
            thread_id=address.thread_id,
            kind=address.kind,
            title=address.title,
            language=address.language,
            zone="",
            schedule=self.limits.schedule,
            quiet="",
            manager_id=address.manager_id,
            now=self._clock(),
        )

    def zone_of(self, follower: Follower) -> ZoneInfo:
        """Return the zone that a follower's times are in."""
        return zone_of(follower, self.limits)

    # What is followed

    async def preview(self, follower: Follower, query: str) -> Preview:
        """Tell what following a topic would have brought in the last `PREVIEW_DAYS` days."""
        now = self._clock()
        reply = await self._library.brief(query)
        seen = await self._store.first_seen_of([hit.paragraph.id for hit in reply.hits])
        found = await asyncio.to_thread(self._looked_back, followed_as(reply), seen, now)
        timed = not parse_schedule(follower.schedule).live
        return replace(found, next_at=run_after(follower, "", None, now, self.limits) if timed else None)

    def _looked_back(self, query: str, seen: Mapping[str, datetime], now: datetime) -> Preview:
        snapshot = self._library.snapshot  # one for all, whatever is indexed meanwhile
        news, none = News(snapshot, seen), frozenset[str]()
        recent = news.section(0, query, now - timedelta(days=PREVIEW_DAYS), none, self.limits.sentences)
        shown = recent or news.section(0, query, _BEGINNING, none, self.limits.sentences)
        ids = (*recent.shown, *recent.more) if recent else ()
        sources = {_source_of(snapshot, id_) for id_ in ids}
        return Preview(query, news.heading(query), PREVIEW_DAYS, len(ids), len(sources), shown, None)

    async def follow(self, follower: Follower, query: str, user_id: int) -> tuple[Added, Subscription | None]:
        """Follow a topic, be it in the documents or not yet; news is what the documents bring from now on."""
        now, key = self._clock(), key_of(query)
        known = key in {one.key for one in await self._store.subscriptions(follower.id)}
        made = await self._store.add_subscription(
            follower_id=follower.id,
            query=query,
            key=key,
            user_id=user_id,
            schedule="",
            now=now,
            news_since=self._library.corpus_time or _BEGINNING,
            next_run_at=run_after(follower, "", None, now, self.limits),
            limit=self.limits.topics,
        )
        return (Added.FULL if made is None else Added.KNOWN if known else Added.NEW), made

    async def unfollow(self, follower: Follower, subscription_ids: Iterable[int]) -> int:
        """Stop following topics; return how many were followed."""
        return await self._store.remove_subscriptions(follower.id, tuple(subscription_ids))

    # When

    async def schedule(self, follower: Follower, schedule: Schedule) -> Follower:
        """Set when digests come to a chat; topics with a schedule of their own keep it."""
        return await self._change(follower, schedule=schedule.text)

    async def set_zone(self, follower: Follower, zone: str) -> Follower:
        """Set the zone that all times of a chat are in."""
        return await self._change(follower, zone=zone)

    async def set_quiet(self, follower: Follower, quiet: QuietHours | None) -> Follower:
        """Set the hours in which nothing is sent, None for none."""
        text = quiet.text if quiet else ""
        return await self._change(follower, quiet=text)

    async def pause(self, follower: Follower, until: datetime | None) -> Follower:
        """Send nothing until an instant (`FOREVER`: until resumed); None resumes."""
        return await self._change(follower, paused_until=until)

    async def tell_nothing(self, follower: Follower, tells: bool) -> Follower:
        """Say whether a digest that has no news comes and says so."""
        return await self._change(follower, tells_nothing=tells)

    async def revive(self, chat_id: int) -> tuple[Follower, ...]:
        """Begin again in a chat that can be written to again; its list is what it was."""
        there = await self._store.followers_in(chat_id)
        return tuple([await self._change(follower, stopped="", refusals=0) for follower in there])

    async def schedule_topic(self, follower: Follower, one: Subscription, schedule: Schedule | None) -> None:
        """Give a topic a schedule of its own, or with None the chat's."""
        text = schedule.text if schedule else ""
        now = self._clock()
        next_run_at = run_after(follower, text, one.paused_until, now, self.limits)
        late = overdue(follower, follower, (one,), now, self.limits)
        await self._store.change_subscription(one.id, next_run_at=next_run_at, overdue=late, schedule=text)

    async def pause_topic(self, follower: Follower, one: Subscription, until: datetime | None) -> None:
        """Leave a topic out of digests until an instant (`FOREVER`: until resumed); None resumes."""
        now = self._clock()
        next_run_at = run_after(follower, one.schedule, until, now, self.limits)
        late = overdue(follower, follower, (one,), now, self.limits) if until is None else None
        await self._store.change_subscription(one.id, next_run_at=next_run_at, overdue=late, paused_until=until)

    async def _change(self, follower: Follower, **changes: Any) -> Follower:
        """Keep a follower's changes, together with the next runs that follow from them.

        What is due already comes all the same, however it is changed when others do; but not into a pause.
        """
        now = self._clock()
        changed = replace(follower, **changes)
        topics = await self._store.subscriptions(follower.id)
        runs = {one.id: run_after(changed, one.schedule, one.paused_until, now, self.limits) for one in topics}
        late = overdue(follower, changed, topics, now, self.limits)
        await self._store.change_follower(follower.id, runs, late, **changes)
        return changed

    # Digests

    async def run_due(self, now: datetime, render: Render, queued: Callable[[], None] = lambda: None) -> int:
        """Decide all that is due at `now` and queue the messages; return how many followers get some.

        `queued` is called as soon as there are any, and again for more: deciding on the last of many takes minutes.
        Two schedulers may do so at once: of each digest one wins. A batch of which nothing is won is left to the other.
        """
        await self._store.wake_sleepers(now, self._library.corpus_time)
        edition: Edition | None = None
        served = 0
        while due := await self._store.due(now, _BATCH):
            edition = await self._edition_for(due, now, edition)
            told = await self._store.told_to([one.follower.id for one in due], now - REMEMBERED)
            commits = await asyncio.to_thread(self._decided, due, edition, told, now, render)
            won = await self._store.commit_digests(commits, now)
            if now_served := sum(bool(ours and commit.drafts) for commit, ours in zip(commits, won, strict=True)):
                served += now_served
                queued()
            if not any(won):
                break
        return served

    async def _edition_for(self, due: Sequence[DueFollower], now: datetime, edition: Edition | None) -> Edition:
        """Return an edition with all that is news to these: the one at hand, unless a digest was undone meanwhile."""
        since = min(one.news_since for follower in due for one in follower.subscriptions)
        if edition and edition.since <= since:
            return edition
        return await self._edition(min(since, await self._store.oldest_due_news(now) or since))

    def _decided(
        self,
        due: Sequence[DueFollower],
        edition: Edition,
        told: Mapping[int, frozenset[str]],
        now: datetime,
        render: Render,
    ) -> list[Commit]:
        def decided(one: DueFollower) -> Commit:
            try:
                return due_commit(one, edition, told.get(one.follower.id, frozenset()), now, self.limits, render)
            except Exception:  # whatever is wrong with one of them, the others get their digests
                _log.exception("a defect puts off the digest of follower %d", one.follower.id)
                return put_off(one, now + _PUT_OFF)

        return [decided(one) for one in due]

    async def digest_now(self, follower: Follower, render: Render) -> bool:
        """Queue what is new since the last digest, paused topics left out; tell whether there is anything.

        Raises StoreError where others are quicker to change what is followed, again and again.
        """
        for _ in range(_TRIES):
            now = self._clock()
            commit = await self._asked(follower.id, now, render)
            if commit is None:
                return False
            if (await self._store.commit_digests([commit], now))[0]:
                return True
        raise StoreError("a digest cannot be kept: what it is made of changes all the time", "ask for it again")

    async def _asked(self, follower_id: int, now: datetime, render: Render) -> Commit | None:
        """Return what a digest on demand comes to, None where nothing is new."""
        follower = await self._store.follower_by_id(follower_id)
        followed = await self._store.subscriptions(follower_id)
        topics = tuple(one for one in followed if one.paused_until is None or one.paused_until <= now)
        if follower is None or not topics:
            return None
        edition = await self._edition(min(one.news_since for one in topics))
        told = (await self._store.told_to([follower_id], now - REMEMBERED)).get(follower_id, frozenset())
        due = DueFollower(follower, topics)
        return await asyncio.to_thread(asked_commit, due, edition, told, now, self.limits, render)

    async def more(self, digest_id: str, number: int, page: int) -> tuple[Follower, Page] | None:
        """Return a page (0-based) of a section's news that its message did not show; None where it is gone."""
        found = await self._store.digest_section(digest_id, number)
        follower = await self._store.follower_by_id(found[0]) if found else None
        if found is None or follower is None:
            return None
        section = found[1]
        made = await asyncio.to_thread(page_of, self._library.snapshot, section.query, section.more, page)
        return (follower, made) if made else None

    async def _edition(self, since: datetime) -> Edition:
        # Both of one moment. What comes while the store is asked is news of the next edition.
        snapshot, until = self._library.snapshot, self._library.corpus_time
        seen = await self._store.first_seen_since(since) if until else {}
        gone = await self._store.removed_since(self._clock() - REMEMBERED, _MOST_GONE) if seen else ()
        return Edition(await asyncio.to_thread(_news, snapshot, seen, until, gone), since, until)


def _source_of(snapshot: Snapshot, paragraph_id: str) -> str:
    """Return who published a paragraph, as a reader knows it."""
    document = snapshot.index.hit(snapshot.index.row(paragraph_id), 0.0).document
    return document.publisher or document.title


def _news(
    snapshot: Snapshot, seen: Mapping[str, datetime], until: datetime | None, gone: Iterable[tuple[str, str, str]]
) -> News:
    known = {id_: at for id_, at in seen.items() if until and at <= until}
    return News(snapshot, known, (Gone(*one) for one in gone))

"""What a due time comes to: the digest, its messages, and the next state of each subscription. Pure, over rows."""

import json
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.digests.news import News, digest
from bot.digests.schedule import QuietHours, Schedule, next_run, out_of_quiet, parse_quiet, parse_schedule
from bot.digests.types import Digest
from bot.store.rows import (
    FOREVER,
    Claim,
    Commit,
    DigestRow,
    Draft,
    DueFollower,
    Follower,
    Overdue,
    SectionRow,
    Subscription,
)

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """What an operator sets for all who follow."""

    topics: int = 100  # that a chat may follow
    sentences: int = 3  # of a topic in a digest
    zone: str = "UTC"  # of who has not chosen one
    schedule: str = "mon-sun 08:00"  # of who has not chosen one


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message of a digest: HTML, and its buttons as `Draft.buttons` has them."""

    html: str
    buttons: str = "[]"


def buttons_json(rows: Iterable[Iterable[tuple[str, str, str]]]) -> str:
    """Write rows of buttons (label, callback data, url) as `Draft.buttons` has them."""
    return json.dumps([[list(button) for button in row] for row in rows], ensure_ascii=False)


# Makes the messages of a follower's digest, of None those that say that nothing is new. Called in a thread; the third
# argument is the digest's id, for callback data.
Render = Callable[[Follower, Digest | None, str], Sequence[Parcel]]


@dataclass(frozen=True, slots=True)
class Edition:
    """The news of one state of the corpus, and from when to when it knows of any."""

    news: News
    since: datetime
    until: datetime | None  # None while there are no documents


def zone_of(follower: Follower, limits: Limits) -> ZoneInfo:
    """Return the zone that a follower's times are in."""
    return ZoneInfo(follower.zone or limits.zone)


def run_after(
    follower: Follower, schedule: str, paused_until: datetime | None, now: datetime, limits: Limits
) -> datetime | None:
    """Return when a topic with this schedule ("": the follower's) is due next, None where nothing is to come."""
    resumes = _resumes(follower, paused_until, now)
    if follower.stopped or resumes >= FOREVER:
        return None
    planned = parse_schedule(schedule or follower.schedule)
    if planned.live:
        return _speaks_from(follower, planned, resumes, limits)
    # What is due at the very moment at which a pause ends comes.
    after = resumes - _INSTANT if resumes > now else now
    return next_run(planned, zone_of(follower, limits), _quiet(follower), after)


def overdue_from(follower: Follower, now: datetime, limits: Limits) -> datetime:
    """Return when what is due already comes, after its times were changed."""
    return out_of_quiet(now, zone_of(follower, limits), _quiet(follower))


def overdue(
    before: Follower, after: Follower, topics: Iterable[Subscription], now: datetime, limits: Limits
) -> Overdue | None:
    """Return what of these topics comes all the same if it is due already when times change, None in a pause.

    A topic that comes as it happens is always due while it waits for its next news: no time was promised.
    """
    if after.paused_until is not None and after.paused_until > now:
        return None
    timed = frozenset(one.id for one in topics if not _schedule(before, one).live)
    return Overdue(now, overdue_from(after, now, limits), timed)


def due_commit(
    due: DueFollower, edition: Edition, told: frozenset[str], now: datetime, limits: Limits, render: Render
) -> Commit:
    """Return what a follower's due topics come to at `now`.

    However many times were missed, they are one digest, due at the latest of them.
    """
    follower = due.follower
    comes = {one.id: _comes_at(follower, one, now, limits) for one in due.subscriptions}
    ready = tuple(one for one in due.subscriptions if comes[one.id] == now)
    waits = tuple(_claim(one, one.news_since, comes[one.id]) for one in due.subscriptions if comes[one.id] != now)
    if not ready:
        return Commit(follower.id, waits, None, ())
    due_at = _due_at(follower, ready)
    id_, made = _id(), _digest(follower, due_at, ready, edition, told, limits)
    # "Nothing new" is said where somebody chose a time for it.
    timed = any(_is_timed(follower, one, limits) for one in ready)
    parcels = render(follower, made, id_) if made or (follower.tells_nothing and timed) else ()
    claims = tuple(_after(follower, one, edition, now, limits, sent=bool(parcels)) for one in ready)
    drafts = _drafts(follower, f"digest:{follower.id}:{due_at.isoformat()}", parcels, asked=False)
    return Commit(
        follower.id, waits + claims, _row(id_, due_at, made, ready, edition) if made or parcels else None, drafts
    )


def put_off(due: DueFollower, until: datetime) -> Commit:
    """Return what lets a follower's due topics, and their news, wait until an instant."""
    return Commit(due.follower.id, tuple(_claim(one, one.news_since, until) for one in due.subscriptions), None, ())


def asked_commit(
    due: DueFollower, edition: Edition, told: frozenset[str], now: datetime, limits: Limits, render: Render
) -> Commit | None:
    """Return what a digest on demand comes to, None where nothing is new. The times of the next ones stay."""
    follower, topics = due.follower, due.subscriptions
    due_at = _after_the_last(follower, now)
    made = _digest(follower, due_at, topics, edition, told, limits)
    if made is None:
        return None
    id_ = _id()
    drafts = _drafts(follower, f"asked:{follower.id}:{due_at.isoformat()}", render(follower, made, id_), asked=True)
    claims = tuple(_claim(one, _behind(one, edition), one.next_run_at, one.asleep) for one in topics)
    return Commit(follower.id, claims, _row(id_, due_at, made, topics, edition), drafts)


def _due_at(follower: Follower, ready: Sequence[Subscription]) -> datetime:
    """Return what names the digest among the follower's: the latest due time."""
    return _after_the_last(follower, max(one.next_run_at for one in ready if one.next_run_at))


def _after_the_last(follower: Follower, at: datetime) -> datetime:
    """Return an instant, or if the last digest is not before it the one just after that.

    A clock that was set back would otherwise bring a time that was used, and with it no digest at all.
    """
    return max(at, follower.last_digest_at + _INSTANT) if follower.last_digest_at else at


def _id() -> str:
    return secrets.token_urlsafe(6)


def _schedule(follower: Follower, one: Subscription) -> Schedule:
    return parse_schedule(one.schedule or follower.schedule)


def _quiet(follower: Follower) -> QuietHours | None:
    return parse_quiet(follower.quiet) if follower.quiet else None


def _resumes(follower: Follower, paused_until: datetime | None, now: datetime) -> datetime:
    """Return the end of the pauses of a follower and of a topic, `now` where both are over."""
    return max(follower.paused_until or now, paused_until or now, now)


def _speaks_from(follower: Follower, schedule: Schedule, now: datetime, limits: Limits) -> datetime:
    """Return the earliest instant, `now` or later, at which what happens may be told."""
    last, rest = follower.last_digest_at, timedelta(minutes=schedule.every_minutes)
    # One that lies ahead was sent before the clock was set back: nobody waits for that time to come again.
    earliest = max(now, last + rest) if last and last <= now else now
    return out_of_quiet(earliest, zone_of(follower, limits), _quiet(follower))


def _comes_at(follower: Follower, one: Subscription, now: datetime, limits: Limits) -> datetime | None:
    """Return when a due topic's news may come: `now`; later where it was paused meanwhile, or it is too soon or quiet.

    It is quiet for news at fixed times if nobody could look at the time what is due.
    """
    if follower.stopped or _resumes(follower, one.paused_until, now) > now:
        return run_after(follower, one.schedule, one.paused_until, now, limits)
    schedule = _schedule(follower, one)
    return _speaks_from(follower, schedule, now, limits) if schedule.live else overdue_from(follower, now, limits)


def _is_timed(follower: Follower, one: Subscription, limits: Limits) -> bool:
    """Tell whether a topic is due at a time that was chosen for it, and not for a change of its times."""
    schedule, at = _schedule(follower, one), one.next_run_at
    if schedule.live or at is None:
        return False
    return next_run(schedule, zone_of(follower, limits), _quiet(follower), at - _INSTANT) == at


def _after(
    follower: Follower, one: Subscription, edition: Edition, now: datetime, limits: Limits, *, sent: bool
) -> Claim:
    """Return a topic's state after its due time: the news that the edition knows of is behind it."""
    since = _behind(one, edition)
    if not sent and _schedule(follower, one).live:
        return _claim(one, since, None, asleep=True)
    then = replace(follower, last_digest_at=now) if sent else follower
    return _claim(one, since, run_after(then, one.schedule, one.paused_until, now, limits))


def _behind(one: Subscription, edition: Edition) -> datetime:
    """Return up to when the news of a topic is told, once the edition's is. Never earlier than before."""
    return max(edition.until or one.news_since, one.news_since)


def _claim(one: Subscription, since: datetime, next_run_at: datetime | None, asleep: bool = False) -> Claim:
    return Claim(one.id, one.next_run_at, one.news_since, next_run_at, since, asleep)


def _digest(
    follower: Follower,
    due_at: datetime,
    topics: Sequence[Subscription],
    edition: Edition,
    told: frozenset[str],
    limits: Limits,
) -> Digest | None:
    wanted = [(one.id, one.query, one.news_since) for one in topics]
    return digest(edition.news, follower.id, due_at, wanted, told, limits.sentences)


def _drafts(follower: Follower, key: str, parcels: Sequence[Parcel], *, asked: bool) -> tuple[Draft, ...]:
    return tuple(
        Draft(
            f"{key}:{part}", follower.chat_id, follower.thread_id, parcel.html, parcel.buttons, follower.id, asked=asked
        )
        for part, parcel in enumerate(parcels)
    )


def _row(
    id_: str, due_at: datetime, made: Digest | None, topics: Sequence[Subscription], edition: Edition
) -> DigestRow:
    """Return the record of a digest; one that says that nothing is new has no sections."""
    by_id = {one.id: one for one in topics}
    sections = tuple(
        SectionRow(
            number,
            section.subscription_id,
            section.query,
            by_id[section.subscription_id].news_since,
            _behind(by_id[section.subscription_id], edition),
            section.shown,
            section.more,
            section.folded,
        )
        for number, section in enumerate(made.sections if made else ())
    )
    return DigestRow(id_, topics[0].follower_id, due_at, sections)

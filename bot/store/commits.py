"""Keeping a digest with all that follows from it, or nothing of it: claims, sections, messages."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.batches import fetched, in_batches, pieces
from bot.store.commit_plan import Name, Seen, Standing, kept
from bot.store.database import Database
from bot.store.following import lock_followers
from bot.store.outbox import waiting_row
from bot.store.rows import Claim, Commit, SectionRow
from bot.store.schema import digest_sections, digests, followers, outbox, subscriptions


class CommitQuestions(Database):
    """The one question of a scheduler that has decided."""

    async def commit_digests(self, commits: Sequence[Commit], now: datetime) -> tuple[bool, ...]:
        """Keep each commit whole or not at all, and tell which were kept; `now` is when they were made.

        A commit is not kept where another scheduler was quicker (a subscription is not as its claim saw it, or not
        there), or where its digest's due time or id, or a message's key, is taken.
        """
        async with self.writing() as connection:
            decided = kept(commits, await _standing(connection, commits))
            await _keep(connection, [commit for commit, ours in zip(commits, decided, strict=True) if ours], now)
        return decided


async def _standing(connection: AsyncConnection, commits: Sequence[Commit]) -> Standing:
    """Read what commits are held against, locked until the end where writers do not wait for each other anyway."""
    there: set[int] = set()
    seen: dict[int, Seen] = {}
    for ids in pieces(sorted({commit.follower_id for commit in commits})):
        there.update(await lock_followers(connection, followers.c.id.in_(ids)))
    of = subscriptions.c
    for ids in pieces(sorted({claim.subscription_id for commit in commits for claim in commit.claims})):
        state = select(of.id, of.follower_id, of.next_run_at, of.news_since).where(of.id.in_(ids)).order_by(of.id)
        rows = await fetched(connection, state.with_for_update())
        seen.update((id_, (follower_id, runs, since)) for id_, follower_id, runs, since in rows)
    return Standing(frozenset(there), seen, frozenset(await _taken(connection, commits)))


async def _taken(connection: AsyncConnection, commits: Sequence[Commit]) -> set[Name]:
    """Read which of the names that commits would take are taken."""
    made = [commit.digest for commit in commits if commit.digest]
    taken: set[Name] = set()
    for ids in pieces(digest.id for digest in made):
        taken.update(
            ("id", id_) for id_ in await _scalars(connection, select(digests.c.id).where(digests.c.id.in_(ids)))
        )
    for some in pieces(made):
        times = select(digests.c.follower_id, digests.c.due_at).where(
            digests.c.follower_id.in_([digest.follower_id for digest in some]),
            digests.c.due_at.in_([digest.due_at for digest in some]),
        )
        taken.update(("due", follower_id, due_at) for follower_id, due_at in await fetched(connection, times))
    for keys in pieces(draft.key for commit in commits for draft in commit.drafts):
        there = await _scalars(connection, select(outbox.c.key).where(outbox.c.key.in_(keys)))
        taken.update(("key", key) for key in there)
    return taken


async def _scalars(connection: AsyncConnection, statement: Select[str]) -> Sequence[str]:
    return (await connection.execute(statement)).scalars().all()


async def _keep(connection: AsyncConnection, commits: Sequence[Commit], now: datetime) -> None:
    claimed = update(subscriptions).where(subscriptions.c.id == bindparam("of_id"))
    served = update(followers).where(followers.c.id == bindparam("of_id")).values(last_digest_at=bindparam("at"))
    await in_batches(connection, claimed, (_claimed(claim) for commit in commits for claim in commit.claims))
    await in_batches(connection, insert(digests), _made(commits, now))
    await in_batches(connection, insert(digest_sections), _sections(commits))
    await in_batches(connection, insert(outbox), _messages(commits, now))
    await in_batches(connection, served, _served(commits, now))


def _claimed(claim: Claim) -> dict[str, object]:
    state = {"next_run_at": claim.next_run_at, "news_since": claim.news_since, "asleep": claim.asleep}
    return {"of_id": claim.subscription_id, **state}


def _served(commits: Sequence[Commit], now: datetime) -> Iterator[dict[str, object]]:
    for commit in commits:
        if commit.drafts:  # where the clock was set back, a digest's time lies ahead
            yield {"of_id": commit.follower_id, "at": max(now, commit.digest.due_at) if commit.digest else now}


def _made(commits: Sequence[Commit], now: datetime) -> Iterator[dict[str, object]]:
    for commit in commits:
        if made := commit.digest:
            yield {"id": made.id, "follower_id": commit.follower_id, "due_at": made.due_at, "made_at": now}


def _sections(commits: Sequence[Commit]) -> Iterator[dict[str, object]]:
    names = tuple(SectionRow.__dataclass_fields__)
    for digest in (commit.digest for commit in commits if commit.digest):
        for section in digest.sections:
            yield {"digest_id": digest.id, **{name: getattr(section, name) for name in names}}


def _messages(commits: Sequence[Commit], now: datetime) -> Iterator[dict[str, object]]:
    for commit in commits:
        digest_id = commit.digest.id if commit.digest else None
        for draft in commit.drafts:
            yield waiting_row(draft, now) | {"follower_id": commit.follower_id, "digest_id": digest_id}

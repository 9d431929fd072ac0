"""Decide, without a database, which of several commits of digests are kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.store.rows import Claim, Commit

# What a claim says of a subscription: its follower, `next_run_at` and `news_since`.
Seen = tuple[int, datetime | None, datetime]
# What no two digests share: ("id", its id), ("due", follower, time), ("key", of a message).
Name = tuple[str, str] | tuple[str, int, datetime]


@dataclass(frozen=True, slots=True)
class Standing:
    """What commits are held against: the rows as they are."""

    followers: frozenset[int]
    subscriptions: dict[int, Seen]
    taken: frozenset[Name]


def kept(commits: Sequence[Commit], standing: Standing) -> tuple[bool, ...]:
    """Tell of each commit whether it is kept; what one of them takes is taken for those after it."""
    free, taken = dict(standing.subscriptions), set(standing.taken)

    def keep(commit: Commit) -> bool:
        names = set(names_of(commit))
        seen = all(free.get(claim.subscription_id) == _seen(commit, claim) for claim in commit.claims)
        if commit.follower_id not in standing.followers or not seen or not taken.isdisjoint(names):
            return False
        taken.update(names)
        for claim in commit.claims:
            free.pop(claim.subscription_id, None)
        return True

    return tuple(keep(commit) for commit in commits)


def _seen(commit: Commit, claim: Claim) -> Seen:
    return commit.follower_id, claim.seen_next_run_at, claim.seen_news_since


def names_of(commit: Commit) -> Iterator[Name]:
    """Yield what a commit takes and no other may have."""
    if commit.digest:
        yield "id", commit.digest.id
        yield "due", commit.follower_id, commit.digest.due_at
    for draft in commit.drafts:
        yield "key", draft.key

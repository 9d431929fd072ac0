"""What is due is found, and of a digest all is kept or nothing, whoever makes it."""

import asyncio
from dataclasses import replace
from pathlib import Path

from sqlalchemy import insert

from bot.store import Store
from bot.store.rows import Commit, Subscription
from bot.store.schema import subscriptions
from tests.bot.store.builders import (
    GROUP,
    a_commit,
    a_follower,
    a_topic,
    claim,
    day,
    document,
    draft,
    replace_corpus,
    url_of,
)


async def again(store: Store, topic: Subscription) -> Subscription:
    found = await store.subscription(topic.id)
    assert found is not None
    return found


async def queued(store: Store) -> set[object]:
    """The keys of all messages to the group."""
    return {row["key"] for row in (await store.held_of(GROUP, ""))["outbox"]}


async def test_the_longest_due_come_first_each_with_all_that_is_due(store: Store) -> None:
    late, early, later = [await a_follower(store, chat=chat) for chat in (1, 2, 3)]
    late_topic = await a_topic(store, late, next_run_at=day(2))
    due = [await a_topic(store, early, name, next_run_at=day(number)) for name, number in (("a", 3), ("b", 1))]
    await a_topic(store, early, "c", next_run_at=day(5))
    await a_topic(store, early, "d", next_run_at=None)
    await a_topic(store, later, next_run_at=day(5))
    found = await store.due(day(3), 10)
    assert [(one.follower.id, one.subscriptions) for one in found] == [(early.id, tuple(due)), (late.id, (late_topic,))]
    assert [one.follower for one in await store.due(day(3), 1)] == [early]
    assert await store.due(day(0), 10) == ()


async def test_what_is_due_this_very_moment_is_due(store: Store) -> None:
    topic = await a_topic(store, await a_follower(store))
    assert [one.subscriptions for one in await store.due(day(1), 10)] == [(topic,)]


async def test_the_oldest_news_is_that_of_what_is_due(store: Store) -> None:
    follower = await a_follower(store)
    await a_topic(store, follower, "a", news_since=day(2), next_run_at=day(3))
    await a_topic(store, follower, "b", news_since=day(1), next_run_at=day(9))
    assert await store.oldest_due_news(day(2)) is None
    assert await store.oldest_due_news(day(3)) == day(2)
    assert await store.oldest_due_news(day(9)) == day(1)


async def test_a_kept_digest_is_there_with_all_that_follows_from_it(store: Store) -> None:
    follower = await a_follower(store)
    one, two = await a_topic(store, follower, "a"), await a_topic(store, follower, "b")
    made = a_commit(follower, one, two)
    assert await store.commit_digests([made], day(1)) == (True,)
    assert made.digest is not None
    assert await store.digest_section(made.digest.id, 1) == (follower.id, made.digest.sections[1])
    assert [topic.news_since for topic in await store.subscriptions(follower.id)] == [day(1), day(1)]
    assert [topic.next_run_at for topic in await store.subscriptions(follower.id)] == [day(2), day(2)]
    (row,) = await store.ready(day(1), 10)
    assert (row.follower_id, row.digest_id, row.key) == (follower.id, made.digest.id, made.drafts[0].key)
    found = await store.follower_by_id(follower.id)
    assert found is not None
    assert found.last_digest_at == day(1)


async def test_nothing_new_moves_the_clock_and_says_nothing(store: Store) -> None:
    follower = await a_follower(store)
    topic = await a_topic(store, follower)
    nothing = Commit(follower.id, (claim(topic, day(1), None, asleep=True),), None, ())
    assert await store.commit_digests([nothing], day(1)) == (True,)
    after = await again(store, topic)
    assert (after.news_since, after.next_run_at, after.asleep) == (day(1), None, True)
    assert await store.ready(day(9), 10) == ()
    assert await store.follower_by_id(follower.id) == follower


async def test_a_section_that_is_not_there_is_none(store: Store) -> None:
    assert await store.digest_section("gone", 0) is None


async def test_one_claim_that_fails_undoes_its_commit_and_no_other(store: Store) -> None:
    mine, yours = await a_follower(store), await a_follower(store, chat=5)
    steady, moved, other = await a_topic(store, mine, "a"), await a_topic(store, mine, "b"), await a_topic(store, yours)
    await store.change_subscription(moved.id, next_run_at=day(3))
    commits = [a_commit(mine, steady, moved), a_commit(yours, other)]
    assert await store.commit_digests(commits, day(1)) == (False, True)
    assert await again(store, steady) == steady
    assert await store.told_to([mine.id], day(0)) == {}
    assert [row.chat_id for row in await store.ready(day(9), 10)] == [5]


async def test_claims_that_fail(store: Store) -> None:
    follower, stranger = await a_follower(store), await a_follower(store, chat=5)
    topic = await a_topic(store, follower)
    seen = claim(topic, day(1), day(2))
    outdated = [
        replace(seen, seen_next_run_at=day(3)),
        replace(seen, seen_next_run_at=None),
        replace(seen, seen_news_since=day(3)),
        replace(seen, subscription_id=topic.id + 1),
    ]
    commits = [Commit(follower.id, (one,), None, (draft("k"),)) for one in outdated]
    commits.append(Commit(stranger.id, (seen,), None, (draft("k"),)))
    commits.append(Commit(999, (), None, (draft("k"),)))
    assert not any(await store.commit_digests(commits, day(1)))
    assert await again(store, topic) == topic
    assert await store.outbox_counts() == {}


async def test_a_claim_on_what_sleeps_is_held_against_no_time(store: Store) -> None:
    follower = await a_follower(store)
    topic = await a_topic(store, follower, next_run_at=None)
    assert await store.commit_digests([a_commit(follower, topic)], day(1)) == (True,)


async def test_within_a_batch_the_first_of_two_is_kept(store: Store) -> None:
    follower = await a_follower(store)
    one, two = await a_topic(store, follower, "a"), await a_topic(store, follower, "b")
    same_topic = replace(a_commit(follower, one, number=2), claims=a_commit(follower, one).claims)
    same_time = a_commit(follower, two)
    kept = await store.commit_digests([a_commit(follower, one), same_topic, same_time], day(1))
    assert kept == (True, False, False)
    assert await again(store, two) == two


async def test_a_due_time_an_id_or_a_key_that_is_taken_is_no_digest_and_no_error(store: Store) -> None:
    follower = await a_follower(store)
    topics = [await a_topic(store, follower, name) for name in "abcd"]
    made, later = a_commit(follower, topics[0]), a_commit(follower, topics[1], number=2)
    assert made.digest is not None
    assert later.digest is not None
    assert await store.commit_digests([made], day(1)) == (True,)
    same_id = replace(later, digest=replace(later.digest, id=made.digest.id))
    same_time = replace(later, digest=replace(later.digest, due_at=day(1)))
    same_key = replace(later, drafts=made.drafts)
    assert await store.commit_digests([same_id, same_time, same_key], day(2)) == (False, False, False)
    assert await store.commit_digests([later], day(2)) == (True,)


async def test_two_schedulers_make_of_each_digest_one(store: Store, database: Path) -> None:
    other = await Store.open(url_of(database))
    followers = [await a_follower(store, chat=chat) for chat in range(1, 41)]
    topics = [await a_topic(store, follower) for follower in followers]
    commits = [a_commit(follower, topic) for follower, topic in zip(followers, topics, strict=True)]
    halves = [commits[:25], commits[15:]]
    won = await asyncio.gather(
        *(s.commit_digests(half, day(1)) for s, half in zip([store, other, other, store], halves * 2, strict=True))
    )
    assert sum(sum(each) for each in won) == 40
    assert await store.outbox_counts() == {"waiting": 40}
    assert await store.due(day(1), 100) == ()
    await other.close()


async def test_more_commits_than_one_batch_are_kept(store: Store) -> None:
    follower = await a_follower(store)
    columns = {"follower_id": follower.id, "schedule": "", "asleep": False, "created_at": day(0)}
    times = {"news_since": day(0), "next_run_at": day(1)}
    async with store.writing() as connection:  # one by one they take seconds
        named = [{"query": str(number), "key": str(number), **columns, **times} for number in range(510)]
        await connection.execute(insert(subscriptions), named)
    topics = await store.subscriptions(follower.id)
    assert await store.commit_digests([a_commit(follower, *topics)], day(1)) == (True,)
    assert await store.due(day(1), 10) == ()
    ((due),) = await store.due(day(2), 10)
    assert [topic.id for topic in due.subscriptions] == [topic.id for topic in topics]


async def test_no_commits_are_none_kept(store: Store) -> None:
    assert await store.commit_digests([], day(1)) == ()


async def test_what_was_told_is_known_by_follower_for_a_time(store: Store) -> None:
    mine, yours = await a_follower(store), await a_follower(store, chat=5)
    first, second = await a_topic(store, mine, "a"), await a_topic(store, mine, "b")
    await store.commit_digests(
        [a_commit(mine, first, told="old"), a_commit(yours, await a_topic(store, yours))], day(1)
    )
    await store.commit_digests([a_commit(mine, second, number=2, told="new")], day(2))
    new = {f"new{second.id}", "newmore"}
    assert await store.told_to([mine.id], day(0)) == {mine.id: new | {f"old{first.id}", "oldmore"}}
    assert await store.told_to([mine.id], day(2)) == {mine.id: new}
    assert (await store.told_to([mine.id, yours.id, 999], day(0))).keys() == {mine.id, yours.id}
    assert await store.told_to([], day(0)) == {}


async def test_folded_paragraphs_were_told(store: Store) -> None:
    follower = await a_follower(store)
    made = a_commit(follower, await a_topic(store, follower))
    assert made.digest is not None
    (section,) = made.digest.sections
    folding = replace(made, digest=replace(made.digest, sections=(replace(section, folded=("twin",)),)))
    await store.commit_digests([folding], day(1))
    assert "twin" in (await store.told_to([follower.id], day(0)))[follower.id]


async def fall_asleep(store: Store, topic: Subscription, until: int) -> None:
    asleep = claim(topic, day(until), None, asleep=True)
    assert await store.commit_digests([Commit(topic.follower_id, (asleep,), None, ())], day(until)) == (True,)


async def test_sleepers_wake_when_the_corpus_has_something_later(store: Store) -> None:
    follower = await a_follower(store)
    sleeper, awake = await a_topic(store, follower, "a"), await a_topic(store, follower, "b")
    await replace_corpus(store, [document("a", "one")], day(1))
    await fall_asleep(store, sleeper, 1)
    assert await store.wake_sleepers(day(2)) == 0
    await replace_corpus(store, [document("a", "one", "two")], day(3))
    assert await store.wake_sleepers(day(4), day(1)) == 0  # the index in use does not have it yet
    assert await store.wake_sleepers(day(4), day(3)) == 1
    woken = await again(store, sleeper)
    assert (woken.next_run_at, woken.asleep) == (day(4), False)
    assert await again(store, awake) == awake
    assert await store.wake_sleepers(day(5)) == 0


async def test_who_falls_asleep_over_the_old_index_is_woken_for_the_new(store: Store) -> None:
    topic = await a_topic(store, await a_follower(store))
    await replace_corpus(store, [document("a", "one")], day(1))
    await replace_corpus(store, [document("a", "one", "two")], day(2))
    assert await store.wake_sleepers(day(3)) == 0
    await fall_asleep(store, topic, 1)
    assert await store.wake_sleepers(day(3)) == 1


async def test_documents_that_are_taken_away_wake_nobody(store: Store) -> None:
    topic = await a_topic(store, await a_follower(store))
    await replace_corpus(store, [document("a", "one")], day(1))
    await replace_corpus(store, [document("a", "one", "two")], day(2))
    await replace_corpus(store, [document("a", "one")], day(3))
    await fall_asleep(store, topic, 1)
    assert await store.wake_sleepers(day(4)) == 0


async def test_an_undone_digest_is_news_again(store: Store) -> None:
    follower = await a_follower(store)
    topic = await a_topic(store, follower)
    made = a_commit(follower, topic)
    assert made.digest is not None
    await store.commit_digests([made], day(1))
    await store.undo_digest(made.digest.id)
    after = await again(store, topic)
    assert (after.news_since, after.next_run_at) == (day(0), day(2))
    assert await store.told_to([follower.id], day(0)) == {}
    assert await store.digest_section(made.digest.id, 0) is None
    assert await store.outbox_counts() == {}
    await store.undo_digest(made.digest.id)
    assert await again(store, topic) == after


async def test_what_was_sent_of_an_undone_digest_stays_on_record(store: Store) -> None:
    follower = await a_follower(store)
    made = a_commit(follower, await a_topic(store, follower))
    assert made.digest is not None
    await store.commit_digests([replace(made, drafts=(draft("1"), draft("2"), draft("3")))], day(1))
    sent = (await store.ready(day(1), 1))[0]
    await store.claim(sent.id, day(1), day(2))
    await store.settle(sent.id, 1, day(1))
    refused = (await store.ready(day(1), 1))[0]
    await store.claim(refused.id, day(1), day(2))
    await store.drop(refused.id, "blocked", day(1))
    await store.undo_digest(made.digest.id)
    assert await store.outbox_counts() == {"sent": 1, "dropped": 1}


async def test_digests_that_wait_behind_an_undone_one_are_undone_with_it(store: Store) -> None:
    follower = await a_follower(store)
    topic = await a_topic(store, follower)
    bystander = await a_follower(store, chat=5)
    await store.commit_digests([a_commit(bystander, await a_topic(store, bystander))], day(1))
    first = a_commit(follower, topic)
    assert first.digest is not None
    await store.commit_digests([first], day(1))
    for number in (2, 3):
        assert await store.commit_digests(
            [a_commit(follower, await again(store, topic), number=number)], day(number)
        ) == (True,)
    refused = next(row for row in await store.ready(day(3), 9) if row.chat_id == GROUP)
    await store.claim(refused.id, day(3), day(4))
    await store.drop(refused.id, "blocked", day(3))
    await store.undo_digest(first.digest.id)
    assert (await again(store, topic)).news_since == day(0)
    assert await store.told_to([follower.id], day(0)) == {}
    assert await store.outbox_counts() == {"dropped": 1, "waiting": 1}


async def test_an_undone_digest_is_news_again_though_a_due_time_without_news_has_passed(store: Store) -> None:
    follower = await a_follower(store)
    topic = await a_topic(store, follower)
    first = a_commit(follower, topic)
    assert first.digest is not None
    await store.commit_digests([first], day(1))
    nothing = Commit(follower.id, (claim(await again(store, topic), day(2), day(3)),), None, ())
    await store.commit_digests([nothing], day(2))
    await store.undo_digest(first.digest.id)
    after = await again(store, topic)
    assert (after.news_since, after.next_run_at) == (day(0), day(3))


async def test_what_a_later_digest_told_stays_told(store: Store) -> None:
    follower = await a_follower(store)
    topic = await a_topic(store, follower)
    first = a_commit(follower, topic)
    assert first.digest is not None
    await store.commit_digests([first], day(1))
    (row,) = await store.ready(day(1), 1)
    await store.claim(row.id, day(1), day(2))
    await store.settle(row.id, 1, day(1))
    second = replace(a_commit(follower, await again(store, topic), number=2, told="later"), drafts=())
    await store.commit_digests([second], day(2))
    await store.undo_digest(first.digest.id)
    assert (await again(store, topic)).news_since == day(0)
    assert await store.told_to([follower.id], day(0)) == {follower.id: {f"later{topic.id}", "latermore"}}


async def test_pruned_digests_are_told_no_more_and_their_news_stays_old(store: Store) -> None:
    follower = await a_follower(store)
    topic = await a_topic(store, follower)
    await store.commit_digests([a_commit(follower, topic)], day(1))
    assert await store.prune_digests(day(1)) == 0
    assert await store.prune_digests(day(2)) == 1
    assert await store.told_to([follower.id], day(0)) == {}
    assert (await again(store, topic)).news_since == day(1)


async def test_a_commit_cancelled_at_any_moment_is_kept_whole_or_not_at_all(store: Store) -> None:
    follower = await a_follower(store)
    topics = [await a_topic(store, follower, name) for name in "abc"]
    for number in range(1, 41):
        task = asyncio.create_task(store.commit_digests([a_commit(follower, *topics, number=number)], day(number)))
        await asyncio.sleep(number / 5_000)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        before, topics = topics, list(await store.subscriptions(follower.id))
        kept = bool(await store.told_to([follower.id], day(number)))
        assert [topic.news_since == day(number) for topic in topics] == [kept] * 3
        assert kept or topics == before
        assert (f"{follower.id}:{day(number)}" in await queued(store)) == kept
    assert await store.commit_digests([a_commit(follower, *topics, number=41)], day(41)) == (True,)

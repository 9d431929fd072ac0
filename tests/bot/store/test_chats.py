"""A chat that refuses is left in peace, and one that comes back or moves has lost nothing."""

from bot.store import Store
from bot.store.rows import Follower, Prompt, Subscription
from tests.bot.store.builders import GROUP, a_commit, a_follower, a_topic, day, draft

SUPERGROUP = -1_009_876_543_210


async def followed(store: Store, follower: Follower) -> list[Subscription]:
    return list(await store.subscriptions(follower.id))


async def test_refusals_in_a_row_are_counted(store: Store) -> None:
    follower = await a_follower(store)
    assert [await store.refuse(follower.id) for _ in range(3)] == [1, 2, 3]
    assert await store.refuse(follower.id + 1) == 0


async def test_a_stopped_follower_keeps_its_list_and_is_never_due(store: Store) -> None:
    follower, other = await a_follower(store, thread=1), await a_follower(store, thread=2)
    topic, foreign = await a_topic(store, follower), await a_topic(store, other)
    await store.stop_follower(follower.id, "blocked")
    stopped = await store.follower_by_id(follower.id)
    assert stopped is not None
    assert stopped.stopped == "blocked"
    assert [(one.id, one.next_run_at) for one in await followed(store, follower)] == [(topic.id, None)]
    assert [one.subscriptions for one in await store.due(day(9), 9)] == [(foreign,)]


async def test_what_waits_for_a_stopped_follower_is_news_when_it_comes_back(store: Store) -> None:
    follower, other = await a_follower(store, thread=1), await a_follower(store, thread=2)
    topic, foreign = await a_topic(store, follower), await a_topic(store, other)
    await store.commit_digests([a_commit(follower, topic), a_commit(other, foreign)], day(1))
    (moved,) = await followed(store, follower)
    await store.commit_digests([a_commit(follower, moved, number=2)], day(2))
    await store.enqueue([draft("note", follower_id=follower.id)], day(2))
    await store.stop_follower(follower.id, "blocked")
    assert [one.news_since for one in await followed(store, follower)] == [day(0)]
    assert await store.told_to([follower.id], day(0)) == {}
    assert [row.follower_id for row in await store.ready(day(9), 9)] == [other.id]
    assert await store.outbox_counts() == {"waiting": 1}


async def test_a_message_on_its_way_to_a_stopped_chat_is_left_to_its_sender(store: Store) -> None:
    follower = await a_follower(store)
    await store.commit_digests([a_commit(follower, await a_topic(store, follower))], day(1))
    (row,) = await store.ready(day(1), 9)
    assert await store.claim(row.id, day(1), day(2))
    await store.stop_chat(GROUP, "kicked")
    assert await store.outbox_counts() == {"sending": 1}
    assert [one.news_since for one in await followed(store, follower)] == [day(1)]


async def test_a_stopped_chat_stops_all_its_topics_and_sleepers_are_not_woken(store: Store) -> None:
    followers = [await a_follower(store, thread=thread) for thread in (0, 4)]
    other = await a_follower(store, chat=5)
    for follower in (*followers, other):
        await a_topic(store, follower)
    await store.enqueue([draft("here"), draft("there", chat=5)], day(0))
    await store.stop_chat(GROUP, "kicked")
    assert [follower.stopped for follower in await store.followers_in(GROUP)] == ["kicked", "kicked"]
    assert [one.follower.id for one in await store.due(day(9), 9)] == [other.id]
    assert [row.key for row in await store.ready(day(9), 9)] == ["there"]
    assert await store.wake_sleepers(day(9), day(9)) == 0


async def test_a_group_that_becomes_a_supergroup_takes_everything_along(store: Store) -> None:
    follower = await a_follower(store, kind="group")
    topic = await a_topic(store, follower)
    await store.commit_digests([a_commit(follower, topic)], day(1))
    await store.enqueue([draft("sent", chat=GROUP)], day(1))
    await store.put_prompt(Prompt(GROUP, 7, 1, "zone", "", day(1)))
    await store.migrate_chat(GROUP, SUPERGROUP)
    moved = await store.follower(SUPERGROUP, 0)
    assert moved is not None
    assert (moved.id, moved.kind) == (follower.id, "supergroup")
    assert await store.followers_in(GROUP) == ()
    assert [row.chat_id for row in await store.ready(day(1), 9)] == [SUPERGROUP]
    assert await store.peek_prompt(GROUP, 7, day(0)) is None


async def test_what_was_sent_to_the_old_group_was_sent_there(store: Store) -> None:
    await store.enqueue([draft("a"), draft("b")], day(0))
    (row,) = await store.ready(day(0), 9)
    assert await store.claim(row.id, day(0), day(1))
    await store.settle(row.id, 1, day(0))
    await store.migrate_chat(GROUP, SUPERGROUP)
    held = await store.held_of(GROUP, "")
    assert [one["key"] for one in held["outbox"]] == ["a"]


async def test_where_the_supergroup_follows_already_the_lists_become_one(store: Store) -> None:
    old, new = await a_follower(store, kind="group"), await a_follower(store, chat=SUPERGROUP)
    both_old, mine = await a_topic(store, old, "both"), await a_topic(store, old, "old")
    both_new = await a_topic(store, new, "both")
    await store.commit_digests([a_commit(old, mine), a_commit(new, both_new)], day(1))
    await store.commit_digests([a_commit(old, both_old, number=2)], day(2))
    await store.migrate_chat(GROUP, SUPERGROUP)
    merged = await store.follower_by_id(new.id)
    assert merged is not None
    assert merged.last_digest_at == day(2)
    assert await store.follower_by_id(old.id) is None
    assert {(one.id, one.query) for one in await followed(store, new)} == {(mine.id, "old"), (both_new.id, "both")}
    assert (await store.told_to([new.id], day(2)))[new.id] == {f"p{both_old.id}", "pmore"}
    assert [row.follower_id for row in await store.ready(day(2), 9)] == [new.id]


async def test_migrating_again_or_nowhere_changes_nothing(store: Store) -> None:
    follower = await a_follower(store)
    topic = await a_topic(store, follower)
    await store.migrate_chat(GROUP, GROUP)
    await store.migrate_chat(5, SUPERGROUP)
    assert await store.followers_in(GROUP) == (follower,)
    assert await followed(store, follower) == [topic]

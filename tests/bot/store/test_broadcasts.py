"""Broadcasts: each chat gets one message, whoever spreads them and however often it is tried."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.store import Store
from bot.store.broadcasts import broadcast_key
from bot.store.rows import FOREVER, Broadcast, Follower, Later, Progress
from tests.bot.store.builders import GROUP, a_broadcast, a_follower, a_topic, day, draft

NOON = day(1)


async def listener(store: Store, chat: int, **given: object) -> Follower:
    """Who follows something from a private chat."""
    follower = await a_follower(store, chat, **{"kind": "private", "title": "", **given})  # type: ignore[arg-type]
    await a_topic(store, follower)
    return follower


async def confirmed(store: Store, **given: object) -> Broadcast:
    made = a_broadcast(**given)  # type: ignore[arg-type]
    await store.add_broadcast(made)
    begun = await store.change_draft(made.id, state="spreading", confirmed_at=NOON)
    assert begun is not None
    return begun


def messages(broadcast: Broadcast, *listeners: Follower, due_at: object = NOON) -> list[Later]:
    return [
        Later(draft(broadcast_key(broadcast.id, one.chat_id), one.chat_id, follower_id=one.id), due_at)  # type: ignore[arg-type]
        for one in listeners
    ]


async def test_a_draft_is_confirmed_once_and_then_no_draft(store: Store) -> None:
    made = a_broadcast()
    await store.add_broadcast(made)
    assert await store.change_draft(made.id, groups=True) == replace(made, groups=True)
    begun = await store.change_draft(made.id, state="spreading", confirmed_at=NOON)
    assert begun == replace(made, groups=True, state="spreading", confirmed_at=NOON) == await store.broadcast(made.id)
    assert await store.change_draft(made.id, state="spreading", confirmed_at=NOON) is None
    assert await store.change_draft(made.id, state="cancelled") is None
    assert await store.broadcasts_under_way() == (begun,)
    with pytest.raises(ValueError, match="sent"):
        await store.change_draft(made.id, sent=9)


async def test_it_goes_to_who_follows_something_and_wants_to_be_written_to(store: Store) -> None:
    ada = await listener(store, 1)
    await a_follower(store, chat=2, kind="private")  # follows nothing
    await store.stop_follower((await listener(store, 3)).id, "blocked")
    await store.set_announcements((await listener(store, 4)).chat_id, wanted=False)
    paused = await listener(store, 5)
    await store.change_follower(paused.id, {}, paused_until=FOREVER)
    group = await listener(store, GROUP, kind="supergroup")
    await listener(store, -5, kind="channel")
    begun = await confirmed(store)
    assert await store.listeners(begun, NOON, 10) == (ada,)
    assert await store.listeners(replace(begun, groups=True), NOON, 10) == (ada, group)
    assert (await store.audience(NOON, groups=False), await store.audience(NOON, groups=True)) == (1, 2)


async def test_a_forum_with_several_lists_is_one_chat(store: Store) -> None:
    topics = [await listener(store, GROUP, kind="supergroup", thread=thread) for thread in (0, 7)]
    begun = await confirmed(store, groups=True)
    assert await store.audience(NOON, groups=True) == 1
    assert await store.spread(begun, messages(begun, *topics), topics[-1].id, NOON)
    assert len(await store.ready(NOON, 10)) == 1
    assert (await store.progress(replace(begun, chats=1))).waiting == 1


async def test_a_forum_that_wants_no_more_gets_none_for_a_new_list_either(store: Store) -> None:
    await listener(store, GROUP, kind="supergroup", thread=0)
    await store.set_announcements(GROUP, wanted=False)
    await listener(store, GROUP, kind="supergroup", thread=7)
    assert await store.audience(NOON, groups=True) == 0


async def test_of_two_who_spread_the_same_followers_one_wins(store: Store) -> None:
    ada = await listener(store, 1)
    begun = await confirmed(store)
    assert await store.spread(begun, messages(begun, ada), ada.id, NOON)
    assert not await store.spread(begun, messages(begun, ada), ada.id, NOON)
    after = await store.broadcast(begun.id)
    assert after is not None
    assert (after.spread_to, after.chats, after.state) == (ada.id, 1, "spreading")
    assert await store.listeners(after, NOON, 10) == ()
    assert await store.spread(after, [], after.spread_to, NOON)
    assert (await store.broadcasts_under_way())[0].state == "sending"


async def test_who_came_after_the_confirmation_is_not_among_them(store: Store) -> None:
    begun = await confirmed(store)
    await listener(store, 1, now=NOON + timedelta(seconds=1))
    assert await store.listeners(begun, NOON, 10) == ()


async def test_what_is_sent_refused_and_waiting_is_counted_and_reported_once(store: Store) -> None:
    people = [await listener(store, chat) for chat in (1, 2, 3)]
    begun = await confirmed(store)
    await store.spread(begun, messages(begun, *people[:2]), people[1].id, NOON)
    begun = (await store.broadcasts_under_way())[0]
    await store.spread(begun, messages(begun, people[2], due_at=day(2)), people[2].id, NOON)
    begun = (await store.broadcasts_under_way())[0]
    await store.spread(begun, [], begun.spread_to, NOON)
    begun = (await store.broadcasts_under_way())[0]
    first, second = await store.ready(NOON, 10)
    assert await store.progress(begun) == Progress(sent=0, refused=0, waiting=3)
    await store.claim(first.id, NOON, day(2))
    await store.settle(first.id, 100, NOON)
    await store.drop(second.id, "blocked", NOON)
    assert await store.progress(begun) == Progress(sent=1, refused=1, waiting=1)
    assert not await store.finish_broadcast(begun.id, draft("report", 7), NOON)
    assert await store.release(day(2), 10) == 1
    (third,) = await store.ready(day(2), 10)
    await store.settle(third.id, 101, day(2))
    assert await store.finish_broadcast(begun.id, draft("report", 7), day(2))
    assert not await store.finish_broadcast(begun.id, draft("report", 7), day(2))
    assert [row.key for row in await store.ready(day(2), 10)] == ["report"]
    done = await store.broadcast(begun.id)
    assert done is not None
    await store.prune_outbox(day(3))
    assert await store.progress(done) == Progress(sent=2, refused=1, waiting=0)


async def test_who_wants_no_more_gets_not_even_what_waits(store: Store) -> None:
    ada, bob = await listener(store, 1), await listener(store, 2)
    begun = await confirmed(store)
    await store.spread(begun, messages(begun, ada), ada.id, NOON)
    begun = (await store.broadcasts_under_way())[0]
    await store.spread(begun, messages(begun, bob, due_at=day(2)), bob.id, NOON)
    await store.enqueue([draft("digest", 1)], NOON)
    assert await store.audience(NOON, groups=False) == 2
    assert await store.set_announcements(1, wanted=False)
    assert await store.audience(NOON, groups=False) == 1
    await store.set_announcements(2, wanted=False)
    assert [row.key for row in await store.ready(NOON, 10)] == ["digest"]
    assert await store.release(day(3), 10) == 0
    assert await store.audience(NOON, groups=False) == 0
    assert await store.set_announcements(1, wanted=True)
    assert await store.audience(NOON, groups=False) == 1
    assert not await store.set_announcements(99, wanted=False)


async def test_what_was_held_for_who_is_gone_meanwhile_goes_nowhere(store: Store) -> None:
    stopped, forgotten, moved = [await listener(store, chat) for chat in (1, 2, 3)]
    begun = await confirmed(store)
    await store.spread(begun, messages(begun, stopped, forgotten, moved, due_at=day(2)), moved.id, NOON)
    await store.stop_follower(stopped.id, "blocked")
    await store.forget_user(2, "nobody")
    await store.migrate_chat(3, -33)
    assert await store.release(NOON, 10) == 0
    assert await store.release(day(2), 10) == 2
    assert [row.chat_id for row in await store.ready(day(2), 10)] == [-33]
    assert await store.release(day(2), 10) == 0


async def test_old_broadcasts_and_drafts_are_forgotten_and_those_under_way_are_not(store: Store) -> None:
    for name, state in (("a", "draft"), ("b", "cancelled"), ("c", "done"), ("d", "spreading"), ("e", "sending")):
        await store.add_broadcast(a_broadcast(name, state=state))
    assert await store.prune_broadcasts(day(0), day(1)) == 2
    assert await store.prune_broadcasts(day(1), day(1)) == 1
    assert {one.text for one in await store.broadcasts_under_way()} == {"d", "e"}

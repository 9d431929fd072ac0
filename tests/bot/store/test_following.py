"""Who follows, and what, is kept as it was chosen."""

import asyncio
from pathlib import Path

import pytest

from bot.store import Store
from bot.store.rows import FOREVER, Follower, Overdue, Subscription
from tests.bot.store.builders import GROUP, a_commit, a_follower, a_topic, day, url_of


async def test_a_follower_comes_back_as_it_was_made(store: Store) -> None:
    made = await a_follower(store, thread=5)
    assert made == Follower(
        id=made.id,
        chat_id=GROUP,
        thread_id=5,
        kind="supergroup",
        title="A group",
        language="en",
        zone="Asia/Baku",
        schedule="mon-sun 08:00",
        quiet="",
        tells_nothing=False,
        paused_until=None,
        refusals=0,
        stopped="",
        manager_id=None,
        created_at=day(0),
        last_digest_at=None,
    )
    assert await store.follower(GROUP, 5) == made
    assert await store.follower_by_id(made.id) == made
    assert await store.follower(GROUP, 0) is None
    assert await store.follower_by_id(made.id + 1) is None


async def test_following_begun_twice_keeps_the_choices_and_takes_the_title_anew(store: Store) -> None:
    made = await a_follower(store)
    again = await a_follower(store, title="Renamed", zone="UTC", schedule="live 60", language="ru", now=day(3))
    assert (again.id, again.zone, again.schedule, again.language) == (made.id, made.zone, made.schedule, made.language)
    assert (again.title, again.created_at) == ("Renamed", day(0))


async def test_each_topic_of_a_forum_follows_for_itself(store: Store) -> None:
    made = [await a_follower(store, thread=thread) for thread in (0, 7, 3)]
    await a_follower(store, chat=5)
    assert await store.followers_in(GROUP) == tuple(made)


async def test_channels_are_found_by_who_manages_them(store: Store) -> None:
    channel = await a_follower(store, kind="channel", manager_id=42)
    await a_follower(store, chat=42, kind="private")
    assert await store.managed_by(42) == (channel,)


async def test_a_change_of_a_follower_moves_the_given_topics_and_wakes_them(store: Store) -> None:
    follower, other = await a_follower(store), await a_follower(store, chat=5)
    one, two = await a_topic(store, follower), await a_topic(store, follower, "cop29")
    foreign = await a_topic(store, other)
    runs = {one.id: day(9), foreign.id: None}
    await store.change_follower(follower.id, runs, quiet="22:00-07:00", paused_until=FOREVER, tells_nothing=True)
    found = await store.follower_by_id(follower.id)
    assert found is not None
    assert (found.quiet, found.paused_until, found.tells_nothing) == ("22:00-07:00", FOREVER, True)
    assert [topic.next_run_at for topic in await store.subscriptions(follower.id)] == [day(9), two.next_run_at]
    assert await store.subscription(foreign.id) == foreign


async def test_what_is_not_a_choice_of_a_follower_cannot_be_changed(store: Store) -> None:
    follower = await a_follower(store)
    with pytest.raises(ValueError, match="chat_id"):
        await store.change_follower(follower.id, {}, chat_id=5)
    topic = await a_topic(store, follower)
    with pytest.raises(ValueError, match="query"):
        await store.change_subscription(topic.id, next_run_at=None, query="other")


async def test_a_subscription_comes_back_as_it_was_made(store: Store) -> None:
    follower = await a_follower(store)
    made = await a_topic(store, follower, "Зангезур", key="zangezur", schedule="live 60")
    assert made == Subscription(
        id=made.id,
        follower_id=follower.id,
        query="Зангезур",
        key="zangezur",
        schedule="live 60",
        paused_until=None,
        user_id=7,
        created_at=day(0),
        news_since=day(0),
        next_run_at=day(1),
        asleep=False,
    )
    assert await store.subscription(made.id) == made
    assert await store.subscriptions(follower.id) == (made,)
    assert await store.subscription(made.id + 1) is None


async def test_following_twice_keeps_one_as_it_was(store: Store) -> None:
    follower = await a_follower(store)
    first = await a_topic(store, follower)
    assert await a_topic(store, follower, user_id=8, news_since=day(5), schedule="live 60") == first
    assert await store.subscriptions(follower.id) == (first,)


async def test_beyond_the_limit_nothing_is_followed_but_what_is_followed_already(store: Store) -> None:
    follower = await a_follower(store)
    first = await a_topic(store, follower, limit=1)
    rest = {"user_id": 7, "schedule": "", "now": day(0), "news_since": day(0), "next_run_at": None, "limit": 1}
    assert await store.add_subscription(follower_id=follower.id, query="b", key="b", **rest) is None  # type: ignore[arg-type]
    assert await a_topic(store, follower, limit=1) == first


async def test_of_many_that_come_for_the_last_places_so_many_get_one(store: Store, database: Path) -> None:
    other = await Store.open(url_of(database))
    follower = await a_follower(store)

    async def follow(number: int) -> Subscription | None:
        return await (store, other)[number % 2].add_subscription(
            follower_id=follower.id,
            query=str(number),
            key=str(number),
            user_id=7,
            schedule="",
            now=day(0),
            news_since=day(0),
            next_run_at=day(1),
            limit=3,
        )

    made = await asyncio.gather(*(follow(number) for number in range(10)))
    assert len([topic for topic in made if topic]) == 3
    assert len(await store.subscriptions(follower.id)) == 3
    await other.close()


async def test_keys_are_those_of_the_very_place(store: Store) -> None:
    here, there = await a_follower(store), await a_follower(store, thread=4)
    await a_topic(store, here, "a")
    await a_topic(store, here, "b")
    await a_topic(store, there, "c")
    assert await store.followed_keys(GROUP, 0) == {"a", "b"}
    assert await store.followed_keys(GROUP, 4) == {"c"}
    assert await store.followed_keys(5, 0) == frozenset()


async def test_a_changed_topic_is_awake_again(store: Store) -> None:
    follower = await a_follower(store)
    topic = await a_topic(store, follower)
    await store.change_subscription(topic.id, next_run_at=day(4), schedule="fri 09:00", paused_until=day(3))
    changed = await store.subscription(topic.id)
    assert changed is not None
    assert (changed.schedule, changed.paused_until, changed.next_run_at) == ("fri 09:00", day(3), day(4))


async def test_only_ones_own_topics_can_be_removed(store: Store) -> None:
    mine, yours = await a_follower(store), await a_follower(store, chat=5)
    topics = [await a_topic(store, mine, name) for name in "abc"]
    foreign = await a_topic(store, yours)
    assert await store.remove_subscriptions(mine.id, [topics[0].id, topics[2].id, foreign.id, 999]) == 2
    assert await store.remove_subscriptions(mine.id, []) == 0
    assert await store.subscriptions(mine.id) == (topics[1],)
    assert await store.subscription(foreign.id) == foreign


async def test_no_id_is_given_twice_since_buttons_outlive_their_topics(store: Store) -> None:
    follower = await a_follower(store)
    gone = await a_topic(store, follower)
    await store.remove_subscriptions(follower.id, [gone.id])
    assert (await a_topic(store, follower)).id > gone.id


async def test_a_topic_that_was_told_of_can_be_removed(store: Store) -> None:
    follower = await a_follower(store)
    topic = await a_topic(store, follower)
    assert await store.commit_digests([a_commit(follower, topic)], day(1)) == (True,)
    assert await store.remove_subscriptions(follower.id, [topic.id]) == 1


async def test_what_is_overdue_when_its_times_change_is_due_at_once(store: Store) -> None:
    follower = await a_follower(store)
    due = [await a_topic(store, follower, name, next_run_at=day(number)) for name, number in (("a", 1), ("b", 2))]
    later, never = [await a_topic(store, follower, name, next_run_at=at) for name, at in (("c", day(3)), ("d", None))]
    live = await a_topic(store, follower, "e", next_run_at=day(1))
    runs = {one.id: day(9) for one in (*due, later, never, live)}
    timed = frozenset(runs) - {live.id}
    await store.change_follower(follower.id, runs, Overdue(day(2), day(4), timed), quiet="")
    after = [one.next_run_at for one in await store.subscriptions(follower.id)]
    assert after == [day(4), day(4), day(9), day(9), day(9)]
    await store.change_subscription(live.id, next_run_at=day(10), overdue=Overdue(day(9), day(9), timed))
    await store.change_subscription(later.id, next_run_at=day(10), overdue=Overdue(day(9), day(9), timed))
    assert [one.next_run_at for one in await store.subscriptions(follower.id)][4] == day(10)
    assert [one.next_run_at for one in await store.subscriptions(follower.id)][2] == day(9)
    await store.change_follower(follower.id, {one.id: None for one in due})
    assert [one.next_run_at for one in await store.subscriptions(follower.id)][:2] == [None, None]

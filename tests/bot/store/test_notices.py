"""Notices: to those who asked for exactly that, once."""

from bot.store import Store
from bot.store.rows import Later
from tests.bot.store.builders import a_follower, a_topic, day, draft


async def test_askers_are_those_of_one_key_who_can_be_written_to(store: Store) -> None:
    ada, bob, cy = [await a_follower(store, chat=chat, kind="private") for chat in (1, 2, 3)]
    hers = await a_topic(store, ada, "zangezur")
    await a_topic(store, ada, "cop29")
    await a_topic(store, bob, "zangezur corridor")
    await a_topic(store, cy, "zangezur")
    await store.stop_follower(cy.id, "blocked")
    assert [(one.follower, one.subscription) for one in await store.askers("zangezur")] == [(ada, hers)]
    assert await store.askers("nothing") == ()


async def test_each_asker_is_told_once_whoever_tells(store: Store) -> None:
    ada = await a_follower(store, chat=1, kind="private")
    topic = await a_topic(store, ada, "zangezur")
    message = (topic.id, Later(draft("notice:1", 1, follower_id=ada.id), day(1)))
    assert await store.tell_askers([message], day(1)) == 1
    assert await store.tell_askers([message], day(1)) == 0
    assert await store.askers("zangezur") == ()
    assert len(await store.ready(day(1), 10)) == 1


async def test_who_follows_anew_may_be_told_anew(store: Store) -> None:
    ada = await a_follower(store, chat=1, kind="private")
    topic = await a_topic(store, ada, "zangezur")
    await store.tell_askers([(topic.id, Later(draft("n", 1, follower_id=ada.id), day(1)))], day(1))
    await store.remove_subscriptions(ada.id, [topic.id])
    again = await a_topic(store, ada, "zangezur")
    assert [one.subscription for one in await store.askers("zangezur")] == [again]

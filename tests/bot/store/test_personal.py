"""All that is held of a person can be handed over and deleted, and nothing of anybody else."""

import json
from pathlib import Path

from bot.store import Store
from bot.store.rows import DeedRow, Forgotten, Later, Prompt
from bot.store.schema import metadata
from tests.bot.store.builders import (
    GROUP,
    a_broadcast,
    a_change,
    a_commit,
    a_draft,
    a_follower,
    a_source,
    a_topic,
    day,
    draft,
    query,
    stage,
)

ME, YOU = 7_000_000_000, 8_000_000_000
ABOUT_NOBODY = {
    "alerts", "documents", "feed_items", "paragraphs", "generations", "corpus_state", "install_secrets",
    "ignored_queries", "done_until",
}  # fmt: skip


async def live(store: Store, user: int, name: str) -> None:
    """Leave a trace of a person in every table that can have one."""
    await store.log_queries([query(f"{name} asks", asker=name)])
    await store.remember_ask(
        chat_id=user, question_message_id=1, user_id=user, text=f"{name} asks", topic_id=None, now=day(0)
    )
    own = await a_follower(store, chat=user, kind="private", title="")
    await store.commit_digests([a_commit(own, await a_topic(store, own, f"{name} alone", user_id=user))], day(1))
    await store.enqueue([draft(f"{name} note", chat=user)], day(1))
    channel = await a_follower(store, chat=-user, kind="channel", manager_id=user)
    await a_topic(store, channel, f"{name} for many", user_id=user)
    await store.put_prompt(Prompt(GROUP, user, 1, "zone", f"{name} data", day(0)))
    await store.add_topic_edit("alias", f"{name}'s topic", f"{name}'s name", user, day(0))
    await store.add_broadcast(a_broadcast(f"{name} sends", made_by=user))
    await store.note_menu(user, there=True)
    await store.put_deed(DeedRow(user, 1, f"xa:{name}", day(0)))
    (own_topic,) = await store.subscriptions(own.id)
    at_night = Later(draft(f"broadcast:{name}:{user}", user, follower_id=own.id), day(9))
    await store.tell_askers([(own_topic.id, at_night)], day(1))
    await store.put_file_draft(a_draft(f"{name} draft", user_id=user))
    await store.put_feed(f"https://{name}.example/feed", f"{name}'s feed", user, day(0))
    added = {f"{name}.txt": a_source(f"{name}.txt", added_by=user)}
    async with store.revising() as revision:
        await stage(revision, {}, added)
        await revision.keep(day(1), a_change(f"{name} change", made_by=user))


async def test_everything_held_of_a_person_is_handed_over_as_json_knows_it(store: Store) -> None:
    await live(store, ME, "me")
    await live(store, YOU, "you")
    held = await store.held_of(ME, "me")
    assert held.keys() == metadata.tables.keys() - ABOUT_NOBODY
    assert {table: len(rows) for table, rows in held.items()} == {
        "asks": 1,
        "queries": 1,
        "followers": 2,
        "subscriptions": 2,
        "digests": 1,
        "digest_sections": 1,
        "outbox": 2,
        "prompts": 1,
        "drafts": 1,
        "feeds": 1,
        "changes": 1,
        "sources": 1,
        "topic_edits": 1,
        "broadcasts": 1,
        "held": 1,
        "notices": 1,
        "menus": 1,
        "deeds": 1,
    }
    written = json.dumps(held)
    assert "me for many" in written
    assert "you" not in written
    assert held["digests"][0]["due_at"] == day(1).isoformat()
    assert held["queries"][0]["paragraph_ids"] == ["p1", "p2"]


async def test_of_a_stranger_nothing_is_held(store: Store) -> None:
    await live(store, ME, "me")
    assert not any((await store.held_of(YOU, "you")).values())


async def test_forgetting_deletes_a_persons_list_and_leaves_what_others_follow(store: Store) -> None:
    await live(store, ME, "me")
    await live(store, YOU, "you")
    yours = await store.held_of(YOU, "you")
    assert await store.forget_user(ME, "me") == Forgotten(asks=1, queries=1, subscriptions=1)
    assert await store.forget_user(ME, "me") == Forgotten(asks=0, queries=0, subscriptions=0)
    assert not any((await store.held_of(ME, "me")).values())
    assert await store.held_of(YOU, "you") == yours
    (channel,) = await store.followers_in(-ME)
    assert [(topic.query, topic.user_id) for topic in await store.subscriptions(channel.id)] == [("me for many", None)]


async def test_a_forgotten_list_is_not_left_in_the_file(store: Store, database: Path) -> None:
    await live(store, ME, "me")
    await store.forget_user(ME, "me")
    await store.close()
    assert b"me alone" not in database.read_bytes()
    assert b"me for many" in database.read_bytes()


async def test_who_was_forgotten_can_begin_again(store: Store) -> None:
    await live(store, ME, "me")
    await store.forget_user(ME, "me")
    again = await a_follower(store, chat=ME, kind="private")
    assert await store.subscriptions(again.id) == ()

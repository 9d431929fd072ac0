"""An edit or a button finds its conversation again, and a person can be forgotten."""

import asyncio
import string
from pathlib import Path

from bot.store import Store
from bot.store.rows import Ask, Forgotten, TakenAsk
from tests.bot.store.builders import a_follower, a_topic, day, query

GROUP = -1_001_234_567_890  # Telegram's ids need more than 32 bits


async def remember(
    store: Store, message: int, *, user: int = 7_000_000_000, text: str = "zangezur", number: int = 0
) -> str:
    return await store.remember_ask(
        chat_id=GROUP, question_message_id=message, user_id=user, text=text, topic_id=None, now=day(number)
    )


async def test_an_ask_is_found_by_its_id_and_by_its_message(store: Store) -> None:
    ask_id = await remember(store, 1)
    expected = Ask(ask_id, GROUP, 1, None, 7_000_000_000, "zangezur", None, day(0))
    assert await store.ask(ask_id) == expected
    assert await store.ask_of_message(GROUP, 1) == expected


async def test_what_nobody_asked_is_none(store: Store) -> None:
    assert await store.ask("nothing") is None
    assert await store.ask_of_message(GROUP, 1) is None


async def test_an_edited_question_keeps_its_id_and_its_reply(store: Store) -> None:
    ask_id = await remember(store, 1, text="zangzur")
    assert await store.set_reply(ask_id, 2)
    edited = await store.remember_ask(
        chat_id=GROUP, question_message_id=1, user_id=7_000_000_000, text="cop29", topic_id="cop29", now=day(1)
    )
    assert edited == ask_id
    assert await store.ask(ask_id) == Ask(ask_id, GROUP, 1, 2, 7_000_000_000, "cop29", "cop29", day(1))


async def take(store: Store, message: int, text: str = "zangezur") -> TakenAsk:
    return await store.take_ask(
        chat_id=GROUP, thread_id=0, question_message_id=message, user_id=7, text=text, now=day(0)
    )


async def test_a_question_is_taken_once_and_found_as_it_was(store: Store) -> None:
    first = await take(store, 1)
    assert first.ask_id
    asked = Ask(first.ask_id, GROUP, 1, None, 7, "zangezur", None, day(0))
    assert (first.known, first.followed) == (None, frozenset())
    assert await take(store, 1, "another wording") == TakenAsk(None, asked, frozenset())
    assert await store.ask_of_message(GROUP, 1) == asked


async def test_of_the_same_question_twice_at_once_one_is_new(store: Store) -> None:
    taken = await asyncio.gather(*(take(store, 1) for _ in range(8)))
    assert len([one for one in taken if one.ask_id]) == 1


async def test_a_question_is_taken_with_what_is_followed_in_its_place(store: Store) -> None:
    await a_topic(store, await a_follower(store), "cop29")
    await a_topic(store, await a_follower(store, GROUP - 1), "zangezur")
    assert (await take(store, 1)).followed == frozenset({"cop29"}) == await store.followed_keys(GROUP, 0)


async def test_ids_fit_into_callback_data_and_differ(store: Store) -> None:
    ids = [await remember(store, message) for message in range(50)]
    assert len(set(ids)) == 50
    assert {len(ask_id) for ask_id in ids} == {8}
    assert set("".join(ids)) <= set(string.ascii_letters + string.digits + "-_")


async def test_the_same_message_number_in_another_chat_is_another_ask(store: Store) -> None:
    here = await remember(store, 1)
    there = await store.remember_ask(chat_id=5, question_message_id=1, user_id=5, text="x", topic_id=None, now=day(0))
    assert here != there


async def test_a_reply_to_a_pruned_ask_is_told_so(store: Store) -> None:
    ask_id = await remember(store, 1)
    assert await store.prune_asks(day(1)) == 1
    assert not await store.set_reply(ask_id, 2)


async def test_pruning_spares_an_old_question_that_was_edited_lately(store: Store) -> None:
    edited, old = await remember(store, 1), await remember(store, 2)
    await remember(store, 1, number=5)
    assert await store.prune_asks(day(3)) == 1
    assert await store.ask(edited) is not None
    assert await store.ask(old) is None


async def test_forgetting_a_person_deletes_asks_and_queries_and_nobody_elses(store: Store) -> None:
    mine, yours = await remember(store, 1, user=1), await remember(store, 2, user=2)
    await store.log_queries([query("mine", asker="me"), query("yours", asker="you")])
    assert await store.forget_user(1, "me") == Forgotten(asks=1, queries=1)
    assert await store.forget_user(1, "me") == Forgotten(asks=0, queries=0)
    assert await store.ask(mine) is None
    assert await store.ask(yours) is not None
    assert await store.query_count() == 1


async def test_what_was_forgotten_is_not_left_in_the_file(store: Store, database: Path) -> None:
    await remember(store, 1, user=1, text="a telling interest")
    await remember(store, 2, user=2, text="an innocent question")
    await store.forget_user(1, "me")
    await store.close()
    left = database.read_bytes()
    assert b"a telling interest" not in left
    assert b"an innocent question" in left

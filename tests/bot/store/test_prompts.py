"""A question of ours is answered once, by the person it was put to, while it is young."""

import asyncio
from dataclasses import replace
from pathlib import Path

from bot.store import Store
from bot.store.rows import Prompt
from tests.bot.store.builders import GROUP, day, url_of

PROMPT = Prompt(chat_id=GROUP, user_id=7, message_id=1, kind="zone", data="half a pair", asked_at=day(1))


async def test_a_prompt_can_be_looked_at_and_is_taken_once(store: Store) -> None:
    await store.put_prompt(PROMPT)
    assert await store.peek_prompt(GROUP, 7, day(0)) == PROMPT
    assert await store.take_prompt(GROUP, 7, day(0)) == PROMPT
    assert await store.take_prompt(GROUP, 7, day(0)) is None
    assert await store.peek_prompt(GROUP, 7, day(0)) is None


async def test_a_later_prompt_takes_the_place_of_an_earlier_one(store: Store) -> None:
    later = replace(PROMPT, kind="topic", message_id=2, asked_at=day(2))
    await store.put_prompt(PROMPT)
    await store.put_prompt(later)
    assert await store.take_prompt(GROUP, 7, day(0)) == later


async def test_a_prompt_is_for_one_person_in_one_chat(store: Store) -> None:
    await store.put_prompt(PROMPT)
    assert await store.take_prompt(GROUP, 8, day(0)) is None
    assert await store.take_prompt(5, 7, day(0)) is None
    assert await store.take_prompt(GROUP, 7, day(1)) == PROMPT


async def test_a_prompt_is_found_by_its_message(store: Store) -> None:
    await store.put_prompt(PROMPT)
    await store.put_prompt(replace(PROMPT, user_id=8, message_id=2))
    assert await store.prompt_of_message(GROUP, 1, day(0)) == PROMPT
    assert await store.prompt_of_message(GROUP, 1, day(2)) is None
    again = replace(PROMPT, user_id=9, asked_at=day(3))
    await store.put_prompt(again)
    assert await store.prompt_of_message(GROUP, 1, day(0)) == again
    assert await store.prompt_of_message(GROUP, 3, day(0)) is None
    assert await store.prompt_of_message(5, 1, day(0)) is None


async def test_an_old_prompt_is_none_and_goes(store: Store) -> None:
    await store.put_prompt(PROMPT)
    assert await store.peek_prompt(GROUP, 7, day(2)) is None
    assert await store.take_prompt(GROUP, 7, day(2)) is None
    assert await store.take_prompt(GROUP, 7, day(0)) is None


async def test_of_two_messages_one_answers(store: Store, database: Path) -> None:
    other = await Store.open(url_of(database))
    await store.put_prompt(PROMPT)
    taken = await asyncio.gather(*(s.take_prompt(GROUP, 7, day(0)) for s in (store, other, store, other)))
    assert [one for one in taken if one] == [PROMPT]
    await other.close()


async def test_pruning_deletes_old_prompts(store: Store) -> None:
    await store.put_prompt(PROMPT)
    await store.put_prompt(replace(PROMPT, user_id=8, asked_at=day(3)))
    assert await store.prune_prompts(day(2)) == 1
    assert await store.peek_prompt(GROUP, 8, day(0)) is not None

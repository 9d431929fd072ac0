"""Chats that throw the bot out, take it back, and move: quietly, and no list is lost."""

import asyncio

import pytest

from bot.store.rows import Follower
from handlers.membership import BLOCKED, NO_RIGHTS, REMOVED
from handlers.preview.driver import Conversation
from handlers.texts_en import ENGLISH
from tests.handlers.bots import Running, person

pytestmark = pytest.mark.asyncio(loop_scope="session")
WORDS = ENGLISH.following


async def following(bot: Running, chat: Conversation) -> Conversation:
    await chat.ask("/follow Lantern Bridge")
    await chat.press(WORDS.agree)
    await chat.wait_edit()
    return chat


async def follower_of(bot: Running, chat: Conversation) -> Follower:
    follower = await bot.services.store.follower(chat.id, 0)
    assert follower
    return follower


async def eventually(bot: Running, chat: Conversation, stopped: str) -> None:
    """Wait until what a chat follows is stopped for that reason, or goes on ("")."""
    async with asyncio.timeout(5):
        while (await follower_of(bot, chat)).stopped != stopped:
            await asyncio.sleep(0.01)
    follower = await follower_of(bot, chat)
    due = [one.next_run_at is not None for one in await bot.services.store.subscriptions(follower.id)]
    assert due == [not stopped]


async def test_who_blocks_the_bot_is_sent_nothing_until_they_unblock_it(bot: Running) -> None:
    chat = await following(bot, bot.chat())
    said = len(chat.replies)
    await chat.block()
    await eventually(bot, chat, BLOCKED)
    await chat.unblock()
    await eventually(bot, chat, "")
    assert len(chat.replies) == said


async def test_a_group_that_removes_the_bot_gets_its_list_back_with_it(bot: Running) -> None:
    chat = bot.server.group("Desk", person())
    await following(bot, chat)
    said = len(chat.replies)
    await chat.remove()
    await eventually(bot, chat, REMOVED)
    await chat.add()
    await eventually(bot, chat, "")
    await chat.restrict()
    await eventually(bot, chat, NO_RIGHTS)
    await chat.promote()
    await eventually(bot, chat, "")
    assert len(chat.replies) == said


async def test_a_channel_in_which_the_bot_may_not_post_waits(bot: Running) -> None:
    owner = person()
    private, there = bot.server.private_chat(owner), bot.server.channel("Coast", owner, username="waiting_coast")
    await private.ask("/channel @waiting_coast")
    await private.press(WORDS.add)
    await private.wait_reply()
    await private.ask("Lantern Bridge")
    await private.press(WORDS.agree)
    await private.wait_edit()
    await there.promote("can_post_messages")
    await eventually(bot, there, NO_RIGHTS)
    await private.ask("/following")
    await private.press("Coast (1)")
    assert WORDS.stopped in (await private.wait_edit()).text
    await there.promote()
    await eventually(bot, there, "")


async def test_a_forum_goes_on_when_its_topic_is_opened_again(bot: Running) -> None:
    chat = bot.server.group("Forum", person(), forum=True)
    await following(bot, chat)
    topic = await chat.create_topic("Rail")
    await chat.close_topic(topic)
    await bot.services.store.stop_chat(chat.id, NO_RIGHTS)
    await chat.reopen_topic(topic)
    await eventually(bot, chat, "")


async def test_who_asks_for_the_list_of_a_group_that_could_not_be_written_to_lets_it_be_tried_again(
    bot: Running,
) -> None:
    chat = bot.server.group("Desk", person())
    await following(bot, chat)
    await bot.services.store.stop_chat(chat.id, NO_RIGHTS)
    assert "Next: " in (await chat.ask("/following")).text
    await eventually(bot, chat, "")


async def test_being_added_says_nothing(bot: Running) -> None:
    chat = bot.server.group("Desk", person(), bot=None)
    await chat.add()
    await chat.ask("/help")
    assert len(chat.replies) == 1


async def test_a_right_that_changes_moves_no_due_time(bot: Running) -> None:
    chat = bot.server.group("Desk", person())
    await following(bot, chat)
    follower = await follower_of(bot, chat)
    (before,) = await bot.services.store.subscriptions(follower.id)
    overdue = before.created_at
    await bot.services.store.change_subscription(before.id, next_run_at=overdue)
    await chat.promote()
    await chat.ask("/help")
    (after,) = await bot.services.store.subscriptions(follower.id)
    assert after.next_run_at == overdue


async def test_a_group_that_becomes_a_supergroup_takes_its_list_along(bot: Running) -> None:
    old = bot.server.group("Desk", person(), basic=True)
    await following(bot, old)
    new = await old.migrate()
    async with asyncio.timeout(5):
        while await bot.services.store.follower(old.id, 0):
            await asyncio.sleep(0.01)
    listed = await new.ask("/following")
    assert listed.labels[0] == "Lantern Bridge"
    await new.press("Lantern Bridge")
    assert (await new.wait_edit()).text.startswith("Lantern Bridge\n")


async def test_what_stopped_because_the_group_was_gone_goes_on_in_the_supergroup(bot: Running) -> None:
    old = bot.server.group("Desk", person(), basic=True)
    await following(bot, old)
    await bot.services.store.stop_chat(old.id, REMOVED)
    new = await old.migrate()
    async with asyncio.timeout(5):
        while await bot.services.store.follower(new.id, 0) is None:
            await asyncio.sleep(0.01)
    await eventually(bot, new, "")

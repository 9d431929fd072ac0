"""Groups and forums: their admins follow for them, and nobody else; all may look."""

import pytest

from bot.store.rows import Subscription
from handlers.follow_actions import RemoveAll
from handlers.preview.driver import Conversation
from handlers.preview.shared_chats import SharedChat
from handlers.preview.state import CallbackQuery
from handlers.preview.values import User
from handlers.rights import Rights
from handlers.texts_en import ENGLISH
from tests.handlers.bots import Running, person
from tests.handlers.test_buttons import forge

pytestmark = pytest.mark.asyncio(loop_scope="session")
WORDS = ENGLISH.following


async def followed(bot: Running, chat: Conversation, thread_id: int = 0) -> list[str]:
    return [one.query for one in await subscriptions(bot, chat, thread_id)]


async def subscriptions(bot: Running, chat: Conversation, thread_id: int = 0) -> tuple[Subscription, ...]:
    follower = await bot.services.store.follower(chat.id, thread_id)
    return await bot.services.store.subscriptions(follower.id) if follower else ()


def desk(bot: Running, *others: User) -> SharedChat:
    return bot.server.group("Desk", person("Ada"), *others)


async def test_an_admin_follows_for_the_group(bot: Running) -> None:
    chat = desk(bot)
    assert (await chat.ask("/follow Lantern Bridge")).text.startswith("Lantern Bridge\nLast 30 days")
    await chat.press(WORDS.agree)
    assert (await chat.wait_edit()).text.startswith("Desk follows Lantern Bridge now.")
    assert await followed(bot, chat) == ["Lantern Bridge"]
    assert (await chat.ask("/unfollow Lantern Bridge")).text == "Desk no longer follows Lantern Bridge."


async def test_others_are_told_that_they_may_not(bot: Running) -> None:
    bob = person("Bob")
    chat = desk(bot, bob)
    await chat.ask("/follow Lantern Bridge")
    await chat.press(WORDS.agree)
    await chat.wait_edit()
    briefing = await chat.ask("/brief Oskar Yards")
    his = chat.seen_by(bob)
    assert (await his.ask("/follow Merrow")).text == WORDS.admins_only
    assert (await his.ask("/unfollow Lantern Bridge")).text == WORDS.admins_only
    answer = await his.press(WORDS.follow, briefing.message_id)
    assert (answer.text, answer.show_alert) == (WORDS.admins_only, True)
    shown = await his.ask("/following")
    assert shown.text.startswith("Desk follows 1 topic.")
    assert (await his.press(WORDS.remove_all, shown.message_id)).text == WORDS.admins_only
    assert (await his.press(WORDS.add, shown.message_id)).text == WORDS.admins_only
    assert (await his.press("Lantern Bridge", shown.message_id)).text == ""
    await his.wait_edit()
    for button in (WORDS.pause, WORDS.remove):
        assert (await his.press(button, shown.message_id)).text == WORDS.admins_only
    assert await followed(bot, chat) == ["Lantern Bridge"]


async def test_an_anonymous_admin_is_an_admin(bot: Running) -> None:
    chat, carol = desk(bot), person("Carol")
    await chat.set_member(carol, "administrator", anonymous=True)
    hers = chat.seen_by(carol)
    assert (await hers.ask("/follow Lantern Bridge")).labels == (WORDS.agree, WORDS.decline)
    await hers.press(WORDS.agree)
    assert (await hers.wait_edit()).text.startswith("Desk follows Lantern Bridge now.")


async def test_an_anonymous_admin_answers_what_she_was_asked_by_name(bot: Running) -> None:
    chat, carol = desk(bot), person("Carol")
    await chat.set_member(carol, "administrator", anonymous=True)
    hers = chat.seen_by(carol)
    await hers.ask("/following")
    await hers.press(WORDS.add)
    asked = await hers.wait_reply()
    await hers.send("Lantern Bridge", reply_to=asked.message_id)
    assert (await hers.wait_reply()).labels == (WORDS.agree, WORDS.decline)


async def test_a_channel_that_writes_in_a_group_is_no_admin(bot: Running) -> None:
    chat = desk(bot)
    group = {"id": chat.id, "type": "supergroup", "title": "Desk"}
    channel = {"id": -1009990001, "type": "channel", "title": "Elsewhere"}
    author = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
    message: dict[str, object] = {
        "message_id": 800_010, "date": 1, "chat": group, "from": author, "sender_chat": channel,
        "text": "/follow Lantern Bridge", "entities": [{"type": "bot_command", "offset": 0, "length": 7}],
    }  # fmt: skip
    bot.server.world.updates.push("message", message)
    assert (await chat.wait_reply()).text == WORDS.admins_only


async def test_a_forum_topic_follows_for_itself(bot: Running) -> None:
    chat = bot.server.group("Forum", person("Ada"), forum=True)
    rail = chat.in_topic(await chat.create_topic("Rail"))
    preview = await rail.ask("/follow Lantern Bridge")
    await rail.press(WORDS.agree)
    confirmed = await rail.wait_edit()
    assert confirmed.text.startswith("Forum (this topic) follows Lantern Bridge now.")
    thread_id = preview.thread_id
    assert thread_id > 0
    assert confirmed.message_id == preview.message_id
    assert await followed(bot, chat, thread_id) == ["Lantern Bridge"]
    assert await followed(bot, chat) == []
    assert WORDS.unfollow in (await rail.ask("/brief Lantern Bridge")).labels
    general = chat.in_topic(0)
    assert (await general.ask("/following")).text.startswith("Forum follows nothing yet.")
    assert WORDS.follow in (await general.ask("/brief Lantern Bridge")).labels
    await general.ask("/follow Merrow")
    await general.press(WORDS.agree)
    await general.wait_edit()
    assert await followed(bot, chat) == ["Merrow"]
    (one,) = await subscriptions(bot, chat, thread_id)
    assert one.query == "Lantern Bridge"


async def test_a_button_whose_message_telegram_no_longer_shows_follows_in_no_wrong_topic(bot: Running) -> None:
    chat = bot.server.group("Forum", person("Ada"), forum=True)
    shown = await chat.in_topic(await chat.create_topic("Rail")).ask("/brief Lantern Bridge")
    data = next(b.callback_data for row in shown.buttons for b in row if b.text == WORDS.follow)
    world, query = bot.server.world, CallbackQuery("inaccessible", chat.id, bot.server.world.clock())
    world.callbacks[query.id] = query
    content: dict[str, object] = {
        "id": query.id, "from": chat.user.to_json(), "chat_instance": "1", "data": data,
        "message": {"chat": shown.chat.to_json(), "message_id": shown.message_id, "date": 0},
    }  # fmt: skip
    world.updates.push("callback_query", content)
    assert (await chat.callback_answer(query.id)).text == ENGLISH.stale


async def test_what_a_group_was_asked_is_answered_by_a_reply(bot: Running) -> None:
    chat = desk(bot)
    await chat.promote()
    await chat.ask("/following")
    await chat.press(WORDS.add)
    asked = await chat.wait_reply()
    assert asked.text == WORDS.ask_topic_by.format(who="Desk")
    assert asked.force_reply
    assert asked.force_reply.selective
    await chat.send("Oskar Yards")
    await chat.send("Lantern Bridge", reply_to=asked.message_id)
    assert (await chat.wait_reply()).text.startswith("Lantern Bridge\nLast 30 days")
    await chat.press(WORDS.agree)
    await chat.wait_edit()
    assert await followed(bot, chat) == ["Lantern Bridge"]


async def test_buttons_of_one_group_do_nothing_in_another(bot: Running) -> None:
    one, other = desk(bot), bot.server.group("Elsewhere", person("Eve"))
    await one.ask("/follow Lantern Bridge")
    await one.press(WORDS.agree)
    await one.wait_edit()
    (subscription,) = await subscriptions(bot, one)
    message = await other.ask("/help")
    query_id = await forge(bot, other.user, message, RemoveAll(subscription.follower_id, True).data)
    assert (await other.callback_answer(query_id)).text == WORDS.elsewhere
    assert await followed(bot, one) == ["Lantern Bridge"]


async def test_an_admin_is_asked_about_once_a_minute_and_at_once_after_a_change(bot: Running) -> None:
    now = [0.0]
    rights, api = Rights(lambda: now[0]), bot.application.bot
    ada, bob = person("Ada"), person("Bob")
    chat = bot.server.group("Desk", ada, bob)

    async def asked(user: User) -> tuple[bool, int]:
        """Whether somebody is an admin, and how many calls that took."""
        before = len(bot.server.calls_of("getChatMember"))
        found = await rights.is_admin(api, chat.id, user.id)
        return found, len(bot.server.calls_of("getChatMember")) - before

    assert await asked(ada) == (True, 1)
    assert await asked(bob) == (False, 1)
    await chat.set_member(bob, "administrator")
    now[0] = 59.0
    assert await asked(bob) == (False, 0)
    now[0] = 60.0
    assert await asked(bob) == (True, 1)
    await chat.set_member(bob, "left")
    rights.forget(chat.id)
    assert await asked(bob) == (False, 1)


async def test_nobody_is_an_admin_of_a_chat_that_is_not_there(bot: Running) -> None:
    assert not await Rights().is_admin(bot.application.bot, -1001111111111, person().id)

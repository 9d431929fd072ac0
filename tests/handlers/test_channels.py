"""Channels: managed from a private chat by their admins, and each way in which that cannot be."""

import itertools

import pytest

from bot.store.rows import Follower
from handlers.follow_actions import OpenFollowing, RemoveAll
from handlers.preview.driver import Conversation
from handlers.preview.shared_chats import SharedChat
from handlers.texts_en import ENGLISH
from tests.handlers.bots import Running, person
from tests.handlers.test_buttons import forge

pytestmark = pytest.mark.asyncio(loop_scope="session")
WORDS = ENGLISH.following
_names = (f"coast_news_{number}" for number in itertools.count())


def channel(bot: Running) -> tuple[SharedChat, Conversation, str]:
    """A channel with its @name, and the private chat of who owns it."""
    owner, name = person("Olga"), next(_names)
    return bot.server.channel("Coast news", owner, username=name), bot.server.private_chat(owner), f"@{name}"


async def follower_of(bot: Running, chat: Conversation) -> Follower:
    follower = await bot.services.store.follower(chat.id, 0)
    assert follower
    return follower


async def followed(bot: Running, chat: Conversation) -> list[str]:
    return [one.query for one in await bot.services.store.subscriptions((await follower_of(bot, chat)).id)]


async def follow(private: Conversation, topic: str) -> None:
    """Let the channel whose list was shown last follow a topic."""
    await private.press(WORDS.add)
    asked = await private.wait_reply()
    assert asked.text == WORDS.ask_topic_by.format(who="Coast news")
    await private.ask(topic)
    await private.press(WORDS.agree)
    assert (await private.wait_edit()).text.startswith(f"Coast news follows {topic} now.")


async def test_a_channels_owner_lets_it_follow_from_a_private_chat(bot: Running) -> None:
    there, private, name = channel(bot)
    empty = await private.ask(f"/channel {name}")
    assert empty.text == WORDS.empty_channel.format(who="Coast news")
    await follow(private, "Lantern Bridge")
    follower = await follower_of(bot, there)
    assert (follower.kind, follower.manager_id) == ("channel", private.user.id)
    assert await followed(bot, there) == ["Lantern Bridge"]
    assert (await private.ask(f"/channel https://t.me/{name[1:]}")).text.startswith("Coast news follows 1 topic.")
    assert (await private.ask(f"/channel {there.id}")).labels[0] == "Lantern Bridge"
    assert there.replies == []


async def test_who_manages_channels_chooses_whose_list_to_see(bot: Running) -> None:
    _, private, name = channel(bot)
    await private.ask(f"/channel {name}")
    await follow(private, "Lantern Bridge")
    chosen = await private.ask("/following")
    assert (chosen.text, chosen.labels) == (WORDS.choose, (f"{WORDS.own} (0)", "Coast news (1)"))
    await private.press("Coast news (1)")
    listed = await private.wait_edit()
    assert listed.labels == ("Lantern Bridge", WORDS.add, WORDS.when, WORDS.remove_all)
    await private.press("Lantern Bridge")
    await private.wait_edit()
    assert (await private.press(WORDS.remove)).text == "Coast news no longer follows Lantern Bridge."
    assert (await private.wait_edit()).text == WORDS.empty_channel.format(who="Coast news")
    assert (await private.ask("/channel")).text == WORDS.channel_usage
    assert (await private.wait_reply()).labels == (f"{WORDS.own} (0)", "Coast news (0)")


async def test_each_reason_against_it_has_its_sentence(bot: Running) -> None:
    private = bot.chat()
    stranger, name = bot.server.channel("Theirs", person("Tess"), username="theirs_1"), "@theirs_1"
    bot.server.channel("Unknown to the bot", private.user, username="unknown_1", bot=None)
    mute = bot.server.channel("Mute", private.user, username="mute_1")
    await mute.promote("can_post_messages")
    bot.server.group("Desk", private.user, username="desk_1")
    assert (await private.ask(f"/channel {name}")).text == WORDS.channel_not_yours.format(name=name)
    assert (await private.ask("/channel @unknown_1")).text == WORDS.channel_not_in.format(name="@unknown_1")
    assert (await private.ask("/channel @mute_1")).text == WORDS.channel_no_rights.format(name="@mute_1")
    assert (await private.ask("/channel @desk_1")).text == WORDS.channel_other.format(name="@desk_1")
    assert (await private.ask("/channel @nobody_has_this")).text == WORDS.channel_unknown.format(
        name="@nobody_has_this"
    )
    assert (await private.ask("/channel -100123")).text == WORDS.channel_unknown.format(name="-100123")
    assert (await private.ask("/channel")).text == WORDS.channel_usage
    assert await bot.services.store.follower(stranger.id, 0) is None


async def test_in_a_group_the_command_points_to_the_private_chat(bot: Running) -> None:
    assert (await bot.server.group("Desk", person()).ask("/channel @x")).text == WORDS.channel_private


async def test_who_is_no_admin_any_more_can_press_nothing(bot: Running) -> None:
    there, private, name = channel(bot)
    shown = await private.ask(f"/channel {name}")
    await follow(private, "Lantern Bridge")
    await there.set_member(private.user, "left")
    bot.services.rights.forget(there.id)
    for action in (
        OpenFollowing((await follower_of(bot, there)).id),
        RemoveAll((await follower_of(bot, there)).id, True),
    ):
        answer = await private.callback_answer(await forge(bot, private.user, shown, action.data))
        assert (answer.text, answer.show_alert) == (WORDS.channel_admins_only, True)
    assert await followed(bot, there) == ["Lantern Bridge"]


async def test_a_button_in_the_channel_itself_answers_nothing_there(bot: Running) -> None:
    there, private, name = channel(bot)
    await private.ask(f"/channel {name}")
    follower = await follower_of(bot, there)
    await bot.application.bot.send_message(there.id, "A digest")
    message = await there.wait_reply()
    query_id = await forge(bot, private.user, message, OpenFollowing(follower.id, 0, True).data)
    assert (await there.callback_answer(query_id)).text == WORDS.in_private
    assert len(there.replies) == 1


async def test_another_admin_takes_over_where_the_first_was_forgotten(bot: Running) -> None:
    there, private, name = channel(bot)
    await private.ask(f"/channel {name}")
    await bot.services.store.forget_user(private.user.id, bot.services.asker(private.user.id))
    assert (await follower_of(bot, there)).manager_id is None
    other = bot.chat()
    await there.set_member(other.user, "administrator")
    await other.ask(f"/channel {name}")
    assert (await follower_of(bot, there)).manager_id == other.user.id

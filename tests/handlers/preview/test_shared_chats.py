"""Groups, forums and channels: who is what in them, where the bot may write, and what it is told."""

from typing import Any

import pytest

from handlers.preview.driver import Conversation
from handlers.preview.values import ANONYMOUS
from tests.handlers.preview.api import ADA, BOB, Api, running_api

ALL_KINDS = ["message", "channel_post", "my_chat_member", "chat_member", "callback_query"]


async def told(api: Api) -> list[dict[str, Any]]:
    """What the bot was told since it last asked, without the ids of the updates."""
    updates = await api.updates(allowed_updates=ALL_KINDS)
    if updates:
        await api.updates(offset=int(str(updates[-1]["update_id"])) + 1)
    return [{kind: content for kind, content in update.items() if kind != "update_id"} for update in updates]


async def statuses(api: Api) -> list[tuple[str, str]]:
    """The changes of the bot's own place that it was told of: before and after."""
    changes = [update["my_chat_member"] for update in await told(api) if "my_chat_member" in update]
    return [(change["old_chat_member"]["status"], change["new_chat_member"]["status"]) for change in changes]


async def refused(api: Api, chat: Conversation, method: str = "sendMessage", **more: object) -> str:
    """How the bot is refused when it writes to the chat."""
    return await api.refusal(method, chat_id=chat.id, **({"text": "x"} if method == "sendMessage" else {}), **more)


# Groups


async def test_the_bot_is_told_whenever_its_place_in_a_group_changes() -> None:
    async with running_api() as api:
        await told(api)
        group = api.server.group("Desk", ADA, bot=None)
        assert await refused(api, group) == "Bad Request: chat not found"
        await group.add()
        await group.promote()
        await group.demote()
        await group.restrict()
        await group.remove()
        assert await statuses(api) == [
            ("left", "member"),
            ("member", "administrator"),
            ("administrator", "member"),
            ("member", "restricted"),
            ("restricted", "kicked"),
        ]
        assert await refused(api, group) == "Forbidden: bot was kicked from the supergroup chat"
        assert "kicked" in await refused(api, group, "getChatAdministrators")


async def test_coming_and_going_are_messages_too() -> None:
    async with running_api() as api:
        await told(api)
        group = api.server.group("Desk", ADA, bot="left")
        await group.add()
        await group.remove()
        messages = [update["message"] for update in await told(api) if "message" in update]
        assert messages[0]["new_chat_members"][0]["id"] == api.server.world.me.id
        assert messages[1]["left_chat_member"]["id"] == api.server.world.me.id


async def test_a_bot_that_leaves_a_group_is_told_so_and_is_out() -> None:
    async with running_api() as api:
        await told(api)
        group = api.server.group("Desk", ADA, basic=True)
        await api.call("leaveChat", chat_id=group.id)
        assert await statuses(api) == [("member", "left")]
        assert await refused(api, group) == "Forbidden: bot is not a member of the group chat"


async def test_a_restricted_bot_may_not_write_but_may_look() -> None:
    async with running_api() as api:
        group = api.server.group("Desk", ADA)
        await group.restrict()
        assert await refused(api, group) == "Bad Request: not enough rights to send text messages to the chat"
        document = {"document": "x"}
        assert await refused(api, group, "sendDocument", **document) == (
            "Bad Request: not enough rights to send documents to the chat"
        )
        mine = await api.result("getChatMember", chat_id=group.id, user_id=api.server.world.me.id)
        assert (mine["status"], mine["can_send_messages"], mine["is_member"]) == ("restricted", False, True)


async def test_members_rise_and_fall() -> None:
    async with running_api() as api:
        group = api.server.group("Desk", ADA)

        async def status() -> object:
            return (await api.result("getChatMember", chat_id=group.id, user_id=BOB.id))["status"]

        assert await refused(api, group, "getChatMember", user_id=BOB.id) == "Bad Request: PARTICIPANT_ID_INVALID"
        api.server.private_chat(BOB)
        assert await status() == "left"  # the bot knows the person, who is not there
        await group.set_member(BOB, "administrator", anonymous=True)
        admins = (await api.call("getChatAdministrators", chat_id=group.id))["result"]
        assert isinstance(admins, list)
        assert [(admin["user"]["id"], admin["is_anonymous"]) for admin in admins] == [(ADA.id, False), (BOB.id, True)]
        await group.set_member(BOB, "kicked")
        assert await status() == "kicked"
        await group.promote()
        admins = (await api.call("getChatAdministrators", chat_id=group.id))["result"]
        assert isinstance(admins, list)
        assert [admin["user"]["id"] for admin in admins] == [ADA.id, api.server.world.me.id]


async def test_only_an_administrator_bot_hears_of_others() -> None:
    async with running_api() as api:
        await told(api)
        group = api.server.group("Desk", ADA)
        await group.set_member(BOB, "member")
        await group.promote()
        await group.set_member(BOB, "administrator")
        changes = [update["chat_member"] for update in await told(api) if "chat_member" in update]
        assert [change["new_chat_member"]["status"] for change in changes] == ["administrator"]


async def test_an_anonymous_administrator_writes_as_the_group_and_presses_as_a_person() -> None:
    async with running_api() as api:
        await told(api)
        group = api.server.group("Desk", ADA, BOB)
        await group.set_member(BOB, "administrator", anonymous=True)
        sent = await group.seen_by(BOB).send("/follow cop29")
        message = (await told(api))[-1]["message"]
        assert (message["from"]["id"], message["from"]["is_bot"]) == (ANONYMOUS.id, True)
        assert message["sender_chat"]["id"] == group.id
        assert group.replies == []  # it is no message of the bot
        await group.seen_by(BOB).edit(sent.message_id, "/follow cop30")
        buttons = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
        await api.result("sendMessage", chat_id=group.id, text="x", reply_markup=buttons)
        await group.seen_by(BOB).tap("Go")
        assert (await told(api))[-1]["callback_query"]["from"]["id"] == BOB.id


async def test_a_basic_group_becomes_a_supergroup_and_the_old_id_says_where_it_went() -> None:
    async with running_api() as api:
        await told(api)
        old = api.server.group("Desk", ADA, BOB, basic=True)
        assert (await api.result("getChat", chat_id=old.id))["type"] == "group"
        new = await old.migrate()
        leaving, arriving = [update["message"] for update in await told(api)]
        assert (leaving["chat"]["id"], leaving["migrate_to_chat_id"]) == (old.id, new.id)
        assert (arriving["chat"]["id"], arriving["migrate_from_chat_id"]) == (new.id, old.id)
        answer = await api.call("sendMessage", chat_id=old.id, text="x")
        assert (answer["error_code"], answer["parameters"]) == (400, {"migrate_to_chat_id": new.id})
        assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
        await api.result("sendMessage", chat_id=new.id, text="x")
        assert (await api.result("getChatMember", chat_id=new.id, user_id=BOB.id))["status"] == "member"
        with pytest.raises(ValueError, match="only once"):
            await old.migrate()


async def test_a_reply_in_a_supergroup_names_a_thread_that_sending_ignores() -> None:
    async with running_api() as api:
        group = api.server.group("Desk", ADA)
        first = await group.send("/start")
        reply = await group.send("/start", reply_to=first.message_id)
        message = (await told(api))[-1]["message"]
        assert message["message_thread_id"] == first.message_id
        assert "is_topic_message" not in message
        sent = await api.result("sendMessage", chat_id=group.id, text="x", message_thread_id=reply.thread_id)
        assert "message_thread_id" not in sent


# Channels


async def test_a_channel_is_written_to_by_its_id_and_by_its_name() -> None:
    async with running_api() as api:
        await told(api)
        channel = api.server.channel("Corridor news", ADA, username="Corridor")
        for chat_id in (channel.id, "@corridor", "@Corridor"):
            sent = await api.result("sendMessage", chat_id=chat_id, text="x")
            assert sent["sender_chat"] == sent["chat"]
            assert "from" not in sent
        assert (await api.result("getChat", chat_id="@corridor"))["id"] == channel.id
        assert await api.refusal("getChat", chat_id="@elsewhere") == "Bad Request: chat not found"
        assert [message.text for message in channel.replies] == ["x", "x", "x"]
        await channel.send("my own post")
        (update,) = await told(api)
        assert update["channel_post"]["text"] == "my own post"


async def test_in_a_channel_the_bot_needs_the_right_to_post() -> None:
    async with running_api() as api:
        await told(api)
        channel = api.server.channel("Corridor news", ADA, username="corridor", bot=None)
        assert await refused(api, channel) == "Forbidden: bot is not a member of the channel chat"
        assert (await api.result("getChat", chat_id="@corridor"))["type"] == "channel"
        for method in ("getChatAdministrators", "getChatMember"):
            more = {"user_id": ADA.id} if method == "getChatMember" else {}
            assert await refused(api, channel, method, **more) == "Bad Request: member list is inaccessible"
        await channel.promote("can_post_messages")
        needed = "Bad Request: need administrator rights in the channel chat"
        assert await refused(api, channel) == needed
        mine = await api.result("getChatMember", chat_id=channel.id, user_id=api.server.world.me.id)
        assert mine["can_post_messages"] is False
        await channel.promote()
        await api.result("sendMessage", chat_id=channel.id, text="x")
        assert (await api.result("getChatMember", chat_id=channel.id, user_id=ADA.id))["status"] == "creator"
        await channel.demote()
        assert await refused(api, channel) == needed
        await channel.remove()
        assert await refused(api, channel) == "Forbidden: bot was kicked from the channel chat"
        assert await statuses(api) == [
            ("left", "administrator"),
            ("administrator", "administrator"),
            ("administrator", "member"),
            ("member", "kicked"),
        ]


async def test_a_private_channel_is_unknown_to_a_bot_that_was_never_there() -> None:
    async with running_api() as api:
        channel = api.server.channel("Corridor news", ADA, bot=None)
        assert await refused(api, channel, "getChat") == "Bad Request: chat not found"
        left = api.server.channel("Corridor news", ADA, bot="left")
        assert await refused(api, left, "getChat") == "Forbidden: bot is not a member of the channel chat"


# Forums


async def test_what_is_written_in_a_topic_stays_in_it() -> None:
    async with running_api() as api:
        await told(api)
        forum = api.server.group("Desk", ADA, forum=True)
        thread_id = await forum.create_topic("Caucasus")
        topic, general = forum.in_topic(thread_id), forum.in_topic(0)
        await topic.send("/follow zangezur")
        await general.send("/follow cop29")
        opened, followed, in_general = [update["message"] for update in await told(api)]
        assert opened["forum_topic_created"]["name"] == "Caucasus"
        assert opened["message_id"] == opened["message_thread_id"] == thread_id
        assert (followed["message_thread_id"], followed["is_topic_message"]) == (thread_id, True)
        assert followed["reply_to_message"]["message_id"] == thread_id
        assert followed["chat"]["is_forum"] is True
        assert not {"message_thread_id", "is_topic_message", "reply_to_message"} & set(in_general)
        sent = await api.result("sendMessage", chat_id=forum.id, text="there", message_thread_id=thread_id)
        assert sent["message_thread_id"] == thread_id
        await api.result("sendMessage", chat_id=forum.id, text="here")
        assert [message.text for message in topic.replies] == ["there"]
        assert (await general.wait_reply()).text == "here"
        assert (await forum.wait_reply()).text == "there"


async def test_a_reply_in_a_forum_goes_where_the_answered_message_is() -> None:
    async with running_api() as api:
        forum = api.server.group("Desk", ADA, forum=True)
        thread_id = await forum.create_topic("Caucasus")
        asked = await forum.in_topic(thread_id).send("/brief")
        answered = {"message_id": asked.message_id}
        sent = await api.result("sendMessage", chat_id=forum.id, text="x", reply_parameters=answered)
        assert sent["message_thread_id"] == thread_id


async def test_a_topic_that_is_closed_or_gone_takes_no_messages() -> None:
    async with running_api() as api:
        forum = api.server.group("Desk", ADA, forum=True)
        thread_id = await forum.create_topic("Caucasus")
        await forum.close_topic(thread_id)
        assert await refused(api, forum, message_thread_id=thread_id) == "Bad Request: TOPIC_CLOSED"
        await forum.reopen_topic(thread_id)
        await api.result("sendMessage", chat_id=forum.id, text="x", message_thread_id=thread_id)
        await forum.close_topic(0)
        assert await refused(api, forum) == "Bad Request: TOPIC_CLOSED"
        await forum.delete_topic(thread_id)
        gone = "Bad Request: message thread not found"
        for missing in (thread_id, 1, 999):
            assert await refused(api, forum, message_thread_id=missing) == gone
        assert await refused(api, forum, "sendChatAction", action="typing", message_thread_id=thread_id) == gone
        assert (await api.call("sendChatAction", chat_id=forum.id, action="typing", message_thread_id=1))["ok"]
        with pytest.raises(LookupError, match="no topic"):
            forum.in_topic(thread_id)


# Private chats


async def test_a_deactivated_person_gets_nothing_any_more() -> None:
    async with running_api() as api:
        chat = api.server.private_chat(ADA)
        await chat.send("hello")
        await chat.deactivate()
        assert await refused(api, chat) == "Forbidden: user is deactivated"
        assert await refused(api, chat, message_thread_id=7) == "Forbidden: user is deactivated"


async def test_blocking_and_coming_back_are_told() -> None:
    async with running_api() as api:
        await told(api)
        chat = api.server.private_chat(ADA)
        await chat.send("hello")
        await chat.block()
        assert await refused(api, chat) == "Forbidden: bot was blocked by the user"
        await chat.unblock()
        await api.result("sendMessage", chat_id=ADA.id, text="x")
        assert await statuses(api) == [("member", "kicked"), ("kicked", "member")]
        assert await refused(api, chat, message_thread_id=7) == "Bad Request: message thread not found"

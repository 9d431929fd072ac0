"""In a group the bot speaks when it is spoken to."""

import pytest

from handlers.texts_en import ENGLISH
from tests.handlers.bots import Running, person

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_plain_text_is_left_alone_even_where_the_bot_reads_all(bot: Running) -> None:
    chat = bot.server.group("Desk", person())
    await chat.promote()
    await chat.send("Lantern Bridge")
    await chat.send("/unknown")
    await chat.send_photo(PIXEL)
    assert (await chat.ask("/brief Oskar Yards")).text.startswith("Oskar Yards")
    assert len(chat.replies) == 1


async def test_a_mention_a_reply_and_the_command_are_answered_as_replies(bot: Running) -> None:
    chat = bot.server.group("Desk", person())
    asked = await chat.send("@preview_bot Lantern Bridge")
    first = await chat.wait_reply()
    assert first.text.startswith("Lantern Bridge\n\n")
    assert first.reply_to
    assert first.reply_to.message_id == asked.message_id
    await chat.send("Oskar Yards", reply_to=first.message_id)
    assert (await chat.wait_reply()).text.startswith("Oskar Yards\n\n")
    assert (await chat.ask("what about Oskar Yards, @Preview_Bot?")).text.startswith("Oskar Yards\n")
    assert (await chat.ask("/brief@preview_bot Lantern Bridge")).text.startswith("Lantern Bridge\n\n")


async def test_a_mention_below_a_picture_is_answered(bot: Running) -> None:
    chat = bot.server.group("Desk", person())
    await chat.send_photo(PIXEL, "Oskar Yards")
    await chat.send_photo(PIXEL, "@preview_bot Lantern Bridge")
    assert (await chat.wait_reply()).text.startswith("Lantern Bridge\n\n")
    assert len(chat.replies) == 1


async def test_brief_without_a_topic_says_how(bot: Running) -> None:
    chat = bot.server.group("Desk", person())
    assert "after the command" in (await chat.ask("/brief")).text
    assert (await chat.ask("@preview_bot")).text == ENGLISH.wordless


async def test_a_thumb_up_in_reply_is_no_question(bot: Running) -> None:
    chat = bot.server.group("Desk", person())
    first = await chat.ask("/brief Lantern Bridge")
    await chat.send("👍", reply_to=first.message_id)
    assert (await chat.ask("/brief Oskar Yards")).text.startswith("Oskar Yards")


async def test_an_edited_command_edits_its_answer(bot: Running) -> None:
    chat = bot.server.group("Desk", person())
    asked = await chat.send("/brief Lantern Bridge")
    await chat.wait_reply()
    await chat.edit(asked.message_id, "/brief Oskar Yards")
    assert (await chat.wait_edit()).text.startswith("Oskar Yards")


async def test_a_question_that_was_deleted_is_answered_all_the_same(bot: Running) -> None:
    chat = bot.server.group("Desk", person())
    asked = await chat.send("/brief Lantern Bridge")
    del bot.server.world.chats[chat.id].messages[asked.message_id]
    assert (await chat.wait_reply()).text.startswith("Lantern Bridge")


async def test_who_writes_for_the_group_is_a_person(bot: Running) -> None:
    chat = bot.server.group("Desk", person())
    group = {"id": chat.id, "type": "supergroup", "title": "Desk"}
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    message: dict[str, object] = {
        "message_id": 800_001, "date": 1, "chat": group, "from": anonymous, "sender_chat": group,
        "text": "/brief Lantern Bridge", "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
    }  # fmt: skip
    bot.server.world.updates.push("message", message)
    assert (await chat.wait_reply()).text.startswith("Lantern Bridge")
    assert (await bot.asked(1087968824))[0].chat_kind == "supergroup"


async def test_a_migrated_group_is_no_question(bot: Running) -> None:
    chat = bot.server.group("Desk", person())
    group = {"id": chat.id, "type": "supergroup", "title": "Desk"}
    moved = {"message_id": 800_002, "date": 1, "chat": group, "from": chat.user.to_json(), "migrate_from_chat_id": -5}
    bot.server.world.updates.push("message", moved)
    assert (await chat.ask("/brief Lantern Bridge")).text.startswith("Lantern Bridge")


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)

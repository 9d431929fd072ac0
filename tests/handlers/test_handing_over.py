"""What is held of a person goes out as a file; a list of topics comes back as one, from whoever sends it."""

import json
from datetime import UTC, datetime

import pytest

from handlers.follow_actions import ExportHeld
from handlers.follow_list import MAX_BYTES
from handlers.preview import faults
from handlers.preview.driver import Conversation
from handlers.preview.values import Message
from handlers.texts_en import ENGLISH
from tests.handlers.bots import Running, person
from tests.handlers.test_buttons import forge
from tests.handlers.test_following import follow, followed, follower_of, subscriptions

pytestmark = pytest.mark.asyncio(loop_scope="session")
WORDS = ENGLISH.following


async def offered(chat: Conversation, content: object) -> Message:
    """Send a file and return what the bot says to it."""
    await chat.send_document("topics.json", json.dumps(content).encode())
    return await chat.wait_reply()


async def test_an_export_holds_all_tables_and_a_list_that_can_be_imported(bot: Running) -> None:
    chat, other = bot.chat(), bot.chat()
    await follow(chat, "Lantern Bridge")
    await chat.ask("Merrow")
    sent = await chat.ask("/export")
    assert sent.text == WORDS.exported
    assert sent.document
    content = json.loads(sent.document.content)
    assert [row["text"] for row in content["held"]["queries"]] == ["Merrow"]
    assert {row["text"] for row in content["held"]["asks"]} == {"Lantern Bridge", "Merrow"}
    assert [row["query"] for row in content["held"]["subscriptions"]] == ["Lantern Bridge"]
    await other.send_document(sent.document.name, sent.document.content)
    assert (await other.wait_reply()).text.startswith("This file has 1 topic.")
    await other.press(WORDS.import_topics)
    await other.wait_edit()
    assert await followed(bot, other) == ["Lantern Bridge"]


async def test_who_is_unknown_gets_an_export_that_says_so(bot: Running) -> None:
    sent = await bot.chat().ask("/export")
    assert sent.document
    content = json.loads(sent.document.content)
    assert content["follow_list"] is None
    assert not any(content["held"].values())


async def test_an_export_is_sent_in_no_group(bot: Running) -> None:
    reply = await bot.server.group("Desk", person()).ask("/export")
    assert (reply.text, reply.document) == (WORDS.export_private, None)


async def test_before_all_is_forgotten_a_copy_is_offered(bot: Running) -> None:
    chat = bot.chat()
    await follow(chat, "Lantern Bridge", "Merrow")
    await chat.ask("/forget_me")
    await chat.press(WORDS.export_first)
    assert (await chat.wait_reply()).document
    await chat.press(ENGLISH.delete)
    assert "2 followed topics" in (await chat.wait_edit()).text
    assert await bot.services.store.follower(chat.id, 0) is None


async def test_a_copy_is_for_who_asked_and_in_private(bot: Running) -> None:
    ada, bob = person("Ada"), person("Bob")
    group = bot.server.group("Desk", ada, bob)
    await group.ask("/forget_me")
    assert (await group.seen_by(bob).press(WORDS.export_first)).text == WORDS.not_your_data
    assert (await group.press(WORDS.export_first)).text == WORDS.export_private


async def test_privacy_tells_of_what_is_followed(bot: Running) -> None:
    text = (await bot.chat().ask("/privacy")).text
    assert "If you follow topics" in text
    assert WORDS.privacy_export in text


async def test_times_are_taken_only_if_that_is_agreed_to(bot: Running) -> None:
    chat = bot.chat()
    until = datetime(2999, 1, 1, tzinfo=UTC)
    topics = [{"topic": "Merrow", "schedule": "mon 07:00"}, {"topic": "Petrel", "paused_until": until.isoformat()}]
    content = {"zone": "Asia/Baku", "schedule": "weekdays 9:30", "quiet": "22:00-07:00", "topics": topics}
    assert (await offered(chat, content)).text == f"This file has 2 topics. {WORDS.import_times}"
    await chat.press(WORDS.import_topics)
    assert (await chat.wait_edit()).text == "Imported: 2 topics."
    plain = await follower_of(bot, chat)
    assert (plain.zone, plain.schedule, plain.quiet) == ("", "mon-sun 08:00", "")
    again = bot.chat()
    await offered(again, content)
    await again.press(WORDS.import_all)
    await again.wait_edit()
    timed = await follower_of(bot, again)
    assert (timed.zone, timed.schedule, timed.quiet) == ("Asia/Baku", "mon-fri 09:30", "22:00-07:00")
    assert [one.schedule for one in await subscriptions(bot, again)] == ["mon 07:00", ""]
    assert [one.paused_until for one in await subscriptions(bot, again)] == [None, until]


async def test_what_is_followed_already_is_counted_and_left_alone(bot: Running) -> None:
    chat = bot.chat()
    await follow(chat, "Lantern Bridge")
    asked = await offered(chat, {"topics": ["lantern bridge", "Merrow", "MERROW"]})
    assert asked.text == "This file has 2 topics. 1 of them is followed already."
    await chat.press(WORDS.import_topics)
    assert (await chat.wait_edit()).text == "Imported: 1 topic. 1 of them is followed already."
    assert await followed(bot, chat) == ["Lantern Bridge", "Merrow"]


async def test_times_are_those_of_the_file_also_for_what_is_followed_already(bot: Running) -> None:
    chat = bot.chat()
    await follow(chat, "Lantern Bridge", "Merrow")
    await offered(chat, {"topics": [{"topic": "lantern bridge", "schedule": "mon 07:00"}, "Petrel"]})
    await chat.press(WORDS.import_all)
    assert WORDS.imported_times in (await chat.wait_edit()).text
    assert [one.schedule for one in await subscriptions(bot, chat)] == ["mon 07:00", "", ""]


async def test_no_imports_nothing_and_an_old_question_does_nothing(bot: Running) -> None:
    chat = bot.chat()
    first = await offered(chat, {"topics": ["Merrow"]})
    second = await offered(chat, {"topics": ["Petrel"]})
    assert (await chat.press(WORDS.import_topics, first.message_id)).text == WORDS.import_gone
    await chat.press(WORDS.import_nothing, second.message_id)
    assert (await chat.wait_edit()).text == WORDS.import_declined
    assert await bot.services.store.follower(chat.id, 0) is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"topics: Merrow", WORDS.file_no_json),
        (b"[1, 2]", WORDS.file_no_list),
        (b'{"topics": [], "topics": []}', WORDS.file_twice.format(name="topics")),
        (b'{"version": 9, "topics": []}', WORDS.file_later),
        (b'{"topics": ["Merrow", {}]}', WORDS.file_bad_topic.format(number=2)),
        (b'{"topics": [], "zone": "Mars/Olympus"}', WORDS.file_bad_part.format(name="zone")),
        (b" " * (MAX_BYTES + 1), WORDS.file_too_big),
    ],
)
async def test_a_file_that_is_no_list_is_refused_by_its_mistake(bot: Running, content: bytes, said: str) -> None:
    chat = bot.chat()
    await chat.send_document("anything.json", content)
    assert (await chat.wait_reply()).text == said


async def test_other_files_are_told_that_text_is_wanted(bot: Running) -> None:
    chat = bot.chat()
    await chat.send_document("report.pdf", b"%PDF-1.7", mime="application/pdf")
    assert (await chat.wait_reply()).text == ENGLISH.text_only


async def test_ten_thousand_topics_are_read_and_those_that_fit_are_followed(bot: Running) -> None:
    chat = bot.chat()
    asked = await offered(chat, {"topics": [f"zeppelin {number}" for number in range(10_000)]})
    assert asked.text == "This file has 10,000 topics. There is room for 100 more."
    await chat.press(WORDS.import_topics)
    assert (await chat.wait_edit()).text.startswith("Imported: 100 topics. 9,900 topics did not fit")


async def test_a_file_that_telegram_does_not_hand_over_is_asked_for_again(bot: Running) -> None:
    chat = bot.chat()
    bot.server.fail("getFile", faults.refused(400, "Bad Request: file is too big"))
    assert (await offered(chat, {"topics": ["Merrow"]})).text == WORDS.file_unreadable


async def test_a_groups_list_goes_back_to_the_group_from_its_admins_private_chat(bot: Running) -> None:
    ada = person("Ada")
    group, private, other = bot.server.group("Desk", ada), bot.server.private_chat(ada), bot.chat()
    await group.ask("/follow Lantern Bridge")
    await group.press(WORDS.agree)
    await group.wait_edit()
    await group.ask("/following")
    await group.press(WORDS.remove_all)
    await group.wait_edit()
    await group.press(WORDS.remove_all)
    sent = await group.wait_reply()
    assert sent.document
    for chat, target in ((private, f" {WORDS.import_target.format(who='Desk')}"), (other, "")):
        await chat.send_document(sent.document.name, sent.document.content)
        assert (await chat.wait_reply()).text == f"This file has 1 topic.{target} {WORDS.import_times}"
    await private.press(WORDS.import_all)
    assert (await private.wait_edit()).text == f"Imported: 1 topic. {WORDS.imported_times}"
    assert await followed(bot, group) == ["Lantern Bridge"]


async def test_nothing_is_removed_when_the_list_cannot_be_handed_over(bot: Running) -> None:
    chat = bot.chat()
    await follow(chat, "Lantern Bridge")
    await chat.ask("/following")
    await chat.press(WORDS.remove_all)
    await chat.wait_edit()
    bot.server.fail("sendDocument", faults.refused(400, "Bad Request: no file today"))
    answer = await chat.press(WORDS.remove_all)
    assert answer.show_alert
    assert await followed(bot, chat) == ["Lantern Bridge"]


async def test_an_export_that_somebody_else_forges_is_refused(bot: Running) -> None:
    chat, victim = bot.chat(), bot.chat()
    message = await chat.ask("/help")
    query_id = await forge(bot, chat.user, message, ExportHeld(victim.user.id).data)
    assert (await chat.callback_answer(query_id)).text == WORDS.not_your_data

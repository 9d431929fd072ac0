"""Following topics in a private chat: by button and by command, the list, and what can be done with it."""

import json
from pathlib import Path

import pytest

from bot.store.rows import FOREVER, Follower, Subscription
from handlers.follow_actions import OpenFollowed, RemoveAll
from handlers.preview.driver import Conversation
from handlers.texts_en import ENGLISH
from tests.handlers.bots import Running, running
from tests.handlers.test_buttons import forge

pytestmark = pytest.mark.asyncio(loop_scope="session")
WORDS = ENGLISH.following


async def follow(chat: Conversation, *topics: str) -> None:
    for topic in topics:
        await chat.ask(f"/follow {topic}")
        await chat.press(WORDS.agree)
        assert (await chat.wait_edit()).text.startswith(f"You follow {topic} now.")


async def followed(bot: Running, chat: Conversation) -> list[str]:
    return [one.query for one in await subscriptions(bot, chat)]


async def subscriptions(bot: Running, chat: Conversation) -> tuple[Subscription, ...]:
    follower = await bot.services.store.follower(chat.id, 0)
    return await bot.services.store.subscriptions(follower.id) if follower else ()


async def test_the_button_under_a_briefing_previews_then_follows_then_toggles(bot: Running) -> None:
    chat = bot.chat()
    briefing = await chat.ask("Lantern Bridge")
    assert (await chat.press(WORDS.follow)).text == ""
    preview = await chat.wait_reply()
    assert preview.text.startswith("Lantern Bridge\nLast 30 days: 8 new paragraphs from 1 source.\n\nNext digest: ")
    assert "08:00 (UTC)." in preview.text
    assert f"{WORDS.looks}\n" in preview.text
    assert "<blockquote>" in preview.html
    assert await followed(bot, chat) == []
    await chat.press(WORDS.agree)
    confirmed = await chat.wait_edit()
    assert confirmed.message_id == preview.message_id
    assert confirmed.text.startswith("You follow Lantern Bridge now.\nNext digest: ")
    assert "UTC until a time zone is set" in confirmed.text
    assert confirmed.labels == (WORDS.when, WORDS.list, WORDS.set_zone)
    assert await followed(bot, chat) == ["Lantern Bridge"]
    toggled = await chat.wait_edit()
    assert (toggled.message_id, toggled.text) == (briefing.message_id, briefing.text)
    answer = await chat.press(WORDS.unfollow, briefing.message_id)
    assert (answer.text, answer.show_alert) == ("You no longer follow Lantern Bridge.", False)
    assert WORDS.follow in (await chat.wait_edit()).labels
    assert await followed(bot, chat) == []


async def test_the_button_knows_the_state_under_every_answer(bot: Running) -> None:
    chat = bot.chat()
    await follow(chat, "Lantern Bridge")
    reply = await chat.ask("the lantern bridge")
    assert WORDS.unfollow in reply.labels
    await chat.press("Evidence")
    assert WORDS.unfollow in (await chat.wait_edit()).labels
    await chat.press("More", reply.message_id)
    assert WORDS.unfollow in (await chat.wait_edit()).labels
    assert WORDS.follow in (await chat.ask("Oskar Yards")).labels
    assert WORDS.follow in (await bot.chat().ask("Lantern Bridge")).labels


async def test_the_page_and_the_evidence_stay_open_when_the_button_toggles(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("Lantern Bridge")
    await chat.press("More")
    await chat.wait_edit()
    await chat.press("Evidence")
    opened = await chat.wait_edit()
    await chat.press(WORDS.follow)
    await chat.wait_reply()
    await chat.press(WORDS.agree)
    await chat.wait_edit()
    assert (await chat.wait_edit()).html == opened.html


async def test_not_now_follows_nothing(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("Lantern Bridge")
    await chat.press(WORDS.follow)
    await chat.wait_reply()
    await chat.press(WORDS.decline)
    assert (await chat.wait_edit()).text == WORDS.declined
    assert await bot.services.store.follower(chat.id, 0) is None


async def test_a_question_is_previewed_and_followed_in_the_same_words(bot: Running) -> None:
    chat, question = bot.chat(), "what does the toll on the Lantern Bridge cost?"
    await chat.ask(question)
    await chat.press(WORDS.follow)
    preview = await chat.wait_reply()
    assert preview.text.startswith(f"{question}\nLast 30 days: 8 new paragraphs from 1 source.")
    await chat.press(WORDS.agree)
    assert (await chat.wait_edit()).text.startswith(f"You follow {question} now.\nNext digest: ")


async def test_a_preview_whose_question_was_edited_follows_nothing_else(bot: Running) -> None:
    chat = bot.chat()
    asked = await chat.send("Lantern Bridge")
    await chat.wait_reply()
    await chat.press(WORDS.follow)
    preview = await chat.wait_reply()
    await chat.edit(asked.message_id, "Oskar Yards")
    await chat.wait_edit()
    assert (await chat.press(WORDS.agree, preview.message_id)).text == ENGLISH.stale
    assert await followed(bot, chat) == []


async def test_two_taps_preview_once_and_follow_once(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("Lantern Bridge")
    first, second = await chat.tap(WORDS.follow), await chat.tap(WORDS.follow)
    assert (await chat.callback_answer(first)).text == (await chat.callback_answer(second)).text == ""
    await chat.wait_reply()
    first, second = await chat.tap(WORDS.agree), await chat.tap(WORDS.agree)
    assert (await chat.callback_answer(first)).text == (await chat.callback_answer(second)).text == ""
    await chat.ask("/help")
    assert await followed(bot, chat) == ["Lantern Bridge"]
    assert len(chat.replies) == 3


async def test_a_stale_follow_button_says_that_it_is_followed_already(bot: Running) -> None:
    chat = bot.chat()
    briefing = await chat.ask("Lantern Bridge")
    await follow(chat, "Lantern Bridge")
    answer = await chat.press(WORDS.follow, briefing.message_id)
    assert answer.text == "You follow Lantern Bridge already."
    edited = await chat.wait_edit()
    assert (edited.message_id, WORDS.unfollow in edited.labels) == (briefing.message_id, True)


async def test_what_the_documents_lack_can_be_followed_until_it_appears(bot: Running) -> None:
    chat = bot.chat()
    reply = await chat.ask("zeppelin timetable")
    assert reply.text.startswith(ENGLISH.nothing)
    await chat.press(WORDS.tell_me)
    preview = await chat.wait_reply()
    assert preview.text.startswith(f"zeppelin timetable\n{WORDS.not_yet_offer}\n\nNext digest: ")
    await chat.press(WORDS.agree)
    assert WORDS.not_yet in (await chat.wait_edit()).text
    assert (await chat.wait_edit()).labels[-1] == WORDS.unfollow
    assert await followed(bot, chat) == ["zeppelin timetable"]


async def test_follow_takes_a_topic_and_without_one_says_how(bot: Running) -> None:
    chat = bot.chat()
    asked = await chat.ask("/follow")
    assert (asked.text, asked.labels) == (usage(bot), (WORDS.add,))
    await follow(chat, "Lantern Bridge")
    shown = await chat.ask("/follow")
    assert shown.text.startswith(f"{usage(bot)}\n\nYou follow 1 topic.\nDigests: daily at 08:00 (UTC).\nNext: ")
    assert shown.labels == ("Lantern Bridge", WORDS.add, WORDS.when, WORDS.remove_all)


def usage(bot: Running) -> str:
    return WORDS.usage.format(example=bot.services.library.topics[0].name)


async def test_a_misspelt_topic_is_asked_about_and_followed_by_its_name(bot: Running) -> None:
    chat = bot.chat()
    asked = await chat.ask("/follow Larntren Brigade")
    assert asked.text == ENGLISH.did_you_mean
    assert asked.labels[-1] == WORDS.as_written.format(typed="Larntren Brigade")
    await chat.press("Lantern Bridge")
    assert (await chat.wait_edit()).text.startswith("Lantern Bridge\nLast 30 days")
    await chat.press(WORDS.agree)
    await chat.wait_edit()
    assert await followed(bot, chat) == ["Lantern Bridge"]


async def test_a_misspelt_topic_can_be_followed_as_it_was_written(bot: Running) -> None:
    chat = bot.chat()
    asked = await chat.ask("/follow Larntren Brigade")
    await chat.press(asked.labels[-1])
    await chat.wait_edit()
    await chat.press(WORDS.agree)
    assert (await chat.wait_edit()).text.startswith("You follow Larntren Brigade now.")


async def test_of_several_topics_each_is_offered_by_itself(bot: Running) -> None:
    chat = bot.chat()
    asked = await chat.ask("/follow Lantern Bridge, oskar yards; Zeppelins")
    assert asked.text == WORDS.several
    assert asked.labels[:2] == ("Lantern Bridge", "Oskar Yards")
    await chat.press("Oskar Yards")
    await chat.wait_edit()
    await chat.press(WORDS.agree)
    assert (await chat.wait_edit()).text.startswith("You follow Oskar Yards now.")


async def test_a_comma_in_what_is_one_topic_does_not_part_it(bot: Running) -> None:
    assert (await bot.chat().ask("/follow Lantern Bridge, the")).text.startswith("Lantern Bridge\n")


async def test_a_topic_that_is_followed_is_not_offered_again(bot: Running) -> None:
    chat = bot.chat()
    await follow(chat, "Lantern Bridge")
    again = await chat.ask("/follow lantrn bridge")
    assert again.text.startswith("You follow Lantern Bridge already.")
    assert WORDS.agree not in again.labels


async def test_an_edited_follow_command_offers_the_other_topic_and_follows_nothing_by_itself(bot: Running) -> None:
    chat = bot.chat()
    asked = await chat.send("/follow Lantern Bridge")
    await chat.wait_reply()
    await chat.edit(asked.message_id, "/follow Oskar Yards")
    offered = await chat.wait_reply()
    assert offered.text.startswith("Oskar Yards\n")
    assert WORDS.agree in offered.labels
    assert await followed(bot, chat) == []


async def test_unfollow_finds_what_is_meant(bot: Running) -> None:
    chat = bot.chat()
    await follow(chat, "Lantern Bridge", "Oskar Yards", "Merrow")
    assert (await chat.ask("/unfollow OSKAR yards")).text == "You no longer follow Oskar Yards."
    assert (await chat.ask("/unfollow lantrn bridge")).text == "You no longer follow Lantern Bridge."
    assert await followed(bot, chat) == ["Merrow"]
    unknown = await chat.ask("/unfollow quarterly zeppelins")
    assert unknown.text.startswith("“quarterly zeppelins” is not among")
    assert unknown.labels[0] == "Merrow"
    assert (await chat.ask("/unfollow")).labels[0] == "Merrow"


async def test_unfollow_asks_where_several_are_near(bot: Running) -> None:
    chat = bot.chat()
    for topic in ("zeppelin route north", "zeppelin route south"):
        await chat.ask(f"/follow {topic}")
        await chat.press(WORDS.agree)
        await chat.wait_edit()
    asked = await chat.ask("/unfollow zeppelin route nouth")
    assert asked.text == WORDS.which
    assert set(asked.labels) == {"zeppelin route north", "zeppelin route south"}
    answer = await chat.press("zeppelin route north")
    assert answer.text == "You no longer follow zeppelin route north."
    assert (await chat.wait_edit()).text.startswith("You follow 1 topic.")


async def test_the_list_turns_page_by_page_and_back_to_the_page_it_was_opened_from(bot: Running) -> None:
    chat = bot.chat()
    names = [f"zeppelin line {number}" for number in range(1, 12)]
    await import_topics(bot, chat, names)
    shown = await chat.ask("/following")
    assert "Page 1 of 2" in shown.text
    await chat.press(ENGLISH.next)
    second = await chat.wait_edit()
    assert "Page 2 of 2" in second.text
    assert [*shown.labels[:8], *second.labels[:3]] == names
    await chat.press(names[-1])
    assert (await chat.wait_edit()).text.startswith(names[-1])
    await chat.press(ENGLISH.back)
    assert (await chat.wait_edit()).text == second.text


async def import_topics(bot: Running, chat: Conversation, names: list[str]) -> None:
    await chat.send_document("topics.json", json.dumps({"topics": names}).encode())
    await chat.wait_reply()
    await chat.press(WORDS.import_topics)
    await chat.wait_edit()


async def test_a_topic_is_briefed_paused_resumed_and_removed_from_its_page(bot: Running) -> None:
    chat = bot.chat()
    await follow(chat, "Lantern Bridge", "Merrow")
    listed = await chat.ask("/following")
    await chat.press("Lantern Bridge", listed.message_id)
    detail = await chat.wait_edit()
    assert detail.text.startswith("Lantern Bridge\nLast 30 days: 8 new paragraphs from 1 source.\nDigests: daily")
    assert detail.labels == (WORDS.brief, WORDS.when, WORDS.pause, WORDS.remove, ENGLISH.back)
    await chat.press(WORDS.brief)
    assert (await chat.wait_reply()).text.startswith("Lantern Bridge\n\n")
    await chat.press(WORDS.pause)
    assert (await chat.wait_edit()).labels == (*WORDS.pauses, ENGLISH.back)
    await chat.press(WORDS.pauses[-1])
    paused = await chat.wait_edit()
    assert WORDS.paused in paused.text
    assert [one.paused_until for one in await subscriptions(bot, chat)] == [FOREVER, None]
    await chat.press(ENGLISH.back)
    assert WORDS.paused_mark.format(topic="Lantern Bridge") in (await chat.wait_edit()).labels
    await chat.press(WORDS.paused_mark.format(topic="Lantern Bridge"))
    await chat.wait_edit()
    await chat.press(WORDS.resume)
    assert WORDS.paused not in (await chat.wait_edit()).text
    assert all(one.next_run_at for one in await subscriptions(bot, chat))
    assert (await chat.press(WORDS.remove)).text == "You no longer follow Lantern Bridge."
    assert (await chat.wait_edit()).labels[0] == "Merrow"


async def test_the_briefing_on_a_followed_text_has_working_buttons(bot: Running) -> None:
    chat = bot.chat()
    await import_topics(bot, chat, ["how many vehicles cross the Lantern Bridge"])
    await chat.ask("/following")
    await chat.press("how many vehicles cross the Lantern…")
    await chat.wait_edit()
    await chat.press(WORDS.brief)
    assert WORDS.unfollow in (await chat.wait_reply()).labels
    await chat.press("Evidence")
    assert "<blockquote expandable>" in (await chat.wait_edit()).html


async def test_buttons_of_a_topic_that_was_removed_say_so(bot: Running) -> None:
    chat = bot.chat()
    await follow(chat, "Lantern Bridge")
    await chat.ask("/following")
    await chat.press("Lantern Bridge")
    await chat.wait_edit()
    await chat.ask("/unfollow Lantern Bridge")
    for button in (WORDS.brief, WORDS.pause, WORDS.remove):
        answer = await chat.press(button)
        assert (answer.text, answer.show_alert) == (WORDS.gone, True)


async def test_removing_all_asks_hands_over_the_list_and_it_can_be_brought_back(bot: Running) -> None:
    chat = bot.chat()
    await follow(chat, "Lantern Bridge", "Merrow")
    await chat.ask("/following")
    await chat.press(WORDS.remove_all)
    assert (await chat.wait_edit()).text == WORDS.ask_remove_all.format(topics="2 topics")
    await chat.press(WORDS.keep)
    assert (await chat.wait_edit()).text.startswith("You follow 2 topics.")
    await chat.press(WORDS.remove_all)
    await chat.wait_edit()
    first, second = await chat.tap(WORDS.remove_all), await chat.tap(WORDS.remove_all)
    sent = await chat.wait_reply()
    assert (await chat.wait_edit()).text.startswith("Removed: 2 topics.")
    assert (await chat.callback_answer(first)).text == (await chat.callback_answer(second)).text == ""
    assert (await chat.ask("/help")).message_id == sent.message_id + 2
    assert await followed(bot, chat) == []
    assert sent.document
    await chat.send_document(sent.document.name, sent.document.content, mime="application/json")
    asked = await chat.wait_reply()
    assert asked.text == f"This file has 2 topics. {WORDS.import_times}"
    await chat.press(WORDS.import_all)
    assert (await chat.wait_edit()).text == f"Imported: 2 topics. {WORDS.imported_times}"
    assert await followed(bot, chat) == ["Lantern Bridge", "Merrow"]


async def test_nobody_else_can_press_a_button_of_a_private_list(bot: Running) -> None:
    chat, other = bot.chat(), bot.chat()
    await follow(chat, "Lantern Bridge")
    (one,) = await subscriptions(bot, chat)
    message = await other.ask("/following")
    for action in (OpenFollowed(one.id), RemoveAll(one.follower_id, True)):
        answer = await other.callback_answer(await forge(bot, other.user, message, action.data))
        assert (answer.text, answer.show_alert) == (WORDS.elsewhere, True)
    assert await followed(bot, chat) == ["Lantern Bridge"]


async def test_asked_for_a_topic_a_person_answers_with_the_next_message(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("/following")
    await chat.press(WORDS.add)
    asked = await chat.wait_reply()
    assert asked.text == WORDS.ask_topic
    assert asked.force_reply
    assert not asked.force_reply.selective
    assert (await chat.ask("Lantern Bridge")).labels == (WORDS.agree, WORDS.decline)
    await chat.press(WORDS.agree)
    await chat.wait_edit()
    assert await followed(bot, chat) == ["Lantern Bridge"]
    assert (await chat.ask("Merrow")).text.startswith("Merrow\n\n")


async def test_a_command_withdraws_what_was_asked(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("/following")
    await chat.press(WORDS.add)
    await chat.wait_reply()
    await chat.ask("/help")
    assert (await chat.ask("Merrow")).text.startswith("Merrow\n\n")


async def test_asked_for_a_topic_a_person_may_call_it_off_in_words(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("/following")
    await chat.press(WORDS.add)
    await chat.wait_reply()
    assert (await chat.ask("Cancel")).text == WORDS.declined
    assert (await chat.ask("Merrow")).text.startswith("Merrow\n\n")


async def test_a_full_list_says_so_plainly(tmp_path: Path) -> None:
    async with running(tmp_path, TOPICS_PER_CHAT="2") as bot:
        chat = bot.chat()
        await follow(chat, "Lantern Bridge", "Merrow")
        await chat.ask("/follow Oskar Yards")
        await chat.press(WORDS.agree)
        full = await chat.wait_edit()
        assert full.text == WORDS.full.format(topics="2 topics")
        await chat.press(WORDS.list)
        assert (await chat.wait_edit()).labels[:2] == ("Lantern Bridge", "Merrow")
        await chat.send_document("topics.json", json.dumps({"topics": ["Merrow", "Petrel", "Tomas Gray"]}).encode())
        asked = await chat.wait_reply()
        assert asked.text == f"This file has 3 topics. 1 of them is followed already. {WORDS.import_no_room}"
        await chat.press(WORDS.import_topics)
        assert "2 topics did not fit" in (await chat.wait_edit()).text


async def test_an_answer_comes_without_buttons_when_the_store_cannot_tell(tmp_path: Path) -> None:
    async with running(tmp_path) as bot:
        chat = bot.chat()
        async with bot.services.store.writing() as connection:
            await connection.exec_driver_sql("ALTER TABLE subscriptions RENAME TO gone")
        reply = await chat.ask("Oskar Yards")
        assert reply.text.startswith("Oskar Yards")
        assert reply.labels == ()


async def test_who_starts_again_is_sent_to_again(bot: Running) -> None:
    chat = bot.chat()
    await follow(chat, "Lantern Bridge")
    await bot.services.store.stop_chat(chat.id, "blocked")
    assert (await follower_of(bot, chat)).stopped == "blocked"
    await chat.ask("/start")
    assert (await follower_of(bot, chat)).stopped == ""
    assert all(one.next_run_at for one in await subscriptions(bot, chat))


async def follower_of(bot: Running, chat: Conversation) -> Follower:
    follower = await bot.services.store.follower(chat.id, 0)
    assert follower
    return follower

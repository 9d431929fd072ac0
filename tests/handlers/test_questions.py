"""A topic typed into a private chat becomes a briefing."""

import pytest

from handlers.cutting import utf16_length
from handlers.texts_en import ENGLISH
from tests.handlers.bots import Running
from tests.handlers.seeds import BRIDGE, BRIDGE_URL, FERRY
from tests.handlers.test_groups import PIXEL

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_topic_becomes_verbatim_sentences_with_numbered_sources(bot: Running) -> None:
    reply = await bot.chat().ask("Lantern Bridge")
    headline, *sentences, sources = reply.text.split("\n\n")
    assert headline == "Lantern Bridge"
    assert 2 <= len(sentences) <= 6
    assert all(sentence.rsplit("\u00a0[", 1)[0] in BRIDGE + FERRY for sentence in sentences)
    assert sources == "Sources\n[1] Coast Courier, A bridge & its cracks, 9 July 2024"
    assert f'<a href="{BRIDGE_URL.replace("&", "&amp;")}">[1]</a>' in reply.html
    assert reply.labels[:2] == ("Evidence", "More")


async def test_in_private_the_answer_does_not_quote_the_question(bot: Running) -> None:
    assert (await bot.chat().ask("Lantern Bridge")).reply_to is None


async def test_a_name_typed_wrong_is_named_under_the_headline(bot: Running) -> None:
    reply = await bot.chat().ask("lantren bridge")
    assert reply.text.startswith("Lantern Bridge\nfor “lantren bridge”\n\n")


async def test_case_alone_is_no_difference(bot: Running) -> None:
    assert (await bot.chat().ask("LANTERN bridge")).text.startswith("Lantern Bridge\n\n")


async def test_a_long_question_that_is_its_own_heading_stands_there_once(bot: Running) -> None:
    typed = BRIDGE[4].replace(",", "").removesuffix(".")
    headline = (await bot.chat().ask(typed)).text.partition("\n\n")[0]
    assert headline.endswith("…")
    assert typed.casefold().startswith(headline.removesuffix("…").casefold())


async def test_dollars_and_quotes_stay_as_they_stand(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("what do the repairs cost?")
    assert "will cost $38 million, of which" in chat.replies[-1].text


async def test_what_the_documents_do_not_have_gets_an_honest_no(bot: Running) -> None:
    chat = bot.chat()
    asked = await chat.send("quantum chromodynamics")
    reply = await chat.wait_reply()
    assert reply.text.startswith("The documents say nothing about that.")
    assert "Sources" not in reply.text
    assert reply.reply_to == asked


async def test_hostile_markup_comes_back_as_text(bot: Running) -> None:
    typed = '"lantren" & <bridge>'
    reply = await bot.chat().ask(typed)
    assert f"for “{typed}”" in reply.text
    assert {entity.type for entity in reply.entities} == {"bold", "italic", "text_link"}


@pytest.mark.parametrize("typed", ["😀", "…?!", "🇫🇷 🦊", "-- --"])
async def test_a_text_without_words_is_asked_for_words(bot: Running, typed: str) -> None:
    assert (await bot.chat().ask(typed)).text == ENGLISH.wordless


@pytest.mark.parametrize("typed", ["the", "Why?", "what is it about", "/follow the"])
async def test_words_that_stand_everywhere_are_no_topic_to_look_for_or_to_follow(bot: Running, typed: str) -> None:
    chat = bot.chat()
    reply = await chat.ask(typed)
    assert (reply.text, reply.labels) == (ENGLISH.wordless, ())
    assert await bot.asked(chat.user.id) == []


@pytest.mark.parametrize("typed", ["שלום \u202eעולם", "مرحبا Lantern", "\u0000\u0007bell", "a\u0301" * 60, "𝔏antern"])
async def test_any_script_is_answered(bot: Running, typed: str) -> None:
    assert "\u202e" not in (await bot.chat().ask(typed)).text


async def test_a_very_long_text_is_used_and_not_repeated_in_full(bot: Running) -> None:
    reply = await bot.chat().ask("Please tell me all about cucumber sandwiches. " * 80)
    assert utf16_length(reply.text) < 250


async def test_of_a_long_text_that_is_not_found_it_is_said_that_only_its_beginning_was_read(bot: Running) -> None:
    chat = bot.chat()
    reply = await chat.ask("Cucumber sandwiches were served to all. " * 20 + "Lantern Bridge")
    assert reply.text.startswith(f"{ENGLISH.long}\n\n{ENGLISH.nothing}")
    assert not (await chat.ask("Cucumber sandwiches")).text.startswith(ENGLISH.long)
    assert not (await chat.ask("Lantern Bridge. " * 20)).text.startswith(ENGLISH.long)


async def test_a_forwarded_headline_is_a_topic(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("/start")
    origin = {"type": "hidden_user", "date": 1_700_000_000, "sender_user_name": "Somebody"}
    deliver(bot, chat.user.to_json(), text="Electric ferries for Merrow", forward_origin=origin)
    assert "Sources" in (await chat.wait_reply()).text


def deliver(bot: Running, sender: dict[str, object], **content: object) -> None:
    """Hand the bot a private message that the driver has no hand for."""
    private = {"id": sender["id"], "type": "private", "first_name": "Ada"}
    bot.server.world.updates.push(
        "message",
        {"message_id": 900_000 + len(bot.server.calls), "date": 1, "from": sender, "chat": private, **content},
    )


async def test_an_edited_question_edits_its_answer(bot: Running) -> None:
    chat = bot.chat()
    question = await chat.send("Lantern Bridge")
    reply = await chat.wait_reply()
    await chat.edit(question.message_id, "Oskar Yards")
    edited = await chat.wait_edit()
    assert edited.message_id == reply.message_id
    assert edited.text.startswith("Oskar Yards\n\n")
    assert len(chat.replies) == 1


async def test_an_edit_back_brings_the_first_answer_back(bot: Running) -> None:
    chat = bot.chat()
    question = await chat.send("Lantern Bridge")
    before = await chat.wait_reply()
    await chat.edit(question.message_id, "😀")
    assert (await chat.wait_edit()).text == ENGLISH.wordless
    await chat.edit(question.message_id, "Lantern Bridge")
    assert (await chat.wait_edit()).html == before.html


async def test_an_edit_that_changes_nothing_sends_nothing(bot: Running) -> None:
    chat = bot.chat()
    question = await chat.send("Lantern Bridge")
    await chat.wait_reply()
    await chat.edit(question.message_id, "Lantern Bridge")
    await chat.ask("/help")
    assert len(chat.replies) == 2
    assert not chat.replies[0].edited


async def test_an_edited_question_whose_answer_is_gone_gets_a_new_one(bot: Running) -> None:
    chat = bot.chat()
    question = await chat.send("Lantern Bridge")
    reply = await chat.wait_reply()
    await bot.application.bot.delete_message(chat.id, reply.message_id)
    await chat.edit(question.message_id, "Oskar Yards")
    assert (await chat.wait_reply()).text.startswith("Oskar Yards")


async def test_an_edited_message_that_was_never_answered_is_answered(bot: Running) -> None:
    chat = bot.chat()
    photo = await chat.send("/start")
    await chat.wait_reply()
    await chat.edit(photo.message_id, "Oskar Yards")
    assert (await chat.wait_reply()).text.startswith("Oskar Yards")


async def test_the_same_update_twice_is_answered_once(bot: Running) -> None:
    chat = bot.chat()
    question = await chat.send("Lantern Bridge")
    await chat.wait_reply()
    bot.server.world.updates.push("message", question.to_json())
    await chat.ask("/help")
    assert len(chat.replies) == 2


async def test_a_new_message_with_an_old_id_is_a_new_question(bot: Running) -> None:
    chat = bot.chat()
    question = await chat.send("Lantern Bridge")
    await chat.wait_reply()
    bot.server.world.updates.push("message", {**question.to_json(), "date": question.date + 3600})
    assert (await chat.wait_reply()).text.startswith("Lantern Bridge")
    assert not chat.replies[0].edited


async def test_what_is_no_text_gets_one_friendly_line(bot: Running) -> None:
    chat = bot.chat()
    await chat.start()
    await chat.wait_reply()
    contents: list[dict[str, object]] = [
        {"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1,
                     "is_animated": False, "is_video": False}},
        {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}},
        {"location": {"latitude": 1.0, "longitude": 2.0}},
    ]  # fmt: skip
    for content in contents:
        deliver(bot, chat.user.to_json(), **content)
        assert (await chat.wait_reply()).text == ENGLISH.text_only


async def test_an_album_gets_one_line_and_not_ten(bot: Running) -> None:
    chat = bot.chat()
    await chat.start()
    await chat.wait_reply()
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
    for _ in range(3):
        deliver(bot, chat.user.to_json(), photo=photo, media_group_id="album")
    assert (await chat.wait_reply()).text == ENGLISH.text_only
    assert (await chat.ask("/help")).text.startswith("Send a topic")


async def test_what_is_written_below_a_picture_is_a_question(bot: Running) -> None:
    chat = bot.chat()
    await chat.send_photo(PIXEL, "Lantern Bridge")
    assert (await chat.wait_reply()).text.startswith("Lantern Bridge\n\n")
    await chat.send_photo(PIXEL, "👍")
    assert (await chat.wait_reply()).text == ENGLISH.text_only


async def test_an_edited_caption_edits_its_answer_and_a_place_that_moves_is_left_alone(bot: Running) -> None:
    chat = bot.chat()
    photo = await chat.send_photo(PIXEL, "Lantern Bridge")
    await chat.wait_reply()
    bot.server.world.updates.push("edited_message", {**photo.to_json(), "caption": "Oskar Yards", "edit_date": 2})
    assert (await chat.wait_edit()).text.startswith("Oskar Yards\n\n")
    moved = {key: value for key, value in photo.to_json().items() if key not in ("photo", "caption")}
    moved |= {"message_id": 900_777, "location": {"latitude": 1.0, "longitude": 2.0}, "edit_date": 3}
    bot.server.world.updates.push("edited_message", moved)
    assert (await chat.ask("/help")).text.startswith("Send a topic")
    assert len(chat.replies) == 2


async def test_an_album_with_a_caption_gets_its_answer_alone(bot: Running) -> None:
    chat = bot.chat()
    await chat.start()
    await chat.wait_reply()
    photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
    deliver(bot, chat.user.to_json(), photo=photo, media_group_id="captioned", caption="Oskar Yards")
    for _ in range(2):
        deliver(bot, chat.user.to_json(), photo=photo, media_group_id="captioned")
    assert (await chat.wait_reply()).text.startswith("Oskar Yards")
    assert (await chat.ask("/help")).text.startswith("Send a topic")


@pytest.mark.parametrize(
    "typed",
    [
        "Lantern Bridge https://news.example/a?b=1",
        "https://t.me/desk/12\nLantern Bridge",
        "Lantern Bridge (http://a.b/c)",
        "/brief Lantern Bridge https://a.b/c",
    ],
)
async def test_an_address_beside_a_topic_is_no_part_of_it(bot: Running, typed: str) -> None:
    assert (await bot.chat().ask(typed)).text.startswith("Lantern Bridge\n")


async def test_bots_inline_messages_and_service_messages_are_not_questions(bot: Running) -> None:
    chat = bot.chat()
    await chat.start()
    await chat.wait_reply()
    deliver(bot, {**chat.user.to_json(), "is_bot": True}, text="Lantern Bridge")
    deliver(bot, chat.user.to_json(), text="Lantern Bridge", via_bot=bot.server.world.me.to_json())
    deliver(bot, chat.user.to_json(), delete_chat_photo=True)
    assert (await chat.ask("/help")).text.startswith("Send a topic")


async def test_channel_posts_are_left_alone(bot: Running) -> None:
    chat = bot.chat()
    channel = {"id": -1009, "type": "channel", "title": "News"}
    bot.server.world.updates.allowed = ()
    post = {"message_id": 1, "date": 1, "chat": channel, "text": "Lantern Bridge"}
    bot.server.world.updates.push("channel_post", post)
    assert (await chat.ask("/help")).text.startswith("Send a topic")
    assert not [call for call in bot.server.calls_of("sendMessage") if str(call.params["chat_id"]) == "-1009"]


async def test_every_query_is_logged_with_what_came_of_it(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("lantren bridge")
    await chat.ask("quantum chromodynamics")
    found, missed = await bot.asked(chat.user.id)
    assert (found.text, found.outcome, found.tier, found.topic) == (
        "lantren bridge",
        "answer",
        "fuzzy",
        "Lantern Bridge",
    )
    assert found.chat_kind == "private"
    assert found.paragraph_ids
    assert found.score is not None
    assert 0 < found.score <= 1
    assert found.milliseconds > 0
    assert str(chat.user.id) not in found.asker
    assert (missed.outcome, missed.topic, missed.score, missed.paragraph_ids) == ("nothing", None, None, ())

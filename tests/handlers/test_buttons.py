"""Buttons under an answer: evidence, more, related topics, "did you mean", and those that are too old."""

import pytest

from handlers.preview.state import CallbackQuery
from handlers.preview.values import Message, User
from handlers.texts_en import ENGLISH
from tests.handlers.bots import Running, person
from tests.handlers.seeds import BRIDGE

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_evidence_opens_in_place_and_closes_again(bot: Running) -> None:
    chat = bot.chat()
    reply = await chat.ask("Lantern Bridge")
    assert (await chat.press("Evidence")).text == ""
    opened = await chat.wait_edit()
    assert opened.message_id == reply.message_id
    assert opened.text.startswith(reply.text)
    assert "<blockquote expandable>[1] Coast Courier\n" in opened.html
    await chat.press("Hide evidence")
    assert (await chat.wait_edit()).html == reply.html
    assert len(chat.replies) == 1


async def test_more_turns_through_all_paragraphs_and_never_repeats_a_sentence(bot: Running) -> None:
    chat = bot.chat()
    pages = [await chat.ask("Lantern Bridge")]
    while "More" in pages[-1].labels:
        await chat.press("More")
        pages.append(await chat.wait_edit())
    assert len(pages) > 1
    assert pages[1].text.startswith("Lantern Bridge, part 2\n\n")
    sentences = [line.rsplit("\u00a0[", 1)[0] for page in pages for line in page.text.split("\n\n")[1:-1]]
    assert len(sentences) == len(set(sentences))
    assert set(BRIDGE) <= set(sentences)
    await chat.press("Back")
    assert (await chat.wait_edit()).html == pages[-2].html


async def test_pressing_twice_is_pressing_once(bot: Running) -> None:
    chat = bot.chat()
    reply = await chat.ask("Lantern Bridge")
    first, second = await chat.tap("Evidence"), await chat.tap("Evidence", reply.message_id)
    assert (await chat.callback_answer(first)).text == (await chat.callback_answer(second)).text == ""
    await chat.wait_edit()
    await chat.ask("/help")
    assert len(chat.replies) == 2


async def test_a_related_topic_answers_in_a_new_message_once(bot: Running) -> None:
    chat = bot.chat()
    reply = await chat.ask("Fishing Union")
    topic = "Merrow"
    first, second = await chat.tap(topic, reply.message_id), await chat.tap(topic, reply.message_id)
    answered = await chat.wait_reply()
    assert answered.text.startswith(topic)
    await chat.callback_answer(first)
    await chat.callback_answer(second)
    assert (await chat.ask("/help")).text.startswith("Send a topic")
    assert len(chat.replies) == 3
    await chat.press("Evidence", answered.message_id)
    assert "<blockquote expandable>" in (await chat.wait_edit()).html


async def test_did_you_mean_becomes_the_briefing_in_place(bot: Running) -> None:
    chat = bot.chat()
    question = await chat.send("Larntren Brigade")
    reply = await chat.wait_reply()
    assert "Lantern Bridge" in reply.labels, reply
    await chat.press("Lantern Bridge")
    edited = await chat.wait_edit()
    assert edited.message_id == reply.message_id
    assert edited.text.startswith("Lantern Bridge\n\n")
    await chat.press("Evidence")
    assert (await chat.wait_edit()).text.startswith("Lantern Bridge\n\n")
    await chat.edit(question.message_id, "Oskar Yards")
    assert (await chat.wait_edit()).text.startswith("Oskar Yards\n\n")
    assert [row.text for row in await bot.asked(chat.user.id)] == ["Larntren Brigade", "Lantern Bridge", "Oskar Yards"]


async def test_buttons_of_an_edited_question_are_about_its_new_text(bot: Running) -> None:
    chat = bot.chat()
    question = await chat.send("Lantern Bridge")
    await chat.wait_reply()
    await chat.edit(question.message_id, "Oskar Yards")
    await chat.wait_edit()
    await chat.press("Evidence")
    assert (await chat.wait_edit()).text.startswith("Oskar Yards")


async def test_a_button_whose_question_is_forgotten_says_so(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("Lantern Bridge")
    await bot.services.store.forget_user(chat.user.id, bot.services.asker(chat.user.id))
    answer = await chat.press("Evidence")
    assert (answer.text, answer.show_alert) == (ENGLISH.stale, True)


@pytest.mark.parametrize(
    ("data", "note"),
    [
        ("t:000000000000", ENGLISH.topic_gone),
        ("v:t000000000000:0:1", ENGLISH.topic_gone),
        ("c:AAAAAAAA:000000000000", ENGLISH.stale),
        ("v:aAAAAAAAA:0:0", ENGLISH.stale),
        ("old-version:1", ENGLISH.stale),
        ("v:aAAAAAAAA:0:0:0", ENGLISH.stale),
    ],
)
async def test_every_press_is_answered_however_odd(bot: Running, data: str, note: str) -> None:
    chat = bot.chat()
    await chat.ask("Lantern Bridge")
    answer = await chat.callback_answer(await forge(bot, chat.user, chat.replies[-1], data))
    assert (answer.text, answer.show_alert) == (note, True)


async def forge(bot: Running, user: User, message: Message, data: str) -> str:
    """Press a button that an earlier version of the bot, or somebody's own client, made."""
    world = bot.server.world
    query = CallbackQuery(f"forged-{data}-{message.message_id}", message.chat.id, world.clock())
    world.callbacks[query.id] = query
    content: dict[str, object] = {
        "id": query.id, "from": user.to_json(), "message": message.to_json(), "chat_instance": "1", "data": data,
    }  # fmt: skip
    world.updates.push("callback_query", content)
    return query.id


async def test_a_page_past_the_end_says_that_there_is_no_more(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("Oskar Yards")
    topic = next(topic for topic in bot.services.library.topics if topic.name == "Oskar Yards")
    query_id = await forge(bot, chat.user, chat.replies[-1], f"v:t{topic.id}:99:0")
    assert (await chat.callback_answer(query_id)).text == ENGLISH.no_more


async def test_a_button_under_a_deleted_message_answers_in_a_new_one(bot: Running) -> None:
    chat = bot.chat()
    reply = await chat.ask("Lantern Bridge")
    more = next(button for row in reply.buttons for button in row if button.text == "More")
    await bot.application.bot.delete_message(chat.id, reply.message_id)
    assert more.callback_data
    await chat.callback_answer(await forge(bot, chat.user, reply, more.callback_data))
    assert "part 2" in (await chat.wait_reply()).text


async def test_in_a_group_anybody_may_press(bot: Running) -> None:
    ada, bob = person("Ada"), person("Bob")
    chat = bot.server.group("Desk", ada, bob)
    await chat.ask("/brief Lantern Bridge")
    await chat.seen_by(bob).press("Evidence")
    assert "<blockquote expandable>" in (await chat.wait_edit()).html

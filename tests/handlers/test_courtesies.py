"""A greeting, thanks and a call for help are no topics."""

import pytest

from handlers.courtesies import Courtesy, courtesy_in
from handlers.texts_en import ENGLISH
from tests.handlers.bots import Running, person
from tests.handlers.test_following import follow

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = ENGLISH.courtesies
KINDS = (
    WORDS.greetings,
    WORDS.calls_for_help,
    WORDS.calls_for_news,
    WORDS.calls_to_stop,
    WORDS.acknowledgements,
)


@pytest.mark.parametrize("said", ["hello", "Hi!", "Привет", "Salam", "GOOD MORNING 🙂"])
async def test_a_greeting_is_greeted_with_topics_to_begin_with(bot: Running, said: str) -> None:
    chat = bot.chat()
    reply = await chat.ask(said)
    assert reply.text.startswith(ENGLISH.start)
    assert reply.labels[0] == bot.services.library.topics[0].name
    assert await bot.asked(chat.user.id) == []


@pytest.mark.parametrize("said", ["help", "Help!", "what can you do?", "помощь", "KÖMƏK"])
async def test_a_call_for_help_is_helped(bot: Running, said: str) -> None:
    assert (await bot.chat().ask(said)).text == (await bot.chat().ask("/help")).text


@pytest.mark.parametrize("said", ["thanks!", "OK", "спасибо", "Teşekkürler", "no", "👍 ok"])
async def test_thanks_are_not_looked_up(bot: Running, said: str) -> None:
    chat = bot.chat()
    reply = await chat.ask(said)
    assert (reply.text, reply.labels) == (WORDS.acknowledged, ())
    assert await bot.asked(chat.user.id) == []


@pytest.mark.parametrize("said", ["thanks for the Lantern Bridge", "hello, Lantern Bridge", "help with Lantern Bridge"])
async def test_a_courtesy_before_a_topic_is_a_question(bot: Running, said: str) -> None:
    chat = bot.chat()
    await chat.ask(said)
    assert [row.text for row in await bot.asked(chat.user.id)] == [said]


async def test_thanks_in_reply_leave_a_group_quiet(bot: Running) -> None:
    chat = bot.server.group("Desk", person())
    first = await chat.ask("/brief Lantern Bridge")
    await chat.send("thanks", reply_to=first.message_id)
    await chat.send("hello there", reply_to=first.message_id)
    assert (await chat.ask("/brief Oskar Yards")).text.startswith("Oskar Yards")


async def test_who_is_named_answers_in_a_group(bot: Running) -> None:
    chat = bot.server.group("Desk", person())
    assert (await chat.ask("@preview_bot hello")).text.startswith(ENGLISH.start)
    assert (await chat.ask("help, @preview_bot")).text.startswith("Send a topic")


@pytest.mark.parametrize("said", ["stop", "Unsubscribe!", "Отписаться", "/stop", "/unsubscribe"])
async def test_who_wants_no_more_sees_what_is_followed_and_can_end_it(bot: Running, said: str) -> None:
    chat = bot.chat()
    await follow(chat, "Lantern Bridge")
    assert ENGLISH.following.remove_all in (await chat.ask(said)).labels
    assert await bot.asked(chat.user.id) == []


@pytest.mark.parametrize("said", ["What’s new?", "latest news", "НОВОСТИ", "/news"])
async def test_who_asks_for_news_gets_the_digest(bot: Running, said: str) -> None:
    chat = bot.chat()
    await follow(chat, "Lantern Bridge")
    assert (await chat.ask(said)).text.startswith("Nothing new since")


async def test_a_word_of_other_bots_does_what_is_meant_and_stands_in_no_menu(bot: Running) -> None:
    chat = bot.chat()
    assert (await chat.ask("/settings")).text.startswith("When digests come")
    assert (await chat.ask("/cancel")).text == WORDS.acknowledged
    assert "/settings" not in (await chat.ask("/help")).text


async def test_an_edit_from_a_greeting_to_a_topic_is_answered(bot: Running) -> None:
    chat = bot.chat()
    greeting = await chat.send("hello")
    await chat.wait_reply()
    await chat.edit(greeting.message_id, "Oskar Yards")
    assert (await chat.wait_reply()).text.startswith("Oskar Yards")


async def test_an_edit_to_a_courtesy_is_not_looked_up(bot: Running) -> None:
    chat = bot.chat()
    asked = await chat.send("Oskar Yards")
    await chat.wait_reply()
    await chat.edit(asked.message_id, "thanks")
    assert (await chat.wait_reply()).text == WORDS.acknowledged
    assert [row.text for row in await bot.asked(chat.user.id)] == ["Oskar Yards"]


async def test_no_courtesy_is_two_things() -> None:
    assert sum(map(len, KINDS)) == len(frozenset().union(*KINDS))


@pytest.mark.parametrize("said", sorted(frozenset().union(*KINDS)))
async def test_every_courtesy_is_known_in_capitals_and_with_marks(said: str) -> None:
    assert isinstance(courtesy_in(WORDS, f" {said.upper()}! "), Courtesy)

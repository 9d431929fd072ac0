"""A greeting, thanks and a call for help are no topics."""

import pytest

from handlers.courtesies import Courtesy, courtesy_in
from handlers.texts_en import ENGLISH
from tests.handlers.bots import Running, person

pytestmark = pytest.mark.asyncio(loop_scope="session")

WORDS = ENGLISH.courtesies


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


async def test_an_edit_from_a_greeting_to_a_topic_is_answered(bot: Running) -> None:
    chat = bot.chat()
    greeting = await chat.send("hello")
    await chat.wait_reply()
    await chat.edit(greeting.message_id, "Oskar Yards")
    assert (await chat.wait_reply()).text.startswith("Oskar Yards")


async def test_no_courtesy_is_two_things() -> None:
    kinds = (WORDS.greetings, WORDS.calls_for_help, WORDS.acknowledgements)
    assert sum(map(len, kinds)) == len(frozenset().union(*kinds))


@pytest.mark.parametrize("said", sorted(WORDS.greetings | WORDS.calls_for_help | WORDS.acknowledgements))
async def test_every_courtesy_is_known_in_capitals_and_with_marks(said: str) -> None:
    assert isinstance(courtesy_in(WORDS, f" {said.upper()}! "), Courtesy)

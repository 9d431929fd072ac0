"""Inline mode: a briefing typed after the bot's name in any chat."""

import asyncio

import pytest

from handlers.drafts import Drafts
from handlers.texts_en import ENGLISH
from tests.bot.store.builders import query
from tests.handlers.bots import Running, person

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_topic_offers_its_briefing_and_posts_it(bot: Running) -> None:
    chat = bot.chat()
    answer = await bot.server.inline_query(chat.user, "lantern bridge")
    (result,) = answer.results
    assert result.title == "Lantern Bridge"
    posted = bot.server.choose(answer, result.id, chat)
    assert posted.text == (await bot.chat().ask("lantern bridge")).text
    call = bot.server.calls_of("answerInlineQuery")[-1]
    assert str(call.params["is_personal"]).lower() == "true"


async def test_the_result_leads_to_the_bot_and_its_topic(bot: Running) -> None:
    chat = bot.chat()
    answer = await bot.server.inline_query(chat.user, "Oskar Yards")
    posted = bot.server.choose(answer, answer.results[0].id, chat)
    (button,) = posted.buttons[0]
    assert button.url
    await chat.follow(button.url)
    assert (await chat.wait_reply()).text.startswith("Oskar Yards")


async def test_nothing_typed_offers_the_most_mentioned(bot: Running) -> None:
    answer = await bot.server.inline_query(person(), "")
    assert [result.title for result in answer.results] == [t.name for t in bot.services.library.topics[:5]]


async def test_a_guess_offers_what_may_be_meant(bot: Running) -> None:
    answer = await bot.server.inline_query(person(), "Larntren Brigade")
    assert "Lantern Bridge" in [result.title for result in answer.results]


@pytest.mark.parametrize("typed", ["quantum chromodynamics", "<b>&" * 60, "😀"])
async def test_nothing_found_is_said_and_leads_to_the_topics(bot: Running, typed: str) -> None:
    answer = await bot.server.inline_query(person(), typed)
    assert bool(answer.results) == (typed == "😀")  # no word is nothing typed
    if not answer.results:
        button = bot.server.calls_of("answerInlineQuery")[-1].params["button"]
        assert isinstance(button, dict)
        assert button["start_parameter"] == "topics"


async def test_only_what_a_person_pauses_at_is_logged(bot: Running) -> None:
    somebody = person()
    for typed in ("l", "lant", "lantern bri", "lantern bridge"):
        await bot.server.inline_query(somebody, typed)
    assert await bot.asked(somebody.id) == []
    bot.services.drafts.close()
    (row,) = await bot.asked(somebody.id)
    assert (row.text, row.chat_kind, row.topic) == ("lantern bridge", "inline", "Lantern Bridge")


async def test_a_query_that_stands_is_handed_on_by_itself() -> None:
    settled: asyncio.Queue[str] = asyncio.Queue()
    drafts = Drafts(lambda row: settled.put_nowait(row.text), pause_s=0.0)
    drafts.put(1, query("zan"))
    drafts.put(1, query("zangezur"))
    drafts.put(2, query("cop29"))
    assert [await settled.get(), await settled.get()] == ["zangezur", "cop29"]
    assert settled.empty()


async def test_the_button_fits_whatever_is_typed() -> None:
    assert len(ENGLISH.inline_nothing.format(typed="")) < 40

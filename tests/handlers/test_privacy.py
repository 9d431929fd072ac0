"""What is kept of a person can be deleted by that person, and by nobody else."""

from pathlib import Path

import pytest

from handlers.texts_en import ENGLISH
from tests.handlers.bots import Running, person, running

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_forget_me_asks_then_deletes_all_and_says_how_much(bot: Running) -> None:
    chat, other = bot.chat(), bot.chat()
    await chat.ask("Lantern Bridge")
    await chat.ask("Oskar Yards")
    await other.ask("Lantern Bridge")
    await bot.server.inline_query(chat.user, "lantern bridge")
    assert (await chat.ask("/forget_me")).text == ENGLISH.forget_question
    await chat.press("Delete")
    edited = await chat.wait_edit()
    assert "3 entries of the query log" in edited.text
    assert "2 questions" in edited.text
    assert edited.labels == ()
    bot.services.drafts.close()
    assert await bot.asked(chat.user.id) == []
    assert len(await bot.asked(other.user.id)) == 1
    assert (await chat.press("Evidence")).text == ENGLISH.stale


async def test_pressing_delete_twice_says_once_what_was_deleted(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("Lantern Bridge")
    question = await chat.ask("/forget_me")
    first, second = await chat.tap("Delete"), await chat.tap("Delete")
    await chat.callback_answer(first)
    await chat.callback_answer(second)
    assert "1 entry of the query log" in (await chat.wait_edit()).text
    await chat.ask("/help")
    assert chat.message(question.message_id).text.startswith("Deleted: 1 entry")


async def test_keeping_deletes_nothing(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("Lantern Bridge")
    await chat.ask("/forget_me")
    await chat.press("Keep")
    assert (await chat.wait_edit()).text == ENGLISH.kept
    assert len(await bot.asked(chat.user.id)) == 1


async def test_nothing_kept_is_nothing_deleted(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("/forget_me")
    await chat.press("Delete")
    assert (await chat.wait_edit()).text == ENGLISH.forgotten_nothing


async def test_in_a_group_nobody_else_can_press_it(bot: Running) -> None:
    ada, bob = person("Ada"), person("Bob")
    chat = bot.server.group("Desk", ada, bob)
    await chat.ask("/brief Lantern Bridge")
    await chat.ask("/forget_me")
    answer = await chat.seen_by(bob).press("Delete")
    assert (answer.text, answer.show_alert) == (ENGLISH.not_yours, True)
    assert len(await bot.asked(ada.id)) == 1


async def test_without_a_log_nothing_is_logged_and_privacy_says_so(tmp_path: Path) -> None:
    async with running(tmp_path, QUERY_LOG_DAYS="0") as bot:
        chat = bot.chat()
        await chat.ask("Lantern Bridge")
        assert await bot.asked(chat.user.id) == []
        assert ENGLISH.privacy_not_kept in (await chat.ask("/privacy")).text

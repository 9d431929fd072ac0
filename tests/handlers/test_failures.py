"""Trouble: on the way to Telegram, in the store, in our own code. A person sees an answer or a plain sentence."""

import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from telegram.ext import ContextTypes

from bot.answering import Page, Reply
from bot.errors import NoIndexError, StoreError
from bot.library import Library
from handlers.preview import faults
from handlers.preview.driver import Conversation
from handlers.sending import Place, typing
from handlers.texts_en import ENGLISH
from tests.handlers.bots import Running, person, running

pytestmark = pytest.mark.asyncio(loop_scope="session")
BROKEN = "the spindle of the drum"


class Breaking(Library):
    """A library that meets an error where a test makes it."""

    error: Exception | None = None

    async def brief(self, query: str) -> Reply:
        if query == "break" and self.error:
            raise self.error
        return await super().brief(query)

    async def page(self, reply: Reply, number: int) -> Page | None:
        if number and self.error:
            raise self.error
        return await super().page(reply, number)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A bot of this module's own, which can be made to fail."""
    async with running(tmp_path_factory.mktemp("fragile"), library=Breaking) as started:
        yield started


@contextmanager
def breaking(bot: Running, error: Exception) -> Iterator[None]:
    """Let the library meet an error."""
    library = bot.services.library
    assert isinstance(library, Breaking)
    library.error = error
    try:
        yield
    finally:
        library.error = None


@pytest.mark.parametrize(
    ("fault", "pauses"),
    [
        ([faults.flood(7)], [7.1]),
        ([faults.flood(3), faults.flood(2)], [3.1, 2.1]),
        ([faults.server_error(), faults.bad_gateway()], [0.5, 1.0]),
        ([faults.dropped()], [0.5]),
    ],
)
async def test_a_reply_that_met_trouble_is_sent_when_it_is_over(
    bot: Running, fault: list[faults.Fault], pauses: list[float]
) -> None:
    chat = bot.chat()
    bot.pauses.taken.clear()
    for one in fault:
        bot.server.fail("sendMessage", one)
    assert (await chat.ask("Lantern Bridge")).text.startswith("Lantern Bridge")
    assert bot.pauses.taken == pytest.approx(pauses)
    assert len(chat.replies) == 1


async def test_an_edit_and_a_press_outlive_trouble_too(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("Lantern Bridge")
    bot.server.fail("answerCallbackQuery", faults.server_error())
    bot.server.fail("editMessageText", faults.flood(1))
    assert (await chat.press("Evidence")).text == ""
    assert "<blockquote expandable>" in (await chat.wait_edit()).html


async def test_after_too_much_trouble_the_bot_gives_up_and_goes_on(
    bot: Running, caplog: pytest.LogCaptureFixture
) -> None:
    chat = bot.chat()
    bot.server.fail("sendMessage", faults.server_error(), times=5)
    await chat.send("Lantern Bridge")
    await bot.server.wait_for(lambda: [c.status for c in bot.server.calls_of("sendMessage")][-5:] == [500] * 5)
    assert (await chat.ask("Oskar Yards")).text.startswith("Oskar Yards")
    assert "Telegram cannot be reached" in caplog.text
    assert "Traceback" not in caplog.text


async def test_who_blocked_the_bot_is_left_alone(bot: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    chat, other = bot.chat(), bot.chat()
    bot.server.fail("sendMessage", faults.blocked())
    await chat.send("Lantern Bridge")
    await bot.server.wait_for(lambda: bot.server.calls_of("sendMessage")[-1].status == 403)
    assert (await other.ask("Oskar Yards")).text.startswith("Oskar Yards")
    assert chat.replies == []
    assert "may not write there" in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_defect_shows_a_reference_that_the_log_has_too(bot: Running, caplog: pytest.LogCaptureFixture) -> None:
    with breaking(bot, RuntimeError(BROKEN)):
        text = (await bot.chat().ask("break")).text
    reference = text.rsplit(" ", 1)[1]
    assert text == ENGLISH.defect.format(reference=reference)
    assert re.fullmatch(r"[0-9A-F]{6}", reference)
    assert BROKEN not in text
    record = next(record for record in caplog.records if reference in record.getMessage())
    assert record.exc_info
    assert BROKEN in str(record.exc_info[1])


async def test_a_defect_in_a_group_is_told_where_it_was_asked(bot: Running) -> None:
    chat = bot.server.group("Desk", person())
    with breaking(bot, RuntimeError(BROKEN)):
        asked = await chat.send("/brief break")
        reply = await chat.wait_reply()
    assert reply.reply_to
    assert reply.reply_to.message_id == asked.message_id


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NoIndexError("folder", "why"), ENGLISH.no_index),
        (StoreError("the disk is full", "free some"), ENGLISH.store_trouble),
    ],
)
async def test_known_trouble_is_a_plain_sentence(bot: Running, error: Exception, said: str) -> None:
    with breaking(bot, error):
        assert (await bot.chat().ask("break")).text == said


async def test_a_press_that_fails_is_answered_with_the_sentence(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("Lantern Bridge")
    with breaking(bot, RuntimeError(BROKEN)):
        answer = await chat.press("More")
    assert answer.show_alert
    assert answer.text.startswith("Something went wrong")


async def test_an_inline_query_that_fails_is_answered_empty(bot: Running) -> None:
    with breaking(bot, RuntimeError(BROKEN)):
        assert (await bot.server.inline_query(person(), "break")).results == ()


async def test_a_job_that_fails_is_logged_with_its_name(bot: Running, caplog: pytest.LogCaptureFixture) -> None:
    async def fail(context: ContextTypes.DEFAULT_TYPE) -> None:
        raise RuntimeError(BROKEN)

    assert bot.application.job_queue
    job = bot.application.job_queue.run_once(fail, 1e6, name="sweep the yard")
    await job.run(bot.application)
    assert "job sweep the yard: reference" in caplog.text


async def test_an_answer_comes_even_where_the_store_is_gone(tmp_path: Path) -> None:
    async with running(tmp_path) as bot:
        chat = bot.chat()
        await chat.ask("Oskar Yards")
        async with bot.services.store.writing() as connection:
            await connection.exec_driver_sql("ALTER TABLE asks RENAME TO gone")
        reply = await chat.ask("Lantern Bridge")
        assert reply.text.startswith("Lantern Bridge")
        assert "Evidence" not in reply.labels


async def test_a_typing_sign_that_fails_harms_nothing(bot: Running) -> None:
    chat = await started(bot)
    bot.server.fail("sendChatAction", faults.server_error())
    async with typing(bot.application.bot, Place(chat.id), after_s=0.0):
        await bot.server.wait_for(lambda: [c.status for c in bot.server.calls_of("sendChatAction")][-1:] == [500])
    assert chat.actions == []


async def started(bot: Running) -> Conversation:
    chat = bot.chat()
    await chat.ask("/start")
    return chat

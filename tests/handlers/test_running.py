"""From the start to the stop: restarts, signals, a Telegram that is away, users who do not wait for each other."""

import asyncio
import os
import signal
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.answering import Reply
from bot.changing import Progress, quiet
from bot.errors import BriefingError, SettingsError
from bot.library import IndexReport, Library
from bot.settings import load_settings
from bot.store.store import Store
from handlers.application import Connection, build_application
from handlers.jobs import prune
from handlers.opening import opened_services
from handlers.preview import faults
from handlers.preview.server import PreviewServer
from handlers.running import serve, stop_signals
from handlers.services import Clock, Pace
from handlers.texts_en import ENGLISH
from tests.bot.store.builders import query
from tests.handlers.bots import Running, person, running
from tests.handlers.seeds import write_seeds

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_buttons_and_edits_work_after_a_restart(tmp_path: Path) -> None:
    async with PreviewServer(port=0) as server:
        chat = server.private_chat(person())
        async with running(tmp_path, server=server):
            question = await chat.send("Lantern Bridge")
            reply = await chat.wait_reply()
        pressed = await chat.tap("More")  # while the bot is away
        async with running(tmp_path, server=server) as bot:
            await chat.callback_answer(pressed)
            assert "part 2" in (await chat.wait_edit()).text
            await chat.edit(question.message_id, "Oskar Yards")
            assert (await chat.wait_edit()).text.startswith("Oskar Yards")
            assert len(await bot.asked(chat.user.id)) == 2
        assert [message.message_id for message in chat.replies] == [reply.message_id]


async def test_what_was_asked_while_the_bot_was_away_is_answered(tmp_path: Path) -> None:
    async with PreviewServer(port=0) as server:
        chat = server.private_chat(person())
        await chat.send("Oskar Yards")
        async with running(tmp_path, server=server):
            assert (await chat.wait_reply()).text.startswith("Oskar Yards")


class Slow(Library):
    """A library that thinks about one query until it is let go."""

    def __init__(self, store: Store, seeds: Path, data: Path, clock: Clock) -> None:
        super().__init__(store, seeds, data, clock)
        self.gate = asyncio.Event()
        self.waiting = 0

    async def brief(self, query: str) -> Reply:
        if query == "Merrow":
            self.waiting += 1
            await self.gate.wait()
        return await super().brief(query)


def let_go(bot: Running) -> None:
    assert isinstance(bot.services.library, Slow)
    bot.services.library.gate.set()


def thinking(bot: Running) -> int:
    assert isinstance(bot.services.library, Slow)
    return bot.services.library.waiting


async def test_one_slow_question_delays_its_asker_alone_and_order_is_kept(tmp_path: Path) -> None:
    async with running(tmp_path, library=Slow) as bot:
        waiting, other = bot.chat(), bot.chat()
        await waiting.send("Merrow")
        await waiting.send("Oskar Yards")
        assert (await other.ask("Lantern Bridge")).text.startswith("Lantern Bridge")
        assert waiting.replies == []
        let_go(bot)
        assert (await waiting.wait_reply()).text.startswith("Merrow")
        assert (await waiting.wait_reply()).text.startswith("Oskar Yards")


class Reading(Library):
    """A library that reads its documents until it is let go."""

    def __init__(self, store: Store, seeds: Path, data: Path, clock: Clock) -> None:
        super().__init__(store, seeds, data, clock)
        self.gate = asyncio.Event()

    async def open(self, progress: Progress = quiet) -> IndexReport | None:
        await self.gate.wait()
        return await super().open(progress)


async def test_who_asks_while_the_documents_are_read_is_told_so_and_nothing_is_alarmed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    at_once = Pace(typing_after_s=60.0, inline_pause_s=60.0, patience_s=0.0)
    async with running(tmp_path, library=Reading, pace=at_once) as bot:
        chat = bot.chat()
        for asked in ("Lantern Bridge", "/topics", "/sources", "/follow Lantern Bridge"):
            assert (await chat.ask(asked)).text == ENGLISH.no_index
        assert (await bot.server.inline_query(person(), "Lantern Bridge")).results == ()
        assert isinstance(bot.services.library, Reading)
        bot.services.library.gate.set()
        await bot.services.library.wait_until_open()
        assert (await chat.ask("Lantern Bridge")).text.startswith("Lantern Bridge")
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_in_a_group_nobody_waits_for_another(tmp_path: Path) -> None:
    async with running(tmp_path, library=Slow) as bot:
        ada, bob = person("Ada"), person("Bob")
        chat = bot.server.group("Desk", ada, bob)
        await chat.send("/brief Merrow")
        await chat.seen_by(bob).send("/brief Oskar Yards")
        assert (await chat.wait_reply()).text.startswith("Oskar Yards")
        let_go(bot)
        assert (await chat.wait_reply()).text.startswith("Merrow")


async def test_typing_is_shown_while_an_answer_takes_long(tmp_path: Path) -> None:
    async with running(tmp_path, library=Slow, pace=Pace(typing_after_s=0.0, inline_pause_s=60.0)) as bot:
        chat = bot.chat()
        await chat.send("Merrow")
        await chat.wait_until(lambda: chat.actions == ["typing"])
        let_go(bot)
        assert (await chat.wait_reply()).text.startswith("Merrow")


async def test_in_a_crowd_there_are_answers_and_few_signs(tmp_path: Path) -> None:
    async with running(tmp_path, library=Slow, pace=Pace(typing_after_s=0.0, inline_pause_s=60.0)) as bot:
        chats = [bot.chat() for _ in range(40)]
        for chat in chats:
            await chat.send("Merrow")
        while thinking(bot) < len(chats):
            await asyncio.sleep(0.01)
        let_go(bot)
        for chat in chats:
            assert (await chat.wait_reply(30)).text.startswith("Merrow")
        assert sum(bool(chat.actions) for chat in chats) <= 8


async def test_a_stop_finishes_what_is_in_hand(tmp_path: Path) -> None:
    async with PreviewServer(port=0) as server:
        chat = server.private_chat(person())
        async with running(tmp_path, server=server, library=Slow) as bot:
            await chat.send("Merrow")
            await server.wait_for(lambda: len(server.world.updates) == 0)
            asyncio.get_running_loop().call_soon(let_go, bot)
        assert (await chat.wait_reply()).text.startswith("Merrow")
        async with running(tmp_path, server=server) as again:
            assert [row.text for row in await again.asked(chat.user.id)] == ["Merrow"]
            assert len(chat.replies) == 1


async def test_a_signal_asks_for_a_stop_and_a_second_one_insists() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with stop_signals() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(stop.wait(), 5)
        assert signal.getsignal(signal.SIGTERM) is before
    assert signal.getsignal(signal.SIGTERM) is before


async def served(folder: Path, server: PreviewServer, token: str = "") -> None:
    """Serve against the given server until it ends by itself."""
    settings = load_settings({"SEEDS_DIR": str(folder / "seeds"), "DATA_DIR": str(folder / "data")}, None)
    async with opened_services(settings) as services:
        connection = Connection(token or server.token, server.base_url, server.base_file_url, through_proxies=False)
        await serve(services, build_application(services, connection), asyncio.Event())


async def test_a_token_that_telegram_refuses_is_a_wrong_setting(tmp_path: Path) -> None:
    write_seeds(tmp_path / "seeds")
    async with PreviewServer(port=0) as server:
        with pytest.raises(SettingsError, match="BOT_TOKEN"):
            await served(tmp_path, server, token="1:" + "x" * 35)


async def test_documents_that_cannot_be_read_end_the_start_with_the_reason(tmp_path: Path) -> None:
    (write_seeds(tmp_path / "seeds") / "topics.toml").write_text("[[topic]]\nname = 5\n", encoding="utf-8")
    async with PreviewServer(port=0) as server:
        with pytest.raises(BriefingError, match=r"topics\.toml"):
            await served(tmp_path, server)


async def test_telegram_away_at_the_start_is_waited_for(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with PreviewServer(port=0) as server:
        server.fail("deleteWebhook", faults.server_error(), times=5)
        server.fail("getMe", faults.dropped())
        chat = server.private_chat(person())
        await chat.send("Oskar Yards")
        async with running(tmp_path, server=server):
            assert (await chat.wait_reply()).text.startswith("Oskar Yards")
    assert "next try in 1 s" in caplog.text


async def test_a_second_bot_with_the_token_is_named_in_the_log(bot: Running, caplog: pytest.LogCaptureFixture) -> None:
    chat = bot.chat()
    bot.server.fail("getUpdates", faults.refused(409, "Conflict: terminated by other getUpdates request"))
    await chat.ask("Oskar Yards")
    await chat.ask("Lantern Bridge")
    assert "another program polls with the same token" in caplog.text


async def test_old_queries_and_questions_are_pruned(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    async with running(tmp_path, QUERY_LOG_DAYS="10") as bot:
        store = bot.services.store
        old, fresh = query("old", asker="a"), query("fresh", asker="a")
        await store.log_queries(
            [replace(old, asked_at=now - timedelta(days=11)), replace(fresh, asked_at=now - timedelta(days=9))]
        )
        for number, days in ((1, 31), (2, 29)):
            await store.remember_ask(
                chat_id=1,
                question_message_id=number,
                user_id=1,
                text="x",
                topic_id=None,
                now=now - timedelta(days=days),
            )
        await prune(bot.services, SimpleNamespace())  # type: ignore[arg-type]  # a job's context, of no use here
        assert [row.text for row in await store.queries_between(now - timedelta(days=99), now)] == ["fresh"]
        assert await store.ask_of_message(1, 1) is None
        assert await store.ask_of_message(1, 2)
        assert bot.application.job_queue
        jobs = {job.name: job.job.misfire_grace_time for job in bot.application.job_queue.jobs()}
        assert jobs["clean up"] >= 3600

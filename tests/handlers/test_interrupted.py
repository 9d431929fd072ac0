"""A bot that was killed while it changed the documents leaves no message that says for ever that it is doing so."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.changing import Progress, Refusal, Task
from bot.library import Changed, Library
from bot.store import Store
from bot.store.rows import DeedRow
from handlers.desk_actions import RemoveSource
from handlers.interrupted import READING
from handlers.preview.driver import Conversation
from handlers.preview.server import PreviewServer
from handlers.preview.values import Message
from handlers.texts_en import ENGLISH
from tests.handlers.bots import Running, person, running
from tests.handlers.test_desk import LIGHTHOUSE, pressed, sent, settled

pytestmark = pytest.mark.asyncio(loop_scope="session")
WORDS = ENGLISH.desk
ADMIN = person("Edda")


class Watched(Library):
    """Tells what the store says is under way while the documents are changed."""

    seen: tuple[DeedRow, ...] = ()

    async def change(self, task: Task, progress: Progress = lambda what, done, total: None) -> Changed | Refusal:
        self.seen = await under_way(self._store)
        return await super().change(task, progress)


async def under_way(store: Store) -> tuple[DeedRow, ...]:
    return await store.deeds_before(datetime.max.replace(tzinfo=UTC))


def button(message: Message, label: str) -> str:
    """The callback data of a button."""
    return next(b.callback_data or "" for row in message.buttons for b in row if b.text == label)


async def nothing_is_under_way(bot: Running) -> None:
    """Wait for the notes of what is done to go, which is after the word of it."""
    async with asyncio.timeout(20):
        while await under_way(bot.services.store):
            await asyncio.sleep(0.02)


async def left_by_a_kill(bot: Running, data: Mapping[int, str]) -> None:
    """Let the store say of messages, by id, what it says when the bot is killed after these buttons were pressed."""
    await nothing_is_under_way(bot)
    for message_id, of_button in data.items():
        await bot.services.store.put_deed(DeedRow(ADMIN.id, message_id, of_button, bot.services.clock()))


async def told(chat: Conversation, message: Message) -> Message:
    """The message once it says something else."""
    await chat.wait_until(
        lambda: chat.message(message.message_id).text != message.text, 30, "word of what became of it"
    )
    return chat.message(message.message_id)


async def test_what_is_under_way_is_noted_until_its_message_says_what_it_came_to(tmp_path: Path) -> None:
    async with running(tmp_path, library=Watched, reads_here=True, ADMIN_IDS=str(ADMIN.id)) as bot:
        chat, library = bot.server.private_chat(ADMIN), bot.services.library
        assert isinstance(library, Watched)
        card = await sent(chat, "tarn.md", LIGHTHOUSE)
        add = button(card, WORDS.add)
        added = await pressed(chat, WORDS.add, card)
        assert [(one.message_id, one.data) for one in library.seen] == [(card.message_id, add)]
        undo = button(added, WORDS.undo)
        await pressed(chat, WORDS.undo, added)
        assert [(one.message_id, one.data) for one in library.seen] == [(card.message_id, undo)]
        reindexing = await chat.ask("/reindex")
        await settled(chat, reindexing.message_id)
        await nothing_is_under_way(bot)


async def test_the_next_start_tells_what_became_of_it(tmp_path: Path) -> None:
    async with PreviewServer(port=0) as server:
        chat = server.private_chat(ADMIN)
        async with running(tmp_path, server=server, reads_here=True, ADMIN_IDS=str(ADMIN.id)) as bot:
            waiting, added = await sent(chat, "tarn.md", LIGHTHOUSE), await sent(chat, "more.txt", LIGHTHOUSE)
            removing = await chat.ask("/sources")
            add, done = button(waiting, WORDS.add), button(added, WORDS.add)
            await bot.services.editing.add(done.partition(":")[2], ADMIN.id)  # whose end nobody is told
            left = {waiting.message_id: add, added.message_id: done, removing.message_id: RemoveSource("0" * 12).data}
            await left_by_a_kill(bot, left)
        async with running(tmp_path, server=server, reads_here=True, ADMIN_IDS=str(ADMIN.id)) as bot:
            said = await told(chat, waiting)
            assert (said.text, said.labels) == (WORDS.not_done, (WORDS.again,))
            assert (await told(chat, removing)).text == WORDS.perhaps_done
            said = await told(chat, added)
            assert said.text.startswith("Added: more.txt.\n3 paragraphs came.")
            assert WORDS.undo in said.labels
            assert (await pressed(chat, WORDS.again, await told(chat, waiting))).text.startswith("Added: tarn.md.")
            await nothing_is_under_way(bot)


async def test_an_undo_that_was_interrupted_can_be_tried_again_and_one_that_was_done_says_so(tmp_path: Path) -> None:
    async with PreviewServer(port=0) as server:
        chat = server.private_chat(ADMIN)
        async with running(tmp_path, server=server, reads_here=True, ADMIN_IDS=str(ADMIN.id)) as bot:
            added = await pressed(chat, WORDS.add, await sent(chat, "tarn.md", LIGHTHOUSE))
            await left_by_a_kill(bot, {added.message_id: button(added, WORDS.undo)})
        async with running(tmp_path, server=server, reads_here=True, ADMIN_IDS=str(ADMIN.id)) as bot:
            said = await told(chat, added)
            assert (said.text, said.labels) == (WORDS.not_done, (WORDS.again,))
            await bot.services.editing.undo(button(said, WORDS.again).partition(":")[2], ADMIN.id)
            await left_by_a_kill(bot, {said.message_id: button(said, WORDS.again)})
        async with running(tmp_path, server=server, reads_here=True, ADMIN_IDS=str(ADMIN.id)):
            assert (await told(chat, said)).text.startswith(WORDS.undone)


async def test_a_file_that_was_being_read_is_asked_for_again(tmp_path: Path) -> None:
    async with PreviewServer(port=0) as server:
        chat = server.private_chat(ADMIN)
        async with running(tmp_path, server=server, reads_here=True, ADMIN_IDS=str(ADMIN.id)) as bot:
            card = await sent(chat, "tarn.md", LIGHTHOUSE)
            await left_by_a_kill(bot, {card.message_id: READING})
        async with running(tmp_path, server=server, reads_here=True, ADMIN_IDS=str(ADMIN.id)) as bot:
            said = await told(chat, card)
            assert (said.text, said.labels) == (WORDS.not_read, ())
            await nothing_is_under_way(bot)


async def test_where_the_store_keeps_no_note_the_message_says_all_the_same_what_became_of_it(tmp_path: Path) -> None:
    async with running(tmp_path, reads_here=True, ADMIN_IDS=str(ADMIN.id)) as bot:
        chat = bot.server.private_chat(ADMIN)
        await chat.ask("/start")
        async with bot.services.store.writing() as connection:
            await connection.exec_driver_sql("ALTER TABLE deeds RENAME TO lost")
        reindexing = await chat.ask("/reindex")
        assert WORDS.unchanged in (await told(chat, reindexing)).text
        async with bot.services.store.writing() as connection:
            await connection.exec_driver_sql("ALTER TABLE lost RENAME TO deeds")
        assert (await chat.ask("/help")).text.startswith("Send a topic")
        assert len(chat.replies) == 3

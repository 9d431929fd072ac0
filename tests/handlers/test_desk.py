"""The editor's desk: an admin adds, corrects and removes documents from the chat; nobody else can tell it is there."""

import io
import json
import shutil
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from handlers.documents import MAX_BYTES
from handlers.preview.driver import Conversation
from handlers.preview.values import Message
from handlers.texts_en import ENGLISH
from tests.handlers.bots import Running, person, running

pytestmark = pytest.mark.asyncio(loop_scope="session")
WORDS = ENGLISH.desk
ADMIN = person("Edda")
LIGHTHOUSE = """# The lamp of Cape Tarn

Keepers of Cape Tarn Lighthouse lit the new lamp on 4 May 2024, and ships saw it from forty miles away.

The lamp of Cape Tarn Lighthouse cost $3 million, and the Harbour Authority paid for half of it in April.

Sailors had asked for a brighter Cape Tarn Lighthouse since the schooner Wren ran aground there in 2019.
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ours(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(tmp_path_factory.mktemp("desk"), ADMIN_IDS=str(ADMIN.id)) as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def desk(ours: Running) -> AsyncIterator[Conversation]:
    """The admin's chat; what was added to the documents or removed is taken back afterwards."""
    yield ours.server.private_chat(ADMIN)
    for one in await ours.services.editing.sources(removed=True):
        if one.removed and not one.added_by:
            await ours.services.editing.reread(one.name, ADMIN.id)
        elif one.added_by and not one.removed:
            await ours.services.editing.remove(one.name, ADMIN.id)


async def settled(chat: Conversation, message_id: int, before: str = "") -> Message:
    """The bot's message once it says what came of the work that it told of, and not what it said before."""
    passing = (WORDS.adding, WORDS.undoing, WORDS.removing, WORDS.rereading, WORDS.changing, WORDS.reindexing)
    progress = tuple(f"{step}: " for step in WORDS.steps.values())

    def done() -> bool:
        text = chat.message(message_id).text
        return text not in (*passing, before) and not text.startswith((*progress, "Reading "))

    await chat.wait_until(done, 30, "end of the work")
    return chat.message(message_id)


async def sent(chat: Conversation, name: str, content: bytes | str, caption: str = "") -> Message:
    """Send a file; return the card of its dry run."""
    await chat.send_document(name, content.encode() if isinstance(content, str) else content, caption)
    reading = await chat.wait_reply()
    assert reading.text == WORDS.reading.format(name=name)
    return await settled(chat, reading.message_id)


async def pressed(chat: Conversation, label: str, message: Message) -> Message:
    """Press a button that does something to the documents; return what its message says in the end."""
    await chat.press(label, message.message_id)
    return await settled(chat, message.message_id, message.text)


async def quoted(bot: Running, words: str) -> bool:
    """Whether the bot has a sentence with these words."""
    return words in (await bot.chat().ask(words)).text


async def test_a_file_is_looked_at_added_quoted_and_taken_back(ours: Running, desk: Conversation) -> None:
    topics = {topic.name for topic in ours.services.library.topics}
    card = await sent(desk, "tarn.md", LIGHTHOUSE)
    assert "tarn.md" in card.text
    assert "Title: The lamp of Cape Tarn" in card.text
    assert WORDS.would_add.format(new="3 paragraphs") in card.text
    assert "Cape Tarn Lighthouse" in card.text.partition("New topics: ")[2]
    assert {topic.name for topic in ours.services.library.topics} == topics, "a dry run changes nothing"

    added = await pressed(desk, "Add", card)
    assert added.text.startswith("Added: tarn.md.\n3 paragraphs came.")
    assert await quoted(ours, "ships saw it from forty miles away")
    await desk.press("Brief me on Cape Tarn Lighthouse")
    assert "Cape Tarn Lighthouse" in (await desk.wait_reply()).text

    undone = await pressed(desk, "Undo", added)
    assert undone.text.startswith(WORDS.undone)
    assert undone.labels == ()
    assert {topic.name for topic in ours.services.library.topics} == topics
    assert not await quoted(ours, "ships saw it from forty miles away")


async def test_a_discarded_draft_changes_nothing_and_its_buttons_are_old(ours: Running, desk: Conversation) -> None:
    card = await sent(desk, "tarn.md", LIGHTHOUSE)
    gone = await pressed(desk, "Discard", card)
    assert gone.text == WORDS.discarded
    assert not any(one.added_by for one in await ours.services.editing.sources())


async def test_an_old_card_says_that_its_draft_is_gone(ours: Running, desk: Conversation) -> None:
    first, second = await sent(desk, "tarn.md", LIGHTHOUSE), await sent(desk, "more.txt", LIGHTHOUSE)
    ids = [button.callback_data for row in first.buttons for button in row if button.text == "Add"]
    assert ids[0]
    await ours.services.editing.discard(ids[0].partition(":")[2])
    for label in ("Add", "Discard", "Title"):
        answer = await desk.press(label, first.message_id)
        assert (answer.text, answer.show_alert) == (WORDS.gone, True)
    await pressed(desk, "Discard", second)


async def test_a_double_press_adds_once(ours: Running, desk: Conversation) -> None:
    card = await sent(desk, "tarn.md", LIGHTHOUSE)
    await desk.tap("Add", card.message_id)
    await desk.press("Add", card.message_id)
    assert (await settled(desk, card.message_id, card.text)).text.startswith("Added: tarn.md.")
    assert [one.paragraphs for one in await ours.services.editing.sources() if one.added_by] == [3]


async def test_the_same_file_again_is_known(desk: Conversation) -> None:
    await pressed(desk, "Add", await sent(desk, "tarn.md", LIGHTHOUSE))
    again = await sent(desk, "tarn.md", LIGHTHOUSE)
    assert "That very file is among the documents since" in again.text
    assert "Add" not in again.labels
    await pressed(desk, "Discard", again)


async def test_a_fact_is_corrected_before_the_file_is_added(ours: Running, desk: Conversation) -> None:
    card = await sent(desk, "tarn.md", LIGHTHOUSE)
    assert "Publisher: not known" in card.text
    await desk.press("Publisher", card.message_id)
    question = await desk.wait_reply()
    assert question.text == WORDS.ask_fact["publisher"].format(name="tarn.md")
    corrected = await desk.ask("Cape Courier")
    assert "Publisher: Cape Courier" in corrected.text
    await desk.press("Date", corrected.message_id)
    await desk.wait_reply()
    assert "Date should be a date such as" in (await desk.ask("yesterday")).text
    await pressed(desk, "Add", corrected)
    assert "Cape Courier" in (await ours.chat().ask("/sources")).text


@pytest.mark.parametrize("label", [WORDS.add, WORDS.discard])
async def test_who_was_asked_for_a_fact_and_acts_instead_asks_topics_again(desk: Conversation, label: str) -> None:
    card = await sent(desk, "tarn.md", LIGHTHOUSE)
    await desk.press("Publisher", card.message_id)
    await desk.wait_reply()
    await pressed(desk, label, card)
    assert "4,200 vehicles a day" in (await desk.ask("Lantern Bridge")).text


async def test_a_file_that_holds_no_text_cannot_be_added(desk: Conversation) -> None:
    card = await sent(desk, "noise.pdf", b"%PDF-1.7 broken")
    assert WORDS.nothing_readable in card.text
    assert card.labels == ("Discard",)
    await pressed(desk, "Discard", card)


async def test_a_disk_that_takes_no_file_is_told_where_it_was_said_that_it_is_read(
    ours: Running, desk: Conversation
) -> None:
    drafts = ours.services.settings.data_dir / "drafts"
    if drafts.exists():
        shutil.rmtree(drafts)
    drafts.write_text("a file in the folder's place")
    said = await sent(desk, "tarn.md", LIGHTHOUSE)
    drafts.unlink()
    assert said.text.startswith(WORDS.failed.partition("{")[0])
    assert "drafts" in said.text
    assert "Nothing was changed" in said.text


async def test_a_zip_shows_each_file_and_what_is_wrong_with_it(desk: Conversation) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("tarn.md", LIGHTHOUSE)
        archive.writestr("noise.pdf", b"%PDF-1.7 broken")
    card = await sent(desk, "both.zip", content.getvalue())
    assert "The lamp of Cape Tarn" in card.text
    assert "noise.pdf" in card.text
    added = await pressed(desk, "Add", card)
    assert "3 paragraphs came" in added.text


async def test_a_file_that_is_too_big_is_told_at_once(desk: Conversation) -> None:
    await desk.send_document("big.txt", b"a" * (MAX_BYTES + 1))
    assert (await desk.wait_reply()).text == WORDS.too_big.format(name="big.txt", size="20.0 MB")


async def test_what_is_left_out_comes_as_a_file(desk: Conversation) -> None:
    pages = "".join(f"Cape Courier {n}\n\n{line}\n\n\f" for n, line in enumerate(LIGHTHOUSE.split("\n\n")[1:], start=1))
    card = await sent(desk, "pages.txt", LIGHTHOUSE + "\n\nShare this article\n\n" + pages)
    assert WORDS.show_dropped in card.labels
    await desk.press(WORDS.show_dropped, card.message_id)
    document = (await desk.wait_reply()).document
    assert document
    assert document.name == "left-out.txt"
    await pressed(desk, "Discard", card)


async def test_a_follow_list_of_an_admin_is_still_one(desk: Conversation) -> None:
    await desk.send_document("list.json", json.dumps({"topics": []}).encode(), mime="application/json")
    assert not (await desk.wait_reply()).text.startswith("Reading ")


async def test_a_stranger_learns_nothing_of_the_desk(ours: Running, desk: Conversation) -> None:
    chat = ours.chat()
    await chat.send_document("tarn.md", LIGHTHOUSE.encode())
    assert (await chat.wait_reply()).text == ENGLISH.text_only
    assert (await chat.ask("/reindex")).text == ENGLISH.unknown_command
    assert (await chat.ask("/sources")).labels == ()
    assert "reindex" not in (await chat.ask("/help")).text


async def test_sources_can_be_opened_removed_and_put_back(ours: Running, desk: Conversation) -> None:
    listed = await desk.ask("/sources")
    assert "coast.jsonl\n" in listed.text
    assert "14 paragraphs, 100% of all" in listed.text
    await desk.press("coast.jsonl", listed.message_id)
    opened = await desk.wait_edit()
    assert opened.text.startswith("coast.jsonl, in the folder of documents")
    removed = await pressed(desk, "Remove", opened)
    assert removed.text.startswith("Removed: coast.jsonl.")
    assert not ours.services.library.documents
    back = await pressed(desk, "Undo", removed)
    assert back.text.startswith(WORDS.undone)
    assert len(ours.services.library.documents) == 3


async def test_a_source_is_corrected_and_the_correction_taken_back(ours: Running, desk: Conversation) -> None:
    listed = await desk.ask("/sources")
    await desk.press("coast.jsonl", listed.message_id)
    opened = await desk.wait_edit()
    await desk.press("Publisher", opened.message_id)
    await desk.wait_reply()
    changing = await desk.ask("Merrow Mail")
    changed = await settled(desk, changing.message_id)
    assert changed.text.startswith("Changed: coast.jsonl.")
    assert {document.publisher for document in ours.services.library.documents} == {"Merrow Mail"}
    await pressed(desk, "Undo", changed)
    assert {document.publisher for document in ours.services.library.documents} == {
        "Coast Courier", "Harbour Gazette", "",
    }  # fmt: skip


async def test_reindex_tells_what_changed_in_the_folder(ours: Running, desk: Conversation) -> None:
    nothing = await settled(desk, (await desk.ask("/reindex")).message_id)
    assert WORDS.unchanged in nothing.text
    file = ours.services.settings.seeds_dir / "tarn.md"
    file.write_text(LIGHTHOUSE, encoding="utf-8")
    (file.parent / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    came = await settled(desk, (await desk.ask("/reindex")).message_id)
    assert "3 paragraphs came." in came.text
    assert "Left out: broken.pdf, which " in came.text
    assert "Cape Tarn Lighthouse" in came.text.partition("New topics: ")[2]
    file.unlink()
    (file.parent / "broken.pdf").unlink()
    went = await settled(desk, (await desk.ask("/reindex full")).message_id)
    assert "\n3 paragraphs went." in went.text


async def test_a_reindex_that_fails_says_so_and_the_old_index_answers(ours: Running, desk: Conversation) -> None:
    file = ours.services.settings.seeds_dir / "topics.toml"
    file.write_text("[[topic", encoding="utf-8")
    failed = await settled(desk, (await desk.ask("/reindex")).message_id)
    file.unlink()
    assert failed.text.startswith(WORDS.failed.partition("{")[0])
    assert "topics.toml" in failed.text
    assert await quoted(ours, "The Lantern Bridge carries 4,200 vehicles a day")


async def test_a_draft_outlives_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path, ADMIN_IDS=str(ADMIN.id)) as bot:
        run = await bot.services.editing.dry_run("tarn.md", _file(tmp_path), by=ADMIN.id)
    async with running(tmp_path, ADMIN_IDS=str(ADMIN.id)) as bot:
        assert await bot.services.editing.draft(run.id) is not None


def _file(folder: Path) -> Path:
    path = folder / "given"
    path.write_text(LIGHTHOUSE, encoding="utf-8")
    return path

"""An album of files gets one card, and is one draft from then on."""

import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from handlers.documents import MAX_BYTES
from handlers.preview.driver import Conversation
from handlers.preview.server import PreviewServer
from handlers.preview.values import Message
from tests.handlers.bots import Running, person, running
from tests.handlers.test_corrections import replied
from tests.handlers.test_desk import LIGHTHOUSE, WORDS, pressed, quoted, settled

pytestmark = pytest.mark.asyncio(loop_scope="session")
ADMIN = person("Edda")
FOGHORN = """# The horn of Cape Tarn

Keepers sounded the new fog horn of Cape Tarn on 9 June 2024, and the herring fleet heard it beyond the reef.

The Harbour Authority says that the fog horn of Cape Tarn has cost $200,000 so far, paid by the fishermen.
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ours(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(tmp_path_factory.mktemp("albums"), ADMIN_IDS=str(ADMIN.id), reads_here=True) as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def desk(ours: Running) -> AsyncIterator[Conversation]:
    """The admin's chat; what was added to the documents is taken back afterwards."""
    yield ours.server.private_chat(ADMIN)
    for one in await ours.services.editing.sources():
        if one.added_by:
            await ours.services.editing.remove(one.name, ADMIN.id)


async def sent(chat: Conversation, caption: str = "", **files: str | bytes) -> Message:
    """Send an album; return its card. Names have underscores for dots."""
    given = {name.replace("_", "."): text.encode() if isinstance(text, str) else text for name, text in files.items()}
    await chat.send_album(given, caption)
    return await settled(chat, (await chat.wait_reply()).message_id)


async def test_an_album_has_one_card_is_added_whole_and_taken_back_whole(ours: Running, desk: Conversation) -> None:
    begun = len(desk.replies)
    card = await sent(desk, tarn_md=LIGHTHOUSE, horn_md=FOGHORN)
    assert len(desk.replies) == begun + 1
    assert card.text.startswith("horn.md, tarn.md\n")
    assert "The lamp of Cape Tarn" in card.text
    assert "The horn of Cape Tarn" in card.text
    assert WORDS.would_add.format(new="5 paragraphs") in card.text
    assert "Title" not in card.labels, "each has its own"
    added = await pressed(desk, "Add", card)
    assert added.text.startswith("Added: horn.md, tarn.md.\n5 paragraphs came")
    assert await quoted(ours, "the herring fleet heard it beyond the reef")
    undone = await pressed(desk, "Undo", added)
    assert undone.text.startswith(WORDS.undone)
    assert not await quoted(ours, "the herring fleet heard it beyond the reef")


async def test_what_is_corrected_holds_for_all_of_an_album(ours: Running, desk: Conversation) -> None:
    card = await sent(desk, tarn_md=LIGHTHOUSE, horn_md=FOGHORN)
    refused = await replied(desk, card, "title: Both")
    assert refused.text == WORDS.each_its_own.format(documents="2 documents")
    corrected = await replied(desk, card, "publisher: Reuters\ndate: 2024")
    assert corrected.text.count("Reuters, 2024") == 2
    await pressed(desk, "Add", corrected)
    told = {(*one.publishers, *one.dates) for one in await ours.services.editing.sources() if one.added_by}
    assert told == {("Reuters", "2024")}


async def test_what_a_caption_says_of_its_files_is_on_their_card(desk: Conversation) -> None:
    card = await sent(desk, "Both from the coast\npublisher: Reuters\ndate: 2024", tarn_md=LIGHTHOUSE, horn_md=FOGHORN)
    assert card.text.count("Reuters, 2024") == 2
    await pressed(desk, "Discard", card)


async def test_an_album_does_not_take_one_title_from_a_caption(desk: Conversation) -> None:
    card = await sent(desk, "title: Both", tarn_md=LIGHTHOUSE, horn_md=FOGHORN)
    assert "Both" not in card.text
    assert (await desk.wait_reply()).text == WORDS.each_its_own.format(documents="2 documents")
    await pressed(desk, "Discard", card)


async def test_a_discarded_album_leaves_nothing(ours: Running, desk: Conversation) -> None:
    card = await sent(desk, tarn_md=LIGHTHOUSE, horn_md=FOGHORN)
    await pressed(desk, "Discard", card)
    assert await ours.services.store.waiting_file_drafts() == ()
    assert not [one for one in await ours.services.editing.sources() if one.added_by]


async def test_an_album_may_hold_a_file_that_is_known_and_one_that_cannot_be_read(desk: Conversation) -> None:
    await pressed(desk, "Add", await sent(desk, tarn_md=LIGHTHOUSE))
    card = await sent(desk, tarn_md=LIGHTHOUSE, horn_md=FOGHORN, noise_pdf=b"%PDF-1.7 broken")
    assert WORDS.would_add.format(new="2 paragraphs") in card.text
    assert "3 more stand in the documents already." in card.text
    assert "noise.pdf is" in card.text
    added = await pressed(desk, "Add", card)
    assert "2 paragraphs came." in added.text


async def test_files_of_an_album_that_are_too_big_are_named_and_the_others_read(desk: Conversation) -> None:
    await desk.send_album({"big.txt": b"a" * (MAX_BYTES + 1), "tarn.md": LIGHTHOUSE.encode()})
    assert (await desk.wait_reply()).text == WORDS.too_big.format(name="big.txt", size="20.0 MB")
    card = await settled(desk, (await desk.wait_reply()).message_id)
    assert card.text.startswith("tarn.md\n")
    await pressed(desk, "Discard", card)


async def test_two_files_sent_by_themselves_have_two_cards(desk: Conversation) -> None:
    await desk.send_document("tarn.md", LIGHTHOUSE.encode())
    await desk.send_document("horn.md", FOGHORN.encode())
    cards = [await settled(desk, shown.message_id) for shown in [await desk.wait_reply(), await desk.wait_reply()]]
    assert {card.text.partition("\n")[0] for card in cards} == {"tarn.md", "horn.md"}
    for card in cards:
        await pressed(desk, "Discard", card)


async def test_a_card_of_an_album_with_a_zip_outlives_a_restart(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("horn.md", FOGHORN)
    async with PreviewServer(port=0) as server:
        async with running(tmp_path, server=server, ADMIN_IDS=str(ADMIN.id)):
            chat = server.private_chat(ADMIN)
            card = await sent(chat, tarn_md=LIGHTHOUSE, both_zip=content.getvalue())
        async with running(tmp_path, server=server, ADMIN_IDS=str(ADMIN.id)):
            assert (await pressed(chat, "Add", card)).text.startswith("Added: horn.md, tarn.md.\n5 paragraphs came")

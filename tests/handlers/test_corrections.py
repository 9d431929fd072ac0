"""Corrections that an admin writes as a reply to a card."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from handlers.preview.driver import Conversation
from handlers.preview.values import Message
from tests.handlers.bots import Running, person, running
from tests.handlers.test_desk import LIGHTHOUSE, WORDS, pressed, sent, settled

pytestmark = pytest.mark.asyncio(loop_scope="session")
ADMIN, OTHER_ADMIN = person("Edda"), person("Otto")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ours(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    admins = f"{ADMIN.id},{OTHER_ADMIN.id}"
    async with running(tmp_path_factory.mktemp("corrections"), ADMIN_IDS=admins, reads_here=True) as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def desk(ours: Running) -> AsyncIterator[Conversation]:
    """The admin's chat; what was added to the documents is taken back afterwards."""
    yield ours.server.private_chat(ADMIN)
    for one in await ours.services.editing.sources():
        if one.added_by:
            await ours.services.editing.remove(one.name, ADMIN.id)


async def replied(chat: Conversation, card: Message, text: str) -> Message:
    """Reply to a message; return what the bot says to it."""
    await chat.send(text, card.message_id)
    return await chat.wait_reply()


async def test_one_line_corrects_a_card_and_several_do_too(desk: Conversation) -> None:
    card = await sent(desk, "tarn.md", LIGHTHOUSE)
    first = await replied(desk, card, "publisher: Reuters")
    assert "Publisher: Reuters" in first.text
    below = WORDS.corrected_below.format(name="tarn.md")
    await desk.wait_until(lambda: desk.message(card.message_id).text == below)
    second = await replied(
        desk, first, "Title: The new lamp\n\nDATE：May 4, 2024\nLanguage = Ru\nlink: https://n.example/l"
    )
    for line in (
        "Title: The new lamp", "Publisher: Reuters", "Date: 4 May 2024", "Language: ru", "Address: https://n.example/l",
    ):  # fmt: skip
        assert line in second.text
    third = await replied(desk, second, "title:")
    assert "Title: The lamp of Cape Tarn" in third.text, "nothing after the colon leaves the file its own word"
    await pressed(desk, "Discard", third)


async def test_a_dash_takes_away_a_fact_that_is_wrong(desk: Conversation) -> None:
    card = await sent(desk, "tarn.md", LIGHTHOUSE, "publisher: Reuters\ndate: 2024")
    corrected = await replied(desk, card, "publisher: -\ndate: —")
    assert "Publisher: not known\nDate: not known" in corrected.text
    refused = await replied(desk, corrected, "title: -")
    assert refused.text.startswith("Title should be words")
    added = await pressed(desk, "Add", corrected)
    assert added.text.startswith("Added: tarn.md.")


async def test_a_dash_takes_away_what_the_file_itself_says(ours: Running, desk: Conversation) -> None:
    head = '<head><meta property="og:site_name" content="Wrong"><title>Tarn</title></head>'
    page = f"<html>{head}<body><p>{LIGHTHOUSE}</p></body></html>"
    card = await sent(desk, "tarn.html", page)
    assert "Publisher: Wrong" in card.text
    corrected = await replied(desk, card, "publisher: -")
    assert "Publisher: not known" in corrected.text
    await pressed(desk, "Add", corrected)
    assert [one.publishers for one in await ours.services.editing.sources() if one.added_by] == [("",)]


async def test_a_file_may_bring_its_facts_in_a_caption(desk: Conversation) -> None:
    card = await sent(desk, "tarn.md", LIGHTHOUSE, "Please add this: today's\npublisher: Reuters\ndate: 4 May 2024")
    assert "Publisher: Reuters\nDate: 4 May 2024" in card.text
    await pressed(desk, "Discard", card)


async def test_a_caption_with_a_wrong_fact_is_told_what_it_should_be_beside_the_card(desk: Conversation) -> None:
    card = await sent(desk, "tarn.md", LIGHTHOUSE, "date: yesterday")
    assert "Title: The lamp of Cape Tarn" in card.text
    assert (await desk.wait_reply()).text.startswith("Date should be a date such as")
    await pressed(desk, "Discard", card)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Reuters", WORDS.no_fact.format(line="Reuters")),
        ("publisher: Reuters\nauthor: Ada", WORDS.no_fact.format(line="author: Ada")),
        ("date: yesterday", "Date should be a date such as"),
        ("date: 05/06/2024", "Date should be a date such as"),
        ("language: Russian", "Language should be a code of two letters"),
        ("address: the web", "Address should be an address that begins with http"),
    ],
)
async def test_what_is_no_correction_is_told_how_to_be_one_and_changes_nothing(
    desk: Conversation, said: str, answer: str
) -> None:
    card = await sent(desk, "tarn.md", LIGHTHOUSE)
    refused = await replied(desk, card, said)
    assert refused.text.startswith(answer)
    assert desk.message(card.message_id).text == card.text
    again = await replied(desk, refused, "publisher: Reuters")
    assert "Publisher: Reuters" in again.text, "people reply to what they read last"
    await pressed(desk, "Discard", again)


async def test_a_source_is_corrected_by_a_reply_to_it_or_to_what_added_it(ours: Running, desk: Conversation) -> None:
    added = await pressed(desk, "Add", await sent(desk, "tarn.md", LIGHTHOUSE))
    changing = await replied(desk, added, "publisher: Cape Courier")
    changed = await settled(desk, changing.message_id)
    assert changed.text.startswith("Changed: tarn.md.")
    listed = await desk.ask("/sources")
    await desk.press("The lamp of Cape Tarn", listed.message_id)
    opened = await desk.wait_edit()
    await settled(desk, (await replied(desk, opened, "date: 2024-05")).message_id)
    (source,) = [one for one in await ours.services.editing.sources() if one.added_by]
    assert (source.publishers, source.dates) == (("Cape Courier",), ("2024-05",))


async def test_a_reply_goes_before_what_was_asked_of_the_admin(desk: Conversation) -> None:
    card = await sent(desk, "tarn.md", LIGHTHOUSE)
    await desk.press("Title", card.message_id)
    await desk.wait_reply()
    corrected = await replied(desk, card, "publisher: Reuters")
    assert "Title: The lamp of Cape Tarn" in corrected.text
    assert "Publisher: Reuters" in corrected.text
    assert "Lantern Bridge" in (await desk.ask("lantern bridge")).text, "the question is forgotten"
    await pressed(desk, "Discard", corrected)


async def test_a_reply_to_a_card_of_a_draft_that_is_gone_says_so(ours: Running, desk: Conversation) -> None:
    card = await sent(desk, "tarn.md", LIGHTHOUSE)
    ids = [b.callback_data for row in card.buttons for b in row if b.text == "Add"]
    assert ids[0]
    await ours.services.editing.discard(ids[0].partition(":")[2])
    assert (await replied(desk, card, "publisher: Reuters")).text == WORDS.no_subject


async def test_a_reply_to_anything_else_is_a_question(desk: Conversation) -> None:
    briefing = await desk.ask("lantern bridge")
    assert "Oskar Yards" in (await replied(desk, briefing, "Oskar Yards")).text

"""Links that an admin sends: the page is looked at as a file is; what others send stays a question."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from handlers.interrupted import READING
from handlers.links import MOST_LINKS
from handlers.preview.driver import Conversation
from handlers.preview.values import Message
from tests.bot.test_feeding import DREDGER, TUG, Site, feed, page
from tests.bot.web.servers import answer, served
from tests.handlers.bots import Running, person, running
from tests.handlers.test_corrections import replied
from tests.handlers.test_desk import WORDS, pressed, quoted, settled

pytestmark = pytest.mark.asyncio(loop_scope="session")
ADMIN = person("Edda")
PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def site() -> AsyncIterator[Site]:
    """A site on loopback, which the settings let the bot reach."""
    given = Site()
    async with served(given) as given.host:
        given.has("/tug.html", page(TUG))
        given.has("/dredger", page(DREDGER))
        given.has("/feed", feed(), "application/rss+xml")
        given.has("/picture", PICTURE, "image/png")
        yield given


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ours(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(
        tmp_path_factory.mktemp("links"), ADMIN_IDS=str(ADMIN.id), FETCH_PRIVATE="true", reads_here=True
    ) as started:
        yield started


@pytest.fixture
def desk(ours: Running) -> Conversation:
    return ours.server.private_chat(ADMIN)


async def looked_at(chat: Conversation, shown: Message) -> Message:
    """What a message says once a page was fetched and read, or was not."""
    passing = WORDS.fetching.partition("{")[0]
    await chat.wait_until(lambda: not chat.message(shown.message_id).text.startswith(passing), 30, "end of the fetch")
    return await settled(chat, shown.message_id)


async def sent(chat: Conversation, text: str) -> Message:
    """Send a message with one link; return what comes of it."""
    return await looked_at(chat, await chat.ask(text))


async def test_a_page_is_looked_at_corrected_added_quoted_and_taken_back(
    ours: Running, site: Site, desk: Conversation
) -> None:
    url = site.host.url("/tug.html")
    shown = await desk.ask(f"A tug in the channel {url}")
    assert shown.text == WORDS.fetching.format(url=url)
    card = await looked_at(desk, shown)
    assert f"Address: {url}" in card.text
    assert "Publisher: Harbour News" in card.text
    assert not await quoted(ours, "towed a tanker of forty thousand tonnes")

    await desk.press("Date", card.message_id)
    await desk.wait_reply()
    corrected = await desk.ask("2024-05-01")
    assert "Date: 1 May 2024" in corrected.text
    below = WORDS.corrected_below.format(name="tug.html")
    await desk.wait_until(lambda: desk.message(card.message_id).text == below)
    assert desk.message(card.message_id).labels == ()

    added = await pressed(desk, "Add", corrected)
    assert "2 paragraphs came" in added.text
    briefing = await ours.chat().ask("towed a tanker of forty thousand tonnes")
    assert "Harbour News" in briefing.text
    assert url in briefing.html
    (source,) = [one for one in await ours.services.editing.sources() if one.added_by]
    assert (source.kind.value, source.url, source.dates) == ("link", url, ("2024-05-01",))
    undone = await pressed(desk, "Undo", added)
    assert undone.text.startswith(WORDS.undone)
    assert not await quoted(ours, "towed a tanker of forty thousand tonnes")


async def test_a_page_that_changed_since_it_was_added_is_told_to_be_a_second_version(
    ours: Running, site: Site, desk: Conversation
) -> None:
    site.has("/news", page(TUG))
    url = site.host.url("/news")
    added = await pressed(desk, "Add", await sent(desk, url))
    assert "That very file is among the documents since" in (await sent(desk, url)).text
    site.has("/news", page(TUG + DREDGER))
    card = await sent(desk, url)
    assert "It would add 2 paragraphs.\n2 more stand in the documents already.\nAn earlier version of" in card.text
    await pressed(desk, "Undo", added)
    corrected = await replied(desk, card, "publisher: Reuters")
    assert "An earlier version" not in corrected.text
    await pressed(desk, "Discard", corrected)


async def test_each_of_several_links_has_a_card_of_its_own(site: Site, desk: Conversation) -> None:
    await desk.send(f"{site.host.url('/tug.html')}\n{site.host.url('/dredger')}")
    cards = [await looked_at(desk, shown) for shown in [await desk.wait_reply(), await desk.wait_reply()]]
    assert [card.text.partition("\n")[0] for card in cards] == ["tug.html", "dredger.html"]
    for card in cards:
        assert "Add" in card.labels
        await pressed(desk, "Discard", card)


async def test_of_many_links_the_first_are_read_and_that_is_said(site: Site, desk: Conversation) -> None:
    begun = len(desk.replies)
    await desk.send(" ".join(site.host.url(f"/missing{number}") for number in range(MOST_LINKS + 2)))
    await desk.wait_until(lambda: len(desk.replies) == begun + MOST_LINKS + 1)
    assert WORDS.too_many_links.format(read=MOST_LINKS, count=MOST_LINKS + 2) in [m.text for m in desk.replies[begun:]]
    for shown in desk.replies[begun : begun + MOST_LINKS]:
        assert "status 404" in (await looked_at(desk, shown)).text
    while len(desk.replies) > begun + MOST_LINKS + 1:
        await desk.wait_reply()


async def test_a_link_below_a_picture_is_read(site: Site, ours: Running) -> None:
    admin = ours.server.private_chat(ADMIN)
    await admin.send_photo(PICTURE, f"The tug: {site.host.url('/tug.html')}", "image/png")
    card = await looked_at(admin, await admin.wait_reply())
    assert card.text.startswith("tug.html")
    await pressed(admin, "Discard", card)


async def test_a_link_below_an_album_of_pictures_is_read_and_no_text_asked_for(site: Site, ours: Running) -> None:
    admin = ours.server.private_chat(ADMIN)
    begun = len(admin.replies)
    await admin.send_photos([PICTURE] * 3, f"The tug: {site.host.url('/tug.html')}", "image/png")
    card = await looked_at(admin, await admin.wait_reply())
    await pressed(admin, "Discard", card)
    assert len(admin.replies) == begun + 1


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/nothing", "is refused by its host: status 404"),
        ("/picture", "is image/png, which cannot be read"),
        ("/feed", "/feeds add http"),
    ],
)
async def test_what_cannot_be_read_is_refused_in_words(site: Site, desk: Conversation, path: str, said: str) -> None:
    refused = await sent(desk, site.host.url(path))
    assert refused.text.startswith(WORDS.not_fetched.partition("{")[0])
    assert said in refused.text
    assert refused.labels == ()


async def test_a_link_that_is_edited_is_read_anew_and_is_no_question(
    ours: Running, site: Site, desk: Conversation
) -> None:
    asked = len(await ours.asked(ADMIN.id))
    message = await desk.send(site.host.url("/nothing"))
    await looked_at(desk, await desk.wait_reply())
    await desk.edit(message.message_id, site.host.url("/tug.html"))
    card = await looked_at(desk, await desk.wait_reply())
    assert card.text.startswith("tug.html")
    await pressed(desk, "Discard", card)
    assert len(await ours.asked(ADMIN.id)) == asked


async def test_a_link_that_answers_a_question_of_ours_is_the_answer(site: Site, desk: Conversation) -> None:
    card = await sent(desk, site.host.url("/tug.html"))
    await desk.press("Address", card.message_id)
    await desk.wait_reply()
    corrected = await desk.ask("https://news.example/lamp")
    assert "Address: https://news.example/lamp" in corrected.text
    await pressed(desk, "Discard", corrected)


async def test_an_admin_still_asks_about_names_with_dots(ours: Running, desk: Conversation) -> None:
    said = await desk.ask("U.S. Lantern Bridge")
    assert not said.text.startswith(WORDS.fetching.partition("{")[0])
    assert [row.text for row in await ours.asked(ADMIN.id)][-1:] == ["U.S. Lantern Bridge"]


async def test_a_link_of_anybody_else_stays_a_question(ours: Running, site: Site) -> None:
    site.asked()
    chat = ours.chat()
    await chat.ask(site.host.url("/tug.html"))
    assert [row.text for row in await ours.asked(chat.user.id)] == [site.host.url("/tug.html")]
    assert site.asked() == []
    group = ours.server.group("Desk", ADMIN)
    await group.ask(f"@preview_bot {site.host.url('/tug.html')}")
    assert site.asked() == []


async def test_a_page_that_takes_long_holds_up_nothing(ours: Running, desk: Conversation) -> None:
    going_on = asyncio.Event()

    async def slowly(path: str, writer: asyncio.StreamWriter) -> None:
        await going_on.wait()
        writer.write(answer(page(TUG)))

    async with served(slowly) as host:
        fetching = await desk.ask(host.url("/tug.html"))
        assert "Lantern Bridge" in (await desk.ask("lantern bridge")).text
        assert desk.message(fetching.message_id).text == fetching.text
        begun = await ours.services.store.deeds_before(datetime.max.replace(tzinfo=UTC))
        assert (fetching.message_id, READING) in [(one.message_id, one.data) for one in begun]
        going_on.set()
        await pressed(desk, "Discard", await looked_at(desk, fetching))


async def test_a_private_address_is_refused_by_default(tmp_path: Path, site: Site) -> None:
    site.asked()
    async with running(tmp_path, ADMIN_IDS=str(ADMIN.id)) as bot:
        refused = await sent(bot.server.private_chat(ADMIN), "http://127.0.0.1/tug.html")
    assert "leads to 127.0.0.1, which is no public address; see FETCH_PRIVATE" in refused.text
    assert site.asked() == []

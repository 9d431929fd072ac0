"""/feeds in the chat: looked at, followed, asked now, paused, removed and taken back; for admins alone."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from handlers.polling import poll
from handlers.preview.driver import Conversation
from handlers.preview.values import Message
from handlers.texts_en import ENGLISH
from tests.bot.test_feeding import DREDGER, TUG, Site, entry
from tests.bot.web.servers import served
from tests.handlers.bots import Running, person, running
from tests.handlers.test_buttons import forge
from tests.handlers.test_desk import quoted

pytestmark = pytest.mark.asyncio(loop_scope="session")
WORDS = ENGLISH.feeds
ADMIN, OTHER_ADMIN = person("Edda"), person("Otto")
LINKED = (
    '<!doctype html><html><head><link rel="alternate" type="application/rss+xml" title="News" href="/feed">'
    '<link rel="alternate" type="application/rss+xml" title="Weather" href="/weather"></head><body></body></html>'
)


@pytest_asyncio.fixture(loop_scope="session")
async def site() -> AsyncIterator[Site]:
    """A site with a feed of two articles that says them whole, and a page that names it."""
    given = Site()
    async with served(given) as given.host:
        edition = f"<p>Edition {given.host.port} of the paper.</p>"  # other bytes for each test
        given.feeds(entry(1, TUG * 8 + edition), entry(2, DREDGER * 8 + edition))
        given.has("/weather", b'<rss version="2.0"><channel><title>Gales</title></channel></rss>', "text/xml")
        given.has("/", LINKED.encode())
        yield given


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ours(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    admins = f"{ADMIN.id},{OTHER_ADMIN.id}"
    async with running(
        tmp_path_factory.mktemp("feeds"), ADMIN_IDS=admins, FETCH_PRIVATE="true", reads_here=True
    ) as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def desk(ours: Running) -> AsyncIterator[Conversation]:
    """The admin's chat; no feed is followed when a test is over."""
    yield ours.server.private_chat(ADMIN)
    for feed in await ours.services.feeding.list():
        await ours.services.feeding.remove(feed.id)


async def settled(chat: Conversation, message_id: int) -> Message:
    """A message once it says what came of what it told of."""
    passing = tuple(form.partition("{")[0] for form in (WORDS.looking, WORDS.asking))
    await chat.wait_until(lambda: not chat.message(message_id).text.startswith(passing), 30, "end of the look")
    return chat.message(message_id)


async def asked(chat: Conversation, text: str) -> Message:
    return await settled(chat, (await chat.ask(text)).message_id)


async def pressed(chat: Conversation, label: str, message: Message) -> Message:
    """Press a button that changes its message; return that as it is in the end."""
    await chat.press(label, message.message_id)
    await chat.wait_until(lambda: chat.message(message.message_id) != message)
    return await settled(chat, message.message_id)


async def followed(chat: Conversation, site: Site) -> Message:
    """Follow the site's feed and open it."""
    preview = await asked(chat, f"/feeds add {site.host.url('/feed')}")
    return await pressed(chat, "The feed", await pressed(chat, WORDS.follow, preview))


async def test_a_feed_is_looked_at_and_followed_only_then(ours: Running, site: Site, desk: Conversation) -> None:
    assert (await desk.ask("/feeds")).text == WORDS.none_here
    preview = await asked(desk, f"/feeds add {site.host.url('/feed')}")
    assert preview.text.startswith(f"The feed\n{site.host.url('/feed')}\n2 articles in it now. The latest:")
    assert "2 February 2026 Article 1" in preview.text
    assert await ours.services.feeding.list() == ()
    said = await pressed(desk, WORDS.follow, preview)
    assert said.text == WORDS.follows.format(title="The feed", minutes=30)
    listed = await desk.ask("/feeds")
    assert listed.text.startswith("1 feed is followed.")
    assert "not asked yet, 0 documents" in listed.text
    again = await asked(desk, f"/feeds add {site.host.url('/feed')}")
    assert WORDS.known_here in again.text
    assert WORDS.follow not in again.labels


async def test_a_page_offers_the_feeds_that_it_names(ours: Running, site: Site, desk: Conversation) -> None:
    preview = await asked(desk, f"/feeds {site.host.url('/')}")
    assert preview.text.startswith("The feed\n")
    other = await pressed(desk, "Look at: Weather", preview)
    assert other.text.startswith(f"Gales\n{site.host.url('/weather')}\n{WORDS.no_items}")
    await pressed(desk, WORDS.follow, other)
    assert [feed.url for feed in await ours.services.feeding.list()] == [site.host.url("/weather")]


async def test_a_look_leaves_nothing_behind_if_it_is_not_wanted(ours: Running, site: Site, desk: Conversation) -> None:
    preview = await asked(desk, f"/feeds add {site.host.url('/feed')}")
    assert (await pressed(desk, WORDS.not_now, preview)).text == WORDS.none_here
    await ours.services.feeding.prune(ours.services.clock())
    assert await ours.services.feeding.documents() == {}
    assert (await desk.ask("/feeds")).text == WORDS.none_here


async def test_the_address_may_be_asked_for(site: Site, desk: Conversation) -> None:
    listed = await desk.ask("/feeds")
    await desk.press(WORDS.add, listed.message_id)
    assert (await desk.wait_reply()).text == WORDS.ask_address
    preview = await asked(desk, site.host.url("/feed"))
    assert WORDS.follow in preview.labels


@pytest.mark.parametrize("path", ["/nothing", "/picture.png"])
async def test_where_there_is_no_feed_that_is_said(site: Site, desk: Conversation, path: str) -> None:
    refused = await asked(desk, f"/feeds add {site.host.url(path)}")
    assert refused.text.startswith(WORDS.not_found.partition("{")[0])
    assert "status 404" in refused.text


async def test_a_feed_is_asked_now_and_tells_what_came(ours: Running, site: Site, desk: Conversation) -> None:
    one = await followed(desk, site)
    came = await pressed(desk, WORDS.poll, one)
    assert came.text.startswith("2 new documents. /sources shows them.")
    assert "works, asked today" in came.text
    assert "2 documents" in came.text
    assert await quoted(ours, "towed a tanker of forty thousand tonnes")
    again = await pressed(desk, "The feed", await desk.ask("/feeds"))
    assert (await pressed(desk, WORDS.poll, again)).text.startswith(WORDS.came_none)


async def test_a_feed_that_fails_says_since_when_and_why(site: Site, desk: Conversation) -> None:
    one = await followed(desk, site)
    del site.pages["/feed"]
    failed = await pressed(desk, WORDS.poll, one)
    assert failed.text.startswith(WORDS.not_read.partition("{")[0])
    listed = await desk.ask("/feeds")
    assert "fails since" in listed.text
    assert "status 404" in listed.text


async def test_a_paused_feed_is_left_alone_until_it_is_resumed(ours: Running, site: Site, desk: Conversation) -> None:
    one = await followed(desk, site)
    paused = await pressed(desk, WORDS.pause, one)
    assert "paused, 0 documents" in paused.text
    assert WORDS.poll not in paused.labels
    site.asked()
    await poll(ours.services, None)  # type: ignore[arg-type]  # a job's context, of no use here
    assert site.asked() == []
    resumed = await pressed(desk, WORDS.resume, paused)
    assert WORDS.next_soon in resumed.text
    await poll(ours.services, None)  # type: ignore[arg-type]
    assert site.asked() == ["/feed"]


async def test_a_feed_that_is_removed_can_be_had_back(ours: Running, site: Site, desk: Conversation) -> None:
    one = await followed(desk, site)
    came = await pressed(desk, WORDS.poll, one)
    gone = await pressed(desk, WORDS.leave, came)
    assert gone.text == WORDS.leaves.format(title="The feed")
    assert await ours.services.feeding.list() == ()
    await pressed(desk, "Undo", gone)
    (feed,) = await ours.services.feeding.list()
    assert (await ours.services.feeding.documents())[feed.id] == 2
    removed = await desk.ask(f"/feeds remove {site.host.url('/feed')}")
    assert removed.text == WORDS.leaves.format(title="The feed")
    unknown = await desk.ask(f"/feeds remove {site.host.url('/feed')}")
    assert unknown.text == WORDS.unknown_here.format(url=site.host.url("/feed"))


async def test_buttons_of_a_feed_that_is_gone_say_so(ours: Running, site: Site, desk: Conversation) -> None:
    one = await followed(desk, site)
    (feed,) = await ours.services.feeding.list()
    await ours.services.feeding.remove(feed.id)
    for label in (WORDS.poll, WORDS.pause, WORDS.leave):
        answer = await desk.press(label, one.message_id)
        assert (answer.text, answer.show_alert) == (WORDS.gone, True)


async def test_another_admins_change_is_seen(ours: Running, site: Site, desk: Conversation) -> None:
    preview = await asked(desk, f"/feeds add {site.host.url('/feed')}")
    other = ours.server.private_chat(OTHER_ADMIN)
    await followed(other, site)
    shown = await pressed(desk, WORDS.follow, preview)
    assert WORDS.poll in shown.labels, "it is followed already, so it is shown as it is"
    assert len(await ours.services.feeding.list()) == 1


async def test_what_is_no_command_of_feeds_is_told_what_is(desk: Conversation) -> None:
    assert (await desk.ask("/feeds drop everything")).text == WORDS.usage.format(typed="drop everything")


async def test_a_stranger_learns_nothing_of_feeds(ours: Running, site: Site, desk: Conversation) -> None:
    chat = ours.chat()
    assert (await chat.ask("/feeds")).text == ENGLISH.unknown_command
    assert (await chat.ask(f"/feeds add {site.host.url('/feed')}")).text == ENGLISH.unknown_command
    one = await followed(desk, site)
    site.asked()
    for label in one.labels:
        data = next(b.callback_data for row in one.buttons for b in row if b.text == label)
        assert data
        answer = await chat.callback_answer(await forge(ours, chat.user, chat.replies[-1], data))
        assert (answer.text, answer.show_alert) == (ENGLISH.stale, True)
    assert len(await ours.services.feeding.list()) == 1
    assert site.asked() == []

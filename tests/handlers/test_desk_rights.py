"""Each button of the desk, pressed by whom it is not for, or after what it is about has gone."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from handlers.desk_actions import (
    FIELDS,
    AddDraft,
    CorrectDraft,
    CorrectSource,
    DeskAction,
    DiscardDraft,
    ListSources,
    OpenSource,
    RemoveSource,
    RereadSource,
    ShowDropped,
    UndoChange,
)
from handlers.feed_actions import (
    AddFeed,
    FeedAction,
    FollowFeed,
    LeaveFeed,
    ListFeeds,
    LookAtFeed,
    OpenFeed,
    PauseFeed,
    PollFeed,
)
from handlers.preview.driver import CallbackAnswer, Conversation
from handlers.texts_en import ENGLISH
from tests.handlers.bots import Running, person, running
from tests.handlers.test_buttons import forge

pytestmark = pytest.mark.asyncio(loop_scope="session")
ADMIN = person("Edda")
DRAFT, SOURCE, FEED = "Abc-019_", "0123456789ab", 987_654
GONE: dict[DeskAction | FeedAction, str] = {
    AddDraft(DRAFT): ENGLISH.desk.gone,
    DiscardDraft(DRAFT): ENGLISH.desk.gone,
    ShowDropped(DRAFT): ENGLISH.desk.gone,
    UndoChange(DRAFT): ENGLISH.desk.refused["gone"],
    OpenSource(SOURCE): ENGLISH.desk.refused["gone"],
    RemoveSource(SOURCE): ENGLISH.desk.refused["gone"],
    RereadSource(SOURCE): ENGLISH.desk.refused["gone"],
    **{CorrectDraft(DRAFT, field): ENGLISH.desk.gone for field in FIELDS},
    **{CorrectSource(SOURCE, field): ENGLISH.desk.refused["gone"] for field in FIELDS},
    OpenFeed(FEED): ENGLISH.feeds.gone,
    FollowFeed(FEED): ENGLISH.feeds.gone,
    LookAtFeed(FEED): ENGLISH.feeds.gone,
    LeaveFeed(FEED): ENGLISH.feeds.gone,
    PollFeed(FEED): ENGLISH.feeds.gone,
    PauseFeed(FEED, paused=True): ENGLISH.feeds.gone,
    PauseFeed(FEED, paused=False): ENGLISH.feeds.gone,
}
ALWAYS: tuple[DeskAction | FeedAction, ...] = (ListSources(0), ListFeeds(0), AddFeed())


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ours(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(tmp_path_factory.mktemp("rights"), ADMIN_IDS=str(ADMIN.id)) as started:
        yield started


async def pressed(bot: Running, chat: Conversation, action: DeskAction | FeedAction) -> CallbackAnswer:
    """Press a button that a message of the chat may have had once."""
    return await chat.callback_answer(await forge(bot, chat.user, chat.replies[-1], action.data))


async def test_nobody_but_an_admin_learns_more_of_any_button_than_that_it_is_old(ours: Running) -> None:
    stranger = ours.chat()
    group = ours.server.group("Desk", ADMIN)
    for chat in (stranger, group):
        said = await chat.ask("/help")
        for action in (*GONE, *ALWAYS):
            answer = await pressed(ours, chat, action)
            assert (answer.text, answer.show_alert) == (ENGLISH.stale, True), action
        assert chat.message(said.message_id) == said


async def test_every_button_says_that_what_it_is_about_has_gone(ours: Running) -> None:
    desk = ours.server.private_chat(ADMIN)
    said = await desk.ask("/help")
    for action, note in GONE.items():
        answer = await pressed(ours, desk, action)
        assert (answer.text, answer.show_alert) == (note, True), action
    assert desk.replies[-1] == said

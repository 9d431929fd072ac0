"""/broadcast: a text that is seen, agreed to, and sent once; and telling those who asked for something."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from bot.following import Address, key_of
from bot.notices import NotThereError
from bot.search.topics import Topic
from bot.store.rows import FOREVER, Broadcast, Progress
from handlers import announcements, messages
from handlers.actions import parse_action
from handlers.broadcast_actions import (
    BroadcastAction,
    CancelBroadcast,
    IncludeGroups,
    SendBroadcast,
    ShowProgress,
    TakeBroadcasts,
)
from handlers.broadcasting import go_on
from handlers.cutting import utf16_length
from handlers.outgoing import Outgoing
from handlers.preview.driver import Conversation
from handlers.sender import rows_of
from handlers.texts_en import ENGLISH
from tests.bot.store.builders import a_broadcast
from tests.handlers.bots import Running, person, running
from tests.handlers.test_buttons import forge
from tests.handlers.test_follow_messages import follower, subscription
from tests.handlers.test_messages import shown, wild

of_the_bot = pytest.mark.asyncio(loop_scope="session")
WORDS = ENGLISH.announcing
ADMIN = person("Edda")

ids = st.text("ABCabc019_-", min_size=8, max_size=8)
ACTIONS = st.one_of(
    *(st.builds(one, ids) for one in (SendBroadcast, CancelBroadcast, ShowProgress)),
    st.builds(IncludeGroups, ids, st.booleans()),
    st.builds(TakeBroadcasts, st.booleans()),
)
COUNTS = st.integers(0, 10**6)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def started_bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    folder, admins = tmp_path_factory.mktemp("desk"), str(ADMIN.id)
    async with running(folder, ADMIN_IDS=admins, SEND_PER_SECOND="1000", SEND_PER_CHAT_SECONDS="0") as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def ours(started_bot: Running) -> AsyncIterator[Running]:
    """The bot without followers: what is sent goes to all who follow something."""
    yield started_bot
    for edit in await started_bot.services.topic_edits.edits():
        await started_bot.services.topic_edits.undo(edit.id)
    async with started_bot.services.store.writing() as connection:
        for table in ("outbox", "broadcasts", "followers"):
            await connection.exec_driver_sql(f"DELETE FROM {table}")


@pytest.fixture
def desk(ours: Running) -> Conversation:
    return ours.server.private_chat(ADMIN)


async def reader(ours: Running, topic: str = "Lantern Bridge") -> Conversation:
    """Somebody who follows something."""
    chat = ours.chat()
    await chat.send("/help")
    await chat.wait_reply()
    follower = await ours.services.following.join(Address(chat.id, 0, "private"))
    await ours.services.following.follow(follower, topic, chat.id)
    return chat


async def offered(desk: Conversation, text: str) -> tuple[str, str]:
    """What the admin sees before agreeing: the text as people get it, and the question."""
    await desk.send(text)
    return (await desk.wait_reply()).html, (await desk.wait_reply()).text


async def settled(ours: Running) -> None:
    """Wait until the outgoing queue is empty."""
    while (await ours.services.store.outbox_counts()).keys() & {"waiting", "sending"}:
        await asyncio.sleep(0.01)


# Values


@given(ACTIONS)
def test_an_action_survives_its_button(action: BroadcastAction) -> None:
    assert 1 <= len(action.data.encode()) <= 64
    assert parse_action(action.data) == action


@given(st.text(max_size=64))
def test_other_data_is_no_action_or_spells_one(data: str) -> None:
    action = parse_action(f"b{data}")
    assert action is None or action.data == f"b{data}"


@given(wild.filter(lambda text: bool(text.strip())))
def test_people_see_the_very_text(text: str) -> None:
    assert announcements.too_long(ENGLISH, text) == ""
    assert shown(announcements.announcement(ENGLISH, text)).strip() == text.strip()


@given(st.sampled_from(["a", "é", "<", "🦊"]), st.integers(2_040, 4_110))
def test_what_no_message_holds_is_told_beforehand(letter: str, count: int) -> None:
    text = letter * count
    assert bool(announcements.too_long(ENGLISH, text)) == (utf16_length(text) > messages.MAX_TEXT)


STATES = st.sampled_from(["draft", "cancelled", "spreading", "sending", "done"])
BROADCASTS = st.builds(
    lambda text, state, groups: a_broadcast(text=text, state=state, groups=groups), wild, STATES, st.booleans()
)


@given(BROADCASTS, COUNTS, COUNTS, COUNTS)
def test_cards_and_reports_are_messages(one: Broadcast, sent: int, refused: int, waiting: int) -> None:
    counts = Progress(sent, refused, waiting)
    shown(announcements.question(ENGLISH, one, sent))
    shown(announcements.progress(ENGLISH, one, counts))
    shown(Outgoing(announcements.report(ENGLISH)(one, counts).html))


def test_nothing_is_counted_before_it_is_queued() -> None:
    one = a_broadcast(text="Hello", state="spreading", groups=False)
    assert announcements.progress(ENGLISH, one, Progress(0, 0, 0)).html == WORDS.sending
    assert "waiting 2" in announcements.progress(ENGLISH, one, Progress(0, 0, 2)).html


# Broadcasts


@of_the_bot
async def test_a_text_is_seen_counted_agreed_to_sent_and_reported(ours: Running, desk: Conversation) -> None:
    ada, bob, stranger = await reader(ours), await reader(ours), ours.chat()
    seen, question = await offered(desk, "/broadcast Maintenance <b>tonight</b> & more:\nhttps://example.org/a?b=1")
    assert question.startswith("This is what they get, and it goes to 2 chats.\n")
    assert (await ours.services.store.outbox_counts()) == {}
    await desk.press("Send it to 2 chats")
    assert (await desk.wait_edit()).text.startswith(WORDS.sending)
    for chat in (ada, bob):
        got = await chat.wait_reply()
        assert (got.html, got.labels) == (seen, (WORDS.no_more,))
        assert got.text == "Maintenance <b>tonight</b> & more:\nhttps://example.org/a?b=1"
    assert stranger.replies == []
    await settled(ours)
    await go_on(ours.services)
    assert (await desk.wait_reply()).text.endswith("is sent: 2 got it, 0 refused or could not be reached.")


@of_the_bot
async def test_a_second_confirmation_sends_nothing(ours: Running, desk: Conversation) -> None:
    ada = await reader(ours)
    await offered(desk, "/broadcast Hello")
    card = desk.replies[-1]
    first, second = await desk.tap("Send it to 1 chat"), await desk.tap("Send it to 1 chat")
    texts = {(await desk.callback_answer(first)).text, (await desk.callback_answer(second)).text}
    assert texts == {"", WORDS.over}
    await ada.wait_reply()
    await go_on(ours.services)
    await settled(ours)
    assert [reply.text for reply in ada.replies].count("Hello") == 1
    action = parse_action(card.buttons[0][0].callback_data or "")
    assert isinstance(action, SendBroadcast)
    pressed = await forge(ours, ADMIN, card, CancelBroadcast(action.broadcast_id).data)
    assert (await desk.callback_answer(pressed)).text == WORDS.over


async def one(ours: Running) -> Broadcast:
    (found,) = await ours.services.store.broadcasts_under_way()
    return found


@of_the_bot
async def test_a_broadcast_that_is_cancelled_goes_nowhere(ours: Running, desk: Conversation) -> None:
    ada = await reader(ours)
    await offered(desk, "/broadcast Hello")
    await desk.press(WORDS.cancel)
    assert (await desk.wait_edit()).text == WORDS.cancelled
    await go_on(ours.services)
    await ada.ask("/help")
    assert "Hello" not in [reply.text for reply in ada.replies]


@of_the_bot
async def test_without_a_text_it_asks_and_takes_the_next_message(ours: Running, desk: Conversation) -> None:
    await reader(ours)
    asked = await desk.ask("/broadcast")
    assert (asked.text, asked.force_reply is not None) == (WORDS.ask, True)
    await desk.send("Line one\n\nLine two")
    assert (await desk.wait_reply()).text == "Line one\n\nLine two"
    assert "goes to 1 chat." in (await desk.wait_reply()).text


@of_the_bot
async def test_a_reply_sends_the_message_that_it_answers(ours: Running, desk: Conversation) -> None:
    await reader(ours)
    asked = await desk.send("Lantern Bridge")
    await desk.wait_reply()
    await desk.send("/broadcast", reply_to=asked.message_id)
    assert (await desk.wait_reply()).text == "Lantern Bridge"


@of_the_bot
async def test_what_cannot_be_sent_is_told(ours: Running, desk: Conversation) -> None:
    await desk.ask("/broadcast")
    assert (await desk.ask("…")).text == WORDS.wordless
    assert await offered(desk, "/broadcast Hello") == ("Hello", WORDS.nobody)
    assert desk.replies[-1].labels == (WORDS.with_groups, WORDS.cancel)


@of_the_bot
async def test_groups_get_it_if_the_editor_says_so_until_their_admins_refuse(ours: Running, desk: Conversation) -> None:
    await reader(ours)
    owner, member = person("Olga"), person("Milo")
    group = ours.server.group("Coast desk", owner, member)
    follower = await ours.services.following.join(Address(group.id, 0, "supergroup", "Coast desk"))
    await ours.services.following.follow(follower, "Lantern Bridge", owner.id)
    await offered(desk, "/broadcast Hello")
    await desk.press(WORDS.with_groups)
    assert "goes to 2 chats." in (await desk.wait_edit()).text
    await desk.press("Send it to 2 chats")
    await desk.wait_edit()
    got = await group.wait_reply()
    assert got.text == "Hello"
    pressed = await forge(ours, member, got, TakeBroadcasts(False).data)
    assert (await group.callback_answer(pressed)).text == ENGLISH.following.admins_only
    assert await ours.services.store.audience(datetime.now(UTC), groups=True) == 2
    await group.press(WORDS.no_more)
    assert (await group.wait_reply()).text == WORDS.stopped
    assert await ours.services.store.audience(datetime.now(UTC), groups=True) == 1


@of_the_bot
async def test_who_wants_no_more_gets_none_until_they_want_them_again(ours: Running, desk: Conversation) -> None:
    ada, bob = await reader(ours), await reader(ours)
    await offered(desk, "/broadcast Hello")
    await desk.press("Send it to 2 chats")
    await ada.wait_reply()
    await ada.press(WORDS.no_more)
    assert (await ada.wait_reply()).text == WORDS.stopped
    assert "goes to 1 chat." in (await offered(desk, "/broadcast Again"))[1]
    await ada.press(WORDS.again)
    assert (await ada.wait_edit()).text == WORDS.resumed
    assert "goes to 2 chats." in (await offered(desk, "/broadcast Again"))[1]
    assert bob.replies[-1].text == "Hello"


@of_the_bot
async def test_who_cannot_be_reached_is_counted(ours: Running, desk: Conversation) -> None:
    ada, bob = await reader(ours), await reader(ours)
    await bob.deactivate()
    await offered(desk, "/broadcast Hello")
    await desk.press("Send it to 2 chats")
    await ada.wait_reply()
    await settled(ours)
    await desk.press(WORDS.how_far)
    await desk.wait_edit()
    assert (await desk.wait_edit()).text.endswith("Sent 1, refused 1, waiting 0.")
    await go_on(ours.services)
    assert (await desk.wait_reply()).text.endswith("is sent: 1 got it, 1 refused or could not be reached.")


@of_the_bot
async def test_in_quiet_hours_it_waits(ours: Running, desk: Conversation) -> None:
    ada = await reader(ours)
    follower = await ours.services.store.follower(ada.id, 0)
    assert follower is not None
    await ours.services.store.change_follower(follower.id, {}, quiet="00:00-23:59")
    await offered(desk, "/broadcast Hello")
    await desk.press("Send it to 1 chat")
    assert (await desk.wait_edit()).text.startswith(WORDS.sending)
    await go_on(ours.services)
    assert await ours.services.store.progress(await one(ours)) == Progress(0, 0, 1)
    assert (await ours.services.store.outbox_counts()) == {}


@of_the_bot
async def test_a_stranger_finds_no_such_command_and_no_such_button(ours: Running, desk: Conversation) -> None:
    stranger = ours.chat()
    assert (await stranger.ask("/broadcast Hello")).text == ENGLISH.unknown_command
    await offered(desk, "/broadcast Hello")
    draft = await ours.services.broadcasts.draft("Hello", ADMIN.id)
    for action in (SendBroadcast(draft.id), CancelBroadcast(draft.id), IncludeGroups(draft.id, True)):
        pressed = await forge(ours, stranger.user, stranger.replies[0], action.data)
        assert (await stranger.callback_answer(pressed)).text == ENGLISH.stale
    assert await ours.services.broadcasts.get(draft.id) == draft


@of_the_bot
async def test_an_old_draft_is_too_old(ours: Running, desk: Conversation) -> None:
    await offered(desk, "/broadcast Hello")
    old = a_broadcast("old", made_by=ADMIN.id, made_at=datetime(2026, 1, 1, tzinfo=UTC))
    await ours.services.store.add_broadcast(old)
    pressed = await forge(ours, ADMIN, desk.replies[-1], SendBroadcast(old.id).data)
    assert (await desk.callback_answer(pressed)).text == ENGLISH.stale


# Notices


async def topic_named(ours: Running, name: str) -> Topic:
    return next(topic for topic in ours.services.library.topics if topic.name == name)


@of_the_bot
async def test_who_asked_is_told_once_when_an_alias_leads_there(ours: Running) -> None:
    ada, bob, other = await reader(ours, "Laternenbrücke"), await reader(ours, "laternenbrücke"), await reader(ours)
    key, topic, notices = key_of("Laternenbrücke"), await topic_named(ours, "Lantern Bridge"), ours.services.notices
    assert await notices.count(key) == 2
    with pytest.raises(NotThereError):
        await notices.tell(key, topic.id, ADMIN.id)
    await ours.services.topic_edits.add_alias(topic.id, "Laternenbrücke", ADMIN.id)
    assert await notices.tell(key, topic.id, ADMIN.id) == 2
    assert (await notices.count(key), await notices.tell(key, topic.id, ADMIN.id)) == (0, 0)
    ours.services.sender.wake()
    told = await ada.wait_reply()
    assert told.text == ("“Laternenbrücke”, which you asked for, is in the documents now. They call it Lantern Bridge.")
    assert (await bob.wait_reply()).text.startswith("“laternenbrücke”, which you asked for")
    await ada.press(ENGLISH.following.brief)
    assert (await ada.wait_reply()).text.startswith("Lantern Bridge\n")
    await settled(ours)
    assert len(other.replies) == 1


@of_the_bot
async def test_who_has_paused_is_not_told(ours: Running) -> None:
    ada, bob = await reader(ours, "Laternenbrücke"), await reader(ours, "Laternenbrücke")
    key = key_of("Laternenbrücke")
    follower = await ours.services.store.follower(ada.id, 0)
    assert follower is not None
    await ours.services.following.pause(follower, FOREVER)
    assert await ours.services.notices.count(key) == 1
    follower = await ours.services.store.follower(bob.id, 0)
    assert follower is not None
    (topic,) = await ours.services.store.subscriptions(follower.id)
    await ours.services.following.pause_topic(follower, topic, FOREVER)
    assert await ours.services.notices.count(key) == 0


@given(wild.filter(lambda text: bool(text.strip())), st.sampled_from(["private", "supergroup", "channel"]))
def test_a_notice_is_a_message_whatever_was_asked_for(query: str, kind: str) -> None:
    made = announcements.notice(ENGLISH)(follower(kind), subscription(1, query), Topic("0" * 12, query, (), 1))
    rows = rows_of(made.buttons)
    assert bool(rows) == (kind != "channel")
    shown(Outgoing(made.html, rows))

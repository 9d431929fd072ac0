"""/topics edit: an admin changes topics from the chat; nobody else can tell that it is there."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from bot.search.amending import EditKind
from bot.search.topics import Topic
from bot.store.rows import TopicEdit
from bot.topic_edits import Fault, TopicEditError, TopicFacts
from handlers import topic_messages
from handlers.actions import parse_action
from handlers.app import main
from handlers.preview.driver import Conversation
from handlers.preview.values import Message
from handlers.texts_en import ENGLISH
from handlers.texts_topics import ENGLISH_TOPICS
from handlers.topic_actions import (
    AskAlias,
    AskMerge,
    AskName,
    ChooseMerge,
    ExportTopics,
    FindTopic,
    HideTopic,
    ListEdits,
    MergeTopics,
    OpenEdited,
    TopicAction,
    UndoEdit,
)
from tests.bot.store.builders import day
from tests.handlers.bots import Running, person, running
from tests.handlers.seeds import write_seeds
from tests.handlers.test_buttons import forge
from tests.handlers.test_messages import shown, wild

of_the_bot = pytest.mark.asyncio(loop_scope="session")
WORDS = ENGLISH_TOPICS
ADMIN = person("Edda")

ids = st.text("0123456789abcdef", min_size=12, max_size=12)
ACTIONS = st.one_of(
    st.builds(ListEdits, st.integers(0, 999_999)),
    *(st.builds(one, ids) for one in (OpenEdited, AskAlias, AskName, ChooseMerge, AskMerge, HideTopic)),
    st.builds(MergeTopics, ids, ids),
    st.builds(UndoEdit, st.integers(1, 10**17)),
    st.just(FindTopic()),
    st.just(ExportTopics()),
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ours(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(tmp_path_factory.mktemp("desk"), ADMIN_IDS=str(ADMIN.id)) as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def desk(ours: Running) -> AsyncIterator[Conversation]:
    """The admin's chat; what was said of topics is taken back afterwards."""
    yield ours.server.private_chat(ADMIN)
    for edit in await ours.services.topic_edits.edits():
        await ours.services.topic_edits.undo(edit.id)


async def answered(chat: Conversation, label: str, text: str) -> Message:
    """Press a button that asks for something, and answer."""
    await chat.press(label)
    assert (await chat.wait_reply()).force_reply
    return await chat.ask(text)


# Values


@given(ACTIONS)
def test_an_action_survives_its_button(action: TopicAction) -> None:
    assert 1 <= len(action.data.encode()) <= 64
    assert parse_action(action.data) == action


@given(st.text(max_size=64))
def test_other_data_is_no_action_or_spells_one(data: str) -> None:
    action = parse_action(f"e{data}")
    assert action is None or action.data == f"e{data}"


EDITS = st.builds(TopicEdit, st.integers(1, 99), st.sampled_from(EditKind), wild, wild, st.just(day(0)), st.just(1))
TOPICS = st.builds(Topic, ids, wild, st.lists(wild, max_size=30).map(tuple), st.integers(0, 10**6))


@given(st.lists(EDITS, max_size=20), st.integers(0, 5))
def test_any_edits_make_a_list_that_telegram_takes(edits: list[TopicEdit], page: int) -> None:
    outgoing = topic_messages.edit_list(ENGLISH, edits, 7, page)
    assert f"7 topics in the documents, and {len(edits)} edit" in shown(outgoing)


@given(st.builds(TopicFacts, TOPICS, st.integers(0, 10**6), st.lists(EDITS, max_size=20).map(tuple)), wild)
def test_any_topic_makes_a_page_that_telegram_takes(facts: TopicFacts, above: str) -> None:
    shown(topic_messages.topic_page(ENGLISH, facts, above))


@given(TOPICS, st.lists(TOPICS, max_size=6), wild)
def test_any_topics_make_choices_that_telegram_takes(topic: Topic, near: list[Topic], typed: str) -> None:
    shown(topic_messages.merge_choice(ENGLISH, topic, near))
    shown(topic_messages.found(ENGLISH, typed, near))


def test_each_kind_of_edit_and_of_fault_has_its_sentence() -> None:
    assert set(WORDS.edit) == set(WORDS.done) == set(EditKind)
    assert set(WORDS.faults) == set(Fault)
    assert topic_messages.fault(ENGLISH, TopicEditError(Fault.TAKEN, "B", "A")).startswith("“B” is A already.")


# The chat


@of_the_bot
async def test_an_alias_answers_the_next_question_and_is_taken_back(desk: Conversation, ours: Running) -> None:
    reader = ours.chat()
    assert (await reader.ask("Laternenbrücke")).text.startswith(ENGLISH.nothing)
    page = await desk.ask("/topics edit lantern bridge")
    assert page.text == "Lantern Bridge\nNo other names.\n8 paragraphs, named 8 times."
    done = await answered(desk, WORDS.add_name, "Laternenbrücke")
    assert done.text.startswith("“Laternenbrücke” leads to Lantern Bridge now.\n\nLantern Bridge\nOther names: Later")
    assert (await reader.ask("laternenbruecke")).text.startswith("Lantern Bridge\n")
    await desk.press("Undo: Lantern Bridge: also…")
    assert (await desk.wait_edit()).text.startswith("Taken back: Lantern Bridge: also “Laternenbrücke”.\n\n")
    assert (await reader.ask("Laternenbrücke")).text.startswith(ENGLISH.nothing)


@of_the_bot
async def test_what_cannot_be_a_name_is_said_to_be_none(desk: Conversation) -> None:
    await desk.ask("/topics edit Lantern Bridge")
    said = await answered(desk, WORDS.add_name, "oskar yards")
    assert said.text == "“oskar yards” is Oskar Yards already. If both are one, merge them."


@of_the_bot
async def test_a_topic_is_renamed_merged_and_hidden(desk: Conversation, ours: Running) -> None:
    await desk.ask("/topics edit Oskar Yards")
    said = await answered(desk, WORDS.rename, "Oskar Shipyards")
    assert said.text.startswith(
        "Oskar Yards is called Oskar Shipyards now.\n\nOskar Shipyards\nOther names: Oskar Yards"
    )
    await desk.press(WORDS.merge)
    choice = await desk.wait_edit()
    assert choice.text == "Oskar Shipyards becomes another name of …"
    said = await answered(desk, WORDS.another, "Port Ansel")
    assert said.text.startswith("Oskar Yards and Port Ansel are one topic now.\n\nPort Ansel\n")
    assert (await ours.chat().ask("Oskar Yards")).text.startswith("Port Ansel\n")
    await desk.ask("/topics edit Tomas Gray")
    await desk.press(WORDS.hide)
    assert (await desk.wait_edit()).text.startswith("Tomas Gray is no topic any more.")
    assert "Tomas Gray" not in {topic.name for topic in ours.services.library.topics}


@of_the_bot
async def test_a_topic_is_merged_by_a_button(desk: Conversation, ours: Running) -> None:
    await desk.ask("/topics edit Merrow Museum")
    await desk.press(WORDS.merge)
    assert (await desk.wait_edit()).labels == ("Merrow", WORDS.another, WORDS.keep)
    await desk.press("Merrow")
    assert (await desk.wait_edit()).text.startswith("Merrow Museum and Merrow are one topic now.")
    assert len(await ours.services.topic_edits.edits()) == 1


@of_the_bot
async def test_the_list_has_all_edits_newest_first(desk: Conversation, ours: Running) -> None:
    edits, topics = ours.services.topic_edits, len(ours.services.library.topics)
    assert (await desk.ask("/topics edit")).text.endswith(f"by hand beside topics.toml.\n\n{WORDS.no_edits}")
    for number in range(10):
        await edits.add_alias("Lantern Bridge", f"LB {number}", ADMIN.id)
    listed = await desk.ask("/topics edit")
    assert listed.text.startswith(f"{topics} topics in the documents, and 10 edits by hand beside topics.toml.")
    assert "1. Lantern Bridge: also “LB 9”\n2. Lantern Bridge: also “LB 8”" in listed.text
    await desk.press(ENGLISH.next)
    assert "10. Lantern Bridge: also “LB 0”" in (await desk.wait_edit()).text
    await desk.press("Undo 10")
    assert (await desk.wait_edit()).text.startswith("Taken back: Lantern Bridge: also “LB 0”.")
    assert "LB 0" not in {edit.value for edit in await edits.edits()}


@of_the_bot
async def test_a_second_press_on_undo_says_that_it_was_done(desk: Conversation, ours: Running) -> None:
    made = await ours.services.topic_edits.add_alias("Lantern Bridge", "LB", ADMIN.id)
    listed = await desk.ask("/topics edit")
    await ours.services.topic_edits.undo(made.id)
    assert (await desk.press("Undo 1", listed.message_id)).text == WORDS.undone_before


@of_the_bot
async def test_a_topic_is_found_by_what_looks_like_it(desk: Conversation) -> None:
    listed = await desk.ask("/topics edit")
    await desk.press(WORDS.find, listed.message_id)
    await desk.wait_reply()
    choice = await desk.ask("lantren brige")
    assert choice.text == "No topic is called “lantren brige”. Is it one of these?"
    await desk.press("Lantern Bridge")
    assert (await desk.wait_edit()).text.startswith("Lantern Bridge\n")
    assert (await desk.ask("/topics edit qqqqqqq")).text == WORDS.not_found.format(typed="qqqqqqq")


@of_the_bot
async def test_the_file_comes_with_all_edits(desk: Conversation, ours: Running) -> None:
    await ours.services.topic_edits.add_alias("Lantern Bridge", "Laternenbrücke", ADMIN.id)
    await desk.ask("/topics edit")
    await desk.press(WORDS.export)
    sent = (await desk.wait_reply()).document
    assert sent is not None
    assert sent.content.decode() == '[[topic]]\nname = "Lantern Bridge"\naliases = ["Laternenbrücke"]\n'


@of_the_bot
async def test_a_stranger_sees_the_list_of_topics_and_no_button_works(ours: Running) -> None:
    chat = ours.chat()
    listed, edited = await chat.ask("/topics"), await chat.ask("/topics edit Lantern Bridge")
    assert (listed.text, listed.labels) == (edited.text, edited.labels)
    topic = ours.services.library.topics[0]
    for action in (ListEdits(0), HideTopic(topic.id), ExportTopics(), AskAlias(topic.id)):
        pressed = await forge(ours, chat.user, listed, action.data)
        assert (await chat.callback_answer(pressed)).text == ENGLISH.stale
    assert await ours.services.topic_edits.edits() == ()


@of_the_bot
async def test_in_a_group_an_admin_sees_what_everybody_does(ours: Running) -> None:
    chat = ours.server.group("Desk", ADMIN)
    assert "Page 1 of" in (await chat.ask("/topics edit")).text


# The command line


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_seeds(tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEEDS_DIR", "seeds")
    monkeypatch.setenv("DATA_DIR", "data")
    monkeypatch.delenv("BOT_TOKEN", raising=False)
    return tmp_path


def test_the_command_line_names_lists_exports_and_takes_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["alias", "lantern bridge", "Laternenbrücke", "Lyktbron"]) == 0
    assert capsys.readouterr().out == (
        "“Laternenbrücke” leads to Lantern Bridge now.\n“Lyktbron” leads to Lantern Bridge now.\n"
    )
    assert main(["brief", "lyktbron"]) == 0
    assert capsys.readouterr().out.startswith("Lantern Bridge\n")
    assert main(["alias", "--list"]) == 0
    assert capsys.readouterr().out == ("1. Lantern Bridge: also “Laternenbrücke”\n2. Lantern Bridge: also “Lyktbron”\n")
    assert main(["alias", "--undo", "1"]) == 0
    assert main(["alias", "--export"]) == 0
    assert capsys.readouterr().out == (
        "Taken back: Lantern Bridge: also “Laternenbrücke”.\n"
        '[[topic]]\nname = "Lantern Bridge"\naliases = ["Lyktbron"]\n'
    )


def test_the_command_line_says_what_is_wrong(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["alias", "Atlantis", "Lost City"]) == 1
    assert "The documents have no topic “Atlantis” now." in capsys.readouterr().err
    assert main(["alias", "--undo", "7"]) == 1
    assert capsys.readouterr().err == f"{WORDS.undone_before}\n"
    assert main(["alias", "Lantern Bridge"]) == 2
    assert "at least one other name" in capsys.readouterr().err

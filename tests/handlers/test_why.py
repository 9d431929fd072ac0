"""/why: for admins alone with the bot. Nobody else can tell that it is there."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from handlers.commands import ADMIN_COMMANDS, COMMANDS
from handlers.texts_en import ENGLISH
from tests.handlers.bots import Running, person, running

pytestmark = pytest.mark.asyncio(loop_scope="session")
ADMIN = person("Edda")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ours(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(tmp_path_factory.mktemp("ours"), ADMIN_IDS=str(ADMIN.id)) as started:
        yield started


async def test_an_admin_is_told_how_a_query_was_read_and_what_counted(ours: Running) -> None:
    text = (await ours.server.private_chat(ADMIN).ask("/why lantren bridge")).text
    assert text.startswith("lantren bridge\nLantern Bridge: answer, tier fuzzy, score 0.")
    assert "lantren bridge → lantern bridge 0." in text
    assert "“lantern”: weight 0." in text
    assert "1. " in text.split(ENGLISH.why.paragraphs)[1]
    assert "[1] " in text.split(ENGLISH.why.sentences)[1]


async def test_an_admin_is_told_why_there_is_no_answer(ours: Running) -> None:
    text = (await ours.server.private_chat(ADMIN).ask("/why quantum bridge in Paris")).text
    assert ENGLISH.why.unknown in text
    assert ENGLISH.why.absent in text
    assert ENGLISH.why.sentences not in text


async def test_why_without_a_query_says_how(ours: Running) -> None:
    text = (await ours.server.private_chat(ADMIN).ask("/why")).text
    assert text == ENGLISH.why.usage.format(example=ours.services.library.topics[0].name)


async def test_a_stranger_gets_what_any_unknown_command_gets(ours: Running) -> None:
    chat = ours.chat()
    known, unknown = await chat.ask("/why Lantern Bridge"), await chat.ask("/frobnicate Lantern Bridge")
    assert (known.text, known.entities, known.labels) == (unknown.text, unknown.entities, unknown.labels)
    assert known.text == ENGLISH.unknown_command
    assert chat.actions == []


async def test_in_a_group_an_admin_gets_the_silence_of_an_unknown_command(ours: Running) -> None:
    chat = ours.server.group("Desk", ADMIN)
    await chat.send("/why Lantern Bridge")
    await chat.send("/frobnicate")
    assert (await chat.ask("/brief Oskar Yards")).text.startswith("Oskar Yards")
    assert len(chat.replies) == 1


async def test_nothing_that_a_reader_sees_names_the_command(ours: Running) -> None:
    chat = ours.chat()
    hidden = [f"/{command.name}" for command in ADMIN_COMMANDS]
    told = (await chat.ask("/help")).text + (await chat.ask("/start")).text
    assert [name for name in hidden if name in told] == []
    assert not {c.command for c in chat.commands} & {c.name for c in ADMIN_COMMANDS}
    assert not {c.name for c in COMMANDS} & {c.name for c in ADMIN_COMMANDS}


async def test_an_explanation_is_no_question_in_the_log(ours: Running) -> None:
    chat = ours.server.private_chat(ADMIN)
    before = len(await ours.asked(ADMIN.id))
    await chat.ask("/why Oskar Yards")
    await chat.ask("Oskar Yards")
    assert len(await ours.asked(ADMIN.id)) == before + 1

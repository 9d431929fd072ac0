"""Editing topics: in effect at once, in every process, and taken back as easily."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.library import Library
from bot.search.matching import Outcome, Tier
from bot.store import Store
from bot.store.rows import TopicEdit
from bot.topic_edits import MAX_NAME, Fault, TopicEditError, TopicEdits
from bot.topics_file import load_entries

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
EDDA = 42
_TEXT = (
    "The ferry Aurelia has sailed between Osterwyk and Tarnholm since the spring of 2011, in every weather.\n\n"
    "Passengers of the Aurelia paid nine crowns for a ticket last year, the harbour authority said in its report.\n\n"
    "The tug Brannock towed a tanker of forty thousand tonnes into the Kestrel Channel on Tuesday, pilots said.\n\n"
    "Owners of the Brannock want a second tug, and the harbour of Osterwyk has agreed to pay for most of it.\n"
)


@dataclass(frozen=True)
class Desk:
    """One database, and an editor's tools in a process of their own."""

    store: Store
    library: Library
    edits: TopicEdits
    seeds: Path


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with documents, a database and an index, to copy."""
    folder = tmp_path_factory.mktemp("installed")
    (folder / "seeds").mkdir()
    (folder / "seeds" / "ships.txt").write_text(_TEXT, encoding="utf-8")

    async def make() -> None:
        async for desk in opened(folder):
            assert desk.library.topics

    asyncio.run(make())
    return folder


async def opened(folder: Path) -> AsyncIterator[Desk]:
    store = await Store.open(f"sqlite+aiosqlite:///{folder}/data/bot.sqlite3")
    await store.migrate()
    library = Library(store, folder / "seeds", folder / "data", lambda: NOW)
    await library.open()
    yield Desk(store, library, TopicEdits(store, library, lambda: NOW), folder / "seeds")
    await store.close()


@pytest.fixture
def folder(installed: Path, tmp_path: Path) -> Path:
    return shutil.copytree(installed, tmp_path / "bot")


@pytest.fixture
async def desk(folder: Path) -> AsyncIterator[Desk]:
    async for one in opened(folder):
        yield one


@pytest.fixture
async def other(folder: Path) -> AsyncIterator[Desk]:
    """Another process on the same database."""
    async for one in opened(folder):
        yield one


async def topic_of(library: Library, query: str) -> str | None:
    """The topic that a query is answered with, where it names one."""
    reply = await library.brief(query)
    return reply.match.topic.name if reply.briefing and reply.match.topic else None


async def refused(made: "asyncio.Future[TopicEdit]") -> TopicEditError:
    with pytest.raises(TopicEditError) as error:
        await made
    return error.value


async def test_an_alias_answers_at_once_and_no_more_when_it_is_taken_back(desk: Desk) -> None:
    assert await topic_of(desk.library, "Goldene Dame") is None
    made = await desk.edits.add_alias("Aurelia", "  Goldene\nDame ", EDDA)
    assert (made.topic, made.value, made.made_by, made.made_at) == ("Aurelia", "Goldene Dame", EDDA, NOW)
    reply = await desk.library.brief("goldene dame")
    assert (reply.outcome, reply.match.heading) == (Outcome.ANSWER, "Aurelia")
    assert await desk.edits.undo(made.id) == made
    assert await topic_of(desk.library, "Goldene Dame") is None
    assert await desk.edits.undo(made.id) is None
    assert await desk.edits.edits() == ()


async def test_another_process_takes_it_up_with_its_next_look(desk: Desk, other: Desk) -> None:
    index = other.library.snapshot.index
    made = await desk.edits.add_alias("Aurelia", "Golden Lady", EDDA)
    assert await topic_of(other.library, "Golden Lady") is None
    assert await other.library.refresh() is None
    assert await topic_of(other.library, "Golden Lady") == "Aurelia"
    assert other.library.snapshot.index is index
    await other.edits.undo(made.id)
    await desk.library.refresh()
    assert await topic_of(desk.library, "Golden Lady") is None


async def test_edits_outlive_a_restart_and_new_documents(desk: Desk, folder: Path) -> None:
    await desk.edits.add_alias("Aurelia", "Golden Lady", EDDA)
    (desk.seeds / "more.txt").write_text("The pilot boat Corvin met the Aurelia off Tarnholm at noon on Monday.\n")
    await desk.library.refresh()
    assert await topic_of(desk.library, "Golden Lady") == "Aurelia"
    async for again in opened(folder):
        assert await topic_of(again.library, "Golden Lady") == "Aurelia"


async def test_one_topic_is_made_of_two_and_two_again(desk: Desk) -> None:
    made = await desk.edits.merge("Tarnholm", "Osterwyk", EDDA)
    assert await topic_of(desk.library, "Tarnholm") == "Osterwyk"
    assert "Tarnholm" not in {topic.name for topic in desk.library.topics}
    await desk.edits.undo(made.id)
    assert await topic_of(desk.library, "Tarnholm") == "Tarnholm"


async def test_a_new_name_heads_the_answer_and_the_old_one_still_leads_there(desk: Desk) -> None:
    topic = (await desk.edits.facts("Aurelia")).topic
    await desk.edits.rename(topic.id, "MS Aurelia", EDDA)
    reply = await desk.library.brief("Aurelia")
    assert (reply.match.heading, reply.match.tier) == ("MS Aurelia", Tier.ALIAS)
    assert desk.library.topic(topic.id) is not None
    again = await desk.edits.rename(topic.id, "Ferry Aurelia", EDDA)
    assert (again.topic, again.value) == ("Aurelia", "Ferry Aurelia")
    assert (await desk.library.brief("MS Aurelia")).match.heading == "Ferry Aurelia"


async def test_what_was_said_of_a_renamed_topic_stays_when_the_name_is_taken_back(desk: Desk) -> None:
    named = await desk.edits.rename("Aurelia", "MS Aurelia", EDDA)
    await desk.edits.add_alias("MS Aurelia", "Golden Lady", EDDA)
    await desk.edits.undo(named.id)
    assert await topic_of(desk.library, "Golden Lady") == "Aurelia"


async def test_a_hidden_topic_is_no_topic_and_its_words_are_found(desk: Desk) -> None:
    made = await desk.edits.hide("Kestrel Channel", EDDA)
    assert "Kestrel Channel" not in {topic.name for topic in desk.library.topics}
    reply = await desk.library.brief("Kestrel Channel")
    assert (reply.outcome, reply.match.tier) == (Outcome.ANSWER, Tier.WORDS)
    await desk.edits.undo(made.id)
    assert await topic_of(desk.library, "Kestrel Channel") == "Kestrel Channel"


async def test_what_cannot_be_said_is_refused_and_why(desk: Desk) -> None:
    edits = desk.edits
    for attempt, fault, name, topic in [
        (edits.add_alias("Atlantis", "Lost City", EDDA), Fault.UNKNOWN, "Atlantis", ""),
        (edits.add_alias("Aurelia", " — ", EDDA), Fault.WORDLESS, "—", ""),
        (edits.add_alias("Aurelia", "x" * (MAX_NAME + 1), EDDA), Fault.TOO_LONG, "x" * (MAX_NAME + 1), ""),
        (edits.add_alias("Aurelia", "AURELIA", EDDA), Fault.KNOWN, "AURELIA", "Aurelia"),
        (edits.add_alias("Aurelia", "osterwyk", EDDA), Fault.TAKEN, "osterwyk", "Osterwyk"),
        (edits.rename("Aurelia", "Aurelia", EDDA), Fault.KNOWN, "Aurelia", "Aurelia"),
        (edits.rename("Aurelia", "Brannock", EDDA), Fault.TAKEN, "Brannock", "Brannock"),
        (edits.merge("Aurelia", "aurelia", EDDA), Fault.ITSELF, "Aurelia", ""),
        (edits.merge("Aurelia", "Atlantis", EDDA), Fault.UNKNOWN, "Atlantis", ""),
        (edits.hide("Atlantis", EDDA), Fault.UNKNOWN, "Atlantis", ""),
    ]:
        error = await refused(asyncio.ensure_future(attempt))
        assert (error.fault, error.name, error.topic) == (fault, name, topic)
    assert await edits.edits() == ()


async def test_of_two_who_give_one_name_to_two_topics_one_is_refused(desk: Desk) -> None:
    both = await asyncio.gather(
        desk.edits.add_alias("Aurelia", "Golden Lady", EDDA),
        desk.edits.add_alias("Brannock", "Golden Lady", EDDA),
        return_exceptions=True,
    )
    assert isinstance(both[0], TopicEdit)
    assert isinstance(both[1], TopicEditError)
    assert len(await desk.edits.edits()) == 1


async def test_a_name_given_in_another_process_counts(desk: Desk, other: Desk) -> None:
    await desk.edits.add_alias("Aurelia", "Golden Lady", EDDA)
    error = await refused(asyncio.ensure_future(other.edits.add_alias("Brannock", "Golden Lady", EDDA)))
    assert (error.fault, error.topic) == (Fault.TAKEN, "Aurelia")


async def test_the_page_of_a_topic_counts_paragraphs_and_lists_its_edits(desk: Desk) -> None:
    alias = await desk.edits.add_alias("Aurelia", "Golden Lady", EDDA)
    named = await desk.edits.rename("Aurelia", "MS Aurelia", EDDA)
    await desk.edits.hide("Brannock", EDDA)
    facts = await desk.edits.facts("golden lady")
    assert (facts.topic.name, facts.paragraphs, facts.edits) == ("MS Aurelia", 2, (alias, named))


async def test_a_topic_is_found_by_the_look_of_its_name(desk: Desk) -> None:
    assert (await desk.edits.find("aurellia"))[0].name == "Aurelia"
    assert await desk.edits.find("quantum chromodynamics") == ()
    assert "Aurelia" not in {topic.name for topic in await desk.edits.near("Aurelia")}


async def test_the_file_that_is_exported_says_the_same_without_the_edits(desk: Desk) -> None:
    (desk.seeds / "topics.toml").write_text('[[topic]]\nname = "Aurelia"\naliases = ["Aurelie"]\n')
    await desk.library.refresh()
    made = [
        await desk.edits.add_alias("Aurelia", "Golden Lady", EDDA),
        await desk.edits.rename("Aurelia", "MS Aurelia", EDDA),
        await desk.edits.merge("Tarnholm", "Osterwyk", EDDA),
        await desk.edits.hide("Kestrel Channel", EDDA),
    ]
    before = {(topic.id, topic.name, frozenset(topic.aliases)) for topic in desk.library.topics}
    (desk.seeds / "topics.toml").write_text(await desk.edits.as_toml(), encoding="utf-8")
    assert len(load_entries(desk.seeds / "topics.toml")) == 3
    for one in made:
        await desk.edits.undo(one.id)
    await desk.library.refresh()
    assert {(topic.id, topic.name, frozenset(topic.aliases)) for topic in desk.library.topics} == before

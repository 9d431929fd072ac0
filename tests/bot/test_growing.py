"""An index that grew by many changes answers as one that was made at once, and is tidied beside all else."""

import asyncio
import json
import random
import shutil
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.changing import Changer, Outcome, Task, Work
from bot.indexing import IndexFolders
from bot.intake.apart import read_apart
from bot.library import Library
from bot.search.writing import UNFINISHED
from bot.store import Store
from tests.bot.store.builders import url_of

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
PORTS = ("Tarnholm", "Osterwyk", "Merrow", "Port Ansel", "Kestrel Bay")
CARGOES = ("salted herring", "copper wire", "winter barley", "roof slates", "harbour cranes")
QUERIES = ("Vessel 30", "salted herring", "Tarnholm copper", "Kestrel Bay", "Dace", "Brannock barley", "cranes slates")


@dataclass(frozen=True)
class Port:
    """A folder of documents with an archive, and all that is made of it."""

    folder: Path
    store: Store

    @property
    def seeds(self) -> Path:
        return self.folder / "seeds"

    def library(self, data: str = "data") -> Library:
        return Library(self.store, self.seeds, self.folder / data, lambda: NOW)

    def changer(self) -> Changer:
        return Changer(self.store, self.seeds, self.folder / "data", read_apart, lambda: NOW)

    def write(self, name: str, records: Iterable[dict[str, str]]) -> None:
        unfinished = self.seeds / f".{name}"
        unfinished.write_text("".join(json.dumps(record) + "\n" for record in records))
        unfinished.replace(self.seeds / f"{name}.jsonl")

    def indexes(self) -> set[str]:
        return {path.name.rpartition("-")[2] for path in (self.folder / "data" / "index").iterdir()}


def articles(ship: str, number: int, paragraphs: int = 12, seed: int = 1) -> list[dict[str, str]]:
    """Articles about voyages of a ship."""
    rng = random.Random(f"{ship} {seed}")
    return [
        {
            "id": f"{ship}{article}",
            "title": f"Voyages of the {ship} {article}",
            "text": "\n\n".join(
                f"On day {rng.randrange(900)} the {ship} carried {rng.choice(CARGOES)} from {rng.choice(PORTS)} to "
                f"{rng.choice(PORTS)}, and all went well."
                for _ in range(paragraphs)
            ),
        }
        for article in range(number)
    ]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which an archive is indexed that is too large to be indexed anew at each change."""
    folder = tmp_path_factory.mktemp("large")

    async def make() -> None:
        store = await Store.open(url_of(folder / "bot.sqlite3"))
        await store.migrate()
        port = Port(folder, store)
        port.seeds.mkdir()
        port.write("vessels", (one for n in range(200) for one in articles(f"Vessel {n}", 1)))
        await port.library().open()
        await store.close()

    asyncio.run(make())
    return folder


@pytest.fixture
async def port(tmp_path: Path, large: Path) -> AsyncIterator[Port]:
    shutil.copytree(large, tmp_path / "port", dirs_exist_ok=True)
    store = await Store.open(url_of(tmp_path / "port" / "bot.sqlite3"))
    yield Port(tmp_path / "port", store)
    await store.close()


async def found(library: Library) -> list[list[tuple[str, float]]]:
    """What some queries find, with scores."""
    replies = [await library.brief(query) for query in QUERIES]
    return [[(hit.paragraph.id, hit.score) for hit in reply.hits] for reply in replies]


async def anew(port: Port) -> list[list[tuple[str, float]]]:
    """What the same queries find in an index that is made at once of the same documents."""
    library = port.library("anew")
    await library.open()
    return await found(library)


async def test_a_small_change_is_put_onto_the_index_and_answers_are_those_of_one_made_anew(port: Port) -> None:
    library = port.library()
    await library.open()
    port.write("dace", articles("Dace", 3))
    port.write("brannock", articles("Brannock", 3))
    report = await library.reindex()
    assert (report.change.added, report.documents, port.indexes()) == (72, 206, {"grown"})
    assert {"Dace", "Brannock"} <= set(report.topics_new)
    assert await found(library) == await anew(port)
    port.write("dace", [{**articles("Dace", 1)[0], "title": "What became of the Dace"}, *articles("Dace", 3)[1:]])
    (port.seeds / "brannock.jsonl").unlink()
    report = await library.reindex()
    assert (report.change.removed, report.topics_gone) == (36, ("Brannock",))
    assert await found(library) == await anew(port)
    (hit, *_) = (await library.brief("what became of the Dace")).hits
    assert hit.document.title == "What became of the Dace"


async def test_a_restart_takes_the_index_that_grew(port: Port) -> None:
    port.write("dace", articles("Dace", 3))
    library = port.library()
    assert await library.open() is not None
    assert await port.library().open() is None


async def test_a_change_of_much_makes_the_index_anew(port: Port) -> None:
    port.write("dace", articles("Dace", 80))
    await port.library().open()
    assert port.indexes() == {"whole"}


async def test_a_full_reindex_makes_the_index_anew(port: Port) -> None:
    port.write("dace", articles("Dace", 3))
    library = port.library()
    await library.open()
    assert port.indexes() == {"grown"}
    await library.reindex(full=True)
    assert port.indexes() == {"whole"}
    assert await found(library) == await anew(port)


async def test_many_changes_are_tidied_away_and_answers_stay_as_they_are(port: Port) -> None:
    library = port.library()
    await library.open()
    assert not await library.tidy()
    for number in range(5):
        port.write(f"dace{number}", articles(f"Dace {number}", 1))
        await library.reindex()
    before, folder = await found(library), library.snapshot.index.folder
    segments = len(library.snapshot.index.segments)
    assert await library.tidy()
    assert len(library.snapshot.index.segments) < segments
    assert await found(library) == before
    assert (port.indexes(), folder.exists()) == ({"whole"}, False)
    assert not await library.tidy()
    assert await library.refresh() is None
    assert await port.library().open() is None


async def test_what_other_processes_tidied_is_taken_up(port: Port) -> None:
    library, other = port.library(), port.library()
    await library.open()
    for number in range(5):
        port.write(f"dace{number}", articles(f"Dace {number}", 1))
        await library.reindex()
    await other.open()
    assert await other.tidy()
    assert await library.refresh() is None
    assert library.snapshot.index.folder == other.snapshot.index.folder


async def test_what_changes_while_the_index_is_tidied_is_in_it(port: Port) -> None:
    library = port.library()
    await library.open()
    for number in range(5):
        port.write(f"dace{number}", articles(f"Dace {number}", 1))
        await library.reindex()
    tidying, changing = port.changer(), port.library()

    async def change() -> None:
        await changing.open()
        port.write("brannock", articles("Brannock", 2))
        (port.seeds / "dace0.jsonl").unlink()
        await changing.reindex()

    await asyncio.gather(tidying.carry_out(Task(Work.TIDY)), change())
    late = port.library()
    assert await late.open() is None
    assert late.snapshot.index.fingerprint == await port.store.corpus_fingerprint()
    assert len(late.snapshot.index.segments) < 6
    assert await found(late) == await anew(port)


def test_what_is_being_tidied_is_no_leftover_of_the_dead(tmp_path: Path) -> None:
    folders = IndexFolders(tmp_path, tmp_path)
    with folders.tidying() as folder:
        assert folder
        unfinished = folder.with_name(f"{folder.name}.1{UNFINISHED}")
        unfinished.mkdir(parents=True)
        folders.remove_unfinished()
        assert unfinished.exists()
    assert not list(folders.parent.iterdir())


async def test_of_two_that_tidy_one_does(port: Port) -> None:
    library = port.library()
    await library.open()
    for number in range(5):
        port.write(f"dace{number}", articles(f"Dace {number}", 1))
        await library.reindex()
    tidied = await asyncio.gather(*(port.changer().carry_out(Task(Work.TIDY)) for _ in range(2)))
    assert all(isinstance(one, Outcome) for one in tidied)
    late = port.library()
    assert await late.open() is None
    assert await found(late) == await anew(port)

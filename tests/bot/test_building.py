"""Documents are changed in a process of their own, and whatever becomes of it, nothing is left half done."""

import asyncio
import json
import os
import random
import shutil
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench.kill_corpus import article, run
from bot.answering import Reply
from bot.building import BuildError, Places, apart
from bot.changing import Outcome, Perform, Refusal, Task, Work, quiet
from bot.errors import SettingsError
from bot.library import Library
from bot.search.kernels import Kernels
from bot.store import Store
from tests.bot.store.builders import url_of

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


class Harbour:
    """A folder of documents and a library that changes them apart from itself."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.seeds, self.data, self.store = folder / "seeds", folder / "data", store
        self.places = Places(url_of(folder / "bot.sqlite3"), self.seeds, self.data)
        self.seeds.mkdir()
        self.write("Aurelia", "old")
        self.library = self.opened_with(apart(self.places))

    def opened_with(self, perform: Perform) -> Library:
        return Library(self.store, self.seeds, self.data, lambda: NOW, perform)

    def write(self, ship: str, edition: str) -> None:
        (self.seeds / f"{ship}.txt").write_text(article(ship, edition))


@pytest.fixture
async def harbour(tmp_path: Path) -> AsyncIterator[Harbour]:
    store = await Store.open(url_of(tmp_path / "bot.sqlite3"))
    await store.migrate()
    yield Harbour(tmp_path, store)
    await store.close()


def editions(reply: Reply) -> set[str]:
    """In which editions what a reply rests on was read, its sentences included."""
    assert reply.briefing is not None
    told = {hit.paragraph.text.split()[2] for hit in reply.hits}
    return told | {quote.sentence.split()[2] for quote in reply.briefing.quotes}


async def test_every_question_during_a_change_is_answered_from_one_index(harbour: Harbour) -> None:
    library = harbour.library
    await library.open()
    harbour.write("Aurelia", "new")
    harbour.write("Brannock", "new")
    steps: list[str] = []
    changing = asyncio.create_task(library.reindex(lambda what, done, total: steps.append(what)))
    seen: list[set[str]] = []
    while not changing.done():
        seen += map(editions, await asyncio.gather(*(library.brief("Aurelia voyage") for _ in range(3))))
        await asyncio.sleep(0.02)
    report = await changing
    assert seen[0] == {"old"}
    assert all(len(one) == 1 for one in seen)
    assert editions(await library.brief("Aurelia voyage")) == {"new"}
    assert [one.name for one in report.changed] == ["Aurelia.txt", "Brannock.txt"]
    assert list(dict.fromkeys(steps)) == ["reading", "storing", "indexing"]
    assert "Brannock" in report.topics_new


async def test_what_an_editor_has_to_mend_and_what_cannot_be_done_are_told(harbour: Harbour) -> None:
    perform = apart(harbour.places)
    assert await perform(Task(Work.UNDO, ("nothing",)), quiet) is Refusal.GONE
    (harbour.seeds / "sources.toml").write_text("source = 3\n")
    with pytest.raises(SettingsError, match="source should be a list"):
        await perform(Task(Work.REINDEX), quiet)


async def test_a_process_that_says_nothing_is_ended_and_nothing_is_changed(harbour: Harbour) -> None:
    await harbour.library.open()
    mark = await harbour.store.corpus_fingerprint()
    library = harbour.opened_with(apart(harbour.places, silence_s=0.05))
    await library.open()
    harbour.write("Aurelia", "new")
    with pytest.raises(BuildError, match="said nothing"):
        await library.reindex()
    assert await harbour.store.corpus_fingerprint() == mark
    assert editions(await library.brief("Aurelia voyage")) == {"old"}


async def test_a_process_that_is_killed_has_changed_nothing_and_the_next_makes_good(harbour: Harbour) -> None:
    library = harbour.library
    await library.open()
    mark = await harbour.store.corpus_fingerprint()
    harbour.write("Aurelia", "new")

    def kill(what: str, done: int, total: int) -> None:
        for process in children():
            os.kill(process, signal.SIGKILL)

    with pytest.raises(BuildError, match="nothing was changed"):
        await library.reindex(kill)
    assert await harbour.store.corpus_fingerprint() == mark
    assert editions(await library.brief("Aurelia voyage")) == {"old"}
    assert (await library.reindex()).change.added > 0
    assert editions(await library.brief("Aurelia voyage")) == {"new"}


async def test_a_process_goes_after_the_bot_in_the_bots_own_session(harbour: Harbour) -> None:
    await harbour.library.open()
    harbour.write("Aurelia", "new")
    seen: set[tuple[int, bool, int]] = set()

    def look(what: str, done: int, total: int) -> None:
        for one in children():
            seen.add((os.getsid(one), os.getpgid(one) == one, os.getpriority(os.PRIO_PROCESS, one)))

    await harbour.library.reindex(look)
    assert seen == {(os.getsid(0), True, min(19, os.nice(0) + 10))}


async def test_a_program_that_was_replaced_while_it_ran_is_told_to_be_restarted(
    harbour: Harbour, tmp_path: Path
) -> None:
    store_url = url_of(tmp_path / "bot.sqlite3")
    asked = {"database_url": store_url, "seeds": str(harbour.seeds), "data": str(harbour.data), "program": "of old"}
    task = {"work": "reindex", "names": [], "by": 0, "facts": {}, "full": False, "state": ""}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.building", stdin=PIPE, stdout=PIPE, cwd=ROOT
    )
    said, _ = await process.communicate(json.dumps({**asked, "task": task}).encode() + b"\n")
    assert "restart it" in json.loads(said)["wrong"][0]
    assert await harbour.store.present_generation() == 0


async def test_a_disk_that_cannot_be_written_is_told_and_nothing_is_changed(harbour: Harbour) -> None:
    await harbour.library.open()
    mark = await harbour.store.corpus_fingerprint()
    harbour.write("Aurelia", "new")
    for index in (harbour.data / "index").iterdir():
        shutil.rmtree(index)
    (harbour.data / "index").rmdir()
    (harbour.data / "index").write_text("a file in the folder's place")
    with pytest.raises(BuildError, match=r"index.*: .*Nothing was changed"):
        await harbour.library.reindex()
    assert await harbour.store.corpus_fingerprint() == mark
    assert editions(await harbour.library.brief("Aurelia voyage")) == {"old"}


async def test_loops_are_compiled_in_a_process_of_their_own_and_left_for_all(
    harbour: Harbour, tmp_path_factory: pytest.TempPathFactory
) -> None:
    compiled = tmp_path_factory.getbasetemp().parent / "kernels"  # by whichever test comes first: it takes ten seconds
    compiled.mkdir(exist_ok=True)
    harbour.data.mkdir()
    (harbour.data / "kernels").symlink_to(compiled)
    done = await apart(harbour.places)(Task(Work.COMPILE), quiet)
    assert isinstance(done, Outcome)
    assert Kernels(compiled).is_quick()
    assert await harbour.store.present_generation() == 0


async def test_cancelling_ends_the_process(harbour: Harbour) -> None:
    begun = asyncio.Event()
    perform = apart(harbour.places)
    task: asyncio.Task[Outcome | Refusal] = asyncio.create_task(
        perform(Task(Work.REINDEX), lambda what, done, total: begun.set())  # type: ignore[arg-type]
    )
    await begun.wait()
    assert children()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
    assert not children()


def children(parent: int | None = None) -> list[int]:
    """The processes that change documents for another one, by default for this."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command, stat = (folder / "cmdline").read_bytes(), (folder / "stat").read_text()
        except OSError:
            continue  # it has just ended
        if b"bot.building" in command and int(stat.rpartition(")")[2].split()[1]) == (parent or os.getpid()):
            found.append(int(folder.name))
    return found


_ASKS = """
import asyncio, sys
from pathlib import Path
from bot.building import Places, apart
from bot.changing import Task, Work

folder = Path(sys.argv[1])
perform = apart(Places(sys.argv[2], folder / "seeds", folder / "data"))
asyncio.run(perform(Task(Work.REINDEX), lambda what, done, total: print(what, flush=True)))
"""


async def test_the_process_ends_with_the_one_that_asked(harbour: Harbour, tmp_path: Path) -> None:
    asker = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _ASKS, str(tmp_path), harbour.places.database_url,
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert asker.stdout
    assert await asker.stdout.readline() == b"reading\n"
    (child,) = children(asker.pid)
    os.kill(child, signal.SIGSTOP)  # it shall not come to its end by itself
    asker.kill()
    await asker.wait()
    os.kill(child, signal.SIGCONT)
    for _ in range(500):
        if not Path(f"/proc/{child}").exists():
            return
        await asyncio.sleep(0.02)
    pytest.fail("the process outlives the one that asked")


async def test_after_a_kill_at_any_moment_the_corpus_is_one_that_there_was(tmp_path: Path) -> None:
    rng = random.Random(5)
    found = await run(tmp_path / "bot", [rng.uniform(0, 1.5) for _ in range(2)])
    assert [one.problems for one in found] == [()] * 2
    shutil.rmtree(tmp_path / "bot")

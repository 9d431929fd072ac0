"""Kill a process that adds, undoes and reindexes at random moments; after each, the corpus is one that it had.

    python -m bench.kill_corpus [--kills 30] [--apart] [--large] [--seed 1]

With `--apart`, documents are changed in a process of their own, and the one that asked for it is killed. With
`--large`, there is so much besides that a change is put onto the index that is there, and the index is tidied.
"""

import argparse
import asyncio
import json
import random
import shutil
import sys
import tempfile
import time
from asyncio.subprocess import PIPE
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from sqlalchemy import func, select

from bot.building import Places, apart
from bot.corpus.reading import FileReading, read_archive, read_bytes
from bot.corpus.sources import Facts, SourceCatalog
from bot.editing import Change, Editing
from bot.library import Library
from bot.store import Store
from bot.store.corpus_plan import fingerprint
from bot.store.schema import corpus_state, documents, paragraphs, sources

_RECORDS, _PARAGRAPHS = 60, 12
_BALLAST = 250  # records: with fewer, a change is no small part of all
_CYCLE_S = 3.0  # about how long adding, undoing and reindexing take together
_SHIPS = ("Aurelia", "Brannock", "Corvina", "Dace")


@dataclass(frozen=True)
class Found:
    """What a restart found after a kill."""

    state: str  # which of the corpora that there were
    staged: int  # rows of a change that was not kept
    problems: tuple[str, ...]


def article(ship: str, edition: str) -> str:
    """Some paragraphs about a ship."""
    return "\n\n".join(
        f"In the {edition} edition the {ship} made voyage number {n} to the port of Tarnholm, and all went well."
        for n in range(1, _PARAGRAPHS + 1)
    )


def archive(records: int = _RECORDS, edition: str = "sent") -> bytes:
    """An archive as an editor sends it."""
    rows = ({"id": str(n), "title": f"Voyages {n}", "text": article(f"Vessel {n}", edition)} for n in range(records))
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


async def read_here(path: Path, name: str, facts: Facts) -> tuple[FileReading, ...]:
    """Read what this program itself has written."""
    return (read_archive(BytesIO(await asyncio.to_thread(path.read_bytes)), name, SourceCatalog()),)


@asynccontextmanager
async def opened(folder: Path, *, apart_from_it: bool = False) -> AsyncIterator[tuple[Store, Library, Editing]]:
    """Open all that lies in a folder."""
    url, seeds, data = f"sqlite+aiosqlite:///{folder}/bot.sqlite3", folder / "seeds", folder / "data"

    def clock() -> datetime:
        return datetime.now(UTC)

    store = await Store.open(url)
    try:
        await store.migrate()
        library = Library(store, seeds, data, clock, apart(Places(url, seeds, data)) if apart_from_it else None)
        yield store, library, Editing(store, library, data, read_here, clock)
    finally:
        await store.close()


def write_seeds(folder: Path, edition: str) -> None:
    """Write the folder of documents; each file is the old one or the new one."""
    for ship in _SHIPS:
        unfinished = folder / f".{ship}"
        unfinished.write_text(article(ship, edition))
        unfinished.replace(folder / f"{ship}.txt")


async def victim(folder: Path, *, apart_from_it: bool) -> None:
    """Add, undo and reindex until killed; say which corpora that makes."""
    async with opened(folder, apart_from_it=apart_from_it) as (_, library, editing):
        await library.open()
        print("ready", flush=True)
        while True:
            for edition in ("second", "first"):
                draft_id = await editing.spool("sent.jsonl", folder / "sent.jsonl", by=1)
                added = await editing.add(draft_id, 1)
                if not isinstance(added, Change):
                    raise RuntimeError(f"nothing was added: {added}")
                await editing.undo(added.id, 1)
                write_seeds(folder / "seeds", edition)
                await library.reindex()
                await library.tidy()


def corpora(name: str, *, large: bool) -> Mapping[str, str]:
    """Return the names of the corpora that a victim has in turn, by their fingerprints.

    `name` is what the archive is called once it is added; `large` says that there is much besides. Seeds are read one
    after another, and written so, too: of those there may be any mixture.
    """
    catalog = SourceCatalog()
    sent = read_archive(BytesIO(archive()), name, catalog).documents
    ballast = read_archive(BytesIO(archive(_BALLAST, "old")), "ballast.jsonl", catalog).documents if large else ()
    read = {
        (ship, edition): read_bytes(article(ship, edition).encode(), f"{ship}.txt", catalog).documents
        for ship in _SHIPS
        for edition in ("first", "second")
    }
    found: dict[str, str] = {}
    for number in range(2 ** len(_SHIPS)):
        editions = ["second" if number >> place & 1 else "first" for place in range(len(_SHIPS))]
        ships = [one for ship, edition in zip(_SHIPS, editions, strict=True) for one in read[ship, edition]]
        seeds = [*ballast, *ships]
        mixed = editions[0] if len(set(editions)) == 1 else "mixed"
        found[fingerprint(seeds)] = f"{mixed} edition"
        found[fingerprint([*seeds, *sent])] = f"{mixed} edition with what was added"
    return found


async def look(folder: Path, known: Mapping[str, str]) -> Found:
    """Start again after a kill, and hold what is there against what there was."""
    problems: list[str] = []
    async with opened(folder) as (store, library, _):
        live, mark = await store.live_documents(), await store.corpus_fingerprint()
        staged = await _staged(store)
        if fingerprint(live) != mark:
            problems.append("the corpus is not the one that its fingerprint says")
        if mark not in known:
            problems.append("the corpus is none that there was")
        seen = await store.first_seen_of([p.id for document in live for p in document.paragraphs])
        if len(seen) != sum(len(document.paragraphs) for document in live):
            problems.append("some paragraphs were never seen")
        await library.open()
        if library.snapshot.index.fingerprint != await store.corpus_fingerprint():
            problems.append("the index is of another corpus")
        if not (await library.brief("Aurelia")).hits:
            problems.append("nothing is found")
        async with store.revising():  # sweeps what the dead left
            if left := await _staged(store):
                problems.append(f"{left} rows of a change that was not kept were left")
    if list((folder / "data" / "index").glob("*.part")) and not staged:
        problems.append("a half index was left")
    return Found(known.get(mark, "unknown"), staged, tuple(problems))


async def _staged(store: Store) -> int:
    total = 0
    async with store.reading() as connection:
        present = (await connection.execute(select(corpus_state.c.generation))).scalar_one()
        for table in (documents, paragraphs, sources):
            for column in (table.c.from_generation, table.c.until_generation):
                counted = select(func.count()).select_from(table).where(column > present)
                total += (await connection.execute(counted)).scalar_one()
    return total


async def killed(folder: Path, after_s: float, *, apart_from_it: bool = False) -> None:
    """Start a victim, and kill it so many seconds after it is ready."""
    command = [sys.executable, "-m", "bench.kill_corpus", "--victim", str(folder)]
    process = await asyncio.create_subprocess_exec(
        *command, *(["--apart"] if apart_from_it else []), stdout=PIPE, cwd=Path(__file__).parents[1]
    )
    assert process.stdout is not None
    if await process.stdout.readline() != b"ready\n":
        raise RuntimeError("the victim did not begin")
    await asyncio.sleep(after_s)
    process.kill()
    await process.wait()


async def run(folder: Path, moments: list[float], *, apart_from_it: bool = False, large: bool = False) -> list[Found]:
    """Kill at each of the moments, one after another over the same database; return what was found after each."""
    (folder / "seeds").mkdir(parents=True)
    write_seeds(folder / "seeds", "first")
    (folder / "sent.jsonl").write_bytes(archive())
    if large:
        (folder / "seeds" / "ballast.jsonl").write_bytes(archive(_BALLAST, "old"))
    async with opened(folder) as (store, library, editing):
        await library.open()
        added = await editing.add(await editing.spool("sent.jsonl", folder / "sent.jsonl", by=1), 1)
        assert isinstance(added, Change)
        known = corpora(added.names[0], large=large)
        await editing.undo(added.id, 1)
        assert await store.corpus_fingerprint() in known
    found: list[Found] = []
    for moment in moments:
        await killed(folder, moment, apart_from_it=apart_from_it)
        found.append(await look(folder, known))
    return found


def main() -> int:
    """Run from the command line; 1 if anything was not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--apart", action="store_true")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--victim", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.victim:
        asyncio.run(victim(given.victim, apart_from_it=given.apart))
        return 0
    rng = random.Random(given.seed)
    cycle_s = _CYCLE_S * (4 if given.apart else 1) * (3 if given.large else 1)
    moments = [rng.uniform(0, cycle_s) for _ in range(given.kills)]
    started, folder = time.monotonic(), Path(tempfile.mkdtemp(prefix="kill-corpus-"))
    try:
        found = asyncio.run(run(folder / "bot", moments, apart_from_it=given.apart, large=given.large))
    finally:
        shutil.rmtree(folder)
    return report(found, time.monotonic() - started)


def report(found: list[Found], seconds: float) -> int:
    """Print what was found, and return the exit code."""
    print(f"kills: {len(found)} in {seconds:.0f} s; in the middle of a change: {sum(one.staged > 0 for one in found)}")
    for state, number in sorted(Counter(one.state for one in found).items()):
        print(f"  {state}: {number}")
    problems = [problem for one in found for problem in one.problems]
    print(f"problems: {len(problems)}")
    for problem in problems:
        print(f"  {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

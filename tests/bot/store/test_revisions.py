"""A change of the corpus is seen whole or not at all, whenever it stops and whoever changes at the same time."""

import asyncio
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.store import Store
from bot.store.corpus_plan import fingerprint
from bot.store.revisions import RevisionLostError
from bot.store.rows import CorpusChange, CorpusSize
from bot.store.schema import corpus_state, documents, generations, paragraphs, sources
from tests.bot.store.builders import (
    a_change,
    a_draft,
    a_source,
    change_files,
    day,
    document,
    replace_corpus,
    stage,
    url_of,
)

A, B = document("a", "one", "two"), document("b", "three")
NEW = document("c", *(f"new {number}" for number in range(250)))


async def rows_in(store: Store) -> list[int]:
    """How many rows each table of versions has."""
    async with store.reading() as connection:
        counts = [select(func.count()).select_from(table) for table in (documents, paragraphs, sources, generations)]
        return [(await connection.execute(count)).scalar_one() for count in counts]


async def test_only_the_files_that_are_given_change(store: Store) -> None:
    await replace_corpus(store, [A, B], day(0))
    grown = document("a", "one", "two", "more")
    change = await change_files(store, {"a.txt": [grown]}, day(1))
    assert change == CorpusChange(added=1, kept=3, restored=0, removed=0)
    assert await store.live_documents() == (grown, B)
    assert await change_files(store, {"b.txt": []}, day(2)) == CorpusChange(added=0, kept=3, restored=0, removed=1)
    assert await store.live_documents() == (grown,)
    assert await store.corpus_fingerprint() == fingerprint([grown])


async def test_a_file_that_is_given_as_it_is_makes_no_generation(store: Store) -> None:
    await replace_corpus(store, [A, B], day(0))
    before = await rows_in(store)
    assert (await change_files(store, {"a.txt": [A]}, day(1))).kept == 3
    assert await rows_in(store) == before
    assert await store.present_generation() == 1


async def test_an_id_of_another_file_is_refused(store: Store) -> None:
    await replace_corpus(store, [A, B], day(0))
    with pytest.raises(ValueError, match="same id"):
        await change_files(store, {"c.txt": [replace(A, file="c.txt")]}, day(1))
    with pytest.raises(ValueError, match=r"given for c\.txt"):
        await change_files(store, {"c.txt": [A]}, day(1))
    assert await store.live_documents() == (A, B)


async def test_what_is_staged_can_be_read_beforehand_and_by_nobody_else(store: Store) -> None:
    await replace_corpus(store, [A, B], day(0))
    async with store.revising() as revision:
        revised = await stage(revision, {"c.txt": [NEW], "a.txt": []}, {"c.txt": a_source("c.txt")})
        assert await store.documents_at(revised.generation) == (B, NEW)
        assert revised.fingerprint == fingerprint([B, NEW])
        assert await store.live_documents() == (A, B)
        assert await store.sources_at() == ()
        assert await store.known_texts(["new 1", "one"]) == {"one"}
        assert await store.corpus_time() == day(0)
        assert await store.removed_since(day(0), 9) == ()
        await revision.keep(day(1))
    assert await store.live_documents() == (B, NEW)
    assert await store.sources_at() == (a_source("c.txt"),)
    assert await store.corpus_time() == day(1)


async def test_what_goes_live_is_later_than_what_a_digest_was_held_against_meanwhile(store: Store) -> None:
    await replace_corpus(store, [A], day(5))
    async with store.revising() as revision:
        await stage(revision, {"b.txt": [B]}, {})
        told = await store.corpus_time()
        assert told
        await revision.keep(day(3))
    assert len(await store.first_seen_since(told)) == 1


async def test_what_was_not_kept_leaves_nothing_and_was_never_seen(store: Store) -> None:
    await replace_corpus(store, [A, B], day(0))
    before = await rows_in(store)
    async with store.revising() as revision:
        await stage(revision, {"c.txt": [NEW], "a.txt": []}, {"c.txt": a_source("c.txt")})
    assert await rows_in(store) == before
    assert await store.live_documents() == (A, B)
    assert (await change_files(store, {"c.txt": [NEW]}, day(2))).added == 250
    assert len(await store.first_seen_since(day(1))) == 250


async def test_two_stores_that_change_different_files_at_once_keep_both(store: Store, database: Path) -> None:
    other = await Store.open(url_of(database))
    many = [document(f"n{number}", f"text {number}") for number in range(12)]
    await asyncio.gather(
        *(change_files((store, other)[number % 2], {one.file: [one]}, day(0)) for number, one in enumerate(many))
    )
    live = await store.live_documents()
    assert set(live) == set(many)
    assert await other.corpus_fingerprint() == fingerprint(live)
    seen = await store.first_seen_since(day(-1))
    assert len(set(seen.values())) == 12
    await other.close()


async def test_an_earlier_generation_can_be_read_and_made_the_present_again(store: Store) -> None:
    await change_files(store, {"a.txt": [A]}, day(0), told={"a.txt": a_source("a.txt")})
    changed = document("a", "one", "three", title="Another")
    told = a_source("a.txt", title="Another")
    await change_files(store, {"a.txt": [changed], "b.txt": [B]}, day(1), told={"a.txt": told})
    assert await store.documents_at(1) == (A,)
    assert await store.documents_at(2, ["b.txt"]) == (B,)
    assert await store.sources_at(1) == (a_source("a.txt"),)
    assert await store.touched_at(["a.txt", "none"]) == {"a.txt": 2}
    back = await change_files(store, {"a.txt": [A], "b.txt": []}, day(2), told={"a.txt": a_source("a.txt")})
    assert back == CorpusChange(added=0, kept=1, restored=1, removed=2)
    assert await store.live_documents() == (A,)
    assert set((await store.first_seen_since(day(-1))).values()) == {day(0)}
    await change_files(store, {}, day(3), told={"a.txt": None})
    assert await store.sources_at() == ()
    assert await store.touched_at(["a.txt"]) == {"a.txt": 4}


async def test_a_draft_is_added_once(store: Store) -> None:
    await store.put_file_draft(a_draft("d1"))

    async def add(change_id: str) -> bool:
        async with store.revising() as revision:
            await stage(revision, {"a.txt": [A]}, {"a.txt": a_source("a.txt")})
            return await revision.keep(day(1), a_change(change_id, "a.txt"), ["d1"])

    assert list(await asyncio.gather(add("first"), add("second"))) == [True, False]
    added = await store.file_draft("d1")
    assert added
    assert added.change_id == "first"
    assert not await store.drop_file_draft("d1")
    change = await store.file_change("first")
    assert change == a_change("first", "a.txt", generation=1, counted=CorpusChange(2, 0, 0, 0))
    assert await store.file_change("second") is None
    assert await store.present_generation() == 1


async def test_of_two_who_undo_a_change_one_does(store: Store) -> None:
    async with store.revising() as revision:
        await stage(revision, {"a.txt": [A]}, {})
        await revision.keep(day(1), a_change("x", "a.txt"))

    async def undo() -> bool:
        async with store.revising() as revision:
            await stage(revision, {"a.txt": []}, {})
            return await revision.keep(day(2), undone="x")

    assert list(await asyncio.gather(undo(), undo())) == [True, False]
    change = await store.file_change("x")
    assert change
    assert change.undone_at == day(2)


async def test_who_is_taken_for_dead_keeps_nothing(store: Store) -> None:
    await replace_corpus(store, [A], day(0))
    async with store.revising() as revision:
        await stage(revision, {"b.txt": [B]}, {})
        async with store.writing() as connection:
            await connection.execute(corpus_state.update().values(changer="another"))
        with pytest.raises(RevisionLostError):
            await revision.keep(day(1))
    assert await store.live_documents() == (A,)


_DIES = """
import asyncio, sys
from bot.store import Store
from tests.bot.store.builders import a_source, stage
from tests.bot.store.test_revisions import NEW

async def main():
    store = await Store.open(sys.argv[1])
    async with store.revising() as revision:
        await stage(revision, {"c.txt": [NEW], "a.txt": []}, {"c.txt": a_source("c.txt")})
        print("staged", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_what_a_killed_process_staged_is_swept_away_and_was_never_seen(store: Store, database: Path) -> None:
    await replace_corpus(store, [A, B], day(0))
    before = await rows_in(store)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _DIES, url_of(database), stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]
    )
    assert process.stdout
    assert await process.stdout.readline() == b"staged\n"
    process.send_signal(signal.SIGKILL)
    await process.wait()
    assert await store.live_documents() == (A, B)
    async with store.revising():  # takes over, and sweeps
        assert await rows_in(store) == before
    change = await change_files(store, {"c.txt": [NEW]}, day(1))
    assert change == CorpusChange(added=250, kept=3, restored=0, removed=0)
    assert set((await store.first_seen_of([p.id for p in NEW.paragraphs])).values()) == {day(1)}


async def test_a_change_in_parts_is_the_change_at_once(store: Store) -> None:
    await replace_corpus(store, [A, B], day(0))
    grown = document("a", "one", "more")
    other = replace(document("a2", "other"), file="a.txt")
    async with store.revising() as revision:
        await revision.take({"a.txt": [grown], "b.txt": ()})
        await revision.take({"c.txt": [NEW]})
        await revision.take({"a.txt": [other]})
        revised = await revision.settle({})
        assert revised.fingerprint == fingerprint([grown, other, NEW])
        assert set(revised.ended) == {A.id, B.id}
        await revision.keep(day(1))
    assert set(await store.live_documents()) == {grown, other, NEW}
    assert await store.corpus_fingerprint() == fingerprint(await store.live_documents())
    assert revised.counted == CorpusChange(added=252, kept=1, restored=0, removed=2)
    assert [(one.name, one.added, one.removed) for one in revised.files] == [
        ("a.txt", 2, 1), ("b.txt", 0, 1), ("c.txt", 250, 0),
    ]  # fmt: skip
    assert revised.size == await store.corpus_size() == CorpusSize(documents=3, paragraphs=253)


async def test_a_document_that_comes_in_two_parts_is_refused(store: Store) -> None:
    async with store.revising() as revision:
        await revision.take({"a.txt": [A]})
        with pytest.raises(ValueError, match="same id"):
            await revision.take({"a.txt": [A]})
    assert await store.live_documents() == ()


async def test_what_changed_since_a_generation_can_be_asked_by_itself(store: Store) -> None:
    await change_files(store, {"a.txt": [A], "b.txt": [B]}, day(0))
    grown = document("a", "one", "two", "more")
    await change_files(store, {"a.txt": [grown]}, day(1))
    await change_files(store, {"c.txt": [NEW], "b.txt": []}, day(2))
    assert await store.document_ids_at(3) == [grown.id, NEW.id]
    assert await store.document_ids_at(3, since=1) == [grown.id, NEW.id]
    assert await store.document_ids_at(3, since=2) == [NEW.id]
    assert await store.document_ids_at(1) == [A.id, B.id]
    assert set(await store.documents_ended(1, 3)) == {A.id, B.id}
    assert await store.documents_ended(1, 2) == [A.id]
    assert await store.documents_ended(2, 3) == [B.id]
    assert [one async for some in store.documents_of(1, [B.id, A.id, "none"]) for one in some] == [B, A]
    assert await store.present_corpus() == (3, fingerprint([grown, NEW]))


async def test_files_of_which_no_source_is_known_are_told(store: Store) -> None:
    assert await store.files_without_source() == ()
    two = replace(document("a2", "other"), file="a.txt")
    await change_files(
        store, {"a.txt": [A, two], "b.txt": [B], "c.txt": [NEW]}, day(0), told={"b.txt": a_source("b.txt")}
    )
    assert await store.files_without_source() == ("a.txt", "c.txt")
    await change_files(store, {"c.txt": []}, day(1))
    assert await store.files_without_source() == ("a.txt",)

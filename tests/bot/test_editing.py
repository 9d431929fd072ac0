"""The editor's desk: nothing changes before Add, a change is whole, and undoing takes it back whole."""

import asyncio
import json
import os
import shutil
import stat
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.changing import READINGS, DiskError
from bot.corpus.documents import Document
from bot.corpus.reading import FileReading
from bot.draft_files import safe_name
from bot.editing import Change, ChangeKind, DryRun, Editing, Facts, FactsError, Kind, Refusal
from bot.intake.apart import read_apart
from bot.intake.files import files_of
from bot.library import Library
from bot.search.matching import Outcome
from bot.store import Store
from tests.bot.store.builders import url_of

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
ADA, BO = 7, 8
AURELIA = (
    "The ferry Aurelia has sailed between Osterwyk and Tarnholm since the spring of 2011, in every weather.\n\n"
    "Passengers of the Aurelia paid nine crowns for a ticket last year, the harbour authority said in its report.\n"
)
BRANNOCK = (
    "The tug Brannock towed a tanker of forty thousand tonnes into the Kestrel Channel on Tuesday, pilots said.\n\n"
    "Owners of the Brannock want a second tug before the winter, and the harbour authority has agreed to pay for it.\n"
)


async def read_here(path: Path, name: str, facts: Facts) -> tuple[FileReading, ...]:
    """Read as `read_apart` does, without a process."""
    return tuple(given.read() for given in files_of(path, name, facts))


class Desk:
    """An editor's desk over a folder with one document."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.seeds, self.data, self.store = folder, folder / "seeds", folder / "data", store
        self.now = NOW
        self.seeds.mkdir()
        (self.seeds / "aurelia.txt").write_text(AURELIA)
        self.library = Library(store, self.seeds, self.data, lambda: self.now)
        self.editing = Editing(store, self.library, self.data, read_here, lambda: self.now)

    async def sent(self, text: str = BRANNOCK, name: str = "brannock.txt", **given: object) -> DryRun:
        """The dry run of a file that Ada sends."""
        path = self.folder / "sent"
        path.write_bytes(text.encode())
        return await self.editing.dry_run(name, path, by=ADA, chat_id=70, **given)  # type: ignore[arg-type]

    async def added(self, text: str = BRANNOCK, name: str = "brannock.txt") -> Change:
        """The change that adds a file."""
        return change(await self.editing.add((await self.sent(text, name)).id, ADA))

    async def state(self) -> tuple[tuple[Document, ...], str, bool]:
        """All that a restart would find, and whether the library answers from it."""
        mark = await self.store.corpus_fingerprint()
        return await self.store.live_documents(), mark, self.library.snapshot.index.fingerprint == mark

    async def answers(self, query: str) -> bool:
        return (await self.library.brief(query)).outcome is Outcome.ANSWER


def change(done: Change | Refusal) -> Change:
    assert isinstance(done, Change), done
    return done


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy."""
    path = tmp_path_factory.mktemp("store") / "empty.sqlite3"

    async def make() -> None:
        store = await Store.open(url_of(path))
        await store.migrate()
        await store.close()

    asyncio.run(make())
    return path


@pytest.fixture
async def desk(tmp_path: Path, migrated: Path) -> AsyncIterator[Desk]:
    store = await Store.open(url_of(Path(shutil.copy(migrated, tmp_path / "bot.sqlite3"))))
    opened = Desk(tmp_path, store)
    await opened.library.open()
    yield opened
    await store.close()


# Drafts


async def test_a_dry_run_tells_what_adding_would_do_and_changes_nothing(desk: Desk) -> None:
    before = await desk.state()
    text = f"{AURELIA}\nThe Aurelia met the tug Brannock and the dredger Corvina off Tarnholm on Sunday, pilots said.\n"
    run = await desk.sent(text, "Harbour news.txt")
    (file,) = run.files
    assert (run.name, run.kind, run.by, run.chat_id, run.made_at) == ("Harbour news.txt", Kind.FILE, ADA, 70, NOW)
    assert (file.new, file.known, file.problem, file.titles) == (1, 2, "", ("Harbour news",))
    assert file.languages == ("en",)
    assert [(gain.name, gain.paragraphs) for gain in run.gains] == [("Aurelia", 1), ("Tarnholm", 1)]
    assert "Corvina" in run.new_topics
    assert "Aurelia" not in run.new_topics
    assert (run.new, run.known, run.readable, run.sampled, run.known_since) == (1, 2, True, False, None)
    assert await desk.state() == before
    assert await desk.editing.draft(run.id) == run


async def test_a_draft_is_kept_for_its_owner_alone_and_outlives_a_restart(desk: Desk) -> None:
    run = await desk.sent(name="../../etc/Brannock.txt")
    (bytes_, readings) = sorted((desk.data / "drafts" / run.id).iterdir(), key=lambda path: path.name == READINGS)
    assert (bytes_.name, bytes_.read_bytes()) == ("Brannock.txt", BRANNOCK.encode())
    assert stat.S_IMODE(bytes_.stat().st_mode) == 0o600
    assert stat.S_IMODE(readings.parent.stat().st_mode) == 0o700
    again = Editing(desk.store, desk.library, desk.data, read_here, lambda: desk.now)
    assert await again.draft(run.id) == run
    assert await again.show(run.id, 99)
    shown = await again.draft(run.id)
    assert shown
    assert shown.message_id == 99


async def test_a_file_called_as_its_readings_are_keeps_its_bytes(desk: Desk) -> None:
    archive = json.dumps({"text": BRANNOCK}) + "\n"
    run = await desk.sent(archive, READINGS)
    done = change(await desk.editing.add(run.id, ADA))
    assert (desk.data / done.names[0]).read_text() == archive
    change(await desk.editing.reread(done.names[0], ADA))


async def test_corrections_are_in_the_dry_run_and_in_the_documents(desk: Desk) -> None:
    run = await desk.sent()
    facts = Facts("Kestrel  Gazette", "Tugs", "2026-02", "en", "https://kestrel.example/tugs")
    corrected = await desk.editing.correct(run.id, facts)
    assert corrected
    (file,) = corrected.files
    told = ("Kestrel Gazette", ("Tugs",), "2026-02", "https://kestrel.example/tugs")
    assert (file.publishers, file.titles, file.dates, file.url) == ((told[0],), told[1], (told[2],), told[3])
    once_more = await desk.editing.correct(run.id, Facts(publisher="Gazette"))
    assert once_more
    assert (once_more.files[0].publishers, once_more.files[0].titles) == (("Gazette",), ("brannock",))
    await desk.editing.correct(run.id, facts)
    await desk.editing.add(run.id, ADA)
    (document,) = (one for one in desk.library.documents if one.title == "Tugs")
    assert (document.publisher, document.date, document.url) == ("Kestrel Gazette", "2026-02", facts.url)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (Facts(date="yesterday"), "date"),
        (Facts(language="English"), "language"),
        (Facts(url="javascript:alert(1)"), "url"),
        (Facts(title="x" * 301), "title"),
    ],
)
async def test_a_correction_that_is_none_is_refused_and_the_draft_stays(desk: Desk, facts: Facts, field: str) -> None:
    run = await desk.sent()
    with pytest.raises(FactsError) as error:
        await desk.editing.correct(run.id, facts)
    assert error.value.field == field
    assert await desk.editing.draft(run.id) == run


async def test_a_discarded_draft_is_gone(desk: Desk) -> None:
    run = await desk.sent()
    assert await desk.editing.discard(run.id)
    assert not await desk.editing.discard(run.id)
    assert await desk.editing.add(run.id, ADA) is Refusal.GONE
    assert await desk.editing.correct(run.id, Facts()) is None
    assert await desk.editing.draft(run.id) is None
    assert list((desk.data / "drafts").iterdir()) == []


async def test_a_file_without_text_is_told_and_cannot_be_added(desk: Desk) -> None:
    run = await desk.sent("", "empty.txt")
    assert not run.readable
    assert run.files[0].problem == "is empty"
    assert await desk.editing.add(run.id, ADA) is Refusal.EMPTY


# Adding and undoing


async def test_an_added_file_is_answered_from_at_once_and_after_a_restart(desk: Desk) -> None:
    run = await desk.sent()
    steps: list[str] = []
    done = change(await desk.editing.add(run.id, BO, lambda what, done, total: steps.append(what)))
    assert (done.kind, done.made_by, done.made_at, done.undone) == (ChangeKind.ADD, BO, NOW, False)
    assert (done.counted.added, done.counted.kept, done.counted.removed) == (2, 2, 0)
    assert [(one.name, one.documents_added, one.added) for one in done.files] == [(done.names[0], 1, 2)]
    assert "Brannock" in done.topics_new
    assert done.topics_gone == ()
    assert {"storing", "indexing"} == set(steps)
    assert await desk.answers("Brannock")
    assert (desk.data / done.names[0]).read_bytes() == BRANNOCK.encode()
    again = Library(desk.store, desk.seeds, desk.data, lambda: desk.now)
    assert await again.open() is None
    assert (await again.brief("Brannock")).outcome is Outcome.ANSWER


async def test_undoing_takes_an_addition_back_whole(desk: Desk) -> None:
    before = await desk.state()
    done = await desk.added()
    undone = change(await desk.editing.undo(done.id, BO))
    assert (undone.id, undone.undone, undone.counted.removed) == (done.id, True, 2)
    assert "Brannock" in undone.topics_gone
    assert await desk.state() == before
    assert not await desk.answers("Brannock")
    assert await desk.editing.undo(done.id, ADA) is Refusal.DONE
    assert await desk.editing.undo("nothing", ADA) is Refusal.GONE


async def test_adding_twice_adds_once(desk: Desk) -> None:
    run = await desk.sent()
    first, second = await asyncio.gather(desk.editing.add(run.id, ADA), desk.editing.add(run.id, BO))
    assert {type(first), type(second)} == {Change, Refusal}
    assert Refusal.DONE in (first, second)
    assert await desk.editing.add(run.id, ADA) is Refusal.DONE
    assert len(desk.library.documents) == 2


async def test_two_files_added_at_once_are_both_there_and_can_be_undone_each(desk: Desk) -> None:
    one = await desk.sent()
    two = await desk.sent(
        "The dredger Corvina deepened the Kestrel Channel by two metres in May, pilots said.", "c.txt"
    )
    first, second = map(change, await asyncio.gather(desk.editing.add(one.id, ADA), desk.editing.add(two.id, BO)))
    assert await desk.answers("Brannock")
    assert await desk.answers("Corvina")
    assert change(await desk.editing.undo(first.id, ADA)).undone
    assert not await desk.answers("Brannock")
    assert await desk.answers("Corvina")
    assert change(await desk.editing.undo(second.id, ADA)).undone


async def test_several_drafts_are_one_change(desk: Desk) -> None:
    runs = [
        await desk.sent(),
        await desk.sent("The dredger Corvina deepened the channel by two metres in May.", "c.txt"),
    ]
    done = change(await desk.editing.add_all([run.id for run in runs], ADA))
    assert len(done.names) == 2
    assert await desk.store.present_generation() == 2
    late = await desk.sent("The pilot boat Dace waits off Tarnholm in every weather, day and night.", "d.txt")
    assert await desk.editing.add_all([late.id, runs[0].id], ADA) is Refusal.DONE
    assert len(desk.library.documents) == 3
    change(await desk.editing.undo(done.id, ADA))
    assert len(desk.library.documents) == 1


async def test_the_same_bytes_again_are_known_and_no_news(desk: Desk) -> None:
    done = await desk.added()
    seen = await desk.store.corpus_time()
    desk.now += timedelta(days=3)
    run = await desk.sent()
    assert (run.new, run.known, run.known_since) == (0, 2, NOW)
    again = change(await desk.editing.add(run.id, BO))
    assert (again.counted.added, again.files) == (0, ())
    assert await desk.store.corpus_time() == seen
    assert len(desk.library.documents) == 2
    change(await desk.editing.undo(again.id, BO))
    assert await desk.answers("Brannock")
    change(await desk.editing.undo(done.id, ADA))
    back = change(await desk.editing.add((await desk.sent()).id, ADA))
    assert (back.counted.added, back.counted.restored) == (0, 2)


async def test_a_change_that_was_built_upon_is_not_undone(desk: Desk) -> None:
    done = await desk.added()
    renamed = change(await desk.editing.rename(done.names[0], Facts(title="Tugs"), ADA))
    assert await desk.editing.undo(done.id, ADA) is Refusal.CHANGED
    change(await desk.editing.undo(renamed.id, ADA))
    assert await desk.editing.undo(done.id, ADA) is Refusal.CHANGED
    assert await desk.answers("Brannock")


# Sources


async def test_a_removed_seed_stays_on_disk_and_out_until_it_is_put_back(desk: Desk) -> None:
    before = await desk.state()
    done = change(await desk.editing.remove("aurelia.txt", ADA))
    assert done.counted.removed == 2
    assert (desk.seeds / "aurelia.txt").exists()
    assert await desk.editing.remove("aurelia.txt", ADA) is Refusal.DONE
    (desk.seeds / "aurelia.txt").write_text(AURELIA + BRANNOCK)
    await desk.library.refresh()
    await desk.library.reindex(full=True)
    assert not desk.library.documents
    assert await desk.editing.sources() == ()
    assert [source.removed for source in await desk.editing.sources(removed=True)] == [True]
    change(await desk.editing.undo(done.id, ADA))
    assert await desk.state() == before
    await desk.library.refresh()  # it was changed on disk while it was out
    assert await desk.answers("Brannock")


async def test_a_removed_source_that_is_read_again_is_back(desk: Desk) -> None:
    done = await desk.added()
    await desk.editing.remove(done.names[0], ADA)
    assert not await desk.answers("Brannock")
    back = change(await desk.editing.reread(done.names[0], ADA))
    assert (back.counted.restored, back.counted.added) == (2, 0)
    assert await desk.answers("Brannock")
    assert await desk.editing.reread("nothing.txt", ADA) is Refusal.GONE


async def test_renaming_corrects_the_documents_and_outlives_a_reading(desk: Desk) -> None:
    facts = Facts(publisher="Harbour Authority", title="The ferry", date="2026-01")
    change(await desk.editing.rename("aurelia.txt", facts, ADA))
    assert desk.library.documents[0].publisher == "Harbour Authority"
    (desk.seeds / "aurelia.txt").write_text(AURELIA + BRANNOCK)
    await desk.library.refresh()
    assert (desk.library.documents[0].title, desk.library.documents[0].date) == ("The ferry", "2026-01")
    cleared = change(await desk.editing.rename("aurelia.txt", Facts(title="The ferry"), ADA))
    assert (desk.library.documents[0].publisher, desk.library.documents[0].title) == ("", "The ferry")
    change(await desk.editing.undo(cleared.id, ADA))
    assert desk.library.documents[0].publisher == "Harbour Authority"
    with pytest.raises(FactsError):
        await desk.editing.rename("aurelia.txt", Facts(date="soon"), ADA)


async def test_a_source_whose_bytes_are_lost_stays_as_it_is(desk: Desk) -> None:
    done = await desk.added()
    (desk.seeds / "aurelia.txt").unlink()
    assert await desk.editing.reread("aurelia.txt", ADA) is Refusal.UNREADABLE
    before = await desk.state()
    (desk.data / done.names[0]).write_bytes(b"")
    assert await desk.editing.reread(done.names[0], ADA) is Refusal.UNREADABLE
    assert await desk.state() == before


async def test_sources_are_listed_latest_first_with_their_share(desk: Desk) -> None:
    desk.now += timedelta(hours=1)
    (desk.seeds / "empty.txt").write_text("")
    await desk.library.refresh()
    desk.now += timedelta(hours=1)
    await desk.added(
        "The dredger Corvina deepened the Kestrel Channel by two metres in May, pilots said.", "corvina.txt"
    )
    latest, empty, first = await desk.editing.sources()
    assert (latest.kind, latest.added_by, latest.titles, latest.paragraphs) == (Kind.FILE, ADA, ("corvina",), 1)
    assert (empty.name, empty.problem, empty.documents, empty.share) == ("empty.txt", "is empty", 0, 0.0)
    assert (first.name, first.kind, first.added_at, first.paragraphs) == ("aurelia.txt", Kind.SEED, NOW, 2)
    assert first.share == pytest.approx(2 / 3)


# Reindexing with what editors added


async def test_a_reindex_leaves_what_editors_added_and_reads_only_what_changed(desk: Desk) -> None:
    await desk.added()
    (desk.seeds / "corvina.txt").write_text(
        "The dredger Corvina deepened the channel by two metres in May, pilots said."
    )
    report = await desk.library.reindex()
    assert (report.read, report.files, report.documents, report.change.added) == (1, 2, 3, 1)
    assert [one.name for one in report.changed] == ["corvina.txt"]
    assert "Corvina" in report.topics_new
    assert (await desk.library.reindex()).read == 0
    full = await desk.library.reindex(full=True)
    assert (full.read, full.changed) == (3, ())
    assert await desk.answers("Brannock")


async def test_adding_while_a_reindex_runs_keeps_both(desk: Desk) -> None:
    run = await desk.sent()
    (desk.seeds / "corvina.txt").write_text(
        "The dredger Corvina deepened the channel by two metres in May, pilots said."
    )
    report, done = await asyncio.gather(desk.library.reindex(), desk.editing.add(run.id, ADA))
    assert (report.change.added, change(done).counted.added) == (1, 2)
    assert await desk.answers("Brannock")
    assert await desk.answers("Corvina")
    assert (await desk.state())[2]


async def test_a_failure_while_indexing_changes_nothing(desk: Desk) -> None:
    run, before = await desk.sent(), await desk.state()
    indexes = desk.data / "index"
    indexes.rename(desk.data / "elsewhere")
    indexes.write_text("a file where the folder should be")
    with pytest.raises(DiskError, match="Nothing was changed"):
        await desk.editing.add(run.id, ADA)
    indexes.unlink()
    (desk.data / "elsewhere").rename(indexes)
    assert await desk.state() == before
    assert change(await desk.editing.add(run.id, ADA)).counted.added == 2


# Files from outside


async def test_a_zip_is_read_apart_and_each_of_its_files_is_a_source(desk: Desk) -> None:
    path = desk.folder / "sent.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tugs/brannock.txt", BRANNOCK)
        archive.writestr("corvina.txt", "The dredger Corvina deepened the channel by two metres in May, pilots said.")
        archive.writestr("broken.pdf", b"%PDF-1.4 and no more")
    editing = Editing(desk.store, desk.library, desk.data, read_apart, lambda: desk.now)
    run = await editing.dry_run("harbour.zip", path, facts=Facts(publisher="Gazette", title="Not of several"), by=ADA)
    assert sorted(bool(file.problem) for file in run.files) == [False, False, True]
    assert {file.publishers for file in run.files if not file.problem} == {("Gazette",)}
    done = change(await editing.add(run.id, ADA))
    assert (len(done.names), done.counted.added) == (2, 3)
    assert "Not of several" not in {document.title for document in desk.library.documents}
    tug = next(name for name in done.names if "brannock" in name)
    change(await editing.remove(tug, ADA))
    assert not await desk.answers("Brannock")
    assert await desk.answers("Corvina")
    change(await editing.reread(tug, ADA))
    assert await desk.answers("Brannock")


async def test_a_reading_that_is_cancelled_leaves_no_draft(desk: Desk) -> None:
    begun = asyncio.Event()

    async def read_forever(path: Path, name: str, facts: Facts) -> tuple[FileReading, ...]:
        begun.set()
        await asyncio.sleep(3600)
        return ()

    editing = Editing(desk.store, desk.library, desk.data, read_forever, lambda: desk.now)
    path = desk.folder / "sent"
    path.write_text(BRANNOCK)
    task = asyncio.create_task(editing.dry_run("brannock.txt", path, by=ADA))
    await begun.wait()
    task.cancel()
    assert isinstance((await asyncio.gather(task, return_exceptions=True))[0], asyncio.CancelledError)
    assert list((desk.data / "drafts").iterdir()) == []


async def test_old_drafts_and_bytes_without_a_name_are_deleted(desk: Desk) -> None:
    done = await desk.added()
    old, stray = await desk.sent(AURELIA, "a.txt"), desk.data / "added" / "stray"
    stray.mkdir()
    for folder in (desk.data / "drafts" / old.id, stray, (desk.data / done.names[0]).parent):
        os.utime(folder, (0, 0))
    young = await desk.sent(AURELIA, "b.txt")
    await desk.editing.prune()
    assert await desk.editing.draft(old.id) == old
    desk.now += timedelta(hours=25)
    await desk.editing.prune()
    assert await desk.editing.draft(old.id) is None
    assert {folder.name for folder in (desk.data / "drafts").iterdir()} == {young.id}
    assert not stray.exists()
    await desk.editing.remove(done.names[0], ADA)
    await desk.editing.prune()
    change(await desk.editing.reread(done.names[0], ADA))
    await desk.editing.remove(done.names[0], ADA)
    desk.now += timedelta(days=91)
    os.utime((desk.data / done.names[0]).parent, (0, 0))
    await desk.editing.prune()
    assert await desk.editing.undo(done.id, ADA) is Refusal.GONE
    assert await desk.editing.reread(done.names[0], ADA) is Refusal.UNREADABLE


@given(st.text())
def test_a_strangers_name_becomes_one_that_stays_in_its_folder(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= 100
    assert len(safe.encode()) <= 255
    assert (Path("/folder") / safe).resolve().parent == Path("/folder")
    assert not safe.startswith(".")
    assert safe.isprintable()
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("report.PDF", "report.PDF"),
        ("Отчёт за май.docx", "Отчёт за май.docx"),
        ("C:\\Users\\ada\\a.txt", "a.txt"),
        ("../../etc/passwd", "passwd"),
        ("..", "file"),
        ("a<b>:c?.txt", "a_b_c_.txt"),
        ("x" * 200 + ".html", "x" * 80 + ".html"),
        ("\U0001d5d5" * 200 + ".html", "\U0001d5d5" * 50 + ".html"),
        ("readings.jsonl", "_readings.jsonl"),
        ("Readings.JSONL", "_Readings.JSONL"),
    ],
)
def test_a_name_keeps_what_it_can(given_name: str, safe: str) -> None:
    assert safe_name(given_name) == safe


async def test_a_link_is_added_with_its_address_by_whoever_presses_and_the_change_can_be_looked_up(desk: Desk) -> None:
    run = await desk.sent(facts=Facts(url="https://a.example/x"), kind=Kind.LINK)
    assert (run.kind, run.facts.url, run.files[0].url) == (Kind.LINK, "https://a.example/x", "https://a.example/x")
    done = change(await desk.editing.add(run.id, BO))
    found = await desk.editing.change(done.id)
    assert found == replace(done, files=(), topics_new=(), topics_gone=())
    assert [source.kind for source in await desk.editing.sources() if source.name == done.names[0]] == [Kind.LINK]

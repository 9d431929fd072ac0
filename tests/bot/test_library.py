"""The library: one snapshot answers until the next is whole."""

import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.changing import DiskError
from bot.errors import NoIndexError, NotOpenError, SeedsMissingError, SettingsError
from bot.indexing import IndexFolders
from bot.library import Library
from bot.search.glossary import GlossaryError
from bot.search.matching import Outcome
from bot.store import Store
from bot.topics_file import TopicsFileError

_NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
_AURELIA = (
    "The ferry Aurelia has sailed between Osterwyk and Tarnholm since the spring of 2011, in every weather.\n\n"
    "Passengers of the Aurelia paid nine crowns for a ticket last year, the harbour authority said in its report.\n"
)
_BRANNOCK = (
    "The tug Brannock towed a tanker of forty thousand tonnes into the Kestrel Channel on Tuesday, pilots said.\n\n"
    "Owners of the Brannock want a second tug before the winter, and the harbour authority has agreed to pay for it.\n"
)


_READ_AT_ONCE = 1 << 18  # bytes of a file that is looked at whole when it is opened


class Harbour:
    """A folder of documents, a folder of data, one store, and libraries opened on them."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.seeds, self.data, self.store = folder / "seeds", folder / "data", store
        self.seeds.mkdir()
        self.write("aurelia.txt", _AURELIA)

    def write(self, name: str, text: str | bytes) -> None:
        (self.seeds / name).write_bytes(text.encode() if isinstance(text, str) else text)

    def library(self) -> Library:
        return Library(self.store, self.seeds, self.data, lambda: _NOW)

    async def opened(self) -> Library:
        library = self.library()
        await library.open()
        return library

    @property
    def indexes(self) -> list[Path]:
        return sorted((self.data / "index").iterdir())


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy: migrating takes longer than any of these tests."""
    path = tmp_path_factory.mktemp("store") / "empty.sqlite3"

    async def make() -> None:
        store = await Store.open(f"sqlite+aiosqlite:///{path}")
        await store.migrate()
        await store.close()

    asyncio.run(make())
    return path


@pytest.fixture
async def harbour(tmp_path: Path, migrated: Path) -> AsyncIterator[Harbour]:
    store = await Store.open(f"sqlite+aiosqlite:///{shutil.copy(migrated, tmp_path / 'bot.sqlite3')}")
    yield Harbour(tmp_path, store)
    await store.close()


async def _outcome(library: Library, query: str) -> Outcome:
    return (await library.brief(query)).outcome


# Opening


async def test_the_first_opening_reads_the_documents_and_indexes_them(harbour: Harbour) -> None:
    library = harbour.library()
    report = await library.open()
    assert report is not None
    assert (report.files, report.documents, report.paragraphs, report.skipped) == (1, 1, 2, ())
    assert (report.change.added, report.change.kept, report.change.removed) == (2, 0, 0)
    assert await _outcome(library, "Aurelia") is Outcome.ANSWER
    assert await _outcome(library, "Brannock") is not Outcome.ANSWER
    assert [facts.file for facts in library.documents] == ["aurelia.txt"]
    assert list(library.sizes.values()) == [2]
    assert library.sizes.get("none") is None
    assert "Aurelia" in {topic.name for topic in library.topics}


async def test_a_second_opening_takes_the_index_as_it_is(harbour: Harbour) -> None:
    first = await harbour.opened()
    before = {path: path.stat().st_mtime_ns for path in harbour.indexes[0].iterdir()}
    second = harbour.library()
    assert await second.open() is None
    assert {path: path.stat().st_mtime_ns for path in harbour.indexes[0].iterdir()} == before
    assert second.topics == first.topics
    assert (await second.brief("aurelia ticket")) == (await first.brief("aurelia ticket"))


def _add_a_file(harbour: Harbour) -> None:
    harbour.write("brannock.txt", _BRANNOCK)


def _change_a_file(harbour: Harbour) -> None:
    harbour.write("aurelia.txt", _AURELIA + "\n" + _BRANNOCK)


def _name_the_publisher(harbour: Harbour) -> None:
    harbour.write("sources.toml", '[[source]]\nfile = "aurelia.txt"\npublisher = "Harbour Authority"\n')


def _write_a_glossary(harbour: Harbour) -> None:
    harbour.write("glossary.toml", '[words]\nferry = { ru = ["паром"] }\n')


def _lose_the_index(harbour: Harbour) -> None:
    shutil.rmtree(harbour.data)


def _cut_the_index_short(harbour: Harbour) -> None:
    path = next(harbour.indexes[0].glob("*.rows"))
    path.write_bytes(path.read_bytes()[:-4])


def _die_while_indexing(harbour: Harbour) -> None:
    (harbour.indexes[0] / "seeds.digest").unlink()  # it is written last


def _age_the_format(harbour: Harbour) -> None:
    path = harbour.indexes[0] / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 0}))


@pytest.mark.parametrize(
    "change",
    [
        *(_add_a_file, _change_a_file, _name_the_publisher, _write_a_glossary),
        *(_lose_the_index, _cut_the_index_short, _die_while_indexing, _age_the_format),
    ],
)
async def test_what_changed_since_or_was_damaged_is_indexed_anew(
    harbour: Harbour, change: Callable[[Harbour], None]
) -> None:
    await harbour.opened()
    change(harbour)
    library = harbour.library()
    assert await library.open() is not None
    assert await _outcome(library, "Aurelia") is Outcome.ANSWER
    assert await harbour.library().open() is None


def _remove(path: Path) -> None:
    path.unlink()


def _cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("damage", [_remove, _cut_short, _flip])
async def test_whatever_file_is_damaged_is_named_and_the_index_is_made_anew_from_the_database(
    harbour: Harbour, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    await harbour.opened()
    for name in sorted(path.name for path in harbour.indexes[0].iterdir()):
        if name in ("seeds.digest", "growth.json"):  # which tell what to do next, not what to answer
            continue
        if damage is _flip and (harbour.indexes[0] / name).stat().st_size > _READ_AT_ONCE:
            continue
        caplog.clear()
        damage(harbour.indexes[0] / name)
        library = harbour.library()
        report = await library.open()
        assert report is not None, name
        assert report.read == 0
        assert await _outcome(library, "Aurelia") is Outcome.ANSWER
        (told,) = [record for record in caplog.records if record.levelname == "ERROR"]
        assert "made anew" in told.getMessage()
        assert name in told.getMessage() or name == "manifest.json"
    assert await harbour.library().open() is None


async def test_damage_in_the_middle_of_large_files_is_found_by_reading_them_whole(
    harbour: Harbour, caplog: pytest.LogCaptureFixture
) -> None:
    harbour.write("long.txt", "\n\n".join(f"Vessel {n} of Osterwyk made {n * 7} voyages. " * 12 for n in range(700)))
    library = await harbour.opened()
    await library.verify()
    before = library.snapshot
    large = [path for path in harbour.indexes[0].iterdir() if path.stat().st_size > _READ_AT_ONCE]
    assert large
    for path in large:
        damaged = await harbour.opened()
        _flip(harbour.indexes[0] / path.name)
        again = harbour.library()
        assert await again.open() is None  # a gigabyte is not read before the first answer
        await again.verify()
        assert path.name in caplog.text
        caplog.clear()
        await again.verify()
        assert not caplog.records
        assert (await again.brief("Vessel 300 voyages")).hits
        assert damaged.snapshot is not again.snapshot
    assert len(before.index) == 702


async def test_while_a_damaged_index_is_made_anew_nothing_is_answered_from_it(harbour: Harbour) -> None:
    harbour.write("long.txt", "\n\n".join(f"Vessel {n} of Osterwyk made {n * 7} voyages. " * 12 for n in range(700)))
    library = await harbour.opened()
    _flip(max(harbour.indexes[0].iterdir(), key=lambda path: path.stat().st_size))
    verifying = asyncio.ensure_future(library.verify())
    while library.is_open:
        await asyncio.sleep(0)
    with pytest.raises(NotOpenError):
        await library.brief("Vessel")
    assert await library.refresh() is None
    await verifying
    assert (await library.brief("Vessel 300 voyages")).hits


def test_a_library_that_is_not_open_says_so(tmp_path: Path) -> None:
    library = Library(Store.__new__(Store), tmp_path, tmp_path, lambda: _NOW)
    with pytest.raises(NoIndexError, match="not open"):
        _ = library.snapshot


async def test_an_empty_folder_is_a_library_that_answers_nothing(harbour: Harbour) -> None:
    (harbour.seeds / "aurelia.txt").unlink()
    library = harbour.library()
    report = await library.open()
    assert report is not None
    assert (report.files, report.documents, tuple(library.topics), tuple(library.documents)) == (0, 0, (), ())
    assert await _outcome(library, "Aurelia") is Outcome.NOTHING


# Reindexing


async def test_a_file_that_cannot_be_read_is_named_and_the_others_go_on(harbour: Harbour) -> None:
    harbour.write("broken.pdf", b"%PDF-1.4 and no more")
    harbour.write("empty.txt", "")
    harbour.write("tune.mp3", b"ID3")
    library = harbour.library()
    report = await library.open()
    assert report is not None
    assert [skipped.file for skipped in report.skipped] == ["broken.pdf", "empty.txt", "tune.mp3"]
    assert all(skipped.reason for skipped in report.skipped)
    assert (report.files, report.documents) == (1, 1)
    assert await _outcome(library, "Aurelia") is Outcome.ANSWER


async def test_a_reindex_answers_from_the_documents_as_they_are_now(harbour: Harbour) -> None:
    library = await harbour.opened()
    harbour.write("brannock.txt", _BRANNOCK)
    report = await library.reindex()
    assert (report.change.added, report.change.kept, report.change.removed) == (2, 2, 0)
    assert await _outcome(library, "Brannock") is Outcome.ANSWER
    (harbour.seeds / "aurelia.txt").unlink()
    report = await library.reindex()
    assert (report.change.kept, report.change.removed) == (2, 2)
    assert await _outcome(library, "Aurelia") is not Outcome.ANSWER


async def test_a_new_index_has_answered_what_was_asked_lately_before_anybody_asks_it(harbour: Harbour) -> None:
    library = await harbour.opened()
    for query in ("Tarnholm", "Aurelia", "Tarnholm"):
        await library.brief(query)
    await library.reply_to("Osterwyk")  # which nobody asked
    harbour.write("brannock.txt", _BRANNOCK)
    await library.reindex()
    assert remembered(library) == 2
    await library.brief("Tarnholm")
    assert remembered(library) == 2


def remembered(library: Library) -> int:
    """How many replies the index in use remembers."""
    return len(library.snapshot.replies)


async def test_paragraphs_and_topics_keep_their_ids_and_what_comes_back_is_not_new(harbour: Harbour) -> None:
    library = await harbour.opened()
    before = {hit.paragraph.id for hit in (await library.brief("Aurelia")).hits}
    topic = (await library.brief("Aurelia")).match.topic
    assert topic is not None
    harbour.write("brannock.txt", _BRANNOCK)
    await library.reindex()
    assert {hit.paragraph.id for hit in (await library.brief("Aurelia")).hits} == before
    assert library.topic(topic.id) is not None
    (harbour.seeds / "aurelia.txt").unlink()
    await library.reindex()
    assert library.topic(topic.id) is None
    assert await library.brief_topic(topic.id) is None
    harbour.write("aurelia.txt", _AURELIA)
    report = await library.reindex()
    assert (report.change.added, report.change.restored) == (0, 2)
    assert {hit.paragraph.id for hit in (await library.brief("Aurelia")).hits} == before


async def test_one_index_is_kept_and_old_ones_are_removed(harbour: Harbour) -> None:
    library = await harbour.opened()
    (first,) = harbour.indexes
    harbour.write("brannock.txt", _BRANNOCK)
    await library.reindex()
    (second,) = harbour.indexes
    assert first != second


async def test_what_a_crash_left_half_written_is_removed_at_the_next_opening(harbour: Harbour) -> None:
    await harbour.opened()
    (harbour.data / "index" / "left-over.part").mkdir()
    await harbour.opened()
    assert len(harbour.indexes) == 1


async def test_a_folder_of_documents_that_is_gone_is_no_empty_one(harbour: Harbour) -> None:
    harbour.write("aurelia.txt", _AURELIA)
    library = await harbour.opened()
    shutil.rmtree(harbour.seeds)
    with pytest.raises(SeedsMissingError, match="SEEDS_DIR"):
        await library.reindex()
    assert await _outcome(library, "Aurelia") is Outcome.ANSWER


async def test_a_reply_from_before_a_reindex_can_still_be_paged(harbour: Harbour) -> None:
    library = await harbour.opened()
    reply = await library.brief("Aurelia")
    harbour.write("aurelia.txt", _BRANNOCK)
    await library.reindex()
    first = await library.page(reply, 0)
    assert first is not None
    assert first.briefing == reply.briefing


async def test_progress_tells_what_is_done_and_ends_with_all_of_it(harbour: Harbour) -> None:
    harbour.write("brannock.txt", _BRANNOCK)
    heard: list[tuple[str, int, int]] = []
    await harbour.library().open(lambda what, done, total: heard.append((what, done, total)))
    assert [call for call in heard if call[0] == "reading"] == [("reading", n, 2) for n in (0, 1, 2)]
    assert heard[-1] == ("indexing", 4, 4)


# Failures leave the old index in use


def _malformed_topics(harbour: Harbour) -> None:
    harbour.write("topics.toml", '[[topic]]\naliases = ["no name"]\n')


def _malformed_glossary(harbour: Harbour) -> None:
    harbour.write("glossary.toml", "[words]\nferry = 3\n")


def _malformed_sources(harbour: Harbour) -> None:
    harbour.write("sources.toml", "source = 3\n")


def _no_room_for_an_index(harbour: Harbour) -> None:
    shutil.rmtree(harbour.data / "index")
    (harbour.data / "index").write_text("a file where the folder should be")


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (_malformed_topics, TopicsFileError),
        (_malformed_glossary, GlossaryError),
        (_malformed_sources, SettingsError),
        (_no_room_for_an_index, DiskError),
    ],
)
async def test_a_reindex_that_fails_leaves_the_old_index_answering(
    harbour: Harbour, spoil: Callable[[Harbour], None], error: type[Exception]
) -> None:
    library = await harbour.opened()
    before = await library.brief("Aurelia")
    (harbour.seeds / "aurelia.txt").unlink()
    harbour.write("brannock.txt", _BRANNOCK)
    spoil(harbour)
    with pytest.raises(error):
        await library.reindex()
    assert await library.brief("Aurelia") == before
    assert await _outcome(library, "Brannock") is not Outcome.ANSWER


async def test_after_a_failure_the_next_reindex_makes_good(harbour: Harbour) -> None:
    library = await harbour.opened()
    harbour.write("brannock.txt", _BRANNOCK)
    _malformed_topics(harbour)
    with pytest.raises(TopicsFileError):
        await library.reindex()
    harbour.write("topics.toml", '[[topic]]\nname = "Brannock"\naliases = ["Little Bull"]\n')
    await library.reindex()
    assert await _outcome(library, "little bull") is Outcome.ANSWER
    assert len(harbour.indexes) == 1


# Asking and reindexing at once


async def test_every_answer_during_a_reindex_is_from_one_index(harbour: Harbour) -> None:
    versions = [
        "\n\n".join(
            f"In the {edition} edition the ferry Aurelia made voyage number {n} to the port of Tarnholm, and all "
            f"went well on board."
            for n in range(1, 9)
        )
        for edition in ("old", "new")
    ]
    harbour.write("aurelia.txt", versions[0])
    library = await harbour.opened()
    harbour.write("aurelia.txt", versions[1])
    reindexing = asyncio.ensure_future(library.reindex())
    editions: set[str] = set()
    while not reindexing.done():
        for reply in await asyncio.gather(*(library.brief("Aurelia voyage") for _ in range(3))):
            told = {hit.paragraph.text.split()[2] for hit in reply.hits}
            assert len(told) == 1
            assert reply.briefing is not None
            assert all(quote.sentence.split()[2] in told for quote in reply.briefing.quotes)
            editions |= told
    await reindexing
    assert "old" in editions
    assert {hit.paragraph.text.split()[2] for hit in (await library.brief("Aurelia voyage")).hits} == {"new"}


async def test_two_reindexes_at_once_run_one_after_the_other(harbour: Harbour) -> None:
    library = await harbour.opened()
    harbour.write("brannock.txt", _BRANNOCK)
    first, second = await asyncio.gather(library.reindex(), library.reindex())
    assert (first.change.added, second.change.added) == (2, 0)
    assert len(harbour.indexes) == 1
    assert await _outcome(library, "Brannock") is Outcome.ANSWER


# An editor's topics


async def test_a_refresh_reads_what_changed_and_does_nothing_where_nothing_did(harbour: Harbour) -> None:
    library = await harbour.opened()
    assert await library.refresh() is None
    harbour.write("brannock.txt", _BRANNOCK)

    report = await library.refresh()

    assert report
    assert report.change.added == 2
    assert await _outcome(library, "Brannock") is Outcome.ANSWER
    assert await library.refresh() is None


async def test_a_refresh_takes_up_what_another_process_has_read(harbour: Harbour) -> None:
    library, other = await harbour.opened(), harbour.library()
    harbour.write("brannock.txt", _BRANNOCK)
    await other.open()

    assert await library.refresh() is None
    assert await _outcome(library, "Brannock") is Outcome.ANSWER


async def test_a_mistake_of_an_editor_is_told_once_and_the_old_index_answers_on(harbour: Harbour) -> None:
    library = await harbour.opened()
    harbour.write("topics.toml", "[[topic]]\nnames = 3\n")

    with pytest.raises(TopicsFileError):
        await library.refresh()
    assert await library.refresh() is None
    assert await _outcome(library, "Aurelia") is Outcome.ANSWER
    harbour.write("topics.toml", '[[topic]]\nname = "Aurelia"\naliases = ["the old lady"]\n')
    await library.refresh()
    assert await _outcome(library, "the old lady") is Outcome.ANSWER


async def test_what_fails_for_want_of_room_is_tried_again_later(harbour: Harbour) -> None:
    now, index = [_NOW], harbour.data / "index"
    library = Library(harbour.store, harbour.seeds, harbour.data, lambda: now[0])
    await library.open()
    shutil.rmtree(index)
    index.write_text("a file in the folder's place")
    harbour.write("brannock.txt", _BRANNOCK)
    with pytest.raises(DiskError, match="Nothing was changed"):
        await library.refresh()
    assert await library.refresh() is None
    index.unlink()
    assert await library.refresh() is None
    now[0] += timedelta(minutes=15)
    assert await library.refresh()
    assert await _outcome(library, "Brannock") is Outcome.ANSWER


async def test_the_index_of_whoever_was_quicker_is_left_alone(harbour: Harbour) -> None:
    library = await harbour.opened()
    (old,) = harbour.indexes
    newer = shutil.copytree(old, old.with_name("newer"))
    os.utime(newer)
    IndexFolders(harbour.data, harbour.seeds).remove_others(old)
    assert harbour.indexes == sorted([old, newer])
    IndexFolders(harbour.data, harbour.seeds).remove_others(newer)
    assert harbour.indexes == [newer]
    assert await _outcome(library, "Aurelia") is Outcome.ANSWER


async def test_the_time_of_an_emptied_corpus_is_that_of_its_last_change(harbour: Harbour) -> None:
    empty = Library(harbour.store, harbour.seeds, harbour.data, lambda: _NOW)
    library = await harbour.opened()
    first = library.corpus_time
    (harbour.seeds / "aurelia.txt").unlink()
    await library.refresh()
    assert first
    assert library.corpus_time
    assert library.corpus_time > first
    assert (await harbour.store.corpus_mark(), await harbour.store.corpus_time()) == (("", library.corpus_time), None)
    assert empty.corpus_time is None


async def test_the_time_of_the_corpus_is_that_of_its_latest_paragraph(harbour: Harbour) -> None:
    assert harbour.library().corpus_time is None
    library = await harbour.opened()
    first = library.corpus_time
    harbour.write("brannock.txt", _BRANNOCK)
    await library.refresh()

    assert first == _NOW
    assert library.corpus_time
    assert library.corpus_time > first


async def test_an_editors_aliases_are_understood_after_the_next_opening(harbour: Harbour) -> None:
    library = await harbour.opened()
    assert await _outcome(library, "Golden Lady") is not Outcome.ANSWER
    harbour.write("topics.toml", '[[topic]]\nname = "Aurelia"\naliases = ["Golden Lady"]\n')
    library = await harbour.opened()
    reply = await library.brief("golden lady")
    assert reply.match.topic is not None
    assert reply.match.topic.name == "Aurelia"

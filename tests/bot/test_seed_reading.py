"""The folder of documents is read part by part, and nothing depends on where a part ends."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.corpus.documents import Document
from bot.corpus.reading import read_file, read_in_parts
from bot.corpus.sources import SourceCatalog
from bot.seed_reading import GONE, SeedReading, seeds_size, seeds_state
from bot.store.rows import SourceRow

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
CATALOG = SourceCatalog()


def write_archive(path: Path, records: int, paragraphs: int = 3) -> Path:
    """An archive in which every third record has no text."""
    lines = (
        {"id": str(n), "text": "\n\n".join(f"Vessel {n} made voyage {p} to Tarnholm." for p in range(paragraphs))}
        if n % 3 else {"id": str(n)}
        for n in range(records)
    )  # fmt: skip
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def read_all(reading: SeedReading) -> dict[str, list[Document]]:
    """What all parts have, by file."""
    found: dict[str, list[Document]] = {}
    for part in reading.parts():
        for file, its in part.items():
            found.setdefault(file, []).extend(its)
    return found


def rows_of(reading: SeedReading) -> Mapping[str, SourceRow]:
    return {name: row for name, row in reading.told.items() if row}


@pytest.mark.parametrize("most", [1, 2, 3, 4, 7, 40])
def test_an_archive_in_parts_is_the_archive_at_once(tmp_path: Path, most: int) -> None:
    path = write_archive(tmp_path / "a.jsonl", 20)
    whole = read_file(path, "a.jsonl", CATALOG)
    parts = list(read_in_parts(path, "a.jsonl", CATALOG, most=most))
    assert sum((part.documents for part in parts), ()) == whole.documents
    assert sum((part.dropped for part in parts), ()) == whole.dropped
    assert parts[-1].digest == whole.digest
    assert not any(part.problem for part in parts)
    assert all(part.documents for part in parts)
    assert all(part.is_part == (len(parts) > 1) for part in parts)
    assert all(sum(len(one.paragraphs) for one in part.documents) < most + 3 for part in parts)


def test_an_archive_without_a_text_is_one_part_with_a_problem(tmp_path: Path) -> None:
    (part,) = read_in_parts(write_archive(tmp_path / "a.jsonl", 1), "a.jsonl", CATALOG, most=1)
    assert (part.documents, part.is_part) == ((), False)
    assert part.problem == "holds no record with a text"


def test_seeds_in_parts_are_the_seeds_at_once(tmp_path: Path) -> None:
    write_archive(tmp_path / "a.jsonl", 40)
    write_archive(tmp_path / "b.jsonl", 2, paragraphs=30)
    (tmp_path / "c.txt").write_text("A text of one paragraph, which ends with a full stop.\n")
    (tmp_path / "d.txt").write_text("")
    whole, parted = (SeedReading(tmp_path, {}, ["old.txt"], NOW, most=most) for most in (10_000, 7))
    assert len(list(SeedReading(tmp_path, {}, (), NOW, most=7).parts())) > 5
    assert read_all(parted) == read_all(whole)
    assert (parted.told, parted.skipped, parted.dropped) == (whole.told, whole.skipped, whole.dropped)
    assert (parted.read, parted.readable, parted.skipped) == (4, 3, [("d.txt", "is empty")])
    assert read_all(SeedReading(tmp_path, {}, ["old.txt"], NOW))["old.txt"] == []


def test_only_what_changed_is_read_and_what_is_gone_has_no_documents(tmp_path: Path) -> None:
    write_archive(tmp_path / "a.jsonl", 4)
    write_archive(tmp_path / "b.jsonl", 4)
    first = SeedReading(tmp_path, {}, (), NOW)
    read_all(first)
    rows = rows_of(first)
    assert read_all(SeedReading(tmp_path, rows, (), NOW)) == {}
    (tmp_path / "a.jsonl").unlink()
    write_archive(tmp_path / "b.jsonl", 7)
    again = SeedReading(tmp_path, rows, (), NOW + timedelta(days=1))
    found = read_all(again)
    assert (found["a.jsonl"], len(found["b.jsonl"])) == ([], 4)
    assert [(name, row.state == GONE) for name, row in sorted(rows_of(again).items())] == [
        ("a.jsonl", True), ("b.jsonl", False),
    ]  # fmt: skip


def test_a_title_that_an_editor_gave_is_for_a_file_of_one_document_only(tmp_path: Path) -> None:
    write_archive(tmp_path / "a.jsonl", 3, paragraphs=1)  # two documents
    first = SeedReading(tmp_path, {}, (), NOW)
    read_all(first)
    row = rows_of(first)["a.jsonl"]
    titled = SourceRow(**{name: getattr(row, name) for name in row.__slots__} | {"title": "Mine", "publisher": "Post"})
    for most in (1, 100):
        found = read_all(SeedReading(tmp_path, {"a.jsonl": titled}, (), NOW, full=True, most=most))["a.jsonl"]
        assert [(one.title == "Mine", one.publisher) for one in found] == [(False, "Post"), (False, "Post")]


def test_progress_rises_to_all_there_is(tmp_path: Path) -> None:
    write_archive(tmp_path / "a.jsonl", 4_000, paragraphs=1)
    (tmp_path / "b.txt").write_text("A text of one paragraph, which ends with a full stop.\n")
    heard: list[tuple[int, int]] = []
    read_all(SeedReading(tmp_path, {}, (), NOW, lambda done, total: heard.append((done, total))))
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)
    assert len({done for done, _ in heard}) > 3  # within the archive, too
    assert heard[-1][0] == heard[-1][1] == heard[0][1]


def test_the_state_of_the_seeds_changes_with_any_file_that_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / ".git").mkdir()
    states = [seeds_state(tmp_path)]
    for name in ("a/one.txt", "two.txt", "sources.toml", "topics.toml", "glossary.toml"):
        (tmp_path / name).write_text("text")
        states.append(seeds_state(tmp_path))
    (tmp_path / "two.txt").write_text("longer")
    states.append(seeds_state(tmp_path))
    assert len(set(states)) == len(states)
    (tmp_path / ".git" / "hidden.txt").write_text("text")
    assert seeds_state(tmp_path) == states[-1]
    assert seeds_size(tmp_path) == len("text") + len("longer")
    assert seeds_state(tmp_path / "none") != states[-1]

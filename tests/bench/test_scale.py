"""What size is measured with: the made-up archive, and the reckoning of what things took."""

import json
import mmap
import random
import re
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from bench.scale.archive import Article, Writer, articles, write
from bench.scale.cost import apart, mapped, measured, percentile, timed
from bench.scale.names import acronym, name
from bench.scale.queries import asked, sampled
from bench.scale.texts import documents, texts
from bench.scale.words import drawn, going, past, plural
from bot.corpus.reading import read_folder
from bot.corpus.sources import SourceCatalog

PARAGRAPHS = 300


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("seeds") / "archive.jsonl"
    assert sum(write(PARAGRAPHS, 1, file)) == PARAGRAPHS
    return file


def lines(file: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_an_archive_has_as_many_paragraphs_as_were_asked_for(archive: Path) -> None:
    assert sum(len(row["text"].split("\n\n")) for row in lines(archive)) == PARAGRAPHS


def test_equal_seeds_make_equal_archives_and_others_do_not(archive: Path) -> None:
    again, other = (list(articles(PARAGRAPHS, seed)) for seed in (1, 2))
    assert [article.title for article in again] == [row["title"] for row in lines(archive)]
    assert again[0].text != other[0].text


def test_a_small_archive_is_the_beginning_of_a_large_one() -> None:
    small = list(articles(40, 3))
    large = list(islice(Writer(3).articles(), len(small)))
    assert small[:-1] == large[: len(small) - 1]
    assert large[len(small) - 1].text.startswith(small[-1].text)


def test_the_ordinary_reader_takes_every_paragraph_as_it_stands(archive: Path) -> None:
    (reading,) = read_folder(archive.parent, SourceCatalog())
    read = [paragraph.text for document in reading.documents for paragraph in document.paragraphs]
    assert read == [text.text for text in texts(archive)]
    assert [document.date for document in reading.documents] == [row["date"] for row in lines(archive)]


def test_paragraphs_are_as_long_as_those_of_newspapers(archive: Path) -> None:
    lengths = [len(text.text.split()) for text in texts(archive)]
    assert 55 < sum(lengths) / len(lengths) < 75


def test_every_sentence_begins_with_a_capital_and_has_no_slot_left(archive: Path) -> None:
    for text in texts(archive):
        assert re.fullmatch(r"(?:[A-Z0-9][^{}%]*\. ?)+", text.text)


def test_new_words_keep_coming_ever_more_seldom() -> None:
    ranks = drawn(np.random.default_rng(1), 200_000, 50.0, 1.33)
    early, late = (len(np.unique(ranks[:count])) for count in (20_000, 200_000))
    assert 4 < late / early < 8  # Heaps: ten times the text has 10 ** (1 / 1.33) = 5.6 times the words


def test_names_of_different_ranks_hardly_ever_meet() -> None:
    names = [name(rank) for rank in range(50_000)]
    assert len(set(names)) > 0.97 * len(names)


def test_a_long_name_has_initials_and_a_short_one_none() -> None:
    assert acronym("National Bank of Brador") == "NBB"
    assert acronym("Brador Corridor") == ""


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (plural("country"), "countries"), (plural("church"), "churches"), (plural("railway"), "railways"),
        (past("buy"), "bought"), (past("study"), "studied"), (past("close"), "closed"), (going("close"), "closing"),
    ],
)  # fmt: skip
def test_words_are_inflected_as_in_english(made: str, expected: str) -> None:
    assert made == expected


def test_queries_are_words_of_the_archive(archive: Path) -> None:
    chosen = sampled(archive, 100, random.Random(1))
    for text, query in zip(chosen, asked(chosen, random.Random(1)), strict=True):
        assert 1 <= len(query.split()) <= 4
        assert all(word in text.text.lower() for word in query.split())


def test_a_sample_has_each_paragraph_once(archive: Path) -> None:
    assert len({text.id for text in sampled(archive, PARAGRAPHS, random.Random(1))}) == PARAGRAPHS


def test_documents_keep_what_they_say_together(archive: Path) -> None:
    for document in documents(archive):
        assert [paragraph.position for paragraph in document.paragraphs] == list(range(len(document.paragraphs)))


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.0, 1)])
def test_a_percentile_is_a_value_that_was_seen(share: float, expected: int) -> None:
    assert percentile(range(1, 101), share) == expected


def test_calls_are_timed_with_what_they_return() -> None:
    taken = timed([lambda: 1, lambda: 2])
    assert taken.results == [1, 2]
    assert len(taken.ms) == 2


def busy() -> tuple[float, float]:
    with measured() as cost:
        held = b"x" * 60_000_000
    return cost.peak_mb - cost.before_mb, len(held) / 1e6


def test_a_process_of_its_own_tells_its_own_memory() -> None:
    burden = b"x" * 200_000_000
    grown, held = apart(busy)
    assert held * 0.9 < grown < held * 1.5 < len(burden) / 1e6


def test_what_is_held_of_a_mapped_file_is_told_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "numbers"
    path.write_bytes(b"1" * 4_000_000)
    assert mapped(str(path)) == 0
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held:
        assert held[:].count(b"1") == 4_000_000
        assert mapped(str(path)) == pytest.approx(4.0, abs=0.1)
        assert mapped(str(tmp_path / "others")) == 0


def test_a_line_is_json_that_names_every_field() -> None:
    article = Article("1", "A “title”", "A text.", "2026-01-02", "Lantern")
    assert json.loads(article.line) == {
        "id": "1", "title": "A “title”", "text": "A text.", "date": "2026-01-02", "publisher": "Lantern",
        "language": "en",
    }  # fmt: skip

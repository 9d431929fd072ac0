"""The catalogue of what the files do not say of themselves."""

from pathlib import Path

import pytest

from bot.corpus.reading import read_bytes
from bot.corpus.sources import SourceCatalog, load_sources
from bot.errors import SettingsError
from tests.bot.corpus.builders import PROSE, article


def catalog(folder: Path, text: str) -> SourceCatalog:
    path = folder / "sources.toml"
    path.write_text(text)
    return load_sources(path)


def test_no_file_is_an_empty_catalogue(tmp_path: Path) -> None:
    assert load_sources(tmp_path / "sources.toml") == SourceCatalog()


def test_an_entry_names_its_file_and_a_glob_all_that_fit(tmp_path: Path) -> None:
    text = """
    [[source]]
    file = "news/a.txt"
    title = "The one"
    date = 2024-05-20
    [[source]]
    file = "news/*.txt"
    publisher = "The Post"
    date = "2023"
    """
    found = catalog(tmp_path, text)
    document = read_bytes("\n\n".join(PROSE).encode(), "news/a.txt", found).documents[0]
    assert (document.title, document.publisher, document.date) == ("The one", "The Post", "2024-05-20")
    other = read_bytes("\n\n".join(PROSE).encode(), "news/b.txt", found).documents[0]
    assert (other.title, other.publisher, other.date) == ("b", "The Post", "2023")


def test_an_article_has_its_own_facts_and_a_known_headline_begins_one(tmp_path: Path) -> None:
    text = """
    [[source]]
    file = "a.txt"
    publisher = "The Post"
    title = "Not for one of two"
    [[source.articles]]
    headline = "Rail Link Opens in the North after ten years"
    date = "2023-11"
    [[source.articles]]
    headline = "Port strike ends"
    url = "https://example.org/strike"
    """
    first = article("Rail Link Opens in the North After Ten Years", "A train. EPA", "TT", *PROSE[:3])
    second = "\n".join(["Port Strike Ends", *PROSE[3:]])  # printed once, so that only the catalogue tells
    found = read_bytes(f"{first}\n\n{second}".encode(), "a.txt", catalog(tmp_path, text)).documents
    assert [(d.title, d.publisher, d.date, d.url) for d in found] == [
        ("Rail Link Opens in the North After Ten Years", "The Post", "2023-11", ""),
        ("Port Strike Ends", "The Post", "", "https://example.org/strike"),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[source]]\npublisher = 'x'", "sources.toml: source 1: file is missing"),
        (
            "[[source]]\nfile = 'a'\npubliser = 'x'",
            'sources.toml: source 1 (a): "publiser" is unknown; known are file, ',
        ),
        ("[[source]]\nfile = 'a'\ndate = 'last May'", 'sources.toml: source 1 (a): date is "last May" and should be'),
        ("[[source]]\nfile = 'a'\nlanguage = 'English'", "should be a code of two letters"),
        ("[[source]]\nfile = 'a'\ntitle = 7", "title is missing or not text"),
        ("[[source]]\nfile = 'a'\n[[source.articles]]\ndate = '2024'", "source 1 (a), articles 1: headline is missing"),
        ("source = 'a'", "sources.toml: source should be a list of tables"),
        ("[[sauce]]\nfile = 'a'", 'sources.toml: at the top: "sauce" is unknown; known are source.'),
        ("[[source", "sources.toml cannot be read"),
    ],
)
def test_a_mistake_is_named_with_its_entry_and_what_it_should_be(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(SettingsError) as error:
        catalog(tmp_path, text)
    assert problem in error.value.problems[0]


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as error:
        catalog(tmp_path, "[[source]]\nfile = 'a'\ndate = 'x'\nlanguage = 'x'\n[[source]]\n")
    assert len(error.value.problems) == 3

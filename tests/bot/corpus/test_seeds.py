"""The three documents that the bot comes with: their structure, which any change of a rule must keep."""

from pathlib import Path

import pytest

from bot.corpus.documents import Document
from bot.corpus.reading import FileReading, read_folder
from bot.corpus.sources import load_sources
from tests.bot.corpus.builders import sections, texts

SEEDS = Path(__file__).parents[3] / "seeds"


@pytest.fixture(scope="module")
def readings() -> list[FileReading]:
    return list(read_folder(SEEDS, load_sources(SEEDS / "sources.toml")))


@pytest.fixture(scope="module")
def documents(readings: list[FileReading]) -> list[Document]:
    return [document for reading in readings for document in reading.documents]


def test_every_seed_is_read_without_a_problem(readings: list[FileReading]) -> None:
    assert [(reading.file[:3], reading.problem) for reading in readings] == [
        ("000", None),
        ("001", None),
        ("002", None),
    ]


def test_the_seeds_hold_two_articles_a_bulletin_and_an_analysis(documents: list[Document]) -> None:
    assert [(d.publisher, d.date, d.language, len(d.paragraphs)) for d in documents] == [
        ("Asharq Al-Awsat", "2023-10", "en", 9),
        ("Asharq Al-Awsat", "2024-11", "en", 19),
        ("Center of Analysis of International Relations", "2024-09", "en", 117),
        ("AZERTAC", "2024-05", "en", 20),
    ]


def test_the_articles_have_their_headlines_for_titles_and_no_sections(documents: list[Document]) -> None:
    assert documents[0].title == "Azerbaijan Holds First Joint Drills with Türkiye since Karabakh Victory"
    assert documents[1].title == "COP29 Nations are No Closer to a Goal on Cash for Climate Action"
    assert sections(documents[0]) == sections(documents[1]) == [""]


def test_the_bulletin_has_eleven_sections_without_numbers(documents: list[Document]) -> None:
    found = sections(documents[2])
    assert len(found) == 11
    assert found[2] == "The uncertain future of the Zangezur Corridor holds back regional connectivity"
    assert found[1].endswith("external influence")  # as above the text, not as in the table of contents


def test_the_analysis_has_its_sub_headings_for_sections(documents: list[Document]) -> None:
    found = sections(documents[3])
    assert found[:2] == ["", "A multi-faceted foreign policy"]
    assert len(found) == 6


def test_paragraphs_cut_by_a_page_are_whole_again(documents: list[Document]) -> None:
    bulletin = texts(documents[2])
    assert any("Silk Road Expo, held in Xi'an on September 19-20" in text for text in bulletin)
    assert any("evade Western sanctions—a fact that" in text for text in bulletin)
    assert all(text.endswith((".", "?", '."')) for text in bulletin)


def test_a_block_that_two_sections_print_is_kept_once(documents: list[Document]) -> None:
    assert sum(text.startswith("The deepening defense ties") for text in texts(documents[2])) == 1


def test_a_very_short_paragraph_survives(documents: list[Document]) -> None:
    assert "That’s how it usually goes." in texts(documents[1])


def test_no_backslash_of_a_converter_is_left(documents: list[Document]) -> None:
    assert not [text for document in documents for text in texts(document) if "\\" in text]


@pytest.mark.parametrize(
    "furniture",
    ["AP Photo", "EPA", "Share news", "Follow us", "Author:", "MSc International", "Oil prices fall", "Kairos"],
)
def test_no_furniture_is_left(documents: list[Document], furniture: str) -> None:
    assert not [text for document in documents for text in texts(document) if furniture in text]


def test_without_the_catalogue_the_seeds_still_name_themselves() -> None:
    found = [d for reading in read_folder(SEEDS, load_sources(SEEDS / "none.toml")) for d in reading.documents]
    assert [d.title for d in found][1:] == [
        "COP29 Nations are No Closer to a Goal on Cash for Climate Action",
        "HIGHLIGHT OF THE FOREIGN POLICY OF REPUBLIC OF AZERBAIJAN",
        "The emergence of a global leader: A new era for Azerbaijani foreign policy",
    ]
    assert found[2].date == "2024-09"
    assert {d.language for d in found} == {"en"}

"""What the words around one, and the languages of the documents, say of how it is to be read."""

from pathlib import Path

import pytest

from bot.search.glossary import Concept, Glossary
from bot.search.matching import Match, Matcher, Outcome
from tests.builders import document, snapshot

_DESK = [
    document(
        "desk-en",
        "A northern army was proposed by Karel Wroe, and the army would guard the northern coast.",
        "General Omar Amr told the harbour that the typhoons were armed.",
        "The southern terrace has a kite club, and its subscriber list is long.",
        "The kite flu was found in nine barns, and the vet said that the kite flu is mild.",
        "At noon Ada Lund met Ivo Stern and Ivo Brandt on the mole, and the Grebe Trust paid. The Grebe Trust is old.",
        "On Sunday al-Berjan was closed, and boats from al-Berjan were sent to the mole, said Omar Amr.",
        "A pen was lost at the home of a keeper, at the quay, and a gap was seen in the wall.",
        *(f"Barge {number} carried barley to the mill." for number in range(20)),
        title="Desk",
    ),
    document(
        "desk-ru",
        "Губернатор Лужин открыл ярмарку, и порт принял зерно.",
        title="Ярмарка",
        language="ru",
    ),
    document("desk-tr", "Liman askeri köprüyü onardı.", title="Köprü", language="tr"),
]
_WORDS = Glossary(
    [
        (Concept("army", ()), {"ru": ("армия",), "tr": ("ordu",)}),
        (Concept("northern", ()), {"ru": ("северный",)}),
        (Concept("armed", ()), {"tr": ("askeri",)}),
        (Concept("typhoon", ()), {"tr": ("tayfun",)}),
    ]
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    return snapshot(tmp_path_factory.mktemp("desk"), _DESK, _WORDS).matcher


def _heading(match: Match) -> str:
    return match.heading if match.outcome is Outcome.ANSWER else ""


def test_a_word_is_no_form_of_one_of_another_language_with_the_same_stem(desk: Matcher) -> None:
    assert _heading(desk.match("северная армия")) == "northern army"


def test_a_word_of_one_language_is_found_in_documents_of_another_too(desk: Matcher) -> None:
    match = desk.match("askeri tayfun")
    assert match.outcome is Outcome.ANSWER
    assert {"askeri", "armed"} <= {word for target in match.readings[0].targets for word in target.words}


def test_a_misspelt_word_is_the_one_that_stands_with_the_others(desk: Matcher) -> None:
    assert _heading(desk.match("northern amry")) == "northern army"
    assert _heading(desk.match("harbour amry")) == "harbour Amr"


def test_short_words_typed_as_one_are_two_where_they_stand_in_a_row(desk: Matcher) -> None:
    assert _heading(desk.match("kiteflu")) == "kite flu"
    assert _heading(desk.match("pengap")) == ""


@pytest.mark.parametrize("query", ["barley army", "terrace barley", "barley vet"])
def test_one_word_of_two_is_not_what_was_asked(desk: Matcher, query: str) -> None:
    assert desk.match(query).outcome is not Outcome.ANSWER


def test_parts_of_two_names_are_no_third_name(desk: Matcher) -> None:
    assert _heading(desk.match("Ivo Stern")) == _heading(desk.match("stern ivo")) == "Ivo Stern"
    assert desk.match("Ada Stern").outcome is not Outcome.ANSWER
    assert desk.match("ada brandt").outcome is not Outcome.ANSWER


def test_a_topic_with_a_word_that_stands_elsewhere_is_suggested(desk: Matcher) -> None:
    assert _heading(desk.match("grebe trust mole")) == "Grebe Trust"
    match = desk.match("grebe trust barley")
    assert match.outcome is Outcome.SUGGEST
    assert match.suggestions[0].name == "Grebe Trust"


@pytest.mark.parametrize("query", ["subscribe", "home page"])
def test_words_of_a_page_ask_for_nothing(desk: Matcher, query: str) -> None:
    assert desk.match(query).outcome is Outcome.NOTHING


def test_what_somebody_said_is_asked_by_the_name(tmp_path: Path, desk: Matcher) -> None:
    assert _heading(desk.match("Карел Ро что сказал")) == _heading(desk.match("Карел Ро"))
    assert _heading(desk.match("Karel Wroe nə dedi")) == "Karel Wroe"


def test_an_article_written_with_an_arabic_name_is_no_letter_of_it(desk: Matcher) -> None:
    assert _heading(desk.match("alberjan")) == "Berjan"
    assert _heading(desk.match("Elberjan")) == "Berjan"


def test_a_question_word_at_the_end_asks_for_nothing(desk: Matcher) -> None:
    assert _heading(desk.match("Grebe Trust kaç")) == "Grebe Trust"

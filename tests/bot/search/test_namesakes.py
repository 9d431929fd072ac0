"""Queries that share words with the corpus and are of something else, over a newspaper of a town of its own."""

import pytest

from bot.answering import Snapshot
from bot.search.glossary import Concept, Glossary
from bot.search.matching import Matcher, Outcome
from tests.builders import corpus, snapshot

_PAPER = (
    "a: The Economic Forum met in Osterwyk on Monday, and David Kessler became its chairman. Global trade and the "
    "European Army of Anna Adams were spoken of at the Economic Forum too.",
    "a: The lantern of the Osterwyk lighthouse burns, and broke all records. Prince Oskar paid a visit in a green "
    "coat, and the zone of the quay was shut. A European tanker lay there.",
    "b: The port of Osterwyk handled 3 million tonnes of wheat and sold 10 million tickets. A report of the harbour "
    "of Brannock says so. The grain was dry, and the cars of the ferry were cooled by cooperation.",
    "b: The United Pilots met the United Dockers. The United Pilots won, and the United Dockers lost. Kessler and "
    "Adams were glad.",
    "c: A council was elected in Brannock, and Kessler was elected to the council. The ties of the two towns are old.",
)
_WORDS = Glossary(
    [
        (Concept("visit", ("tour",)), {}),
        (Concept("car", ()), {}),
        (Concept("Middle East", ("East",)), {}),
        (Concept("homeland", ()), {"tr": ("vatan",)}),
    ]
)


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshot(tmp_path_factory.mktemp("paper"), corpus(*_PAPER), _WORDS)


@pytest.fixture(scope="module")
def matcher(paper: Snapshot) -> Matcher:
    return paper.matcher


def _answered(matcher: Matcher, query: str) -> bool:
    return matcher.match(query).outcome is Outcome.ANSWER


@pytest.mark.parametrize("query", ["David Beckham", "david beckham", "Oskar Cooter"])
def test_a_wild_guess_beside_a_name_makes_no_name(matcher: Matcher, query: str) -> None:
    assert not _answered(matcher, query)


@pytest.mark.parametrize("query", ["european amry", "European Amry", "David Kesler"])
def test_a_slip_is_answered_where_what_is_meant_stands(matcher: Matcher, query: str) -> None:
    assert _answered(matcher, query)


@pytest.mark.parametrize("query", ["Lantern Records", "Green Zone", "Oskar Coats"])
def test_two_words_of_a_paragraph_are_no_name_unless_they_stand_side_by_side(matcher: Matcher, query: str) -> None:
    assert not _answered(matcher, query)


@pytest.mark.parametrize("query", ["Green Coat", "Coat Green", "green zone"])
def test_words_side_by_side_or_typed_small_are_answered(matcher: Matcher, query: str) -> None:
    assert _answered(matcher, query)


def test_a_name_is_not_what_another_word_for_one_of_its_words_means(matcher: Matcher) -> None:
    assert not _answered(matcher, "European Tour")


def test_a_port_whose_name_ends_like_a_sentence_is_not_the_port(matcher: Matcher) -> None:
    assert not _answered(matcher, "Port Said")
    assert _answered(matcher, "port of Osterwyk")


def test_a_forum_with_a_common_word_in_front_is_another(matcher: Matcher) -> None:
    assert _answered(matcher, "Economic Forum")
    assert not _answered(matcher, "Global Economic Forum")
    assert not _answered(matcher, "global economic forum")


@pytest.mark.parametrize(("query", "stands"), [("3 million tonnes", True), ("10 million tonnes", False)])
def test_an_amount_is_of_what_it_counts(matcher: Matcher, query: str, stands: bool) -> None:
    assert _answered(matcher, query) is stands


def test_an_address_is_not_answered_with_its_words(matcher: Matcher) -> None:
    assert not _answered(matcher, "Report.az")
    assert _answered(matcher, "report of the harbour")


def test_a_word_that_several_names_begin_with_is_asked_back(matcher: Matcher) -> None:
    match = matcher.match("United")
    assert match.outcome is Outcome.SUGGEST
    assert {topic.name for topic in match.suggestions} == {"United Pilots", "United Dockers"}


@pytest.mark.parametrize("query", ["Accept all cookies", "how to tie ties"])
def test_prompts_of_pages_and_instructions_are_not_answered(matcher: Matcher, query: str) -> None:
    assert not _answered(matcher, query)


def test_an_english_word_is_no_misspelt_name(tmp_path_factory: pytest.TempPathFactory) -> None:
    said = "a: The railway to Kars is open, and Kars is glad of it."
    plain = snapshot(tmp_path_factory.mktemp("plain"), corpus(said)).matcher
    knowing = snapshot(tmp_path_factory.mktemp("knowing"), corpus(said), _WORDS).matcher
    assert _answered(plain, "cars")
    assert not _answered(knowing, "cars")


def test_a_word_of_the_same_stem_is_not_a_form_of_it(matcher: Matcher) -> None:
    assert not _answered(matcher, "cooper")
    assert _answered(matcher, "tickets")
    assert _answered(matcher, "ticket")


def test_a_stump_of_a_foreign_word_is_not_the_word(tmp_path_factory: pytest.TempPathFactory) -> None:
    matcher = snapshot(tmp_path_factory.mktemp("home"), corpus("a: They love their homeland."), _WORDS).matcher
    assert _answered(matcher, "vatan")
    assert not _answered(matcher, "va")


@pytest.mark.parametrize("query", ["Chechens", "Uyghurs", "Tamil"])
def test_a_people_is_not_the_country_that_it_shares(tmp_path_factory: pytest.TempPathFactory, query: str) -> None:
    matcher = snapshot(tmp_path_factory.mktemp("map"), corpus("a: Russia, China and India met.")).matcher
    assert not _answered(matcher, query)
    assert _answered(matcher, "русский язык") or _answered(matcher, "Rusya")

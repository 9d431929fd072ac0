"""How queries are put, whatever the corpus."""

import pytest

from bot.search import wording


@pytest.mark.parametrize(
    "query", ["Blue Harvest Fund", "Bank of the North", "Фонд Урожая", "Anna O'Neill", "Harvest Cup 2022"]
)
def test_words_with_capitals_are_typed_as_a_name(query: str) -> None:
    assert wording.is_typed_as_name(query)


@pytest.mark.parametrize(
    "query", ["blue harvest fund", "BLUE HARVEST FUND", "Blue harvest", "Harvest", "Harvest 2022", "the", ""]
)
def test_other_words_are_not(query: str) -> None:
    assert not wording.is_typed_as_name(query)


@pytest.mark.parametrize("query", ["16 November 2024", "Sunday, Oct. 1, 2023", "Monday", "on 3 June", "1999"])
def test_a_date_is_known_as_one(query: str) -> None:
    assert wording.date(query)


@pytest.mark.parametrize("query", ["the June talks", "June 3 ferry", "", "the of", "Junes"])
def test_what_has_more_than_a_date_is_none(query: str) -> None:
    assert wording.date(query) == ()


def test_a_body_is_told_by_two_words() -> None:
    assert wording.body("Northern Grain Export Bank") == ("export", "bank")
    assert wording.body("Harbour Party") == ("harbour", "party")
    assert wording.body("the Council of the Northern Coast") == ()
    assert wording.body("Council of Fishers") == ("council", "fishers")


@pytest.mark.parametrize("query", ["bank", "bank holiday", "the river bank has fish", "", "of"])
def test_a_bank_that_is_not_the_last_word_of_a_name_is_no_body(query: str) -> None:
    assert wording.body(query) == ()


@pytest.mark.parametrize(
    ("query", "found"), [("4+2", ("4", "2")), ("the 4 + 2 talks", ("4", "2")), ("42", ()), ("C+", ())]
)
def test_a_name_of_figures_is_found_in_a_query(query: str, found: tuple[str, ...]) -> None:
    assert wording.formula(query) == found

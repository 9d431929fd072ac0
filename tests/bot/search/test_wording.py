"""How queries are put, whatever the corpus."""

import pytest

from bot.search import wording


@pytest.mark.parametrize("query", ["Blue Harvest Fund", "Bank of the North", "Фонд Урожая", "Anna O'Neill"])
def test_words_with_capitals_are_typed_as_a_name(query: str) -> None:
    assert wording.is_typed_as_name(query)


@pytest.mark.parametrize("query", ["blue harvest fund", "BLUE HARVEST FUND", "Blue harvest", "Harvest", "the", ""])
def test_other_words_are_not(query: str) -> None:
    assert not wording.is_typed_as_name(query)


@pytest.mark.parametrize("query", ["16 November 2024", "Sunday, Oct. 1, 2023", "Monday", "on 3 June", "1999"])
def test_a_date_is_known_as_one(query: str) -> None:
    assert wording.date(query)


@pytest.mark.parametrize("query", ["the June talks", "June 3 ferry", "", "the of", "Junes"])
def test_what_has_more_than_a_date_is_none(query: str) -> None:
    assert wording.date(query) == ()


def test_a_body_of_three_words_is_told_by_the_last_two() -> None:
    assert wording.body("Northern Grain Export Bank") == ("export", "bank")
    assert wording.body("bank of the northern grain") == ()
    assert wording.body("export bank") == ()


@pytest.mark.parametrize(
    ("query", "found"), [("4+2", ("4", "2")), ("the 4 + 2 talks", ("4", "2")), ("42", ()), ("C+", ())]
)
def test_a_name_of_figures_is_found_in_a_query(query: str, found: tuple[str, ...]) -> None:
    assert wording.formula(query) == found

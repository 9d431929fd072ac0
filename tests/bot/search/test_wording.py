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


@pytest.mark.parametrize("query", ["Port Said", "Theresa May"])
def test_a_name_may_end_in_a_function_word_with_a_capital(query: str) -> None:
    assert wording.ends_in_function_word(query)
    assert wording.is_typed_as_name(query)


@pytest.mark.parametrize("query", ["port said", "PORT SAID", "May", "The Harbour", ""])
def test_other_function_words_end_no_name(query: str) -> None:
    assert not (wording.ends_in_function_word(query) and wording.is_typed_as_name(query))


def test_amounts_are_counted_with_what_is_counted() -> None:
    assert wording.amounts("3 million ships and 20 thousand crews") == [
        ("3", "million", "ships"),
        ("20", "thousand", "crews"),
    ]
    assert wording.amounts("1.3 billion dollars") == [("1.3", "billion")]
    assert wording.amounts("2 million") == [("2", "million")]
    assert wording.amounts("13 of 17 articles") == wording.amounts("million ships") == wording.amounts("") == []


def test_an_address_is_one_if_nothing_else_is_there() -> None:
    assert wording.address("Harbour.az") == ("harbour", "az")
    assert wording.address("news of harbour.az") == wording.address("harbour") == wording.address("U.S.") == ()


@pytest.mark.parametrize("query", ["Accept all cookies", "follow us on Telegram", "Related articles", "Subscribe"])
def test_what_pages_ask_of_their_readers_is_known(query: str) -> None:
    assert wording.is_prompt(query)


@pytest.mark.parametrize(
    "query",
    ["followers of the club", "share of the market", "cookies", "related to the king", "follow US election", ""],
)
def test_what_people_ask_is_no_prompt(query: str) -> None:
    assert not wording.is_prompt(query)


def test_who_asks_how_to_do_something_asks_for_instructions() -> None:
    assert wording.asks_how("How to tie a tie")
    assert wording.asks_how("how do I get a visa")
    assert not wording.asks_how("how did the strike end")
    assert not wording.asks_how("show to the public")

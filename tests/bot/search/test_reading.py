"""What words are read as: slips, cases, other words for a thing, and names whose words must stand together."""

from pathlib import Path

import pytest

from bot.search.glossary import Concept, Glossary
from bot.search.matching import Match, Matcher, Outcome
from tests.bot.search.corpora import GLOSSARY
from tests.builders import document, snapshot

_LEDGER = [
    document(
        "ledger-1",
        "The South Pier was designed for Korean crews, and the northern quay for Cyprus lace.",
        "Relief flights to South Sudan left on Monday, the cable says. The fuel was paid for by France.",
        "The 4+2 talks on herring opened on June 3 with four coasts and two lakes, and closed after 2 days.",
        "The dockers left the Wage Talks. No date is set for more Wage Talks, and fishing talks are planned as well.",
        "A harvest of green herring was a loss to the Lake Fund, which lends to the north and invests in export.",
        "Mine action is taught on the quay, and the keeper trades in vaccines, sprinklers and rope.",
        "It is Dorian Camden who keeps the Aldershaw Export Board, which banks on grain from the northern coast.",
        *(f"A wage of {crowns} crowns was paid to each of the hands." for crowns in range(20, 30)),
        title="Ledger",
    )
]
_WORDS = Glossary(
    [
        (Concept("mine action", ("demining",)), {}),
        (Concept("demining", ()), {"tr": ("mayın temizleme",)}),
        (Concept("resign", ()), {}),
        (Concept("fishing talks", ()), {"ru": ("рыбные переговоры",)}),
        (Concept("south sudan", ()), {}),
        (Concept("northern cyprus", ()), {"az": ("şimali kipr",)}),
    ]
)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    return snapshot(tmp_path_factory.mktemp("ledger"), _LEDGER, _WORDS).matcher


def _heading(match: Match) -> str:
    return match.heading if match.outcome is Outcome.ANSWER else ""


@pytest.mark.parametrize(
    ("query", "word"), [("vacines", "vaccines"), ("sprinlkers", "sprinklers"), ("sprinklrs", "sprinklers")]
)
def test_a_small_slip_in_a_long_common_word_is_read_as_that_word(ledger: Matcher, query: str, word: str) -> None:
    assert _heading(ledger.match(query)) == word


@pytest.mark.parametrize("query", ["resigned", "quey", "sprikles"])
def test_other_words_short_words_and_large_slips_are_not(ledger: Matcher, query: str) -> None:
    assert _heading(ledger.match(query)) == ""


@pytest.mark.parametrize("query", ["Дориан Кэмден", "Дориана Кэмдена", "Кэмдену Дориану", "о Дориане Кэмдене"])
def test_a_russian_case_of_a_foreign_name_is_that_name(ledger: Matcher, query: str) -> None:
    assert _heading(ledger.match(query)) == "Dorian Camden"


@pytest.mark.parametrize(
    "query", ["დორიან კამდენი", "დორიან კამდენის", "Դորիան Կամդեն", "Դորիան Կամդենի", "Դորիան Քամդենը"]
)
def test_a_georgian_or_armenian_case_of_a_name_is_that_name(ledger: Matcher, query: str) -> None:
    assert _heading(ledger.match(query)) == "Dorian Camden"


@pytest.mark.parametrize("query", ["فرنسا", "فرانسه", "צרפת", "საფრანგეთი", "Ֆրանսիա"])
def test_a_country_is_known_in_the_alphabets_of_its_region(ledger: Matcher, query: str) -> None:
    assert _heading(ledger.match(query)) == "France"


def test_latin_letters_are_no_place_that_is_written_without_vowels(ledger: Matcher) -> None:
    absent = {query: [reading.absent for reading in ledger.match(query).readings] for query in ("قطر", "qtr")}
    assert absent == {"قطر": [True], "qtr": [False]}


def test_a_translation_that_the_corpus_lacks_is_read_as_its_other_word(ledger: Matcher) -> None:
    assert _heading(ledger.match("mayın temizleme")).lower() == "mine action"


@pytest.mark.parametrize("query", ["South Korea", "Южная Корея", "Güney Kore", "Şimali Kipr"])
def test_a_place_of_two_words_is_not_read_where_they_stand_apart(ledger: Matcher, query: str) -> None:
    assert ledger.match(query).outcome is not Outcome.ANSWER


@pytest.mark.parametrize("query", ["South Sudan", "Южный Судан", "Güney Sudan", "Cənubi Sudan"])
def test_a_place_of_two_words_is_read_where_they_stand_together(ledger: Matcher, query: str) -> None:
    assert _heading(ledger.match(query)) == "South Sudan"


@pytest.mark.parametrize("query", ["Paris", "Париж"])
def test_for_a_city_that_is_not_named_its_country_is_suggested(ledger: Matcher, query: str) -> None:
    match = ledger.match(query)
    assert match.outcome is not Outcome.ANSWER
    assert [topic.name for topic in match.suggestions] == ["France"]


@pytest.mark.parametrize("query", ["4+2", "4 + 2", "4+2 talks"])
def test_a_name_of_figures_is_answered_where_it_stands(ledger: Matcher, query: str) -> None:
    assert ledger.match(query).outcome is Outcome.ANSWER


@pytest.mark.parametrize("query", ["2+4", "3+4", "42", "3 2"])
def test_other_figures_are_not(ledger: Matcher, query: str) -> None:
    assert ledger.match(query).outcome is not Outcome.ANSWER


@pytest.mark.parametrize("query", ["Monday", "3 June", "June 4", "Monday, June 2"])
def test_a_date_that_does_not_stand_in_the_corpus_is_not_answered(ledger: Matcher, query: str) -> None:
    assert ledger.match(query).outcome is not Outcome.ANSWER


def test_a_date_that_stands_is(ledger: Matcher) -> None:
    assert ledger.match("June 3").outcome is Outcome.ANSWER


@pytest.mark.parametrize("query", ["fishing talks", "рыбные переговоры"])
def test_a_known_phrase_is_not_a_topic_that_has_only_part_of_it(ledger: Matcher, query: str) -> None:
    match = ledger.match(query)
    assert (match.topic, _heading(match).lower()) == (None, "fishing talks")


@pytest.mark.parametrize(
    "query",
    [
        "northern grain export bank",
        "Green Herring Harvest Bureau",
        "Lake Steel Fund",
        "Fund of Exports",
        "Grain Fund",
    ],
)
def test_a_body_is_not_another_one_that_has_most_of_its_words(ledger: Matcher, query: str) -> None:
    assert ledger.match(query).outcome is not Outcome.ANSWER


def test_a_body_is_found_by_its_name_and_by_what_describes_it(ledger: Matcher) -> None:
    assert _heading(ledger.match("Aldershaw Export Board")) == "Aldershaw Export Board"
    assert ledger.match("herring loss of the Lake Fund").outcome is Outcome.ANSWER


def test_turkish_and_azerbaijani_meanings_of_one_stem_are_both_read() -> None:
    glossary = Glossary([(Concept("meeting", ()), {"az": ("görüş",)}), (Concept("opinion", ()), {"tr": ("görüş",)})])
    assert {concept.headword for concept in glossary.translate("görüşü")} == {"meeting", "opinion"}


@pytest.mark.parametrize(("typed", "found"), [("neftin", True), ("neftdə", True), ("plane", False), ("tesla", False)])
def test_a_short_word_is_known_by_a_case_ending_unless_it_is_english(typed: str, found: bool) -> None:
    glossary = Glossary([(Concept("oil", ()), {"az": ("neft",)}), (Concept("plan", ("tesl",)), {"tr": ("plan",)})])
    assert bool(glossary.translate(typed)) == found


@pytest.mark.parametrize(
    "query", ["wage talks explained", "wage talks pls", "facts wage talks", "wage talks melumat", "Wage Talks details"]
)
def test_what_a_topic_is_wrapped_in_is_not_asked_for(ledger: Matcher, query: str) -> None:
    assert _heading(ledger.match(query)) == "Wage Talks"


def test_a_phrase_with_a_function_word_in_it_is_found_without() -> None:
    glossary = Glossary([(Concept("growing towns", ()), {"az": ("böyüməkdə olan şəhərlər",)})])
    assert glossary.translate("böyüməkdə şəhərlər") == glossary.translate("böyüməkdə olan şəhərlər") != ()


def test_what_stands_in_a_row_is_looked_up_in_any_form(tmp_path: Path) -> None:
    matcher = snapshot(tmp_path, _LEDGER, GLOSSARY).matcher
    assert matcher.match("the wage talk").outcome is Outcome.ANSWER

"""Function words are those of a text's own language; a query has none for certain, and is read by what is there."""

import pytest

from bot.answering import Snapshot
from bot.search.analysis import is_function_word, terms
from bot.search.counting import EXACT
from bot.search.glossary import Concept, Glossary
from bot.search.matching import Match, Outcome, is_question
from tests.builders import document, snapshot

_STAGE = [
    document(
        "stage-en",
        "The rehearsal was led by Kim, who came by ferry. The harbour choir sang at noon.",
        "At the pier Ben Aldous sold tickets, and Rosa Cox mended the curtain. A storm closed the gallery.",
        "I've seen the lamps, and we don't dim them. They've been painted, it's said, and I've paid for that.",
        "The lamps were lit by Yoko Ono, and the mayor won the regatta.",
        "A bridge was opened by Mayor Da Corva in May. It leads to Rio de Lurn.",
        *(f"Barge {number} carried barley to the mill." for number in range(20)),
        title="Stage",
    ),
    document(
        "stage-tr",
        "Yarışı kim kazandı, ben bilmiyorum. Liman çok büyük bir yer ve kapı açık.",
        "Sahneye dün Kim Arnau geldi, ama ben onu duymadım.",
        title="Sahne",
        language="tr",
    ),
    document("stage-az", "Limanda çox adam var idi və kim gəldi bilmədik.", title="Səhnə", language="az"),
]
_WORDS = Glossary([(Concept("win", ("won",)), {"tr": ("galip gelmek",), "az": ("qazandı",)})])


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshot(tmp_path_factory.mktemp("stage"), _STAGE, _WORDS)


def _heading(match: Match) -> str:
    return match.heading if match.outcome is Outcome.ANSWER else ""


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("kim", "Kim"),
        ("Kim", "Kim"),
        ("who is kim", "who is Kim"),
        ("mr kim", "mr Kim"),
        ("latest news on kim", "latest news on Kim"),
        ("kim rehearsal", "Kim rehearsal"),
        ("cox", "Cox"),
        ("rosa cox", "Rosa Cox"),
        ("ben aldous", "Ben Aldous"),
        ("yoko ono", "Yoko Ono"),
        ("da corva", "Da Corva"),
        ("kim arnau", "Kim Arnau"),
    ],
)
def test_a_name_that_is_a_function_word_elsewhere_is_found(stage: Snapshot, query: str, heading: str) -> None:
    assert _heading(stage.matcher.match(query)) == heading


@pytest.mark.parametrize("query", ["kim qazandı", "Kim qazandı", "bunu kim qazandı", "kim qazandi"])
def test_who_asked_in_azerbaijani_is_nobody_called_kim(stage: Snapshot, query: str) -> None:
    match = stage.matcher.match(query)
    assert _heading(match) == "won"
    assert EXACT + "kim" not in match.terms


@pytest.mark.parametrize("query", ["kim ne dedi", "bu bir", "ve", "çox var"])
def test_function_words_that_stand_nowhere_together_ask_for_nothing(stage: Snapshot, query: str) -> None:
    assert stage.matcher.match(query).outcome is Outcome.NOTHING


def test_a_query_in_turkish_is_read_without_its_function_words(stage: Snapshot) -> None:
    assert [reading.typed for reading in stage.matcher.match("liman ve açık kapı").readings] == [
        "liman",
        "açık",
        "kapı",
    ]


def test_a_text_has_the_function_words_of_its_own_language_only() -> None:
    assert terms("kim and ben", "en") == ["kim", "ben"]
    assert terms("kim ve ben", "tr") == terms("kim və ben", "az") == []
    assert terms("it was dla него", "ru") == ["it", "was", "dla"]


@pytest.mark.parametrize("language", ["", "de", "xx"])
def test_a_text_of_another_language_has_those_of_english_and_russian(language: str) -> None:
    assert terms("the kim для", language) == ["kim"]


@pytest.mark.parametrize("name", ["Kim", "Ben", "KIM"])
def test_in_turkish_text_a_name_is_told_by_its_capital(name: str) -> None:
    assert is_function_word(name.lower(), "tr")
    assert not is_function_word(name, "tr")


def test_a_name_that_is_a_function_word_elsewhere_is_a_topic_whole(stage: Snapshot) -> None:
    assert {"Ben Aldous", "Rosa Cox", "Yoko Ono", "Da Corva"} <= {topic.name for topic in stage.vocabulary.topics}


@pytest.mark.parametrize(
    "word", ["I've", "I’ve", "don't", "Don’t", "won't", "they'd", "we'll", "you're", "I'm", "I'VE", "dont"]
)
def test_a_contraction_is_a_function_word(stage: Snapshot, word: str) -> None:
    assert is_function_word(word)
    assert is_function_word(word, "en")
    assert stage.matcher.match(word).outcome is Outcome.NOTHING


@pytest.mark.parametrize("word", ["Xi'an", "Ana'd", "Shan't-Lo", "O'Hare", "Baha'i", "'", "n't"])
def test_other_words_with_an_apostrophe_are_none(word: str) -> None:
    assert not is_function_word(word)


def test_no_contraction_is_a_topic(stage: Snapshot) -> None:
    assert not {"I've", "They've", "Ive"} & {topic.name for topic in stage.vocabulary.topics}


def test_a_query_that_begins_with_a_name_is_no_question_for_that() -> None:
    assert is_question("kim qazandı bunu")
    assert not is_question("kim novak films", ["kim", "novak", "films"])
    assert not is_question("WHO health day", ["WHO", "health", "day"])

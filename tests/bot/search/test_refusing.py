"""What gets no answer: names that the corpus lacks, garbage; and what is offered instead."""

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.search.glossary import Concept, Glossary
from bot.search.matching import Match, Matcher, Outcome, Tier
from tests.builders import corpus, snapshot


def _topic(match: Match) -> str:
    return match.topic.name if match.topic else ""


# Honest noes


@pytest.fixture(scope="module")
def dawn(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    said = (
        "a: The WHO said in Geneva that a new era began. The era of the Alliance of Basin States, or ABS, is over.",
        "b: The Alliance of Basin States (ABS) met the WHO. Peace came in another era. Director Adams spoke of peace.",
        "c: Director Adams of the Alliance of Basin States (ABS) wants peace, and so does every director of the WHO.",
    )
    words = Glossary([(Concept("era", ()), {"ru": ("эра",)})])
    return snapshot(tmp_path_factory.mktemp("dawn"), corpus(*said), words).matcher


@pytest.mark.parametrize("query", ["the", "the of", "aaaa bbbb", "aaaabbbb", "aaaaaaaa bbbb ssss"])
def test_words_without_a_topic_and_letters_held_down_get_no_answer(dawn: Matcher, query: str) -> None:
    assert dawn.match(query).outcome is not Outcome.ANSWER


def test_a_word_of_a_question_is_not_headed_as_a_name(dawn: Matcher) -> None:
    assert dawn.match("who said that peace").heading == "who said that peace"
    assert dawn.match("who").heading == "WHO"


@pytest.mark.parametrize(
    "query",
    [
        "Norway",
        "Норвегия",
        "Oslo",
        "France",
        "Ostrava",
        "Aurora",
        "Kessler",
        "Halvorsen",
        "Tarnovo",
        "Branson",
        "MSF25",
        "MSF 25",
        "msf2",
        "Atlantis",
        "Lost City",
        "football",
        "pizza recipe",
        "Kestrel Airlines bankruptcy",
        "Ingrid Bergman",
        "Tarnholm chess olympiad 1994",
    ],
)
def test_what_the_corpus_does_not_name_gets_no_answer(harbour: Matcher, query: str) -> None:
    match = harbour.match(query)
    assert match.outcome is not Outcome.ANSWER
    assert (match.tier, match.topic, match.heading, match.names) == (Tier.NONE, None, "", ())


_GARBAGE = [
    *("", " ", ".", "...", "?", "-", "'", "ʼ", "\n\t", "\x00", "\x1b[2J", "\u200b\u200f", "\ud800", "😀", "👩‍👩‍👧"),
    *("<script>alert(1)</script>", "&lt;b&gt;", "</b></i>", "{{7*7}}", "%s%n", "../../etc/passwd"),
    *("'; DROP TABLE topics; --", "SELECT * FROM sqlite_master", "1 OR 1=1", "\\", "(((", "[a-z]*+?"),
    *("the", "the of and", "что это", "12", "999999999999999999999", "0", "1/2", "½", "a", "zzzz", "aaaaaaaaaaaaaaa"),
    *("asdfghjkl", "qwerty uiop", "x" * 10_000, "lorem " * 2_000, "😀" * 3_000, "a b " * 2_500),
]


@pytest.mark.parametrize("query", _GARBAGE, ids=[ascii(query)[:24] for query in _GARBAGE])
def test_garbage_comes_to_nothing_and_to_no_error(harbour: Matcher, football: Matcher, query: str) -> None:
    assert harbour.match(query).outcome is not Outcome.ANSWER
    assert football.match(query).outcome is not Outcome.ANSWER


_PIECES = st.sampled_from(
    "kestrel Channel Vollan ops MSF24 24 Остервик ʼ ' . ? who is the 😀 <b> %s \x00 grain cusstoms oslo Şuşa ½ -".split(
        " "
    )
)
_QUERIES = st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=8).map(" ".join), st.lists(_PIECES).map("".join))


@given(_QUERIES)
@example("İİİ ıII ﬁﬂ ß ŉ")
@example("١٢٣ ४५६ Ⅷ ² ⅓")
@settings(max_examples=120)
def test_any_text_comes_to_one_of_three_outcomes_and_always_to_the_same(harbour: Matcher, query: str) -> None:
    match = harbour.match(query)
    assert harbour.match(query) == match
    assert match.query == query
    assert 0 <= match.score <= 1
    assert (match.outcome is Outcome.ANSWER) == bool(match.heading) == bool(match.names)
    assert (match.outcome is Outcome.ANSWER) == (match.tier is not Tier.NONE)
    assert all(weight > 0 for weight in match.terms.values())
    if match.outcome is Outcome.ANSWER:
        assert match.terms
        assert not match.suggestions
    if match.outcome is Outcome.SUGGEST:
        assert match.suggestions


def test_only_the_beginning_of_an_endless_message_is_read(harbour: Matcher) -> None:
    assert len(harbour.match("lorem ipsum " * 300).readings) < 100
    assert harbour.match("Kestrel Channel " * 300).outcome is Outcome.ANSWER
    assert _topic(harbour.match("Kestrel Channel, Kestrel Channel!")) == "Kestrel Channel"


# Suggestions


@pytest.mark.parametrize(
    ("query", "topic"),
    [
        ("Kstrl Chnnl", "Kestrel Channel"),
        ("Ostrwik Pilotaj Servise", "Osterwyk Pilotage Service"),
        ("Marrobi Grane Termnal", "Marrowby Grain Terminal"),
        ("Turnhall", "Tarnholm"),
        ("Aurelius", "Aurelia"),
        ("custums cleerence", "customs clearance"),
    ],
)
def test_a_badly_misspelt_name_is_answered_or_suggested(harbour: Matcher, query: str, topic: str) -> None:
    match = harbour.match(query)
    assert topic in [_topic(match), *(suggestion.name for suggestion in match.suggestions)]
    assert match.outcome is not Outcome.NOTHING


def test_a_no_offers_the_nearest_topics_and_no_more_than_a_few(harbour: Matcher) -> None:
    near = harbour.match("Osterwyk Lighthouse and Museum").suggestions
    assert 0 < len(near) <= 4
    assert len(set(near)) == len(near)


def test_an_empty_corpus_says_no_to_everything(tmp_path: Path) -> None:
    matcher = snapshot(tmp_path, []).matcher
    for query in ("Kestrel Channel", "", "who is Ingrid Vollan?", "COP29"):
        match = matcher.match(query)
        assert (match.outcome, match.suggestions) == (Outcome.NOTHING, ())


@pytest.mark.parametrize("query", ["COP30", "COP 30", "cop 30", "cop-30", "COP 3"])
def test_another_number_of_a_series_is_another_thing(tmp_path: Path, query: str) -> None:
    lines = (
        "a: The COP29 talks in Osterwyk drew 30 ships. The COP met before at COP28.",
        "b: Some 30 pilots met at the COP.",
    )
    match = snapshot(tmp_path, corpus(*lines)).matcher.match(query)
    assert match.outcome is not Outcome.ANSWER


@pytest.mark.parametrize(
    "query", ["thanks", "news", "latest news", "first", "way", "continue", "what's new", "help me"]
)
def test_a_general_word_is_no_topic_even_if_the_corpus_has_it(tmp_path: Path, query: str) -> None:
    text = "a: The first ship found a new way to continue. Thanks and help came with the latest news of the Brannock."
    match = snapshot(tmp_path, corpus(text)).matcher.match(query)
    assert (match.outcome, match.suggestions) == (Outcome.NOTHING, ())


def test_words_that_no_paragraph_holds_with_the_name_are_no_answer(tmp_path: Path) -> None:
    lines = "a: The weather was extreme in the north.", "b: The ferry Aurelia left Osterwyk.", "c: Osterwyk has a quay."
    match = snapshot(tmp_path, corpus(*lines)).matcher.match("weather in Osterwyk")
    assert match.outcome is not Outcome.ANSWER
    assert "Osterwyk" in [topic.name for topic in match.suggestions]


def test_a_place_that_the_corpus_does_not_name_is_not_taken_for_a_word_that_looks_like_it(harbour: Matcher) -> None:
    assert harbour.match("Qatar").outcome is not Outcome.ANSWER
    assert harbour.match("Granada").outcome is not Outcome.ANSWER

"""The hard rules of form, in four languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.form import leans, may_open, points_back, printable
from bot.briefing.openers import LEANING


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "However, Dunmar closed the canal in March."),
        ("en", "He rejected the plan on Monday."),
        ("en", "“This is causing frustration,” the minister said."),
        ("en", "These two incidents have shaped the talks."),
        ("en", "It said the drills were being held in Dunmar."),
        ("en", "Its lock collapsed in 2023."),
        ("en", "In addition, Dunmar has bought 12 tugs."),
        ("en", "For example, Dunmar has bought 12 tugs."),
        ("en", "The latter opened in 1911."),
        ("en", "Both nations have closed their ports."),
        ("en", "Dunmar, for example, has bought 12 tugs."),
        ("en", "“We want a floor of $100 billion,” she said."),
        ("en", "“Nobody will ever pay for this.”"),
        ("ru", "Однако Баку закрыл порт в марте."),
        ("ru", "Он отверг предложение в понедельник."),
        ("ru", "Кроме того, порт купил 12 буксиров."),
        ("ru", "Этот канал закрыт с марта."),
        ("tr", "Ancak liman mart ayında kapatıldı."),
        ("tr", "Bu karar pazartesi günü alındı."),
        ("tr", "Öte yandan Ankara planı reddetti."),
        ("az", "Lakin liman mart ayında bağlandı."),
        ("az", "Bundan əlavə, liman 12 gəmi alıb."),
        ("az", "Həmin kanal martdan bağlıdır."),
    ],
)
def test_a_sentence_that_ties_on_to_another_leans(language: str, sentence: str) -> None:
    assert printable(sentence)
    assert leans(sentence, language)
    assert not may_open(sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Dunmar closed the canal in March."),
        ("en", "This week Dunmar closed the canal."),
        ("en", "Both Dunmar and Vessland have closed their ports."),
        ("en", "During his visit to Dunmar, Ivo Brand rejected the plan."),
        ("en", "Ivo Brand said he would reject the plan."),
        ("en", "Thessaly opened a port in 1911."),
        ("en", "“Nobody will ever pay for it,” said Ivo Brand, who chairs the port."),
        ("ru", "Баку закрыл порт в марте."),
        ("ru", "Онежский порт закрыт в марте."),
        ("tr", "Ankara limanı mart ayında kapattı."),
        ("tr", "Bu yıl Ankara limanı kapattı."),
        ("az", "Bakı limanı martda bağladı."),
    ],
)
def test_a_sentence_that_stands_alone_does_not_lean(language: str, sentence: str) -> None:
    assert not leans(sentence, language)
    assert may_open(sentence, language)


@pytest.mark.parametrize(
    "sentence",
    [
        "It is expected that Dunmar will open a port this year.",
        "At the moment, Dunmar has no port.",
        "Dunmar has also closed its port.",
    ],
)
def test_some_sentences_read_well_but_not_first(sentence: str) -> None:
    assert not leans(sentence)
    assert not may_open(sentence)


@pytest.mark.parametrize(
    ("sentence", "back"),
    [
        ("The two countries signed a treaty on Monday.", True),
        ("Dunmar and Vessland signed a treaty; the two countries had met before.", False),
        ("The initiative was welcomed on Monday.", True),
        ("The initiative of Dunmar was welcomed on Monday.", False),
        ("Several factors contribute to this strained relationship.", True),
    ],
)
def test_a_phrase_without_its_noun_points_back(sentence: str, back: bool) -> None:
    assert points_back(sentence) is back


@pytest.mark.parametrize(
    "text",
    [
        "The uncertain future of the Orle Canal",  # a heading
        "COP29 NATIONS ARE NO CLOSER TO A GOAL.",
        "Will the two countries ever agree on a canal?",
        "“Who will pay for the canal?”",
        "need,” said Debbie Hillier of Mercy Corps.",
        "Dunmar (a port on the Vess was closed.",
        "and closed the port in March 2023.",
        "Things change.",
    ],
)
def test_headings_questions_and_halves_are_not_printed(text: str) -> None:
    assert not printable(text)


@pytest.mark.parametrize("language", sorted(LEANING))
@given(st.text(max_size=60))
def test_no_text_breaks_the_rules(language: str, text: str) -> None:
    assert may_open(text, language) <= (not leans(text, language))
    points_back(text, language)
    printable(text)

"""Sentences are verbatim, whole, and cut where a reader would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.sentences import balanced, split


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["He moved to the U.S. in 1994.", "It was a hard year."]),
        ("en", ["They arrived in the U.S.", "The trip took nine hours."]),
        ("en", ["The fair was held on Sept. 19-20 in Xi'an.", "Three states signed."]),
        ("en", ["Poor countries want $1.3 trillion a year.", "Rich ones offered $100 billion."]),
        ("en", ["No. 5 on the list is rail.", "See Art. 12 and p. 14."]),
        ("en", ["Gen. Mark A. Lee met Lt. Gen. H.R. Doe at 5 p.m. on Friday.", "They spoke."]),
        ("en", ["The target is 20 bcm by 2027.", "The next is 30.", "Nobody objects."]),
        ("en", ["Shares of Apple Inc. rose 2.5%.", "Oil fell."]),
        ("en", ["The firm (founded in 1999) grew.", "(It had 300 people. Now it has 5,000.)", "Profits fell."]),
        ("ru", ["В 2023 г. товарооборот достиг 7,4 млрд долл.", "Это рекорд."]),
        ("ru", ["Президент И. Г. Алиев прибыл в Астану.", "Его встретил К.-Ж. Токаев."]),
        ("tr", ["Dr. Ahmet Yılmaz 19. yüzyıl tarihini anlattı.", "Toplantı bitti."]),
        ("tr", ["1. Dünya Savaşı 1918'de bitti.", "Ç. Arslan bunu yazdı."]),
        ("az", ["Prezident İ. Əliyev çıxış etdi.", "Layihənin dəyəri 25 mln. manatdır."]),
    ],
)
def test_a_paragraph_is_cut_at_the_ends_of_its_sentences(language: str, sentences: list[str]) -> None:
    assert list(split(" ".join(sentences), language)) == sentences


@pytest.mark.parametrize(
    "quotation",
    [
        "“That’s not a ceiling. That’s what they want. That’s what they need,” said Debbie Hillier.",
        '"We will wait. We will build the road," the minister said.',
        "Министр заявил: «Мы готовы. Дорога будет».",
        "“Is it over?” he asked.",
        "The US talks of a floor (of $100 billion. Others of more).",
    ],
)
def test_a_quotation_of_several_sentences_stays_whole(quotation: str) -> None:
    assert quotation in split(f"The talks began. {quotation} Nobody answered.", "en")


def test_a_quotation_that_never_closes_does_not_swallow_the_paragraph() -> None:
    assert split("“We must act now. The road is closed. Nobody knows why.", "en") == (
        "“We must act now.",
        "The road is closed.",
        "Nobody knows why.",
    )


def test_a_half_quotation_is_not_balanced() -> None:
    assert balanced("He said “no” (twice) and «нет».")
    assert balanced("„So“, sagte er.")
    assert not balanced("He said “no.")
    assert not balanced('need," she said.')
    assert not balanced("no) way")


@given(st.text(alphabet="aB .!?\"“”«»()\n3é-…'", max_size=80), st.sampled_from(["en", "ru", "tr", "az", ""]))
def test_nothing_is_lost_or_changed_whatever_the_text(text: str, language: str) -> None:
    at = 0
    for sentence in split(text, language):
        assert sentence
        assert sentence == sentence.strip()
        found = text.index(sentence, at)
        assert not text[at:found].strip()
        at = found + len(sentence)
    assert not text[at:].strip()


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("'We will not sail. The nets are torn,' said Ivo Brand. He left.", 2),
        ("‘We will not sail. The nets are torn.’ Ivo Brand left.", 2),
        ("The owners' nets are torn. It's the players' turn to pay. They didn't.", 3),
        ("In the '90s the port was new. The boats' nets were not.", 2),
        ("He said: 'We will not sail. The nets are torn.", 2),
    ],
)
def test_a_short_quotation_in_single_marks_is_whole_and_an_apostrophe_is_none(text: str, sentences: int) -> None:
    assert len(split(text)) == sentences


def test_a_long_quotation_in_single_marks_is_cut_at_its_sentences() -> None:
    assert len(split(f"'We will not sail{' and not sail' * 10}. The nets are torn,' said Brand.")) == 2

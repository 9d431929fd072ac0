"""What is a repeat of an earlier paragraph, and what is news."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.repeats import paragraph_words, says, sentence_words

EARLIER = (
    "The Orle Canal was closed on Monday after a lock near Tarn collapsed, killing 2 people. "
    "The ministry of Dunmar said in a statement that the canal will open again in September. "
    "Vessland has not offered any help, although its minister promised 4 million crowns in March."
)


def said(sentence: str, earlier: str = EARLIER) -> bool:
    return says(paragraph_words(earlier, "en"), sentence_words(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "The Orle Canal was closed on Monday after a lock near Tarn collapsed, killing 2 people.",
        "TARN (Reuters) - The Orle Canal was closed on Monday after a lock near Tarn collapsed, killing 2 people.",
        "THE ORLE CANAL was closed Monday after a lock near Tarn collapsed – killing 2 people",
        "The Orle Canal was closed on Monday after a lock near Tarn collapsed.",
        "The ministry of Dunmar stated that the canal will open again in Sept.",
        "The ministtry of Dunmar said in a statement that the canal will open again in September.",
    ],
)
def test_fewer_words_another_spelling_and_a_dateline_are_a_repeat(sentence: str) -> None:
    assert said(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The Orle Canal was closed on Monday after a lock near Tarn collapsed, killing 3 people.",
        "The Orle Canal was opened on Monday after a lock near Tarn collapsed, killing 2 people.",
        "The Orle Canal was not closed on Monday after a lock near Tarn collapsed, killing 2 people.",
        "The Tarn Canal was closed on Monday after a lock near Orle collapsed, killing 2 people.",
        "The Orle Canal was closed on Monday before a lock near Tarn collapsed, killing 2 people.",
        "The Orle Canal was closed on Monday after a lock near Tarn collapsed, killing 2 people and a dog.",
        "The ministry of Dunmar said in a statement that the canal will open again in October.",
        "The ministry of Dunmar said in a statement that the canal opened again in September.",
        "Vessland has offered any help, although its minister promised 4 million crowns in March.",
        "Its minister promised 4 billion crowns in March.",
        "Orle was killing people.",
        "Grain prices rose by 12 % in the upper valley.",
        "It is in the.",
    ],
)
def test_a_word_added_or_changed_turned_or_moved_is_news(sentence: str) -> None:
    assert not said(sentence)


@pytest.mark.parametrize(
    ("earlier", "sentence"),
    [
        (
            "Канал Орле не будет закрыт до весны из-за ремонта шлюза.",
            "Канал Орле будет закрыт до весны из-за ремонта шлюза.",
        ),
        (
            "Orle kanalı bahara kadar kapatılmadı ve gemiler bekliyor.",
            "Orle kanalı bahara kadar kapatıldı ve gemiler bekliyor.",
        ),
        ("Orle kanalı yaza qədər bağlı deyil, gəmilər gözləyir.", "Orle kanalı yaza qədər bağlı, gəmilər gözləyir."),
    ],
)
def test_the_opposite_is_news_in_every_language(earlier: str, sentence: str) -> None:
    assert not said(sentence, earlier)
    assert said(earlier, earlier)


_WORDS = st.lists(
    st.sampled_from("lock canal Orle Tarn not 2 3 the of closed open Monday".split()), min_size=1, max_size=12
)


@given(_WORDS, _WORDS)
def test_a_sentence_repeats_itself_and_nothing_that_lacks_one_of_its_facts(one: list[str], other: list[str]) -> None:
    sentence, earlier = sentence_words(" ".join(one)), sentence_words(" ".join(other))
    assert says([sentence], sentence)
    if says([earlier], sentence):
        assert set(sentence) - {"the", "of"} <= set(earlier)
        assert ("not" in sentence) == ("not" in earlier)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_held_against_any_other(one: str, other: str) -> None:
    assert says([sentence_words(one)], sentence_words(one))
    assert isinstance(says(paragraph_words(other, "en"), sentence_words(one)), bool)

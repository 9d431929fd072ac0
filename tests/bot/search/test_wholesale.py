"""What is worked out of very many words at once is what is worked out of each."""

from hypothesis import given
from hypothesis import strategies as st

from bot.search.analysis import fold, stem
from bot.search.spelling import skeleton, skeletons
from bot.search.topics import name_key, name_keys
from bot.search.wholesale import folds, stems

_WORDS = [
    "Ships",
    "SHIPPING",
    "Şuşa's",
    "O'Neill",
    "COP29",
    "2024",
    "порты",
    "a b",
    "a\nb",
    "'",
    "",
    " x ",
    "_",
    "U.S.",
]
_TEXTS = st.lists(st.one_of(st.sampled_from(_WORDS), st.text(max_size=8)), max_size=12)


@given(_TEXTS)
def test_many_texts_are_folded_as_each_is(texts: list[str]) -> None:
    assert folds(texts) == [*map(fold, texts)]


@given(_TEXTS, st.sampled_from(["en", "ru", "tr", "az", "de", "xx", ""]))
def test_many_words_are_stemmed_as_each_is(texts: list[str], language: str) -> None:
    assert stems(texts, language) == [stem(text, language) for text in texts]


@given(_TEXTS)
def test_many_names_have_the_key_that_each_has(texts: list[str]) -> None:
    assert name_keys(texts) == [*map(name_key, texts)]


@given(_TEXTS)
def test_many_skeletons_are_those_of_each(texts: list[str]) -> None:
    folded = [text.replace("\n", "") for text in folds(texts)]
    assert skeletons(folded) == [*map(skeleton, folded)]

"""Words, folding, stems and terms."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.analysis import fold, is_function_word, located_words, stem, stem_and_fold, terms, words

_LETTERS_OF_THE_FIELD = st.text("aAzZиЙйьЯёЁəƏğĞıİiIşçöüÜ’'ʼ.,-– 0129αΩևქعń\u0301\u0306\u0308\u0307é$_")
_ANY_TEXT = st.one_of(st.text(), _LETTERS_OF_THE_FIELD)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("COP29 COP 29 COP-29 COP–29", ["COP29"] * 4),
        ("G20 and MI6", ["G20", "and", "MI6"]),
        ("COVID-19", ["COVID19"]),
        ("the COP29’s host, COP 29's host", ["the", "COP29", "host", "COP29", "host"]),
    ],
)
def test_an_acronym_and_its_number_are_one_word_however_they_are_joined(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize("text", ["SEPTEMBER 2024", "COP 2024", "COP – 29", "Berth 29", "T-72"])
def test_a_year_or_a_number_apart_is_a_word_of_its_own(text: str) -> None:
    assert len(words(text)) == 2


def test_a_dotted_acronym_loses_its_dots() -> None:
    assert words("The U.S. and the U.N.") == ["The", "US", "and", "the", "UN"]
    assert words("the U.S.-led force") == ["the", "US", "led", "force"]


def test_the_full_stop_of_a_sentence_does_not_join_two_words() -> None:
    assert words("It ended. Then rain.") == ["It", "ended", "Then", "rain"]


@pytest.mark.parametrize("apostrophe", ["'", "’", "ʼ"])
def test_a_possessive_ending_is_cut_and_an_inner_apostrophe_stays(apostrophe: str) -> None:
    assert words(f"Osterwyk{apostrophe}s pilots{apostrophe} strike") == ["Osterwyk", "pilots", "strike"]
    assert words(f"Xi{apostrophe}an") == [f"Xi{apostrophe}an"]


def test_decimals_stay_whole_and_thousands_lose_their_commas() -> None:
    assert words("$1.3 trillion for 120,000 people") == ["1.3", "trillion", "for", "120000", "people"]


def test_hyphens_slashes_and_underscores_part_words() -> None:
    assert words("Baku–Tbilisi-Kars/BTK_line") == ["Baku", "Tbilisi", "Kars", "BTK", "line"]


@pytest.mark.parametrize(
    "text",
    [
        *("", " \n\t", ".", "?!…", "—", "'", "😀", "\x00\x1f", "ʼ", "ʼs"),
    ],
)
def test_a_text_without_letters_and_digits_has_no_words(text: str) -> None:
    assert words(text) == []


@pytest.mark.parametrize("text", ["Türkiye", "Ёлкин Йод", "Şəhər Göygöl", "the Café’s"])
def test_letters_with_their_marks_apart_read_like_whole_ones(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)
    assert [fold(word) for word in words(apart)] == [fold(word) for word in words(text)]


@given(_ANY_TEXT)
@settings(max_examples=200)
def test_each_word_begins_and_ends_where_it_is_said_to(text: str) -> None:
    located = located_words(text)
    assert [word for _, _, word in located] == words(text)
    end_before = 0
    for start, end, word in located:
        assert end_before <= start < end <= len(text)
        end_before = end
        standing = iter(text[start:end])  # what is cut are dots, commas, hyphens, spaces and a possessive ending
        assert word
        assert all(letter in standing for letter in word)


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("İSTANBUL", "istanbul"),
        ("Iğdır", "igdir"),
        ("Diyarbakır", "diyarbakir"),
        ("Əliyev", "eliyev"),
        ("Ağdam", "agdam"),
        ("Şuşa", "susa"),
        ("Çöküş", "cokus"),
        ("Йод", "yod"),
        ("Лужский", "luzhskiy"),
        ("Ельцын", "eltsyn"),
        ("Гоголь", "gogol"),
        ("объезд", "obezd"),
        ("Ёлка", "elka"),
        ("Straße", "strasse"),
        ("Xi’an", "xian"),
        ("ﬁnal", "final"),
        ("２０", "20"),
    ],
)
def test_folding_takes_case_accents_apostrophes_and_the_alphabet(word: str, folded: str) -> None:
    assert fold(word) == folded


@pytest.mark.parametrize("word", ["Αθήνα", "Երևան", "თბილისი", "القاهرة", "北京", "서울", "कोलकाता"])
def test_words_of_other_alphabets_fold_to_latin_letters(word: str) -> None:
    assert fold(word).isascii()
    assert fold(word).isalpha()


@given(_ANY_TEXT)
def test_a_folded_text_is_lower_case_ascii_and_folds_to_itself(text: str) -> None:
    folded = fold(text)
    assert folded.isascii()
    assert folded == folded.lower() == folded.strip()
    assert fold(folded) == folded or not folded.isalnum()


@pytest.mark.parametrize(
    ("written", "folded"), [("Բաքու", "baku"), ("Փաշինյան", "pashinyan"), ("ყარაბაღი", "qarabaghi")]
)
def test_no_marks_of_other_alphabets_are_left_in_a_folded_word(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ("dredging", "dredged", "dredges", "Dredge")),
        ("ru", ("стадион", "стадиона", "стадионами", "Стадионы")),
        ("tr", ("liman", "limanda", "limanın")),
        ("az", ("şəhər", "şəhərlər", "Şəhərin")),
        ("de", ("Hafen", "hafen")),
        ("fr", ("navires", "navire")),
    ],
)
def test_the_forms_of_a_word_have_one_stem_in_its_language(language: str, forms: tuple[str, ...]) -> None:
    assert len({stem(form, language) for form in forms}) == 1


@pytest.mark.parametrize("language", ["", "xx", "ka"])
def test_a_language_without_a_stemmer_leaves_the_folded_word(language: str) -> None:
    assert stem("Dredging", language) == "dredging"


def test_stems_of_all_languages_are_ascii() -> None:
    for language in ("en", "ru", "tr", "az", "el", "hy", "ar"):
        assert all(stem(word, language).isascii() for word in ("порты", "Limanı", "λιμάνι", "նավահանգիստ", "ميناء"))


@pytest.mark.parametrize("word", ["the", "The", "who", "для", "Ещё", "еще", "için", "icin", "üçün", "ile"])
def test_function_words_are_known_in_four_languages_with_and_without_accents(word: str) -> None:
    assert is_function_word(word)


@pytest.mark.parametrize("word", ["US", "IT", "WHO", "port", "порт", "liman"])
def test_capitals_and_content_words_are_no_function_words(word: str) -> None:
    assert not is_function_word(word)


def test_terms_are_stems_in_order_without_function_words() -> None:
    assert terms("The pilots of the harbours were boarding", "en") == ["pilot", "harbour", "board"]
    assert terms("", "en") == []


@given(_ANY_TEXT, st.sampled_from(["en", "ru", "tr", "az", "ar", "hy", ""]))
def test_any_text_has_terms_of_lower_case_ascii(text: str, language: str) -> None:
    for term in terms(text, language):
        assert term
        assert term.isascii()
        assert term == term.lower()


@given(st.one_of(_ANY_TEXT, st.text("ab ABZ29")))
def test_words_are_those_that_have_a_place(text: str) -> None:
    assert words(text) == [word for _, _, word in located_words(text)]


@given(_ANY_TEXT, st.sampled_from(["en", "tr", "az", "ru", ""]))
def test_a_word_has_one_stem_and_one_folded_form_whoever_asks(text: str, language: str) -> None:
    for word in words(text):
        assert stem_and_fold(word, language) == (stem(word, language), fold(word))

"""Words in columns are what their forms, read one by one, say."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.search.analysis import fold
from bot.search.forms import Forms, word_of
from bot.search.lexicon import Lexicon, Tally, WordTable, lexicon_arrays

_SURFACES = st.sampled_from(
    ["ship", "Ship", "SHIP", "Şip", "sip", "Lund", "LUND", "MSF24", "3rd", "порт", "Порт", "中", "'"]
)
_COUNTS = st.dictionaries(_SURFACES, st.integers(1, 400), max_size=10)


def _tally(texts: dict[str, int], headings: dict[str, int]) -> Tally:
    return Tally(Counter(texts), Counter({word: count // 2 for word, count in texts.items()}), Counter(headings))


@given(_COUNTS, _COUNTS)
def test_words_are_what_their_forms_say(texts: dict[str, int], headings: dict[str, int]) -> None:
    counted = _tally(texts, headings)
    forms = counted.forms().by_word()
    assert sum(form.occurrences for some in forms.values() for form in some) == sum(
        count for word, count in [*texts.items(), *headings.items()] if word != "'"
    )
    assert list(forms) == sorted(forms)
    words = counted.lexicon()
    assert {**words} == {folded: word_of(folded, some) for folded, some in forms.items()}
    assert words.names() == [word.surface for word in words.values() if word.is_name]
    assert words.are_names([*words, "unknown"]) == [*(word.is_name for word in words.values()), True]


@given(_COUNTS, _COUNTS)
def test_forms_are_read_again_as_they_were(texts: dict[str, int], headings: dict[str, int]) -> None:
    counted = _tally(texts, headings)
    table = WordTable(lexicon_arrays(counted.forms(), ["en", "tr"]))
    assert table.all_forms() == counted.forms().by_word()
    assert Lexicon([table]) == counted.lexicon()
    assert Forms.of(table.all_forms()).by_word() == counted.forms().by_word()


@given(st.dictionaries(st.text(st.sampled_from("aAbBıİ' "), min_size=1, max_size=3), st.integers(1, 2), max_size=30))
def test_of_a_word_the_form_that_is_written_most_comes_first_of_equals_by_spelling(seen: dict[str, int]) -> None:
    forms = Forms.among([*seen], [*seen.values()], [0] * len(seen))
    by_word = {word: [form.surface for form in its] for word, its in forms.by_word().items()}
    words = sorted({fold(surface) for surface in seen} - {""})
    usual = sorted(seen, key=lambda surface: (-seen[surface], surface))
    assert by_word == {word: [surface for surface in usual if fold(surface) == word] for word in words}
    assert [*by_word] == words

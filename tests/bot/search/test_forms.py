"""Words in columns are what their forms, read one by one, say."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

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


@given(_COUNTS, _COUNTS)
def test_forms_are_read_again_as_they_were(texts: dict[str, int], headings: dict[str, int]) -> None:
    counted = _tally(texts, headings)
    table = WordTable(lexicon_arrays(counted.forms(), ["en", "tr"]))
    assert table.all_forms() == counted.forms().by_word()
    assert Lexicon([table]) == counted.lexicon()
    assert Forms.of(table.all_forms()).by_word() == counted.forms().by_word()

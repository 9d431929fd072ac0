"""Cutting: never over the limit, never inside a character."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.cutting import cut_words, one_line, utf16_length

wild = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("ab .🦊")), max_size=300)


@given(wild)
def test_length_is_telegrams(text: str) -> None:
    assert utf16_length(text) == len(text.encode("utf-16-le")) // 2


@given(wild, st.integers(1, 60))
def test_words_fit_and_are_the_beginning(text: str, limit: int) -> None:
    cut = cut_words(text, limit)
    assert utf16_length(cut) <= limit
    assert cut == text or (cut.endswith("…") and text.startswith(cut[:-1]))


@given(wild)
def test_what_is_quoted_back_is_one_line_that_turns_nothing(text: str) -> None:
    line = one_line(text)
    assert line == line.strip()
    assert not set(line) & set("\n\r\t\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u0000")

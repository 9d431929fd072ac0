"""What is left out because it cannot matter: each quick way says what the plain one does."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from bot.corpus import characters, furniture, lines

_WORDS = (
    "The port of Orsk", "AFP", "(AP Photo/X)", "Photo by", "image:", "© Harbor Times", "Reuters.", "[2]", "³", "12",
    ".", ".”", ")", "]", "…", "!", "_", "\u00ad", "\u200b", "\u200c", "می", "İstanbul’da", "ﬁ", "\u2028", "\x1c", "  ",
)  # fmt: skip
LINES = st.lists(st.one_of(st.sampled_from(_WORDS), st.text(max_size=9)), max_size=9).map(" ".join)
ENDED = st.tuples(LINES, st.sampled_from(["", *_WORDS])).map("".join)


@given(ENDED)
def test_the_key_of_a_line_is_its_words_in_small_letters(text: str) -> None:
    assert lines.key(text) == re.sub(r"[\W_]+", " ", text.casefold()).strip()


@given(ENDED)
def test_nothing_invisible_is_left_in_a_tidy_line(text: str) -> None:
    assert characters.tidy(text) == " ".join(characters._INVISIBLE.sub("", text).split())


@given(ENDED)
@example("Ministers met.12")
@example("Ministers met.” ³")
@example("Ministers met. [1][2]")
def test_a_note_behind_the_end_of_a_sentence_is_looked_for_where_there_may_be_one(text: str) -> None:
    bare = lines._NOTE.sub("", text[-40:].rstrip()).rstrip(lines._CLOSERS + " ")
    assert lines.is_closed(text) == (bare != "" and bare[-1] in lines._SENTENCE_END)


@given(ENDED)
@example("Photo by Jane Doe: a port.")
@example("A port © Harbor Times.")
@example("A port (AP Photo/X).")
@example("A port [Reuters/X].")
def test_a_line_that_ends_in_a_full_stop_is_credited_as_any_other(text: str) -> None:
    assert furniture.is_credited(text) == bool(furniture._CREDIT.search(text))


@given(st.lists(st.one_of(ENDED, st.sampled_from(["\n", "\r\n", "\r", "\v", "\x85", "\u00ad\n"]))).map("".join))
def test_a_text_is_split_at_every_kind_of_line_end(text: str) -> None:
    assert characters.split_lines(text) == characters._LINE_END.split(characters._SOFT_BREAK.sub("", text))

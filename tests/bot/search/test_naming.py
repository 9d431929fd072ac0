"""The topics that a text names, held against a look at each name."""

from hypothesis import given
from hypothesis import strategies as st

from bot.corpus.documents import stable_id
from bot.search.analysis import fold, is_function_word, words
from bot.search.naming import topics_of
from bot.search.topics import Topic

_WORDS = (
    "Port",
    "of",
    "Osterwyk",
    "the",
    "osterwyk",
    "Übersee",
    "Tarnholm-Nord",
    "U.S.",
    "COP29",
    "COP 29",
    "line",
    "и",
)
_NAMES = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4).map(" ".join)


def _said(text: str) -> list[str]:
    return " ".join(map(fold, words(text))).split()


def _names(text: str, name: str) -> bool:
    own, said = _said(name), _said(text)
    content = {fold(word) for word in words(name) if not is_function_word(word)} - {""}
    known = {fold(word) for word in words(text) if not is_function_word(word)}
    runs = (said[begin : begin + len(own)] for begin in range(len(said)))
    return bool(content) and content <= known and any(run == own for run in runs)


@given(
    st.lists(_NAMES, min_size=1, max_size=6, unique=True), st.lists(st.sampled_from(_WORDS), max_size=9).map(" ".join)
)
def test_a_text_names_the_topics_of_which_a_name_stands_there_in_a_row(names: list[str], text: str) -> None:
    every = [Topic(stable_id(name)[:12], name, (), 1) for name in names]
    assert topics_of(every).named_in(text) == {topic.id for topic in every if _names(text, topic.name)}


def test_another_name_counts_too() -> None:
    topic = Topic("00000000000a", "Port of Osterwyk", ("OPS",), 1)
    assert topics_of([topic]).named_in("Pilots of the OPS are late.") == {topic.id}
    assert topics_of([topic]).named_in("The port, they say, of Tarnholm.") == frozenset()

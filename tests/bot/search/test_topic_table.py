"""Topics in columns and in arrays: what is worked out of all names at once is what each name says."""

from hypothesis import example, given
from hypothesis import strategies as st

from bot.corpus.documents import stable_id
from bot.search.topic_table import TopicTable, parts_of, topic_arrays
from bot.search.topics import Topic, TopicColumns

_WORDS = (
    "Bank",
    "bank",
    "of",
    "the",
    "US",
    "IT",
    "It",
    "COP 29",
    "G20",
    "O'Brien",
    "Trans-Caspian",
    "Баку",
    "Été",
    "",
    " ",
)
NAMES = st.lists(st.one_of(st.sampled_from(_WORDS), st.text(max_size=6)), min_size=1, max_size=5).map(" ".join)


def _topics(names: list[str]) -> list[Topic]:
    return [Topic(stable_id(name), name, (), len(names) - at) for at, name in enumerate(names)]


@given(st.lists(NAMES, unique=True, max_size=12))
@example(["Bank of Baku Bank", "Bank  of Baku", " Bank", "Bank "])
def test_a_name_is_found_by_its_words_and_by_no_others(names: list[str]) -> None:
    table = TopicTable(topic_arrays(TopicColumns.of(_topics(names))))
    every = {part for name in names for part in parts_of(name)}
    found = {part: set(table.with_parts([part]).tolist()) for part in every}
    assert found == {part: {at for at, name in enumerate(names) if part in parts_of(name)} for part in every}
    assert table.part_counts.tolist() == [len(parts_of(name)) for name in names]


@given(st.lists(st.lists(NAMES, min_size=1, max_size=3), max_size=5))
def test_columns_hold_the_topics_they_are_made_of(named: list[list[str]]) -> None:
    topics = tuple(Topic(stable_id(name), name, tuple(aliases), 3) for name, *aliases in named)
    assert TopicColumns.of(topics).topics() == topics

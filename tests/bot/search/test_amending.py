"""An editor's entries and edits: what they make of the topics that a corpus has."""

from hypothesis import given
from hypothesis import strategies as st

from bot.search.amending import Edit, EditKind, Entry, amended, with_edits
from bot.search.topics import Topic, name_key

TOPICS = (
    Topic("1", "Middle Corridor", ("TITR",), 9),
    Topic("2", "Zangezur corridor", ("Zangezur",), 7),
    Topic("3", "Trans-Caspian route", (), 3),
    Topic("4", "Figure", (), 2),
)


def named(*edits: Edit, file: tuple[Entry, ...] = ()) -> dict[str, tuple[str, ...]]:
    """The aliases of each topic by its name, after edits."""
    return {topic.name: topic.aliases for topic in amended(TOPICS, with_edits(file, edits))}


def alias(topic: str, value: str) -> Edit:
    return Edit(EditKind.ALIAS, topic, value)


def rename(topic: str, value: str) -> Edit:
    return Edit(EditKind.RENAME, topic, value)


def merge(topic: str, value: str) -> Edit:
    return Edit(EditKind.MERGE, topic, value)


def hide(topic: str) -> Edit:
    return Edit(EditKind.HIDE, topic, "")


def test_without_edits_topics_are_those_of_the_corpus() -> None:
    assert amended(TOPICS, with_edits((), ())) == TOPICS


def test_an_alias_is_one_name_more() -> None:
    assert named(alias("middle corridor", "Orta Dəhliz"))["middle corridor"] == ("Orta Dəhliz", "TITR")


def test_a_renamed_topic_keeps_its_id_and_its_old_name() -> None:
    (topic, *_) = amended(TOPICS, with_edits((), [rename("Middle Corridor", "Central Corridor")]))
    assert (topic.id, topic.name, topic.aliases) == ("1", "Central Corridor", ("Middle Corridor", "TITR"))


def test_a_merged_topic_is_found_by_all_names_of_both() -> None:
    found = named(merge("Trans-Caspian route", "Middle Corridor"))
    assert found["Middle Corridor"] == ("Trans-Caspian route", "TITR")
    assert "Trans-Caspian route" not in found


def test_names_given_before_a_merger_go_with_it() -> None:
    found = named(alias("Trans-Caspian route", "TCR"), merge("Trans-Caspian route", "Middle Corridor"))
    assert {"Trans-Caspian route", "TCR", "TITR"} == set(found["Middle Corridor"])


def test_a_hidden_topic_is_none() -> None:
    assert "Figure" not in named(hide("Figure"))
    assert "Figure" not in named(file=(Entry("Figure", hidden=True),))


def test_later_edits_of_a_renamed_topic_find_it_and_outlive_the_renaming() -> None:
    edits = [rename("Middle Corridor", "Central Corridor"), alias("Middle Corridor", "Orta Dəhliz")]
    assert "Orta Dəhliz" in named(*edits)["Central Corridor"]
    assert named(edits[1])["Middle Corridor"] == ("Orta Dəhliz", "TITR")


def test_an_edit_comes_over_the_file() -> None:
    file = (Entry("Zangezur corridor", ("Syunik road",)), Entry("Middle Corridor", ("Orta Dəhliz",)))
    found = named(alias("Middle Corridor", "Syunik road"), file=file)
    assert found["Middle Corridor"] == ("Orta Dəhliz", "Syunik road", "TITR")
    assert found["Zangezur corridor"] == ("Zangezur",)


def test_an_edit_of_a_topic_that_the_file_calls_otherwise_joins_the_files_entry() -> None:
    file = (Entry("The Middle Corridor", ("Middle Corridor",)),)
    assert with_edits(file, [alias("Middle Corridor", "X1")]) == (
        Entry("The Middle Corridor", ("Middle Corridor", "X1")),
    )


def test_an_edit_of_what_the_corpus_no_longer_has_waits() -> None:
    assert named(alias("Atlantis", "Lost City"), hide("Lemuria")) == named()


NAMES = st.sampled_from(["Middle Corridor", "TITR", "Zangezur", "Figure", "figure", "Trans-Caspian route", "A", "B b"])
EDITS = st.lists(st.builds(Edit, st.sampled_from(EditKind), NAMES, NAMES), max_size=8)
ENTRIES = st.lists(st.builds(Entry, NAMES, st.lists(NAMES, max_size=3).map(tuple), st.booleans()), max_size=4)


@given(ENTRIES, EDITS)
def test_whatever_was_said_topics_stay_topics(entries: list[Entry], edits: list[Edit]) -> None:
    made = amended(TOPICS, with_edits(entries, edits))
    assert len({topic.id for topic in made}) == len(made)
    assert {topic.id for topic in made} <= {topic.id for topic in TOPICS}
    assert sum(topic.occurrences for topic in made) <= sum(topic.occurrences for topic in TOPICS)
    for topic in made:
        keys = [name_key(name) for name in (topic.name, *topic.aliases)]
        assert len(set(keys)) == len(keys)


@given(ENTRIES, EDITS, NAMES)
def test_the_last_alias_leads_to_its_topic(entries: list[Entry], edits: list[Edit], topic: str) -> None:
    said = with_edits(entries, [*edits, alias(topic, "Entirely New")])
    assert [entry.name for entry in said if "Entirely New" in entry.aliases] != []

"""`topics.toml`: read, refused where it is not of its form, and written."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.amending import Entry
from bot.topics_file import TopicsFileError, load_entries, read_entries, written


def _entries(folder: Path, content: str) -> tuple[Entry, ...]:
    (folder / "topics.toml").write_text(content, encoding="utf-8")
    return load_entries(folder / "topics.toml")


def test_entries_are_read_in_the_order_of_the_file(tmp_path: Path) -> None:
    content = '[[topic]]\nname = "Osterwyk"\naliases = ["Old Haven", "Гавань"]\n[[topic]]\nname = "Tarnholm"\n'
    assert _entries(tmp_path, content) == (Entry("Osterwyk", ("Old Haven", "Гавань")), Entry("Tarnholm"))
    assert load_entries(tmp_path / "absent.toml") == _entries(tmp_path, "") == ()


def test_a_topic_may_be_hidden() -> None:
    assert read_entries("t", '[[topic]]\nname = "Figure"\nhidden = true') == (Entry("Figure", (), True),)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ('[[topic]]\nname = "A"\n[[topic]]\naliases = ["B"]', "number 2"),
        ('[[topic]]\nname = " "', "number 1"),
        ("[[topic]]\nname = 3", "number 1"),
        ('[[topic]]\nname = "Osterwyk"\naliases = "Old Haven"', "number 1"),
        ('[[topic]]\nname = "Osterwyk"\naliases = [1]', '"Osterwyk"'),
        ('[[topic]]\nname = "Osterwyk"\naliases = [""]', '"Osterwyk"'),
        ('[[topic]]\nname = "Osterwyk"\nhidden = "yes"', '"Osterwyk"'),
        ('topic = "Osterwyk"', "number 1"),
        ('topic = ["Osterwyk"]', "number 1"),
        ("[[topic]\nname", "line 1"),
    ],
)
def test_a_malformed_topics_file_is_refused_and_the_entry_named(tmp_path: Path, content: str, named: str) -> None:
    with pytest.raises(TopicsFileError, match=r"topics\.toml") as error:
        _entries(tmp_path, content)
    assert named in str(error.value)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "topics.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TopicsFileError, match=r"topics\.toml"):
        load_entries(tmp_path / "topics.toml")


@pytest.mark.parametrize("content", ['[[topics]]\nname = "Osterwyk"', '[[topic]]\nname = "Osterwyk"\nalias = ["OW"]'])
def test_an_unknown_key_of_the_topics_file_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(TopicsFileError):
        _entries(tmp_path, content)


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)


@given(st.lists(st.builds(Entry, NAMES, st.lists(NAMES, max_size=3).map(tuple), st.booleans()), max_size=5))
def test_what_is_written_is_read_back_as_the_same(entries: list[Entry]) -> None:
    assert read_entries("topics.toml", written(entries)) == tuple(entries)


def test_the_projects_own_topics_file_is_well_formed() -> None:
    assert len(load_entries(Path(__file__).parents[2] / "seeds" / "topics.toml")) > 50

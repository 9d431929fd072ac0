"""A gold set's files, and what is said of those that are not of the form."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.evaluation.gold import GoldError, Grade, Weight, load_gold
from tests.bot.evaluation.builders import BRIDGE, CARRIES, write_gold

PARAGRAPH = {"id": "p1", "file": "coast.txt", "text": BRIDGE}


def a_topic(**changes: object) -> dict[str, object]:
    whole: dict[str, object] = {
        "id": "b", "topic": "Bridge", "kind": "place", "relevant": {"p1": 2}, "nuggets": [],
        "queries": [{"text": "bridge", "type": "exact"}],
    }  # fmt: skip
    return {**whole, **changes}


def test_a_gold_set_is_read(tmp_path: Path) -> None:
    gold = load_gold(write_gold(tmp_path))
    assert gold.queries == ("lantren bridge", "pizza")
    assert gold.topics[0].relevant == {"p1": Grade.ANSWERS}
    assert gold.topics[0].nuggets[0].weight is Weight.VITAL
    assert gold.topics[0].nuggets[0].side == ""


def test_several_sets_share_the_paragraphs_beside_them(tmp_path: Path) -> None:
    write_gold(tmp_path / "first")
    for name in ("paragraphs.jsonl", "noise.jsonl"):
        (tmp_path / "first" / name).rename(tmp_path / name)
    assert load_gold(tmp_path / "first").paragraphs[0].text == BRIDGE


def test_a_set_of_its_own_paragraphs_takes_those(tmp_path: Path) -> None:
    write_gold(tmp_path)
    own = write_gold(tmp_path / "own", paragraphs=[{"id": "p1", "file": "other.txt", "text": CARRIES}])
    assert load_gold(own).paragraphs[0].file == "other.txt"


def test_facts_need_not_be_listed(tmp_path: Path) -> None:
    assert load_gold(write_gold(tmp_path, topics=[a_topic()])).topics[0].nuggets == ()


def test_blank_lines_are_left_out_and_counted(tmp_path: Path) -> None:
    with pytest.raises(GoldError) as caught:
        load_gold(write_gold(tmp_path, negatives=["", '{"text": "pizza", "difficulty": "easy"}', "", "{"]))
    assert caught.value.line == 4


@pytest.mark.parametrize("name", ["topics", "negatives", "paragraphs", "noise"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    write_gold(tmp_path / "set")
    (tmp_path / "set" / f"{name}.jsonl").unlink()
    with pytest.raises(GoldError, match=rf"set/{name}\.jsonl: there is no such file$"):
        load_gold(tmp_path / "set")


WRONG: list[tuple[str, Sequence[object], str]] = [
    ("topics", ["not json"], "line 1: it should be JSON, and is not"),
    ("topics", ["[]"], "line 1: it should be a JSON object"),
    ("topics", [a_topic(), a_topic(id=7)], 'line 2: "id" should be a text'),
    ("topics", [a_topic(queries="bridge")], 'line 1: "queries" should be a list of objects'),
    ("topics", [a_topic(queries=[{"text": "bridge"}])], 'line 1: "type" should be a text'),
    ("topics", [a_topic(relevant={"p1": 3})], 'line 1: "relevant" should be an object of paragraph ids'),
    ("topics", [a_topic(relevant={"p1": [2]})], 'line 1: "relevant" should be an object of paragraph ids'),
    ("topics", [a_topic(relevant={"p1": 1})], 'line 1: "relevant" should be of grade 2 for one paragraph at least'),
    ("topics", [a_topic(relevant={"p1": 2, "p9": 1})], '"p9" is none'),
    ("topics", [a_topic(nuggets=[{"fact": "f", "sentences": [], "weight": "vital"}])], '"sentences" should be a list'),
    ("topics", [a_topic(nuggets=[{"fact": "f", "sentences": ["s"], "weight": "big"}])], '"weight" should be one'),
    ("negatives", [{"text": " ", "difficulty": "easy"}], 'line 1: "text" should be a text that is not empty'),
    ("paragraphs", [PARAGRAPH, {"id": "p2", "text": "t"}], 'line 2: "file" should be a text'),
    ("noise", [{"kind": "dirt", "text": "t"}], 'line 1: "kind" should be one of furniture, caption'),
]  # fmt: skip


@pytest.mark.parametrize(("file", "rows", "said"), WRONG)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path: Path, file: str, rows: Sequence[object], said: str) -> None:
    with pytest.raises(GoldError) as caught:
        load_gold(write_gold(tmp_path, **{file: rows}))
    assert f"{file}.jsonl" in str(caught.value)
    assert said in str(caught.value)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    write_gold(tmp_path)
    (tmp_path / "noise.jsonl").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(GoldError, match=r"noise\.jsonl: it should be a text file in UTF-8"):
        load_gold(tmp_path)


def test_a_graded_paragraph_may_not_be_a_duplicate(tmp_path: Path) -> None:
    twin = {"id": "p2", "file": "copy.txt", "text": BRIDGE, "duplicate_of": "p1"}
    with pytest.raises(GoldError, match='"p2" is none'):
        load_gold(write_gold(tmp_path, paragraphs=[PARAGRAPH, twin], topics=[a_topic(relevant={"p2": 2})]))

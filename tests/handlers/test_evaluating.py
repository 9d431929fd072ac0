"""`evaluate` and `brief --explain` as they are typed."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.quality import tables
from bench.tables import replace_section
from bot.evaluation.answers import Answer
from bot.evaluation.figures import figures_of
from bot.evaluation.gold import load_gold
from bot.evaluation.scoring import score
from handlers.app import main
from handlers.columns import columns
from handlers.evaluating import worst_cases
from tests.bot.evaluation.builders import write_gold
from tests.handlers.seeds import BRIDGE, write_seeds


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """`main` sets the log up for a process of its own."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    root.handlers = []
    yield
    root.handlers, root.level = handlers, level
    logging.captureWarnings(False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation over the corpus of the coast, with a gold set beside it."""
    write_seeds(tmp_path / "seeds")
    write_gold(
        tmp_path / "gold",
        paragraphs=[{"id": f"p{n}", "file": "coast.jsonl", "text": text} for n, text in enumerate(BRIDGE)],
        topics=[
            {
                "id": "lantern-bridge",
                "topic": "Lantern Bridge",
                "kind": "infrastructure",
                "queries": [{"text": "lantren bridge", "type": "typo"}, {"text": "zeppelins", "type": "exact"}],
                "relevant": {f"p{n}": 2 for n in range(len(BRIDGE))},
                "nuggets": [
                    {"fact": f"fact {n}", "sentences": [text], "weight": "vital"} for n, text in enumerate(BRIDGE)
                ],
            }
        ],
        negatives=[{"text": "quantum chromodynamics", "difficulty": "easy"}],
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEEDS_DIR", "seeds")
    monkeypatch.setenv("DATA_DIR", "data")
    return tmp_path


def test_evaluate_prints_the_figures_and_the_worst_cases(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "gold", "--json", "figures.json"]) == 0
    out = capsys.readouterr().out
    lines = {line.strip().split("  ")[0]: line.split() for line in out.splitlines()}
    assert lines["all"][1:] == ["50.0", "%", "50.0", "%", "2"]
    assert lines["typo"][1:] == ["100.0", "%", "100.0", "%", "1"]
    assert lines["sentences verbatim"][2:] == ["100.0", "%"]
    assert "not matched: 1\n  'zeppelins'  exact, lantern-bridge\n" in out
    assert "answered that should not be: 0\n" in out
    assert "\n      - fact " in out.split("facts missed, worst query of each topic: 1\n")[1]
    figures = json.loads(Path("figures.json").read_text(encoding="utf-8"))
    assert figures["matching"]["match"] == 0.5
    assert figures["content"]["nugget_recall"] > 0
    assert 0 < figures["speed"]["median_ms"] <= figures["speed"]["p99_ms"]


def test_evaluate_prints_as_many_cases_as_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "gold", "--failures", "0"]) == 0
    assert "not matched" not in capsys.readouterr().out


def test_a_malformed_gold_set_fails_with_file_and_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "gold" / "negatives.jsonl").write_text('{"text": "pizza"}\n', encoding="utf-8")
    assert main(["evaluate", "gold"]) == 1
    error = capsys.readouterr().err
    assert error == 'gold/negatives.jsonl, line 1: "difficulty" should be a text that is not empty\n'


def test_a_file_that_cannot_be_written_fails_and_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "gold", "--json", "nowhere/figures.json"]) == 1
    assert capsys.readouterr().err == "nowhere/figures.json cannot be written: No such file or directory\n"


@pytest.mark.parametrize("arguments", [[], ["no-such-folder"], ["gold", "--failures", "-1"]])
def test_wrong_usage_exits_with_2(folder: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", *arguments]) == 2
    assert "usage: " in capsys.readouterr().err


def test_every_kind_of_failure_is_listed_with_its_query(tmp_path: Path) -> None:
    gold = load_gold(write_gold(tmp_path))
    useless = Answer(matched=True, paragraphs=("Nothing of the kind.",), reply="Share this page")
    cases = "\n".join(worst_cases(score(gold, {"lantren bridge": useless, "pizza": useless}), 9))
    assert "nothing relevant in the first five: 1\n  'lantren bridge'  typo, lantern-bridge" in cases
    assert "answered that should not be: 1\n  'pizza'  easy" in cases
    assert "noise: 2\n  'lantren bridge'  reply: Share this page" in cases
    assert "0.00, 0.00 of attainable: 'lantren bridge'  typo, lantern-bridge\n      - carries 4,200" in cases


def test_the_tables_go_into_their_section_of_a_document(tmp_path: Path) -> None:
    gold = load_gold(write_gold(tmp_path))
    refused = Answer(matched=False)
    document = tmp_path / "quality.md"
    document.write_text("before\n<!-- seeds -->\nstale\n<!-- /seeds -->\nafter\n", encoding="utf-8")
    replace_section(document, "seeds", tables(figures_of(score(gold, {"lantren bridge": refused, "pizza": refused}))))
    text = document.read_text(encoding="utf-8")
    assert "stale" not in text
    assert "| typo | 1 | 0.0 % | 0.0 % |\n" in text
    assert "| **aggregate** | **20.0** of 100 |\n" in text
    assert text.startswith("before\n<!-- seeds -->\n1 queries")
    assert text.endswith("<!-- /seeds -->\nafter\n")


def test_brief_explain_prints_columns_a_query(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["brief", "--explain", "lantren bridge", "quantum chromodynamics"]) == 0
    first, second = capsys.readouterr().out.split("\n\nnothing, tier none")
    assert first.startswith("Lantern Bridge: answer, tier fuzzy, score 0.")
    assert "lantern" in first
    assert "taken at turn" in first
    assert "quantum → nothing of the kind in the documents" in second


def test_brief_explains_or_prints_json_and_not_both(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["brief", "--explain", "--json", "bridge"]) == 2
    assert "not allowed with" in capsys.readouterr().err


def test_columns_stand_below_each_other_and_end_without_spaces() -> None:
    assert list(columns([("", "weight", "n"), ("bridge", "1.0", "12"), ("pier",)])) == [
        "        weight   n",
        "bridge     1.0  12",
        "pier",
    ]
    assert list(columns([])) == []

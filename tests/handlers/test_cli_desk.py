"""The command line's `sources`, `add`, `remove` and `undo`."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.app import main
from handlers.texts_en import ENGLISH
from tests.handlers.seeds import write_seeds
from tests.handlers.test_desk import LIGHTHOUSE


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
    """An installation of its own: the corpus of the coast, and a file that is not in it."""
    write_seeds(tmp_path / "seeds")
    (tmp_path / "tarn.md").write_text(LIGHTHOUSE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEEDS_DIR", "seeds")
    monkeypatch.setenv("DATA_DIR", "data")
    monkeypatch.delenv("BOT_TOKEN", raising=False)
    return tmp_path


def test_a_file_is_added_listed_quoted_and_removed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["add", "tarn.md", "--publisher", "Cape Courier", "--yes"]) == 0
    out = capsys.readouterr().out
    assert "It would add 3 paragraphs." in out
    assert "Added: tarn.md.\n3 paragraphs came." in out
    assert main(["sources"]) == 0
    first = capsys.readouterr().out.splitlines()[0]
    assert first.endswith("/tarn.md: The lamp of Cape Tarn, Cape Courier, 3 paragraphs, 18% of all")
    assert main(["brief", "Cape Tarn Lighthouse"]) == 0
    assert "Keepers of Cape Tarn Lighthouse lit the new lamp" in capsys.readouterr().out
    assert main(["add", "tarn.md", "--yes"]) == 0
    assert "That very file is among the documents" in capsys.readouterr().out
    assert main(["remove", "tarn.md"]) == 0
    assert "\n3 paragraphs went." in capsys.readouterr().out


def test_a_removal_is_taken_back_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["add", "tarn.md", "--yes"]) == 0
    assert main(["remove", "tarn.md"]) == 0
    *_, command = capsys.readouterr().out.splitlines()
    told, _, change = command.partition("bot.py undo ")
    assert told == "To take it back: "
    assert main(["undo", *change.split()]) == 0
    assert ENGLISH.desk.undone in capsys.readouterr().out
    assert main(["brief", "Cape Tarn Lighthouse"]) == 0
    assert "Keepers of Cape Tarn Lighthouse lit the new lamp" in capsys.readouterr().out
    assert main(["undo", *change.split()]) == 1
    assert main(["undo", "nothing"]) == 1
    assert "Look at `sources` for what there is now." in capsys.readouterr().err


def test_add_changes_nothing_where_nobody_can_be_asked(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with (folder / "tarn.md").open(encoding="utf-8") as no_terminal:
        monkeypatch.setattr(sys, "stdin", no_terminal)
        assert main(["add", "tarn.md"]) == 2
    assert "--yes" in capsys.readouterr().err
    assert not (folder / "data").exists()


def test_what_cannot_be_done_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["add", "nowhere.md", "--yes"]) == 1
    assert "nowhere.md cannot be read" in capsys.readouterr().err
    assert main(["add", "tarn.md", "--date", "soon", "--yes"]) == 2
    assert "--date should be a date such as" in capsys.readouterr().err
    assert main(["remove", "nothing.md"]) == 1
    assert "there is no 'nothing.md' among the documents" in capsys.readouterr().err
    (folder / "noise.pdf").write_bytes(b"%PDF-1.7 broken")
    assert main(["add", "noise.pdf", "--yes"]) == 1
    assert ENGLISH.desk.nothing_readable in capsys.readouterr().out

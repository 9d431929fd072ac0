"""What people ask, on a terminal: the same figures and words as in the chat."""

import asyncio
import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.settings import load_settings
from bot.store import Store
from bot.store.rows import QueryRow
from handlers.app import main
from handlers.texts_en import ENGLISH
from tests.handlers.test_cli import _logging_as_it_was, folder

__all__ = ["_logging_as_it_was", "folder"]  # fixtures
WORDS = ENGLISH.questions
NOW = datetime.now(UTC)
ASKED = QueryRow(NOW, "ada", "private", "Lantern Bridge", "answer", "exact", 1.0, "Lantern Bridge", ("p",), 12.0)
MISSED = replace(ASKED, text="zebra crossing", outcome="nothing", tier="", score=None, topic=None, paragraph_ids=())


def given(*rows: QueryRow) -> None:
    """Let the query log have rows."""

    async def log() -> None:
        store = await Store.open(load_settings(None, None).database_url.get_secret_value())
        await store.migrate()
        await store.log_queries(rows)
        await store.close()

    asyncio.run(log())


def test_stats_print_figures_and_draw_a_picture(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given(ASKED, ASKED, MISSED)
    assert main(["stats", "--png", "stats.png", "--dark"]) == 0
    out = capsys.readouterr().out
    assert "3 questions by 1 person: 2 answered, 0 with suggestions, 1 not found" in out
    assert "Most asked: Lantern Bridge (2)" in out
    assert (folder / "stats.png").read_bytes().startswith(b"\x89PNG")


def test_a_picture_that_cannot_be_written_is_refused_before_it_is_drawn(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["stats", "--png", "no/such/folder.png"]) == 2
    assert "folder.png" in capsys.readouterr().err


def test_stats_of_nothing_say_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", "--days", "1"]) == 0
    assert capsys.readouterr().out.startswith("Nobody asked anything")


def test_unmatched_prints_the_most_asked_first_with_the_nearest_topics(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given(replace(MISSED, text="Larntren Brigade"), MISSED, replace(MISSED, text="Zebra Crossing"))
    assert main(["unmatched", "--days", "7"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].casefold() == "1. zebra crossing"
    assert lines[1].startswith("   2 times by one person, last on ")
    assert lines[3] == "2. Larntren Brigade"
    assert "Lantern Bridge" in lines[5]
    assert main(["unmatched", "--most", "1"]) == 0
    assert "Larntren" not in capsys.readouterr().out


def test_nothing_unmatched_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["unmatched"]) == 0
    assert capsys.readouterr().out.startswith("Nothing was asked in vain, ")


def test_the_log_is_a_table_on_standard_output(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    given(replace(ASKED, asked_at=NOW - timedelta(days=30)), ASKED, replace(MISSED, text="=1+1"))
    assert main(["log", "--csv"]) == 0
    written = capfdbinary.readouterr().out.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(written, newline="")))
    assert [row["text"] for row in rows] == ["Lantern Bridge", "'=1+1"]
    assert list(rows[0]) == list(WORDS.log_columns)
    long_ago = (NOW - timedelta(days=30)).date().isoformat()
    assert main(["log", "--csv", "--from", long_ago, "--to", long_ago]) == 0
    assert capfdbinary.readouterr().out.count(b"\r\n") == 2


@pytest.mark.parametrize(
    "arguments", [["stats", "--days", "0"], ["unmatched", "--days", "367"], ["log"], ["log", "--csv", "--from", "soon"]]
)
def test_wrong_usage_is_exit_code_2(folder: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err

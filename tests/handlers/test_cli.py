"""The command line as it is typed."""

import asyncio
import contextlib
import io
import json
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from handlers.app import main
from handlers.arguments import DEFAULT_PORT
from handlers.preview import faults
from handlers.preview.server import PreviewServer
from tests.handlers.bots import person
from tests.handlers.seeds import BRIDGE, FERRY, write_seeds

ROOT = Path(__file__).parents[2]
_LONG_S = 120  # for a process to start, answer or end beside others on a busy machine; what hangs takes longer


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
    """An installation of its own: the corpus of the coast, no .env, no token."""
    write_seeds(tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEEDS_DIR", "seeds")
    monkeypatch.setenv("DATA_DIR", "data")
    monkeypatch.delenv("BOT_TOKEN", raising=False)
    return tmp_path


def test_brief_prints_sentences_and_numbered_sources(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["brief", "lantren bridge", "quantum chromodynamics"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Lantern Bridge\nfor “lantren bridge”\n\n")
    assert "[1] Coast Courier, A bridge & its cracks, 9 July 2024 (https://news.example/bridge?a=1&b=2)\n" in out
    assert "The documents say nothing about that." in out
    assert "<" not in out


def test_brief_json_answers_the_arguments_in_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["brief", "--json", "Lantern Bridge", " quantum  chromodynamics "]) == 0
    found, missed = map(json.loads, capsys.readouterr().out.splitlines())
    names = "query matched topic tier score suggestions paragraphs summary reply_text milliseconds"
    assert list(found) == names.split()
    assert (found["query"], found["matched"], found["topic"], found["tier"]) == (
        "Lantern Bridge", True, "Lantern Bridge", "exact",
    )  # fmt: skip
    assert [p["score"] for p in found["paragraphs"]] == sorted((p["score"] for p in found["paragraphs"]), reverse=True)
    assert {p["source"] for p in found["paragraphs"]} <= {"Coast Courier", "Harbour Gazette", "Who meets the mayor"}
    ids = {p["id"] for p in found["paragraphs"]}
    assert all(q["sentence"] in BRIDGE + FERRY and q["paragraph_id"] in ids for q in found["summary"])
    assert found["reply_text"].startswith("<b>Lantern Bridge</b>\n\n")
    assert found["milliseconds"] > 0
    assert (missed["query"], missed["matched"], missed["topic"]) == (" quantum  chromodynamics ", False, None)
    assert missed["summary"] == missed["paragraphs"] == []


def test_brief_json_reads_lines_and_gives_each_query_back(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ['{"id": 7, "query": "Oskar \\u00dfards"}', "Merrow", "", "{not json", '"quoted"']
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines)))
    assert main(["brief", "--json"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["query"] for answer in answers] == ["Oskar ßards", "Merrow", "", "{not json", '"quoted"']


def test_a_line_without_a_query_is_wrong_usage(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO('Merrow\n{"q": "Merrow"}\n'))
    assert main(["brief", "--json"]) == 2
    assert "line 2 should be" in capsys.readouterr().err


def test_index_says_what_it_read_skipped_and_dropped(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "seeds" / "empty.txt").write_bytes(b"")
    (folder / "seeds" / "broken.jsonl").write_text('{"id": "x"\n{"id": "y", "text": "One whole line of text."}\n')
    assert main(["index", "--show-dropped"]) == 0
    out = capsys.readouterr().out
    assert "files read: 2\nfiles skipped: 1\n  empty.txt: is empty\n" in out
    assert "documents: 4\nparagraphs: 15 (15 added, 0 kept, 0 restored, 0 removed)\n" in out
    assert "  broken.jsonl: bad record: " in out
    (folder / "seeds" / "broken.jsonl").unlink()
    assert main(["index"]) == 0
    assert "(0 added, 14 kept, 0 restored, 1 removed)" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--frobnicate"], ["brew"], ["preview", "--port", "99999"], ["index", "x"]])
def test_wrong_usage_is_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "usage: bot.py" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["brief", "--help"]])
def test_help_is_exit_code_0(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 0
    assert "0 done, 1 failed, 2 wrong usage or settings" in " ".join(capsys.readouterr().out.split())


def test_help_needs_none_of_the_slow_libraries() -> None:
    heavy = {"telegram", "sqlalchemy", "numpy", "pydantic", "starlette", "tqdm"}
    code = "import sys, handlers.app; handlers.app.main(['--help']); print(sorted(set(sys.modules)), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not [name for name in heavy if f"'{name}'" in done.stderr]


def test_all_wrong_settings_are_told_at_once(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "secret-but-wrong")
    monkeypatch.setenv("LOG_LEVEL", "LOUD")
    assert main(["index"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split()[0] for line in lines] == ["BOT_TOKEN", "LOG_LEVEL"]
    assert "secret" not in "".join(lines)


def test_a_preview_off_loopback_fails_with_the_reason(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preview", "--host", "0.0.0.0", "--port", "0"]) == 1
    assert "loopback" in capsys.readouterr().err


def test_a_reader_that_has_seen_enough_is_no_error_to_shout_about(folder: Path) -> None:
    command = [sys.executable, str(ROOT / "bot.py"), "brief", "--json", *["Lantern Bridge"] * 300]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stderr
        assert json.loads(process.stdout.readline())["matched"]
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()
        assert process.wait(_LONG_S) == 1


def test_the_preview_is_served_until_sigterm(folder: Path) -> None:
    with started(["preview", "--port", "0"]) as process:
        assert process.stderr
        lines = []
        for line in process.stderr:
            lines.append(line)
            if "answers" in line:
                break
        process.send_signal(signal.SIGTERM)
        assert process.wait(_LONG_S) == 0
    assert "Open http://127.0.0.1:" in "".join(lines)


def test_run_without_a_token_is_the_preview_and_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        with contextlib.suppress(OSError):  # then it is another's, and cannot be listened on either
            taken.bind(("127.0.0.1", DEFAULT_PORT))
            taken.listen()
        assert main([]) == 1
    said = capsys.readouterr().err
    assert "BOT_TOKEN is not set" in said
    assert f"port {DEFAULT_PORT}" in said


@pytest.mark.asyncio(loop_scope="session")
async def test_a_live_bot_answers_stops_on_sigterm_and_never_logs_its_token(folder: Path) -> None:
    async with PreviewServer(port=0) as server:
        chat = server.private_chat(person())
        live = {"BOT_TOKEN": server.token, "TELEGRAM_BASE_URL": server.base_url, "NO_PROXY": "127.0.0.1"}
        server.fail("sendMessage", faults.dropped())
        server.fail("getUpdates", faults.server_error())
        await chat.send("Oskar Yards")
        with started([], folder / "log", LOG_LEVEL="DEBUG", **live) as process:
            assert (await chat.wait_reply(timeout_s=_LONG_S)).text.startswith("Oskar Yards")
            process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(process.wait, _LONG_S) == 0
        log = (folder / "log").read_text(encoding="utf-8")
        assert "answers" in log
        assert server.token not in log
        assert server.token.partition(":")[2] not in log


@contextmanager
def started(arguments: list[str], log: Path | None = None, **more: str) -> "Iterator[subprocess.Popen[str]]":
    """Start `bot.py` in the current folder, as a person would, and end it with the block. Without `log`, a pipe."""
    command = [sys.executable, str(ROOT / "bot.py"), *arguments]
    with ExitStack() as stack:
        stderr = stack.enter_context(log.open("w")) if log else subprocess.PIPE
        process = stack.enter_context(subprocess.Popen(command, env=os.environ | more, stderr=stderr, text=True))
        stack.callback(process.kill)
        yield process

"""The command line's `feeds`."""

import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from handlers.app import main

_FEED = (
    b'<rss version="2.0"><channel><title>Harbour <b>News</b></title>'
    b"<item><title>A tug came</title><link>/1</link><pubDate>Mon, 02 Feb 2026 10:00:00 GMT</pubDate></item>"
    b"</channel></rss>"
)


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = self.path == "/feed"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "application/rss+xml")
        self.end_headers()
        self.wfile.write(_FEED if found else b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as in the library
        """Keep the test's output clean."""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A site on loopback, which the settings let the bot reach, and an installation of its own."""
    (tmp_path / "seeds").mkdir()
    monkeypatch.chdir(tmp_path)
    for name, value in {"SEEDS_DIR": "seeds", "DATA_DIR": "data", "FETCH_PRIVATE": "true"}.items():
        monkeypatch.setenv(name, value)
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    root.handlers = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    root.handlers, root.level = handlers, level
    logging.captureWarnings(False)


def test_a_feed_is_followed_listed_and_left_by_its_address(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feeds"]) == 0
    assert capsys.readouterr().out.startswith("No feed is followed.")
    assert main(["feeds", "add", f"{site}/feed"]) == 0
    out = capsys.readouterr().out
    assert f"({site}/feed)" in out
    assert "2026-02-02 A tug came" in out
    assert main(["feeds", "add", f"{site}/feed"]) == 0
    assert capsys.readouterr().out.startswith("Followed already: ")
    assert main(["feeds"]) == 0
    assert capsys.readouterr().out.startswith(f"{site}/feed: ")
    assert main(["feeds", "remove", f"{site}/feed"]) == 0
    assert main(["feeds", "remove", f"{site}/feed"]) == 1
    assert "is followed" in capsys.readouterr().out


def test_an_address_without_a_feed_is_refused_in_words(site: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["feeds", "add", f"{site}/nothing"]) == 1
    assert "404" in capsys.readouterr().err


def test_a_private_address_is_out_of_reach_unless_a_setting_says_otherwise(
    site: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FETCH_PRIVATE", "false")
    assert main(["feeds", "add", f"{site}/feed"]) == 1
    assert capsys.readouterr().err

"""The command line: what can be typed after `python bot.py`, and nothing that takes time to import."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_EXIT_CODES = "Exit codes: 0 done, 1 failed, 2 wrong usage or settings. Settings: see .env.example."


@dataclass(frozen=True, slots=True)
class Run:
    """Go live by long polling, or show the preview where there is no token."""


@dataclass(frozen=True, slots=True)
class Preview:
    """Serve the chat page without a token and without Telegram."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Brief:
    """Print briefings; without queries they are read from standard input, one a line."""

    queries: tuple[str, ...]
    as_json: bool
    explain: bool = False  # print why they are as they are instead


@dataclass(frozen=True, slots=True)
class IndexFiles:
    """Read the documents and make the index."""

    show_dropped: bool


@dataclass(frozen=True, slots=True)
class Evaluate:
    """Measure the answers against the gold set in a folder."""

    folder: Path
    failures: int  # cases to print of each kind of failure
    json_file: Path | None  # to write the figures to


@dataclass(frozen=True, slots=True)
class NameTopic:
    """Let a topic be found by other names too."""

    topic: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListTopicEdits:
    """Print what editors said of topics beside topics.toml."""


@dataclass(frozen=True, slots=True)
class ExportTopicEdits:
    """Print topics.toml with all edits in it."""


@dataclass(frozen=True, slots=True)
class UndoTopicEdit:
    """Take an edit back."""

    edit_id: int


TopicCommand = NameTopic | ListTopicEdits | ExportTopicEdits | UndoTopicEdit


@dataclass(frozen=True, slots=True)
class Stats:
    """Print what people ask, and draw it into a file where one is named."""

    days: int
    png: Path | None
    dark: bool


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Print what was asked and not found."""

    days: int
    most: int


@dataclass(frozen=True, slots=True)
class Log:
    """Print the query log as CSV; the dates are as `bot.statistics.parse_period` reads them."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class ListSources:
    """Print what is indexed."""


@dataclass(frozen=True, slots=True)
class AddFiles:
    """Add files to the documents, with what is known of them; asks before it does, unless told not to."""

    files: tuple[Path, ...]
    title: str
    publisher: str
    date: str
    language: str
    yes: bool


@dataclass(frozen=True, slots=True)
class RemoveSource:
    """Take a source out of the documents."""

    name: str


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Take a change of the documents back."""

    change_id: str


@dataclass(frozen=True, slots=True)
class ListFeeds:
    """Print the feeds that the bot follows."""


@dataclass(frozen=True, slots=True)
class AddFeed:
    """Follow a feed, or the one that a web page names."""

    url: str


@dataclass(frozen=True, slots=True)
class RemoveFeed:
    """Stop following a feed."""

    url: str


FeedCommand = ListFeeds | AddFeed | RemoveFeed
DeskCommand = ListSources | AddFiles | RemoveSource | TakeBack
QuestionCommand = Stats | Unmatched | Log
Command = Run | Preview | Brief | IndexFiles | Evaluate | TopicCommand | QuestionCommand | DeskCommand | FeedCommand

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8080
_MOST_DAYS = 366  # as `bot.statistics`, which takes time to import


def parse_arguments(arguments: Sequence[str] | None = None) -> Command:
    """Return what is to be done. Wrong usage is explained on standard error and exits with 2, `--help` with 0."""
    given = _parser().parse_args(arguments)
    if given.command == "preview":
        return Preview(given.host, given.port)
    if given.command == "brief":
        return Brief(tuple(given.queries), given.json, given.explain)
    if given.command == "index":
        return IndexFiles(given.show_dropped)
    if given.command == "evaluate":
        return Evaluate(given.folder, given.failures, given.json)
    if given.command == "alias":
        return _of_topics(given)
    if given.command == "stats":
        return Stats(given.days, given.png, given.dark)
    if given.command == "unmatched":
        return Unmatched(given.days, given.most)
    if given.command == "log":
        return Log(given.first, given.last)
    if given.command == "feeds":
        return _of_feeds(given)
    return _of_documents(given) or Run()


def _of_feeds(given: argparse.Namespace) -> FeedCommand:
    if given.does == "add":
        return AddFeed(given.url)
    return RemoveFeed(given.url) if given.does == "remove" else ListFeeds()


def _of_documents(given: argparse.Namespace) -> DeskCommand | None:
    if given.command == "sources":
        return ListSources()
    if given.command == "add":
        return AddFiles(tuple(given.files), given.title, given.publisher, given.date, given.language, given.yes)
    if given.command == "undo":
        return TakeBack(given.change)
    return RemoveSource(given.name) if given.command == "remove" else None


def _of_topics(given: argparse.Namespace) -> TopicCommand:
    if given.list:
        return ListTopicEdits()
    if given.export:
        return ExportTopicEdits()
    if given.undo is not None:
        return UndoTopicEdit(given.undo)
    if len(given.names) < 2:
        given.refuse("a topic and at least one other name for it are needed")
    return NameTopic(given.names[0], tuple(given.names[1:]))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bot.py", description="A Telegram bot that briefs on topics from documents.", epilog=_EXIT_CODES
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    commands.add_parser(
        "run", help="go live by long polling (the default); without BOT_TOKEN, show the preview", epilog=_EXIT_CODES
    )
    preview = commands.add_parser(
        "preview", help="chat with the bot in a browser, without Telegram", epilog=_EXIT_CODES
    )
    preview.add_argument(
        "--port", type=_port, default=DEFAULT_PORT, help="port to listen on (%(default)s; 0: any free)"
    )
    preview.add_argument("--host", default=DEFAULT_HOST, help="loopback address to listen on (%(default)s)")
    brief = commands.add_parser("brief", help="print briefings on topics", epilog=_EXIT_CODES)
    brief.add_argument("queries", nargs="*", metavar="QUERY", help="topic or question; without any, one a line is read")
    form = brief.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object a query, a line each")
    form.add_argument("--explain", action="store_true", help="print why the answer is as it is, in columns")
    index = commands.add_parser("index", help="read the documents and update the index", epilog=_EXIT_CODES)
    index.add_argument("--show-dropped", action="store_true", help="list the lines left out as page furniture")
    evaluate = commands.add_parser("evaluate", help="measure the answers against a gold set", epilog=_EXIT_CODES)
    evaluate.add_argument(
        "folder", type=_folder, metavar="FOLDER", help="the gold set; docs/evaluation.md has its form"
    )
    evaluate.add_argument(
        "--failures", type=_count, default=5, metavar="N", help="cases of each kind to print (%(default)s)"
    )
    evaluate.add_argument("--json", type=Path, metavar="FILE", help="write the figures to a file too")
    _add_alias(commands)
    _add_questions(commands)
    _add_documents(commands)
    return parser


def _add_alias(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    alias = commands.add_parser("alias", help="give topics other names, beside topics.toml", epilog=_EXIT_CODES)
    alias.add_argument("names", nargs="*", metavar="NAME", help="a topic, then other names for it")
    instead = alias.add_mutually_exclusive_group()
    instead.add_argument("--list", action="store_true", help="print all that editors said of topics, with numbers")
    instead.add_argument("--export", action="store_true", help="print topics.toml with all of it")
    instead.add_argument("--undo", type=_count, metavar="NUMBER", help="take one of them back")
    alias.set_defaults(refuse=alias.error)


def _add_documents(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter what changes the documents."""
    commands.add_parser("sources", help="what is indexed, latest added first", epilog=_EXIT_CODES)
    add = commands.add_parser("add", help="look at files, and add them to the documents", epilog=_EXIT_CODES)
    add.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a document, or a zip of documents")
    for fact in ("title", "publisher", "date", "language"):
        add.add_argument(f"--{fact}", default="", metavar="TEXT", help=f"the {fact}, in place of what the file says")
    add.add_argument("--yes", action="store_true", help="add without asking")
    remove = commands.add_parser("remove", help="take a source out of the documents", epilog=_EXIT_CODES)
    remove.add_argument("name", metavar="NAME", help="as `sources` prints it")
    undo = commands.add_parser("undo", help="take a change of the documents back", epilog=_EXIT_CODES)
    undo.add_argument("change", metavar="CHANGE", help="as `add` and `remove` print it")
    feeds = commands.add_parser("feeds", help="RSS and Atom feeds that the bot follows", epilog=_EXIT_CODES)
    does = feeds.add_subparsers(dest="does", metavar="add|remove")
    for name, said in (("add", "follow a feed, or the one that a page names"), ("remove", "stop following one")):
        of_one = does.add_parser(name, help=said, epilog=_EXIT_CODES)
        of_one.add_argument("url", metavar="URL", help="the address, http:// or https://")


def _add_questions(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Enter what tells what people ask."""
    stats = commands.add_parser("stats", help="what people ask, in figures", epilog=_EXIT_CODES)
    stats.add_argument("--days", type=_days, default=7, metavar="N", help="that end today (%(default)s)")
    stats.add_argument("--png", type=_new_file, metavar="FILE", help="draw it into a file too")
    stats.add_argument("--dark", action="store_true", help="on a dark ground")
    unmatched = commands.add_parser("unmatched", help="what was asked and not found", epilog=_EXIT_CODES)
    unmatched.add_argument("--days", type=_days, default=30, metavar="N", help="that end today (%(default)s)")
    unmatched.add_argument("--most", type=_count, default=50, metavar="N", help="to print (%(default)s)")
    log = commands.add_parser("log", help="the query log, which holds no names", epilog=_EXIT_CODES)
    log.add_argument("--csv", action="store_true", required=True, help="as a table for spreadsheets, in UTF-8")
    log.add_argument(
        "--from", dest="first", default="7 days", metavar="DATE", help="first day, or a number of days (7 days)"
    )
    log.add_argument("--to", dest="last", default="", metavar="DATE", help="last day (today)")


def _new_file(text: str) -> Path:
    if not Path(text).parent.is_dir():
        raise argparse.ArgumentTypeError(f"{text!r} is in no folder that there is")
    return Path(text)


def _days(text: str) -> int:
    days = _count(text[:9])
    if not 1 <= days <= _MOST_DAYS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days from 1 to {_MOST_DAYS}")
    return days


def _folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"{text!r} is no folder")
    return Path(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 0 up")
    return int(text)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port from 0 to 65535")
    return int(text)

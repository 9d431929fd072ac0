"""`topics.toml`, an editor's file of topics: read, checked, and written."""

import json
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.errors import BriefingError
from bot.search.amending import Entry

_KEYS = frozenset({"name", "aliases", "hidden"})


class TopicsFileError(BriefingError):
    """`topics.toml` is not of its form; the message names the entry and what it should be."""


def load_entries(path: Path) -> tuple[Entry, ...]:
    """Read an editor's topics; an absent file has none. Raises TopicsFileError naming the faulty entry."""
    if not path.exists():
        return ()
    try:
        return read_entries(path.name, path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise TopicsFileError(f"{path.name}: {error}") from error


def read_entries(file: str, text: str) -> tuple[Entry, ...]:
    """Read the text of a file of topics. Raises TopicsFileError naming the file and the faulty entry."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TopicsFileError(f"{file}: {error}") from error
    if unknown := sorted(tables.keys() - {"topic"}):
        raise TopicsFileError(f"{file}: [[{unknown[0]}]] is unknown; entries are [[topic]]")
    return tuple(_checked(file, tables.get("topic", [])))


def _checked(file: str, given: object) -> Iterator[Entry]:
    for number, one in enumerate(given if isinstance(given, list) else [given], start=1):
        entry = one if isinstance(one, dict) else {}
        name, aliases, hidden = entry.get("name"), entry.get("aliases", []), entry.get("hidden", False)
        if not isinstance(name, str) or not name.strip() or not isinstance(aliases, list):
            raise TopicsFileError(
                f'{file}: [[topic]] number {number} should have name = "..." and aliases = ["...", ...]'
            )
        if unknown := sorted(entry.keys() - _KEYS):
            raise TopicsFileError(
                f'{file}: "{unknown[0]}" of "{name}" is unknown; an entry has name and aliases, and may be hidden'
            )
        if not all(isinstance(alias, str) and alias.strip() for alias in aliases):
            raise TopicsFileError(f'{file}: the aliases of "{name}" should be texts')
        if not isinstance(hidden, bool):
            raise TopicsFileError(f'{file}: hidden of "{name}" should be true or false')
        yield Entry(name, tuple(aliases), hidden)


def written(entries: Iterable[Entry]) -> str:
    """Return entries as the text of a file of topics, which `read_entries` reads back as the same."""
    return "\n".join(_table(entry) for entry in entries)


def _table(entry: Entry) -> str:
    lines = ["[[topic]]", f"name = {_text(entry.name)}"]
    if entry.aliases:
        lines.append(f"aliases = [{', '.join(map(_text, entry.aliases))}]")
    if entry.hidden:
        lines.append("hidden = true")
    return "".join(f"{line}\n" for line in lines)


def _text(text: str) -> str:
    """Return a text as a TOML string: JSON's, but that TOML has no surrogate pairs and no bare DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")

"""Facts of a document as an admin writes them: "publisher: Reuters", a line each."""

import re

from handlers.texts import Texts

_LINE = re.compile(r"\s*([^:：=]+?)\s*[:：=]\s*(.*?)\s*")


class NoFactError(Exception):
    """A line says nothing that a card has. The message is the line."""


def read_facts(texts: Texts, text: str) -> dict[str, str]:
    """Return what lines such as "publisher: Reuters" say, by field; nothing after the colon is "".

    Raises NoFactError for the first line that is none.
    """
    told: dict[str, str] = {}
    for line in filter(str.strip, text.splitlines()):
        fact = _fact(texts, line)
        if fact is None:
            raise NoFactError(line.strip())
        told |= fact
    return told


def facts_among(texts: Texts, text: str) -> dict[str, str]:
    """Return what `read_facts` would of those lines that are facts: a caption may say other things too."""
    told: dict[str, str] = {}
    for line in text.splitlines():
        told |= _fact(texts, line) or {}
    return told


def _fact(texts: Texts, line: str) -> dict[str, str] | None:
    found = _LINE.fullmatch(line)
    field = texts.desk.fact_names.get(found[1].casefold()) if found else None
    return {field: found[2]} if found and field else None

"""An editor's word on topics over what the corpus says by itself: other names, merged ones, hidden ones. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.search.topics import Topic, name_key, with_editor_aliases


@dataclass(frozen=True, slots=True)
class Entry:
    """What an editor says of a topic: how it is called, by which other names, and whether it is one at all."""

    name: str
    aliases: tuple[str, ...] = ()
    hidden: bool = False


class EditKind(StrEnum):
    """What an edit does; in brackets, what its value is."""

    ALIAS = "alias"  # another name (the name)
    MERGE = "merge"  # it is the same as another topic (that topic)
    RENAME = "rename"  # another name to head its answers (the name)
    HIDE = "hide"  # it is no topic ("")


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing that an editor said of a topic, which is called as it was before all edits of its name."""

    kind: EditKind
    topic: str
    value: str


def amended(topics: Sequence[Topic], entries: Iterable[Entry]) -> tuple[Topic, ...]:
    """Return the topics of a corpus as an editor's entries have them, without those that are hidden."""
    said = tuple(entries)
    hidden = {name_key(entry.name) for entry in said if entry.hidden}
    named = with_editor_aliases(topics, ((entry.name, entry.aliases) for entry in said))
    return tuple(topic for topic in named if name_key(topic.name) not in hidden)


def with_edits(entries: Iterable[Entry], edits: Iterable[Edit]) -> tuple[Entry, ...]:
    """Return the entries of a file as later edits leave them, in the same order, new ones last.

    An edit is about the entry that has its topic's name, else the first that has it among its aliases, else a new one.
    A name that an edit gives to one topic is taken from the entries of others.
    """
    said = list(entries)
    for edit in edits:
        _apply(said, edit)
    return tuple(said)


def _apply(said: list[Entry], edit: Edit) -> None:
    match edit.kind:
        case EditKind.ALIAS:
            at = _place(said, edit.topic)
            _take_from_others(said, at, edit.value)
            said[at] = _called(said[at], said[at].name, edit.value)
        case EditKind.RENAME:
            at = _place(said, edit.topic)
            _take_from_others(said, at, edit.value)
            said[at] = _called(said[at], edit.value, said[at].name)
        case EditKind.HIDE:
            at = _place(said, edit.topic)
            said[at] = replace(said[at], hidden=True)
        case EditKind.MERGE:
            merged = said.pop(_place(said, edit.topic))
            at = _place(said, edit.value)
            said[at] = _called(said[at], said[at].name, edit.topic, merged.name, *merged.aliases)


def _place(said: list[Entry], name: str) -> int:
    """Return where the entry on a topic is, made at the end if there is none."""
    key = name_key(name)
    for names in (lambda entry: (entry.name,), lambda entry: entry.aliases):
        for at, entry in enumerate(said):
            if key in map(name_key, names(entry)):
                return at
    said.append(Entry(name))
    return len(said) - 1


def _called(entry: Entry, name: str, *aliases: str) -> Entry:
    """Return an entry under a name, with further aliases; none is the name, and none is there twice."""
    every = {name_key(alias): alias for alias in (*reversed(aliases), *reversed(entry.aliases))}
    every.pop(name_key(name), None)
    return replace(entry, name=name, aliases=tuple(reversed(every.values())))


def _take_from_others(said: list[Entry], at: int, name: str) -> None:
    key = name_key(name)
    for place, entry in enumerate(said):
        if place != at and any(name_key(alias) == key for alias in entry.aliases):
            said[place] = replace(entry, aliases=tuple(alias for alias in entry.aliases if name_key(alias) != key))

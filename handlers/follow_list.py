"""A follow list as a file: what is written when it is handed over, and what is read when it comes back.

A file comes from a stranger. Reading it is total: a list, or a `ListError` that names what is wrong.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from typing import TypeVar

from bot.digests.schedule import parse_quiet, parse_schedule
from bot.errors import BriefingError
from bot.following import key_of
from bot.search.zones import is_zone
from bot.store.rows import Follower, Subscription
from handlers.cutting import one_line, utf16_length

FORMAT = "topic-briefings/follow-list"
VERSION = 1
MAX_BYTES = 1_000_000
MAX_TOPIC = 200  # UTF-16 units, as of a question
_MAX_ID = 2**52  # https://core.telegram.org/bots/api#chat
LIST_KEY = "follow_list"  # where a list stands in a file that holds more than it

_T = TypeVar("_T")


class Fault(Enum):
    """What is wrong with a file."""

    TOO_BIG = auto()
    NO_JSON = auto()
    TWICE = auto()  # a name stands twice in one object
    NO_LIST = auto()
    LATER = auto()  # written by a later version
    BAD_TOPIC = auto()
    BAD_PART = auto()


class ListError(BriefingError):
    """A file is no follow list. `name` is the part that is wrong, `number` the topic's, counted from 1."""

    def __init__(self, fault: Fault, name: str = "", number: int = 0) -> None:
        super().__init__(" ".join(filter(None, (fault.name, name, f"of topic {number}" if number else ""))))
        self.fault = fault
        self.name = name
        self.number = number


@dataclass(frozen=True, slots=True)
class ListedTopic:
    """A topic in a file."""

    query: str
    schedule: str = ""  # "" where the chat's holds
    paused_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class FollowList:
    """What a chat follows, and when its digests come; "" and None where the file does not say."""

    topics: tuple[ListedTopic, ...]  # no two with the same key
    zone: str = ""
    schedule: str = ""
    quiet: str = ""
    chat_id: int = 0
    thread_id: int = 0

    @property
    def has_times(self) -> bool:
        """Tell whether the file says when news comes."""
        own = any(topic.schedule or topic.paused_until for topic in self.topics)
        return bool(self.zone or self.schedule or self.quiet or own)


def list_of(follower: Follower, topics: Sequence[Subscription]) -> FollowList:
    """Return the list of what is followed."""
    listed = tuple(ListedTopic(one.query, one.schedule, one.paused_until) for one in topics)
    return FollowList(listed, follower.zone, follower.schedule, follower.quiet, follower.chat_id, follower.thread_id)


def as_json(listed: FollowList) -> Mapping[str, object]:
    """Return a list as it stands in a file; `parse_list` reads it back."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "chat_id": listed.chat_id,
        "thread_id": listed.thread_id,
        "zone": listed.zone,
        "schedule": listed.schedule,
        "quiet": listed.quiet,
        "topics": [_topic_json(topic) for topic in listed.topics],
    }


def _topic_json(topic: ListedTopic) -> Mapping[str, object]:
    until = topic.paused_until.isoformat() if topic.paused_until else ""
    own = {"schedule": topic.schedule, "paused_until": until}
    return {"topic": topic.query} | {name: value for name, value in own.items() if value}


def written(content: Mapping[str, object]) -> bytes:
    """Return a file's content: JSON that a person can read too."""
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def parse_list(content: bytes) -> FollowList:
    """Read a list from a file, be it the whole of it or a part. The same topic twice is one. Raises ListError."""
    if len(content) > MAX_BYTES:
        raise ListError(Fault.TOO_BIG)
    found = _loaded(content)
    if isinstance(found, dict) and LIST_KEY in found:
        found = found[LIST_KEY]
    if not isinstance(found, dict) or not isinstance(found.get("topics"), list):
        raise ListError(Fault.NO_LIST)
    if found.get("format", FORMAT) != FORMAT:
        raise ListError(Fault.NO_LIST)
    if _part(found, "version", int, VERSION) > VERSION:
        raise ListError(Fault.LATER)
    return FollowList(
        _topics(found["topics"]),
        _valid(found, "zone", _zone),
        _valid(found, "schedule", lambda text: parse_schedule(text).text),
        _valid(found, "quiet", lambda text: parse_quiet(text).text),
        _number(found, "chat_id"),
        _number(found, "thread_id"),
    )


def _loaded(content: bytes) -> object:
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_without_twins)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a ValueError as well
        raise ListError(Fault.NO_JSON) from error


def _without_twins(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise ListError(Fault.TWICE, _quotable(name))
        found[name] = value
    return found


def _topics(entries: Sequence[object]) -> tuple[ListedTopic, ...]:
    by_key: dict[str, ListedTopic] = {}
    for number, entry in enumerate(entries, start=1):
        topic = _topic(entry, number)
        by_key.setdefault(key_of(topic.query), topic)
    return tuple(by_key.values())


def _topic(entry: object, number: int) -> ListedTopic:
    given = entry if isinstance(entry, dict) else {"topic": entry}
    query = given.get("topic")
    if not isinstance(query, str) or not _is_topic(query):
        raise ListError(Fault.BAD_TOPIC, number=number)
    schedule = _valid(given, "schedule", lambda text: parse_schedule(text).text, number)
    until = _valid(given, "paused_until", lambda text: _instant(text).isoformat(), number)
    return ListedTopic(one_line(query), schedule, datetime.fromisoformat(until) if until else None)


def _is_topic(query: str) -> bool:
    storable = not any("\ud800" <= character <= "\udfff" for character in query)
    return storable and utf16_length(query) <= MAX_TOPIC and any(character.isalnum() for character in query)


def _part(found: Mapping[str, object], name: str, kind: type[_T], default: _T) -> _T:
    value = found.get(name, default)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ListError(Fault.BAD_PART, name)
    return value


def _number(found: Mapping[str, object], name: str) -> int:
    number = _part(found, name, int, 0)
    if abs(number) > _MAX_ID:
        raise ListError(Fault.BAD_PART, name)
    return number


def _valid(found: Mapping[str, object], name: str, canonical: Callable[[str], str], number: int = 0) -> str:
    """Return a part in its canonical form, "" where there is none. Raises ListError."""
    text = _part(found, name, str, "")
    try:
        return canonical(text) if text else ""
    except (ValueError, OverflowError, BriefingError) as error:
        raise ListError(Fault.BAD_PART, name, number) from error


def _zone(text: str) -> str:
    if not is_zone(text):
        raise ValueError(text)
    return text


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(text)
    return at.astimezone(UTC)


def _quotable(name: str) -> str:
    return one_line(name.encode("utf-8", "replace").decode())[:40]

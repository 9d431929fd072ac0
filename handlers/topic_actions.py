"""What a button of /topics edit does, and how it fits into the 64 bytes of its callback data."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from handlers.subjects import PAGE, TOPIC_ID


@dataclass(frozen=True, slots=True)
class ListEdits:
    """Show a page (0-based) of the edits in the same message."""

    page: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"el:{self.page}"


@dataclass(frozen=True, slots=True)
class OpenEdited:
    """Show a topic as its editors see it, in the same message."""

    topic_id: str

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"eo:{self.topic_id}"


@dataclass(frozen=True, slots=True)
class FindTopic:
    """Ask for the topic to edit."""

    @property
    def data(self) -> str:
        """The button's callback data."""
        return "ef"


@dataclass(frozen=True, slots=True)
class ExportTopics:
    """Send topics.toml with all edits in it."""

    @property
    def data(self) -> str:
        """The button's callback data."""
        return "et"


@dataclass(frozen=True, slots=True)
class AskAlias:
    """Ask for another name of a topic."""

    topic_id: str

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"ea:{self.topic_id}"


@dataclass(frozen=True, slots=True)
class AskName:
    """Ask for the name that is to head a topic's answers."""

    topic_id: str

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"er:{self.topic_id}"


@dataclass(frozen=True, slots=True)
class ChooseMerge:
    """Offer the topics that a topic may be the same as, in the same message."""

    topic_id: str

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"em:{self.topic_id}"


@dataclass(frozen=True, slots=True)
class AskMerge:
    """Ask for the topic that a topic is the same as."""

    topic_id: str

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"eq:{self.topic_id}"


@dataclass(frozen=True, slots=True)
class MergeTopics:
    """Make one topic of two."""

    topic_id: str
    into_id: str

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"ei:{self.topic_id}:{self.into_id}"


@dataclass(frozen=True, slots=True)
class HideTopic:
    """Say that a topic is none."""

    topic_id: str

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"ex:{self.topic_id}"


@dataclass(frozen=True, slots=True)
class UndoEdit:
    """Take an edit back."""

    edit_id: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"eu:{self.edit_id}"


TopicAction = (
    ListEdits
    | OpenEdited
    | FindTopic
    | ExportTopics
    | AskAlias
    | AskName
    | ChooseMerge
    | AskMerge
    | MergeTopics
    | HideTopic
    | UndoEdit
)

_OF_TOPIC: Mapping[str, Callable[[str], TopicAction]] = {
    "eo": OpenEdited, "ea": AskAlias, "er": AskName, "em": ChooseMerge, "eq": AskMerge, "ex": HideTopic,
}  # fmt: skip
_TOPIC = re.compile(rf"(e[oarmqx]):({TOPIC_ID})")
_MERGE = re.compile(rf"ei:({TOPIC_ID}):({TOPIC_ID})")
_LIST = re.compile(rf"el:({PAGE})")
_UNDO = re.compile(r"eu:([1-9]\d{0,17})")


def parse(data: str) -> TopicAction | None:
    """Return what callback data asks for, None for data that is no button of /topics edit."""
    if found := _TOPIC.fullmatch(data):
        return _OF_TOPIC[found[1]](found[2])
    if found := _MERGE.fullmatch(data):
        return MergeTopics(found[1], found[2])
    if found := _LIST.fullmatch(data):
        return ListEdits(int(found[1]))
    if found := _UNDO.fullmatch(data):
        return UndoEdit(int(found[1]))
    if data == "ef":
        return FindTopic()
    return ExportTopics() if data == "et" else None

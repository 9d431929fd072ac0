"""What the buttons of an editor's statistics and of what was not found do."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.statistics import MOST_DAYS
from handlers.subjects import TOPIC_ID

PERIODS = (7, 30, 90)  # days


@dataclass(frozen=True, slots=True)
class ShowStatistics:
    """Show the picture of so many days, in the same message or a `fresh` one; `last` is the last day, None today."""

    days: int
    dark: bool = False
    fresh: bool = False
    last: date | None = None

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"qs:{self.days}:{int(self.dark)}:{int(self.fresh)}:{self.last.isoformat() if self.last else ''}"


@dataclass(frozen=True, slots=True)
class ListUnmatched:
    """Show a page (0-based) of what was not found in so many days, in the same message or a `fresh` one."""

    days: int
    page: int = 0
    fresh: bool = False

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"qu:{self.days}:{self.page}:{int(self.fresh)}"


@dataclass(frozen=True, slots=True)
class OpenUnmatched:
    """Show one of them; `group` is a `Group.id`, and days and page lead back to the list."""

    group: str
    days: int
    page: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"qo:{self.group}:{self.days}:{self.page}"


@dataclass(frozen=True, slots=True)
class IgnoreUnmatched:
    """List one of them and its like no more."""

    group: str
    days: int
    page: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"qi:{self.group}:{self.days}:{self.page}"


@dataclass(frozen=True, slots=True)
class AddAlias:
    """Make what was typed another name of a topic."""

    group: str
    topic_id: str
    days: int
    page: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"qa:{self.group}:{self.topic_id}:{self.days}:{self.page}"


@dataclass(frozen=True, slots=True)
class AskTopic:
    """Ask of which topic it is another name."""

    group: str
    days: int
    page: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"qk:{self.group}:{self.days}:{self.page}"


@dataclass(frozen=True, slots=True)
class TellAskers:
    """Tell those who asked to be told that it is in the documents now, under a topic."""

    group: str
    topic_id: str
    days: int
    page: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"qt:{self.group}:{self.topic_id}:{self.days}:{self.page}"


@dataclass(frozen=True, slots=True)
class HeedIgnored:
    """List again what was ignored; `group` is an `IgnoredQuery.group_id`."""

    group: str
    days: int
    page: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"qh:{self.group}:{self.days}:{self.page}"


@dataclass(frozen=True, slots=True)
class ListIgnored:
    """Show a page (0-based) of what is ignored."""

    days: int
    page: int = 0

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"ql:{self.days}:{self.page}"


QuestionAction = (
    ShowStatistics
    | ListUnmatched
    | OpenUnmatched
    | IgnoreUnmatched
    | AddAlias
    | AskTopic
    | TellAskers
    | HeedIgnored
    | ListIgnored
)

_GROUP = r"([0-9a-f]{12})"
_DAYS = r"([1-9][0-9]{0,2})"
_PAGE = r"(0|[1-9][0-9]{0,5})"
_PLACE = rf"{_GROUP}:{_DAYS}:{_PAGE}"

_FORMS: tuple[tuple[str, Callable[[re.Match[str]], QuestionAction]], ...] = (
    (
        rf"qs:{_DAYS}:([01]):([01]):(20\d\d-\d\d-\d\d|)",
        lambda m: ShowStatistics(int(m[1]), m[2] == "1", m[3] == "1", date.fromisoformat(m[4]) if m[4] else None),
    ),
    (rf"qu:{_DAYS}:{_PAGE}:([01])", lambda m: ListUnmatched(int(m[1]), int(m[2]), m[3] == "1")),
    (rf"qo:{_PLACE}", lambda m: OpenUnmatched(m[1], int(m[2]), int(m[3]))),
    (rf"qi:{_PLACE}", lambda m: IgnoreUnmatched(m[1], int(m[2]), int(m[3]))),
    (rf"qa:{_GROUP}:({TOPIC_ID}):{_DAYS}:{_PAGE}", lambda m: AddAlias(m[1], m[2], int(m[3]), int(m[4]))),
    (rf"qt:{_GROUP}:({TOPIC_ID}):{_DAYS}:{_PAGE}", lambda m: TellAskers(m[1], m[2], int(m[3]), int(m[4]))),
    (rf"qk:{_PLACE}", lambda m: AskTopic(m[1], int(m[2]), int(m[3]))),
    (rf"qh:{_PLACE}", lambda m: HeedIgnored(m[1], int(m[2]), int(m[3]))),
    (rf"ql:{_DAYS}:{_PAGE}", lambda m: ListIgnored(int(m[1]), int(m[2]))),
)


def parse(data: str) -> QuestionAction | None:
    """Return what callback data asks for, None where that is nothing of what people ask."""
    for form, made in _FORMS:
        if found := re.fullmatch(form, data):
            try:
                action = made(found)
            except ValueError:  # the 31st of February
                return None
            return action if action.days <= MOST_DAYS else None
    return None

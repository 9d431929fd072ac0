"""What a button does, and how it fits into the 64 bytes of its callback data. All state of a view is in there."""

import re
from dataclasses import dataclass

from handlers import (
    broadcast_actions,
    desk_actions,
    feed_actions,
    follow_actions,
    question_actions,
    schedule_actions,
    topic_actions,
)
from handlers.broadcast_actions import BroadcastAction
from handlers.desk_actions import DeskAction
from handlers.feed_actions import FeedAction
from handlers.follow_actions import FollowAction
from handlers.question_actions import QuestionAction
from handlers.schedule_actions import ScheduleAction
from handlers.subjects import ASK_ID, PAGE, TOPIC_ID, Subject
from handlers.topic_actions import TopicAction


@dataclass(frozen=True, slots=True)
class ShowView:
    """Show a page of an answer (0-based), with or without its evidence, in the same message."""

    subject: Subject
    page: int
    evidence: bool

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"v:{self.subject.data}:{self.page}:{int(self.evidence)}"


@dataclass(frozen=True, slots=True)
class ChooseTopic:
    """Take a suggested topic for what was asked: the same message becomes its briefing."""

    ask_id: str
    topic_id: str

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"c:{self.ask_id}:{self.topic_id}"


@dataclass(frozen=True, slots=True)
class OpenTopic:
    """Answer with a topic's briefing in a new message."""

    topic_id: str

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"t:{self.topic_id}"


@dataclass(frozen=True, slots=True)
class TurnTopics:
    """Show a page (0-based) of the list of topics in the same message."""

    page: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"p:{self.page}"


@dataclass(frozen=True, slots=True)
class TurnSources:
    """Show a page (0-based) of the list of documents in the same message."""

    page: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"s:{self.page}"


@dataclass(frozen=True, slots=True)
class Forget:
    """Delete what is kept of a person, or leave it; only that person may say so."""

    user_id: int
    agreed: bool

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"f:{self.user_id}:{int(self.agreed)}"


Action = (
    ShowView
    | ChooseTopic
    | OpenTopic
    | TurnTopics
    | TurnSources
    | Forget
    | FollowAction
    | ScheduleAction
    | TopicAction
    | BroadcastAction
    | DeskAction
    | FeedAction
    | QuestionAction
)

_VIEW = re.compile(rf"v:(?:a({ASK_ID})|t({TOPIC_ID})):({PAGE}):([01])")
_CHOOSE = re.compile(rf"c:({ASK_ID}):({TOPIC_ID})")
_OPEN = re.compile(rf"t:({TOPIC_ID})")
_TURN = re.compile(rf"([ps]):({PAGE})")
_FORGET = re.compile(r"f:(\d{1,19}):([01])")


def parse_action(data: str) -> Action | None:
    """Return what callback data asks for, None for data of another version of the bot or of somebody's making."""
    if found := _VIEW.fullmatch(data):
        subject = Subject(found[1] or "", found[2] or "")
        return ShowView(subject, int(found[3]), found[4] == "1")
    if found := _CHOOSE.fullmatch(data):
        return ChooseTopic(found[1], found[2])
    if found := _OPEN.fullmatch(data):
        return OpenTopic(found[1])
    if found := _TURN.fullmatch(data):
        return (TurnTopics if found[1] == "p" else TurnSources)(int(found[2]))
    if found := _FORGET.fullmatch(data):
        return Forget(int(found[1]), found[2] == "1")
    families = (
        follow_actions, schedule_actions, topic_actions, desk_actions, feed_actions, question_actions,
        broadcast_actions,
    )  # fmt: skip
    return next((action for family in families if (action := family.parse(data))), None)

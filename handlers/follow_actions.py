"""What a button on following does, and how it fits into the 64 bytes of its callback data."""

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from handlers.subjects import PAGE, Subject, parse_subject

HERE = 0  # a follower's id: the one of the chat and forum topic that the message stands in
FOREVER = 0  # days of a pause


@dataclass(frozen=True, slots=True)
class Follow:
    """Preview what following would bring, in a new message, of what the message answers that shows this page."""

    subject: Subject
    page: int
    evidence: bool

    @property
    def data(self) -> str:
        """The button's callback data."""
        return _data("fn", self.subject, self.page, self.evidence)


@dataclass(frozen=True, slots=True)
class Unfollow:
    """Follow no longer what the message answers that shows this page."""

    subject: Subject
    page: int
    evidence: bool

    @property
    def data(self) -> str:
        """The button's callback data."""
        return _data("fu", self.subject, self.page, self.evidence)


@dataclass(frozen=True, slots=True)
class PreviewTopic:
    """Preview what following would bring a follower, in the same message."""

    subject: Subject
    follower_id: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return _data("fp", self.subject, self.follower_id)


@dataclass(frozen=True, slots=True)
class ConfirmFollow:
    """Follow what was previewed. The briefing under which that began is message `briefing_id` (0: none).

    A question can be edited under its preview: `code` is that of what was previewed, see `code_of`.
    """

    subject: Subject
    follower_id: int
    code: int
    briefing_id: int = 0
    page: int = 0
    evidence: bool = False

    @property
    def data(self) -> str:
        """The button's callback data."""
        place = (self.briefing_id, self.page, self.evidence)
        return _data("fy", self.subject, self.follower_id, self.code, *place)


@dataclass(frozen=True, slots=True)
class DeclineFollow:
    """Leave it at the preview."""

    follower_id: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return _data("fx", self.follower_id)


@dataclass(frozen=True, slots=True)
class OpenFollowing:
    """Show a page (0-based) of what is followed: in the same message, or `fresh` in a new one."""

    follower_id: int
    page: int = 0
    fresh: bool = False

    @property
    def data(self) -> str:
        """The button's callback data."""
        return _data("fl", self.follower_id, self.page, self.fresh)


@dataclass(frozen=True, slots=True)
class OpenFollowed:
    """Show one of the topics that are followed; `page` is the one of the list that it was opened from."""

    subscription_id: int
    page: int = 0

    @property
    def data(self) -> str:
        """The button's callback data."""
        return _data("fd", self.subscription_id, self.page)


@dataclass(frozen=True, slots=True)
class BriefFollowed:
    """Answer with the briefing on a followed topic, in a new message."""

    subscription_id: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return _data("fb", self.subscription_id)


@dataclass(frozen=True, slots=True)
class AskPause:
    """Offer for how long to pause a topic."""

    subscription_id: int
    page: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return _data("fq", self.subscription_id, self.page)


@dataclass(frozen=True, slots=True)
class PauseFollowed:
    """Pause a topic for a number of days, or `FOREVER`: until it is resumed."""

    subscription_id: int
    page: int
    days: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return _data("fz", self.subscription_id, self.page, self.days)


@dataclass(frozen=True, slots=True)
class ResumeFollowed:
    """End a topic's pause."""

    subscription_id: int
    page: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return _data("fr", self.subscription_id, self.page)


@dataclass(frozen=True, slots=True)
class RemoveFollowed:
    """Follow a topic no longer, and show the list again."""

    subscription_id: int
    page: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return _data("fg", self.subscription_id, self.page)


@dataclass(frozen=True, slots=True)
class RemoveAll:
    """Follow nothing any more; asks first unless that was agreed to."""

    follower_id: int
    agreed: bool

    @property
    def data(self) -> str:
        """The button's callback data."""
        return _data("fw", self.follower_id, self.agreed)


@dataclass(frozen=True, slots=True)
class AskTopic:
    """Ask for a topic to follow, to be answered by the next message."""

    follower_id: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return _data("ft", self.follower_id)


class ImportChoice(Enum):
    """What to do with a list of topics that somebody sent."""

    NOTHING = 0
    TOPICS = 1
    ALL = 2  # with its times


@dataclass(frozen=True, slots=True)
class ImportList:
    """Follow what is in a file that was sent, or leave it."""

    choice: ImportChoice

    @property
    def data(self) -> str:
        """The button's callback data."""
        return _data("fi", self.choice.value)


@dataclass(frozen=True, slots=True)
class ExportHeld:
    """Send a person all that is held of them; only that person may say so."""

    user_id: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return _data("fe", self.user_id)


FollowAction = (
    Follow
    | Unfollow
    | PreviewTopic
    | ConfirmFollow
    | DeclineFollow
    | OpenFollowing
    | OpenFollowed
    | BriefFollowed
    | AskPause
    | PauseFollowed
    | ResumeFollowed
    | RemoveFollowed
    | RemoveAll
    | AskTopic
    | ImportList
    | ExportHeld
)


def code_of(query: str) -> int:
    """Return a number in [0, 65,535] by which a changed query is known."""
    return zlib.crc32(query.encode("utf-8", "surrogatepass")) % 65_536


def parse(data: str) -> FollowAction | None:
    """Return what callback data asks for, None where it is none of these."""
    tag, *parts = data.split(":")
    made, readers = _SHAPES.get(tag, (None, ()))
    if made is None or len(parts) != len(readers):
        return None
    values = [read(part) for read, part in zip(readers, parts, strict=True)]
    return None if None in values else made(*values)


def _data(tag: str, *parts: Subject | int) -> str:
    return ":".join([tag, *(part.data if isinstance(part, Subject) else str(int(part)) for part in parts)])


def _number(pattern: str) -> Callable[[str], int | None]:
    compiled = re.compile(pattern)
    return lambda part: int(part) if compiled.fullmatch(part) else None


def _flag(part: str) -> bool | None:
    return {"0": False, "1": True}.get(part)


def _choice(part: str) -> ImportChoice | None:
    return {str(choice.value): choice for choice in ImportChoice}.get(part)


_Reader = Callable[[str], object]
_id = _number(r"0|[1-9]\d{0,11}")
_user = _number(r"[1-9]\d{0,18}")
_code = _number(r"0|[1-9]\d{0,4}")
_page = _number(PAGE)
_days = _number(r"0|[1-9]\d{0,2}")

_SHAPES: Mapping[str, tuple[Callable[..., FollowAction], tuple[_Reader, ...]]] = {
    "fn": (Follow, (parse_subject, _page, _flag)),
    "fu": (Unfollow, (parse_subject, _page, _flag)),
    "fp": (PreviewTopic, (parse_subject, _id)),
    "fy": (ConfirmFollow, (parse_subject, _id, _code, _id, _page, _flag)),
    "fx": (DeclineFollow, (_id,)),
    "fl": (OpenFollowing, (_id, _page, _flag)),
    "fd": (OpenFollowed, (_id, _page)),
    "fb": (BriefFollowed, (_id,)),
    "fq": (AskPause, (_id, _page)),
    "fz": (PauseFollowed, (_id, _page, _days)),
    "fr": (ResumeFollowed, (_id, _page)),
    "fg": (RemoveFollowed, (_id, _page)),
    "fw": (RemoveAll, (_id, _flag)),
    "ft": (AskTopic, (_id,)),
    "fi": (ImportList, (_choice,)),
    "fe": (ExportHeld, (_user,)),
}

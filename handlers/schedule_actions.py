"""What the buttons of digests and schedules do. They say what is to be, not what to change: pressed twice is once."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from enum import Enum

from bot.digests.schedule import QuietHours

FLOORS = (15, 30, 60, 180)  # minutes between messages that come as it happens
QUIET_HOURS = (
    QuietHours(time(22), time(7)),
    QuietHours(time(23), time(8)),
    QuietHours(time(21), time(9)),
    QuietHours(time(0), time(6)),
)
PAUSES = (1, 7, 30, 0)  # days; 0 is until somebody resumes


@dataclass(frozen=True, slots=True)
class Menu:
    """The menu of a chat's schedule or of a topic's own; one of the ids is 0. `wide` has all hours of the day."""

    follower_id: int = 0
    subscription_id: int = 0
    wide: bool = False

    @property
    def data(self) -> str:
        """The menu within callback data."""
        kind = "f" if self.follower_id else "s"
        return f"{kind.upper() if self.wide else kind}{self.follower_id or self.subscription_id}"


class Pane(Enum):
    """What a menu shows."""

    WHEN = "w"
    ZONE = "z"
    QUIET = "q"
    PAUSE = "p"


@dataclass(frozen=True, slots=True)
class MoreNews:
    """Show a page (0-based) of a digest section's news that its message had no room for, in a new message."""

    digest_id: str
    section: int
    page: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"dm:{self.digest_id}:{self.section}:{self.page}"


@dataclass(frozen=True, slots=True)
class OpenSchedule:
    """Show when a follower's digests come, in a new message."""

    follower_id: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"do:{self.follower_id}"


@dataclass(frozen=True, slots=True)
class OpenTopicSchedule:
    """Show when a topic's news comes, in a new message."""

    subscription_id: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"dt:{self.subscription_id}"


@dataclass(frozen=True, slots=True)
class OpenZones:
    """Offer time zones in a new message."""

    follower_id: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"dz:{self.follower_id}"


@dataclass(frozen=True, slots=True)
class ShowPane:
    """Show a pane of a menu in the same message."""

    menu: Menu
    pane: Pane

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"dp:{self.menu.data}:{self.pane.value}"


@dataclass(frozen=True, slots=True)
class SetDays:
    """Let digests come on these weekdays (Monday is 0; sorted, never none), at the times that there are."""

    menu: Menu
    days: tuple[int, ...]

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"dd:{self.menu.data}:{''.join(map(str, self.days))}"


@dataclass(frozen=True, slots=True)
class SetDay:
    """Let digests come on a weekday, or not."""

    menu: Menu
    day: int
    comes: bool

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"dy:{self.menu.data}:{self.day}:{int(self.comes)}"


@dataclass(frozen=True, slots=True)
class SetTime:
    """Let digests come at a time of day, in minutes after midnight, or not."""

    menu: Menu
    minute: int
    comes: bool

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"dh:{self.menu.data}:{self.minute}:{int(self.comes)}"


@dataclass(frozen=True, slots=True)
class SetLive:
    """Let news come as it happens, with one of `FLOORS` between messages."""

    menu: Menu
    every_minutes: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"dl:{self.menu.data}:{self.every_minutes}"


@dataclass(frozen=True, slots=True)
class AsTheChat:
    """Let a topic's news come when the chat's digests do."""

    subscription_id: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"dc:{self.subscription_id}"


@dataclass(frozen=True, slots=True)
class SetZone:
    """Take a time zone; whether there is one of that name is for who reads this to see."""

    follower_id: int
    zone: str

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"dn:{self.follower_id}:{self.zone}"


@dataclass(frozen=True, slots=True)
class AskCity:
    """Ask in which city somebody is."""

    follower_id: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"da:{self.follower_id}"


@dataclass(frozen=True, slots=True)
class SetQuiet:
    """Keep one of `QUIET_HOURS`, or none."""

    follower_id: int
    quiet: QuietHours | None

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"dq:{self.follower_id}:{self.quiet.text if self.quiet else ''}"


@dataclass(frozen=True, slots=True)
class TellNothing:
    """Say so when there is nothing new, or say nothing."""

    follower_id: int
    tells: bool

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"de:{self.follower_id}:{int(self.tells)}"


@dataclass(frozen=True, slots=True)
class PauseDigests:
    """Send nothing for one of `PAUSES`."""

    follower_id: int
    days: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"du:{self.follower_id}:{self.days}"


@dataclass(frozen=True, slots=True)
class ResumeDigests:
    """End a pause."""

    follower_id: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"dr:{self.follower_id}"


Opening = OpenSchedule | OpenTopicSchedule | OpenZones
Timing = SetDays | SetDay | SetTime | SetLive
ChatSetting = SetZone | SetQuiet | TellNothing | PauseDigests | ResumeDigests
ScheduleAction = MoreNews | Opening | ShowPane | Timing | AsTheChat | AskCity | ChatSetting

_ID = r"([1-9][0-9]{0,17})"  # no number that is too large for a database
_MENU = rf"([fFsS]){_ID}"
_COUNT = r"(0|[1-9][0-9]{0,5})"
_MINUTE = r"(0|[1-9][0-9]{0,2}|1[0-3][0-9]{2}|14[0-3][0-9])"
_QUIET = {quiet.text: quiet for quiet in QUIET_HOURS}

_FORMS: tuple[tuple[str, Callable[[re.Match[str]], ScheduleAction]], ...] = (
    (rf"dm:([A-Za-z0-9_-]{{8}}):{_COUNT}:{_COUNT}", lambda m: MoreNews(m[1], int(m[2]), int(m[3]))),
    (rf"do:{_ID}", lambda m: OpenSchedule(int(m[1]))),
    (rf"dt:{_ID}", lambda m: OpenTopicSchedule(int(m[1]))),
    (rf"dz:{_ID}", lambda m: OpenZones(int(m[1]))),
    (rf"dp:{_MENU}:([wzqp])", lambda m: ShowPane(_menu(m), Pane(m[3]))),
    (rf"dd:{_MENU}:(?=[0-6])(0?1?2?3?4?5?6?)", lambda m: SetDays(_menu(m), tuple(map(int, m[3])))),
    (rf"dy:{_MENU}:([0-6]):([01])", lambda m: SetDay(_menu(m), int(m[3]), m[4] == "1")),
    (rf"dh:{_MENU}:{_MINUTE}:([01])", lambda m: SetTime(_menu(m), int(m[3]), m[4] == "1")),
    (rf"dl:{_MENU}:({'|'.join(map(str, FLOORS))})", lambda m: SetLive(_menu(m), int(m[3]))),
    (rf"dc:{_ID}", lambda m: AsTheChat(int(m[1]))),
    (rf"dn:{_ID}:([A-Za-z0-9_+/-]{{1,40}})", lambda m: SetZone(int(m[1]), m[2])),
    (rf"da:{_ID}", lambda m: AskCity(int(m[1]))),
    (rf"dq:{_ID}:({'|'.join(_QUIET)}|)", lambda m: SetQuiet(int(m[1]), _QUIET.get(m[2]))),
    (rf"de:{_ID}:([01])", lambda m: TellNothing(int(m[1]), m[2] == "1")),
    (rf"du:{_ID}:({'|'.join(map(str, PAUSES))})", lambda m: PauseDigests(int(m[1]), int(m[2]))),
    (rf"dr:{_ID}", lambda m: ResumeDigests(int(m[1]))),
)


def parse(data: str) -> ScheduleAction | None:
    """Return what callback data asks for, None where that is nothing of schedules."""
    for form, made in _FORMS:
        if found := re.fullmatch(form, data):
            return made(found)
    return None


def _menu(found: re.Match[str]) -> Menu:
    """Return the menu that the first two groups name."""
    kind, id_ = found[1], int(found[2])
    chat = kind in "fF"
    return Menu(follower_id=id_ * chat, subscription_id=id_ * (not chat), wide=kind.isupper())

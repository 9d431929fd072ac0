"""What a button on broadcasts does, and how it fits into the 64 bytes of its callback data."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from handlers.subjects import ASK_ID


@dataclass(frozen=True, slots=True)
class SendBroadcast:
    """Send a draft to all whom it is for."""

    broadcast_id: str

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"bs:{self.broadcast_id}"


@dataclass(frozen=True, slots=True)
class CancelBroadcast:
    """Give a draft up."""

    broadcast_id: str

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"bc:{self.broadcast_id}"


@dataclass(frozen=True, slots=True)
class IncludeGroups:
    """Let a draft go to groups too, or not."""

    broadcast_id: str
    groups: bool

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"bg:{self.broadcast_id}:{int(self.groups)}"


@dataclass(frozen=True, slots=True)
class ShowProgress:
    """Say how far a broadcast is, in the same message."""

    broadcast_id: str

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"bp:{self.broadcast_id}"


@dataclass(frozen=True, slots=True)
class TakeBroadcasts:
    """Let broadcasts come to the chat that the message stands in, or not."""

    wanted: bool

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"bm:{int(self.wanted)}"


BroadcastAction = SendBroadcast | CancelBroadcast | IncludeGroups | ShowProgress | TakeBroadcasts

_OF_ONE: Mapping[str, Callable[[str], BroadcastAction]] = {
    "bs": SendBroadcast,
    "bc": CancelBroadcast,
    "bp": ShowProgress,
}
_ONE = re.compile(rf"(b[scp]):({ASK_ID})")
_GROUPS = re.compile(rf"bg:({ASK_ID}):([01])")


def parse(data: str) -> BroadcastAction | None:
    """Return what callback data asks for, None for data that is no button on broadcasts."""
    if found := _ONE.fullmatch(data):
        return _OF_ONE[found[1]](found[2])
    if found := _GROUPS.fullmatch(data):
        return IncludeGroups(found[1], found[2] == "1")
    return TakeBroadcasts(data == "bm:1") if data in ("bm:0", "bm:1") else None

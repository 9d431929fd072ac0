"""What a button on feeds does, and how it fits into the 64 bytes of its callback data."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from handlers.subjects import PAGE


@dataclass(frozen=True, slots=True)
class ListFeeds:
    """Show a page (0-based) of the feeds that are followed, in the same message."""

    page: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"wl:{self.page}"


@dataclass(frozen=True, slots=True)
class OpenFeed:
    """Show a feed that is followed, with what can be done to it."""

    feed_id: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"wo:{self.feed_id}"


@dataclass(frozen=True, slots=True)
class FollowFeed:
    """Follow a feed that was looked at, or left a moment ago."""

    feed_id: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"wf:{self.feed_id}"


@dataclass(frozen=True, slots=True)
class LookAtFeed:
    """Show what a feed has that a page names."""

    feed_id: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"wv:{self.feed_id}"


@dataclass(frozen=True, slots=True)
class LeaveFeed:
    """Follow a feed no more."""

    feed_id: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"wr:{self.feed_id}"


@dataclass(frozen=True, slots=True)
class PollFeed:
    """Ask a feed now."""

    feed_id: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"wn:{self.feed_id}"


@dataclass(frozen=True, slots=True)
class PauseFeed:
    """Let a feed be asked no more until it is resumed, or again."""

    feed_id: int
    paused: bool

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"wp:{self.feed_id}:{int(self.paused)}"


@dataclass(frozen=True, slots=True)
class AddFeed:
    """Ask for the address of a feed."""

    @property
    def data(self) -> str:
        """The button's callback data."""
        return "wa"


FeedAction = ListFeeds | OpenFeed | FollowFeed | LookAtFeed | LeaveFeed | PollFeed | PauseFeed | AddFeed

_OF_FEED: Mapping[str, Callable[[int], FeedAction]] = MappingProxyType(
    {"wo": OpenFeed, "wf": FollowFeed, "wv": LookAtFeed, "wr": LeaveFeed, "wn": PollFeed}
)
_FEED_ID = r"[1-9]\d{0,17}"
_FEED = re.compile(rf"(w[ofvrn]):({_FEED_ID})", re.ASCII)
_PAUSE = re.compile(rf"wp:({_FEED_ID}):([01])", re.ASCII)
_LIST = re.compile(rf"wl:({PAGE})", re.ASCII)


def parse(data: str) -> FeedAction | None:
    """Return what callback data asks for, None for data that is no button on feeds."""
    if found := _FEED.fullmatch(data):
        return _OF_FEED[found[1]](int(found[2]))
    if found := _PAUSE.fullmatch(data):
        return PauseFeed(int(found[1]), found[2] == "1")
    if found := _LIST.fullmatch(data):
        return ListFeeds(int(found[1]))
    return AddFeed() if data == "wa" else None

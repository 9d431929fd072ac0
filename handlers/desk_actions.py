"""What the buttons of the editor's desk do; see `handlers.actions`."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

FIELDS = ("title", "publisher", "date", "language", "url")  # of `bot.corpus.sources.Facts`
_ID = r"[A-Za-z0-9_-]{8}"
_SOURCE = r"[0-9a-f]{12}"
_PAGE = r"0|[1-9]\d{0,5}"


@dataclass(frozen=True, slots=True)
class AddDraft:
    """Add a draft to the documents."""

    draft_id: str

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"xa:{self.draft_id}"


@dataclass(frozen=True, slots=True)
class DiscardDraft:
    """Throw a draft away."""

    draft_id: str

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"xd:{self.draft_id}"


@dataclass(frozen=True, slots=True)
class ShowDropped:
    """Send the lines of page furniture that a draft leaves out."""

    draft_id: str

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"xs:{self.draft_id}"


@dataclass(frozen=True, slots=True)
class CorrectDraft:
    """Ask for a fact of a draft."""

    draft_id: str
    field: str  # one of FIELDS

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"xc:{self.draft_id}:{self.field}"


@dataclass(frozen=True, slots=True)
class UndoChange:
    """Take a change back whole."""

    change_id: str

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"xu:{self.change_id}"


@dataclass(frozen=True, slots=True)
class ListSources:
    """Show a page (0-based) of what is indexed."""

    page: int

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"xl:{self.page}"


@dataclass(frozen=True, slots=True)
class OpenSource:
    """Show one source, with what can be done to it. Sources go by `stable_id` of their name."""

    source_id: str

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"xo:{self.source_id}"


@dataclass(frozen=True, slots=True)
class RemoveSource:
    """Take a source out of the documents."""

    source_id: str

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"xr:{self.source_id}"


@dataclass(frozen=True, slots=True)
class RereadSource:
    """Read a source again, or put it back."""

    source_id: str

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"xg:{self.source_id}"


@dataclass(frozen=True, slots=True)
class CorrectSource:
    """Ask for a fact of a source."""

    source_id: str
    field: str  # one of FIELDS

    @property
    def data(self) -> str:
        """The button's callback data."""
        return f"xf:{self.source_id}:{self.field}"


DeskAction = (
    AddDraft
    | DiscardDraft
    | ShowDropped
    | CorrectDraft
    | UndoChange
    | ListSources
    | OpenSource
    | RemoveSource
    | RereadSource
    | CorrectSource
)

_OF_ID: Mapping[str, Callable[[str], DeskAction]] = MappingProxyType(
    {
        "xa": AddDraft,
        "xd": DiscardDraft,
        "xs": ShowDropped,
        "xu": UndoChange,
        "xo": OpenSource,
        "xr": RemoveSource,
        "xg": RereadSource,
    }
)
_ONE_ID = re.compile(rf"(x[adsu]):({_ID})|(x[org]):({_SOURCE})")
_FIELD = re.compile(rf"(?:xc:({_ID})|xf:({_SOURCE})):({'|'.join(FIELDS)})")
_LIST = re.compile(rf"xl:({_PAGE})")


def parse(data: str) -> DeskAction | None:
    """Return what callback data asks for, None for data that is no button of the desk."""
    if found := _ONE_ID.fullmatch(data):
        return _OF_ID[found[1] or found[3]](found[2] or found[4])
    if found := _FIELD.fullmatch(data):
        return CorrectDraft(found[1], found[3]) if found[1] else CorrectSource(found[2], found[3])
    if found := _LIST.fullmatch(data):
        return ListSources(int(found[1]))
    return None

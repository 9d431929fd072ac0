"""What handlers work with: the long-lived parts of the bot, handed to each of them by name."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from bot.audience import Audience
from bot.broadcasting import Broadcasts
from bot.drawing import Drawer
from bot.editing import Editing
from bot.feeding import Feeding
from bot.following import Following
from bot.library import Library
from bot.notices import Notices
from bot.settings import Settings
from bot.store.privacy import pseudonym
from bot.store.query_log import QueryLog
from bot.store.store import Store
from bot.topic_edits import TopicEdits
from handlers.albums import Albums
from handlers.announcements import notice
from handlers.bell import Bell
from handlers.drafts import Drafts
from handlers.pace import SendingPace
from handlers.recent import Recent
from handlers.rights import Rights
from handlers.texts import Texts
from handlers.texts_en import ENGLISH

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Pace:
    """The waits that a person notices; tests set their own."""

    typing_after_s: float = 0.3  # a reply that takes longer is announced by "typing"
    inline_pause_s: float = 3.0  # an inline query that stands for so long is what was meant, and is logged
    quiet_s: float = 2.0  # files of the folder that nobody touches for so long are read
    album_s: float = 1.0  # an album of which nothing came for so long is whole
    patience_s: float = 10.0  # for the index after a start; who asks later, and it is not there, is told so


DEFAULT_PACE = Pace()


@dataclass(frozen=True, slots=True)
class Services:
    """The long-lived parts, open and ready."""

    library: Library
    store: Store
    following: Following
    topic_edits: TopicEdits
    editing: Editing
    feeding: Feeding
    query_log: QueryLog
    drafts: Drafts
    settings: Settings
    clock: Clock
    pseudonym_key: bytes
    texts: Texts = ENGLISH
    pace: Pace = DEFAULT_PACE
    recent: Recent = field(default_factory=Recent)
    albums: Albums = field(default_factory=Albums)
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)  # of the folder, which a change and the clock begin
    rights: Rights = field(default_factory=Rights)
    sending_pace: SendingPace = field(default_factory=SendingPace)  # one for answers and for what nobody asked for
    sender: Bell = field(default_factory=Bell)
    drawer: Drawer = field(default_factory=Drawer)
    started_at: datetime = field(default_factory=partial(datetime.now, UTC))

    @property
    def audience(self) -> Audience:
        """What people ask, over the store and the library that are there."""
        return Audience(self.store, self.library, self.clock)

    @property
    def notices(self) -> Notices:
        """What tells people of what they asked for."""
        return Notices(self.store, self.library, self.following.limits, notice(self.texts), self.clock)

    @property
    def broadcasts(self) -> Broadcasts:
        """What sends an editor's text to all who follow something."""
        return Broadcasts(self.store, self.following.limits, self.clock)

    def asker(self, user_id: int) -> str:
        """Return the pseudonym under which a person's queries are logged."""
        return pseudonym(self.pseudonym_key, user_id)

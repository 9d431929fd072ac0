"""What a digest is made of."""

from dataclasses import dataclass
from datetime import datetime

from bot.briefing.types import Briefing, SourceRef


@dataclass(frozen=True, slots=True)
class Section:
    """The news of one topic, of which a message shows some."""

    subscription_id: int  # 0 in a preview
    query: str  # what is followed
    heading: str  # the topic as the corpus names it
    briefing: Briefing  # of the news shown; never empty
    shown: tuple[str, ...]  # ids of the paragraphs that it quotes
    more: tuple[str, ...]  # ids of further news, best first
    folded: tuple[str, ...]  # ids of repeats, of what the follower was sent before and of what is shown here
    sent_before: tuple[SourceRef, ...]  # where the former stand
    also_in: tuple[SourceRef, ...]  # where the latter do

    @property
    def news(self) -> int:
        """How many paragraphs are news."""
        return len(self.shown) + len(self.more)


@dataclass(frozen=True, slots=True)
class Digest:
    """What is new for one follower at one due time, the topic with most news first."""

    follower_id: int
    due_at: datetime
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What following a topic would have brought."""

    query: str
    heading: str  # "" where the corpus does not have the topic
    days: int  # looked back
    news: int  # paragraphs first seen in that time
    sources: int  # documents' publishers or titles they come from
    section: Section | None  # as the next digest would show it; of older paragraphs where none is new
    next_at: datetime | None  # of the next digest in this chat, UTC; None where it comes as it happens or is paused

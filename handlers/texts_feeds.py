"""What an editor is told of feeds unasked: the structure, and its English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FeedTexts:
    """Sentences on feeds; see `handlers.texts.Texts`."""

    failing: str  # {title}, {since}, {error}
    recovered: str  # {title}


ENGLISH_FEEDS = FeedTexts(
    failing="The feed “{title}” could not be read since {since}: {error}. I keep trying, once a day at least, and will "
    "tell you when it is back.",
    recovered="The feed “{title}” can be read again.",
)

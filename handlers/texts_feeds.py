"""What an editor reads of feeds: the structure, and its English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FeedTexts:
    """Sentences on feeds; see `handlers.texts.Texts`."""

    # Unasked
    failing: str  # {title}, {since}, {error}
    recovered: str  # {title}
    # On the command line
    none: str
    line: str  # {url}, {title}, {state}
    works: str
    failed: str  # {error}
    added: str  # {title}, {url}
    known: str  # {title}, {url}
    item: str  # {date}, {title}
    removed: str  # {title}
    unknown: str  # {url}


ENGLISH_FEEDS = FeedTexts(
    failing="The feed “{title}” could not be read since {since}: {error}. I keep trying, once a day at least, and will "
    "tell you when it is back.",
    recovered="The feed “{title}” can be read again.",
    none="No feed is followed. Add one: feeds add URL",
    line="{url}: {title}, {state}",
    works="works",
    failed="failed: {error}",
    added="Followed: {title} ({url}). The bot asks it by itself. Its latest articles:",
    known="Followed already: {title} ({url}).",
    item="{date} {title}",
    removed="No longer followed: {title}. Its documents stay; `sources` and `remove` take them out.",
    unknown="No feed of the address {url} is followed. `feeds` lists those that are.",
)

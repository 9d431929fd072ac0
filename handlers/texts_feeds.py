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
    paused: str
    added: str  # {title}, {url}
    known: str  # {title}, {url}
    item: str  # {date}, {title}
    removed: str  # {title}
    unknown: str  # {url}
    # The list in the chat
    none_here: str
    listed: str  # {feeds}, {page}, {pages}
    feeds: tuple[str, str]  # {count}
    asked: str  # {moment}
    not_asked: str
    failing_since: str  # {since}, {error}
    documents: tuple[str, str]  # {count}
    # One feed
    next_poll: str  # {moment}
    next_soon: str
    followed_since: str  # {date}
    asking: str  # {title}
    came: tuple[str, str]  # {count}
    came_none: str
    not_read: str  # {error}
    left_out: tuple[str, str]  # {count}
    left_out_line: str  # {line}
    follows: str  # {title}, {minutes}
    leaves: str  # {title}
    # Looking at one
    looking: str  # {url}
    not_found: str  # {problem}
    preview: str  # {items}
    items: tuple[str, str]  # {count}
    no_items: str
    known_here: str
    usage: str  # {typed}
    unknown_here: str  # {url}
    ask_address: str
    address: str
    # Notes over the chat, of at most 200 characters
    gone: str
    is_paused: str
    # Buttons
    add: str
    follow: str
    not_now: str
    other: str  # {title}
    poll: str
    pause: str
    resume: str
    leave: str


ENGLISH_FEEDS = FeedTexts(
    failing="The feed “{title}” could not be read since {since}: {error}. I keep trying, once a day at least, and will "
    "tell you when it is back.",
    recovered="The feed “{title}” can be read again.",
    none="No feed is followed. Add one: feeds add URL",
    line="{url}: {title}, {state}",
    works="works",
    failed="failed: {error}",
    paused="paused",
    added="Followed: {title} ({url}). The bot asks it by itself. Its latest articles:",
    known="Followed already: {title} ({url}).",
    item="{date} {title}",
    removed="No longer followed: {title}. Its documents stay; `sources` and `remove` take them out.",
    unknown="No feed of the address {url} is followed. `feeds` lists those that are.",
    none_here="No feed is followed. Of a feed that is, each new article becomes a document by itself.",
    listed="{feeds}. Each new article becomes a document. Page {page} of {pages}.",
    feeds=("{count} feed is followed", "{count} feeds are followed"),
    asked="works, asked {moment}",
    not_asked="not asked yet",
    failing_since="fails since {since}: {error}",
    documents=("{count} document", "{count} documents"),
    next_poll="Next: {moment}.",
    next_soon="Next: within a minute.",
    followed_since="Followed since {date}.",
    asking="Asking {title} …",
    came=("{count} new document. /sources shows it.", "{count} new documents. /sources shows them."),
    came_none="Nothing new.",
    not_read="That failed: {error}.",
    left_out=("{count} article was left out:", "{count} articles were left out:"),
    left_out_line="- {line}",
    follows="Followed: {title}. I begin within a minute, then ask it every {minutes} minutes, or less often where it "
    "says so. Each new article becomes a document.",
    leaves="No longer followed: {title}. Its documents stay; /sources takes them out.",
    looking="Looking at {url} …",
    not_found="No feed there: {problem}.",
    preview="{items} in it now. The latest:",
    items=("{count} article", "{count} articles"),
    no_items="It has no articles just now.",
    known_here="It is followed already.",
    usage="I do not know “{typed}”. Send /feeds for the list, /feeds add URL for a new one, or /feeds remove URL.",
    unknown_here="No feed of the address {url} is followed. Send /feeds for those that are.",
    ask_address="What is the address of the feed, or of a page that names one?",
    address="https://…",
    gone="That feed is not followed any more. Send /feeds for those that are.",
    is_paused="It is paused. Resume it, and it is asked within a minute.",
    add="Add a feed",
    follow="Follow",
    not_now="Not now",
    other="Look at: {title}",
    poll="Ask now",
    pause="Pause",
    resume="Resume",
    leave="Stop following",
)

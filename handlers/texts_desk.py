"""What an editor reads at the desk: documents that come in, what is indexed, what a change did; and its English."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class DeskTexts:
    """Sentences of the editor's desk; see `handlers.texts.Texts`."""

    # A file or link that was sent
    reading: str  # {name}
    too_big: str  # {name}, {size}
    not_handed: str  # {name}
    fetching: str  # {url}
    not_fetched: str  # {problem}
    is_feed: str  # {url}
    too_many_links: str  # {read}, {count}
    gone: str
    known_already: str  # {date}
    would_add: str  # {new}
    already: tuple[str, str]  # {count}; beside what is new
    nothing_new: tuple[str, str]  # {count}
    page_since: str  # {date}
    furniture: tuple[str, str]  # {count}
    gains: str  # {topics}
    new_topics: str  # {topics}
    sampled: str
    more_names: tuple[str, str]  # {count}
    problem: str  # {name}, {problem}
    nothing_readable: str
    facts: Mapping[str, str]  # a fact's field -> what it is called; on buttons too
    fact: str  # {name}, {value}
    unknown_fact: str
    paragraphs: tuple[str, str]  # {count}
    documents: tuple[str, str]  # {count}
    files: tuple[str, str]  # {count}
    # Buttons
    add: str
    discard: str
    undo: str
    show_dropped: str
    remove: str
    reread: str
    put_back: str
    again: str
    # What was done
    adding: str
    undoing: str
    removing: str
    rereading: str
    changing: str
    discarded: str
    added: str  # {name}
    removed: str  # {name}
    renamed: str  # {name}
    reread_done: str  # {name}
    undone: str
    came: str  # {paragraphs}; as the next, joined by a comma
    went: str  # {paragraphs}
    topics_come: str  # {topics}
    topics_go: str  # {topics}
    brief_on: str  # {topic}; a button
    refused: Mapping[str, str]  # `bot.editing.Refusal` -> a note of at most 200 characters
    dropped_heading: str  # {name}
    dropped_none: str
    ask_fact: Mapping[str, str]  # a fact's field -> the question; {name}
    bad_fact: str  # {field}, {should_be}
    # Corrections written as a reply to a card
    fact_names: Mapping[str, str]  # what somebody may call a fact, in small letters -> its field
    no_fact: str  # {line}
    bad_line: str  # {field}, {should_be}
    each_its_own: str  # {documents}
    no_subject: str
    corrected_below: str  # {name}
    help: str
    # What is indexed
    sources: str  # {sources}, {documents}, {page}, {pages}
    source_count: tuple[str, str]  # {count}
    source_line: str  # {paragraphs}, {share}
    removed_mark: str  # {name}
    kinds: Mapping[str, str]  # `bot.editing.Kind` -> word
    added_on: str  # {date}, {days}
    today: str
    days_ago: tuple[str, str]  # {count}
    # /reindex
    progress: str  # {what}, {done}, {total}
    progress_left: str  # {what}, {share}, {minutes}
    last_minute: str  # {what}, {share}
    steps: Mapping[str, str]  # what is being done -> in words
    under_way: str
    unchanged: str
    reindexed: str  # {files}, {read}, {documents}, {paragraphs}, {seconds}
    changed: str  # {files}
    skipped: str  # {file}, {reason}
    reindexing: str
    failed: str  # {reason}
    # After a restart
    not_done: str
    perhaps_done: str
    not_read: str


ENGLISH_DESK = DeskTexts(
    reading="Reading {name} …",
    too_big=(
        "{name} has {size}. Telegram lets bots download up to 20 MB: put it into the folder of documents, or split it."
    ),
    not_handed="Telegram does not hand over {name}. Please send it again.",
    fetching="Fetching {url} …",
    not_fetched="I could not read that page: {problem}.",
    is_feed="It looks like a feed. To follow it, send:\n/feeds add {url}",
    too_many_links="I read the first {read} of {count} links. Send the others in another message.",
    gone="That draft is gone: it was added, thrown away, or is older than a day. Please send it again.",
    known_already="That very file is among the documents since {date}, so there is nothing to add. See /sources.",
    would_add="It would add {new}.",
    already=("{count} more stands in the documents already.", "{count} more stand in the documents already."),
    page_since="An earlier version of that page is there since {date}: adding this one keeps both. See /sources.",
    nothing_new=(
        "Its {count} paragraph stands in the documents already: added, it is another source of it.",
        "Its {count} paragraphs stand in the documents already: added, it is another source of them.",
    ),
    furniture=("{count} line of page furniture is left out.", "{count} lines of page furniture are left out."),
    gains="More on: {topics}.",
    new_topics="New topics: {topics}.",
    sampled="It is long: topics were looked for in its first part only.",
    more_names=("{count} more", "{count} more"),
    problem="{name} {problem}.",
    nothing_readable="There is nothing in it that I can read, so there is nothing to add.",
    facts=MappingProxyType({
        "title": "Title", "publisher": "Publisher", "date": "Date", "language": "Language", "url": "Address",
    }),
    fact="{name}: {value}",
    unknown_fact="not known",
    paragraphs=("{count} paragraph", "{count} paragraphs"),
    documents=("{count} document", "{count} documents"),
    files=("{count} file", "{count} files"),
    add="Add",
    discard="Discard",
    undo="Undo",
    show_dropped="What is left out",
    remove="Remove",
    reread="Read again",
    put_back="Put back",
    again="Try again",
    adding="Adding …",
    undoing="Taking it back …",
    removing="Removing …",
    rereading="Reading it again …",
    changing="Changing …",
    discarded="Thrown away. Nothing was changed.",
    added="Added: {name}.",
    removed="Removed: {name}.",
    renamed="Changed: {name}.",
    reread_done="Read again: {name}.",
    undone="Taken back. The documents are as they were before.",
    came="{paragraphs} came",
    went="{paragraphs} went",
    topics_come="New topics: {topics}.",
    topics_go="Topics gone: {topics}.",
    brief_on="Brief me on {topic}",
    refused=MappingProxyType({
        "gone": "That is gone. Look at /sources for what there is now.",
        "done": "That was done already.",
        "empty": "There is nothing in it that I can read, so nothing was added.",
        "changed": "The documents were changed again since, so this can no longer be taken back. See /sources.",
        "unreadable": "It cannot be read any more, so nothing was changed. /sources says why.",
    }),
    dropped_heading="Left out of {name}:",
    dropped_none="Nothing was left out.",
    ask_fact=MappingProxyType({
        "title": "What is the title of {name}?",
        "publisher": "Who published {name}? A dash (-) if nobody knows.",
        "date": "What is the date of {name}? For example 2026-11-22, 2026-11 or 2026; a dash (-) if nobody knows.",
        "language": "What is the language of {name}? Two letters, as en, ru, tr or az.",
        "url": "What is the address of {name}? It begins with http:// or https://.",
    }),
    bad_fact="{field} should be {should_be}. Press the button and try again.",
    fact_names=MappingProxyType({
        "title": "title", "headline": "title", "publisher": "publisher", "source": "publisher", "date": "date",
        "language": "language", "lang": "language", "address": "url", "url": "url", "link": "url",
    }),
    no_fact=(
        "I do not understand “{line}”. To correct a card, reply to it with one or several lines such as:\n"
        "title: The new tariff\npublisher: Reuters\ndate: 2024-05-01\nlanguage: ru\n"
        "A dash (date: -) takes away what is wrong. "
        "Nothing was changed. Reply once more, or press:"
    ),
    bad_line="{field} should be {should_be}. Nothing was changed. Reply once more, or press:",
    each_its_own=(
        "These are {documents}, each with a title and an address of its own. Publisher, date and language can be said "
        "of all. Nothing was changed."
    ),
    no_subject=(
        "There is no one document that this could correct: it is gone, was added since, or there are several. Open the "
        "one that you mean from /sources, and reply to that."
    ),
    corrected_below="Corrected: {name}. The new card is below.",
    help=(
        "Send me a file, several, a zip of them, or a link to a page: I show what adding it would do, and change "
        "nothing before you say so. To correct what I understood, reply to the card with lines such as “publisher: "
        "Reuters”."
    ),
    sources="{sources} with {documents}, latest added first. Page {page} of {pages}.",
    source_count=("{count} source", "{count} sources"),
    source_line="{paragraphs}, {share} of all",
    removed_mark="✕ {name}",
    kinds=MappingProxyType({
        "seed": "in the folder of documents", "file": "sent as a file", "link": "sent as a link", "feed": "from a feed",
    }),
    added_on="Added {date}, {days}.",
    today="today",
    days_ago=("{count} day ago", "{count} days ago"),
    progress="{what}: {done} of {total}",
    progress_left="{what}: {share}, about {minutes} min left",
    last_minute="{what}: {share}, less than a minute left",
    steps=MappingProxyType(
        {"reading": "Reading", "storing": "Keeping", "indexing": "Indexing", "topics": "Looking for topics"}
    ),
    under_way="The documents are being changed or read just now. Please try again when that is done.",
    unchanged="Nothing has changed in the documents.",
    reindexed="{read} read now, {files} in the folder. {documents} with {paragraphs} in all, in {seconds} s.",
    changed="Changed: {files}.",
    skipped="Left out: {file}, which {reason}.",
    reindexing="Reading the folder of documents …",
    failed="That failed, and I go on answering from the documents as they were: {reason}",
    not_done="I was restarted before this was done. Nothing was changed.",
    not_read="I was restarted before I had read this. Nothing was changed. Please send it again.",
    perhaps_done="I was restarted while I did this, so it may be done or not, but never by half: see /sources.",
)  # fmt: skip

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
    not_handed: str
    gone: str
    known_already: str  # {date}
    would_add: str  # {new}
    already: tuple[str, str]  # {count}
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
    counted: str  # {added}, {removed}
    topics_come: str  # {topics}
    topics_go: str  # {topics}
    brief_on: str  # {topic}; a button
    refused: Mapping[str, str]  # `bot.editing.Refusal` -> a note of at most 200 characters
    dropped_heading: str  # {name}
    dropped_none: str
    ask_fact: Mapping[str, str]  # a fact's field -> the question; {name}
    bad_fact: str  # {field}, {should_be}
    # What is indexed
    sources: str  # {documents}, {page}, {pages}
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


ENGLISH_DESK = DeskTexts(
    reading="Reading {name} …",
    too_big=(
        "{name} has {size}. Telegram lets bots download up to 20 MB: put it into the folder of documents, or split it."
    ),
    not_handed="Telegram does not hand over that file. Please send it again.",
    gone="That draft is gone: it was added, thrown away, or is older than a day. Send the file again.",
    known_already="That very file is among the documents since {date}, so there is nothing to add. See /sources.",
    would_add="It would add {new}.",
    already=("{count} more stands in the documents already.", "{count} more stand in the documents already."),
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
    counted="{added} came, {removed} went.",
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
        "publisher": "Who published {name}?",
        "date": "What is the date of {name}? For example 2026-11-22, 2026-11 or 2026.",
        "language": "What is the language of {name}? Two letters, as en, ru, tr or az.",
        "url": "What is the address of {name}? It begins with http:// or https://.",
    }),
    bad_fact="{field} should be {should_be}. Press the button and try again.",
    sources="{documents} that I quote from, latest added first. Page {page} of {pages}.",
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
    reindexed="{files} in the folder, {read} of them read now. {documents} with {paragraphs} in all, in {seconds} s.",
    changed="Changed: {files}.",
    skipped="Left out: {file}, which {reason}.",
    reindexing="Reading the folder of documents …",
    failed="That failed, and I go on answering from the documents as they were: {reason}",
)  # fmt: skip

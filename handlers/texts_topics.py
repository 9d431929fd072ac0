"""What an editor reads who edits topics: the structure, and its English."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.search.amending import EditKind
from bot.topic_edits import MAX_NAME, Fault


@dataclass(frozen=True, slots=True)
class TopicTexts:
    """Sentences on editing topics; see `handlers.texts.Texts`. `{topic}` and `{value}` are names."""

    # The list of edits
    heading: str  # {topics}, {edits}
    topics: tuple[str, str]  # {count}
    edits: tuple[str, str]  # {count}
    no_edits: str
    page: str  # {page}, {pages}
    edit: Mapping[EditKind, str]  # {topic}, {value}; a line of the list
    # A topic
    names: str  # {names}
    no_names: str
    counts: str  # {paragraphs}, {mentions}
    paragraphs: tuple[str, str]  # {count}
    mentions: tuple[str, str]  # {count}
    # Buttons, of at most 40 characters
    find: str
    export: str
    add_name: str
    rename: str
    merge: str
    hide: str
    another: str
    all_edits: str
    undo: str  # {number}
    undo_edit: str  # {edit}
    keep: str
    # Questions
    which: str
    which_of: str  # {typed}
    not_found: str  # {typed}
    ask_alias: str  # {topic}
    ask_name: str  # {topic}
    ask_merge: str  # {topic}
    choose_merge: str  # {topic}
    hint: str
    # What was done
    done: Mapping[EditKind, str]  # {topic}, {value}
    undone: str  # {edit}
    undone_before: str
    exported: str
    faults: Mapping[Fault, str]  # {name}, {topic}


ENGLISH_TOPICS = TopicTexts(
    heading="{topics} in the documents, and {edits} by hand beside topics.toml.",
    topics=("{count} topic", "{count} topics"),
    edits=("{count} edit", "{count} edits"),
    no_edits="An edit holds at once, and can be taken back.",
    page="Page {page} of {pages}.",
    edit=MappingProxyType(
        {
            EditKind.ALIAS: "{topic}: also “{value}”",
            EditKind.MERGE: "{topic}: the same as {value}",
            EditKind.RENAME: "{topic}: called “{value}”",
            EditKind.HIDE: "{topic}: hidden",
        }
    ),
    names="Other names: {names}",
    no_names="No other names.",
    counts="{paragraphs}, named {mentions}.",
    paragraphs=("{count} paragraph", "{count} paragraphs"),
    mentions=("{count} time", "{count} times"),
    find="Find a topic",
    export="Export topics.toml",
    add_name="Add a name",
    rename="Rename",
    merge="Merge into …",
    hide="Hide",
    another="Another one …",
    all_edits="All edits",
    undo="Undo {number}",
    undo_edit="Undo: {edit}",
    keep="Leave it",
    which="Which topic? Send its name.",
    which_of="No topic is called “{typed}”. Is it one of these?",
    not_found="No topic is called “{typed}”, and none looks like it.",
    ask_alias="By which other name shall {topic} be found? Send it.",
    ask_name="How shall {topic} be called? It will be found by its present name too.",
    ask_merge="Which topic is {topic} the same as? Send its name.",
    choose_merge="{topic} becomes another name of …",
    hint="A name",
    done=MappingProxyType(
        {
            EditKind.ALIAS: "“{value}” leads to {topic} now.",
            EditKind.MERGE: "{topic} and {value} are one topic now.",
            EditKind.RENAME: "{topic} is called {value} now.",
            EditKind.HIDE: "{topic} is no topic any more. Its words are found as before.",
        }
    ),
    undone="Taken back: {edit}.",
    undone_before="That was taken back already.",
    exported="topics.toml with all edits in it. In the folder of documents it says the same without the edits.",
    faults=MappingProxyType(
        {
            Fault.UNKNOWN: "The documents have no topic “{name}” now. Find it again by its name.",
            Fault.WORDLESS: "A name needs a letter or a digit, and “{name}” has none.",
            Fault.TOO_LONG: f"That is too long for a name: at most {MAX_NAME} characters.",
            Fault.KNOWN: "{topic} is found by “{name}” already.",
            Fault.TAKEN: "“{name}” is {topic} already. If both are one, merge them.",
            Fault.ITSELF: "{name} cannot be merged into itself.",
        }
    ),
)

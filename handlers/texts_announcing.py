"""What people read that an editor has them told, and what the editor reads about it: the structure, and its English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AnnouncingTexts:
    """Sentences on notices and broadcasts; see `handlers.texts.Texts`."""

    # To who asked for something that is in the documents now
    there: str  # {typed}
    there_for_all: str  # {typed}
    there_as: str  # {topic}; where it has another name
    # To an editor who sends a broadcast
    ask: str
    hint: str
    wordless: str
    too_long: str  # {length}, {most}
    question: str  # {chats}
    who_not: str
    nobody: str
    chats: tuple[str, str]  # {count}
    confirm: str  # {chats}
    cancel: str
    with_groups: str
    without_groups: str
    cancelled: str
    sending: str  # {chats}
    progress: str  # {sent}, {refused}, {waiting}
    how_far: str
    done: str  # {sent}, {refused}
    report: str  # {beginning}, {sent}, {refused}
    over: str
    # Under a broadcast, and what a press comes to
    no_more: str
    again: str
    stopped: str
    resumed: str


ENGLISH_ANNOUNCING = AnnouncingTexts(
    there="“{typed}”, which you asked for, is in the documents now.",
    there_for_all="“{typed}”, which was asked for here, is in the documents now.",
    there_as="They call it {topic}.",
    ask="What shall I send to all who follow something? Write it as your next message, without formatting.",
    hint="The announcement",
    wordless="That has no words, so nothing is sent. Write /broadcast and the text.",
    too_long="That has {length} characters, and a message holds {most}. Shorten it, and write /broadcast again.",
    question="This is what they get, and it goes to {chats}.",
    who_not="In quiet hours it waits for their end. Who has paused, or wants no announcements, gets none.",
    nobody="Nobody follows anything and takes announcements now, so it would reach nobody.",
    chats=("{count} chat", "{count} chats"),
    confirm="Send it to {chats}",
    cancel="Cancel",
    with_groups="To groups too",
    without_groups="Not to groups",
    cancelled="Nothing is sent.",
    sending="It is on its way. I write when it is done.",
    progress="Sent {sent}, refused {refused}, waiting {waiting}.",
    how_far="How far is it?",
    done="Done: sent {sent}, refused {refused}.",
    report="“{beginning}” is sent: {sent} got it, {refused} refused or could not be reached.",
    over="This was sent or given up before.",
    no_more="No more of these",
    again="Send these again",
    stopped="No more announcements come here. What is followed comes as before.",
    resumed="Announcements come here again.",
)

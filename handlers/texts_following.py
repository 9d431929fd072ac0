"""What a person reads who follows topics: the structure, and its English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FollowingTexts:
    """Sentences on following; see `handlers.texts.Texts`. `{who}` is the title of a group or channel."""

    # Buttons
    follow: str
    unfollow: str
    tell_me: str  # of what the documents do not have
    agree: str
    decline: str
    as_written: str  # {typed}
    list: str
    set_zone: str
    brief: str
    when: str
    pause: str
    resume: str
    pauses: tuple[str, str, str, str]  # until tomorrow, a week, a month, until somebody resumes
    remove: str
    remove_all: str
    add: str
    keep: str
    import_all: str
    import_topics: str
    import_nothing: str
    export_first: str
    own: str
    paused_mark: str  # {topic}
    # Before and after following
    recent: str  # {days}, {paragraphs}, {sources}
    nothing_recent: str  # {days}
    paragraphs: tuple[str, str]  # {count}
    sources: tuple[str, str]  # {count}
    days: tuple[str, str]  # {count}
    not_yet: str
    not_yet_offer: str  # before it is followed
    looks: str
    next_digest: str  # {moment}, {place}
    as_it_happens: str  # {schedule}
    nothing_comes: str  # {pause}
    declined: str
    followed: str  # {topic}
    followed_by: str  # {who}, {topic}
    known: str  # {topic}
    known_by: str  # {who}, {topic}
    full: str  # {topics}
    full_by: str  # {who}, {topics}
    default_zone: str  # {place}
    unfollowed: str  # {topic}
    unfollowed_by: str  # {who}, {topic}
    usage: str  # {example}
    several: str
    # The list
    topics: tuple[str, str]  # {count}
    listed: str  # {topics}
    listed_by: str  # {who}, {topics}
    page: str  # {page}, {pages}
    digests: str  # {schedule}, {place}
    paused_until: str  # {moment}
    paused: str
    stopped: str
    empty: str
    empty_by: str  # {who}
    empty_channel: str  # {who}
    this_topic: str  # {who}; of a forum
    not_followed: str  # {typed}
    which: str
    choose: str
    # One topic
    its_own: str  # {schedule}, {place}
    next: str  # {moment}
    since: str  # {date}
    ask_pause: str  # {topic}
    # Remove all, export, import
    ask_remove_all: str  # {topics}
    removed_all: str  # {topics}
    ask_topic: str
    ask_topic_by: str  # {who}
    topic_hint: str
    exported: str
    export_private: str
    import_question: str  # {topics}
    import_known: tuple[str, str]  # {count}
    import_target: str  # {who}
    import_times: str
    import_room: tuple[str, str]  # {count}
    import_no_room: str
    imported: str  # {topics}
    imported_nothing: str
    imported_times: str
    import_left: tuple[str, str]  # {count}
    import_declined: str
    file_too_big: str
    file_unreadable: str
    file_no_json: str
    file_twice: str  # {name}
    file_no_list: str
    file_later: str
    file_bad_topic: str  # {number}
    file_bad_part: str  # {name}
    # Channels
    channel_usage: str
    channel_private: str
    channel_unknown: str  # {name}
    channel_other: str  # {name}
    channel_not_in: str  # {name}
    channel_no_rights: str  # {name}
    channel_not_yours: str  # {name}
    # Notes over the chat: at most 200 characters
    admins_only: str
    channel_admins_only: str
    elsewhere: str
    gone: str
    in_private: str
    import_gone: str
    not_your_data: str
    # What is kept
    privacy: str  # {days}
    privacy_export: str
    subscriptions: tuple[str, str]  # {count}


_NOT_MINE = "Send the file that /export or “Remove all” gave you."

ENGLISH_FOLLOWING = FollowingTexts(
    follow="☆ Follow",
    unfollow="★ Unfollow",
    tell_me="☆ Tell me when it appears",
    agree="Follow",
    decline="Not now",
    as_written="Follow “{typed}” as I wrote it",
    list="What I follow",
    set_zone="Set the time zone",
    brief="Brief me",
    when="When",
    pause="Pause",
    resume="Resume",
    pauses=("Until tomorrow", "A week", "A month", "Until I resume"),
    remove="Remove",
    remove_all="Remove all",
    add="Follow a topic",
    keep="Keep them",
    import_all="Import, with times",
    import_topics="Import the topics",
    import_nothing="No",
    export_first="Send me a copy first",
    own="My own topics",
    paused_mark="⏸ {topic}",
    recent="Last {days}: {paragraphs} from {sources}.",
    nothing_recent="Nothing new in the last {days}.",
    paragraphs=("{count} new paragraph", "{count} new paragraphs"),
    sources=("{count} source", "{count} sources"),
    days=("{count} day", "{count} days"),
    not_yet="The documents do not have this topic yet. I will write when they do.",
    not_yet_offer="The documents do not have this topic yet. Press Follow, and I write when they do.",
    looks="It would look like this:",
    next_digest="Next digest: {moment} ({place}).",
    as_it_happens="News comes {schedule}.",
    nothing_comes="{pause} Nothing is sent before that.",
    declined="All right, it is not followed.",
    followed="You follow {topic} now.",
    followed_by="{who} follows {topic} now.",
    known="You follow {topic} already.",
    known_by="{who} follows {topic} already.",
    full="You follow {topics}, which is the most in one chat. Remove one first: /following",
    full_by="{who} follows {topics}, which is the most in one chat. Remove one first: /following",
    default_zone="Times are in {place} until a time zone is set.",
    unfollowed="You no longer follow {topic}.",
    unfollowed_by="{who} no longer follows {topic}.",
    usage="Write the topic after the command, as in “/follow {example}”, or press ☆ Follow under a briefing.",
    several="Those are several topics, and each is followed by itself. Which one first?",
    topics=("{count} topic", "{count} topics"),
    listed="You follow {topics}.",
    listed_by="{who} follows {topics}.",
    page="Page {page} of {pages}.",
    digests="Digests: {schedule} ({place}).",
    paused_until="Paused until {moment}.",
    paused="Paused until somebody resumes.",
    stopped="I could not write there, so nothing is sent. It begins again when I may write.",
    empty="You follow nothing yet. Press ☆ Follow under a briefing, or write /follow and a topic.",
    empty_by="{who} follows nothing yet. Its admins write /follow and a topic, or press ☆ Follow under a briefing.",
    empty_channel="{who} follows nothing yet. Press “Follow a topic”, which /channel shows.",
    this_topic="{who} (this topic)",
    not_followed="“{typed}” is not among the topics that are followed.",
    which="Which one shall I remove?",
    choose="Whose topics?",
    its_own="Its own time: {schedule} ({place}).",
    next="Next: {moment}.",
    since="Followed since {date}.",
    ask_pause="For how long shall I leave out {topic}?",
    ask_remove_all=(
        "Remove all that is followed here ({topics})? I send you the list as a file first, so that you can bring it "
        "back."
    ),
    removed_all="Removed: {topics}. To bring them back, send me that file in a private chat.",
    ask_topic="Which topic shall I follow for you? Send it as your next message.",
    ask_topic_by="Which topic shall {who} follow? Send it as an answer to this message.",
    topic_hint="A topic, a name, a place",
    exported="This is all that is kept about you. The list of topics in it can be sent back to me.",
    export_private="Send /export to me in a private chat: the file is for you alone.",
    import_question="This file has {topics}.",
    import_known=("{count} of them is followed already.", "{count} of them are followed already."),
    import_target="They would be followed by {who}.",
    import_times="It also says when digests come.",
    import_room=("There is room for {count} more.", "There is room for {count} more."),
    import_no_room="There is no room for more: remove some first, /following",
    imported="Imported: {topics}.",
    imported_nothing="No topic was added.",
    imported_times="Digests come as the file says.",
    import_left=(
        "{count} topic did not fit, because a chat can follow no more.",
        "{count} topics did not fit, because a chat can follow no more.",
    ),
    import_declined="Nothing was imported.",
    file_too_big=f"That file is larger than 1 MB, which no list of mine is. {_NOT_MINE}",
    file_unreadable="Telegram does not hand me that file. Please send it again.",
    file_no_json=f"That file is not JSON, so it is no list of mine. {_NOT_MINE}",
    file_twice=f"That file says “{{name}}” twice in one place, so I cannot tell what it means. {_NOT_MINE}",
    file_no_list=f"That file has no list of topics. {_NOT_MINE}",
    file_later="That list was written by a later version of me, so I cannot read it.",
    file_bad_topic="Topic number {number} of that file is none: it should be a text with words, of 1 to 200 letters.",
    file_bad_part="“{name}” in that file is not as I write it, so nothing was imported.",
    channel_usage=(
        "Write the channel's name after the command, as in “/channel @name”. I must be an admin there that may post, "
        "and so must you be an admin."
    ),
    channel_private="Send /channel to me in a private chat.",
    channel_unknown=(
        "I find no channel {name}. Is it spelt so? A private channel goes by its number, as in -1001234567890."
    ),
    channel_other="{name} is no channel. In a group, write /follow there.",
    channel_not_in="I am not in {name}. Make me an admin there that may post messages, then try again.",
    channel_no_rights="I may not post in {name}. Give me the right to post messages there, then try again.",
    channel_not_yours="Only the admins of {name} can let it follow topics.",
    admins_only="Only the admins of this group can change what it follows and ask for its digest.",
    channel_admins_only="Only the admins of that channel can see and change what it follows.",
    elsewhere="This belongs to another chat.",
    gone="This is no longer followed.",
    in_private="A channel's topics are managed in a private chat with me: /channel",
    import_gone="This question is too old. Send the file again.",
    not_your_data="Only the person who asked can press this. Send me /export yourself.",
    privacy=(
        "If you follow topics, I keep them with your Telegram id and the times of your digests until you remove them, "
        "and which paragraphs you were sent for {days}, so that nothing is sent to you twice."
    ),
    privacy_export="/export sends you all that is kept about you.",
    subscriptions=("{count} followed topic", "{count} followed topics"),
)

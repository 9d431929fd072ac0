"""What the store hands out and takes in, one frozen value a row."""

from dataclasses import dataclass
from datetime import UTC, datetime

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)  # paused until somebody resumes


@dataclass(frozen=True, slots=True)
class CorpusChange:
    """What replacing the corpus did, counted in paragraphs; `kept + added + restored` are live after it."""

    added: int  # never seen before
    kept: int  # live before and after, be it in another place of its document
    restored: int  # removed earlier and back now; first seen when it was
    removed: int


@dataclass(frozen=True, slots=True)
class CorpusSize:
    """How much is live."""

    documents: int
    paragraphs: int


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a change of the corpus did to one file."""

    name: str
    documents_added: int
    documents_changed: int  # live before and after, not with the same content
    documents_removed: int
    added: int  # paragraphs, as the next two
    restored: int
    removed: int


@dataclass(frozen=True, slots=True)
class SourceRow:
    """What is known of one file beside its documents. Title to url are an editor's corrections, "" for none."""

    name: str  # `Document.file`
    kind: str  # "seed", "file", "link" or "feed"
    stored: str  # the file with its bytes, within DATA_DIR; "" of a seed
    state: str  # of a seed: what it was read from; another state is read again
    title: str
    publisher: str
    date: str
    language: str
    url: str
    added_at: datetime
    added_by: int  # Telegram id of an admin; 0 of a seed
    read_at: datetime  # when a reading last came to something else than the one before
    problem: str  # why it has no documents; "" where it has
    removed: bool  # by an editor: it is not read until it is put back


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What an editor did to the corpus."""

    id: str  # 8 url-safe characters: it travels in callback data
    kind: str  # "add", "remove", "rename" or "reread"
    generation: int  # that it made
    names: tuple[str, ...]  # of the sources that it touched
    made_at: datetime
    made_by: int
    undone_at: datetime | None
    counted: CorpusChange


@dataclass(frozen=True, slots=True)
class FileDraft:
    """A file that an editor sent and has not added yet, or has added by `change_id`."""

    id: str  # 8 url-safe characters: it travels in callback data
    user_id: int
    chat_id: int
    message_id: int | None  # that shows it
    name: str  # as it was sent
    kind: str
    digest: str  # of its bytes
    title: str  # an editor's correction, "" where there is none; as the next four
    publisher: str
    date: str
    language: str
    url: str
    spooled: str  # the file with its bytes, within DATA_DIR
    made_at: datetime
    change_id: str | None


@dataclass(frozen=True, slots=True)
class DeedRow:
    """Something that is being done to the documents, and the message that says so."""

    chat_id: int
    message_id: int
    data: str  # of the button that began it, "" where none did
    began_at: datetime


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """A live document without its paragraphs."""

    id: str
    file: str
    title: str
    publisher: str
    date: str
    language: str
    url: str
    size: int  # its paragraphs


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What a file has that is live."""

    name: str
    documents: int
    paragraphs: int
    heads: tuple[DocumentHead, ...]  # the first of its documents, latest date first


@dataclass(frozen=True, slots=True)
class QueryRow:
    """One line of the query log: what somebody asked and what came of it."""

    asked_at: datetime
    asker: str  # `bot.store.privacy.pseudonym`
    chat_kind: str
    text: str
    outcome: str
    tier: str  # "" where no topic was matched
    score: float | None
    topic: str | None
    paragraph_ids: tuple[str, ...]
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Ask:
    """A question in a chat and the reply to it, so that an edit or a button finds its conversation again."""

    id: str
    chat_id: int
    question_message_id: int
    reply_message_id: int | None
    user_id: int
    text: str
    topic_id: str | None
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class TakenAsk:
    """A question as it was when its message came."""

    ask_id: str | None  # of what is kept now; None where the message had put a question before, or nothing can be kept
    known: Ask | None  # that question, as it was
    followed: frozenset[str] | None  # keys of what is followed in its place; None where that is not known


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows that told of a person were deleted."""

    asks: int
    queries: int
    subscriptions: int = 0  # of the private chat


@dataclass(frozen=True, slots=True)
class Follower:
    """Who follows topics: a chat, or one topic of a forum. Texts of schedules are those of `bot.digests.schedule`."""

    id: int
    chat_id: int
    thread_id: int  # of a forum topic; 0 is the chat itself, a forum's General too
    kind: str  # Telegram's chat type
    title: str  # of a group or channel; "" of a private chat
    language: str  # IETF tag of the person who began to follow, or ""
    zone: str  # IANA name; "" until one was chosen
    schedule: str
    quiet: str  # hours without digests, or ""
    tells_nothing: bool  # say so when a digest would be empty
    paused_until: datetime | None  # FOREVER: until somebody resumes
    refusals: int  # of Telegram, in a row
    stopped: str  # why nothing can be sent there; "" where it can
    manager_id: int | None  # who manages a channel from a private chat
    created_at: datetime
    last_digest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Subscription:
    """A topic that a follower follows."""

    id: int
    follower_id: int
    query: str  # matched anew against each state of the corpus
    key: str  # the query folded; one of each a follower
    schedule: str  # "" where the follower's holds
    paused_until: datetime | None
    user_id: int | None  # who asked for it; NULL once forgotten
    created_at: datetime
    news_since: datetime  # paragraphs first seen later are news
    next_run_at: datetime | None  # NULL while nothing is to come: paused, stopped or asleep
    asleep: bool  # follows as it happens and waits for the corpus to change


@dataclass(frozen=True, slots=True)
class Overdue:
    """What is due already when its times are changed: it must not go without."""

    now: datetime  # due by then
    comes_at: datetime
    ids: frozenset[int]  # of the subscriptions that have times: one that comes as it happens may always look for news


@dataclass(frozen=True, slots=True)
class DueFollower:
    """A follower with all of its subscriptions that are due, by id."""

    follower: Follower
    subscriptions: tuple[Subscription, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """A subscription as it was seen, and what it becomes if it is still so: of two schedulers one wins."""

    subscription_id: int
    seen_next_run_at: datetime | None
    seen_news_since: datetime
    next_run_at: datetime | None
    news_since: datetime
    asleep: bool = False


@dataclass(frozen=True, slots=True)
class SectionRow:
    """One topic of a digest as it was sent."""

    number: int  # 0-based within its digest
    subscription_id: int
    query: str
    since: datetime  # the subscription's `news_since` before
    until: datetime  # and after
    shown: tuple[str, ...]  # paragraph ids that the message quotes
    more: tuple[str, ...]  # further news, best first
    folded: tuple[str, ...]  # repeats of what the follower was sent before


@dataclass(frozen=True, slots=True)
class DigestRow:
    """A digest as it was sent. `(follower_id, due_at)` is unique."""

    id: str  # 8 url-safe characters: it travels in callback data
    follower_id: int
    due_at: datetime
    sections: tuple[SectionRow, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be sent unasked, or in answer to /digest."""

    key: str  # unique: the same message twice is one
    chat_id: int
    thread_id: int
    html: str
    buttons: str  # JSON: rows of [label, callback data, url]; "[]" without any
    follower_id: int | None = None
    asked: bool = False  # somebody waits for it: goes before what nobody waits for


@dataclass(frozen=True, slots=True)
class Commit:
    """What one follower's due time comes to, kept whole or not at all: without news no digest and no drafts."""

    follower_id: int
    claims: tuple[Claim, ...]
    digest: DigestRow | None
    drafts: tuple[Draft, ...]


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message that waits to be sent or is being sent."""

    id: int
    key: str
    follower_id: int | None
    digest_id: str | None
    chat_id: int
    thread_id: int
    html: str
    buttons: str
    asked: bool
    attempts: int
    doubtful: bool  # an earlier attempt may have reached the chat
    created_at: datetime
    not_before: datetime


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question of ours that a person's next message in a chat answers."""

    chat_id: int
    user_id: int
    message_id: int  # of the question
    kind: str
    data: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class TopicEdit:
    """One thing that an editor said of a topic. Kinds are those of `bot.search.amending`."""

    id: int  # it travels in callback data
    kind: str
    topic: str  # its name before all edits of names
    value: str
    made_at: datetime
    made_by: int  # Telegram id; 0 of the command line, or once forgotten


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A text that an editor sends to those who follow something."""

    id: str  # 8 url-safe characters: it travels in callback data
    text: str
    groups: bool  # to groups too
    made_at: datetime
    made_by: int  # Telegram id, and so the private chat that the report goes to; 0 once forgotten
    state: str  # "draft", "cancelled", "spreading" until every chat's message is queued, "sending", "done"
    confirmed_at: datetime | None
    spread_to: int  # the last follower, by id, that was looked at
    chats: int  # for which a message was queued
    sent: int  # counted once it is done, as is the next
    refused: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a broadcast is, in chats. What is neither sent nor waiting was refused."""

    sent: int
    refused: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Later:
    """A message that a follower is not to get before an instant."""

    draft: Draft
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """Trouble for an operator, each kind of it once."""

    fingerprint: str  # of where and what
    place: str  # where in the program; never what a person wrote
    what: str
    reference: str  # of the latest, as a person was told it and the log has it; "" where there is none
    serious: bool  # the admins are to be told
    first_at: datetime
    last_at: datetime
    count: int
    told_at: datetime | None  # when the admins were told last
    told_count: int  # what the count was then


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed that the bot follows."""

    id: int
    url: str
    title: str
    etag: str  # of the last answer that was taken in whole; "" where there was none
    modified: str
    next_poll_at: datetime
    polled_at: datetime | None  # last with success
    failures: int  # in a row
    failing_since: datetime | None
    last_error: str  # in words for an editor; "" while it works
    reported_at: datetime | None  # when admins were told of the present failure
    added_at: datetime
    added_by: int

    @property
    def paused(self) -> bool:
        """Tell whether it waits until somebody resumes it."""
        return self.next_poll_at >= FOREVER


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An article of a feed, as far as the bot came with it."""

    feed_id: int
    key: str  # `bot.web.feeds.Item.key`
    url: str
    seen_at: datetime  # last
    tries: int
    settled: bool  # a document, or never to be one
    source: str  # that it became; "" where it became none
    problem: str  # why it became none (yet)

"""The tables as they are now. A change here needs a new migration, never a change to an old one."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
    true,
)

from bot.store.columns import KeyText, RowId, StringList, TypedText, UtcDateTime

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# Documents, paragraphs and sources are kept in versions: a row holds from one generation of the corpus until another.
# A change is written as rows of the generation to come, which nobody reads, and one update makes that the present one.


def _version(*content: "Column[Any] | Index") -> "tuple[Column[Any] | Index, ...]":
    """The columns that tell when a row holds, around those of its content."""
    return (
        Column("from_generation", Integer, primary_key=True, autoincrement=False),
        Column("until_generation", Integer),  # the first in which it no longer holds; NULL while there is none
        *content,
        # sweep: WHERE from_generation > ?; what a killed change left behind
        Index(None, "from_generation"),
    )


_ENDED = text("until_generation IS NOT NULL")

documents = Table(
    "documents",
    metadata,
    Column("id", Text, primary_key=True),  # `bot.corpus.documents.Document.id`, stable over reindexing
    *_version(
        Column("first_generation", Integer, nullable=False),  # survives removal and return
        Column("file", Text, nullable=False),
        Column("title", Text, nullable=False),
        Column("publisher", Text, nullable=False),
        Column("date", Text, nullable=False),  # as precise as known: a date column would invent the day
        Column("language", Text, nullable=False),
        Column("url", Text, nullable=False),
        Column("size", Integer, nullable=False),  # its paragraphs
        Column("digest", Text, nullable=False),  # of all that it says, `corpus_plan.document_digest`
        # the live documents of some files: WHERE file IN (...)
        Index(None, "file"),
        # sweep: WHERE until_generation > ?
        Index(None, "until_generation", sqlite_where=_ENDED, postgresql_where=_ENDED),
    ),
)

paragraphs = Table(
    "paragraphs",
    metadata,
    Column("id", Text, primary_key=True),
    *_version(
        # What makes a paragraph new to a digest; never reset, and a row stays, so that a return is not news.
        Column("first_generation", Integer, nullable=False),
        Column("document_id", Text, nullable=False),  # no foreign key: a document has several versions
        Column("position", Integer, nullable=False),
        Column("section", Text, nullable=False),
        Column("text", Text, nullable=False),
        Column("text_key", BigInteger, nullable=False),  # `corpus_plan.text_key`: equal texts, equal keys
        # documents_at: documents LEFT JOIN paragraphs ON document_id = documents.id
        Index(None, "document_id"),
        # first_seen_since: WHERE first_generation = ?; corpus_time: EXISTS (...), answered by the index alone
        Index(None, "first_generation", "until_generation"),
        # removed_since: WHERE until_generation = ?; sweep: WHERE until_generation > ?
        Index(None, "until_generation", sqlite_where=_ENDED, postgresql_where=_ENDED),
        # known_texts: WHERE text_key IN (...)
        Index(None, "text_key"),
    ),
)

generations = Table(
    "generations",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),  # when it became the present one: later than all before it
    # first_seen_since, removed_since: WHERE at > ?
    Index(None, "at"),
)

corpus_state = Table(
    "corpus_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1: the table has one row
    Column("generation", Integer, nullable=False),  # the present one
    Column("fingerprint", Text, nullable=False),  # of the live corpus; "" while there is none
    Column("changer", Text, nullable=False),  # who writes the next generation; "" while nobody does
    Column("beat", Integer, nullable=False),  # goes up while the changer lives
    *(Column(name, Integer, nullable=False, server_default="0") for name in ("documents", "paragraphs")),  # live ones
)

sources = Table(
    "sources",
    metadata,
    Column("name", Text, primary_key=True),  # `Document.file`
    *_version(
        Column("kind", Text, nullable=False),  # "seed", "file", "link" or "feed"
        Column("stored", Text, nullable=False),  # the file with its bytes, within DATA_DIR; "" of a seed
        Column("state", Text, nullable=False),  # of a seed: what it was read from; another state is read again
        *(Column(name, Text, nullable=False) for name in ("title", "publisher", "date", "language", "url")),
        Column("added_at", UtcDateTime, nullable=False),
        Column("added_by", BigInteger, nullable=False),  # Telegram id of an admin; 0 of a seed
        Column("read_at", UtcDateTime, nullable=False),
        Column("problem", TypedText, nullable=False),  # why it has no documents; "" where it has
        Column("removed", Boolean, nullable=False),  # by an editor: it is not read until it is put back
        # sweep: WHERE until_generation > ?
        Index(None, "until_generation", sqlite_where=_ENDED, postgresql_where=_ENDED),
        # forget_user: SET added_by = 0 WHERE added_by = ?
        Index(None, "added_by"),
    ),
)

changes = Table(
    "changes",
    metadata,
    Column("id", Text, primary_key=True),  # short, url-safe, random: it travels in callback data
    Column("kind", Text, nullable=False),  # "add", "remove", "rename" or "reread"
    Column("generation", Integer, nullable=False),  # that it made: undoing is going back to the one before
    Column("names", StringList, nullable=False),  # of the sources that it touched
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", BigInteger, nullable=False),
    Column("undone_at", UtcDateTime),  # NULL while it stands
    *(Column(name, Integer, nullable=False) for name in ("added", "kept", "restored", "removed")),  # paragraphs
    # prune_changes: DELETE WHERE made_at < ?
    Index(None, "made_at"),
    # forget_user: SET made_by = 0 WHERE made_by = ?
    Index(None, "made_by"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Text, primary_key=True),  # short, url-safe, random: it travels in callback data
    Column("user_id", BigInteger, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("message_id", BigInteger),  # that shows it; NULL until it is sent
    Column("name", TypedText, nullable=False),  # as it was sent
    Column("kind", Text, nullable=False),
    Column("digest", Text, nullable=False),  # of its bytes
    *(Column(name, TypedText, nullable=False) for name in ("title", "publisher", "date", "language", "url")),
    Column("spooled", Text, nullable=False),  # the file with its bytes, within DATA_DIR
    Column("made_at", UtcDateTime, nullable=False),
    Column("change_id", Text),  # that added it; NULL while it waits
    # prune_file_drafts: DELETE WHERE made_at < ?
    Index(None, "made_at"),
    # forget_user: DELETE WHERE user_id = ?
    Index(None, "user_id"),
)

_MISSED = text("outcome <> 'answer'")

queries = Table(
    "queries",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("asker", Text, nullable=False),  # `privacy.pseudonym`, never a Telegram id
    Column("chat_kind", Text, nullable=False),  # Telegram's chat type: "private", "group", ...
    Column("text", TypedText, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("tier", Text, nullable=False),  # how the topic was matched; "" where it was not
    Column("score", Float),  # of the match; NULL where nothing matched
    Column("topic", Text),
    Column("paragraph_ids", StringList, nullable=False),  # what the answer quoted, in its order
    Column("milliseconds", Float, nullable=False),
    # queries_between: WHERE asked_at >= ? AND asked_at < ?; prune_queries: DELETE WHERE asked_at < ?
    Index(None, "asked_at"),
    # forget_asker: DELETE WHERE asker = ?
    Index(None, "asker"),
    # unmatched_texts, askers_of: WHERE asked_at >= ? AND asked_at < ? AND outcome <> 'answer'
    Index(None, "asked_at", "outcome", "asker", sqlite_where=_MISSED, postgresql_where=_MISSED),
)

ignored_queries = Table(
    "ignored_queries",
    metadata,
    Column("key", TypedText, primary_key=True),  # a query folded, as `following.key_of` does
    Column("group_id", Text, nullable=False),  # of the spellings that were ignored together
    Column("text", TypedText, nullable=False),  # the most usual spelling of the group
    Column("ignored_at", UtcDateTime, nullable=False),
)

done_until = Table(
    "done_until",
    metadata,
    Column("name", Text, primary_key=True),  # of what happens by the clock
    Column("at", UtcDateTime, nullable=False),  # all that was due by then is done
)

asks = Table(
    "asks",
    metadata,
    Column("id", Text, primary_key=True),  # short, url-safe, random: it travels in callback data
    Column("chat_id", BigInteger, nullable=False),
    Column("question_message_id", BigInteger, nullable=False),
    Column("reply_message_id", BigInteger),  # NULL until the answer is sent
    Column("user_id", BigInteger, nullable=False),
    Column("text", TypedText, nullable=False),
    Column("topic_id", Text),  # NULL while no topic is settled
    Column("asked_at", UtcDateTime, nullable=False),  # of the latest wording
    # ask_of_message: WHERE chat_id = ? AND question_message_id = ?
    UniqueConstraint("chat_id", "question_message_id"),
    # forget_asks_of: DELETE WHERE user_id = ?
    Index(None, "user_id"),
    # prune_asks: DELETE WHERE asked_at < ?
    Index(None, "asked_at"),
)

install_secrets = Table(
    "install_secrets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# Ids below travel in buttons that outlive their rows: with AUTOINCREMENT, SQLite too gives no id twice.

followers = Table(
    "followers",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=False),  # of a forum topic; 0 is the chat itself: NULLs are never equal
    Column("kind", Text, nullable=False),  # Telegram's chat type
    Column("title", TypedText, nullable=False),
    Column("language", TypedText, nullable=False),
    Column("zone", Text, nullable=False),  # IANA name; "" until one was chosen
    Column("schedule", Text, nullable=False),  # as `bot.digests.schedule` writes it
    Column("quiet", Text, nullable=False),
    Column("tells_nothing", Boolean, nullable=False),
    Column("paused_until", UtcDateTime),  # `rows.FOREVER` until somebody resumes
    Column("refusals", Integer, nullable=False),  # of Telegram, in a row
    Column("stopped", Text, nullable=False),  # why nothing can be sent there; "" where it can
    Column("manager_id", BigInteger),  # who manages a channel from a private chat
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_digest_at", UtcDateTime),
    Column("announcements", Boolean, nullable=False, server_default=true()),  # takes broadcasts of the editors
    # follower: WHERE chat_id = ? AND thread_id = ?; followers_in: WHERE chat_id = ?
    UniqueConstraint("chat_id", "thread_id"),
    # managed_by: WHERE manager_id = ?
    Index(None, "manager_id"),
    sqlite_autoincrement=True,
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("follower_id", BigInteger, ForeignKey("followers.id", ondelete="CASCADE"), nullable=False),
    Column("query", TypedText, nullable=False),
    Column("key", TypedText, nullable=False),  # the query folded
    Column("schedule", Text, nullable=False),  # "" where the follower's holds
    Column("paused_until", UtcDateTime),
    Column("user_id", BigInteger),  # who asked for it; NULL once forgotten
    Column("created_at", UtcDateTime, nullable=False),
    Column("news_since", UtcDateTime, nullable=False),  # a time of the corpus, not of a clock
    Column("next_run_at", UtcDateTime),  # NULL while nothing is to come
    Column("asleep", Boolean, nullable=False),  # waits for the corpus to change, and only then for `next_run_at`
    # subscriptions: WHERE follower_id = ?; add_subscription: AND key = ?
    UniqueConstraint("follower_id", "key"),
    # due: WHERE next_run_at <= ? ORDER BY next_run_at, follower_id
    Index(None, "next_run_at", "follower_id"),
    # wake_sleepers: WHERE asleep AND news_since < ?
    Index(None, "news_since", sqlite_where=text("asleep = 1"), postgresql_where=text("asleep")),
    # forget_user: SET user_id = NULL WHERE user_id = ?
    Index(None, "user_id"),
    # askers: WHERE key = ?
    Index(None, "key"),
    sqlite_autoincrement=True,
)

digests = Table(
    "digests",
    metadata,
    Column("id", Text, primary_key=True),  # short, url-safe, random: it travels in callback data
    Column("follower_id", BigInteger, ForeignKey("followers.id", ondelete="CASCADE"), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    # commit_digests: one a due time, whoever makes it; told_to: WHERE follower_id IN (...)
    UniqueConstraint("follower_id", "due_at"),
    # prune_digests: DELETE WHERE made_at < ?
    Index(None, "made_at"),
)

digest_sections = Table(
    "digest_sections",
    metadata,
    Column("digest_id", Text, ForeignKey("digests.id", ondelete="CASCADE"), nullable=False, primary_key=True),
    Column("number", Integer, nullable=False, primary_key=True, autoincrement=False),
    Column("subscription_id", BigInteger, nullable=False),  # no foreign key: what was sent outlives the subscription
    Column("query", TypedText, nullable=False),
    Column("since", UtcDateTime, nullable=False),  # the subscription's `news_since` before
    Column("until", UtcDateTime, nullable=False),  # and after
    # These three are what the follower was told, which `told_to` asks: there is no second copy.
    Column("shown", StringList, nullable=False),
    Column("more", StringList, nullable=False),
    Column("folded", StringList, nullable=False),
)

_UNSETTLED = text("settled_at IS NULL")
_SETTLED = text("settled_at IS NOT NULL")

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True),  # the order within a chat
    Column("key", KeyText, nullable=False),
    Column("follower_id", BigInteger),  # no foreign keys: a message that was sent outlives what it told of
    Column("digest_id", Text),
    Column("chat_id", BigInteger, nullable=False),
    Column("thread_id", BigInteger, nullable=False),
    Column("html", TypedText, nullable=False),
    Column("buttons", TypedText, nullable=False),  # JSON: rows of [label, callback data, url]
    Column("asked", Boolean, nullable=False),  # somebody waits for it
    Column("state", Text, nullable=False),  # "waiting", "sending", "sent" or "dropped"
    Column("attempts", Integer, nullable=False),  # that came to nothing
    Column("doubtful", Boolean, nullable=False),  # an attempt may have reached the chat
    Column("created_at", UtcDateTime, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("lease_until", UtcDateTime),  # of who is sending it; NULL in the other states
    Column("settled_at", UtcDateTime),  # NULL while waiting or sending
    Column("message_id", BigInteger),
    Column("error", TypedText, nullable=False),  # of the latest attempt
    UniqueConstraint("key"),
    # ready: WHERE settled_at IS NULL AND state = 'waiting' AND asked = ? ORDER BY id; in_doubt: AND state = 'sending'
    Index(None, "state", "asked", "id", sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED),
    # claim, ready: NOT EXISTS (... WHERE settled_at IS NULL AND chat_id = ? AND id < ?)
    Index(None, "chat_id", "id", sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED),
    # undo_digest, stop_follower: DELETE WHERE settled_at IS NULL AND follower_id = ?
    Index(None, "follower_id", sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED),
    # prune_outbox: DELETE WHERE settled_at < ?; outbox_counts: WHERE settled_at IS NOT NULL GROUP BY state
    Index(None, "settled_at", "state", sqlite_where=_SETTLED, postgresql_where=_SETTLED),
    # forget_user: DELETE WHERE chat_id = ?
    Index(None, "chat_id"),
    sqlite_autoincrement=True,
)

prompts = Table(
    "prompts",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, nullable=False),  # of the question
    Column("kind", Text, nullable=False),
    Column("data", TypedText, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    # forget_user: DELETE WHERE user_id = ?
    Index(None, "user_id"),
    # prune_prompts: DELETE WHERE asked_at < ?
    Index(None, "asked_at"),
)

topic_edits = Table(
    "topic_edits",
    metadata,
    Column("id", RowId, primary_key=True),  # the order in which they apply
    Column("kind", Text, nullable=False),
    Column("topic", TypedText, nullable=False),
    Column("value", TypedText, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", BigInteger, nullable=False),
    # forget_user: SET made_by = 0 WHERE made_by = ?
    Index(None, "made_by"),
    sqlite_autoincrement=True,
)

held = Table(
    "held",
    metadata,
    Column("key", KeyText, primary_key=True),  # the outbox's, where the message goes when it is due
    Column("follower_id", BigInteger, ForeignKey("followers.id", ondelete="CASCADE"), nullable=False),
    Column("html", TypedText, nullable=False),
    Column("buttons", TypedText, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    # release: WHERE due_at <= ?
    Index(None, "due_at"),
    # forget_user, by the foreign key: WHERE follower_id = ?
    Index(None, "follower_id"),
)

notices = Table(
    "notices",
    metadata,
    # who was told that what they asked for is there: once a subscription
    Column(
        "subscription_id",
        BigInteger,
        ForeignKey("subscriptions.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("told_at", UtcDateTime, nullable=False),
)

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Text, primary_key=True),  # short, url-safe, random: it travels in callback data
    Column("text", TypedText, nullable=False),
    Column("groups", Boolean, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("confirmed_at", UtcDateTime),  # NULL before
    Column("spread_to", BigInteger, nullable=False),
    *(Column(name, Integer, nullable=False) for name in ("chats", "sent", "refused")),
    # prune_broadcasts: DELETE WHERE made_at < ?
    Index(None, "made_at"),
    # forget_user: WHERE made_by = ?
    Index(None, "made_by"),
    # broadcasts_under_way: WHERE state IN ('spreading', 'sending')
    Index(None, "state"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("fingerprint", Text, primary_key=True),
    *(Column(name, TypedText, nullable=False) for name in ("place", "what", "reference")),
    Column("serious", Boolean, nullable=False),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("count", Integer, nullable=False),
    Column("told_at", UtcDateTime),  # NULL before
    Column("told_count", Integer, nullable=False),
    # last_alerts: ORDER BY last_at DESC; prune_alerts: DELETE WHERE last_at < ?
    Index(None, "last_at"),
)

deeds = Table(
    "deeds",
    metadata,
    # messages that say of something that it is being done, for as long as they do: a bot that is killed leaves its own
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("data", Text, nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
)

menus = Table(
    "menus",
    metadata,
    # who has an admin's menu, so that it can be taken away from who is none any more
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
)

feeds = Table(
    "feeds",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("url", Text, nullable=False),
    Column("title", TypedText, nullable=False),
    Column("etag", TypedText, nullable=False),  # of the last answer that was taken in whole; "" where there was none
    Column("modified", TypedText, nullable=False),
    Column("next_poll_at", UtcDateTime, nullable=False),  # while it is polled: until when that is somebody's
    Column("polled_at", UtcDateTime),  # last with success
    Column("failures", Integer, nullable=False),  # in a row
    Column("failing_since", UtcDateTime),  # NULL while it works
    Column("last_error", TypedText, nullable=False),
    Column("reported_at", UtcDateTime),  # when admins were told of the present failure
    Column("added_at", UtcDateTime, nullable=False),
    Column("added_by", BigInteger, nullable=False),
    Column("removed_at", UtcDateTime),  # NULL while it is followed; the row stays, so that its items are not new again
    # put_feed: ON CONFLICT (url)
    UniqueConstraint("url"),
    # due_feeds: WHERE removed_at IS NULL AND next_poll_at <= ? ORDER BY next_poll_at
    Index(None, "next_poll_at"),
    # forget_user: SET added_by = 0 WHERE added_by = ?
    Index(None, "added_by"),
    sqlite_autoincrement=True,
)

feed_items = Table(
    "feed_items",
    metadata,
    Column("feed_id", BigInteger, ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("key", Text, primary_key=True),  # `bot.web.feeds.Item.key`
    Column("url", TypedText, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),  # last
    Column("tries", Integer, nullable=False),
    Column("settled", Boolean, nullable=False),  # a document, or never to be one
    Column("source", TypedText, nullable=False),  # that it became; "" where it became none
    Column("problem", TypedText, nullable=False),  # why it became none (yet)
)

"""The tables as they are now. A change here needs a new migration, never a change to an old one."""

from sqlalchemy import (
    BigInteger,
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
)

from bot.store.columns import RowId, StringList, TypedText, UtcDateTime

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

documents = Table(
    "documents",
    metadata,
    Column("id", Text, primary_key=True),  # `bot.corpus.documents.Document.id`, stable over reindexing
    Column("file", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("date", Text, nullable=False),  # as precise as known: a date column would invent the day
    Column("language", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),  # survives removal and return
    Column("removed_at", UtcDateTime),  # NULL while the document is live
)

paragraphs = Table(
    "paragraphs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("document_id", Text, ForeignKey("documents.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("section", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),  # what makes a paragraph new to a digest; never reset
    Column("removed_at", UtcDateTime),  # NULL while live; a row stays, so that a return is not news
    # live_documents: documents LEFT JOIN paragraphs ON document_id = documents.id
    Index(None, "document_id"),
)

corpus_state = Table(
    "corpus_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1: the table has one row
    Column("generation", Integer, nullable=False),  # one more with every change: two writers at once show here
    Column("fingerprint", Text, nullable=False),  # of the live corpus; "" while there is none
)

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

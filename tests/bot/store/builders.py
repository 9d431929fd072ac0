"""Short ways to say what a test is about."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.corpus.documents import Document, Paragraph, stable_id
from bot.store import Store
from bot.store.revisions import Revised, Revision, RevisionLostError
from bot.store.rows import (
    Broadcast,
    ChangeRow,
    Claim,
    Commit,
    CorpusChange,
    DigestRow,
    Draft,
    FileDraft,
    Follower,
    QueryRow,
    SectionRow,
    SourceRow,
    Subscription,
)

GROUP = -1_001_234_567_890  # Telegram's ids need more than 32 bits
DAY_0 = datetime(2026, 1, 1, 8, 30, 0, 123456, tzinfo=UTC)


def day(number: int) -> datetime:
    return DAY_0 + timedelta(days=number)


def url_of(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def document(name: str, *texts: str, title: str = "A title") -> Document:
    """A document of a file called `name`, with a paragraph a text."""
    identity = stable_id(name)
    paragraphs = tuple(
        Paragraph(id=stable_id(identity, text), document_id=identity, position=place, section="Section", text=text)
        for place, text in enumerate(texts)
    )
    return Document(identity, f"{name}.txt", title, "Publisher", "2026-01", "en", "https://a.example", paragraphs)


async def stage(
    revision: Revision,
    given: Mapping[str, Sequence[Document]],
    told: Mapping[str, SourceRow | None],
    *,
    whole: bool = False,
) -> Revised:
    """Write files and sources as the generation to come, at once."""
    await revision.take(given, whole=whole)
    return await revision.settle(told)


async def change_files(
    store: Store,
    given: Mapping[str, Sequence[Document]],
    now: datetime,
    *,
    told: Mapping[str, SourceRow | None] | None = None,
    whole: bool = False,
) -> CorpusChange:
    """Make the live documents of these files exactly the given ones; who lost their turn tries again."""
    while True:
        try:
            async with store.revising() as revision:
                revised = await stage(revision, given, told or {}, whole=whole)
                await revision.keep(now)
                return revised.counted
        except RevisionLostError:
            continue


async def replace_corpus(store: Store, given: Sequence[Document], now: datetime) -> CorpusChange:
    """Make the live corpus the given one."""
    by_file: dict[str, list[Document]] = {}
    for one in given:
        by_file.setdefault(one.file, []).append(one)
    return await change_files(store, by_file, now, whole=True)


def a_source(name: str, **given: object) -> SourceRow:
    """A file that an editor added on day 0."""
    facts = ("", "", "", "", "")
    return replace(SourceRow(name, "file", f"added/{name}", "", *facts, day(0), 7, day(0), "", False), **given)  # type: ignore[arg-type]


def a_change(id_: str, *names: str, **given: object) -> ChangeRow:
    """What an editor did on day 1."""
    none = CorpusChange(added=0, kept=0, restored=0, removed=0)
    return replace(ChangeRow(id_, "add", 0, names, day(1), 7, None, none), **given)  # type: ignore[arg-type]


def a_draft(id_: str, **given: object) -> FileDraft:
    """A file that an editor sent on day 0."""
    facts = ("", "", "", "", "")
    made = FileDraft(id_, 7, 7, None, "a.txt", "file", "digest", *facts, f"drafts/{id_}/a.txt", day(0), None)
    return replace(made, **given)  # type: ignore[arg-type]


def query(text: str, *, number: int = 0, asker: str = "somebody") -> QueryRow:
    """A row of the query log, asked on a day."""
    row = QueryRow(DAY_0, asker, "private", text, "answer", "exact", 0.75, "topic", ("p1", "p2"), 12.5)
    return replace(row, asked_at=day(number))


async def a_follower(store: Store, chat: int = GROUP, thread: int = 0, **given: object) -> Follower:
    """Who follows in a chat, begun on day 0."""
    settings = {"kind": "supergroup", "title": "A group", "language": "en", "zone": "Asia/Baku", "quiet": ""}
    rest = {"schedule": "mon-sun 08:00", "manager_id": None, "now": day(0), **settings, **given}
    return await store.add_follower(chat_id=chat, thread_id=thread, **rest)  # type: ignore[arg-type]


async def a_topic(store: Store, follower: Follower, query: str = "zangezur", **given: object) -> Subscription:
    """A topic that is followed: first news is of day 0, first due on day 1."""
    rest = {"key": query, "user_id": 7, "schedule": "", "now": day(0), "limit": 2_000}
    rest |= {"news_since": day(0), "next_run_at": day(1)}
    made = await store.add_subscription(follower_id=follower.id, query=query, **rest | given)  # type: ignore[arg-type]
    assert made is not None
    return made


def claim(topic: Subscription, until: datetime, next_run_at: datetime | None, *, asleep: bool = False) -> Claim:
    return Claim(topic.id, topic.next_run_at, topic.news_since, next_run_at, until, asleep)


def draft(key: str, chat: int = GROUP, **given: object) -> Draft:
    return replace(Draft(key, chat, 0, f"<b>{key}</b>", "[]"), **given)  # type: ignore[arg-type]


def a_commit(follower: Follower, *topics: Subscription, number: int = 1, told: str = "p") -> Commit:
    """The digest of a day, with a section a topic and one message; its topics' next one is a day later."""
    due_at, until = day(number), day(number)
    name = f"d{number}-{follower.id}-{''.join(str(topic.id) for topic in topics)}"
    sections = tuple(
        SectionRow(place, topic.id, topic.query, topic.news_since, until, (f"{told}{topic.id}",), (f"{told}more",), ())
        for place, topic in enumerate(topics)
    )
    message = draft(f"{follower.id}:{due_at}", follower.chat_id, thread_id=follower.thread_id)
    claims = tuple(claim(topic, until, day(number + 1)) for topic in topics)
    return Commit(follower.id, claims, DigestRow(name, follower.id, due_at, sections), (message,))


def a_broadcast(name: str = "b", **given: object) -> Broadcast:
    """A draft of a broadcast that is called, and says, `name`; made on day 0."""
    made = Broadcast(f"{name:_<8}"[:8], name, False, day(0), 7, "draft", None, 0, 0, 0, 0)
    return replace(made, **given)  # type: ignore[arg-type]

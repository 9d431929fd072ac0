"""What is asked often looks up what it needs, however much the tables hold besides."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.store import Store
from bot.store.rows import Follower
from tests.bot.store.builders import GROUP, a_broadcast, a_commit, a_follower, a_topic, change_files, day, document

ONE_ROW = "SCAN corpus_state"  # which is all that this table has
Question = Callable[[Store, Follower], Awaitable[object]]

OFTEN: dict[str, Question] = {
    "followed_keys": lambda store, of: store.followed_keys(GROUP, 0),
    "follower": lambda store, of: store.follower(GROUP, 0),
    "subscriptions": lambda store, of: store.subscriptions(of.id),
    "managed_by": lambda store, of: store.managed_by(7),
    "due": lambda store, of: store.due(day(9), 10),
    "oldest_due_news": lambda store, of: store.oldest_due_news(day(9)),
    "wake_sleepers": lambda store, of: store.wake_sleepers(day(9), day(1)),
    "told_to": lambda store, of: store.told_to([of.id], day(0)),
    "digest_section": lambda store, of: store.digest_section("d", 0),
    "undo_digest": lambda store, of: store.undo_digest("d"),
    "stop_chat": lambda store, of: store.stop_chat(GROUP, "kicked"),
    "stop_follower": lambda store, of: store.stop_follower(of.id, "blocked"),
    "ready": lambda store, of: store.ready(day(9), 10),
    "next_ready_at": lambda store, of: store.next_ready_at(),
    "claim": lambda store, of: store.claim(1, day(9), day(9)),
    "in_doubt": lambda store, of: store.in_doubt(day(9)),
    "prune_outbox": lambda store, of: store.prune_outbox(day(0)),
    "prune_digests": lambda store, of: store.prune_digests(day(0)),
    "first_seen_since": lambda store, of: store.first_seen_since(day(9)),
    "first_seen_of": lambda store, of: store.first_seen_of(["p"]),
    "document_ids_at": lambda store, of: store.document_ids_at(9, since=8),
    "documents_ended": lambda store, of: store.documents_ended(8, 9),
    "documents_of": lambda store, of: _gone_through(store.documents_of(9, ["d"])),
    "change_files": lambda store, of: change_files(store, {"a.txt": [document("a", "one")]}, day(9)),
    "askers": lambda store, of: store.askers("zangezur"),
    "progress": lambda store, of: store.progress(a_broadcast()),
    "release": lambda store, of: store.release(day(9), 10),
    "set_announcements": lambda store, of: store.set_announcements(GROUP, wanted=False),
    "unmatched_texts": lambda store, of: store.unmatched_texts(day(0), day(9), 10),
    "askers_of": lambda store, of: store.askers_of(["a"], day(0), day(9)),
    "prune_queries": lambda store, of: store.prune_queries(day(0)),
    "prune_asks": lambda store, of: store.prune_asks(day(0)),
    "held_of": lambda store, of: store.held_of(7, "me"),
    "forget_user": lambda store, of: store.forget_user(7, "me"),
}


async def _gone_through(found: AsyncIterator[object]) -> None:
    async for _ in found:
        pass


@contextmanager
def overheard() -> Iterator[list[tuple[str, object]]]:
    """Collect the statements that are executed, with their parameters, by whichever connection."""
    heard: list[tuple[str, object]] = []

    def listen(_c: object, _cursor: object, statement: str, parameters: object, _x: object, many: bool) -> None:
        if statement.split()[0] in ("SELECT", "UPDATE", "DELETE"):
            heard.append((statement, parameters[0] if many and isinstance(parameters, list) else parameters))

    event.listen(Engine, "before_cursor_execute", listen)
    yield heard
    event.remove(Engine, "before_cursor_execute", listen)


@pytest.mark.parametrize("question", OFTEN)
async def test_no_table_is_read_whole(store: Store, question: str) -> None:
    follower = await a_follower(store)
    await store.commit_digests([a_commit(follower, await a_topic(store, follower))], day(1))
    with overheard() as heard:
        await OFTEN[question](store, follower)
    assert heard
    async with store.reading() as connection:
        for statement, parameters in heard:
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
            steps = [row.detail for row in rows]
            whole = [step for step in steps if step.startswith("SCAN") and step != ONE_ROW]
            assert not whole, (statement, steps)
            if question in ("unmatched_texts", "askers_of"):  # of many questions, few are not answered
                assert [step for step in steps if "ix_queries_asked_at_outcome_asker" in step], (statement, steps)
            if question == "ready":  # or all that waits would be sorted for each that goes
                assert not [step for step in steps if "TEMP B-TREE" in step], (statement, steps)

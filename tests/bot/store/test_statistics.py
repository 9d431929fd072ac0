"""The query log is added up where it lies, and what editors decide about it is kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.store import Store
from bot.store.question_rows import AnswerCount, IgnoredQuery, LoggedQuery, Reach, UnmatchedText
from bot.store.rows import Draft, QueryRow
from bot.store.statistics import LONGEST_MS
from tests.bot.store.builders import DAY_0, a_follower, a_topic, day, query

ALL = (day(-1), day(100))


def asked(text: str, outcome: str, *, asker: str = "ada", minute: int = 0, topic: str | None = None) -> QueryRow:
    """A query at a minute of day 0."""
    row = replace(query(text, asker=asker), outcome=outcome, topic=topic)
    return replace(row, asked_at=DAY_0 + timedelta(minutes=minute))


async def test_answers_are_counted_by_outcome_and_whole_milliseconds(store: Store) -> None:
    times = (("answer", 4.6), ("answer", 5.4), ("nothing", 5.0), ("answer", 1e9), ("answer", 0.2))
    await store.log_queries([replace(query("x"), outcome=outcome, milliseconds=ms) for outcome, ms in times])
    assert set(await store.answer_counts(*ALL)) == {
        AnswerCount("answer", 5, 2), AnswerCount("nothing", 5, 1), AnswerCount("answer", LONGEST_MS, 1),
        AnswerCount("answer", 0, 1),
    }  # fmt: skip
    assert await store.answer_counts(day(1), day(2)) == ()
    assert (await store.queries_asked(*ALL), await store.queries_asked(day(1), day(2))) == (5, 0)


async def test_askers_are_people_not_questions(store: Store) -> None:
    await store.log_queries([query("a", asker="ada"), query("b", asker="ada"), query("c", asker="bob", number=50)])
    assert await store.askers_between(*ALL) == 2
    assert await store.askers_between(day(0), day(1)) == 1


async def test_busiest_topics_come_first_and_what_was_not_answered_is_none(store: Store) -> None:
    topics = ("b", "a", "a", "c", "b", "a", None)
    await store.log_queries([replace(query("x"), topic=topic) for topic in topics])
    assert await store.busiest_topics(*ALL, 2) == (("a", 3), ("b", 2))
    assert await store.busiest_topics(day(1), day(2), 2) == ()


async def test_reach_counts_who_follows_and_can_be_written_to(store: Store) -> None:
    first = await a_follower(store, chat=1)
    second, idle = await a_follower(store, chat=2, now=day(5)), await a_follower(store, chat=3, now=day(5))
    await a_topic(store, first)
    await a_topic(store, second)
    await a_topic(store, second, "baku")
    assert await store.reach(day(4), day(9)) == Reach(chats=2, new_chats=1, topics=2, digests=0)
    await store.stop_follower(first.id, "blocked")
    assert (await store.reach(day(4), day(9))).chats == 1
    assert idle.id


async def test_what_was_not_found_is_listed_most_asked_first(store: Store) -> None:
    rows = [asked("metro", "nothing"), asked("tram", "nothing", minute=1), asked("tram", "suggest", minute=2)]
    await store.log_queries([*rows, asked("bridge", "answer", minute=3, topic="Bridge")])
    assert await store.unmatched_texts(*ALL, 10) == (
        UnmatchedText("tram", 1, 1, DAY_0 + timedelta(minutes=2)),
        UnmatchedText("metro", 1, 0, DAY_0),
    )
    assert [one.text for one in await store.unmatched_texts(*ALL, 1)] == ["tram"]
    assert await store.unmatched_texts(day(1), day(2), 10) == ()


@pytest.mark.parametrize(
    ("then", "listed"),
    [
        ([], True),
        ([asked("Bridge", "answer", topic="Bridge", minute=1)], False),
        ([asked("Bridge", "answer", topic="Bridge", minute=1, asker="bob")], True),
        ([asked("bridges of baku", "answer", topic="Baku", minute=1)], True),
        ([asked("tunnel", "nothing", minute=1), asked("Bridge", "answer", topic="Bridge", minute=2)], True),
    ],
)
async def test_a_suggestion_that_was_chosen_was_not_in_vain(
    store: Store, then: Sequence[QueryRow], listed: bool
) -> None:
    await store.log_queries([asked("brigde", "suggest"), *then])
    assert ("brigde" in {one.text for one in await store.unmatched_texts(*ALL, 10)}) is listed
    assert ("brigde" in await store.askers_of(["brigde"], *ALL)) is listed


async def test_askers_of_a_text_are_those_who_did_not_find_it(store: Store) -> None:
    rows = [asked("metro", "nothing", asker=asker) for asker in ("ada", "bob", "ada")]
    await store.log_queries([*rows, asked("tram", "nothing"), asked("metro", "answer", asker="eve", topic="Metro")])
    texts = ["metro", "boat", *map(str, range(300))]
    assert await store.askers_of(texts, *ALL) == {"metro": frozenset({"ada", "bob"})}
    assert await store.askers_of(["metro"], day(1), day(2)) == {}


async def test_the_log_is_read_page_by_page_and_no_row_is_lost_or_doubled(store: Store) -> None:
    same = [replace(query(str(number)), asked_at=day(number // 4)) for number in range(10)]
    await store.log_queries(same)
    read: list[LoggedQuery] = []
    while page := await store.log_page(*ALL, read[-1] if read else None, 3):
        assert len(page) <= 3
        read += page
    assert [one.row for one in read] == same


async def test_what_is_ignored_can_be_heeded_again(store: Store) -> None:
    ignored = [IgnoredQuery(key, "g1", "Metro", day(0)) for key in ("metro", "metr")]
    await store.ignore_queries([*ignored, IgnoredQuery("tram", "g2", "Tram", day(1))])
    assert [one.key for one in await store.ignored_queries()] == ["tram", "metr", "metro"]
    assert await store.heed_queries("g1") == 2
    assert await store.heed_queries("g1") == 0
    assert [one.key for one in await store.ignored_queries()] == ["tram"]


async def test_ignoring_twice_keeps_one(store: Store) -> None:
    await store.ignore_queries([IgnoredQuery("metro", "g1", "Metro", day(0))])
    await store.ignore_queries([IgnoredQuery("metro", "g2", "metro!", day(1))])
    assert await store.ignored_queries() == (IgnoredQuery("metro", "g2", "metro!", day(1)),)


async def test_how_far_the_clock_has_come_is_kept_by_name(store: Store) -> None:
    assert await store.done_until("card") is None
    await store.note_done("card", day(0))
    await store.note_done("card", day(1))
    assert (await store.done_until("card"), await store.done_until("else")) == (day(1), None)


async def test_the_oldest_message_is_one_that_still_waits(store: Store) -> None:
    assert await store.oldest_unsent() is None
    await store.enqueue([Draft("a", 1, 0, "one", "[]")], day(0))
    await store.enqueue([Draft("b", 2, 0, "two", "[]")], day(1))
    assert await store.oldest_unsent() == day(0)
    (first, _) = await store.ready(day(2), 2)
    await store.claim(first.id, day(2), day(3))
    await store.settle(first.id, 7, day(2))
    assert await store.oldest_unsent() == day(1)


async def test_the_database_has_a_size(store: Store) -> None:
    assert await store.database_bytes() > 10_000

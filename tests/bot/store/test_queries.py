"""The query log keeps what it is given, finds it by time, and forgets on request."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

from bot.store import Store
from tests.bot.store.builders import DAY_0, day, query


async def everything(store: Store) -> list[str]:
    rows = await store.queries_between(datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))
    return [row.text for row in rows]


async def test_a_row_comes_back_as_it_went_in(store: Store) -> None:
    unmatched = replace(query("?", number=1), tier="", score=None, topic=None, paragraph_ids=())
    await store.log_queries([query("zangezur"), unmatched])
    assert await store.queries_between(day(0), day(2)) == (query("zangezur"), unmatched)


async def test_no_rows_log_nothing(store: Store) -> None:
    await store.log_queries([])
    assert await store.query_count() == 0


async def test_between_takes_the_start_in_and_leaves_the_end_out(store: Store) -> None:
    await store.log_queries([query(str(number), number=number) for number in (3, 0, 2, 1)])
    assert [row.text for row in await store.queries_between(day(1), day(3))] == ["1", "2"]


async def test_an_instant_is_the_same_in_every_zone(store: Store) -> None:
    baku = timezone(timedelta(hours=4))
    await store.log_queries([replace(query("x"), asked_at=DAY_0.astimezone(baku))])
    (row,) = await store.queries_between(DAY_0.astimezone(baku), day(1))
    assert row.asked_at == DAY_0
    assert row.asked_at.utcoffset() == timedelta(0)


async def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="time zone"):
        await store.log_queries([replace(query("x"), asked_at=DAY_0.replace(tzinfo=None))])
    assert await store.query_count() == 0


async def test_what_a_person_typed_is_kept_whatever_it_is(store: Store) -> None:
    typed = ["'; DROP TABLE queries; --", "Зангезур \U0001f426", "nul \0", "half a pair \ud83d", ""]
    await store.log_queries([query(text) for text in typed])
    assert await everything(store) == [*typed[:2], "nul \ufffd", "half a pair \ufffd", ""]


async def test_pruning_deletes_what_is_older_and_says_how_many(store: Store) -> None:
    await store.log_queries([query(str(number), number=number) for number in range(4)])
    assert await store.prune_queries(day(2)) == 2
    assert await everything(store) == ["2", "3"]


async def test_much_is_pruned_in_steps_between_which_others_write(store: Store) -> None:
    await store.log_queries([query("old", number=n % 2) for n in range(450)])
    pruning = asyncio.create_task(store.prune_queries(day(1)))
    written = 0
    while not pruning.done():
        await store.log_queries([query("new", number=9)])
        written += 1
    assert await pruning == 225
    assert written > 2
    assert await store.query_count() == 225 + written

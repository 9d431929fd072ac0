"""Many rows in pieces: between two the event loop serves others. 200 rows take it 2 to 5 ms."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Executable, Row, Select
from sqlalchemy.ext.asyncio import AsyncConnection

BATCH = 200

T = TypeVar("T")


def pieces(items: Iterable[T], most: int = BATCH) -> Iterator[list[T]]:
    """Cut into lists of up to `most` items, in order; no items are no lists."""
    waiting = iter(items)
    while piece := list(islice(waiting, most)):
        yield piece


async def in_batches(connection: AsyncConnection, statement: Executable, rows: Iterable[Mapping[str, object]]) -> None:
    """Execute a statement for each row of parameters, in order."""
    for batch in pieces(rows):
        await connection.execute(statement, batch)


async def fetched(connection: AsyncConnection, statement: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return all rows of an answer."""
    rows: list[Row[*tuple[Any, ...]]] = []
    result = await connection.stream(statement)
    async for part in result.partitions(BATCH):
        rows.extend(part)
    return rows

"""Starting: from the command to the first answer, opening the index, and what a thousand queries leave in memory."""

import asyncio
import sys
import time
from collections.abc import Sequence
from statistics import median
from types import ModuleType
from typing import cast

from bench.scale import ours
from bench.scale.cost import apart, forget_pages, mapped, memory
from bench.scale.places import Places, run_bot, tell
from bench.scale.searching import queries_of
from bench.tables import markdown

_TIMES = 5
_QUERIES = 1_000
Rows = list[tuple[str, str]]


def start(places: Places) -> str:
    """Return the table."""
    queries = queries_of(places, _QUERIES)
    tell("starting")
    rows = [
        ("process to first answer, median of five", f"{median(_first_answers(places, queries[:_TIMES])):.2f} s"),
        ("the same after the system dropped the index from memory", f"{_after_a_boot(places, queries[0]):.2f} s"),
    ]
    for line in apart(_opened, places, queries):
        rows.append(line)
    return markdown(("figure", "value"), rows)


def first_answer_s(places: Places, query: str) -> float:
    """Return the seconds that `bot.py brief` takes, interpreter and all."""
    began = time.perf_counter()
    run_bot(places.seeds, places.data, "brief", query)
    return time.perf_counter() - began


def _first_answers(places: Places, queries: Sequence[str]) -> list[float]:
    _ = first_answer_s(places, queries[0])
    return [first_answer_s(places, query) for query in queries]


def _after_a_boot(places: Places, query: str) -> float:
    forget_pages(places.data)
    return first_answer_s(places, query)


def _opened(places: Places, queries: Sequence[str]) -> Rows:
    """Open the library where all that the live bot imports is imported, and ask."""
    # Numba imports it where it is there, 17 MB, as it is for the tests; the bot's own requirements leave it out.
    sys.modules["scipy"] = cast(ModuleType, None)
    import handlers.running  # noqa: F401

    imported = memory()
    return asyncio.run(_asked(places, queries, imported.resident))


async def _asked(places: Places, queries: Sequence[str], imported_mb: float) -> Rows:
    began = time.perf_counter()
    async with ours.opened(places.settings) as library:
        opened_ms = 1000 * (time.perf_counter() - began)
        at_open = memory()
        began = time.perf_counter()
        await library.brief(queries[0])
        first_ms = 1000 * (time.perf_counter() - began)
        for query in queries:
            reply = await library.brief(query)
            await library.page(reply, 0)
        held, index, compiler = memory(), mapped(str(places.data)), mapped("libllvmlite")
    return [
        ("opening database, index and vocabulary", f"{opened_ms:.0f} ms"),
        ("the first answer after that", f"{first_ms:.0f} ms"),
        ("resident after the imports", f"{imported_mb:.0f} MB"),
        ("resident after opening", f"{at_open.resident:.0f} MB"),
        (f"resident after {len(queries):,} queries", f"{held.resident:.0f} MB"),
        ("of these not backed by files", f"{held.anonymous:.0f} MB"),
        ("backed by files: index and vocabulary", f"{index:.0f} MB"),
        ("backed by files: numba's compiler", f"{compiler:.0f} MB"),
    ]

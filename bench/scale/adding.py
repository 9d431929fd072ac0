"""A hundred paragraphs more, changed and taken away again: how long until answers come from that."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bench.digests.watchdog import watched
from bench.scale import archive
from bench.scale.archive import Article
from bench.scale.cost import apart, measured
from bench.scale.places import SEED, Places, tell
from bench.tables import markdown
from bot.library import Library
from bot.settings import Settings
from handlers.garbage import collect_all, full_collections_by_hand
from handlers.interpreter import short_turns
from handlers.opening import opened_services

HEADER = ("change", "until answers come from it, s", "CPU s", "event loop held up, longest, ms")
_PARAGRAPHS = 100
_MARK = "Quillon Vashtar Compact"  # stands in no archive
_CHANGED_MARK = "Brontide Ossuary Accord"


class NotFoundError(Exception):
    """The bot does not answer from the documents as they are."""


@dataclass(frozen=True, slots=True)
class _Change:
    """What becomes of a file, and what the answers have and lack after it."""

    name: str
    articles: Sequence[Article]
    has: Sequence[str]
    lacks: Sequence[str]


def add(places: Places) -> str:
    """Return the table."""
    with places.copied() as settings:
        tell("adding, changing and removing")
        return markdown(HEADER, apart(_rows, settings.seeds_dir, settings))


def _rows(seeds: Path, settings: Settings) -> list[list[str]]:
    return asyncio.run(_changed(seeds, settings))


async def _changed(seeds: Path, settings: Settings) -> list[list[str]]:
    news, file = list(archive.articles(_PARAGRAPHS, SEED + 1)), seeds / "news.jsonl"
    changes = (
        _Change(f"{_PARAGRAPHS} paragraphs added", _marked(news, _MARK), (_MARK,), (_CHANGED_MARK,)),
        _Change("one document of these changed", _marked(news, _CHANGED_MARK), (_CHANGED_MARK,), (_MARK,)),
        _Change("all of these removed", (), (), (_MARK, _CHANGED_MARK)),
        _Change(f"{_PARAGRAPHS} paragraphs added again", _marked(news, _MARK), (_MARK,), (_CHANGED_MARK,)),
    )
    async with opened_services(settings) as services:
        library = services.library
        await library.open()
        await library.speed_up()
        await library.brief(_MARK)
        collect_all()
        with full_collections_by_hand(), short_turns():  # as when the bot goes live
            return [await _row(library, file, change) for change in changes]


async def _row(library: Library, file: Path, change: _Change) -> list[str]:
    _file(file, change.articles)
    with watched() as watch, measured() as cost:
        await library.refresh()
    await _check(library, change.has, change.lacks)
    return [change.name, f"{cost.wall_s:.2f}", f"{cost.cpu_s:.2f}", f"{1000 * watch.longest_s:.0f}"]


def _marked(articles: Sequence[Article], mark: str) -> list[Article]:
    """Let the first document name something that nothing else does."""
    first = articles[0]
    text = f"The {mark} was signed at noon, and the {mark} enters into force next spring.\n\n{first.text}"
    return [Article(first.id, first.title, text, first.date, first.publisher), *islice(articles, 1, None)]


def _file(file: Path, articles: Sequence[Article]) -> None:
    if articles:
        file.write_text("".join(f"{article.line}\n" for article in articles), encoding="utf-8")
    else:
        file.unlink()


async def _check(library: Library, has: Sequence[str], lacks: Sequence[str]) -> None:
    """Raise NotFoundError where the answers are not those of the documents as they are."""
    for mark in (*has, *lacks):
        reply = await library.brief(mark)
        quoted = " ".join(quote.sentence for quote in reply.briefing.quotes) if reply.briefing else ""
        if (mark in quoted) != (mark in has):
            raise NotFoundError(f"{mark!r} is {'not ' * (mark in has)}quoted: {json.dumps(quoted)[:200]}")

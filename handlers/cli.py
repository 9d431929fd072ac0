"""The command line's `brief` and `index`: the bot's answers and its reading of the documents, on a terminal."""

import asyncio
import json
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Never, Self

from tqdm import tqdm

from bot.answering import Reply
from bot.errors import SettingsError
from bot.library import IndexReport, Library
from bot.search.index import Hit
from bot.settings import Settings
from handlers import messages
from handlers.arguments import Brief, IndexFiles
from handlers.explanations import terminal_lines
from handlers.library import opened_library
from handlers.outgoing import Outgoing
from handlers.subjects import Subject
from handlers.texts_en import ENGLISH

_PARAGRAPHS = 10
_ANY_ASK = Subject(ask_id="A" * 8)  # the text of a reply does not depend on whose it is


@dataclass(frozen=True, slots=True)
class Answered:
    """A reply, the message that it makes, and what both took."""

    reply: Reply
    outgoing: Outgoing
    milliseconds: float


class Bars:
    """Progress on standard error, on a terminal only: one bar for each thing that is done."""

    def __init__(self) -> None:
        self._bar: tqdm[Never] | None = None
        self._what = ""

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show how far something is."""
        if what != self._what:
            self.close()
            self._what = what
            self._bar = tqdm(total=total, desc=what, unit="", file=sys.stderr, disable=None, leave=False)
        if self._bar is not None:
            self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """Wipe the bar."""
        if self._bar is not None:
            self._bar.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Wipe the bar."""
        self.close()


def brief(settings: Settings, command: Brief) -> int:
    """Print the answers to the queries given, or to those on standard input as they come."""
    asyncio.run(_brief(settings, command))
    return 0


async def _brief(settings: Settings, command: Brief) -> None:
    queries = command.queries or read_queries(sys.stdin)
    with Bars() as bars:
        async with opened_library(settings) as (_, library):
            await library.open(bars)
            bars.close()
            for number, query in enumerate(queries):
                shown = await _shown(library, command, query)
                print("\n" * (bool(number) and not command.as_json) + shown, flush=True)  # noqa: T201


async def _shown(library: Library, command: Brief, query: str) -> str:
    if command.explain:
        return "\n".join(terminal_lines(ENGLISH.why, await library.explain(query)))
    answered = await answer(library, query)
    return json.dumps(as_json(query, answered), ensure_ascii=False) if command.as_json else as_text(answered)


def read_queries(lines: Iterable[str]) -> Iterator[str]:
    """Yield a query a line: the text of the line, or the "query" of the JSON object that it is.

    Raises SettingsError for an object without a query, naming the line.
    """
    for number, line in enumerate(lines, start=1):
        query = line.rstrip("\r\n")
        if query.lstrip().startswith("{"):
            try:
                record = json.loads(query)
            except ValueError:
                record = {"query": query}  # a brace does not make it JSON
            query = record.get("query")
            if not isinstance(query, str):
                raise SettingsError((f'line {number} should be a text, or a JSON object with "query": "a text"',))
        yield query


async def answer(library: Library, query: str) -> Answered:
    """Answer a query as a chat would be answered, and take the time."""
    started = time.perf_counter()
    reply = await library.brief(query)
    page = await library.page(reply, 0)
    outgoing = messages.answer(ENGLISH, reply, page, _ANY_ASK)
    return Answered(reply, outgoing, (time.perf_counter() - started) * 1000)


def as_text(answered: Answered) -> str:
    """Return an answer for a terminal."""
    suggested = answered.reply.briefing is None
    return messages.as_plain(answered.outgoing if suggested else replace(answered.outgoing, rows=()))


def as_json(query: str, answered: Answered) -> dict[str, object]:
    """Return an answer as the record that `brief --json` prints."""
    match, briefing = answered.reply.match, answered.reply.briefing
    return {
        "query": query,
        "matched": briefing is not None,
        "topic": match.heading if briefing else None,
        "tier": match.tier.value,
        "score": round(match.score, 4),
        "suggestions": [topic.name for topic in match.suggestions],
        "paragraphs": [_paragraph(hit) for hit in answered.reply.hits[:_PARAGRAPHS]],
        "summary": [
            {
                "sentence": quote.sentence,
                "source": quote.source.publisher or quote.source.title,
                "paragraph_id": quote.paragraph_id,
            }
            for quote in (briefing.quotes if briefing else ())
        ],
        "reply_text": answered.outgoing.html,
        "milliseconds": round(answered.milliseconds, 3),
    }


def _paragraph(hit: Hit) -> dict[str, object]:
    source = hit.document.publisher or hit.document.title
    return {"id": hit.paragraph.id, "text": hit.paragraph.text, "source": source, "score": round(hit.score, 4)}


def index(settings: Settings, command: IndexFiles) -> int:
    """Read the documents anew and say what that did."""
    for line in report_lines(asyncio.run(_index(settings)), show_dropped=command.show_dropped):
        print(line)  # noqa: T201
    return 0


async def _index(settings: Settings) -> IndexReport:
    with Bars() as bars:
        async with opened_library(settings) as (_, library):
            return await library.reindex(bars, full=True)


def report_lines(report: IndexReport, *, show_dropped: bool) -> Iterator[str]:
    """Yield what a reindex did, a fact a line."""
    change = report.change
    yield f"files read: {report.files:,}"
    yield f"files skipped: {len(report.skipped):,}"
    yield from (f"  {skipped.file}: {skipped.reason}" for skipped in report.skipped)
    yield f"documents: {report.documents:,}"
    yield (
        f"paragraphs: {report.paragraphs:,} ({change.added:,} added, {change.kept:,} kept, "
        f"{change.restored:,} restored, {change.removed:,} removed)"
    )
    yield f"furniture lines dropped: {len(report.dropped):,}"
    if show_dropped:
        yield from (f"  {file}: {line.reason.value}: {line.line}" for file, line in report.dropped)
    yield f"seconds: {report.seconds:.2f}"

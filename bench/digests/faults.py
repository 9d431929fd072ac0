"""Sending through trouble: what is lost, what comes twice, and what goes before Telegram wants to hear of it."""

import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.digests.articles import Newsroom
from bench.digests.clock import Clock
from bench.digests.desk import opened_desk
from bench.digests.telegrams import stand_in
from bot.store.rows import Draft
from handlers.preview import faults
from handlers.preview.server import PreviewServer
from handlers.settling import Policy
from handlers.texts_en import ENGLISH

_SEND = "sendMessage"
_DRAINS = timedelta(hours=2)  # by the bench's clock
_WAIT_S = 300.0

Trouble = Callable[[PreviewServer, Sequence[int]], None]  # the chats that messages wait for, in their order


@dataclass(frozen=True, slots=True)
class Case:
    """Trouble, and from which message on."""

    name: str
    trouble: Trouble
    after: int = 0  # messages that come before it
    policy: Policy = "marked"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case."""

    lost: int
    twice: int
    unanswered: int
    cut: int  # of these, those that were carried out
    marked: int
    early: int
    floods: int  # calls that were answered with 429
    most: int  # in a second
    seconds: float  # from the first message to the last


def _calm(server: PreviewServer, chats: Sequence[int]) -> None:
    """Let all go well."""


def _one_chat(server: PreviewServer, chats: Sequence[int]) -> None:
    server.fail(_SEND, faults.flood(30), times=3, chat_id=chats[len(chats) // 2])


def _all_chats(server: PreviewServer, chats: Sequence[int]) -> None:
    server.fail(_SEND, faults.flood(10), times=None, for_s=10)


def _now_and_then(fault: faults.Fault) -> Trouble:
    def trouble(server: PreviewServer, chats: Sequence[int]) -> None:
        server.fail(_SEND, fault, times=None, chance=0.1, for_s=_DRAINS.total_seconds())

    return trouble


def _away(server: PreviewServer, chats: Sequence[int]) -> None:
    server.outage(faults.dropped(), for_s=30)


def _away_but_at_work(server: PreviewServer, chats: Sequence[int]) -> None:
    server.outage(faults.dropped_after(), for_s=30)


def _everything(server: PreviewServer, chats: Sequence[int]) -> None:
    for fault in (faults.server_error(), faults.bad_gateway(), faults.dropped(), faults.flood(3)):
        server.fail(_SEND, fault, times=None, chance=0.04, for_s=_DRAINS.total_seconds())
    server.fail(_SEND, faults.flood(10), times=None, for_s=10)


CASES = (
    Case("none", _calm),
    Case("429 for one chat, three times, each 30 s", _one_chat),
    Case("429 for all chats, 10 s", _all_chats, after=100),
    Case("500 for each tenth call", _now_and_then(faults.server_error())),
    Case("502 with a page of HTML for each tenth call", _now_and_then(faults.bad_gateway())),
    Case("each tenth connection cut before the call is done", _now_and_then(faults.dropped())),
    Case("each tenth connection cut before the call is done", _now_and_then(faults.dropped()), policy="never"),
    Case("each tenth cut after it is done", _now_and_then(faults.dropped_after())),
    Case("each tenth cut after it is done", _now_and_then(faults.dropped_after()), policy="again"),
    Case("each tenth cut after it is done", _now_and_then(faults.dropped_after()), policy="never"),
    Case("all connections cut for 30 s", _away, after=100),
    Case("all cut for 30 s, each call done before", _away_but_at_work, after=100),
    Case("500, 502, cuts and 429, each for one call in 25, and 429 for all chats for 10 s", _everything),
)


async def through(case: Case, messages: int, speed: float) -> Outcome:
    """Send messages through the trouble, a chat each, with a clock that runs `speed` times as fast as the world's."""
    clock = Clock(datetime.now(UTC), speed)
    newsroom = Newsroom(random.Random(1))
    with tempfile.TemporaryDirectory() as place:
        async with stand_in(clock) as telegram:
            server = telegram.server
            chats = await telegram.open_chats(["private"] * messages)
            first = [newsroom.write("Tarnholm")]
            async with opened_desk(Path(place), telegram.connection, clock, newsroom, first, case.policy) as desk:
                drafts = [Draft(f"message {chat}", chat, 0, f"Hello, {chat}", "[]") for chat in chats]
                await desk.services.store.enqueue(drafts, clock.now())
                if not case.after:
                    case.trouble(server, chats)
                desk.sender.start()
                if case.after:
                    await server.wait_for(lambda: len(server.calls_of(_SEND)) >= case.after, _WAIT_S)
                    case.trouble(server, chats)
                async with asyncio.timeout(_WAIT_S):
                    assert await desk.drained(clock.now() + _DRAINS)
            return _outcome(server, chats)


def _outcome(server: PreviewServer, chats: Sequence[int]) -> Outcome:
    calls, counts = server.calls_of(_SEND), server.pace_report
    texts = {chat: [one.text for one in server.world.chats[chat].messages.values()] for chat in chats}
    got = Counter({chat: len(found) for chat, found in texts.items()})
    answered = sum(call.status == 200 for call in calls)
    return Outcome(
        lost=sum(not got[chat] for chat in chats),
        twice=sum(count - 1 for count in got.values() if count),
        unanswered=sum(call.status == 0 for call in calls),
        cut=got.total() - answered,
        marked=sum(ENGLISH.sent_again in text for found in texts.values() for text in found),
        early=counts.early,
        floods=sum(call.status == 429 for call in calls),
        most=counts.most_in_a_second,
        seconds=calls[-1].at - calls[0].at,
    )


HEADER = (
    "trouble", "in doubt is", "lost", "twice", "cut", "done and cut", "marked", "before `retry_after`", "429",
    "most in a second", "seconds",
)  # fmt: skip


def row(case: Case, outcome: Outcome) -> tuple[str, ...]:
    """Return a case as a row of a table."""
    said = {"marked": "sent again, marked", "again": "sent again", "never": "given up"}[case.policy]
    cuts = (outcome.unanswered, outcome.cut)
    figures = (outcome.lost, outcome.twice, *cuts, outcome.marked, outcome.early, outcome.floods, outcome.most)
    return (case.name, said, *map(str, figures), f"{outcome.seconds:.0f}")


def kept(case: Case, outcome: Outcome) -> bool:
    """Tell whether what the documentation promises was kept: nothing lost, and twice only what was done and cut."""
    if case.policy == "never":
        return outcome.twice == outcome.early == 0 and outcome.lost <= outcome.unanswered - outcome.cut
    return outcome.lost == outcome.early == 0 and outcome.twice <= outcome.cut

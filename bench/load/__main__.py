"""Measure the whole bot over HTTP: `python -m bench.load [--minutes 10] [--markdown docs/performance.md]`.

The bot and a bare echo bot of the same library answer the same people on the project's own stand-in for Telegram, one
after the other. Then the bot answers at 80 % of what it can, for long; and once more, watched, while documents are read
anew and digests go out. With --archive the bot answers from a made-up archive instead of the seeds.
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

from bench.digests.articles import Newsroom, topics
from bench.digests.clock import Clock
from bench.digests.desk import opened_desk
from bench.digests.people import Person, Plan, Wish
from bench.digests.telegrams import StandIn
from bench.load.bots import Used, running
from bench.load.people import People, Talk
from bench.scale.cost import percentile
from bench.scale.places import Places, environment, run_bot, tell
from bench.scale.searching import queries_of
from bench.tables import markdown, replace_section
from bot.topics_file import load_entries
from handlers.preview.driver import Conversation
from handlers.preview.server import PreviewServer
from handlers.preview.values import User

_SEEDS = Path("seeds")
_SOURCES = "Sources"  # stands in every briefing
_ECHO, _BOT, _WATCHED = ("-m", "bench.load.echo"), ("bot.py", "run"), ("-m", "bench.load.watching")
_ADMIN = User(300_001, "Grace", language_code="en")
_FOLLOWERS, _FIRST_FOLLOWER = 300, 400_001
_TOPICS = 50
_ROUNDS = 3  # of both bots in turn: the machine's own speed changes while they run
_MOST_PER_SECOND = 20.0  # while digests go out: Telegram lets a bot send 30 messages a second, and answers go first
_BUSY_S = 150.0  # two full minutes and what comes before: documents are looked at once a minute, digests too


@dataclass(frozen=True, slots=True)
class Load:
    """How much is asked, and of which documents."""

    people: int
    questions: int  # of each
    minutes: float
    archive: Places | None  # instead of the seeds


Rows = list[tuple[str, str]]
Learnt = Mapping[str, str]  # questions that are answered with a briefing, and the answers


async def load(plan: Load, folder: Path) -> tuple[bool, Rows]:
    """Return whether nothing was lost, out of order or held up, and the figures."""
    settings = _prepared(plan, folder)
    tell("asking one by one")
    async with PreviewServer(port=0) as server, running(server, _BOT, settings):
        learnt = await _learnt(server, _questions(plan))
    if not learnt:
        raise RuntimeError("the bot answers none of the questions with a briefing")
    echoes, answers = [], []
    for _ in range(_ROUNDS):
        echoes.append((await _in_turns(_ECHO, settings, {query: query for query in learnt}, plan))[0])
        took_ms, talk, per_second = await _in_turns(_BOT, settings, learnt, plan)
        answers.append(took_ms)
    ours, echo = mean(answers), mean(echoes)
    rows = [
        ("different questions", f"{len(learnt)}"),
        ("CPU an answer: this bot", _of_rounds(answers)),
        ("CPU an answer: the echo bot", _of_rounds(echoes)),
        ("ratio", f"**{ours / echo:.2f}**"),
        (f"{plan.people} people, each waits for an answer: answers a second", f"{per_second:.0f}"),
        *_of_talk("that", talk),
    ]
    talks = [talk]
    if plan.minutes:
        more, steady = await _steady(settings, learnt, plan, 0.8 * per_second)
        rows, talks = [*rows, *more], [*talks, steady]
    kept = True
    if not plan.archive:
        kept, more, busy = await _busy(folder, learnt, plan, min(0.4 * per_second, _MOST_PER_SECOND))
        rows, talks = [*rows, *more], [*talks, busy]
    return kept and not any(talk.lost or talk.out_of_order for talk in talks), rows


def _of_rounds(took_ms: Sequence[float]) -> str:
    return f"{mean(took_ms):.2f} ms ({', '.join(f'{one:.2f}' for one in took_ms)})"


def _prepared(plan: Load, folder: Path) -> Mapping[str, str]:
    """Have the documents indexed; return the settings of the bot over them."""
    if plan.archive:
        # The database is written to by what is asked, which no other measurement minds.
        return environment(plan.archive.seeds, plan.archive.data)
    shutil.copytree(_SEEDS, folder / "seeds")
    run_bot(folder / "seeds", folder / "data", "index")
    return environment(folder / "seeds", folder / "data")


def _questions(plan: Load) -> list[str]:
    if plan.archive:
        return queries_of(plan.archive, 250)
    names = [name for entry in load_entries(_SEEDS / "topics.toml") for name in (entry.name, *entry.aliases[:1])]
    return list(dict.fromkeys(names))


async def _learnt(server: PreviewServer, queries: Sequence[str]) -> Learnt:
    answers = await People(server, 1).learn(queries)
    return {query: answer.text for query, answer in answers.items() if _SOURCES in answer.text}


async def _in_turns(
    program: Sequence[str], settings: Mapping[str, str], learnt: Learnt, plan: Load
) -> tuple[float, Talk, float]:
    """Return the milliseconds of the processor an answer, what came of the questions, and answers a second."""
    tell(f"{' '.join(program)}: {plan.people} people ask in turns")
    async with PreviewServer(port=0) as server, running(server, program, settings) as bot:
        people = People(server, plan.people)
        await people.in_turns(learnt, 2)  # not counted
        with bot.looked_at() as used:
            talk = await people.in_turns(learnt, plan.questions)
    return 1000 * used.cpu_s / (talk.answered or 1), talk, talk.answered / talk.wall_s


async def _steady(settings: Mapping[str, str], learnt: Learnt, plan: Load, per_second: float) -> tuple[Rows, Talk]:
    """Ask at a steady rate for long."""
    tell(f"{per_second:.0f} questions a second for {plan.minutes:g} minutes")
    async with PreviewServer(port=0) as server, running(server, _BOT, settings) as bot:
        people = People(server, plan.people)
        await people.in_turns(learnt, 2)
        with bot.looked_at() as used:
            talk = await people.at_rate(learnt, per_second, 60 * plan.minutes)
    name = f"{per_second:.0f} questions a second for {plan.minutes:g} minutes"
    return [*_of_talk(name, talk), *_of_memory(name, used)], talk


async def _busy(folder: Path, learnt: Learnt, plan: Load, per_second: float) -> tuple[bool, Rows, Talk]:
    """Ask while documents come, all is read anew, and digests go out; return whether the loop was never held up."""
    tell(f"{per_second:.0f} questions a second while documents are read anew and digests go out")
    report, newsroom, rng = folder / "watch.json", Newsroom(random.Random(1)), random.Random(2)
    names = topics(_TOPICS, rng)
    async with PreviewServer(port=0) as server:
        await _followed(folder, server, newsroom, names)
        admin = server.private_chats([_ADMIN])[0]
        settings = {**environment(folder / "seeds", folder / "data"), "ADMIN_IDS": str(_ADMIN.id)}
        async with running(server, (*_WATCHED, str(report)), settings) as bot:
            people = People(server, plan.people)
            await people.in_turns(learnt, 2)
            os.kill(bot.pid, signal.SIGUSR1)
            newsroom.file(folder / "seeds", "news", [newsroom.write(name) for name in names for _ in range(10)])
            talking = asyncio.create_task(people.at_rate(learnt, per_second, _BUSY_S))
            await asyncio.sleep(_BUSY_S / 2)
            await admin.send("/reindex full")
            talk = await talking
        digests = sum(bool(chat.replies) for chat in _follower_chats(server))
        reindexed = admin.replies[-1].text.splitlines()[0] if admin.replies else "no answer"
    watch = json.loads(report.read_text(encoding="utf-8"))
    for stack, count in watch["stacks"]:
        tell(f"held up {count} times by\n{stack}")
    name = "while documents were read anew and digests went out"
    return (
        watch["longest_s"] <= 0.05,
        [
            *_of_talk(f"{per_second:.0f} a second {name}", talk),
            ("digests that went out meanwhile", f"{digests} of {_FOLLOWERS}"),
            ("the admin's /reindex full meanwhile", reindexed),
            (
                f"event loop held up {name}: longest; more than 20 ms; 50 ms",
                f"{1000 * watch['longest_s']:.0f} ms; {watch['over_20_ms']}; {watch['over_50_ms']} "
                f"(of {watch['naps']:,} looks)",
            ),
            ("longest collection of garbage, which is part of that", f"{1000 * watch['collected_s']:.0f} ms"),
        ],
        talk,
    )


async def _followed(folder: Path, server: PreviewServer, newsroom: Newsroom, names: Sequence[str]) -> None:
    """Let many follow topics of which there will be news, as it happens."""
    plan, rng = Plan(every=15), random.Random(3)
    persons = [
        Person("private", "UTC", plan, None, False, tuple(Wish(name) for name in rng.sample(names, 3)))
        for _ in range(_FOLLOWERS)
    ]
    chats = _follower_chats(server)
    first = [newsroom.write(name) for name in names]
    async with opened_desk(folder, StandIn(server).connection, Clock(datetime.now(UTC)), newsroom, first) as desk:
        await desk.enter(persons, [chat.id for chat in chats])


def _follower_chats(server: PreviewServer) -> list[Conversation]:
    users = [User(_FIRST_FOLLOWER + number, "Bo", language_code="en") for number in range(_FOLLOWERS)]
    return server.private_chats(users)


def _of_talk(name: str, talk: Talk) -> Rows:
    took = [1000 * one for one in talk.took_s] or [0.0]
    counts = f"{talk.answered:,}; {talk.lost}; {talk.out_of_order}; {talk.other}"
    times = "; ".join(f"{percentile(took, share):.0f} ms" for share in (0.5, 0.9, 0.99, 1.0))
    return [
        (f"{name}: answered; lost; out of order; otherwise changed", counts),
        (f"{name}: answer after p50; p90; p99; at the latest", times),
    ]


def _of_memory(name: str, used: Used) -> Rows:
    """Tell of the memory at the beginning, in the middle and at the end, each the mean of a tenth of the time."""
    tenth = max(1, len(used.resident_mb) // 10)
    middle = len(used.resident_mb) // 2

    def means(values: Sequence[float]) -> str:
        parts = values[:tenth], values[middle : middle + tenth], values[-tenth:]
        return "; ".join(f"{sum(part) / len(part):.0f} MB" for part in parts)

    return [
        (f"{name}: resident at first; halfway; at last", means(used.resident_mb)),
        (f"{name}: of these not backed by files", means(used.anonymous_mb)),
        (f"{name}: the bot's share of a processor", f"{100 * used.cpu_s / used.wall_s:.0f} %"),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, and write it where --markdown says; return 1 where a promise was not kept."""
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--questions", type=int, default=20, help="of each of them")
    parser.add_argument("--minutes", type=float, default=10.0, help="at 80 %% of what it can; 0 for not at all")
    parser.add_argument("--archive", type=int, help="paragraphs of a made-up archive instead of the seeds")
    parser.add_argument("--work", type=Path, help="where bench.scale keeps archives, with --archive")
    parser.add_argument("--markdown", type=Path, help="a document with a marked section for the table")
    parser.add_argument("--section", help="its name; load, or load-archive with --archive, by default")
    given = parser.parse_args(arguments)
    if given.archive and not given.work:
        parser.error("--archive needs --work")
    archive = Places(given.work.absolute(), given.archive) if given.archive else None
    with tempfile.TemporaryDirectory() as folder:
        plan = Load(given.people, given.questions, given.minutes, archive)
        kept, rows = asyncio.run(load(plan, Path(folder)))
    table = markdown(("figure", "value"), rows)
    print(table)
    if given.markdown:
        section = given.section or ("load-archive" if archive else "load")
        replace_section(given.markdown, section, table)
    tell("every promise was kept" if kept else "A PROMISE WAS NOT KEPT")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())

"""Measure digests and their sending: `python -m bench.digests day|kill|faults|build [--markdown docs/digests.md]`."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.digests import build, day, faults, kill
from bench.tables import markdown, replace_section
from handlers.logs import set_up_logging

Report = tuple[bool, str]  # whether every promise was kept, and a table


def _day(given: argparse.Namespace) -> Report:
    begin = datetime.fromisoformat(given.begin).replace(tzinfo=UTC)
    speed = 1.0 if given.judge else given.speed
    plan = day.Plan(
        begin, given.hours, given.chats, given.follows, given.topics, given.arrivals, given.touched, speed, given.seed,
        given.judge,
    )  # fmt: skip
    right, figures = asyncio.run(day.day(plan))
    return right, markdown(("figure", "value"), figures)


def _kill(given: argparse.Namespace) -> Report:
    trials = kill.trials(given.ends, given.digests, given.seed)
    outcomes = [(trial, asyncio.run(kill.ended_and_restarted(trial))) for trial in trials]
    right = all(kill.kept(trial, outcome) for trial, outcome in outcomes)
    return right, markdown(kill.HEADER, (kill.row(trial, outcome) for trial, outcome in outcomes))


def _faults(given: argparse.Namespace) -> Report:
    outcomes = [(case, asyncio.run(faults.through(case, given.messages, given.speed))) for case in faults.CASES]
    right = all(faults.kept(case, outcome) for case, outcome in outcomes)
    return right, markdown(faults.HEADER, (faults.row(case, outcome) for case, outcome in outcomes))


def _build(given: argparse.Namespace) -> Report:
    load = build.Load(
        given.texts, given.paragraphs, given.news, given.chats, given.follows, given.topics, given.seed, given.trace_ms
    )
    right, figures = asyncio.run(build.build(load))
    return right, markdown(("figure", "value"), figures)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.digests", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--markdown", type=Path, help="a document with a marked section for the figures")
    parser.add_argument("--section", help="its name; the subcommand's by default")
    parser.add_argument("--seed", type=int, default=1)
    commands = parser.add_subparsers(dest="command", required=True)
    of_day = commands.add_parser("day", help="a day and a half over a change of the clock")
    of_day.add_argument("--begin", default="2026-03-28T18:00", help="UTC")
    of_day.add_argument("--hours", type=int, default=36)
    of_day.add_argument("--chats", type=int, default=10_000)
    of_day.add_argument("--follows", type=int, default=30_000)
    of_day.add_argument("--topics", type=int, default=600)
    of_day.add_argument("--arrivals", type=int, default=12, help="times at which documents come")
    of_day.add_argument("--touched", type=int, default=40, help="topics with news at each of these")
    of_day.add_argument("--speed", type=float, default=2.0, help="seconds played a second")
    of_day.add_argument("--judge", default="", help="the command that runs a judge's program; played in real time")
    of_day.set_defaults(run=_day)
    of_kill = commands.add_parser("kill", help="end the bot while digests go out")
    of_kill.add_argument("--ends", type=int, default=50)
    of_kill.add_argument("--digests", type=int, default=500)
    of_kill.set_defaults(run=_kill)
    of_faults = commands.add_parser("faults", help="send through trouble")
    of_faults.add_argument("--messages", type=int, default=500)
    of_faults.add_argument("--speed", type=float, default=1.0, help="seconds played a second")
    of_faults.set_defaults(run=_faults)
    of_build = commands.add_parser("build", help="decide what is due and build it")
    of_build.add_argument("texts", type=Path, help="a folder of collections, as of bench.retrieval")
    of_build.add_argument("--paragraphs", type=int, default=100_000)
    of_build.add_argument("--news", type=int, default=5_000)
    of_build.add_argument("--chats", type=int, default=10_000)
    of_build.add_argument("--follows", type=int, default=3)
    of_build.add_argument("--topics", type=int, default=1_000)
    of_build.add_argument("--trace-ms", type=float, default=0.0, help="tell what holds the loop up for longer")
    of_build.set_defaults(run=_build)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line names; return 1 where a promise was not kept."""
    given = _parser().parse_args(arguments)
    set_up_logging("CRITICAL")  # trouble is what is measured
    right, table = given.run(given)
    print(table)
    if given.markdown:
        replace_section(given.markdown, given.section or given.command, table)
    print("every promise was kept" if right else "A PROMISE WAS NOT KEPT", file=sys.stderr)
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())

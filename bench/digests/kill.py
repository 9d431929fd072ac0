"""Ending the bot while digests go out, again and again: what is lost, and what comes twice."""

import asyncio
import os
import random
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from bench.digests.articles import Newsroom
from bench.digests.clock import Clock
from bench.digests.desk import opened_desk, settings_in
from bench.digests.people import Person, Plan, Wish
from bench.digests.telegrams import StandIn, stand_in
from bot.store.store import Store
from handlers.settling import Policy
from handlers.texts_en import ENGLISH

ROOT = Path(__file__).parents[2]
_PER_SECOND = 30
_START_S = 120.0  # a start reads documents, on a machine that may be busy
_STOP_S = 30.0
_DRAIN_S = 300.0  # leases run out after 60 s, and what was in doubt often waits longer
_LOOK_S = 0.2
_TOPIC = "Tarnholm"

Moment = Literal["any", "answer"]  # any, or right after an answer, before the bot can have written it down


@dataclass(frozen=True, slots=True)
class Trial:
    """A way of ending the bot."""

    policy: Policy
    how: signal.Signals
    moment: Moment
    ends: int
    digests: int
    seed: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a trial."""

    lost: int
    twice: int  # messages above one a chat
    most: int  # that one chat got
    marked: int  # that said that they may be repeats
    given_up: int
    badly_ended: int  # lives that a SIGTERM did not end by themselves, or not with 0
    refused: int  # by the server, for its limits


async def ended_and_restarted(trial: Trial) -> Outcome:
    """Queue digests and let bots send them, of which all but the last are ended early."""
    clock = Clock(datetime.now(UTC))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        async with stand_in(clock) as telegram:
            chat_ids = await telegram.open_chats(["private"] * trial.digests)
            await _queued(folder, telegram, chat_ids)
            store = await Store.open(settings_in(folder).database_url.get_secret_value())
            try:
                badly = await _lives(trial, folder, telegram)
                async with _life(trial, folder, telegram) as bot:
                    await _drained(store)
                    badly += await _stopped(bot, signal.SIGTERM)
                counts = await store.outbox_counts()
            finally:
                await store.close()
            messages = await telegram.delivered()
            refused = (await telegram.counts())["refused"]
    got = Counter(message.chat_id for message in messages)
    marked = sum(ENGLISH.sent_again in message.html for message in messages)
    lost = sum(not got[chat_id] for chat_id in chat_ids)
    twice = sum(count - 1 for count in got.values() if count)
    return Outcome(lost, twice, max(got.values()), marked, counts.get("dropped", 0), badly, refused)


async def _queued(folder: Path, telegram: StandIn, chat_ids: list[int]) -> None:
    """Queue a digest for each chat, as the clock's job would have."""
    now = datetime.now(UTC)
    newsroom = Newsroom(random.Random(1))
    clock = Clock(now - timedelta(days=1), 0.0)
    daily = Plan(times=((now - timedelta(minutes=5)).time().replace(second=0, microsecond=0),))
    person = Person("private", "UTC", daily, None, False, (Wish(_TOPIC),))
    first = [newsroom.write(_TOPIC)]
    async with opened_desk(folder, telegram.connection, clock, newsroom, first) as desk:
        await desk.enter([person] * len(chat_ids), chat_ids)
        clock.jump_to(now - timedelta(hours=1))
        await desk.bring("news", [newsroom.write(_TOPIC)])
        clock.jump_to(now)
        _, served = await desk.tick()
        assert served == len(chat_ids)


async def _lives(trial: Trial, folder: Path, telegram: StandIn) -> int:
    """Start the bot and end it at a moment while it sends, so many times; return how many ended badly."""
    rng, badly = random.Random(trial.seed), 0
    for number in range(trial.ends):
        sent = len(telegram.server.calls_of("sendMessage"))
        # Spread over what is left, so that the last end comes while there is something to send.
        most = max(1.0, 1.8 * (trial.digests - sent) / (trial.ends - number + 1))
        async with _life(trial, folder, telegram) as bot:
            await _calls(telegram, sent + 1)
            if trial.moment == "any":
                await asyncio.sleep(rng.uniform(0, most / _PER_SECOND))
            else:
                await _calls(telegram, sent + rng.randrange(1, int(most) + 1))
            badly += await _stopped(bot, trial.how)
        print(f"\r{trial.policy} {trial.how.name} {number + 1}/{trial.ends}, {sent} sent ", end="", file=sys.stderr)
    print(file=sys.stderr)
    return badly


async def _calls(telegram: StandIn, count: int) -> None:
    """Return as soon as so many messages in all have been answered."""
    await telegram.server.wait_for(lambda: len(telegram.server.calls_of("sendMessage")) >= count, _START_S)


@asynccontextmanager
async def _life(trial: Trial, folder: Path, telegram: StandIn) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the bot as anybody would."""
    with (folder / "log.txt").open("ab") as log:
        bot = await asyncio.create_subprocess_exec(
            sys.executable, "bot.py", "run", cwd=ROOT, env=_environment(trial, folder, telegram), stderr=log, stdout=log
        )  # fmt: skip
        try:
            yield bot
        finally:
            if bot.returncode is None:
                bot.kill()
                await bot.wait()


def _environment(trial: Trial, folder: Path, telegram: StandIn) -> Mapping[str, str]:
    connection = telegram.connection
    return {
        "PATH": os.environ["PATH"],
        "BOT_TOKEN": connection.token,
        "TELEGRAM_BASE_URL": connection.base_url,
        "TELEGRAM_BASE_FILE_URL": connection.base_file_url,
        "SEEDS_DIR": str(folder / "seeds"),
        "DATA_DIR": str(folder / "data"),
        "IN_DOUBT": trial.policy,
    }


async def _stopped(bot: asyncio.subprocess.Process, how: signal.Signals) -> int:
    """End a bot; return 1 where it should have ended by itself and well, and did not."""
    bot.send_signal(how)
    try:
        async with asyncio.timeout(_STOP_S):
            code = await bot.wait()
    except TimeoutError:
        return 1
    return int(how is signal.SIGTERM and code != 0)


async def _drained(store: Store) -> None:
    async with asyncio.timeout(_DRAIN_S):
        while (counts := await store.outbox_counts()).get("waiting") or counts.get("sending"):  # noqa: ASYNC110 - another process empties it
            await asyncio.sleep(_LOOK_S)


def trials(ends: int, digests: int, seed: int) -> list[Trial]:
    """Return what is worth trying."""
    policies: tuple[Policy, ...] = ("marked", "again", "never")
    moments: tuple[Moment, ...] = ("any", "answer")
    killed = [Trial(policy, signal.SIGKILL, moment, ends, digests, seed) for moment in moments for policy in policies]
    return [*killed, *(Trial("marked", signal.SIGTERM, moment, ends, digests, seed) for moment in moments)]


HEADER = ("ended by", "at", "in doubt is", "ends", "lost", "twice", "most in a chat", "marked", "given up", "refused")


def row(trial: Trial, outcome: Outcome) -> tuple[str, ...]:
    """Return a trial as a row of a table."""
    when = "any moment" if trial.moment == "any" else "an answer"
    said = {"marked": "sent again, marked", "again": "sent again", "never": "given up"}[trial.policy]
    ended = f"{trial.ends}" + (f", {outcome.badly_ended} badly" if outcome.badly_ended else "")
    figures = (outcome.lost, outcome.twice, outcome.most, outcome.marked, outcome.given_up, outcome.refused)
    return (trial.how.name, when, said, ended, *map(str, figures))


def kept(trial: Trial, outcome: Outcome) -> bool:
    """Tell whether what the documentation promises was kept."""
    if outcome.refused or outcome.badly_ended:
        return False
    if trial.how is signal.SIGTERM:
        return outcome.lost == outcome.twice == 0
    if trial.policy == "never":
        return outcome.twice == 0 and outcome.lost <= trial.ends
    return outcome.lost == 0 and outcome.twice <= trial.ends

"""The bot's own parts as they go live, with a clock of the bench's: documents, store, what is due, and the sender."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bench.digests.articles import Article, Newsroom
from bench.digests.clock import Clock
from bench.digests.people import Person
from bot.digests.schedule import QuietHours, parse_schedule
from bot.settings import Settings, load_settings
from handlers.application import App, Connection, build_application
from handlers.digest_messages import render
from handlers.garbage import collect_all, full_collections_by_hand
from handlers.interpreter import short_turns
from handlers.opening import opened_services
from handlers.sender import Sender, SenderSettings, telegram_sender
from handlers.services import Services
from handlers.settling import Policy

_AT_ONCE = 8  # followers that are entered side by side
_LOOK_S = 0.02
_STOP_S = 5.0


@dataclass(frozen=True, slots=True)
class Desk:
    """A bot that nobody writes to."""

    services: Services
    application: App
    sender: Sender
    clock: Clock
    newsroom: Newsroom

    @property
    def seeds(self) -> Path:
        """The folder of its documents."""
        return self.services.settings.seeds_dir

    async def bring(self, name: str, articles: Iterable[Article]) -> None:
        """Add documents and have them read, in no other time than that takes."""
        self.newsroom.file(self.seeds, name, articles)
        with self.clock.at_speed(1.0):
            await self.services.library.refresh()

    async def tick(self) -> tuple[datetime, int]:
        """Do what the clock's job does each minute; return when that was, and for how many chats there is something."""
        following, now = self.services.following, self.clock.now()
        with self.clock.at_speed(1.0):
            rendering = render(self.services.texts, following.zone_of, now)
            return now, await following.run_due(now, rendering, self.sender.wake)

    async def drained(self, until: datetime) -> bool:
        """Wait until the queue is empty, or an instant comes; tell which."""
        while (counts := await self.services.store.outbox_counts()).get("waiting") or counts.get("sending"):
            if self.clock.now() >= until:
                return False
            await asyncio.sleep(_LOOK_S)
        return True

    async def enter(self, persons: Sequence[Person], chat_ids: Sequence[int]) -> None:
        """Let people follow what they wish."""
        waiting = iter(list(zip(persons, chat_ids, strict=True)))

        async def some() -> None:
            for person, chat_id in waiting:
                await self._enter(person, chat_id)

        await asyncio.gather(*(some() for _ in range(_AT_ONCE)))

    async def _enter(self, person: Person, chat_id: int) -> None:
        following, now = self.services.following, self.clock.now()
        follower = await self.services.store.add_follower(
            chat_id=chat_id,
            thread_id=0,
            kind=person.kind,
            title="",
            language="en",
            zone=person.zone,
            schedule=parse_schedule(person.plan.text).text,
            quiet=QuietHours(*person.quiet).text if person.quiet else "",
            manager_id=None,
            now=now,
        )
        if person.tells_nothing:
            follower = await following.tell_nothing(follower, True)
        for wish in person.wishes:
            _, made = await following.follow(follower, wish.topic, abs(chat_id))
            assert made
            if wish.plan:
                await following.schedule_topic(follower, made, parse_schedule(wish.plan.text))


@asynccontextmanager
async def opened_desk(
    folder: Path,
    connection: Connection,
    clock: Clock,
    newsroom: Newsroom,
    articles: Iterable[Article],
    policy: Policy = "marked",
) -> AsyncIterator[Desk]:
    """Open a bot over first documents, its sender at work; all that it keeps is in `folder`."""
    seeds = folder / "seeds"
    seeds.mkdir(parents=True, exist_ok=True)
    newsroom.file(seeds, "first", articles)
    async with opened_services(settings_in(folder), clock.now) as services:
        await services.library.open()
        application = build_application(services, connection)
        await application.bot.initialize()
        sender = telegram_sender(
            application.bot, services.store, services.sending_pace, services.texts, clock.now,
            SenderSettings(in_doubt=policy), monotonic=clock.monotonic, sleep=clock.sleep,
        )  # fmt: skip
        services.sender.connect(sender.wake)
        collect_all()
        try:
            with full_collections_by_hand(), short_turns():
                yield Desk(services, application, sender, clock, newsroom)
        finally:
            await sender.stop(_STOP_S)
            await application.bot.shutdown()


def settings_in(folder: Path) -> Settings:
    """Return the settings of a bot that has nothing but a folder."""
    given = {"SEEDS_DIR": str(folder / "seeds"), "DATA_DIR": str(folder / "data")}
    return load_settings(given, env_file=None)

"""The real bot on real HTTP: the application as it goes live, against the stand-in for Telegram."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.editing import Editing
from bot.following import Following
from bot.intake.apart import read_apart
from bot.library import Library
from bot.settings import load_settings
from bot.store.rows import QueryRow
from bot.topic_edits import TopicEdits
from bot.web.apart import parse_apart
from handlers.application import App, Connection, build_application
from handlers.digest_messages import render
from handlers.library import utc_now
from handlers.opening import feeding_of, limits, opened_services
from handlers.preview.driver import Conversation
from handlers.preview.server import PreviewServer
from handlers.preview.values import User
from handlers.running import serve
from handlers.services import Pace, Services
from tests.bot.test_feeding import parse_here, read_here
from tests.handlers.seeds import write_seeds

_numbers = itertools.count(10_001)
# Nothing happens by the clock while a test runs, and what has to come to rest is not waited for long.
PATIENT = Pace(typing_after_s=60.0, inline_pause_s=60.0, quiet_s=0.1, album_s=0.2)


@dataclass
class Pauses:
    """Waits for nothing and remembers for how long it should have waited."""

    taken: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


@dataclass(frozen=True)
class Running:
    """A bot that answers, with all that a test may look at."""

    server: PreviewServer
    services: Services
    application: App
    pauses: Pauses

    def chat(self) -> Conversation:
        """A private chat with somebody new."""
        return self.server.private_chat(person())

    async def tick(self, at: datetime) -> int:
        """Queue and send what is due at an instant, as the clock's job does; return for how many chats."""
        following = self.services.following
        served = await following.run_due(at, render(self.services.texts, following.zone_of, at))
        self.services.sender.wake()
        return served

    async def asked(self, user_id: int) -> list[QueryRow]:
        """What the query log has of a person, oldest first."""
        await self.services.query_log.flush()
        now = datetime.now(UTC)
        rows = await self.services.store.queries_between(now - timedelta(days=400), now + timedelta(days=400))
        return [row for row in rows if row.asker == self.services.asker(user_id)]


def person(name: str = "Ada", *, is_bot: bool = False) -> User:
    """Somebody whom the bot has not met."""
    number = next(_numbers)
    return User(number, name, username=f"{name.lower()}{number}", language_code="en", is_bot=is_bot)


@asynccontextmanager
async def running(
    folder: Path,
    *,
    server: PreviewServer | None = None,
    pace: Pace = PATIENT,
    library: type[Library] = Library,
    reads_here: bool = False,
    **settings: str,
) -> AsyncIterator[Running]:
    """Run the bot over the corpus of the coast, state in `folder`, for as long as the block runs.

    `reads_here` lets it read files and feeds of strangers in this process: a second less for each, but no zips.
    Without a `server` one is started and stopped with it. `settings` are further variables of the environment.
    """
    if server is None:
        async with (
            PreviewServer(port=0) as own,
            running(folder, server=own, pace=pace, library=library, reads_here=reads_here, **settings) as bot,
        ):
            yield bot
        return
    if not (folder / "seeds").exists():
        write_seeds(folder / "seeds")
    paths = {"SEEDS_DIR": str(folder / "seeds"), "DATA_DIR": str(folder / "data"), "WATCH_SEEDS": "false"}
    stop, pauses = asyncio.Event(), Pauses()
    loaded = load_settings(paths | settings, None)
    async with opened_services(loaded, utc_now, pace) as opened:
        shelf = library(opened.store, loaded.seeds_dir, loaded.data_dir, utc_now)
        following = Following(opened.store, shelf, limits(loaded), utc_now)
        topic_edits = TopicEdits(opened.store, shelf, utc_now)
        read, parse = (read_here, parse_here) if reads_here else (read_apart, parse_apart)
        editing = Editing(opened.store, shelf, loaded.data_dir, read, utc_now)
        feeding = feeding_of(loaded, opened.store, editing, utc_now, 0.0, parse)
        services = replace(
            opened, library=shelf, following=following, topic_edits=topic_edits, editing=editing, feeding=feeding
        )
        connection = Connection(server.token, server.base_url, server.base_file_url, through_proxies=False)
        application = build_application(services, connection, pauses)
        task = asyncio.create_task(serve(services, application, stop))
        await server.wait_for(lambda: application.running or task.done(), timeout_s=60)  # its first calls wake us
        try:
            yield Running(server, services, application, pauses)
        finally:
            stop.set()
            await task

"""Running the bot until it is told to stop: live on Telegram, or against the preview in the same process."""

import asyncio
import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError

from bot.errors import BriefingError, SettingsError
from bot.settings import Settings
from handlers.alarms import Alarms
from handlers.application import ALLOWED_UPDATES, App, Connection, build_application
from handlers.garbage import collect_all, full_collections_by_hand
from handlers.interpreter import short_turns
from handlers.opening import open_index, opened_services
from handlers.sender import Sender, SenderSettings, telegram_sender
from handlers.services import Services
from handlers.watching import watched

_log = logging.getLogger(__name__)

_PREVIEW_ADMIN = 1002  # who writes when the chat page is switched to "Admin"
_FINISH_S = 5.0  # for what is in hand at a stop: a container is killed after 10 s
_SENDER_FINISH_S = 3.0  # and for the digests under way before that; one that takes longer is in doubt
_MOST_PAUSE_S = 30.0  # between tries to reach Telegram at the start


class PreviewError(BriefingError):
    """The preview cannot be served where it should be."""


def run_live(settings: Settings) -> int:
    """Answer on Telegram until SIGTERM or Ctrl-C. Raises SettingsError when Telegram refuses the token."""
    assert settings.bot_token
    token = settings.bot_token.get_secret_value()
    connection = Connection(token, settings.telegram_base_url, settings.telegram_base_file_url)
    return asyncio.run(_live(settings, connection))


def run_preview(settings: Settings, host: str, port: int) -> int:
    """Serve the chat page, with the bot behind it, until SIGTERM or Ctrl-C."""
    return asyncio.run(_preview(settings, host, port))


async def _live(settings: Settings, connection: Connection) -> int:
    with stop_signals() as stop:
        async with opened_services(settings) as services:
            await serve(services, build_application(services, connection), stop)
    return 0


async def _preview(settings: Settings, host: str, port: int) -> int:
    from handlers.preview.errors import PortInUseError  # its web server is no business of the live bot's
    from handlers.preview.server import PreviewServer

    with stop_signals() as stop:
        try:
            server = PreviewServer(host, port, admin_id=_PREVIEW_ADMIN)
            await server.start()
        except (PortInUseError, ValueError) as error:
            raise PreviewError(str(error)) from error
        try:
            connection = Connection(server.token, server.base_url, server.base_file_url, through_proxies=False)
            admins = settings.admin_ids | {_PREVIEW_ADMIN}
            async with opened_services(settings.model_copy(update={"admin_ids": admins})) as services:
                print(f"Open {server.url} in a browser. Ctrl-C ends it.", file=sys.stderr, flush=True)  # noqa: T201
                await serve(services, build_application(services, connection), stop)
        finally:
            await server.stop()
    return 0


@contextmanager
def stop_signals() -> Iterator[asyncio.Event]:
    """Give an event that SIGTERM and SIGINT set, instead of what they do otherwise; a second one does that again."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def on_signal(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stop.set)
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, on_signal)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def serve(services: Services, application: App, stop: asyncio.Event) -> None:
    """Open the index and poll, both at once; answer until `stop` is set, then finish what is in hand.

    What comes before the index is open waits for it, but not for long: then people are told that it takes some time.
    Raises SettingsError when Telegram refuses the token, BriefingError when the documents cannot be read. While
    Telegram cannot be reached, waits until it can.
    """
    sender, alarms = sender_of(services, application), Alarms(services, application.bot)
    alarms.start()
    opening = asyncio.create_task(open_index(services.library), name="open the index")
    ready = asyncio.create_task(_ready(services), name="wait for the index")
    polling = asyncio.create_task(_polling(application, stop), name="begin to poll")
    stopping = asyncio.create_task(stop.wait(), name="wait for a stop")
    try:
        while not stop.is_set() and not (ready.done() and polling.done()):
            await _first_of(opening, ready, polling, stopping)
        if not stop.is_set():
            collect_all()
            with full_collections_by_hand(), short_turns():
                await application.start()
                sender.start()
                _log.info("@%s answers", application.bot.username)
                async with watched(services):
                    while not stop.is_set():
                        await _first_of(opening, stopping)
    finally:
        for task in (opening, ready, polling, stopping):
            task.cancel()
        await asyncio.gather(opening, ready, polling, stopping, return_exceptions=True)
        await alarms.stop()
        await _finish(application, sender)


async def _first_of(*tasks: "asyncio.Task[object]") -> None:
    """Wait for the first of the tasks that are not done, and raise what it raises."""
    waiting = {task for task in tasks if not task.done()}
    for task in (await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED))[0]:
        task.result()


async def _ready(services: Services) -> None:
    """Return when there is something to answer from, or people have waited for long enough."""
    try:
        async with asyncio.timeout(services.pace.patience_s):
            await services.library.wait_until_open()
    except TimeoutError:
        _log.info("the documents are being read; who asks is told so")


def sender_of(services: Services, application: App) -> Sender:
    """Return the sender of what the bot says unasked, not started; whoever queues something wakes it by the bell."""
    given = services.settings
    settings = SenderSettings(in_doubt=given.in_doubt, refusals_before_pause=given.refusals_before_pause)
    sender = telegram_sender(
        application.bot, services.store, services.sending_pace, services.texts, services.clock, settings
    )
    services.sender.connect(sender.wake)
    return sender


async def _polling(application: App, stop: asyncio.Event) -> None:
    """Begin to poll, trying again while Telegram is away, until the stop."""
    updater, pause_s = application.updater, 1.0
    assert updater
    while not stop.is_set():
        try:
            await application.initialize()
            await updater.start_polling(allowed_updates=ALLOWED_UPDATES, error_callback=_on_poll_error)
        except InvalidToken:
            refused = "BOT_TOKEN should be a token that Telegram knows, and it refuses this one"
        except NetworkError as error:
            _log.warning("Telegram cannot be reached, next try in %.0f s: %s", pause_s, error.message)
            await _wait(stop, pause_s)
            pause_s = min(2 * pause_s, _MOST_PAUSE_S)
            continue
        else:
            return
        raise SettingsError((refused,))


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return


def _on_poll_error(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        _log.error("another program polls with the same token: stop it, or give this one a token of its own")
    else:
        _log.warning("polling failed and goes on: %s", error.message)


async def _finish(application: App, sender: Sender) -> None:
    await sender.stop(_SENDER_FINISH_S)
    updater = application.updater
    if updater and updater.running:
        await updater.stop()
    if application.running:
        try:
            async with asyncio.timeout(_FINISH_S):
                await application.stop()
        except TimeoutError:
            _log.warning("some answers were not finished within %.0f s and are given up", _FINISH_S)
    await application.shutdown()
    await application.bot.shutdown()  # its connections are open even where the application never came up

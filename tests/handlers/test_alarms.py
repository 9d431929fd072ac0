"""Trouble reaches the admins once, with the reference and without a word that anybody wrote."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StoreError
from bot.store.rows import Alert
from bot.topics_file import TopicsFileError
from handlers import alert_messages
from handlers.alarms import EACH, HELPLESS, LASTING, MOST_NEW, Alarms
from handlers.errors import report
from handlers.preview.driver import Conversation
from handlers.texts_en import ENGLISH
from handlers.trouble import ALERT_KEY, trouble_of
from tests.bot.store.builders import day
from tests.handlers.bots import Running, person, running
from tests.handlers.test_messages import shown, wild

of_the_bot = pytest.mark.asyncio(loop_scope="session")
WORDS = ENGLISH.alerts
ADMIN = person("Edda")
SECRET = "the password of the harbour master"
OURS = logging.getLogger("handlers.errors")


class Later:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def started_bot(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    folder, admins = tmp_path_factory.mktemp("desk"), str(ADMIN.id)
    async with running(folder, ADMIN_IDS=admins, SEND_PER_SECOND="1000", SEND_PER_CHAT_SECONDS="0") as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def ours(started_bot: Running) -> AsyncIterator[Running]:
    """The bot, with no trouble behind it."""
    yield started_bot
    async with started_bot.services.store.writing() as connection:
        for table in ("outbox", "alerts"):
            await connection.exec_driver_sql(f"DELETE FROM {table}")


@pytest.fixture
def clock() -> Later:
    return Later()


@pytest.fixture
def alarms(ours: Running, clock: Later) -> Alarms:
    """Alarms that hear only what a test gives them, and act when it says so."""
    return Alarms(replace(ours.services, clock=clock), ours.application.bot)


@pytest.fixture
def desk(ours: Running) -> Conversation:
    (chat,) = ours.server.private_chats([ADMIN])
    return chat


def record(
    message: str, *arguments: object, error: BaseException | None = None, name: str = "handlers.errors"
) -> logging.LogRecord:
    exc_info = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord(name, logging.ERROR, __file__, 1, message, arguments, exc_info)


def raised(error: Exception) -> Exception:
    """An error with a traceback."""
    try:
        raise error
    except type(error) as caught:
        return caught


@contextmanager
def heard(alarms: Alarms) -> Iterator[None]:
    """Let alarms hear what is logged."""
    OURS.addHandler(alarms)
    OURS.propagate = False  # to the bot's own alarms, which would count it too
    yield
    OURS.propagate = True
    OURS.removeHandler(alarms)


# What a line of the log says


def test_a_defect_is_named_by_its_kind_place_and_reference_and_not_by_its_text() -> None:
    records: list[logging.LogRecord] = []
    listener = logging.Handler()
    listener.emit = records.append  # type: ignore[assignment, method-assign]
    OURS.addHandler(listener)
    said = report(ENGLISH, raised(RuntimeError(SECRET)), "button")
    OURS.removeHandler(listener)
    trouble = trouble_of(records[0])
    assert trouble is not None
    assert (trouble.what, trouble.reference) == ("RuntimeError", said.rsplit(" ", 1)[1])
    assert SECRET not in repr(trouble)


def test_a_place_is_the_innermost_line_of_ours() -> None:
    try:
        trouble_of("no record")  # type: ignore[arg-type]
    except AttributeError as error:
        trouble = trouble_of(record("update: reference %s", "A1", error=error))
    assert trouble is not None
    assert trouble.place.startswith("handlers/trouble.py:")


def test_an_editors_mistake_is_told_in_its_own_words_from_a_job_only() -> None:
    error = TopicsFileError('topics.toml: the aliases of "Osterwyk" should be texts')
    in_job, in_chat = trouble_of(record("%s: %s", "job refresh", error)), trouble_of(record("%s: %s", "update", error))
    assert in_job
    assert in_chat
    assert (in_job.what, in_chat.what) == (str(error), "TopicsFileError")


def test_a_line_without_an_error_is_told_without_what_it_was_filled_with() -> None:
    trouble = trouble_of(record("message %s is lost after %.1f s", SECRET, 3.0, name="handlers.sender"))
    assert trouble is not None
    assert (trouble.what, trouble.place) == ("message … is lost after … s", "handlers.sender")


@given(wild, wild)
def test_nothing_of_what_another_library_says_is_told(message: str, argument: str) -> None:
    trouble = trouble_of(record(message.replace("%", ""), name="telegram.ext"))
    assert trouble is not None
    assert (trouble.what, trouble.place, trouble.reference) == ("ERROR", "telegram.ext", "")


def test_trouble_with_telling_of_trouble_is_none() -> None:
    assert trouble_of(record("message %s can never be sent", f"{ALERT_KEY}f:1:7", name="handlers.settling")) is None


def test_a_line_that_cannot_be_read_harms_nobody(alarms: Alarms, capsys: pytest.CaptureFixture[str]) -> None:
    class Unspeakable:
        def __str__(self) -> str:
            raise RuntimeError(SECRET)

    alarms.emit(record("%s", Unspeakable()))
    assert "Logging error" in capsys.readouterr().err


def test_equal_trouble_has_one_mark_and_other_trouble_another() -> None:
    marks = [
        trouble_of(record("update: reference %s", reference, error=raised(kind(text))))
        for reference, kind, text in (("A1", RuntimeError, "x"), ("B2", RuntimeError, "y"), ("C3", ValueError, "x"))
    ]
    first, second, third = (one.fingerprint for one in marks if one)
    assert first == second != third


ALERTS = st.builds(
    Alert, st.just("f"), wild, wild, wild, st.just(True), st.just(day(0)), st.just(day(1)),
    st.integers(1, 10**6), st.none(), st.just(0),
)  # fmt: skip


@given(
    st.lists(
        ALERTS.map(lambda a: replace(a, what=a.what[:300], place=a.place[:60], reference=a.reference[:6])),
        min_size=1,
        max_size=12,
    )
)
def test_any_trouble_makes_a_message(alerts: list[Alert]) -> None:
    assert shown(alert_messages.new(ENGLISH, alerts)).startswith(WORDS.heading)
    assert shown(alert_messages.counts(ENGLISH, alerts)).startswith(WORDS.again)


# What the admins get


@of_the_bot
async def test_new_trouble_is_told_at_once_and_the_same_again_is_not(
    ours: Running, alarms: Alarms, desk: Conversation
) -> None:
    with heard(alarms):
        reference = report(ENGLISH, raised(RuntimeError(SECRET)), "update").rsplit(" ", 1)[1]
    await alarms.keep()
    told = await desk.wait_reply()
    assert told.text.startswith(f"{WORDS.heading}\n– RuntimeError (handlers.errors), 1 time since ")
    assert f"reference {reference}" in told.text
    assert SECRET not in told.text
    for _ in range(100):
        alarms.emit(record("%s: reference %s", "update", "FFFFFF", error=raised(RuntimeError(SECRET))))
    await alarms.keep()
    await alarms.tell_counts()
    (alert,) = await ours.services.store.last_alerts(5)
    assert (alert.count, alert.told_count, alert.reference) == (101, 1, "FFFFFF")
    assert len(desk.replies) == 1


async def queued(ours: Running) -> str:
    """The last message that was queued; it waits for the test's clock, which is ahead of the bot's."""
    async with ours.services.store.reading() as connection:
        rows = await connection.exec_driver_sql("SELECT html FROM outbox ORDER BY id DESC LIMIT 1")
        return str(rows.scalar_one())


@of_the_bot
async def test_what_goes_on_is_counted_once_an_hour(ours: Running, alarms: Alarms, clock: Later) -> None:
    alarms.emit(record("%s: reference %s", "update", "A1"))
    await alarms.keep()
    for _ in range(3):
        alarms.emit(record("%s: reference %s", "update", "A1"))
    await alarms.keep()
    clock.now += EACH
    await alarms.tell_counts()
    assert f"{WORDS.again}\n– …: reference … (handlers.errors), 4 times since " in await queued(ours)
    alarms.emit(record("%s: reference %s", "update", "A1"))
    await alarms.keep()
    clock.now += EACH / 2
    await alarms.tell_counts()
    assert [alert.count for alert in await ours.services.store.untold_alerts()] == [5]
    clock.now += EACH
    await alarms.tell_counts()
    assert "5 times since" in await queued(ours)


@of_the_bot
async def test_many_kinds_of_trouble_at_once_are_few_messages(ours: Running, alarms: Alarms, clock: Later) -> None:
    for number in range(3 * MOST_NEW):
        alarms.emit(record(f"trouble {'x' * number} with %s", "a"))
    await alarms.keep()
    alarms.emit(record("one more kind"))
    await alarms.keep()
    told = [alert for alert in await ours.services.store.last_alerts(99) if alert.told_at]
    assert len(told) == MOST_NEW
    clock.now += 2 * EACH
    await alarms.tell_counts()
    assert await ours.services.store.untold_alerts() == ()


@of_the_bot
async def test_trouble_of_the_store_is_told_once_it_lasts(ours: Running, alarms: Alarms, desk: Conversation) -> None:
    error = StoreError("the disk is full", "free some space")
    first, later = record("%s: %s", "update", error), record("%s: %s", "update", error)
    alarms.emit(first)
    await alarms.keep()
    assert [alert.serious for alert in await ours.services.store.last_alerts(5)] == [False]
    later.created += LASTING.total_seconds()
    alarms.emit(later)
    await alarms.keep()
    assert "– the disk is full: free some space (handlers.errors), 2 times since" in (await desk.wait_reply()).text


@of_the_bot
async def test_what_cannot_be_kept_waits_and_is_said_directly_when_that_lasts(tmp_path: Path, clock: Later) -> None:
    async with running(tmp_path, ADMIN_IDS=str(ADMIN.id)) as bot:
        (desk,) = bot.server.private_chats([ADMIN])
        store = bot.services.store
        alarms = Alarms(replace(bot.services, clock=clock), bot.application.bot)
        alarms.emit(record("it hurts"))
        async with store.writing() as connection:
            await connection.exec_driver_sql("ALTER TABLE alerts RENAME TO gone")
        alarms.start()
        await alarms.stop()
        assert desk.replies == []
        clock.now += HELPLESS
        for _ in range(2):
            alarms.start()
            await alarms.stop()
        assert (await desk.wait_reply()).text.startswith("⚠ The records cannot be written: the database lacks a table")
        assert len(desk.replies) == 1
        async with store.writing() as connection:
            await connection.exec_driver_sql("ALTER TABLE gone RENAME TO alerts")
        await alarms.keep()
        assert [alert.what for alert in await store.last_alerts(5)] == ["it hurts"]


@of_the_bot
async def test_the_running_bot_tells_of_a_job_that_fails(ours: Running, desk: Conversation) -> None:
    async def fail(context: object) -> None:
        raise TopicsFileError("topics.toml: line 3 is wrong")

    assert ours.application.job_queue
    job = ours.application.job_queue.run_once(fail, 1e6, name="refresh")
    await job.run(ours.application)
    assert "– topics.toml: line 3 is wrong (tests" not in (told := await desk.wait_reply()).text
    assert "– topics.toml: line 3 is wrong (" in told.text


@of_the_bot
async def test_an_admin_who_never_began_a_chat_is_no_new_trouble(tmp_path: Path) -> None:
    async with running(tmp_path, ADMIN_IDS=str(person("Nobody").id)) as bot:
        OURS.error("it hurts")
        while not (await bot.services.store.outbox_counts()).get("dropped"):
            await asyncio.sleep(0.02)
        assert [alert.what for alert in await bot.services.store.last_alerts(5)] == ["it hurts"]
        assert (await bot.services.store.outbox_counts()) == {"dropped": 1}

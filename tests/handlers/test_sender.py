"""The outgoing queue against real trouble: a real store file, real HTTP, and senders that die at the worst moment."""

import asyncio
import itertools
import json
import logging
import shutil
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from telegram.constants import ParseMode
from telegram.ext import Defaults, ExtBot

from bot.store.rows import Draft, Follower, OutboxRow
from bot.store.store import Store
from handlers import messages
from handlers.outgoing import Rows
from handlers.pace import SendingLimits, SendingPace
from handlers.preview import faults
from handlers.preview.driver import Conversation
from handlers.preview.server import Call, PreviewServer
from handlers.preview.values import User
from handlers.retrying import Patience, Persistent
from handlers.sender import Deliver, Sender, SenderSettings, parsed_length, telegram_sender
from handlers.settling import STORE_PAUSES_S, Policy
from handlers.texts_en import ENGLISH
from handlers.transport import Transport
from tests.bot.store.builders import a_commit, a_follower, a_topic, day, url_of

MARK = ENGLISH.sent_again
QUICK = SendingLimits(per_second=1000, per_chat_s=0.0, per_group_minute=6000)  # where pace is not what is tested
BEGINNING = 1_800_000_000.0
_numbers = itertools.count(20_001)


class Time:
    """A clock that runs `speed` times as fast as the world's, and can jump ahead."""

    def __init__(self, speed: float = 40.0) -> None:
        self.speed = speed
        self._ahead = 0.0
        self._began = time.monotonic()

    def monotonic(self) -> float:
        return (time.monotonic() - self._began) * self.speed + self._ahead

    def seconds(self) -> float:
        return BEGINNING + self.monotonic()

    def clock(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.speed)

    def jump(self, seconds: float) -> None:
        self._ahead += seconds


@dataclass
class Desk:
    """Telegram, a store, and as many senders over it as a test wants, one after the other or at once."""

    server: PreviewServer
    path: Path
    store: Store
    time: Time
    limits: SendingLimits = QUICK
    _senders: list[Sender] = field(default_factory=list)

    def chats(self, count: int) -> list[Conversation]:
        return self.server.private_chats(User(next(_numbers), "Ada", language_code="en") for _ in range(count))

    async def enqueue(self, chats: Iterable[Conversation], *texts: str, asked: bool = False) -> None:
        """Queue each text for each chat, and wake who is there to send."""
        drafts = [
            Draft(f"message {next(_numbers)}", chat.id, 0, text, "[]", asked=asked) for text in texts for chat in chats
        ]
        await self.add(*drafts)

    async def add(self, *drafts: Draft) -> None:
        await self.store.enqueue(drafts, self.time.clock())
        for sender in self._senders:
            sender.wake()

    @asynccontextmanager
    async def sending(
        self,
        policy: Policy = "marked",
        *,
        through: Callable[[Deliver], Deliver] = lambda deliver: deliver,
        settings: SenderSettings | None = None,
        store: Store | None = None,
        grace_s: float = 5.0,
    ) -> AsyncIterator[Sender]:
        """A process with a sender and a bot of its own, which with no grace ends as one that is killed."""
        pace, token = SendingPace(self.limits), self.server.token
        request = Transport(encrypted=False, read_timeout=5.0)
        bot: ExtBot[Patience] = ExtBot(
            token,
            base_url=self.server.base_url,
            defaults=Defaults(ParseMode.HTML),
            request=request,
            get_updates_request=request,
            rate_limiter=Persistent(self.time.sleep, pace, self.time.monotonic),
        )
        await request.initialize()
        chosen = settings or SenderSettings(in_doubt=policy)
        sender = telegram_sender(
            bot, store or self.store, pace, ENGLISH, self.time.clock, chosen,
            monotonic=self.time.monotonic, sleep=self.time.sleep, through=through,
        )  # fmt: skip
        sender.start()
        self._senders.append(sender)
        try:
            yield sender
        finally:
            self._senders.remove(sender)
            await sender.stop(grace_s)
            await request.shutdown()

    async def settled(self, timeout_s: float = 10.0) -> None:
        """Wait until the queue has nothing to be sent."""
        async with asyncio.timeout(timeout_s):
            while (counts := await self.store.outbox_counts()).get("waiting") or counts.get("sending"):
                await asyncio.sleep(0.01)

    async def once(self, condition: Callable[[], bool], timeout_s: float = 10.0) -> None:
        await self.server.wait_for(condition, timeout_s)

    def sends(self, chat: Conversation | None = None) -> list[Call]:
        """The calls that were to put a message into a chat, whatever came of them."""
        calls = self.server.calls_of("sendMessage")
        return [call for call in calls if chat is None or str(call.params["chat_id"]) == str(chat.id)]


@asynccontextmanager
async def desk(path: Path, speed: float = 40.0, limits: SendingLimits = QUICK) -> AsyncIterator[Desk]:
    clock = Time(speed)
    async with PreviewServer(port=0, clock=clock.seconds) as server:
        store = await Store.open(url_of(path))
        try:
            yield Desk(server, path, store, clock, limits)
        finally:
            await store.close()


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("queue") / "empty.sqlite3"

    async def make() -> None:
        store = await Store.open(url_of(path))
        await store.migrate()
        await store.close()

    asyncio.run(make())
    return path


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(migrated, tmp_path / "bot.sqlite3"))


@pytest.fixture(autouse=True)
def _as_the_application_sets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


def texts_of(chat: Conversation) -> list[str]:
    return [message.text for message in chat.replies]


async def in_state(d: Desk, state: str, count: int = 1) -> None:
    """Wait until so many messages are in a state."""
    async with asyncio.timeout(10):
        while (await d.store.outbox_counts()).get(state, 0) < count:
            await asyncio.sleep(0.005)


def hanging(moment: str, times: int = 1) -> Callable[[Deliver], Deliver]:
    """Make the first calls hang for ever, `before` they are made or `after` Telegram's answer is there."""
    left = itertools.repeat(None, times)

    def through(deliver: Deliver) -> Deliver:
        async def wrapped(row: OutboxRow, markup: str, rows: Rows) -> int:
            stuck = next(left, True) is None
            if stuck and moment == "before":
                await asyncio.Event().wait()
            sent = await deliver(row, markup, rows)
            if stuck:
                await asyncio.Event().wait()
            return sent

        return wrapped

    return through


# What goes right


async def test_every_message_goes_out_once_and_in_order_within_its_chat(database: Path) -> None:
    async with desk(database) as d, d.sending():
        chats = d.chats(12)
        await d.enqueue(chats, "one", "two", "three")
        await d.settled()
        assert [texts_of(chat) for chat in chats] == [["one", "two", "three"]] * 12


async def test_what_somebody_waits_for_goes_first(database: Path) -> None:
    async with desk(database) as d:
        unasked, asked = d.chats(5), d.chats(1)
        await d.enqueue(unasked, "digest")
        await d.enqueue(asked, "here you are", asked=True)
        async with d.sending():
            await d.settled()
        assert d.sends()[0].params["text"] == "here you are"


async def test_what_somebody_waits_for_does_not_wait_for_the_pace_of_its_chat(database: Path) -> None:
    async with desk(database, speed=1.0, limits=SendingLimits(per_chat_s=3600)) as d, d.sending():
        (chat,) = chats = d.chats(1)
        await d.enqueue(chats, "one", "two", asked=True)
        await d.settled(timeout_s=8.0)
        assert texts_of(chat) == ["one", "two"]
        await d.enqueue(chats, "unasked")
        await d.enqueue(d.chats(1), "to another")
        await d.once(lambda: any(call.params["text"] == "to another" for call in d.sends()))
        assert texts_of(chat) == ["one", "two"]


async def test_a_sender_that_sleeps_is_woken_by_something_new(database: Path) -> None:
    async with desk(database, speed=1.0) as d, d.sending():
        await asyncio.sleep(0.05)
        await d.enqueue(d.chats(1), "news")
        await d.settled(timeout_s=5.0)


async def test_buttons_markup_and_the_forums_topic_arrive(database: Path) -> None:
    async with desk(database) as d, d.sending():
        forum = d.server.group("Desk", User(5, "Ada"), forum=True)
        topic = await forum.create_topic("News")
        buttons = json.dumps([[["More", "m:1", ""], ["Open", "", "https://a.example/"]]])
        draft = Draft("k", forum.id, topic, "<b>Harbour</b>", buttons)
        await d.add(draft)
        await d.settled()
        (message,) = forum.in_topic(topic).replies
        assert (message.html, message.labels) == ("<b>Harbour</b>", ("More", "Open"))


async def test_two_senders_over_one_store_send_nothing_twice(database: Path) -> None:
    async with desk(database, speed=1.0) as d:
        chats = d.chats(25)
        await d.enqueue(chats, "one", "two")
        other = await Store.open(url_of(database))
        async with d.sending(), d.sending(store=other):
            await d.settled()
        await other.close()
        assert [texts_of(chat) for chat in chats] == [["one", "two"]] * 25


# The pace


async def test_no_second_sees_more_than_the_limit(database: Path) -> None:
    limits = SendingLimits(per_second=15)
    async with desk(database, speed=1.0, limits=limits) as d, d.sending():
        await d.enqueue(d.chats(28), "news")
        await d.settled()
        assert d.server.pace_report.most_in_a_second <= 15


async def test_a_chat_and_a_group_keep_their_own_pace_and_nobody_waits_for_them(database: Path) -> None:
    limits = SendingLimits(per_second=1000, per_chat_s=100.0, per_group_minute=1)
    async with desk(database, speed=1.0, limits=limits) as d, d.sending() as sender:
        (chat,), others = d.chats(1), d.chats(10)
        group = d.server.group("Desk", User(5, "Ada"))
        await d.enqueue([chat, group], "one", "two")
        await d.enqueue(others, "news")
        await in_state(d, "sent", 12)
        for ahead_s, sent in ((50, 12), (12, 13), (35, 13), (8, 14)):  # a minute for the group, 100 s for the chat
            d.time.jump(ahead_s)
            sender.wake()
            await in_state(d, "sent", sent)
            await asyncio.sleep(0.02)
            assert len(d.sends()) == sent
        assert texts_of(chat) == texts_of(group) == ["one", "two"]


async def test_quick_calls_are_made_one_at_a_time(database: Path) -> None:
    under_way: list[int] = []

    def counted(deliver: Deliver) -> Deliver:
        running = 0

        async def wrapped(row: OutboxRow, markup: str, rows: Rows) -> int:
            nonlocal running
            running += 1
            under_way.append(running)
            try:
                return await deliver(row, markup, rows)
            finally:
                running -= 1

        return wrapped

    slow_clock = desk(database, speed=0.2, limits=SendingLimits(per_second=100))  # on which every call is quick
    async with slow_clock as d, d.sending(through=counted):
        await d.enqueue(d.chats(20), "news")
        await d.settled()
    assert max(under_way) == 1


async def test_slow_calls_are_made_side_by_side_as_the_pace_needs(database: Path) -> None:
    def slowed(deliver: Deliver) -> Deliver:
        async def wrapped(row: OutboxRow, markup: str, rows: Rows) -> int:
            await asyncio.sleep(0.2)
            return await deliver(row, markup, rows)

        return wrapped

    async with desk(database, speed=1.0, limits=SendingLimits(per_second=100)) as d, d.sending(through=slowed):
        await d.enqueue(d.chats(60), "news")
        await d.settled(timeout_s=8.0)  # one by one it would be 12 s


async def test_a_call_that_hangs_holds_up_no_other_chat(database: Path) -> None:
    async with desk(database, speed=4.0) as d:
        stuck, *others = d.chats(6)
        await d.enqueue([stuck], "stuck", "behind it")
        await d.enqueue(others, "news")
        async with d.sending(through=hanging("before"), grace_s=0.0):
            await d.once(lambda: all(texts_of(chat) == ["news"] for chat in others))
        assert texts_of(stuck) == []


# Trouble


async def test_nothing_goes_to_a_chat_before_its_flood_is_over_not_even_after_a_restart(database: Path) -> None:
    async with desk(database, speed=1.0) as d:
        flooded, *others = d.chats(5)
        d.server.fail("sendMessage", faults.flood(60), chat_id=flooded.id)
        await d.enqueue([flooded, *others], "one", "two")
        async with d.sending() as sender:
            await in_state(d, "sent", 8)
            d.time.jump(30)
            sender.wake()
            await asyncio.sleep(0.05)
            assert len(d.sends(flooded)) == 1
        async with d.sending() as sender:
            await asyncio.sleep(0.05)
            assert len(d.sends(flooded)) == 1
            d.time.jump(30.5)
            sender.wake()
            await d.settled()
        assert texts_of(flooded) == ["one", "two"]
        assert d.server.pace_report.early == 0


@pytest.mark.parametrize("fault", [faults.server_error(), faults.bad_gateway(), faults.refused(401, "Unauthorized")])
async def test_what_was_surely_not_sent_is_sent_again_as_it_was(database: Path, fault: faults.Fault) -> None:
    async with desk(database) as d, d.sending():
        (chat,) = d.chats(1)
        d.server.fail("sendMessage", fault, times=3)
        await d.enqueue([chat], "news")
        await d.settled()
        assert texts_of(chat) == ["news"]
        pauses = [after.at - before.at for before, after in itertools.pairwise(d.sends(chat))]
        assert all(pause >= least for pause, least in zip(pauses, (1, 2, 4), strict=True))


@pytest.mark.parametrize(
    ("policy", "arrived"),
    [("marked", ["news", f"{MARK}\n\nnews"]), ("again", ["news", "news"]), ("never", ["news"])],
)
async def test_an_answer_that_is_cut_off_makes_one_copy_or_none(
    database: Path, policy: Policy, arrived: list[str]
) -> None:
    async with desk(database) as d, d.sending(policy):
        (chat,) = d.chats(1)
        d.server.fail("sendMessage", faults.dropped_after())
        await d.enqueue([chat], "news")
        await d.settled()
        assert texts_of(chat) == arrived


@pytest.mark.parametrize("fault", [faults.server_error(), faults.dropped()])
async def test_an_outage_costs_few_attempts_and_no_message(database: Path, fault: faults.Fault) -> None:
    async with desk(database) as d:
        chats = d.chats(30)
        await d.enqueue(chats, "news")
        d.server.outage(fault)
        async with d.sending():
            await d.once(lambda: len(d.server.calls_of("getMe")) >= 3)
            tried = len(d.sends())
            d.server.mend()
            await d.settled()
        assert tried <= 8
        assert all(len(texts_of(chat)) == 1 for chat in chats)
        assert sum(text.startswith(MARK) for chat in chats for text in texts_of(chat)) <= tried


async def test_a_message_in_doubt_is_not_sent_into_the_same_doubt(database: Path) -> None:
    """The way there works and the way back does not: each try would be one more copy."""
    async with desk(database) as d:
        (chat,) = d.chats(1)
        await d.enqueue([chat], "news")
        d.server.fail("*", faults.dropped_after(), times=None)
        async with d.sending():
            await d.once(lambda: len(d.server.calls_of("getMe")) >= 3)
            d.server.mend()
            await d.settled()
        assert texts_of(chat) == ["news", f"{MARK}\n\nnews"]


async def test_a_bot_that_cannot_reach_telegram_at_all_loses_nothing(database: Path) -> None:
    async with desk(database) as d:
        chats = d.chats(6)
        await d.enqueue(chats, "news")
        await d.server.stop()
        async with d.sending():
            await asyncio.sleep(0.2)
            await d.server.start()
            await d.settled()
        assert [texts_of(chat) for chat in chats] == [["news"]] * 6


async def test_nonsense_for_an_answer_leaves_a_doubt(database: Path, caplog: pytest.LogCaptureFixture) -> None:
    def garbled(deliver: Deliver) -> Deliver:
        broken = iter([KeyError("result"), TypeError("no message")])

        async def wrapped(row: OutboxRow, markup: str, rows: Rows) -> int:
            sent = await deliver(row, markup, rows)
            for error in broken:
                raise error
            return sent

        return wrapped

    async with desk(database) as d, d.sending(through=garbled):
        (chat,) = d.chats(1)
        await d.enqueue([chat], "secret text")
        await d.settled()
        assert [text.startswith(MARK) for text in texts_of(chat)] == [False, True, True]
    assert "secret text" not in caplog.text


# Deaths


@pytest.mark.parametrize(
    ("policy", "moment", "arrived"),
    [
        ("marked", "after", ["news", f"{MARK}\n\nnews", "next"]),
        ("marked", "before", [f"{MARK}\n\nnews", "next"]),
        ("again", "after", ["news", "news", "next"]),
        ("again", "before", ["news", "next"]),
        ("never", "after", ["news", "next"]),
        ("never", "before", ["next"]),
    ],
)
async def test_who_died_while_sending_leaves_one_doubt(
    database: Path, policy: Policy, moment: str, arrived: list[str]
) -> None:
    async with desk(database) as d:
        (chat,) = d.chats(1)
        await d.enqueue([chat], "news", "next")
        async with d.sending(policy, through=hanging(moment), grace_s=0.0):
            await in_state(d, "sending")
            if moment == "after":
                await d.once(lambda: len(texts_of(chat)) == 1)
        d.time.jump(120)
        async with d.sending(policy):
            await d.settled()
        assert texts_of(chat) == arrived


async def test_nobody_touches_what_another_sender_is_sending(database: Path) -> None:
    async with desk(database, speed=1.0) as d:
        (chat,) = d.chats(1)
        await d.enqueue([chat], "news")
        async with d.sending(through=hanging("after"), grace_s=0.0):
            await d.once(lambda: len(texts_of(chat)) == 1)
            async with d.sending():  # only now: of two that begin together either may be the one that hangs
                await asyncio.sleep(0.2)
                assert (await d.store.outbox_counts()) == {"sending": 1}


async def test_many_deaths_lose_nothing_and_each_makes_one_copy_at_most(database: Path) -> None:
    async with desk(database, speed=1.0, limits=SendingLimits()) as d:
        chats = d.chats(40)
        await d.enqueue(chats, "news")
        moments = (0.03, 0.11, 0.052, 0.2, 0.017, 0.081, 0.14)
        for moment in moments:
            async with d.sending(grace_s=0.0):
                await asyncio.sleep(moment)
            d.time.jump(120)
        async with d.sending():
            await d.settled()
        copies = sum(len(texts_of(chat)) - 1 for chat in chats)
        assert all(texts_of(chat) for chat in chats)
        assert copies <= len(moments)


async def test_a_stop_lets_the_call_under_way_end_and_begins_no_other(database: Path) -> None:
    async with desk(database, speed=1.0, limits=SendingLimits(per_second=20)) as d:
        chats = d.chats(30)
        await d.enqueue(chats, "news")
        async with d.sending():
            await d.once(lambda: len(d.sends()) >= 3)
        counts = await d.store.outbox_counts()
        assert counts.keys() == {"sent", "waiting"}
        assert counts["sent"] == sum(len(texts_of(chat)) for chat in chats) < 30
        async with d.sending():
            await d.settled()
        assert [texts_of(chat) for chat in chats] == [["news"]] * 30


async def test_a_stop_waits_no_longer_than_its_grace(database: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with desk(database, speed=1.0) as d:
        (chat,) = d.chats(1)
        await d.enqueue([chat], "news")
        async with d.sending(through=hanging("after"), grace_s=0.05):
            await d.once(lambda: len(texts_of(chat)) == 1)
        assert await d.store.outbox_counts() == {"sending": 1}
    assert "the end of 1 calls" in caplog.text


# Refusals


async def digest_of(d: Desk, follower: Follower, number: int) -> None:
    """Make the digest of a day for a follower of one topic."""
    topics = await d.store.subscriptions(follower.id)
    assert await d.store.commit_digests([a_commit(follower, *topics, number=number)], day(number)) == (True,)


async def follower_in(d: Desk, chat: Conversation) -> Follower:
    follower = await a_follower(d.store, chat.id, kind="private")
    await a_topic(d.store, follower)
    return follower


async def refusals_of(d: Desk, follower: Follower) -> tuple[int, str]:
    now = await d.store.follower_by_id(follower.id)
    assert now
    return now.refusals, now.stopped


@pytest.mark.parametrize(
    "fault",
    [
        faults.blocked(),
        faults.refused(400, "Bad Request: TOPIC_CLOSED"),
        faults.refused(400, "Bad Request: message thread not found"),
    ],
)
async def test_a_refused_digest_is_news_again_and_too_many_pause_the_follower(
    database: Path, fault: faults.Fault
) -> None:
    async with desk(database) as d, d.sending() as sender:
        (chat,) = d.chats(1)
        follower = await follower_in(d, chat)
        d.server.fail("sendMessage", fault, times=3)
        for number in (1, 2, 3):
            await digest_of(d, follower, number)
            sender.wake()
            await d.settled()
            (topic,) = await d.store.subscriptions(follower.id)
            assert topic.news_since == day(0)
            assert (await refusals_of(d, follower))[0] == number
        assert (await refusals_of(d, follower))[1] != ""
        assert topic.next_run_at is None
        assert texts_of(chat) == []


async def test_a_success_forgets_the_refusals_before(database: Path) -> None:
    async with desk(database) as d, d.sending() as sender:
        (chat,) = d.chats(1)
        follower = await follower_in(d, chat)
        d.server.fail("sendMessage", faults.blocked(), times=2)
        for number in (1, 2, 3):
            await digest_of(d, follower, number)
            sender.wake()
            await d.settled()
        assert len(texts_of(chat)) == 1
        assert await refusals_of(d, follower) == (0, "")


async def test_a_group_that_moved_gets_its_message_where_it_is_now(database: Path) -> None:
    async with desk(database) as d, d.sending():
        group = d.server.group("Desk", User(5, "Ada"), basic=True)
        follower = await a_follower(d.store, group.id, kind="group")
        moved = await group.migrate()
        await d.enqueue([group], "one", "two")
        await d.settled()
        assert texts_of(moved)[-2:] == ["one", "two"]
        assert (await d.store.followers_in(moved.id))[0].id == follower.id


async def test_a_message_that_can_never_be_sent_is_given_up_and_the_next_one_goes(
    database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with desk(database) as d, d.sending():
        (chat,) = d.chats(1)
        await d.enqueue([chat], "<p>private words</p>")
        await d.add(Draft("no rows", chat.id, 0, "news", '{"rows": 1}'), Draft("no json", chat.id, 0, "news", "["))
        await d.enqueue([chat], "fine")
        await d.settled()
        assert texts_of(chat) == ["fine"]
        assert (await d.store.outbox_counts())["dropped"] == 3
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(errors) == 3
    assert "private words" not in caplog.text


# The store


async def test_a_store_in_trouble_is_waited_for(database: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with desk(database) as d:
        (chat, other) = d.chats(2)

        def breaking(deliver: Deliver) -> Deliver:
            async def wrapped(row: OutboxRow, markup: str, rows: Rows) -> int:
                sent = await deliver(row, markup, rows)
                if row.chat_id == chat.id:
                    async with d.store.writing() as connection:
                        await connection.exec_driver_sql("ALTER TABLE outbox RENAME TO gone")
                return sent

            return wrapped

        async with d.sending(through=breaking):
            await d.enqueue([chat], "news")
            await d.once(lambda: len(texts_of(chat)) == 1)
            while "is kept in" not in caplog.text:
                await asyncio.sleep(0.01)
            async with d.store.writing() as connection:
                await connection.exec_driver_sql("ALTER TABLE gone RENAME TO outbox")
            await d.enqueue([other], "news")
            await d.settled()
        assert texts_of(chat) == texts_of(other) == ["news"]


# The mark


async def test_a_mark_that_does_not_fit_is_left_out(database: Path) -> None:
    async with desk(database) as d:
        (chat,) = d.chats(1)
        texts = ["<b>&amp;</b>" * (messages.MAX_TEXT - room) for room in (len(MARK) + 2, len(MARK) + 1)]
        await d.enqueue([chat], *(text.replace("</b><b>", "") for text in texts))
        d.server.fail("sendMessage", faults.dropped(), times=1)
        async with d.sending():
            await d.settled()
            d.server.fail("sendMessage", faults.dropped(), times=1)
        assert [len(text) for text in texts_of(chat)] == [messages.MAX_TEXT, messages.MAX_TEXT - len(MARK) - 1]


@pytest.mark.parametrize(
    ("markup", "length"),
    [("", 0), ("a &lt;b&gt; 🦊", 8), ('<a href="https://a.example/?x=1&amp;y=2">[1]</a>', 3), ("<b>né</b>\n", 3)],
)
def test_markup_is_as_long_as_telegram_says(markup: str, length: int) -> None:
    assert parsed_length(markup) == length


def test_nobody_else_takes_up_a_message_while_its_sender_may_be_busy_with_it() -> None:
    given = SenderSettings()
    assert given.sign_s + given.call_s + sum(STORE_PAUSES_S) < given.lease_s

"""Messages go out once, in order within a chat, and no chat waits for another."""

import asyncio
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store import Store
from bot.store.rows import OutboxRow
from tests.bot.store.builders import GROUP, a_follower, day, draft, url_of

LEASE = timedelta(minutes=2)


async def keys(store: Store, now: datetime, limit: int = 100) -> list[str]:
    return [row.key for row in await store.ready(now, limit)]


async def only(store: Store, now: datetime) -> OutboxRow:
    (row,) = await store.ready(now, 100)
    return row


async def send(store: Store, row: OutboxRow, now: datetime) -> None:
    assert await store.claim(row.id, now, now + LEASE)
    await store.settle(row.id, 1, now)


async def test_a_message_comes_back_as_it_was_put(store: Store) -> None:
    given_draft = draft("k", thread_id=5, html="<b>Zəngəzur</b>", buttons='[["a","b",""]]', follower_id=3, asked=True)
    assert await store.enqueue([given_draft], day(0)) == 1
    row = await only(store, day(0))
    assert row == OutboxRow(
        id=row.id,
        key="k",
        follower_id=3,
        digest_id=None,
        chat_id=GROUP,
        thread_id=5,
        html="<b>Zəngəzur</b>",
        buttons='[["a","b",""]]',
        asked=True,
        attempts=0,
        doubtful=False,
        created_at=day(0),
        not_before=day(0),
    )


async def test_the_same_message_twice_is_one(store: Store) -> None:
    assert await store.enqueue([draft("a"), draft("b"), draft("a", html="other")], day(0)) == 2
    assert await store.enqueue([draft("b"), draft("c")], day(1)) == 1
    assert await store.enqueue([], day(1)) == 0
    assert await store.outbox_counts() == {"waiting": 3}


async def test_more_messages_than_one_batch_keep_their_order(store: Store) -> None:
    names = [str(number) for number in range(1_203)]
    assert await store.enqueue([draft(name, chat=number) for number, name in enumerate(names, 1)], day(0)) == 1_203
    assert await keys(store, day(0), 2_000) == names


async def test_of_each_chat_the_first_is_ready_and_what_was_asked_for_goes_first(store: Store) -> None:
    drafts = [draft("1a", chat=1), draft("1b", chat=1), draft("2a", chat=2), draft("3a", chat=3, asked=True)]
    await store.enqueue(drafts, day(0))
    assert await keys(store, day(0)) == ["3a", "1a", "2a"]
    assert await keys(store, day(0), 2) == ["3a", "1a"]
    assert await keys(store, day(0), 1) == ["3a"]


async def test_a_message_that_is_asked_for_does_not_overtake_in_its_own_chat(store: Store) -> None:
    await store.enqueue([draft("a"), draft("b", asked=True)], day(0))
    assert await keys(store, day(0)) == ["a"]


async def test_the_next_of_a_chat_is_ready_when_the_one_before_is_settled(store: Store) -> None:
    await store.enqueue([draft("a"), draft("b")], day(0))
    first = await only(store, day(0))
    assert await store.claim(first.id, day(0), day(0) + LEASE)
    assert await keys(store, day(0)) == []
    await store.settle(first.id, 77, day(0))
    assert await keys(store, day(0)) == ["b"]
    assert await store.outbox_counts() == {"sent": 1, "waiting": 1}


async def test_a_postponed_message_holds_up_its_own_chat_and_no_other(store: Store) -> None:
    await store.enqueue([draft("1a", chat=1), draft("1b", chat=1), draft("2a", chat=2)], day(0))
    first = (await store.ready(day(0), 1))[0]
    assert await store.claim(first.id, day(0), day(0) + LEASE)
    await store.postpone(first.id, day(2), "Too Many Requests", doubtful=False)
    assert await keys(store, day(1)) == ["2a"]
    assert await keys(store, day(2)) == ["1a", "2a"]
    postponed = (await store.ready(day(2), 1))[0]
    assert (postponed.attempts, postponed.doubtful, postponed.not_before) == (1, False, day(2))


async def test_what_may_have_arrived_once_stays_in_doubt(store: Store) -> None:
    await store.enqueue([draft("a")], day(0))
    row = await only(store, day(0))
    await store.postpone(row.id, day(0), "read timeout", doubtful=True)
    await store.postpone(row.id, day(0), "no connection", doubtful=False)
    again = await only(store, day(0))
    assert (again.doubtful, again.attempts) == (True, 2)


async def test_when_the_next_may_go_is_said_of_the_first_of_each_chat(store: Store) -> None:
    assert await store.next_ready_at() is None
    await store.enqueue([draft("a"), draft("b")], day(0))
    assert await store.next_ready_at() == day(0)
    row = await only(store, day(0))
    await store.postpone(row.id, day(5), "later", doubtful=False)
    assert await store.next_ready_at() == day(5)
    await store.enqueue([draft("c", chat=1)], day(3))
    assert await store.next_ready_at() == day(3)
    assert await store.claim((await only(store, day(3))).id, day(3), day(4))
    assert await store.next_ready_at() == day(5)


async def test_what_is_not_ready_cannot_be_claimed(store: Store) -> None:
    await store.enqueue([draft("a"), draft("b")], day(1))
    first = await only(store, day(1))
    assert not await store.claim(first.id, day(0), day(2))  # too early
    assert not await store.claim(first.id + 1, day(1), day(2))  # behind another
    assert not await store.claim(first.id + 9, day(1), day(2))  # not there
    assert await store.claim(first.id, day(1), day(2))
    assert not await store.claim(first.id, day(1), day(2))
    await store.settle(first.id, 1, day(1))
    assert not await store.claim(first.id, day(1), day(2))


async def test_of_two_senders_one_gets_a_message(store: Store, database: Path) -> None:
    other = await Store.open(url_of(database))
    await store.enqueue([draft(str(chat), chat=chat) for chat in range(1, 31)], day(0))
    ids = [row.id for row in await store.ready(day(0), 100)]
    claims = await asyncio.gather(*(s.claim(id_, day(0), day(1)) for id_ in ids for s in (store, other, store)))
    assert sum(claims) == 30
    await other.close()


async def test_a_sender_that_died_leaves_its_message_in_doubt_when_the_lease_is_over(database: Path) -> None:
    dying = await Store.open(url_of(database))
    await dying.enqueue([draft("a"), draft("b")], day(0))
    row = await only(dying, day(0))
    assert await dying.claim(row.id, day(0), day(0) + LEASE)
    await dying.close()
    store = await Store.open(url_of(database))
    assert await store.in_doubt(day(0)) == ()
    assert [one.key for one in await store.in_doubt(day(0) + LEASE)] == ["a"]
    assert await store.ready(day(1), 9) == ()
    await store.postpone(row.id, day(1), "in doubt", doubtful=True)
    assert await store.in_doubt(day(1)) == ()
    assert (await only(store, day(1))).doubtful
    await store.close()


async def test_what_a_dead_sender_left_is_given_back_once(store: Store) -> None:
    await store.enqueue([draft("a")], day(0))
    row = await only(store, day(0))
    assert await store.claim(row.id, day(0), day(0) + LEASE)
    assert not await store.give_back(row.id, day(0))
    assert await store.give_back(row.id, day(1))
    assert not await store.give_back(row.id, day(1))
    again = await only(store, day(1))
    assert (again.doubtful, again.attempts) == (True, 1)
    assert await store.claim(row.id, day(1), day(1) + LEASE)
    assert not await store.give_back(row.id, day(1))
    assert await store.outbox_counts() == {"sending": 1}


async def test_word_that_comes_late_still_settles(store: Store) -> None:
    await store.enqueue([draft("a")], day(0))
    row = await only(store, day(0))
    assert await store.claim(row.id, day(0), day(0) + LEASE)
    await store.postpone(row.id, day(1), "in doubt", doubtful=True)
    await store.settle(row.id, 77, day(1))
    assert await store.ready(day(2), 9) == ()
    assert await store.outbox_counts() == {"sent": 1}


async def test_what_is_settled_stays_so(store: Store) -> None:
    await store.enqueue([draft("a"), draft("b", chat=1)], day(0))
    sent, dropped = await store.ready(day(0), 9)
    await send(store, sent, day(0))
    await store.drop(dropped.id, "blocked", day(0))
    for row in (sent, dropped):
        await store.postpone(row.id, day(0), "late", doubtful=False)
        await store.drop(row.id, "late", day(1))
        await store.settle(row.id, 1, day(1))
    assert await store.ready(day(2), 9) == ()
    assert await store.outbox_counts() == {"sent": 1, "dropped": 1}


async def test_success_ends_a_row_of_refusals(store: Store) -> None:
    mine, yours = await a_follower(store), await a_follower(store, chat=5)
    for follower in (mine, mine, yours):
        await store.refuse(follower.id)
    await store.enqueue([draft("a", follower_id=mine.id), draft("b", chat=1)], day(0))
    for row in await store.ready(day(0), 9):
        await send(store, row, day(0))
    found = [await store.follower_by_id(follower.id) for follower in (mine, yours)]
    assert [follower.refusals for follower in found if follower] == [0, 1]


async def test_pruning_deletes_what_is_settled_and_old_alone(store: Store) -> None:
    await store.enqueue([draft(str(chat), chat=chat) for chat in range(1, 5)], day(0))
    old, lately, dropped, waiting = await store.ready(day(0), 9)
    await send(store, old, day(1))
    await send(store, lately, day(3))
    await store.drop(dropped.id, "blocked", day(1))
    assert await store.prune_outbox(day(2)) == 2
    assert await store.outbox_counts() == {"sent": 1, "waiting": 1}
    assert (await only(store, day(9))).id == waiting.id


class Senders:
    """Two senders on one file that do, in whatever order, what senders do; and what reached the chats."""

    def __init__(self, stores: list[Store]) -> None:
        self._stores = stores
        self._now = day(0)
        self._held: dict[int, OutboxRow] = {}  # what each is sending
        self._given: list[str] = []
        self.arrived: list[tuple[int, str]] = []

    async def do(self, who: int, act: str, chat: int) -> None:
        """Take a turn. A sender that dies forgets what it holds: nobody else gets it before the lease is over."""
        self._now += timedelta(minutes=1)
        store = self._stores[who]
        row = self._held.pop(who, None)
        if act == "put" or row is None:
            self._given.append(f"{len(self._given)}")
            await store.enqueue([draft(self._given[-1], chat=chat, asked=act == "send")], self._now)
            await self._take(who, row)
        elif act == "send":
            self.arrived.append((row.chat_id, row.key))
            await store.settle(row.id, 1, self._now)
        elif act == "postpone":
            await store.postpone(row.id, self._now + timedelta(minutes=3), "flood", doubtful=False)

    async def _take(self, who: int, row: OutboxRow | None) -> None:
        store = self._stores[who]
        if row is not None:
            await store.postpone(row.id, self._now, "busy", doubtful=False)
        for one in await store.ready(self._now, 2):
            if who not in self._held and await store.claim(one.id, self._now, self._now + timedelta(hours=1)):
                self._held[who] = one

    async def finish(self) -> list[str]:
        """Send all that is left once every lease is over, and return what was given, in order."""
        store = self._stores[0]
        self._now += timedelta(days=1)
        for lost in await store.in_doubt(self._now):
            await store.postpone(lost.id, self._now, "in doubt", doubtful=True)
        while rows := await store.ready(self._now, 3):
            for row in rows:
                await send(store, row, self._now)
                self.arrived.append((row.chat_id, row.key))
        return self._given


turns = st.tuples(st.sampled_from([0, 1]), st.sampled_from(["put", "send", "postpone", "die"]), st.sampled_from([1, 2]))


@settings(max_examples=10)
@given(history=st.lists(turns, max_size=16))
def test_whatever_senders_do_each_message_arrives_once_and_in_order(
    empty_database: Path, history: list[tuple[int, str, int]]
) -> None:
    async def run(path: Path) -> None:
        stores = [await Store.open(url_of(path)) for _ in range(2)]
        senders = Senders(stores)
        for turn in history:
            await senders.do(*turn)
        given_keys = await senders.finish()
        assert sorted(int(key) for _, key in senders.arrived) == [int(key) for key in given_keys]
        for chat in (1, 2):
            order = [int(key) for where, key in senders.arrived if where == chat]
            assert order == sorted(order)
        for store in stores:
            await store.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Path(shutil.copy(empty_database, folder))))

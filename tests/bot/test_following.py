"""Following, with a real store and a real library: what is due comes once, and only with news."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.digests.planning import Limits, Parcel
from bot.digests.schedule import parse_quiet, parse_schedule
from bot.digests.types import Digest
from bot.errors import StoreError
from bot.following import Added, Address, Following, followed_as, key_of
from bot.library import Library
from bot.store import Store
from bot.store.rows import FOREVER, Follower, OutboxRow, Subscription

_SUNDAY = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
_FERRY = "The ferry Aurelia has sailed between Osterwyk and Tarnholm since the spring of 2011, in every weather."
_TUG = "The tug Brannock towed a tanker of forty thousand tonnes into the Kestrel Channel on Tuesday, pilots said."
_FARES = "Passengers of the Aurelia paid nine crowns for a ticket last year, the harbour authority said in its report."
_STORM = "A storm kept the Aurelia in Osterwyk for three days in February, and the mail went by the railway instead."
_DIVERS = "Divers found a bell of the year 1790 beneath the Aurelia when she lay at anchor off Tarnholm in March."
_MAST = "A mast of Norway spruce was stepped in the Aurelia by eleven shipwrights on Monday, their foreman said."
_MAIL = "The Aurelia carried forty-one bags of mail to Tarnholm on Friday, which is a record, the post office said."
_WINTER = "Owners of the Brannock want a second tug before the winter, and the harbour authority will pay half of it."


class Desk:
    """A store, a library over a folder, and a clock that only the test moves."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.seeds, self.store, self.now = folder / "seeds", store, _SUNDAY
        self.seeds.mkdir(exist_ok=True)
        self.library = Library(store, self.seeds, folder / "data", lambda: self.now)
        self.following = Following(store, self.library, Limits(), lambda: self.now)
        self.rendered: list[tuple[Follower, Digest | None]] = []

    async def bring(self, *texts: str, publisher: str = "Coast Courier") -> None:
        """Add a document to the folder and have it read."""
        number = len(list(self.seeds.iterdir()))
        line = {"id": f"d{number}", "title": f"Notes {number}", "text": "\n\n".join(texts), "publisher": publisher}
        (self.seeds / f"{number}.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
        await (self.library.refresh() if self.library.corpus_time else self.library.open())

    async def follower(self, chat_id: int = 7, **changes: str) -> Follower:
        made = await self.following.join(Address(chat_id, 0, "private"))
        if changes:
            made = await self.following.schedule(made, parse_schedule(changes["schedule"]))
        return made

    async def follows(self, follower: Follower, query: str) -> Subscription:
        _, made = await self.following.follow(follower, query, follower.chat_id)
        assert made
        return made

    def render(self, follower: Follower, digest: Digest | None, digest_id: str) -> Sequence[Parcel]:
        self.rendered.append((follower, digest))
        said = [quote.sentence for section in digest.sections for quote in section.briefing.quotes] if digest else []
        return [Parcel("\n".join(said) or "nothing new")]

    async def tick(self, at: datetime) -> int:
        self.now = at
        return await self.following.run_due(at, self.render)

    async def waiting(self) -> tuple[OutboxRow, ...]:
        return await self.store.ready(self.now, 1_000)

    async def sent(self) -> list[str]:
        """Take everything that waits as sent, and return what it said, in order."""
        said = []
        while rows := await self.waiting():
            for row in rows:
                assert await self.store.claim(row.id, self.now, self.now + timedelta(minutes=1))
                await self.store.settle(row.id, 1, self.now)
                said.append(row.html)
        return said


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'bot.sqlite3'}")
    await store.migrate()
    made = Desk(tmp_path, store)
    await made.bring(_FERRY, _TUG)
    yield made
    await store.close()


def _at(hour: int, minute: int = 0, *, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


async def test_what_comes_after_following_is_in_the_next_digest_and_in_no_other(desk: Desk) -> None:
    await desk.follows(await desk.follower(), "Aurelia")
    desk.now = _at(7)
    await desk.bring(_FARES)

    assert await desk.tick(_at(7, 59)) == 0
    assert await desk.tick(_at(8)) == 1
    assert await desk.sent() == [_FARES]
    assert await desk.tick(_at(8, day=3)) == 0
    assert await desk.sent() == []


async def test_what_was_there_before_following_is_no_news(desk: Desk) -> None:
    await desk.follows(await desk.follower(), "Aurelia")

    assert await desk.tick(_at(8)) == 0


async def test_who_follows_before_there_is_any_document_hears_of_the_first_whatever_the_clock(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'bot.sqlite3'}")
    await store.migrate()
    desk = Desk(tmp_path, store)
    await desk.library.open()
    await desk.follows(await desk.follower(), "Aurelia")
    desk.now -= timedelta(hours=1)  # the clock was ahead
    await desk.bring(_FARES)

    assert await desk.tick(_at(8)) == 1
    assert await desk.sent() == [_FARES]
    await store.close()


async def test_without_news_on_the_topic_there_is_no_message(desk: Desk) -> None:
    await desk.follows(await desk.follower(), "Aurelia")
    await desk.bring(_WINTER)

    assert await desk.tick(_at(8)) == 0
    assert await desk.waiting() == ()


async def test_who_wants_to_hear_of_nothing_new_hears_it_once_a_due_time(desk: Desk) -> None:
    follower = await desk.follower()
    await desk.following.tell_nothing(follower, True)
    await desk.follows(follower, "Aurelia")

    assert await desk.tick(_at(8)) == 1
    assert await desk.sent() == ["nothing new"]
    assert await desk.tick(_at(9)) == 0


async def test_giving_a_topic_a_time_is_no_time_to_say_that_nothing_is_new(desk: Desk) -> None:
    desk.now = _at(7)
    follower = await desk.follower(schedule="live 60")
    await desk.following.tell_nothing(follower, True)
    one = await desk.follows(follower, "Aurelia")
    await desk.following.schedule_topic(follower, one, parse_schedule("20:00"))

    assert await desk.tick(_at(8)) == 0
    assert await desk.tick(_at(20)) == 1
    assert await desk.sent() == ["nothing new"]


async def test_a_topic_that_appears_later_is_told_of_when_it_does(desk: Desk) -> None:
    await desk.follows(await desk.follower(), "Celadon Isle")
    assert await desk.tick(_at(8)) == 0
    await desk.bring("The lighthouse of Celadon Isle was lit again on Monday after eleven dark years, its keeper said.")

    assert await desk.tick(_at(8, day=3)) == 1


async def test_after_a_downtime_one_digest_catches_up(desk: Desk) -> None:
    follower = await desk.follower(schedule="mon-sun 08:00 12:00 18:00")
    await desk.follows(follower, "Aurelia")
    for day, text in ((2, _FARES), (3, _STORM), (4, _DIVERS)):
        desk.now = _at(7, day=day)
        await desk.bring(text)

    assert await desk.tick(_at(20, day=5)) == 1
    assert len(await desk.sent()) == 1
    digest = desk.rendered[-1][1]
    assert digest
    assert digest.sections[0].news == 3
    assert await desk.tick(_at(20, 1, day=5)) == 0
    topics = await desk.store.subscriptions(follower.id)
    assert [one.next_run_at for one in topics] == [_at(8, day=6)]


async def test_topics_that_are_due_together_are_one_message(desk: Desk) -> None:
    follower = await desk.follower()
    for query in ("Aurelia", "Brannock"):
        await desk.follows(follower, query)
    await desk.bring(_FARES, _WINTER)

    assert await desk.tick(_at(8)) == 1
    assert len(await desk.sent()) == 1
    digest = desk.rendered[-1][1]
    assert digest
    assert {section.heading for section in digest.sections} == {"Aurelia", "Brannock"}


async def test_the_first_of_many_may_go_before_the_last_is_decided(desk: Desk) -> None:
    for chat_id in range(1, 102):
        await desk.follows(await desk.follower(chat_id), "Aurelia")
    await desk.bring(_FARES)
    rendered_by_then: list[int] = []
    desk.now = _at(8)

    assert (
        await desk.following.run_due(desk.now, desk.render, lambda: rendered_by_then.append(len(desk.rendered))) == 101
    )
    assert rendered_by_then == [100, 101]


async def test_two_schedulers_make_one_digest(desk: Desk, tmp_path: Path) -> None:
    for chat_id in range(1, 40):
        await desk.follows(await desk.follower(chat_id), "Aurelia")
    await desk.bring(_FARES)
    other_store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'bot.sqlite3'}")
    other = Following(other_store, desk.library, Limits(), lambda: desk.now)
    desk.now = _at(8)

    served = await asyncio.gather(*(one.run_due(desk.now, desk.render) for one in (desk.following, other)))
    await other_store.close()

    assert sum(served) == 39
    assert sorted(row.chat_id for row in await desk.waiting()) == list(range(1, 40))


async def test_what_repeats_what_was_sent_is_no_news_on_another_day_either(desk: Desk) -> None:
    await desk.follows(await desk.follower(), "Aurelia")
    await desk.bring(_FARES)
    assert await desk.tick(_at(8)) == 1
    await desk.bring(_FARES.replace("last year", "in the last year"), publisher="Harbour Gazette")

    assert await desk.tick(_at(8, day=3)) == 0


async def test_a_revised_article_brings_only_what_it_adds(desk: Desk) -> None:
    await desk.follows(await desk.follower(), "Aurelia")
    await desk.bring(_FARES)
    assert await desk.tick(_at(8)) == 1
    revised = {"id": "d1", "title": "Notes 1", "text": f"{_FARES.replace('nine', 'Nine')}\n\n{_STORM}"}
    (desk.seeds / "1.jsonl").write_text(json.dumps(revised) + "\n", encoding="utf-8")
    await desk.library.refresh()

    assert await desk.tick(_at(8, day=3)) == 1
    assert await desk.sent() == [_FARES, _STORM]


async def test_a_clock_that_is_set_back_costs_no_digest(desk: Desk) -> None:
    follower = await desk.follower()
    await desk.follows(follower, "Aurelia")
    await desk.bring(_FARES)
    assert await desk.tick(_at(8, 5)) == 1
    desk.now = _at(7)
    follower = await desk.following.schedule(follower, parse_schedule("08:00"))
    await desk.bring(_STORM)

    assert await desk.tick(_at(8)) == 1
    desk.now = _at(8, 5)
    assert await desk.sent() == [_FARES, _STORM]


async def test_a_clock_that_is_set_back_over_several_digests_costs_none(desk: Desk) -> None:
    times = "08:30 08:45 09:00"
    follower = await desk.follower(schedule=times)
    await desk.follows(follower, "Aurelia")
    for at, text in ((_at(8, 30), _FARES), (_at(8, 45), _STORM), (_at(9), _DIVERS)):
        await desk.bring(text)
        assert await desk.tick(at) == 1
    desk.now = _at(8)
    await desk.following.schedule(follower, parse_schedule(times))

    for at, text in ((_at(8, 30), _MAST), (_at(8, 45), _MAIL)):
        await desk.bring(text)
        assert await desk.tick(at) == 1


async def test_a_clock_that_is_set_back_silences_nobody_who_is_told_as_it_happens(desk: Desk) -> None:
    await desk.follows(await desk.follower(schedule="live 60"), "Aurelia")
    await desk.bring(_FARES)
    assert await desk.tick(_at(8, day=5)) == 1
    assert await desk.tick(_at(9, day=5)) == 0
    await desk.bring(_STORM)

    assert await desk.tick(_at(8)) == 1


async def test_what_is_due_comes_though_something_is_changed_before_anybody_looks(desk: Desk) -> None:
    follower = await desk.follower()
    topic = await desk.follows(follower, "Aurelia")
    await desk.follows(follower, "Brannock")
    await desk.bring(_FARES, _WINTER)
    desk.now = _at(8) + timedelta(seconds=20)
    await desk.following.schedule_topic(follower, topic, parse_schedule("18:00"))
    follower = await desk.following.tell_nothing(follower, True)

    assert await desk.tick(_at(8, 1)) == 1
    (digest,) = (digest for _, digest in desk.rendered)
    assert digest
    assert len(digest.sections) == 2
    runs = {one.query: one.next_run_at for one in await desk.store.subscriptions(follower.id)}
    assert runs == {"Aurelia": _at(18), "Brannock": _at(8, day=3)}


async def test_what_is_due_waits_for_the_end_of_a_pause_and_of_quiet_hours_that_begin_then(desk: Desk) -> None:
    paused, quiet = await desk.follower(1), await desk.follower(2)
    for follower in (paused, quiet):
        await desk.follows(follower, "Aurelia")
    await desk.bring(_FARES)
    desk.now = _at(8) + timedelta(seconds=20)
    await desk.following.pause(paused, _at(12, day=3))
    await desk.following.set_quiet(quiet, parse_quiet("08:00-09:00"))

    assert await desk.tick(_at(8, 59)) == 0
    assert await desk.tick(_at(9)) == 1
    assert await desk.tick(_at(8, day=4)) == 1
    assert [follower.id for follower, _ in desk.rendered] == [quiet.id, paused.id]


async def test_what_a_downtime_held_up_does_not_come_in_the_quiet_hours(desk: Desk) -> None:
    follower = await desk.following.set_quiet(await desk.follower(schedule="20:00"), parse_quiet("22:00-07:00"))
    await desk.follows(follower, "Aurelia")
    await desk.bring(_FARES)

    assert await desk.tick(_at(23, day=1)) == 0
    assert await desk.tick(_at(6, 59)) == 0
    assert await desk.tick(_at(7)) == 1
    assert await desk.tick(_at(20)) == 0


async def test_a_defect_in_one_digest_holds_up_no_other_and_loses_no_news(desk: Desk) -> None:
    broken, whole = await desk.follower(1), await desk.follower(2)
    for follower in (broken, whole):
        await desk.follows(follower, "Aurelia")
    await desk.store.change_follower(broken.id, {}, zone="Nowhere/Gone")
    await desk.bring(_FARES)

    assert await desk.tick(_at(8)) == 1
    assert await desk.tick(_at(8, 1)) == 0
    await desk.store.change_follower(broken.id, {}, zone="Asia/Baku")
    assert await desk.tick(_at(9)) == 1
    assert await desk.sent() == [_FARES, _FARES]


async def test_as_it_happens_waits_for_news_and_for_the_floor_between_messages(desk: Desk) -> None:
    follower = await desk.follower(schedule="live 60")
    await desk.follows(follower, "Aurelia")
    assert await desk.tick(_at(8)) == 0
    asleep = (await desk.store.subscriptions(follower.id))[0]
    assert asleep.asleep
    desk.now = _at(9)
    await desk.bring(_FARES)
    assert await desk.tick(_at(9, 1)) == 1
    await desk.bring(_STORM)

    assert await desk.tick(_at(9, 30)) == 0
    assert await desk.tick(_at(10)) == 0
    assert await desk.tick(_at(10, 1)) == 1
    assert await desk.sent() == [_FARES, _STORM]


async def test_as_it_happens_keeps_the_quiet_hours(desk: Desk) -> None:
    follower = await desk.following.set_quiet(await desk.follower(schedule="live 15"), parse_quiet("22:00-07:00"))
    await desk.follows(follower, "Aurelia")
    await desk.tick(_at(21))
    desk.now = _at(23)
    await desk.bring(_FARES)

    assert await desk.tick(_at(23, 1)) == 0
    assert await desk.tick(_at(6, 59, day=3)) == 0
    assert await desk.tick(_at(7, day=3)) == 1


async def test_times_are_those_of_the_readers_zone(desk: Desk) -> None:
    follower = await desk.following.set_zone(await desk.follower(), "Asia/Baku")
    await desk.follows(follower, "Aurelia")
    await desk.bring(_FARES)

    assert await desk.tick(_at(3, 59)) == 0
    assert await desk.tick(_at(4)) == 1


async def test_a_topic_may_have_times_of_its_own(desk: Desk) -> None:
    desk.now = _at(7)
    follower = await desk.follower()
    topic = await desk.follows(follower, "Aurelia")
    await desk.follows(follower, "Brannock")
    await desk.following.schedule_topic(follower, topic, parse_schedule("18:00"))
    await desk.bring(_FARES, _WINTER)

    assert await desk.tick(_at(8)) == 1
    assert await desk.tick(_at(18)) == 1
    assert await desk.sent() == [_WINTER, _FARES]


async def test_what_comes_as_it_happens_is_not_overdue_when_it_gets_times_instead(desk: Desk) -> None:
    desk.now = _at(7)
    as_it_happens = await desk.follower(1, schedule="live 60")
    alone = await desk.follows(as_it_happens, "Aurelia")
    await desk.following.schedule_topic(as_it_happens, alone, parse_schedule("18:00"))
    with_all = await desk.follower(2, schedule="live 60")
    await desk.follows(with_all, "Aurelia")
    await desk.following.schedule(with_all, parse_schedule("18:00"))
    await desk.bring(_FARES)

    assert await desk.tick(_at(7, 1)) == 0
    assert await desk.tick(_at(18)) == 2


async def test_who_pauses_is_told_after_it_of_all_that_came_meanwhile(desk: Desk) -> None:
    follower = await desk.follower()
    await desk.follows(follower, "Aurelia")
    follower = await desk.following.pause(follower, _at(8, day=5))
    await desk.bring(_FARES)

    assert await desk.tick(_at(12, day=4)) == 0
    assert await desk.tick(_at(8, day=5)) == 1


async def test_a_pause_without_an_end_ends_when_somebody_resumes(desk: Desk) -> None:
    follower = await desk.follower()
    topic = await desk.follows(follower, "Aurelia")
    await desk.following.pause_topic(follower, topic, FOREVER)
    await desk.bring(_FARES)
    assert await desk.tick(_at(8, day=9)) == 0

    await desk.following.pause_topic(follower, replace(topic, paused_until=FOREVER), None)

    assert await desk.tick(_at(8, day=10)) == 1


async def test_who_follows_while_somebody_pauses_gets_nothing_before_the_pause_ends(desk: Desk) -> None:
    as_seen = await desk.follower()
    await desk.following.pause(as_seen, _at(8, day=5))
    await desk.follows(as_seen, "Aurelia")
    await desk.bring(_FARES)

    assert await desk.tick(_at(8)) == 0
    assert await desk.tick(_at(8, day=5)) == 1


async def test_a_digest_on_demand_that_something_else_comes_before_is_made_again(desk: Desk) -> None:
    follower = await desk.follower(schedule="live 60")
    await desk.follows(follower, "Aurelia")
    assert await desk.tick(_at(8)) == 0
    await desk.bring(_FARES)
    loop = asyncio.get_running_loop()

    def render(follower: Follower, digest: Digest | None, digest_id: str) -> Sequence[Parcel]:
        asyncio.run_coroutine_threadsafe(desk.store.wake_sleepers(desk.now), loop).result()
        return desk.render(follower, digest, digest_id)

    assert await desk.following.digest_now(follower, render)
    assert len(desk.rendered) == 2
    assert await desk.sent() == [_FARES]


async def test_a_digest_on_demand_that_never_can_be_kept_is_not_called_nothing_new(desk: Desk) -> None:
    follower = await desk.follower()
    topic = await desk.follows(follower, "Aurelia")
    await desk.bring(_FARES)
    loop, minutes = asyncio.get_running_loop(), itertools.count()

    def render(follower: Follower, digest: Digest | None, digest_id: str) -> Sequence[Parcel]:
        later = _at(8, next(minutes), day=3)
        asyncio.run_coroutine_threadsafe(desk.store.change_subscription(topic.id, next_run_at=later), loop).result()
        return desk.render(follower, digest, digest_id)

    with pytest.raises(StoreError, match="changes all the time"):
        await desk.following.digest_now(follower, render)
    assert await desk.waiting() == ()


async def test_a_digest_on_demand_is_not_repeated_by_the_next_one(desk: Desk) -> None:
    follower = await desk.follower()
    await desk.follows(follower, "Aurelia")
    assert not await desk.following.digest_now(follower, desk.render)
    await desk.bring(_FARES)

    assert await desk.following.digest_now(follower, desk.render)
    assert await desk.tick(_at(8)) == 0
    assert await desk.sent() == [_FARES]


async def test_what_the_index_does_not_know_yet_is_not_lost(desk: Desk, tmp_path: Path) -> None:
    await desk.follows(await desk.follower(), "Aurelia")
    (desk.seeds / "late.jsonl").write_text(json.dumps({"id": "x", "title": "Late", "text": _FARES}) + "\n")
    another = Library(desk.store, desk.seeds, tmp_path / "another", lambda: _at(7, 59))
    await another.open()

    assert await desk.tick(_at(8)) == 0
    await desk.library.refresh()
    assert await desk.tick(_at(8, day=3)) == 1


async def test_what_came_while_nobody_could_be_reached_comes_when_they_are_back(desk: Desk) -> None:
    follower = await desk.follower()
    await desk.follows(follower, "Aurelia")
    await desk.bring(_FARES)
    assert await desk.tick(_at(8)) == 1
    await desk.store.stop_chat(follower.chat_id, "blocked")
    assert await desk.waiting() == ()
    assert await desk.tick(_at(8, day=3)) == 0

    await desk.following.revive(follower.chat_id)

    assert await desk.tick(_at(8, day=4)) == 1
    assert await desk.sent() == [_FARES]


async def test_what_a_lost_digest_told_comes_though_a_due_time_without_news_has_passed(desk: Desk) -> None:
    follower = await desk.follower(schedule="08:00 18:00")
    await desk.follows(follower, "Aurelia")
    await desk.bring(_FARES)
    assert await desk.tick(_at(8)) == 1
    await desk.bring(_WINTER)
    assert await desk.tick(_at(18)) == 0
    await desk.store.stop_chat(follower.chat_id, "blocked")
    await desk.following.revive(follower.chat_id)

    assert await desk.tick(_at(8, day=3)) == 1
    assert await desk.sent() == [_FARES]


async def test_news_that_a_lost_digest_gives_back_while_others_are_made_is_told(desk: Desk) -> None:
    first, second = await desk.follower(1, schedule="08:00"), await desk.follower(2, schedule="09:00")
    topic = await desk.follows(first, "Aurelia")
    await desk.bring(_FARES)
    assert await desk.tick(_at(8)) == 1
    lost = (await desk.waiting())[0].digest_id
    assert lost
    await desk.follows(second, "Aurelia")
    await desk.bring(_STORM)
    loop = asyncio.get_running_loop()

    async def lose() -> None:
        await desk.store.undo_digest(lost)
        await desk.store.change_subscription(topic.id, next_run_at=desk.now)

    def render(follower: Follower, digest: Digest | None, digest_id: str) -> Sequence[Parcel]:
        if follower.id == second.id:
            asyncio.run_coroutine_threadsafe(lose(), loop).result()
        return desk.render(follower, digest, digest_id)

    desk.now = _at(9)
    assert await desk.following.run_due(desk.now, render) == 2
    assert {text for said in await desk.sent() for text in said.split("\n")} == {_FARES, _STORM}


async def test_a_revival_cancelled_at_any_moment_leaves_nobody_without_times(desk: Desk) -> None:
    follower = await desk.follower()
    await desk.follows(follower, "Aurelia")
    for number in range(20):
        await desk.store.stop_chat(follower.chat_id, "blocked")
        task = asyncio.create_task(desk.following.revive(follower.chat_id))
        await asyncio.sleep(number / 5_000)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        found = await desk.store.follower_by_id(follower.id)
        (topic,) = await desk.store.subscriptions(follower.id)
        assert found
        assert bool(found.stopped) == (topic.next_run_at is None)


async def test_more_news_than_a_section_shows_is_behind_its_button(desk: Desk) -> None:
    desk.following.limits = Limits(sentences=1)
    await desk.follows(await desk.follower(), "Aurelia")
    await desk.bring(_FARES, _STORM, _DIVERS)
    assert await desk.tick(_at(8)) == 1
    digest_id = (await desk.waiting())[0].digest_id
    assert digest_id

    found = await desk.following.more(digest_id, 0, 0)

    assert found
    shown = (await desk.sent())[0]
    assert {quote.sentence for quote in found[1].briefing.quotes} | {shown} == {_FARES, _STORM, _DIVERS}
    assert await desk.following.more(digest_id, 1, 0) is None


async def test_a_preview_counts_the_news_of_the_last_days_and_shows_the_next_digest(desk: Desk) -> None:
    await desk.bring(_FARES, publisher="Harbour Gazette")
    follower = await desk.follower()

    found = await desk.following.preview(follower, "aurelai")

    assert (found.query, found.heading, found.news, found.sources) == ("Aurelia", "Aurelia", 2, 2)
    assert found.section
    assert found.next_at == _at(8)


async def test_a_preview_of_what_is_not_in_the_documents_has_nothing_to_show(desk: Desk) -> None:
    found = await desk.following.preview(await desk.follower(), "Celadon Isle")

    assert (found.query, found.heading, found.news, found.section) == ("Celadon Isle", "", 0, None)


@pytest.mark.parametrize("query", ["what did the Brannock tow into the Kestrel Channel?", "what do the Brannocks tow?"])
async def test_what_is_answered_is_in_the_documents_by_its_preview(desk: Desk, query: str) -> None:
    assert (await desk.library.brief(query)).briefing
    assert (await desk.following.preview(await desk.follower(), query)).section


async def test_following_twice_keeps_one_and_the_limit_is_told(desk: Desk) -> None:
    desk.following.limits = Limits(topics=2)
    follower = await desk.follower()

    outcomes = [(await desk.following.follow(follower, query, 7))[0] for query in ("Aurelia", "AURELIA", "a", "b")]

    assert outcomes == [Added.NEW, Added.KNOWN, Added.NEW, Added.FULL]


async def test_a_misspelt_topic_is_followed_by_its_name_and_a_question_as_it_was_asked(desk: Desk) -> None:
    assert followed_as(await desk.library.brief("aurelai")) == "Aurelia"
    question = "what did the Brannock tow into the Kestrel Channel"
    assert followed_as(await desk.library.brief(question)) == question
    assert (
        followed_as(await desk.library.brief("what did the Branock tow into the Kestrel Channel")) == "Kestrel Channel"
    )
    assert key_of("Bākū-Tbilisi") == key_of("baku tbilisi")

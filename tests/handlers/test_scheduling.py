"""When digests come, as people set it: by buttons and by commands, for a chat and for one topic; and /digest."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.store.rows import FOREVER, Follower, Subscription
from handlers.preview.driver import Conversation
from handlers.preview.values import Message
from handlers.schedule_actions import MoreNews, OpenTopicSchedule, SetZone
from handlers.texts_en import ENGLISH
from tests.handlers.bots import Running, person, running
from tests.handlers.test_buttons import forge
from tests.handlers.test_channels import channel
from tests.handlers.test_channels import follow as channel_follows
from tests.handlers.test_following import follow

pytestmark = pytest.mark.asyncio(loop_scope="session")
WORDS, FOLLOWING = ENGLISH.digests, ENGLISH.following
NEWS = (
    "The Lantern Bridge opened again on 20 November 2026 after two years of repairs & tests.",
    "The first storm of the year closed the Lantern Bridge for six hours on 21 November 2026.",
    "Mayor Ida Quill cut the ribbon of the Lantern Bridge before 3,000 people.",
    "The new toll of the Lantern Bridge was set to $3 by the council in October 2026.",
    "Tomas Gray lit a lamp of nine metres on the Lantern Bridge for those who were lost at sea.",
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def with_news(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A bot of its own: what its documents are told anew is news to the chats of these tests alone."""
    async with running(tmp_path_factory.mktemp("news")) as started:
        yield started


async def publish(bot: Running, name: str, *texts: str) -> None:
    """Add an article to the documents."""
    record = {
        "id": name,
        "title": "Bridge news",
        "text": "\n\n".join(texts),
        "date": "2026-11-20",
        "publisher": "Crier",
    }
    file = Path(bot.services.settings.seeds_dir) / f"{name}.jsonl"
    file.write_text(json.dumps(record) + "\n", encoding="utf-8")
    await bot.services.library.refresh()


async def follower_of(bot: Running, chat: Conversation) -> Follower:
    found = await bot.services.store.follower(chat.id, 0)
    assert found
    return found


async def topics_of(bot: Running, chat: Conversation) -> tuple[Subscription, ...]:
    return await bot.services.store.subscriptions((await follower_of(bot, chat)).id)


async def pressed(chat: Conversation, *labels: str) -> Message:
    """Press buttons of the newest message that has them, one after the other; return what the last one made of it."""
    for label in labels:
        answer = await chat.press(label)
        assert answer.text == "", answer
        shown = await chat.wait_edit()
    return shown


async def test_zone_and_times_are_set_by_buttons_in_one_message(bot: Running) -> None:
    chat = bot.chat()
    await follow(chat, "Lantern Bridge")
    await chat.press(FOLLOWING.when)
    menu = await chat.wait_reply()
    assert "Times: daily at 08:00" in menu.text
    edited = await pressed(chat, WORDS.workdays, "✓Mo", "18", "✓08")
    assert edited.message_id == menu.message_id
    assert "Times: Tue, Wed, Thu and Fri at 18:00" in edited.text
    await pressed(chat, WORDS.zone_button)
    london = next(label for label in chat.message(menu.message_id).labels if "London" in label)
    chosen = await pressed(chat, london)
    assert chosen.message_id == menu.message_id
    assert "in London now. Digests: Tue, Wed, Thu and Fri at 18:00.\nNext digest: " in chosen.text
    follower = await follower_of(bot, chat)
    assert (follower.schedule, follower.zone) == ("tue-fri 18:00", "Europe/London")
    assert "London, now" in (await pressed(chat, FOLLOWING.when)).text
    assert len(chat.replies) == 2


async def test_a_city_is_asked_for_and_found_however_it_is_spelt(bot: Running) -> None:
    chat = bot.chat()
    await follow(chat, "Lantern Bridge")
    await chat.press(FOLLOWING.set_zone)
    await chat.wait_reply()
    await chat.press(WORDS.other_city)
    assert (await chat.wait_reply()).text == WORDS.city_question
    assert chat.force_reply
    taken = await chat.ask("баку")
    assert " in Baku now. Digests: daily at 08:00.\n" in taken.text
    assert (await follower_of(bot, chat)).zone == "Asia/Baku"
    offered = await chat.ask("/zone russia")
    label = next(label for label in offered.labels if "Moscow" in label)
    assert f"It is {label.split()[0]} in Moscow now." in (await pressed(chat, label)).text
    assert (await follower_of(bot, chat)).zone == "Europe/Moscow"
    await chat.ask("/zone stambul")
    assert (await follower_of(bot, chat)).zone == "Europe/Istanbul"


async def test_a_city_that_nobody_knows_is_asked_for_again(bot: Running) -> None:
    chat = bot.chat()
    assert (await chat.ask("/zone Xqzzwv")).text == WORDS.no_zone.format(typed="Xqzzwv")
    await chat.press(WORDS.other_city)
    await chat.wait_reply()
    assert (await chat.ask("Qwxzzk")).text == WORDS.no_zone.format(typed="Qwxzzk")
    # The question was answered once: what comes now is a topic again.
    assert (await chat.ask("Lantern Bridge")).text.startswith("Lantern Bridge\n\n")


async def test_a_zone_moves_the_next_digest(bot: Running) -> None:
    chat = bot.chat()
    await follow(chat, "Lantern Bridge")
    (before,) = await topics_of(bot, chat)
    await chat.ask("/zone UTC+5:45")
    (after,) = await topics_of(bot, chat)
    assert before.next_run_at
    assert after.next_run_at
    assert (before.next_run_at.hour, after.next_run_at.time().isoformat("minutes")) == (8, "02:15")


async def test_times_are_typed_in_any_order(bot: Running) -> None:
    chat = bot.chat()
    assert "Times: Monday to Friday at 08:30 and 18:00" in (await chat.ask("/schedule 6pm 8:30 mon-fri")).text
    assert "✓08:30" in chat.replies[-1].labels
    assert "Times: Monday to Friday at 18:00" in (await pressed(chat, "✓08:30")).text
    assert "Times: as it happens, at most every 45 minutes" in (await chat.ask("/schedule every 45 min")).text


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("/schedule foo", "I do not understand “foo”.\nFor example: /schedule 8:30 18:00 mon-fri"),
        ("/schedule 25:00", "“25:00” is no time of day.\nFor example: /schedule 8:30 18:00 mon-fri"),
        ("/quiet 8-8", f"{WORDS.no_hours}\n{WORDS.quiet_example}"),
        ("/quiet <b>", f"I do not understand “<b>”.\n{WORDS.quiet_example}"),
        ("/pause some day", "I do not understand “some day” as a date. For example: /pause 24 December"),
    ],
)
async def test_what_is_typed_wrong_is_said_plainly_and_changes_nothing(bot: Running, command: str, said: str) -> None:
    chat = bot.chat()
    await follow(chat, "Lantern Bridge")
    before = await follower_of(bot, chat)
    assert (await chat.ask(command)).text == said
    assert await follower_of(bot, chat) == before


async def test_the_last_day_and_the_last_time_stay(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("/schedule mon 8:00")
    assert (await chat.press("✓Mo")).text == WORDS.last_day
    assert (await chat.press("✓08")).text == WORDS.last_time
    await chat.ask("/schedule 6 7 8 9 10 11 12 13 14 15 16 17")
    assert (await chat.press("18")).text == WORDS.most_times.format(most=12)


async def test_as_it_happens_and_back(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("/schedule 9:00 weekdays")
    live = await pressed(chat, WORDS.live, "3 h")
    assert "Times: as it happens, at most every 3 hours" in live.text
    assert "Mo" not in live.labels
    assert "Times: every Monday at 08:00" in (await pressed(chat, WORDS.weekly)).text


async def test_two_taps_at_once_are_both_done_and_twice_the_same_is_once(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("/schedule 8:00")
    taps = [await chat.tap(label, chat.replies[-1].message_id) for label in ("✓Mo", "✓Tu", "✓Mo", "12")]
    for tap in taps:
        assert (await chat.callback_answer(tap)).text == ""
    await chat.wait_until(lambda: "Wed, Thu, Fri, Sat and Sun at 08:00 and 12:00" in chat.replies[-1].text)
    assert (await follower_of(bot, chat)).schedule == "wed-sun 08:00 12:00"


async def test_quiet_hours_are_chosen_typed_and_ended(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("/schedule 8:00")
    chosen = await pressed(chat, WORDS.quiet_button, "23:00 to 08:00")
    assert "Quiet hours: 23:00 to 08:00\n" in chosen.text
    assert "lies in" not in chosen.text
    assert "08:00 lies in the quiet hours, so it comes at 09:15." in (await chat.ask("/quiet 22:30-9:15")).text
    assert (await follower_of(bot, chat)).quiet == "22:30-09:15"
    assert (
        "✓No quiet hours" in (await pressed(chat, WORDS.quiet_button, WORDS.no_quiet_button, WORDS.quiet_button)).labels
    )
    assert (await follower_of(bot, chat)).quiet == ""
    assert "Quiet hours: none" in (await chat.ask("/quiet off")).text


async def test_a_pause_holds_everything_until_its_day_or_until_resumed(bot: Running) -> None:
    chat = bot.chat()
    await follow(chat, "Lantern Bridge")
    await chat.ask("/pause")
    paused = await pressed(chat, WORDS.pauses[3])
    assert FOLLOWING.paused in paused.text
    assert "Next digest" not in paused.text
    assert (await follower_of(bot, chat)).paused_until == FOREVER
    assert (await topics_of(bot, chat))[0].next_run_at is None
    assert "Next digest: " in (await pressed(chat, FOLLOWING.resume)).text
    until = datetime.now(UTC).date() + timedelta(days=40)
    said = await chat.ask(f"/pause {until:%d.%m.%Y}")
    assert f"Paused until {until:%A} {until.day} {until:%B}" in said.text
    (topic,) = await topics_of(bot, chat)
    assert topic.next_run_at == datetime(until.year, until.month, until.day, 8, tzinfo=UTC)
    assert "Paused" not in (await chat.ask("/pause off")).text
    assert ENGLISH.following.paused in (await chat.ask("/pause forever")).text
    assert "Paused" not in (await chat.ask("/pause off")).text
    assert (await chat.ask("/pause 1 January 2020")).text == WORDS.past_date.format(date="Wednesday 1 January 2020")


@pytest.mark.parametrize(("label", "days"), [(WORDS.pauses[0], 1), (WORDS.pauses[1], 7), (WORDS.pauses[2], 30)])
async def test_a_pause_of_days_ends_with_a_night(bot: Running, label: str, days: int) -> None:
    chat = bot.chat()
    today = datetime.now(UTC).date()
    await chat.ask("/pause")
    await pressed(chat, label)
    until = (await follower_of(bot, chat)).paused_until
    assert until
    assert until.time().isoformat() == "00:00:00"
    assert until.date() - today in (timedelta(days=days), timedelta(days=days + 1))  # midnight may pass meanwhile


async def test_saying_when_nothing_is_new_can_be_turned_on_and_off(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("/schedule")
    assert WORDS.tells_nothing in (await pressed(chat, WORDS.tell_nothing)).text
    assert (await follower_of(bot, chat)).tells_nothing
    assert WORDS.silent_on_nothing in (await pressed(chat, WORDS.be_silent)).text


async def test_a_topic_can_have_its_own_times_and_follow_the_chat_s_again(bot: Running) -> None:
    chat = bot.chat()
    await follow(chat, "Lantern Bridge", "Oskar Yards")
    await chat.ask("/following")
    await pressed(chat, "Oskar Yards")
    await chat.press(FOLLOWING.when)
    menu = await chat.wait_reply()
    assert menu.text.startswith("When news on Oskar Yards comes\nTimes: daily at 08:00, as for all topics here\n")
    own = await pressed(chat, "✓Su", "20")
    assert "Times: Mon, Tue, Wed, Thu, Fri and Sat at 08:00 and 20:00\n" in own.text
    assert [one.schedule for one in await topics_of(bot, chat)] == ["", "mon-sat 08:00 20:00"]
    await chat.ask("/schedule 7:00")
    assert [one.schedule for one in await topics_of(bot, chat)] == ["", "mon-sat 08:00 20:00"]
    again = await chat.press(WORDS.as_the_chat)
    assert again.text == ""
    assert "Times: daily at 07:00, as for all topics here\n" in (await chat.wait_edit()).text


async def test_buttons_of_a_topic_that_is_gone_say_so(bot: Running) -> None:
    chat = bot.chat()
    await follow(chat, "Lantern Bridge")
    (topic,) = await topics_of(bot, chat)
    await bot.services.store.remove_subscriptions(topic.follower_id, (topic.id,))
    query = await forge(bot, chat.user, chat.replies[-1], OpenTopicSchedule(topic.id).data)
    assert (await chat.callback_answer(query)).text == FOLLOWING.gone
    assert (await chat.ask("/schedule")).text.endswith(FOLLOWING.empty)


async def test_a_zone_that_no_button_of_ours_has_is_not_taken(bot: Running) -> None:
    chat = bot.chat()
    await chat.ask("/zone")
    follower = await follower_of(bot, chat)
    query = await forge(bot, chat.user, chat.replies[-1], SetZone(follower.id, "Mars/Olympus").data)
    assert (await chat.callback_answer(query)).text == ENGLISH.stale
    assert (await follower_of(bot, chat)).zone == ""


async def test_in_a_group_all_see_when_digests_come_and_admins_change_it(bot: Running) -> None:
    ada, bob = person("Ada"), person("Bob")
    chat = bot.server.group("Desk", ada, bob)
    bobs = chat.seen_by(bob)
    assert "Times: daily at 08:00" in (await bobs.ask("/schedule")).text
    assert (await bobs.press("18")).text == FOLLOWING.admins_only
    for command in ("/schedule 9:00", "/digest", "/quiet 1-2", "/pause off", "/zone Baku"):
        assert (await bobs.ask(command)).text == FOLLOWING.admins_only
    assert chat.replies[0].text.startswith("When digests come to Desk\n")
    assert (await chat.press("18")).text == ""
    assert "daily at 08:00 and 18:00" in (await chat.wait_edit()).text


async def test_a_forum_topic_has_times_of_its_own(bot: Running) -> None:
    forum = bot.server.group("Forum", person("Ada"), forum=True)
    rail = forum.in_topic(await forum.create_topic("Rail"))
    await rail.ask("/schedule 9:00")
    general = forum.in_topic(0)
    assert "daily at 08:00" in (await general.ask("/schedule")).text
    kept = {one.thread_id != 0: one.schedule for one in await bot.services.store.followers_in(forum.id)}
    assert kept == {True: "mon-sun 09:00", False: "mon-sun 08:00"}


async def test_a_channel_s_times_are_set_from_its_admin_s_private_chat(bot: Running) -> None:
    there, private, name = channel(bot)
    await private.ask(f"/channel {name}")
    await channel_follows(private, "Lantern Bridge")
    await private.press(FOLLOWING.when)
    assert (await private.wait_reply()).text.startswith("When digests come to Coast news\nTimes: daily at 08:00\n")
    assert "daily at 08:00 and 20:00" in (await pressed(private, "20")).text
    await pressed(private, WORDS.zone_button)
    await private.press(WORDS.other_city)
    await private.wait_reply()
    await private.ask("Tbilisi")
    await pressed(private, private.replies[-1].labels[0])
    (follower,) = await bot.services.store.followers_in(there.id)
    assert (follower.schedule, follower.zone) == ("mon-sun 08:00 20:00", "Asia/Tbilisi")
    assert there.replies == []


async def test_nobody_can_see_or_change_another_chat_s_times(bot: Running) -> None:
    chat, other = bot.chat(), bot.chat()
    await follow(chat, "Lantern Bridge")
    follower = await follower_of(bot, chat)
    await other.ask("/schedule")
    for data in (f"do:{follower.id}", f"dp:f{follower.id}:w", f"dh:f{follower.id}:1080:1", f"du:{follower.id}:0"):
        query = await forge(bot, other.user, other.replies[-1], data)
        assert (await other.callback_answer(query)).text == FOLLOWING.elsewhere
    assert await follower_of(bot, chat) == follower


async def test_a_digest_asked_for_brings_what_is_new_once_with_more_on_demand(with_news: Running) -> None:
    chat = with_news.chat()
    assert (await chat.ask("/digest")).text == FOLLOWING.empty
    await follow(chat, "Lantern Bridge")
    await publish(with_news, "first", *NEWS)
    digest = await chat.ask("/digest")
    assert digest.text.startswith("Your digest, ")
    assert "\n\nLantern Bridge · 5 new\n" in digest.text
    assert digest.labels == ("More: Lantern Bridge (2)", FOLLOWING.when, FOLLOWING.list)
    first, second = await chat.tap("More: Lantern Bridge (2)"), await chat.tap("More: Lantern Bridge (2)")
    more = await chat.wait_reply()
    assert more.text.startswith("Lantern Bridge, part 2\n\n")
    assert [(await chat.callback_answer(tap)).text for tap in (first, second)] == ["", ""]
    assert all((sentence in digest.text) != (sentence in more.text) for sentence in NEWS)
    said = await chat.ask("/digest")
    assert said.text.startswith("Nothing new since ")
    assert "\nNext digest: " in said.text
    elsewhere = with_news.chat()
    await elsewhere.ask("/schedule")
    button = next(button for row in digest.buttons for button in row if button.text.startswith("More"))
    assert button.callback_data
    query = await forge(with_news, elsewhere.user, elsewhere.replies[-1], button.callback_data)
    assert (await elsewhere.callback_answer(query)).text == FOLLOWING.elsewhere
    query = await forge(with_news, chat.user, digest, MoreNews("AAAAAAAA", 0, 0).data)
    assert (await chat.callback_answer(query)).text == WORDS.more_gone


async def test_a_digest_leaves_paused_topics_out_and_says_so_if_all_are(with_news: Running) -> None:
    chat = with_news.chat()
    await follow(chat, "Lantern Bridge")
    (topic,) = await topics_of(with_news, chat)
    await with_news.services.following.pause_topic(await follower_of(with_news, chat), topic, FOREVER)
    assert (await chat.ask("/digest")).text == WORDS.all_paused


async def test_a_digest_comes_at_the_time_that_was_set_by_the_clocks_of_its_zone(with_news: Running) -> None:
    chat = with_news.chat()
    await follow(chat, "Lantern Bridge")
    await chat.ask("/schedule 7:45")
    await chat.ask("/zone Kathmandu")
    await pressed(chat, chat.replies[-1].labels[0])
    (topic,) = await topics_of(with_news, chat)
    assert topic.next_run_at
    await publish(with_news, "second", "A whale of twelve metres passed below the Lantern Bridge and was seen by 200.")
    await with_news.tick(topic.next_run_at - timedelta(minutes=1))
    assert await topics_of(with_news, chat) == (topic,)
    await with_news.tick(topic.next_run_at)
    # It waits in the queue for an instant that the sender's own clock has not reached.
    (queued,) = [row for row in await with_news.services.store.ready(topic.next_run_at, 100) if row.chat_id == chat.id]
    assert queued.html.split("\n")[0].endswith(", 07:45</b>")
    assert "A whale of twelve metres" in queued.html


@pytest.mark.parametrize("typed", ["off", "Never"])
async def test_who_wants_no_digests_is_offered_a_pause(bot: Running, typed: str) -> None:
    chat = bot.chat()
    await follow(chat, "Lantern Bridge")
    offered = await chat.ask(f"/schedule {typed}")
    assert offered.text == WORDS.pause_question
    assert "Paused until somebody resumes." in (await pressed(chat, WORDS.pauses[-1])).text

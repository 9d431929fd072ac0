"""The desk of questions: /stats, /unmatched, /log and /health, for admins alone with the bot and for nobody else."""

import csv
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from struct import unpack

import pytest
import pytest_asyncio

from bot.pictured import HEIGHT, WIDTH
from handlers.actions import parse_action
from handlers.messages import MAX_TEXT
from handlers.photos import MAX_CAPTION
from handlers.preview.driver import Conversation
from handlers.preview.values import Message
from handlers.question_actions import AddAlias, HeedIgnored, ListUnmatched, OpenUnmatched, ShowStatistics
from handlers.texts_en import ENGLISH
from tests.handlers.bots import Running, person, running
from tests.handlers.test_buttons import forge

pytestmark = pytest.mark.asyncio(loop_scope="session")
ADMIN = person("Edda")
ASKERS = (person("Ada"), person("Bob"), person("Cleo"))
WORDS = ENGLISH.questions
DESK = ("/stats", "/unmatched", "/log 7 days", "/health")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def desk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A bot that has been asked: what is there, what is not, and what is misspelt."""
    async with running(tmp_path_factory.mktemp("desk"), ADMIN_IDS=str(ADMIN.id), DEFAULT_ZONE="Asia/Baku") as started:
        for asker, queries in zip(
            ASKERS,
            (
                ("Lantern Bridge", "Oskar Yards", "Lantern Bridge", "quantum chromodynamics"),
                ("quantum chromodinamics", "Quantum Chromodynamics", "Zebra crossing of Ulm"),
                ("Larntren Brigade", "=HYPERLINK(1)"),
            ),
            strict=True,
        ):
            for query in queries:
                await started.server.private_chat(asker).ask(query)
        yield started


def admin(desk: Running) -> Conversation:
    return desk.server.private_chat(ADMIN)


async def asked(chat: Conversation, text: str) -> Message:
    """The picture that answers, however busy the machine is."""
    await chat.send(text)
    return await chat.wait_reply(timeout_s=30)


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = unpack(">II", png[16:24])
    return width, height


# Statistics


async def test_stats_are_a_picture_with_the_figures_below(desk: Running) -> None:
    reply = await asked(admin(desk), "/stats")
    assert reply.photo is not None
    assert size_of(reply.photo.content) == (WIDTH, HEIGHT)
    assert "9 questions by 3 people: 3 answered, 1 with suggestions, 5 not found" in reply.text
    assert "Most asked: Lantern Bridge (2), Oskar Yards (1)" in reply.text
    assert "Asia/Baku" in reply.text
    assert len(reply.text) < MAX_CAPTION


async def test_the_picture_turns_dark_in_place(desk: Running) -> None:
    chat = admin(desk)
    reply = await asked(chat, "/stats")
    assert reply.photo is not None
    assert reply.labels == ("30 days", "90 days", WORDS.dark, WORDS.show_unmatched)
    await chat.press(WORDS.dark)
    dark = await chat.wait_edit(timeout_s=30)
    assert dark.photo is not None
    assert (dark.message_id, dark.text) == (reply.message_id, reply.text)
    assert dark.photo.content != reply.photo.content
    assert dark.labels[-2:] == (WORDS.light, WORDS.show_unmatched)


async def test_days_that_are_none_are_refused_with_what_would_be(desk: Running) -> None:
    for command in ("/stats", "/unmatched"):
        for days in ("0", "soon", "367", "-3", "²"):
            assert (await admin(desk).ask(f"{command} {days}")).text == WORDS.no_days.format(typed=days, most=366)


async def test_without_questions_there_are_words_and_no_picture(desk: Running) -> None:
    chat = admin(desk)
    last = (desk.services.clock() - timedelta(days=100)).date()
    answer = await chat.callback_answer(await forged(desk, ShowStatistics(7, last=last).data))
    assert answer.text.startswith("Nobody asked anything")


# What was not found


async def test_what_was_not_found_is_grouped_by_spelling_most_asked_first(desk: Running) -> None:
    reply = await admin(desk).ask("/unmatched")
    lines = reply.text.split("\n\n")
    assert lines[0].startswith("Asked and not found, ")
    assert lines[1].startswith("1. ")
    assert "3 times by 2 people, last on " in lines[1]
    assert {line.split("\n")[0][3:] for line in lines[2:]} == {
        "Zebra crossing of Ulm",
        "Larntren Brigade",
        "=HYPERLINK(1)",
    }
    assert len(reply.text) <= MAX_TEXT


async def test_one_of_them_is_opened_and_the_list_is_a_press_away(desk: Running) -> None:
    chat = admin(desk)
    reply = await chat.ask("/unmatched 7")
    await chat.press(reply.labels[0])
    opened = await chat.wait_edit()
    assert "Also typed: " in opened.text
    assert "chromodinamics" in opened.text
    await chat.press(WORDS.to_list)
    assert (await chat.wait_edit()).text == reply.text


async def test_a_suggestion_in_vain_names_the_nearest_topics(desk: Running) -> None:
    chat = admin(desk)
    reply = await chat.ask("/unmatched 7")
    await chat.press(next(label for label in reply.labels if "Larntren" in label))
    opened = await chat.wait_edit()
    assert "Topics were suggested once" in opened.text
    assert "Lantern Bridge" in opened.text


async def test_what_is_ignored_is_gone_from_the_list_until_it_is_heeded(desk: Running) -> None:
    chat = admin(desk)
    reply = await chat.ask("/unmatched 7")
    await chat.press(next(label for label in reply.labels if "Zebra" in label))
    await chat.wait_edit()
    await chat.press(WORDS.ignore)
    assert (await chat.wait_edit()).text == "Ignored: Zebra crossing of Ulm"
    await chat.press(WORDS.to_list)
    listed = await chat.wait_edit()
    assert "Zebra" not in listed.text
    await chat.press("Ignored (1)")
    ignored = await chat.wait_edit()
    assert ignored.labels == ("↩ Zebra crossing of Ulm", WORDS.to_list)
    await chat.press("↩ Zebra crossing of Ulm")
    assert (await chat.wait_edit()).text.startswith("Zebra crossing of Ulm\n\nonce by one person")
    assert "Zebra" in (await chat.ask("/unmatched 7")).text


async def test_ignoring_is_undone_where_it_was_done_and_pressing_twice_is_once(desk: Running) -> None:
    chat = admin(desk)
    reply = await chat.ask("/unmatched 7")
    await chat.press(next(label for label in reply.labels if "HYPERLINK" in label))
    opened = await chat.wait_edit()
    ignore = next(b.callback_data for row in opened.buttons for b in row if b.text == WORDS.ignore)
    assert ignore is not None
    await chat.press(WORDS.ignore)
    undo = next(b.callback_data for row in (await chat.wait_edit()).buttons for b in row if b.text == WORDS.undo)
    assert undo is not None
    assert (await chat.callback_answer(await forged(desk, ignore))).text == WORDS.gone
    assert (await chat.callback_answer(await forged(desk, undo))).text == WORDS.heeded
    assert (await chat.callback_answer(await forged(desk, undo))).text == WORDS.gone


async def test_a_button_of_what_is_gone_says_so(desk: Running) -> None:
    for action in (OpenUnmatched("0" * 12, 7, 0), HeedIgnored("0" * 12, 7, 0)):
        assert (await admin(desk).callback_answer(await forged(desk, action.data))).text == WORDS.gone


async def test_a_page_past_the_end_is_the_last(desk: Running) -> None:
    chat = admin(desk)
    await chat.callback_answer(await forged(desk, ListUnmatched(7, page=99, fresh=True).data))
    assert "Page 1 of 1" in (await chat.wait_reply()).text


# Other names of a topic


async def test_a_missed_query_becomes_another_name_and_the_same_question_is_answered(desk: Running) -> None:
    asker, chat = desk.chat(), admin(desk)
    for _ in range(5):  # more often than anything else
        assert not (await asker.ask("Lanthorn Crossing")).text.startswith("Lantern Bridge\n")
    reply = await chat.ask("/unmatched 7")
    assert "1. Lanthorn Crossing\n" in reply.text
    await chat.press(next(label for label in reply.labels if "Lanthorn" in label))
    await chat.wait_edit()
    await chat.press(WORDS.other_topic)
    asked = await chat.wait_reply()
    assert asked.text == WORDS.which_topic.format(text="Lanthorn Crossing")
    added = await chat.ask("lantern bridge")
    assert added.text == WORDS.alias_added.format(text="Lanthorn Crossing", topic="Lantern Bridge")
    assert (await asker.ask("Lanthorn Crossing")).text.startswith("Lantern Bridge\n")
    last = (await chat.ask("/unmatched 7")).text.split("\n\n")[-1]
    assert "Lanthorn Crossing\n5 times" in last
    assert "answered now: Lantern Bridge" in last
    await chat.press(WORDS.undo, added.message_id)
    await chat.wait_edit()
    assert "1. Lanthorn Crossing\n" in (await chat.ask("/unmatched 7")).text
    assert not (await asker.ask("Lanthorn Crossing")).text.startswith("Lantern Bridge\n")


async def test_the_nearest_topic_is_a_press_away(desk: Running) -> None:
    chat = admin(desk)
    reply = await chat.ask("/unmatched 7")
    await chat.press(next(label for label in reply.labels if "Larntren" in label))
    await chat.wait_edit()
    await chat.press(WORDS.add_alias.format(topic="Lantern Bridge"))
    added = await chat.wait_edit()
    assert added.text == WORDS.alias_added.format(text="Larntren Brigade", topic="Lantern Bridge")
    await chat.press(WORDS.undo)
    await chat.wait_edit()


async def test_who_asked_to_be_told_is_told_once_when_it_is_there(desk: Running) -> None:
    asker, chat = desk.chat(), admin(desk)
    await asker.ask("Kraken of Merrow Deep")
    await asker.press(ENGLISH.following.tell_me)
    await asker.wait_reply()
    await asker.press(ENGLISH.following.agree)
    await asker.wait_edit()
    reply = await chat.ask("/unmatched 7")
    await chat.press(next(label for label in reply.labels if "Kraken" in label))
    await chat.wait_edit()
    await chat.press(WORDS.other_topic)
    await chat.wait_reply()
    added = await chat.ask("Oskar Yards")
    assert added.labels[0] == WORDS.tell[0]
    tell = next(b.callback_data for row in added.buttons for b in row if b.text == WORDS.tell[0])
    assert tell is not None
    await chat.press(WORDS.tell[0])
    assert (await chat.wait_edit()).text == WORDS.told[0]
    assert "Oskar Yards" in (await asker.wait_reply()).text
    assert (await chat.callback_answer(await forged(desk, tell))).text == WORDS.nobody_told


async def test_a_topic_that_is_none_is_asked_for_again_and_what_is_like_one_is_offered(desk: Running) -> None:
    chat = admin(desk)
    reply = await chat.ask("/unmatched 7")
    await chat.press(next(label for label in reply.labels if "Zebra" in label))
    opened = await chat.wait_edit()
    await chat.press(WORDS.other_topic)
    await chat.wait_reply()
    none = await chat.ask("xyzzy")
    assert none.text == WORDS.no_such_topic.format(typed="xyzzy")
    assert none.labels == (WORDS.other_topic,)
    await chat.press(WORDS.other_topic, none.message_id)
    await chat.wait_reply()
    alike = await chat.ask("Ferr")
    assert "Alias of Ferry Guild" in alike.labels
    assert opened.text


async def test_an_alias_of_a_topic_that_is_gone_says_so(desk: Running) -> None:
    chat = admin(desk)
    listed = await chat.ask("/unmatched 7")
    opened = parse_action(next(b.callback_data for row in listed.buttons for b in row if b.callback_data) or "")
    assert isinstance(opened, OpenUnmatched)
    for group, said in ((opened.group, ENGLISH.topic_gone), ("0" * 12, WORDS.gone)):
        answer = await chat.callback_answer(await forged(desk, AddAlias(group, "0" * 12, 7, 0).data))
        assert answer.text == said


# The log


async def test_the_log_is_a_file_that_spreadsheets_read_and_do_not_run(desk: Running) -> None:
    reply = await admin(desk).ask("/log 2 days")
    assert reply.document is not None
    assert reply.document.content.startswith(b"\xef\xbb\xbfasked_at,asker,")
    rows = list(csv.DictReader(io.StringIO(reply.document.content.decode("utf-8-sig"), newline="")))
    assert [row["text"] for row in rows][:3] == ["Lantern Bridge", "Oskar Yards", "Lantern Bridge"]
    assert "'=HYPERLINK(1)" in {row["text"] for row in rows}
    assert {row["outcome"] for row in rows} == {"answer", "suggest", "nothing"}
    assert all(row["asked_at"].endswith("+04:00") for row in rows)
    assert reply.text.startswith(f"{len(rows)} questions, ")
    assert "Asia/Baku" in reply.text


async def test_the_log_names_nobody(desk: Running) -> None:
    reply = await admin(desk).ask("/log 2 days")
    assert reply.document is not None
    content = reply.document.content.decode()
    assert [one for one in ASKERS if str(one.id) in content or one.username in content] == []
    assert all(desk.services.asker(one.id) in content for one in ASKERS)


async def test_the_log_without_a_time_or_with_a_wrong_one_says_how(desk: Running) -> None:
    chat = admin(desk)
    assert (await chat.ask("/log")).text == WORDS.log_usage
    assert (await chat.ask("/log <soon>")).text == WORDS.no_period.format(typed="<soon>", example=WORDS.log_example)
    assert (await chat.ask("/log 2020-01-01 2020-01-02")).text.startswith("Nobody asked anything")


# Health


async def test_health_is_short_and_aligned(desk: Running) -> None:
    reply = await admin(desk).ask("/health")
    lines = reply.text.split("\n")
    assert lines[0] == WORDS.health
    facts = dict(line.split("  ", 1) for line in lines[1:])
    assert facts[WORDS.version].strip() == "0.1.0"
    assert facts[WORDS.paragraphs].strip() == "14"
    assert facts[WORDS.logged].strip() == str(await desk.services.store.query_count())
    assert "free" in facts[WORDS.database]
    assert "<pre>" in reply.html


async def test_health_is_told_while_another_process_has_swept_the_index_away(desk: Running) -> None:
    folder = desk.services.library.snapshot.index.folder
    away = folder.rename(folder.with_name("away"))
    lines = (await admin(desk).ask("/health")).text.split("\n")
    away.rename(folder)
    (index,) = [line for line in lines if line.startswith(f"{WORDS.index} ")]
    assert WORDS.not_known in index


# Strangers


@pytest.mark.parametrize("command", DESK)
async def test_to_a_stranger_there_is_no_such_command(desk: Running, command: str) -> None:
    chat = desk.chat()
    known, unknown = await chat.ask(command), await chat.ask("/frobnicate 7 days")
    assert (known.text, known.entities, known.labels) == (unknown.text, unknown.entities, unknown.labels)


@pytest.mark.parametrize(
    "action", [ShowStatistics(7, fresh=True), ListUnmatched(7, fresh=True), OpenUnmatched("0" * 12, 7, 0)]
)
async def test_a_strangers_press_is_one_that_the_bot_does_not_know(desk: Running, action: ShowStatistics) -> None:
    chat = desk.chat()
    await chat.ask("/help")
    answer = await chat.callback_answer(await forge(desk, chat.user, chat.replies[-1], action.data))
    assert (answer.text, answer.show_alert) == (ENGLISH.stale, True)
    assert len(chat.replies) == 1


async def test_in_a_group_an_admin_presses_in_vain(desk: Running) -> None:
    chat = desk.server.group("Desk", ADMIN)
    reply = await chat.ask("/brief Oskar Yards")
    answer = await chat.callback_answer(await forge(desk, ADMIN, reply, ListUnmatched(7, fresh=True).data))
    assert answer.text == ENGLISH.stale


async def forged(desk: Running, data: str) -> str:
    """Press a button that an earlier message of the admin's chat may have had."""
    return await forge(desk, ADMIN, admin(desk).replies[-1], data)

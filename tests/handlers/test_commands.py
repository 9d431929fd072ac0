"""The commands, their menus, and the pages of lists."""

from pathlib import Path

import pytest

from handlers.about import TOPICS_PAYLOAD
from handlers.commands import ADMIN_COMMANDS, COMMANDS, Scope, admin_menu, menu
from handlers.preview.driver import Conversation
from handlers.preview.server import PreviewServer
from handlers.texts_en import ENGLISH
from tests.handlers.bots import Running, person, running

pytestmark = pytest.mark.asyncio(loop_scope="session")
README = Path(__file__).parents[2] / "README.md"


async def test_start_greets_and_offers_topics_that_are_there(bot: Running) -> None:
    chat = bot.chat()
    reply = await chat.ask("/start")
    assert reply.text.startswith(ENGLISH.start)
    assert reply.labels[0] == bot.services.library.topics[0].name
    await chat.press(reply.labels[0])
    assert (await chat.wait_reply()).text.startswith(reply.labels[0])


async def test_a_deep_link_opens_its_topic(bot: Running) -> None:
    topic = next(topic for topic in bot.services.library.topics if topic.name == "Oskar Yards")
    chat = bot.chat()
    await chat.follow(f"https://t.me/preview_bot?start={topic.id}")
    reply = await chat.wait_reply()
    assert reply.text.startswith("Oskar Yards\n\n")
    assert [row.topic for row in await bot.asked(chat.user.id)] == ["Oskar Yards"]


async def test_a_deep_link_in_words_is_a_topic_too(bot: Running) -> None:
    chat = bot.chat()
    await chat.start("lantern-bridge")
    assert (await chat.wait_reply()).text.startswith("Lantern Bridge\n\n")


async def test_a_deep_link_to_a_topic_that_is_gone_says_so_and_greets(bot: Running) -> None:
    chat = bot.chat()
    await chat.start("0123456789ab")
    assert (await chat.wait_reply()).text.startswith(f"{ENGLISH.link_gone}\n\n{ENGLISH.start}")


async def test_the_link_of_inline_mode_opens_the_topics(bot: Running) -> None:
    chat = bot.chat()
    await chat.start(TOPICS_PAYLOAD)
    assert "Page 1 of" in (await chat.wait_reply()).text


async def test_help_names_every_command_and_the_bot(bot: Running) -> None:
    text = (await bot.chat().ask("/help")).text
    assert all(f"/{command.name}: {ENGLISH.commands[command.name]}" in text for command in COMMANDS)
    assert "@preview_bot" in text


async def test_topics_turn_page_by_page_in_place(bot: Running) -> None:
    chat = bot.chat()
    pages = [await chat.ask("/topics")]
    while ENGLISH.next in pages[-1].labels:
        await chat.press(ENGLISH.next)
        pages.append(await chat.wait_edit())
    named = [label for page in pages for label in page.labels if label not in (ENGLISH.next, ENGLISH.previous)]
    assert named == [topic.name for topic in bot.services.library.topics]
    assert len(pages) > 1
    await chat.press(ENGLISH.previous)
    assert (await chat.wait_edit()).text == pages[-2].text
    assert len(chat.replies) == 1


async def test_sources_are_named_as_readers_know_them(bot: Running) -> None:
    text = (await bot.chat().ask("/sources")).text
    assert "A bridge & its cracks\nCoast Courier, 9 July 2024, 8 paragraphs" in text
    assert "Harbour Gazette, August 2024, 4 paragraphs" in text
    assert "coast.jsonl" not in text


async def test_privacy_says_for_how_long(bot: Running) -> None:
    text = (await bot.chat().ask("/privacy")).text
    assert "90 days" in text
    assert "30 days" in text


async def test_an_unknown_command_is_said_to_be_unknown(bot: Running) -> None:
    assert (await bot.chat().ask("/frobnicate")).text == ENGLISH.unknown_command


async def test_a_misspelt_command_that_is_mended_is_done(bot: Running) -> None:
    chat = bot.chat()
    asked = await chat.send("/hlep")
    assert (await chat.wait_reply()).text == ENGLISH.unknown_command
    await chat.edit(asked.message_id, "/help")
    assert (await chat.wait_reply()).text.startswith("Send a topic")
    await chat.edit(asked.message_id, "/frobnicate")
    assert (await chat.wait_reply()).text == ENGLISH.unknown_command


async def test_a_city_that_is_mended_in_its_command_is_taken(bot: Running) -> None:
    chat = bot.chat()
    asked = await chat.send("/zone Bkau!")
    await chat.wait_reply()
    await chat.edit(asked.message_id, "/zone Baku")
    assert "in Baku now" in (await chat.wait_reply()).text


async def test_an_edit_that_leaves_a_command_as_it_was_does_nothing(bot: Running) -> None:
    chat = bot.chat()
    asked = await chat.send("/topics")
    await chat.wait_reply()
    await chat.edit(asked.message_id, "/topics")
    assert (await chat.ask("/help")).text.startswith("Send a topic")
    assert len(chat.replies) == 2


async def test_the_menus_are_those_of_the_place_and_the_person(bot: Running) -> None:
    await bot.server.wait_for(lambda: bool(bot.server.calls_of("getMyShortDescription")))
    owner, member = person(), person()
    private, group = bot.chat(), bot.server.group("Desk", owner, member)
    assert shown_in(private) == menu(ENGLISH, Scope.PRIVATE)
    assert shown_in(group) == menu(ENGLISH, Scope.GROUP_ADMIN)
    assert shown_in(group.seen_by(member)) == menu(ENGLISH, Scope.GROUP)
    names = {scope: {name for name, _ in menu(ENGLISH, scope)} for scope in Scope}
    assert names[Scope.GROUP_ADMIN] - names[Scope.GROUP] >= {"follow", "unfollow", "schedule"}
    assert names[Scope.GROUP] < names[Scope.GROUP_ADMIN] < names[Scope.PRIVATE]


def shown_in(chat: Conversation) -> tuple[tuple[str, str], ...]:
    """The menu of a chat."""
    return tuple((command.command, command.description) for command in chat.commands)


async def test_an_admin_has_a_menu_from_the_first_start_until_they_are_none(tmp_path: Path) -> None:
    admin, other = person("Edda"), person("Otto")
    async with PreviewServer(port=0) as server:
        (chat,) = server.private_chats([admin])
        async with running(tmp_path, server=server, ADMIN_IDS=f"{admin.id},{other.id}") as bot:
            await server.wait_for(lambda: len(server.calls_of("setMyCommands")) == 5)
            assert shown_in(chat) == admin_menu(ENGLISH)
            assert shown_in(chat)[0] == ("stats", ENGLISH.admin_commands["stats"])
            new = server.private_chat(other)
            assert shown_in(new) == menu(ENGLISH, Scope.PRIVATE)
            await new.ask("/start")
            await new.wait_until(lambda: shown_in(new) == admin_menu(ENGLISH))
            assert "/unmatched: " in (await new.ask("/help")).text
            await bot.server.wait_for(lambda: bool(server.calls_of("getMyShortDescription")))
        async with running(tmp_path, server=server, ADMIN_IDS=str(other.id)):
            await chat.wait_until(lambda: shown_in(chat) == menu(ENGLISH, Scope.PRIVATE))
            assert shown_in(new) == admin_menu(ENGLISH)
            assert "/unmatched" not in (await chat.ask("/help")).text
            assert (await chat.ask("/unmatched")).text == ENGLISH.unknown_command


async def test_telegram_is_told_what_the_bot_is(bot: Running) -> None:
    await bot.server.wait_for(lambda: bool(bot.server.calls_of("setMyShortDescription")))
    texts = bot.server.world.texts
    assert texts["description", ""] == ENGLISH.about
    assert texts["short_description", ""] == ENGLISH.about_short


async def test_every_command_has_a_description_and_every_description_a_command() -> None:
    assert {command.name for command in COMMANDS} == set(ENGLISH.commands)


async def test_every_command_of_an_admin_has_a_description() -> None:
    assert {command.name for command in ADMIN_COMMANDS} <= set(ENGLISH.admin_commands)
    assert all(1 <= len(said) <= 256 for said in ENGLISH.admin_commands.values())


async def test_the_readme_lists_every_command() -> None:
    if not README.exists():
        pytest.skip("there is no README yet")
    text = README.read_text(encoding="utf-8")
    assert [command.name for command in COMMANDS if f"/{command.name}" not in text] == []

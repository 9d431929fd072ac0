"""python-telegram-bot's own Application against the preview: what the bot's handlers will meet."""

import pytest
from telegram import BotCommand, BotCommandScopeChat, ForceReply
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter

from handlers.preview import faults
from tests.handlers.preview.api import ADA, BOB
from tests.handlers.preview.echo_bot import running_bot


async def test_a_message_is_answered_with_entities_buttons_and_a_reply() -> None:
    async with running_bot() as (server, _):
        chat = server.private_chat(ADA)
        sent = await chat.send("zangezur <&>")
        reply = await chat.wait_reply()
        assert reply.text == "You said zangezur <&>"
        assert reply.html == "<b>You said</b> zangezur &lt;&amp;&gt;"
        assert reply.labels == ("Go",)
        assert reply.reply_to == sent
        assert chat.actions == ["typing"]


async def test_a_press_is_answered_and_the_message_edited_in_place() -> None:
    async with running_bot() as (server, _):
        chat = server.private_chat(ADA)
        reply = await chat.ask("hello")
        answer = await chat.press("Go")
        assert (answer.text, answer.show_alert) == ("Gone", True)
        edited = await chat.wait_edit()
        assert edited.message_id == reply.message_id
        assert edited.html == "<blockquote expandable>a\nb</blockquote>"
        assert chat.replies == [edited]
        assert edited.edited
        assert edited.labels == ()


async def test_a_document_goes_both_ways_unharmed() -> None:
    async with running_bot() as (server, _):
        chat = server.private_chat(ADA)
        await chat.send_document("note.txt", "naïve\n".encode(), "please")
        document = (await chat.wait_reply()).document
        assert document
        assert (document.name, document.content) == ("shouted.txt", "naïve\n".encode().upper())


async def test_a_question_asks_for_a_reply() -> None:
    async with running_bot() as (server, application):
        chat = server.private_chat(ADA)
        await chat.ask("/start")
        asking = ForceReply(selective=True, input_field_placeholder="A city")
        await application.bot.send_message(ADA.id, "Where are you?", reply_markup=asking)
        assert chat.force_reply
        assert (chat.force_reply.input_field_placeholder, chat.force_reply.selective) == ("A city", True)
        question = chat.replies[-1]
        answer = await chat.send("Baku", reply_to=question.message_id)
        assert answer.reply_to == question
        assert chat.force_reply is None


async def test_an_inline_result_is_chosen_and_posted() -> None:
    async with running_bot() as (server, _):
        chat = server.private_chat(ADA)
        answer = await server.inline_query(ADA, "cop29")
        posted = server.choose(answer, "one", chat)
        assert posted.html == "About <i>cop29</i>"
        assert posted.via_bot == server.world.me


async def test_in_a_group_the_bot_hears_only_what_is_meant_for_it() -> None:
    async with running_bot() as (server, _):
        chat = server.group("Desk", ADA, BOB)
        bob = chat.seen_by(BOB)
        await chat.send("not for you")
        await bob.send("/brief@other_bot")
        first = await chat.ask("/brief")
        assert first.text == "You said /brief"
        await bob.send("again", reply_to=first.message_id)
        assert (await chat.wait_reply()).text == "You said again"
        assert (await chat.ask("@preview_bot hi")).text == "You said @preview_bot hi"
        await chat.promote()
        assert (await chat.ask("for all")).text == "You said for all"


async def test_blocking_tells_the_bot_and_forbids_it_to_write() -> None:
    async with running_bot() as (server, application):
        chat = server.private_chat(ADA)
        await chat.ask("hello")
        await chat.block()
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await application.bot.send_message(ADA.id, "are you there?")
        await chat.unblock()
        assert (await chat.ask("hello again")).text == "You said hello again"
        assert application.bot_data["status"] == "member"


async def test_commands_are_those_of_the_narrowest_scope() -> None:
    async with running_bot() as (server, application):
        ada, bob = server.private_chat(ADA), server.private_chat(BOB)
        await application.bot.set_my_commands([BotCommand("help", "Help")])
        await application.bot.set_my_commands([BotCommand("hilfe", "Hilfe")], language_code="de")
        await application.bot.set_my_commands([BotCommand("admin", "Admin")], scope=BotCommandScopeChat(ADA.id))
        assert [command.command for command in ada.commands] == ["admin"]
        assert [command.command for command in bob.commands] == ["hilfe"]
        await application.bot.delete_my_commands(scope=BotCommandScopeChat(ADA.id))
        assert [command.command for command in ada.commands] == ["help"]
        assert [command.command for command in await application.bot.get_my_commands()] == ["help"]


async def test_planned_faults_reach_the_library_as_its_own_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # else reading `retry_after` warns of a change to come
    async with running_bot() as (server, application):
        await server.private_chat(ADA).ask("/start")
        plan = (
            (faults.flood(7), RetryAfter),
            (faults.blocked(), Forbidden),
            (faults.refused(400, "Bad Request: no"), BadRequest),
            (faults.migrated(-1_000_000_000_009), ChatMigrated),
            (faults.server_error(), NetworkError),
            (faults.bad_gateway(), NetworkError),
            (faults.dropped(), NetworkError),
        )
        for fault, error in plan:
            server.fail("sendMessage", fault)
            with pytest.raises(error):
                await application.bot.send_message(ADA.id, "x")
        await application.bot.send_message(ADA.id, "x")
        own = [call for call in server.calls_of("sendMessage") if call.params["text"] == "x"]
        assert [call.status for call in own] == [429, 403, 400, 400, 500, 502, 0, 200]

"""The Bot API over real HTTP: encodings, long polling, limits, and refusals in Telegram's words."""

import asyncio
import json

import pytest

from handlers.preview.errors import PortInUseError
from handlers.preview.server import PreviewServer
from tests.handlers.preview.api import ADA, BOB, Api, bare_client, running_api

NOT_MODIFIED = "Bad Request: message is not modified"
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


def button(**fields: object) -> dict[str, object]:
    return {"inline_keyboard": [[fields]]}


async def ada_says_hello(api: Api) -> int:
    """Let Ada write first, as the bot may not, and return her chat's id."""
    await api.server.private_chat(ADA).send("hello")
    return ADA.id


async def test_all_encodings_say_the_same() -> None:
    async with running_api() as api:
        chat_id = str(await ada_says_hello(api))
        address = f"{api.server.base_url}{api.server.token}/SENDmessage"
        given = {"chat_id": chat_id, "text": "hi", "reply_markup": json.dumps(button(text="Go", callback_data="go"))}
        answers = [
            await api.client.get(address, params=given),
            await api.client.post(address, params=given),
            await api.client.post(address, data=given),
            await api.client.post(address, files={name: (None, value) for name, value in given.items()}),
            await api.client.post(address, json=given),
        ]
        messages = [answer.json()["result"] for answer in answers]
        assert len({json.dumps([m["text"], m["reply_markup"], m["chat"]]) for m in messages}) == 1
        assert [m["message_id"] for m in messages] == [2, 3, 4, 5, 6]


async def test_a_wrong_token_method_path_or_body_is_refused() -> None:
    async with running_api() as api:
        wrong = await api.client.post(f"{api.server.base_url}1:x/getMe")
        assert (wrong.status_code, wrong.json()["description"]) == (401, "Unauthorized")
        answer = await api.call("sendSmoke")
        assert (answer["error_code"], answer["description"]) == (404, "Not Found: method not found")
        assert (await api.client.get(f"{api.server.url}/elsewhere")).json()["error_code"] == 404
        address = f"{api.server.base_url}{api.server.token}/getMe"
        broken = await api.client.post(address, content=b"{", headers={"content-type": "application/json"})
        assert broken.json()["description"] == "Bad Request: can't parse JSON object"
        lone = await api.client.post(address, content=b'{"a":"\\ud83d"}', headers={"content-type": "application/json"})
        assert lone.json()["description"] == "Bad Request: strings must be encoded in UTF-8"


async def test_missing_mistyped_and_unknown_parameters_are_refused() -> None:
    async with running_api() as api:
        chat_id = await ada_says_hello(api)
        assert await api.refusal("sendMessage", text="x") == "Bad Request: chat_id is empty"
        assert await api.refusal("sendMessage", chat_id=chat_id) == "Bad Request: message text is empty"
        assert "disable_notification" in await api.refusal(
            "sendMessage", chat_id=chat_id, text="x", disable_notification="perhaps"
        )
        assert "parameter colour is not known" in await api.refusal(
            "sendMessage", chat_id=chat_id, text="x", colour="red"
        )
        assert await api.refusal("getFile") == "Bad Request: parameter file_id is required"


async def test_texts_have_telegrams_limits() -> None:
    async with running_api() as api:
        chat_id = await ada_says_hello(api)
        sent = await api.result("sendMessage", chat_id=chat_id, text="<b>" + "😀" * 2048 + "</b>", parse_mode="HTML")
        assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4096}]
        too_long = "Bad Request: message is too long"
        assert await api.refusal("sendMessage", chat_id=chat_id, text="😀" * 2048 + "x") == too_long
        empty = "Bad Request: message text is empty"
        assert await api.refusal("sendMessage", chat_id=chat_id, text=" \n\t") == empty
        assert await api.refusal("sendMessage", chat_id=chat_id, text="<b> </b>", parse_mode="HTML") == empty
        many = "<b>x</b> " * 101
        assert "101" in await api.refusal("sendMessage", chat_id=chat_id, text=many, parse_mode="HTML")
        assert "can't parse entities" in await api.refusal(
            "sendMessage", chat_id=chat_id, text="a<b", parse_mode="HTML"
        )
        assert "HTML only" in await api.refusal("sendMessage", chat_id=chat_id, text="*a*", parse_mode="MarkdownV2")
        assert "unsupported" in await api.refusal("sendMessage", chat_id=chat_id, text="a", parse_mode="TeX")
        assert "ends after" in await api.refusal(
            "sendMessage", chat_id=chat_id, text="a", entities=[{"type": "bold", "offset": 0, "length": 2}]
        )


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (button(text="Go", callback_data="é" * 33), "BUTTON_DATA_INVALID"),
        (button(text="Go", callback_data=""), "BUTTON_DATA_INVALID"),
        (button(text="Go"), "Text buttons are unallowed in the inline keyboard"),
        (button(text=" ", callback_data="x"), "text must be non-empty"),
        (button(text="Go", callback_data="x", url="https://e.org"), "more than one action"),
        (button(text="Go", url="not a link"), "Wrong HTTP URL"),
        ({"inline_keyboard": [[{"text": "x", "callback_data": "x"}] * 9]}, "REPLY_MARKUP_TOO_LONG"),
        ({"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101}, "REPLY_MARKUP_TOO_LONG"),
        ({"buttons": []}, "object expected as reply markup"),
        ({"inline_keyboard": [{"text": "x"}]}, "reply_markup"),
    ],
)
async def test_a_keyboard_that_telegram_refuses_is_refused(markup: dict[str, object], reason: str) -> None:
    async with running_api() as api:
        chat_id = await ada_says_hello(api)
        assert reason in await api.refusal("sendMessage", chat_id=chat_id, text="x", reply_markup=markup)


async def test_a_reply_keyboard_comes_and_goes() -> None:
    async with running_api() as api:
        chat = api.server.private_chat(ADA)
        await chat.send("hello")
        await api.result("sendMessage", chat_id=ADA.id, text="?", reply_markup={"keyboard": [["Yes", {"text": "No"}]]})
        assert chat.keyboard == ("Yes", "No")
        await api.result("sendMessage", chat_id=ADA.id, text="ok", reply_markup={"remove_keyboard": True})
        assert not chat.keyboard


async def test_the_bot_writes_only_where_it_may() -> None:
    async with running_api() as api:
        assert await api.refusal("sendMessage", chat_id=5, text="x") == "Bad Request: chat not found"
        chat = api.server.private_chat(ADA)
        cold = "Forbidden: bot can't initiate conversation with a user"
        assert await api.refusal("sendMessage", chat_id=ADA.id, text="x") == cold
        await chat.send("hello")
        await chat.block()
        assert await api.refusal("sendChatAction", chat_id=ADA.id, action="typing") == (
            "Forbidden: bot was blocked by the user"
        )
        group = api.server.group("Desk", BOB)
        await api.call("leaveChat", chat_id=group.id)
        assert "not a member" in await api.refusal("sendMessage", chat_id=group.id, text="x")


async def test_replying_needs_a_message_unless_it_does_not() -> None:
    async with running_api() as api:
        chat_id = await ada_says_hello(api)
        missing = {"message_id": 99}
        assert await api.refusal("sendMessage", chat_id=chat_id, text="x", reply_parameters=missing) == (
            "Bad Request: message to be replied not found"
        )
        lenient = {**missing, "allow_sending_without_reply": True}
        sent = await api.result("sendMessage", chat_id=chat_id, text="x", reply_parameters=lenient)
        assert "reply_to_message" not in sent
        replied = await api.result("sendMessage", chat_id=chat_id, text="x", reply_parameters={"message_id": 1})
        assert isinstance(replied["reply_to_message"], dict)
        assert replied["reply_to_message"]["text"] == "hello"


async def test_an_edit_must_change_something_of_the_bots_own() -> None:
    async with running_api() as api:
        chat_id = await ada_says_hello(api)
        keyboard = button(text="Go", callback_data="go")
        sent = await api.result("sendMessage", chat_id=chat_id, text="a", reply_markup=keyboard)
        where = {"chat_id": chat_id, "message_id": sent["message_id"]}
        same = await api.refusal("editMessageText", **where, text="a", reply_markup=keyboard)
        assert same.startswith(NOT_MODIFIED)
        edited = await api.result("editMessageText", **where, text="<i>a</i>", parse_mode="HTML")
        assert "edit_date" in edited
        assert "reply_markup" not in edited
        assert (await api.refusal("editMessageReplyMarkup", **where)).startswith(NOT_MODIFIED)
        assert "no caption" in await api.refusal("editMessageCaption", **where, caption="x")
        gone = {"chat_id": chat_id, "message_id": 99}
        assert await api.refusal("editMessageText", **gone, text="b") == "Bad Request: message to edit not found"
        hers = {"chat_id": chat_id, "message_id": 1}
        assert await api.refusal("editMessageText", **hers, text="b") == "Bad Request: message can't be edited"
        assert "identifier" in await api.refusal("editMessageText", chat_id=chat_id, text="b")


async def test_deleting_is_final() -> None:
    async with running_api() as api:
        chat_id = await ada_says_hello(api)
        sent = await api.result("sendMessage", chat_id=chat_id, text="a")
        where = {"chat_id": chat_id, "message_id": sent["message_id"]}
        assert (await api.call("deleteMessage", **where))["ok"]
        assert await api.refusal("deleteMessage", **where) == "Bad Request: message to delete not found"
        assert (await api.call("deleteMessages", chat_id=chat_id, message_ids=[1, 77]))["ok"]
        assert api.server.private_chat(ADA).messages == []


async def test_updates_come_in_order_until_they_are_confirmed() -> None:
    async with running_api() as api:
        chat = api.server.private_chat(ADA)
        for text in ("one", "two", "three"):
            await chat.send(text)
        first = await api.updates(limit=2)
        assert [update["message"]["text"] for update in first] == ["one", "two"]  # type: ignore[index]
        assert await api.updates(limit=2) == first
        assert isinstance(first[1]["update_id"], int)
        rest = await api.updates(offset=first[1]["update_id"] + 1)
        assert [update["message"]["text"] for update in rest] == ["three"]  # type: ignore[index]
        await chat.send("four")
        assert [u["message"]["text"] for u in await api.updates(offset=-1)] == ["four"]  # type: ignore[index]
        assert len(await api.updates()) == 1


async def test_a_long_poll_waits_for_the_next_update() -> None:
    async with running_api() as api:
        poll = asyncio.create_task(api.updates(timeout=30))
        await api.server.wait_for(lambda: bool(api.server.calls_of("getUpdates")))
        assert not poll.done()
        await api.server.private_chat(ADA).send("at last")
        assert len(await poll) == 1


async def test_a_second_poller_ends_the_first_with_a_conflict() -> None:
    async with running_api() as api:
        first = asyncio.create_task(api.call("getUpdates", timeout=30))
        await api.server.wait_for(lambda: bool(api.server.calls_of("getUpdates")))
        second = asyncio.create_task(api.updates(timeout=30))
        lost = await first
        assert lost["error_code"] == 409
        assert "make sure that only one bot instance is running" in str(lost["description"])
        await api.server.private_chat(ADA).send("hello")
        assert len(await second) == 1


async def test_only_wanted_kinds_of_updates_are_kept() -> None:
    async with running_api() as api:
        chat = api.server.private_chat(ADA)
        await api.updates(allowed_updates=["edited_message"])
        message = await chat.send("one")
        await chat.edit(message.message_id, "two")
        kinds = [set(update) - {"update_id"} for update in await api.updates()]
        assert kinds == [{"edited_message"}]


async def test_a_webhook_shuts_getupdates_out_until_it_is_deleted() -> None:
    async with running_api() as api:
        assert "HTTPS" in await api.refusal("setWebhook", url="http://e.org")
        await api.call("setWebhook", url="https://e.org/hook", secret_token="s")
        assert (await api.call("getUpdates"))["error_code"] == 409
        await api.server.private_chat(ADA).send("hello")
        info = await api.result("getWebhookInfo")
        assert (info["url"], info["pending_update_count"]) == ("https://e.org/hook", 1)
        await api.call("deleteWebhook", drop_pending_updates=True)
        assert await api.updates() == []


async def test_a_button_is_answered_once_and_in_time() -> None:
    now = 1_000_000.0
    async with (
        PreviewServer(port=0, clock=lambda: now) as server,
        bare_client() as client,
    ):
        api = Api(server, client)
        chat_id = await ada_says_hello(api)
        await api.result("sendMessage", chat_id=chat_id, text="x", reply_markup=button(text="Go", callback_data="go:1"))
        chat = server.private_chat(ADA)
        query_id = await chat.tap("Go")
        query = (await api.updates(offset=-1))[0]["callback_query"]
        assert isinstance(query, dict)
        assert (query["data"], query["id"]) == ("go:1", query_id)
        assert (await api.call("answerCallbackQuery", callback_query_id=query_id, text="ok"))["ok"]
        assert (await chat.callback_answer(query_id)).text == "ok"
        assert await api.refusal("answerCallbackQuery", callback_query_id=query_id) == TOO_OLD
        late = await chat.tap("Go")
        now += 15 * 60 + 1
        assert await api.refusal("answerCallbackQuery", callback_query_id=late) == TOO_OLD
        assert await api.refusal("answerCallbackQuery", callback_query_id="1") == TOO_OLD


def article(result_id: str, text: str = "x") -> dict[str, object]:
    content = {"message_text": text, "parse_mode": "HTML"}
    return {"type": "article", "id": result_id, "title": "T", "input_message_content": content}


async def test_inline_results_have_telegrams_limits() -> None:
    async with running_api() as api:
        asking = asyncio.create_task(api.server.inline_query(ADA, "cop29"))
        update = (await api.updates(timeout=30))[0]["inline_query"]
        assert isinstance(update, dict)

        async def refusal(*results: dict[str, object]) -> str:
            return await api.refusal("answerInlineQuery", inline_query_id=update["id"], results=results)

        assert "RESULTS_TOO_MUCH" in await refusal(*(article(str(n)) for n in range(51)))
        assert "RESULT_ID_DUPLICATE" in await refusal(article("a"), article("a"))
        assert "RESULT_ID_INVALID" in await refusal(article("é" * 33))
        assert "can't parse entities" in await refusal(article("a", "<p>"))
        assert (await api.call("answerInlineQuery", inline_query_id=update["id"], results=[article("a")]))["ok"]
        assert [result.id for result in (await asking).results] == ["a"]
        assert await refusal(article("a")) == TOO_OLD


async def test_files_are_uploaded_once_and_sent_again_by_their_id() -> None:
    async with running_api() as api:
        chat_id = await ada_says_hello(api)
        address = f"{api.server.base_url}{api.server.token}/sendDocument"
        upload = {"document": ("a.csv", b"1,2\n", "text/csv")}
        answer = await api.client.post(address, data={"chat_id": chat_id, "caption": "figures"}, files=upload)
        document = answer.json()["result"]["document"]
        assert (document["file_name"], document["mime_type"], document["file_size"]) == ("a.csv", "text/csv", 4)
        again = await api.result("sendDocument", chat_id=chat_id, document=document["file_id"])
        assert again["document"] == document
        file = await api.result("getFile", file_id=document["file_id"])
        path = f"{api.server.base_file_url}{api.server.token}/{file['file_path']}"
        assert (await api.client.get(path)).content == b"1,2\n"
        assert "wrong file identifier" in await api.refusal("sendDocument", chat_id=chat_id, document="nonsense")
        assert "caption is too long" in await api.refusal(
            "sendDocument", chat_id=chat_id, document=document["file_id"], caption="x" * 1025
        )
        photo = {"photo": ("a.png", b"no picture", "image/png")}
        address = address.replace("sendDocument", "sendPhoto")
        refused = await api.client.post(address, data={"chat_id": chat_id}, files=photo)
        assert refused.json()["description"] == "Bad Request: IMAGE_PROCESS_FAILED"


async def test_the_bot_names_and_describes_itself() -> None:
    async with running_api() as api:
        await api.call("setMyName", name="Corridor")
        assert (await api.result("getMe"))["first_name"] == "Corridor"
        await api.call("setMyDescription", description="short", language_code="de")
        assert await api.result("getMyDescription", language_code="de") == {"description": "short"}
        assert await api.result("getMyDescription") == {"description": ""}
        await api.call("setChatMenuButton", menu_button={"type": "commands"})
        assert await api.result("getChatMenuButton", chat_id=None) == {"type": "commands"}


async def test_a_groups_members_have_their_ranks() -> None:
    async with running_api() as api:
        group = api.server.group("Desk", ADA, BOB)
        admins = await api.call("getChatAdministrators", chat_id=group.id)
        assert isinstance(admins["result"], list)
        assert [member["user"]["id"] for member in admins["result"]] == [ADA.id]
        assert (await api.result("getChatMember", chat_id=group.id, user_id=BOB.id))["status"] == "member"
        assert (await api.result("getChat", chat_id=group.id))["title"] == "Desk"
        assert await api.refusal("getChatMember", chat_id=group.id, user_id=9) == "Bad Request: PARTICIPANT_ID_INVALID"


async def test_a_busy_port_and_a_public_address_are_clear_errors() -> None:
    async with running_api() as api:
        port = int(api.server.url.rpartition(":")[2])
        with pytest.raises(PortInUseError, match=f"127.0.0.1 port {port}: .*; bot.py preview --port 0"):
            await PreviewServer(port=port).start()
    with pytest.raises(ValueError, match="loopback"):
        PreviewServer(host="0.0.0.0")


async def test_a_stopped_server_can_be_followed_by_another_on_its_port() -> None:
    async with running_api() as api:
        port = int(api.server.url.rpartition(":")[2])
        poll = asyncio.create_task(api.updates(timeout=30))
        await api.server.wait_for(lambda: bool(api.server.calls_of("getUpdates")))
        await api.server.stop()
        assert await poll == []
        async with PreviewServer(port=port), bare_client() as client:
            assert (await client.get(f"{api.server.url}/")).status_code == 200


async def test_other_websites_are_kept_out() -> None:
    async with running_api() as api:
        me = f"{api.server.base_url}{api.server.token}/getMe"
        assert (await api.client.get(me, headers={"origin": "https://evil.example"})).status_code == 403
        assert (await api.client.get(me, headers={"host": "evil.example"})).status_code == 403
        assert (await api.client.get(me, headers={"origin": api.server.url})).status_code == 200
        send = f"{api.server.url}/page/send"
        assert (await api.client.post(send, json={"who": "user", "text": "x"})).status_code == 403
        page = await api.client.get(f"{api.server.url}/")
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "http" not in policy


async def test_waiting_in_vain_says_what_was_refused() -> None:
    async with running_api() as api:
        chat = api.server.private_chat(ADA)
        await chat.send("hello")
        await api.refusal("sendMessage", chat_id=ADA.id, text="")
        with pytest.raises(TimeoutError, match=r"Ada: 'hello'.*sendMessage: 400 Bad Request: message text is empty"):
            await chat.wait_reply(timeout_s=0)
        with pytest.raises(LookupError, match="no button 'Go'"):
            await chat.press("Go")

"""Trouble on demand: which calls meet it, and what has happened nevertheless."""

import asyncio

import httpx
import pytest

from handlers.preview import faults
from handlers.preview.faults import FaultPlan
from handlers.preview.server import PreviewServer
from tests.handlers.preview.api import ADA, BOB, Api, bare_client, running_api


async def send(api: Api, chat_id: int) -> int:
    """Send a message and return the status of the answer; 0 for a connection that was cut."""
    address = f"{api.server.base_url}{api.server.token}/sendMessage"
    try:
        return (await api.client.post(address, json={"chat_id": chat_id, "text": "x"})).status_code
    except httpx.TransportError:
        return 0


async def test_a_fault_can_be_for_one_chat_alone() -> None:
    async with running_api() as api:
        api.server.private_chats([ADA, BOB])
        api.server.fail("sendMessage", faults.flood(3), times=None, chat_id=ADA.id)
        assert [await send(api, ADA.id), await send(api, BOB.id), await send(api, ADA.id)] == [429, 200, 429]
        api.server.mend()
        assert await send(api, ADA.id) == 200


async def test_a_chat_is_known_by_its_name_too() -> None:
    async with running_api() as api:
        channel = api.server.channel("News", ADA, username="news")
        api.server.fail("sendMessage", faults.server_error(), chat_id=channel.id)
        assert "Internal" in await api.refusal("sendMessage", chat_id="@news", text="x")


async def test_what_was_done_before_the_cut_stays_done() -> None:
    async with running_api() as api:
        (chat,) = api.server.private_chats([ADA])
        api.server.fail("sendMessage", faults.dropped())
        api.server.fail("sendMessage", faults.dropped_after())
        assert await send(api, ADA.id) == 0
        assert chat.replies == []
        assert await send(api, ADA.id) == 0
        assert [message.text for message in chat.replies] == ["x"]
        assert [call.status for call in api.server.calls_of("sendMessage")] == [0, 0]


async def test_an_outage_is_over_when_its_time_is() -> None:
    now = 1_000_000.0
    async with PreviewServer(port=0, clock=lambda: now) as server, bare_client() as client:
        api = Api(server, client)
        server.private_chats([ADA])
        server.outage(faults.bad_gateway(), for_s=30)
        assert await send(api, ADA.id) == 502
        page = await client.get(f"{server.base_url}{server.token}/getMe")
        assert (page.status_code, page.text[:6]) == (502, "<html>")
        now += 29
        assert await send(api, ADA.id) == 502
        now += 1
        assert await send(api, ADA.id) == 200


async def test_an_outage_ends_a_poll_that_waits() -> None:
    async with running_api() as api:
        poll = asyncio.create_task(api.updates(timeout=30))
        await api.server.wait_for(lambda: bool(api.server.calls_of("getUpdates")))
        api.server.outage(faults.dropped())
        with pytest.raises(httpx.TransportError):
            await poll
        api.server.mend()
        await api.server.private_chat(ADA).send("hello")
        assert len(await api.updates()) == 1


def test_a_chance_is_kept_in_the_long_run_and_falls_the_same_each_time() -> None:
    def met() -> list[bool]:
        plan = FaultPlan()
        plan.add("*", faults.dropped(), times=None, chance=0.2)
        return [plan.take("sendMessage", 1, 0.0) is not None for _ in range(2_000)]

    assert 300 < sum(met()) < 500
    assert met() == met()


def test_a_plan_that_can_never_come_is_refused() -> None:
    for times, chance in ((0, 1.0), (1, 0.0), (1, 1.1)):
        with pytest.raises(ValueError, match="at least once"):
            FaultPlan().add("*", faults.dropped(), times, chance=chance)

"""A bare Bot API client and the people of these tests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from handlers.preview.server import PreviewServer
from handlers.preview.values import User

ADA = User(101, "Ada", username="ada", language_code="en")
BOB = User(102, "Bob", language_code="de")


class Api:
    """Calls methods as a bot's library would and hands back what the server said."""

    def __init__(self, server: PreviewServer, client: httpx.AsyncClient) -> None:
        self.server = server
        self.client = client

    async def call(self, method: str, **parameters: object) -> dict[str, object]:
        """Call with a JSON body and return the whole answer."""
        response = await self.client.post(f"{self.server.base_url}{self.server.token}/{method}", json=parameters)
        answer = response.json()
        assert isinstance(answer, dict)
        assert answer["ok"] == (response.status_code == 200)
        return answer

    async def result(self, method: str, **parameters: object) -> dict[str, object]:
        """Call, expect success, and return the result, an object."""
        answer = await self.call(method, **parameters)
        assert answer["ok"], answer
        result = answer["result"]
        assert isinstance(result, dict)
        return result

    async def refusal(self, method: str, **parameters: object) -> str:
        """Call, expect a refusal, and return its description."""
        answer = await self.call(method, **parameters)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def updates(self, **parameters: object) -> list[dict[str, object]]:
        """Call getUpdates and return the updates."""
        answer = await self.call("getUpdates", **parameters)
        assert isinstance(answer["result"], list), answer
        return answer["result"]


def bare_client() -> httpx.AsyncClient:
    """Return a client for loopback: loading certificates would take longer than most tests."""
    return httpx.AsyncClient(trust_env=False, verify=False)


@asynccontextmanager
async def running_api() -> AsyncIterator[Api]:
    """Serve on a free port for as long as the block runs."""
    async with PreviewServer(port=0) as server, bare_client() as client:
        yield Api(server, client)

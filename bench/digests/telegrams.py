"""The two that stand in for Telegram: the project's own, and a judge's server of which nothing here knows more."""

import asyncio
import json
import re
import shlex
import signal
import socket
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from urllib.request import Request, urlopen

from bench.digests.clock import Clock
from handlers.application import Connection
from handlers.preview.pace import Limits
from handlers.preview.server import PreviewServer
from handlers.preview.values import User

_FIRST = 100_001  # the first chat's id
_ASKING = 30.0  # seconds for an answer of the judge's
_TOKEN = re.compile(r"token (\S+)")


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message that a chat got."""

    chat_id: int
    at: datetime  # by the bench's clock, when the request came in
    html: str


class Telegram(Protocol):
    """What a scenario needs of who plays Telegram."""

    @property
    def connection(self) -> Connection:
        """How the bot gets there."""
        ...

    async def open_chats(self, kinds: Sequence[str]) -> list[int]:
        """Make chats in which the bot may write, each "private" or "supergroup", and return their ids."""
        ...

    async def delivered(self) -> list[Delivered]:
        """Return all messages so far, in the order in which they came."""
        ...

    async def counts(self) -> Mapping[str, int]:
        """Return what was counted of the pace and of refusals."""
        ...


class StandIn:
    """The project's own, in this process; its clock is the bench's."""

    def __init__(self, server: PreviewServer) -> None:
        """Take it, started."""
        self.server = server

    @property
    def connection(self) -> Connection:
        """How the bot gets there."""
        return Connection(self.server.token, self.server.base_url, self.server.base_file_url, through_proxies=False)

    async def open_chats(self, kinds: Sequence[str]) -> list[int]:
        """Make them."""
        users = [User(_FIRST + number, "Ada", language_code="en") for number in range(len(kinds))]
        return [
            (self.server.private_chat(user) if kind == "private" else self.server.group("Town", user)).id
            for user, kind in zip(self._started(users), kinds, strict=True)
        ]

    def _started(self, users: Sequence[User]) -> Sequence[User]:
        self.server.private_chats(users)
        return users

    async def delivered(self) -> list[Delivered]:
        """Return them."""
        sent = (call for call in self.server.calls_of("sendMessage") if call.status == 200)
        return [
            Delivered(int(str(call.params["chat_id"])), datetime.fromtimestamp(call.at, UTC), str(call.params["text"]))
            for call in sent
        ]

    async def counts(self) -> Mapping[str, int]:
        """Return its report."""
        return asdict(self.server.pace_report)


@asynccontextmanager
async def stand_in(clock: Clock, limits: Limits | None = Limits()) -> AsyncIterator[StandIn]:  # noqa: B008
    """Serve the project's own stand-in, which refuses what comes too fast."""
    async with PreviewServer(port=0, clock=clock.seconds, limits=limits, kept_calls=1_000_000) as server:
        yield StandIn(server)


class Judge:
    """A judge's server in a process of its own, in real time; its record is read when it has ended."""

    def __init__(self, root: str, token: str, dump: Path, clock: Clock, process: asyncio.subprocess.Process) -> None:
        """Take a server that answers."""
        self._root, self._token, self._dump, self._clock, self._process = root, token, dump, clock, process
        self._began: float | None = None
        self._counts: Mapping[str, int] = {}

    @property
    def connection(self) -> Connection:
        """How the bot gets there."""
        return Connection(self._token, f"{self._root}/bot", f"{self._root}/file/bot", through_proxies=False)

    async def open_chats(self, kinds: Sequence[str]) -> list[int]:
        """Let somebody say hello in each."""
        ids = [_FIRST + n if kind == "private" else -(10**12) - _FIRST - n for n, kind in enumerate(kinds)]
        for n, id_ in enumerate(ids):
            await self._post("/judge/send", {"user_id": _FIRST + n, "chat_id": id_, "text": "hello"})
        return ids

    async def delivered(self) -> list[Delivered]:
        """End the server, so that its record is whole, and read it."""
        await self._end()
        lines = (json.loads(line) for line in self._dump.read_text(encoding="utf-8").splitlines())
        calls = [line for line in lines if "method" in line]
        first = next(call for call in calls if call["method"] == "getMe")
        assert self._began is not None
        begin = self._began - float(first["t"])
        return [
            Delivered(int(call["params"]["chat_id"]), self._shown(begin + float(call["t"])), call["params"]["text"])
            for call in calls
            if call["method"] == "sendMessage" and call["status"] == 200
        ]

    def _shown(self, real: float) -> datetime:
        return datetime.fromtimestamp(self._clock.shown_at(real), UTC)

    async def counts(self) -> Mapping[str, int]:
        """Return what its report says of the pace, of refusals and of requests that break the specification."""
        if self._process.returncode is None:
            report = json.loads(await asyncio.to_thread(_fetched, f"{self._root}/judge/report", None))
            status, flood = report["http_status"], report["flood"]
            self._counts = {
                "let_through": int(status.get("200", 0)),
                "refused": int(status.get("429", 0)),
                "early": int(report["early_retries_after_429"]),
                "most_in_a_second": int(flood["max_per_s_all"]),
                "most_in_a_second_to_a_person": int(flood["max_per_s_chat"]),
                "most_in_a_minute_to_a_group": int(flood["max_per_min_group"]),
                "breaks_of_the_specification": sum(report["spec_errors"].values()),
            }
        return self._counts

    async def mark_time(self) -> None:
        """Note, by a first call, when the server's clock began."""
        self._began = time.monotonic()
        await asyncio.to_thread(_fetched, f"{self._root}/bot{self._token}/getMe", None)

    async def _post(self, path: str, body: Mapping[str, object]) -> None:
        await asyncio.to_thread(_fetched, f"{self._root}{path}", json.dumps(body).encode())

    async def _end(self) -> None:
        await self.counts()
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            await self._process.wait()


@asynccontextmanager
async def judge(command: str, dump: Path, clock: Clock) -> AsyncIterator[Judge]:
    """Start a judge's server, which refuses what comes too fast; `command` runs its program."""
    port = _free_port()
    arguments = [*shlex.split(command), "serve", "--flood", "--port", str(port), "--dump", str(dump)]
    process = await asyncio.create_subprocess_exec(*arguments, stdout=asyncio.subprocess.PIPE)
    assert process.stdout
    try:
        said = (await process.stdout.readline()).decode()
        token = _TOKEN.search(said)
        if token is None:
            raise RuntimeError(f"the judge does not start as expected: {said!r}")
        server = Judge(f"http://127.0.0.1:{port}", token[1], dump, clock, process)
        await server.mark_time()
        yield server
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _fetched(url: str, body: bytes | None) -> bytes:
    request = Request(url, body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=_ASKING) as answer:
        return bytes(answer.read())

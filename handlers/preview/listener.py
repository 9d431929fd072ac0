"""An HTTP server on loopback inside a running event loop: starts, stops at once, touches no signal handler."""

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import Iterator

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from handlers.preview.errors import PortInUseError

_GRACE_S = 2.0  # for answers under way when the server stops


class Listener:
    """Serves one ASGI application; `port` 0 takes a free port.

    Raises:
        ValueError: the host is not a loopback address.
    """

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        self.host = "127.0.0.1" if host == "localhost" else host
        if not _is_loopback(self.host):
            raise ValueError(f"the preview listens on a loopback address only, not on {host!r}")
        self.port = port
        self._app = app
        self._server: _Server | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen and return as soon as requests are served. Raises PortInUseError."""
        bound = self._bind()
        self.port = bound.getsockname()[1]
        config = uvicorn.Config(
            self._app, http="h11", ws="none", lifespan="off", log_config=None, access_log=False, server_header=False
        )
        self._server = _Server(config)
        self._task = asyncio.create_task(self._server.serve([bound]), name="preview server")
        await self._server.ready.wait()

    def _bind(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        # Named, TCP lets asyncio send at once; else every answer waits 40 ms for the acknowledgement of its head.
        bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((self.host, self.port))
            bound.listen()
        except OSError as error:
            bound.close()
            told = f"cannot listen on {self.host} port {self.port}: {error.strerror}"
            raise PortInUseError(f"{told}; bot.py preview --port 0 takes a free one") from error
        return bound

    async def stop(self) -> None:
        """Stop listening, let answers under way finish, close every connection. Does nothing when not started."""
        if self._server and self._task:
            self._server.leave.set()
            await self._task
        self._server = self._task = None

    def cut(self, client: tuple[str, int]) -> None:
        """Close the connection of that client address without an answer."""
        for connection in self._server.connections() if self._server else ():
            if connection.client == client:
                connection.transport.abort()

    def cut_all(self) -> None:
        """Close every connection without an answer."""
        for connection in self._server.connections() if self._server else ():
            connection.transport.abort()


class _Server(uvicorn.Server):
    """uvicorn waits in steps of 0.1 s to start and stop; this one waits for events."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self.leave = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        await self.leave.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in self.connections():
            connection.shutdown()
        if self.server_state.tasks:
            _, late = await asyncio.wait(self.server_state.tasks.copy(), timeout=_GRACE_S)
            for task in late:
                task.cancel()
        for connection in self.connections():
            connection.transport.abort()
        for server in self.servers:
            await server.wait_closed()

    def connections(self) -> tuple[H11Protocol, ...]:
        """Return the open connections."""
        return tuple(c for c in self.server_state.connections if isinstance(c, H11Protocol))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

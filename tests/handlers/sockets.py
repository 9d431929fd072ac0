"""Servers of raw sockets, for what no HTTP server does: to break off, to hang, to talk nonsense."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(answer: Answer) -> AsyncIterator[str]:
    """Give each connection to `answer` and close it after; yields the address, and waits for all at the end."""
    over: list[asyncio.Event] = []

    async def on_connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        over.append(done := asyncio.Event())
        await answer(reader, writer)
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)
        done.set()

    server = await asyncio.start_server(on_connection, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for one in over:
            await one.wait()

"""The preview: a Bot API server on loopback, with which the real bot talks over real HTTP."""

import asyncio
import math
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from handlers.preview.driver import Conversation, InlineAnswer, ask_inline, choose_inline
from handlers.preview.errors import ApiError
from handlers.preview.faults import Fault, FaultPlan
from handlers.preview.listener import Listener
from handlers.preview.method_table import METHODS
from handlers.preview.pace import Limits, Pace, PaceReport
from handlers.preview.page import Page
from handlers.preview.parameters import Upload
from handlers.preview.shared_chats import SharedChat
from handlers.preview.state import World
from handlers.preview.values import Member, Message, Status, User
from handlers.preview.wire import OnlyFromHere, read_parameters, refusal_response

BOT = User(7_000_000_001, "Topic briefings", username="preview_bot", is_bot=True)
_SENDING = ("sendmessage", "sendphoto", "senddocument")


@dataclass(slots=True)
class Call:
    """One request of the bot. `params` is as it came: forms carry text, JSON bodies typed values."""

    method: str
    params: Mapping[str, object]
    at: float
    status: int = 0  # 0 until it is answered, and for a connection that was cut
    description: str = ""  # of the refusal


class PreviewServer:
    """A Bot API server for one bot, and the hand that plays the people who talk to it.

    Args:
        host: A loopback address.
        port: 0 takes a free one.
        token: The bot's; made up when not given.
        bot_user: Who the bot is.
        clock: Seconds since 1970; tests hand in their own to make queries grow old.
        admin_id: Who writes when the page is switched to "Admin".
        limits: Of the pace; what comes faster is answered with 429. Without them it is only counted.
        kept_calls: How many of the latest calls are kept, with all that they carried.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 8080,
        token: str | None = None,
        bot_user: User = BOT,
        clock: Callable[[], float] = time.time,
        admin_id: int = 1002,
        limits: Limits | None = None,
        kept_calls: int = 10_000,
    ) -> None:
        self.token = token or f"{bot_user.id}:{secrets.token_urlsafe(26)}"
        self.world = World(bot_user, self.token, clock)
        self.calls: deque[Call] = deque(maxlen=kept_calls)
        self._faults = FaultPlan()
        self._pace = Pace(limits)
        routes: list[BaseRoute] = [
            Route("/bot{token}/{method}", self._on_call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._on_download),
        ]
        self._page = Page(self.world, admin_id)
        routes += self._page.routes()
        app = Starlette(routes=routes, exception_handlers={404: _not_found, 405: _not_found})
        self._listener = Listener(OnlyFromHere(app), host, port)

    async def start(self) -> None:
        """Begin to serve. Raises PortInUseError."""
        await self._listener.start()

    async def stop(self) -> None:
        """End every wait and stop serving."""
        self.world.updates.close()
        self._page.close()
        await self._listener.stop()

    async def __aenter__(self) -> "PreviewServer":
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """The address of the chat page."""
        host = f"[{self._listener.host}]" if ":" in self._listener.host else self._listener.host
        return f"http://{host}:{self._listener.port}"

    @property
    def base_url(self) -> str:
        """What the bot's library takes as the base of the API's address; the token is put behind it."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """What the bot's library takes as the base of addresses of files."""
        return f"{self.url}/file/bot"

    def private_chat(self, user: User) -> Conversation:
        """Return a person's chat with the bot, from the person's side."""
        return Conversation(self.world, self.world.private_chat(user), user)

    def private_chats(self, users: Iterable[User]) -> list[Conversation]:
        """Return the chats of many who have all pressed Start already, of which the bot is not told."""
        chats = [self.private_chat(user) for user in users]
        for chat in chats:
            self.world.chats[chat.id].started = True
        return chats

    def group(
        self,
        title: str,
        creator: User,
        *others: User,
        basic: bool = False,
        forum: bool = False,
        username: str = "",
        bot: Status | None = "member",
    ) -> SharedChat:
        """Make a group, seen by its creator; `.seen_by(user)` gives the others' side.

        Args:
            basic: A small group as they begin, which can `migrate()`; otherwise a supergroup.
            forum: A supergroup with topics.
            username: Makes a supergroup public.
            bot: What the bot is in it; None when it was never there.
        """
        if basic and (forum or username):
            raise ValueError("a basic group has neither topics nor a name of its own")
        members = {creator: Member("creator")} | dict.fromkeys(others, Member("member")) | self._bot_as(bot)
        state = self.world.shared_chat("group" if basic else "supergroup", title, members, username, forum)
        return SharedChat(self.world, state, creator)

    def channel(
        self, title: str, creator: User, username: str = "", bot: Status | None = "administrator"
    ) -> SharedChat:
        """Make a channel, seen by its creator; public when it has a `username`. `bot` as in `group`."""
        members = {creator: Member("creator")} | self._bot_as(bot)
        return SharedChat(self.world, self.world.shared_chat("channel", title, members, username), creator)

    def _bot_as(self, status: Status | None) -> dict[User, Member]:
        return {self.world.me: Member(status)} if status else {}

    async def inline_query(self, user: User, query: str, offset: str = "", timeout_s: float = 5) -> InlineAnswer:
        """Type a query after the bot's name and return the bot's answer. Raises TimeoutError."""
        return await ask_inline(self.world, user, query, offset, timeout_s)

    def choose(self, answer: InlineAnswer, result_id: str, chat: Conversation) -> Message:
        """Post an inline result into a chat."""
        return choose_inline(self.world, answer, result_id, chat)

    def fail(
        self,
        method: str,
        fault: Fault,
        times: int | None = 1,
        *,
        chat_id: int | None = None,
        chance: float = 1.0,
        for_s: float = math.inf,
    ) -> None:
        """Make the next `times` calls of the method meet the fault.

        Args:
            method: "*" for every one.
            times: None for as often as it comes.
            chat_id: Only calls that name this chat.
            chance: In (0, 1], that a call meets it; the same calls meet it in every run.
            for_s: How many seconds, by the server's clock, it may come at all.

        Raises:
            ValueError: It can never come.
        """
        self._faults.add(method, fault, times, chat_id, chance, self.world.clock() + for_s)

    def outage(self, fault: Fault, for_s: float = math.inf) -> None:
        """Make every call meet the fault, and cut what is under way, as a poll that waits."""
        self.fail("*", fault, times=None, for_s=for_s)
        self._listener.cut_all()

    def mend(self) -> None:
        """Let no fault come any more."""
        self._faults.clear()

    @property
    def pace_report(self) -> PaceReport:
        """How fast the bot has sent so far."""
        return self._pace.report()

    def calls_of(self, method: str) -> list[Call]:
        """Return the calls of a method, oldest first."""
        return [call for call in self.calls if call.method == method]

    async def wait_for(self, condition: Callable[[], bool], timeout_s: float = 5) -> None:
        """Return as soon as the condition holds; looks after every call and every change. Raises TimeoutError."""
        if not await self.world.changed.wait_for(condition, timeout_s):
            raise TimeoutError(f"it did not come true within {timeout_s} s")

    async def _on_call(self, request: Request) -> Response:
        if not secrets.compare_digest(request.path_params["token"].encode(), self.token.encode()):
            return refusal_response(ApiError(401, "Unauthorized"))
        method = METHODS.get(request.path_params["method"].lower())
        call = Call(method.name if method else request.path_params["method"], {}, self.world.clock())
        self.calls.append(call)
        response = await self._answer(call, request)
        call.status = response.status_code if response else 0
        self.world.changed.notify()
        if response is None:
            client = request.client
            self._listener.cut((client.host, client.port) if client else ("", 0))
            return Response(status_code=500)
        return response

    async def _answer(self, call: Call, request: Request) -> Response | None:
        """Do the call and return the answer; None when the connection is to be cut."""
        try:
            raw, uploads = await read_parameters(request)
            call.params = {**raw, **uploads}
            chat_id = self.world.chat_id_of(raw.get("chat_id"))
            fault = self._faults.take(call.method, chat_id, call.at)
            if fault and not fault.after:
                return self._failed(fault, call, chat_id)
            response = await self._done(call, raw, uploads, chat_id, request)
            return None if fault else response
        except ApiError as error:
            call.description = error.description
            self.world.refusals.append(f"{call.method}: {error}")
            return refusal_response(error)

    def _failed(self, fault: Fault, call: Call, chat_id: int) -> Response | None:
        if fault.error:
            if fault.error.retry_after and chat_id:
                self._pace.told_to_wait(chat_id, fault.error.retry_after, call.at)
            raise fault.error
        return HTMLResponse(fault.page, 502) if fault.page else None

    async def _done(
        self, call: Call, raw: Mapping[str, object], uploads: Mapping[str, Upload], chat_id: int, request: Request
    ) -> Response | None:
        """Do the call and return its result; None when the client went away before. Raises ApiError."""
        method = METHODS.get(call.method.lower())
        if method is None:
            raise ApiError(404, "Not Found: method not found")
        if call.method.lower() in _SENDING:
            self._pace.arrive(chat_id, call.at)
        work = method.call(self.world, raw, uploads)
        if call.method == "getUpdates":  # the only one that waits
            poll = asyncio.create_task(work)
            return JSONResponse({"ok": True, "result": poll.result()}) if await _polled(poll, request) else None
        return JSONResponse({"ok": True, "result": await work})

    async def _on_download(self, request: Request) -> Response:
        path = request.path_params["path"]
        stored = next((file for file in self.world.files.values() if file.path == path), None)
        if request.path_params["token"] != self.token or stored is None:
            return refusal_response(ApiError(404, "Not Found"))
        return Response(stored.content, media_type="application/octet-stream")


async def _polled(work: asyncio.Task[object], request: Request) -> bool:
    """Wait for the work; cancel it and return False when the client goes away first, as one that gives up a poll."""
    hangup = asyncio.create_task(_hangup(request))
    try:
        await asyncio.wait({work, hangup}, return_when=asyncio.FIRST_COMPLETED)
        return work.done()
    finally:
        for task in {work, hangup}:
            task.cancel()


async def _hangup(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _not_found(request: Request, error: Exception) -> Response:
    return refusal_response(ApiError(404, "Not Found"))

"""The chat page and its own small API: what a person does in the browser becomes what a person does in Telegram."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib import resources
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from handlers.preview.driver import Conversation, InlineAnswer, ask_inline, choose_inline
from handlers.preview.errors import ApiError
from handlers.preview.images import image_size
from handlers.preview.parameters import Upload
from handlers.preview.state import Event, World
from handlers.preview.values import StoredFile, User
from handlers.preview.wire import read_parameters

_READER = User(1001, "Robin", username="robin_reads", language_code="en")
_ANSWER_WAIT_S = 15.0
_HEARTBEAT_S = 15.0
_SECURITY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_ASSETS = {
    "style.css": "text/css",
    "chat.js": "text/javascript",
    "render.js": "text/javascript",
    "composer.js": "text/javascript",
    "api.js": "text/javascript",
}

_PHOTO_TYPES = frozenset({"image/png", "image/jpeg", "image/gif"})

Given = dict[str, object]
Handler = Callable[[Request], Awaitable[Response]]


class Page:
    """Serves the page, plays the two people who use it, and streams what happens in their chats."""

    def __init__(self, world: World, admin_id: int) -> None:
        self._world = world
        self._people = {"user": _READER, "admin": User(admin_id, "Alex", username="alex_edits", language_code="en")}
        for user in self._people.values():
            world.private_chat(user)  # both are known to the bot, so that it may set an admin's commands at its start
        self._key = secrets.token_urlsafe(24)  # a page of another site can neither read nor guess it
        self._streams: set[asyncio.Queue[Event | None]] = set()
        world.listeners.append(self._on_event)

    def routes(self) -> list[BaseRoute]:
        """Return the page's addresses."""
        deeds: dict[str, Callable[[Conversation, Given], Awaitable[object]]] = {
            "send": self._send, "edit": self._edit, "press": self._press, "inline": self._inline,
            "choose": self._choose, "block": self._block,
        }  # fmt: skip
        return [
            Route("/", self._on_index),
            Route("/static/{name}", self._on_asset),
            Route("/page/state", self._guarded(self._on_state)),
            Route("/page/events", self._guarded(self._on_events)),
            Route("/page/file/{file_id}", self._guarded(self._on_file)),
            Route("/page/upload", self._guarded(self._on_upload), methods=["POST"]),
            *[Route(f"/page/{name}", self._guarded(self._deed(do)), methods=["POST"]) for name, do in deeds.items()],
        ]

    def close(self) -> None:
        """End every stream, for the server is about to stop."""
        for stream in self._streams:
            stream.put_nowait(None)

    def _on_event(self, event: Event) -> None:
        for stream in self._streams:
            stream.put_nowait(event)

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: Request) -> Response:
            key = request.headers.get("x-preview-key") or request.query_params.get("key", "")
            if not secrets.compare_digest(key.encode(), self._key.encode()):
                return JSONResponse({"error": "Reload the page: the preview was started anew."}, 403)
            try:
                response = await handler(request)
            except ApiError as error:
                response = JSONResponse({"error": error.description}, 400)
            except (LookupError, ValueError) as error:
                response = JSONResponse({"error": str(error)}, 400)
            response.headers.update(_SECURITY)
            return response

        return guarded

    def _deed(self, do: Callable[[Conversation, Given], Awaitable[object]]) -> Handler:
        async def handler(request: Request) -> Response:
            given, _ = await read_parameters(request)
            return JSONResponse(await do(self._chat(str(given["who"])), given))

        return handler

    def _chat(self, who: str) -> Conversation:
        user = self._people[who]
        return Conversation(self._world, self._world.private_chat(user), user)

    async def _on_index(self, request: Request) -> Response:
        return HTMLResponse(_asset("index.html").replace("{{key}}", self._key), headers=_SECURITY)

    async def _on_asset(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _ASSETS:
            return Response(status_code=404)
        return Response(_asset(name), media_type=_ASSETS[name], headers=_SECURITY)

    async def _on_state(self, request: Request) -> Response:
        chat = self._chat(request.query_params["who"])
        me = self._world.me
        return JSONResponse(
            {
                "bot": {
                    "id": me.id,
                    "name": me.first_name,
                    "username": me.username,
                    "description": self._world.texts.get(("description", ""), ""),
                },
                "user": chat.user.to_json(),
                "blocked": chat.blocked,
                "messages": [message.to_json() for message in chat.messages],
                "commands": [command.model_dump() for command in chat.commands],
                "keyboard": chat.keyboard_rows,
                "reactions": dict(chat.reactions),
            }
        )

    async def _on_events(self, request: Request) -> Response:
        chat_id = self._chat(request.query_params["who"]).id
        return StreamingResponse(self._stream(chat_id), media_type="text/event-stream")

    async def _stream(self, chat_id: int) -> AsyncIterator[str]:
        stream: asyncio.Queue[Event | None] = asyncio.Queue()
        self._streams.add(stream)
        try:
            yield "retry: 1000\n\n"
            while True:
                try:
                    async with asyncio.timeout(_HEARTBEAT_S):
                        event = await stream.get()
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if event is None:
                    return
                if event.chat_id in (chat_id, 0):
                    yield f"data: {json.dumps(_event_json(event))}\n\n"
        finally:
            self._streams.discard(stream)

    async def _on_file(self, request: Request) -> Response:
        stored = self._world.files[request.path_params["file_id"]]
        return Response(stored.content, media_type=_safe_type(stored), headers=_disposition(stored))

    async def _on_upload(self, request: Request) -> Response:
        given, uploads = await read_parameters(request)
        chat, file = self._chat(str(given["who"])), uploads["file"]
        caption = str(given.get("caption", ""))
        message = await (
            chat.send_photo(file.content, caption, file.mime)
            if _is_photo(file)
            else chat.send_document(file.name, file.content, caption, file.mime)
        )
        return JSONResponse({"message_id": message.message_id})

    async def _send(self, chat: Conversation, given: Given) -> object:
        reply_to = given.get("reply_to")
        message = await chat.send(str(given["text"]), _integer(reply_to) if reply_to else None)
        return {"message_id": message.message_id}

    async def _edit(self, chat: Conversation, given: Given) -> object:
        message = await chat.edit(_integer(given["message_id"]), str(given["text"]))
        return {"message_id": message.message_id}

    async def _press(self, chat: Conversation, given: Given) -> object:
        place = (_integer(given[name]) for name in ("message_id", "row", "column"))
        query_id = await chat.tap_at(*place)
        try:
            answer = await chat.callback_answer(query_id, _ANSWER_WAIT_S)
        except TimeoutError:
            return {"answered": False}
        return {"answered": True, "text": answer.text, "show_alert": answer.show_alert}

    async def _inline(self, chat: Conversation, given: Given) -> object:
        try:
            answer = await ask_inline(self._world, chat.user, str(given["query"]), "", _ANSWER_WAIT_S)
        except TimeoutError:
            return {"query_id": "", "results": []}
        results = [{"id": r.id, "title": r.title, "description": r.description} for r in answer.results]
        return {"query_id": answer.query.id, "results": results}

    async def _choose(self, chat: Conversation, given: Given) -> object:
        query = self._world.inline_queries[str(given["query_id"])]
        results = query.answer.results if query.answer else ()
        message = choose_inline(self._world, InlineAnswer(query, results, ""), str(given["result_id"]), chat)
        return {"message_id": message.message_id}

    async def _block(self, chat: Conversation, given: Given) -> object:
        await (chat.block() if given["blocked"] else chat.unblock())
        return {"blocked": chat.blocked}


def _asset(name: str) -> str:
    return resources.files("handlers.preview").joinpath("static", name).read_text("utf-8")


def _event_json(event: Event) -> Given:
    return {"kind": event.kind, "message": event.message.to_json() if event.message else None, "detail": event.detail}


def _integer(value: object) -> int:
    if not isinstance(value, int):
        raise ValueError(f"a number is expected, not {value!r}")
    return value


def _is_photo(file: Upload) -> bool:
    return file.mime in _PHOTO_TYPES and image_size(file.content) is not None


def _safe_type(stored: StoredFile) -> str:
    """Only photos are shown in place; what a document claims to be is not believed."""
    if not stored.width:
        return "application/octet-stream"
    return stored.mime if stored.mime in _PHOTO_TYPES else "image/jpeg"


def _disposition(stored: StoredFile) -> dict[str, str]:
    kind = "inline" if stored.width else "attachment"
    return {"Content-Disposition": f"{kind}; filename*=UTF-8''{quote(stored.name, safe='')}"}

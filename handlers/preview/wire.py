"""Reading requests and wording refusals: what the Bot API and the page's own API share."""

import json
from urllib.parse import urlsplit

from starlette.datastructures import Headers, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from handlers.preview.errors import ApiError, bad_request
from handlers.preview.parameters import Upload


class OnlyFromHere:
    """Lets no other website through: a page's request names its own origin, a rebound name its own host."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        origin = headers.get("origin", f"http://{host}")
        if _name(f"//{host}") in ("127.0.0.1", "localhost", "::1") and origin == f"http://{host}":
            await self._app(scope, receive, send)
        else:
            await PlainTextResponse("The preview answers its own page only.", 403)(scope, receive, send)


def _name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


async def read_parameters(request: Request) -> tuple[dict[str, object], dict[str, Upload]]:
    """Read a call's parameters from wherever they are: query string, form, multipart form or JSON body."""
    raw: dict[str, object] = dict(request.query_params)
    uploads: dict[str, Upload] = {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        raw |= _json_object(await request.body())
    elif kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
        async with request.form() as form:
            for name, value in form.items():
                if isinstance(value, UploadFile):
                    mime = value.content_type or "application/octet-stream"
                    uploads[name] = Upload(value.filename or "file", mime, await value.read())
                else:
                    raw[name] = value
    return raw, uploads


def _json_object(body: bytes) -> dict[str, object]:
    try:
        decoded = json.loads(body or b"{}")
        json.dumps(decoded, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(decoded, dict):
        raise bad_request("expected JSON object as the request body")
    return decoded


def refusal_response(error: ApiError) -> Response:
    """Answer as the Bot API does when it refuses."""
    body: dict[str, object] = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return JSONResponse(body, error.code)

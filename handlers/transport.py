"""How calls reach Telegram: over aiohttp, which takes a third of what the library's own transport takes for a call."""

import json
from collections.abc import Mapping
from io import BytesIO
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.errors import SettingsError

_CONNECTIONS = 64
_READ_S = 15.0  # until an answer begins, and between its pieces
_WRITE_S, _UPLOAD_S = 15.0, 120.0  # for all of a request; for one that holds files
_CONNECT_S, _POOL_S = 5.0, 15.0  # for a new connection; until one of all is free
_JSON = {"Content-Type": "application/json"}  # which is written in a third of the time of a form
# Before a connection stood, nothing of the request had left.
_BEFORE_THE_REQUEST = (
    aiohttp.ClientConnectorError,  # no address, refused, no certificate
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
)


class Transport(BaseRequest):
    """Calls of the Bot API over connections that stay open; `proxy` is the URL of an HTTP proxy.

    Timeouts are in seconds. What fails is `TimedOut` or another `NetworkError`, as with the library's own transport;
    aiohttp's error is the cause. Certificates are those of httpx.
    """

    def __init__(self, proxy: str | None = None, *, encrypted: bool = True, read_timeout: float = _READ_S) -> None:
        """Open nothing yet. For a server of this machine nothing is `encrypted`, and no certificate is read."""
        self._proxy = proxy
        self._certificates = httpx.create_ssl_context() if encrypted else False
        self._read_s = read_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """How long an answer is waited for where a call does not say."""
        return self._read_s

    async def initialize(self) -> None:
        """Be ready for calls; a second time changes nothing."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=_CONNECTIONS, ssl=self._certificates)
            headers = {"User-Agent": self.USER_AGENT}
            jar = aiohttp.DummyCookieJar()
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=jar, headers=headers, proxy=self._proxy
            )

    async def shutdown(self) -> None:
        """Close the connections; a second time changes nothing."""
        session, self._session = self._session, None
        if session:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make a call and return the status and the body of the answer, whatever the status is."""
        if self._session is None:
            raise RuntimeError("the transport is not initialized")
        with_files = request_data is not None and request_data.contains_files
        timeout = _timeout(
            _seconds(read_timeout, self._read_s),
            _seconds(write_timeout, _UPLOAD_S if with_files else _WRITE_S),
            _seconds(connect_timeout, _CONNECT_S),
            _seconds(pool_timeout, _POOL_S),
            bounded=method == "POST",  # a file that is fetched may take as long as it goes on coming
        )
        body, headers = _body(request_data)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(f"{type(error).__name__}: {error}") from error


def proxy_of(url: str) -> str | None:
    """Return the proxy that the environment names for a URL; None is none.

    Raises SettingsError where it is none that speaks HTTP.
    """
    parts = urlsplit(url)
    if not parts.hostname or proxy_bypass(parts.netloc):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if proxy and urlsplit(proxy).scheme not in ("http", "https"):
        name = f"{parts.scheme}_proxy".upper()
        raise SettingsError((f"{name} or ALL_PROXY should be an http:// address: no other kind of proxy is spoken to",))
    return proxy


def no_answer(error: TelegramError) -> bool:
    """Tell whether an error is a connection's, and not an answer's."""
    return isinstance(error.__cause__, aiohttp.ClientError | TimeoutError)


def never_left(error: TelegramError) -> bool:
    """Tell whether nothing of the request can have reached Telegram."""
    return isinstance(error.__cause__, _BEFORE_THE_REQUEST)


def _seconds(given: object, default: float) -> float | None:
    """Return a timeout as it was given: None is none, what is no number is left to us."""
    if given is None:
        return None
    return float(given) if isinstance(given, int | float) else default


def _timeout(
    read: float | None, write: float | None, connect: float | None, pool: float | None, *, bounded: bool
) -> aiohttp.ClientTimeout:
    """Put together what the library names apart: aiohttp has no limit for writing, so that the whole gets one."""
    waiting = None if connect is None or pool is None else connect + pool
    whole = None if waiting is None or read is None or write is None or not bounded else waiting + write + read
    return aiohttp.ClientTimeout(total=whole, connect=waiting, sock_connect=connect, sock_read=read)


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, Mapping[str, str] | None]:
    if data is None:
        return None, None
    if not data.contains_files:
        return json.dumps(data.parameters).encode(), _JSON
    form = aiohttp.FormData(quote_fields=False)  # names of files go as they are, as browsers send them
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, media_type) in data.multipart_data.items():
        file = BytesIO(content) if isinstance(content, bytes) else content  # bytes would go in one piece
        form.add_field(name, file, filename=filename, content_type=media_type)
    return form, None

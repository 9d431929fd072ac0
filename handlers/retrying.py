"""Calls to Telegram that fail for a while and then succeed: waits as told, or a little longer each time."""

import asyncio
import logging
import time
import warnings
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from enum import Enum, auto
from typing import Any

from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter
from telegram.warnings import PTBDeprecationWarning

from handlers.pace import SendingPace

_log = logging.getLogger(__name__)

_BACK_OFF_S = (0.5, 1.0, 2.0, 4.0)  # after a server's error or a broken connection
_MOST_FLOOD_WAITS = 5
_MARGIN_S = 0.1  # Telegram's second is not ours
# A sign of life is worth nothing later, and an inline query is out of date with the next letter.
_ONCE = frozenset({"sendChatAction", "answerInlineQuery"})

# What puts a message into a chat, or changes one there; Telegram counts both. Not `sendChatAction`.
_COUNTED = ("send", "edit", "forward", "copy")

Sleep = Callable[[float], Awaitable[object]]
Monotonic = Callable[[], float]
Answer = bool | dict[str, Any] | list[dict[str, Any]]


class Patience(Enum):
    """How often a call is made, said by `rate_limit_args`; nothing said means until it works, within reason."""

    ONCE = auto()  # the caller repeats it by itself, and tells the pace of it


class Persistent(BaseRateLimiter[Patience]):
    """Repeats a call that met a flood limit, a server's error or a broken connection.

    It reacts and does not pace: every answer is asked for. What the bot says unasked is paced before, by
    `handlers.sender`; so that this leaves room for answers, each of them is noted in the `pace`, and each flood
    limit. A call that broke off may have been carried out: the rare double message is less bad than none.
    """

    def __init__(
        self, sleep: Sleep = asyncio.sleep, pace: SendingPace | None = None, monotonic: Monotonic = time.monotonic
    ) -> None:
        """Take what waits (tests do not), and the pace that unasked messages keep, with its clock."""
        self._sleep = sleep
        self._pace = pace or SendingPace()
        self._monotonic = monotonic

    async def initialize(self) -> None:
        """Need nothing."""

    async def shutdown(self) -> None:
        """Leave nothing."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Patience | None,
    ) -> Answer:
        """Make a call and return its result. Raises the last error when patience is at an end."""
        if rate_limit_args is Patience.ONCE:
            return await callback(*args, **kwargs)
        back_off = iter(() if endpoint in _ONCE else _BACK_OFF_S)
        floods = 0
        while True:
            try:
                return await self._noted(endpoint, data.get("chat_id"), callback(*args, **kwargs))
            except RetryAfter as error:
                floods += 1
                if endpoint in _ONCE or floods > _MOST_FLOOD_WAITS:
                    raise
                pause = flood_seconds(error) + _MARGIN_S
                _log.warning("%s met a flood limit and is repeated in %.1f s", endpoint, pause)
            except ChatMigrated as error:
                if data.get("chat_id") == error.new_chat_id:
                    raise
                data["chat_id"] = error.new_chat_id  # `args` holds this very mapping
                continue
            except TelegramError as error:
                pause_or_none = next(back_off, None) if _may_pass(error) else None
                if pause_or_none is None:
                    raise
                pause = pause_or_none
                _log.warning("%s failed (%s) and is repeated in %.1f s", endpoint, error.message, pause)
            await self._sleep(pause)

    async def _noted(self, endpoint: str, chat: object, call: Coroutine[Any, Any, Answer]) -> Answer:
        """Make a call once, and note it in the pace if it is one that Telegram counts."""
        chat_id = chat if isinstance(chat, int) else None
        if endpoint in _ONCE or not endpoint.startswith(_COUNTED):
            return await call
        number = self._pace.note(chat_id, self._monotonic(), unasked=False)
        try:
            return await call
        except RetryAfter as error:
            now = self._monotonic()
            if chat_id is not None:
                self._pace.hold(chat_id, now + flood_seconds(error) + _MARGIN_S, now)
            raise
        finally:
            self._pace.answered(number, self._monotonic())


def _may_pass(error: TelegramError) -> bool:
    """Tell whether an error is the network's or the server's, and not our call's."""
    broken = type(error) is TelegramError  # an answer that is no JSON, as from a proxy
    return broken or (isinstance(error, NetworkError) and not isinstance(error, BadRequest))


def flood_seconds(error: RetryAfter) -> float:
    """Return how long Telegram wants to be left alone."""
    with warnings.catch_warnings():  # a number now, a timedelta in a version to come
        warnings.simplefilter("ignore", PTBDeprecationWarning)
        seconds: int | float | timedelta = error.retry_after
    return seconds.total_seconds() if isinstance(seconds, timedelta) else float(seconds)

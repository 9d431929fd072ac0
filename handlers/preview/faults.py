"""Trouble on demand: answers that a test can make the next calls of a method get instead of their own."""

from collections import deque
from dataclasses import dataclass

from handlers.preview.errors import ApiError

_BAD_GATEWAY = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>502 Bad Gateway</body>\r\n</html>\r\n"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong: a refusal, a page of HTML as a proxy sends it, or a cut connection (both None)."""

    error: ApiError | None = None
    page: str | None = None


def flood(retry_after: int) -> Fault:
    """429: too many requests, to be tried again after so many seconds."""
    return Fault(ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after))


def blocked() -> Fault:
    """403: the person has blocked the bot."""
    return refused(403, "Forbidden: bot was blocked by the user")


def refused(code: int, description: str) -> Fault:
    """Any other error that the Bot API answers with."""
    return Fault(ApiError(code, description))


def server_error() -> Fault:
    """500: Telegram itself has a problem."""
    return refused(500, "Internal Server Error")


def bad_gateway() -> Fault:
    """502 with a page of HTML instead of JSON."""
    return Fault(page=_BAD_GATEWAY)


def dropped() -> Fault:
    """The connection is cut and the request is not done."""
    return Fault()


class FaultPlan:
    """Which faults are still to come, method by method, first planned first."""

    def __init__(self) -> None:
        self._planned: dict[str, deque[Fault]] = {}

    def add(self, method: str, fault: Fault, times: int) -> None:
        """Plan the fault for the next `times` calls of the method."""
        self._planned.setdefault(method.lower(), deque()).extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        """Return the fault that this call meets, or None."""
        planned = self._planned.get(method.lower())
        return planned.popleft() if planned else None

"""How the stand-in says no: with the codes and the words of Telegram's Bot API."""


class ApiError(Exception):
    """A request is refused. `retry_after` (seconds) comes with code 429 only."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.retry_after = retry_after


class PortInUseError(OSError):
    """The preview cannot listen where it was asked to, most often because another program does."""


def bad_request(reason: str) -> ApiError:
    """Return the refusal that Telegram words as `Bad Request: reason`."""
    return ApiError(400, f"Bad Request: {reason}")

"""How the stand-in says no: with the codes and the words of Telegram's Bot API."""


class ApiError(Exception):
    """A request is refused. `retry_after` (seconds) comes with 429 only, `migrate_to` with a group that moved."""

    def __init__(
        self, code: int, description: str, retry_after: int | None = None, migrate_to: int | None = None
    ) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to = migrate_to

    @property
    def parameters(self) -> dict[str, int]:
        """What the refusal carries for programs to read; {} for most."""
        given = {"retry_after": self.retry_after, "migrate_to_chat_id": self.migrate_to}
        return {name: value for name, value in given.items() if value is not None}


class PortInUseError(OSError):
    """The preview cannot listen where it was asked to, most often because another program does."""


def bad_request(reason: str) -> ApiError:
    """Return the refusal that Telegram words as `Bad Request: reason`."""
    return ApiError(400, f"Bad Request: {reason}")

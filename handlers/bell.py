"""Telling the sender that something waits to be sent, from wherever it was queued."""

from collections.abc import Callable


class Bell:
    """Wakes the sender once there is one. What is queued before that waits in the store."""

    def __init__(self) -> None:
        """Begin with nobody listening."""
        self._wake: Callable[[], None] | None = None

    def connect(self, wake: Callable[[], None]) -> None:
        """Name who is to be woken."""
        self._wake = wake

    def wake(self) -> None:
        """Say that something waits."""
        if self._wake:
            self._wake()

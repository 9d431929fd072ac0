"""Telling a thing from its echo: a button pressed twice, an album that comes as ten messages."""

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime, timedelta

_KEPT = 10_000


class Recent:
    """What happened within the last seconds. A convenience of this process: a second one would only let echoes by."""

    def __init__(self, seconds: float = 3.0) -> None:
        """Take for how long a repetition counts as an echo."""
        self._within = timedelta(seconds=seconds)
        self._seen: OrderedDict[Hashable, datetime] = OrderedDict()

    def is_first(self, key: Hashable, now: datetime) -> bool:
        """Tell whether a thing has not happened lately, and note that it has now."""
        seen = self._seen.get(key)
        self._seen[key] = now
        self._seen.move_to_end(key)
        if len(self._seen) > _KEPT:
            self._seen.popitem(last=False)
        return seen is None or now - seen >= self._within

"""Albums: files sent together, which come as messages of their own."""

import asyncio
from collections.abc import Hashable

from telegram import Message


class Albums:
    """Gathers the files of an album. Belongs to one event loop and one process, as the messages of an album do."""

    def __init__(self) -> None:
        """Begin with no album."""
        self._open: dict[Hashable, list[Message]] = {}

    def is_first(self, album: Hashable, message: Message) -> bool:
        """Put a file to the others of its album; tell whether it is the first, whose taker has to see to all."""
        gathered = self._open.setdefault(album, [])
        gathered.append(message)
        return len(gathered) == 1

    async def gathered(self, album: Hashable, quiet_s: float) -> tuple[Message, ...]:
        """Return the messages with the files of an album, in their order, once no more have come for a while."""
        seen = 0
        while len(self._open[album]) > seen:
            seen = len(self._open[album])
            await asyncio.sleep(quiet_s)
        return tuple(self._open.pop(album))

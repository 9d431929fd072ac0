"""Drawing in a process of its own: the bot neither waits for it nor keeps what it loads."""

import asyncio
import json
import logging
import sys
from asyncio.subprocess import PIPE
from collections import OrderedDict
from dataclasses import asdict
from pathlib import Path

from bot.errors import BriefingError
from bot.pictured import Picture
from bot.processes import end

_log = logging.getLogger(__name__)

_COMMAND = (sys.executable, "-c", "from bot.picture import main; main()")
_HOME = Path(__file__).parents[1]  # where `bot` is imported from
_LASTS_S = 60.0  # the first time on a machine, its fonts are listed
_KEPT = 8  # pictures: who turns between light and dark does not wait again


class PictureError(BriefingError):
    """A picture could not be drawn; the reason is in the log."""


class Drawer:
    """Draws one picture at a time. Belongs to one event loop."""

    def __init__(self) -> None:
        """Begin with nothing drawn."""
        self._drawn: OrderedDict[Picture, bytes] = OrderedDict()
        self._drawing = asyncio.Lock()

    async def draw(self, picture: Picture) -> bytes:
        """Return the picture as PNG. Takes about two seconds the first time. Raises PictureError."""
        async with self._drawing:
            if picture not in self._drawn:
                self._drawn[picture] = await _draw(picture)
            self._drawn.move_to_end(picture)
            while len(self._drawn) > _KEPT:
                self._drawn.popitem(last=False)
            return self._drawn[picture]


async def _draw(picture: Picture) -> bytes:
    try:
        process = await asyncio.create_subprocess_exec(
            *_COMMAND, cwd=_HOME, stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True
        )
    except OSError as error:
        raise PictureError(f"the program that draws does not start ({error.strerror})") from error
    try:
        async with asyncio.timeout(_LASTS_S):
            drawn, said = await process.communicate(json.dumps(asdict(picture)).encode())
    except TimeoutError as error:
        raise PictureError(f"drawing takes more than {_LASTS_S:.0f} s and is given up") from error
    finally:
        await end(process)
    if process.returncode:
        _log.error("a picture could not be drawn: %s", said.decode(errors="replace").strip()[-2_000:])
        raise PictureError("a picture could not be drawn; the log above has the reason")
    return drawn

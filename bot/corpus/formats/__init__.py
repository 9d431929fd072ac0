"""One reader a format, all with one signature: bytes and limits to an extract of blocks."""

from collections.abc import Callable, Mapping

from bot.corpus.blocks import Extract
from bot.corpus.formats.text import read_text
from bot.corpus.limits import Limits

Reader = Callable[[bytes, Limits], Extract]

FORMATS: Mapping[str, Reader] = {".txt": read_text}

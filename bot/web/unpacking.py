"""Bodies as they come, unpacked bit by bit, so that no bomb goes off."""

import zlib
from collections.abc import Iterator

_PIECE = 256 * 1024  # bytes: a millisecond's work
_GZIP_OR_ZLIB = 47  # `wbits` by which zlib tells them apart itself


class Plain:
    """Hands on what comes."""

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Yield the chunk."""
        yield chunk

    def is_whole(self) -> bool:
        """Tell that nothing is missing."""
        return True


class Gzip:
    """Unpacks gzip, member after member."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._begun = False

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Yield what a chunk unpacks to, in pieces of bounded size. Raises zlib.error."""
        while chunk:
            if self._member.eof:
                self._member = zlib.decompressobj(_GZIP_OR_ZLIB)
            self._begun = True
            yield self._member.decompress(chunk, _PIECE)
            chunk = self._member.unconsumed_tail or self._member.unused_data

    def is_whole(self) -> bool:
        """Tell whether the last member came to its end."""
        return self._member.eof or not self._begun


def unpacker(encoding: str) -> Plain | Gzip | None:
    """Return what unpacks a Content-Encoding; None for one that was not asked for."""
    match encoding.strip().lower():
        case "" | "identity":
            return Plain()
        case "gzip" | "x-gzip":
            return Gzip()
        case _:
            return None

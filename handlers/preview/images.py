"""The size of a picture, read from its first bytes: enough to know a photo from something else."""

import struct

_JPEG_SIZE_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def image_size(content: bytes) -> tuple[int, int] | None:
    """Return (width, height) of a PNG, GIF or JPEG; None for anything else."""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return _pair(struct.unpack(">II", content[16:24]))
        if content.startswith((b"GIF87a", b"GIF89a")):
            return _pair(struct.unpack("<HH", content[6:10]))
        if content.startswith(b"\xff\xd8"):
            return _jpeg_size(content)
    except struct.error:
        return None
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 <= len(content) and content[position] == 0xFF:
        if content[position + 1] in _JPEG_SIZE_MARKERS:
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return _pair((width, height))
        position += 2 + struct.unpack(">H", content[position + 2 : position + 4])[0]
    return None


def _pair(size: tuple[int, ...]) -> tuple[int, int] | None:
    width, height = size
    return (width, height) if width and height else None

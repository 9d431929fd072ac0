"""How much of a file is read, and the refusal of one that cannot be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file. They keep a stray disk image from filling the memory, and an index useful."""

    max_bytes: int = 64 * 1024 * 1024
    max_archive_bytes: int = 4 * 1024 * 1024 * 1024  # an archive (.jsonl) is read line by line
    max_line_bytes: int = 8 * 1024 * 1024  # of an archive
    max_pages: int = 3000
    max_unpacked_bytes: int = 512 * 1024 * 1024  # of a zipped format
    max_paragraph_chars: int = 8000  # longer ones are parted at a sentence's end


DEFAULT_LIMITS = Limits()


class NotReadable(Exception):  # noqa: N818 - a reader's plain "no", turned into a reason by `read_file`
    """A reader cannot make text of the bytes; the message says why in words for an editor."""

"""Texts to the numbers of their words by compiled loops: pieces between spaces are known by their hashes."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from bot.search.bulk import Bulk

HEADING_WEIGHT = 2  # an occurrence in the title or section heading counts as this many in the text

Entry = tuple[str, str, str]  # text, heading, language
Packed = Callable[[Sequence[str], str], Sequence[bytes]]
_SLOTS = 1 << 20
_TIMES = np.array([1, HEADING_WEIGHT], np.int64)  # that the words of a text and of a heading count


class PieceTable:
    """The pieces of text seen until now. Two of a million have the same hash once in 10^7 archives."""

    def __init__(self, bulk: Bulk) -> None:
        """Take the compiled loops."""
        self._bulk = bulk
        self._languages: dict[str, int] = {}
        self._known = 0
        self._slots = np.full(_SLOTS, -1, np.int32)
        self._hashes = np.empty(_SLOTS // 2, np.uint64)
        self._word_ends = np.zeros(_SLOTS // 2 + 1, np.uint32)  # of each piece, from the second place on
        self._sizes = np.zeros(_SLOTS // 2, np.uint32)  # how many words each piece has
        self._words = np.empty(_SLOTS, np.uint32)

    def count(self, entries: Sequence[Entry], packed: Packed) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
        """Return the content words of entries, those of headings HEADING_WEIGHT times, and how many are whose.

        `packed` returns the numbers of each piece's content words in a language, four bytes each. It is not kept: what
        numbers words keeps this table, and two that keep each other stay in memory.
        """
        parts = [part.encode() for text, heading, _ in entries for part in (text, heading)]
        content = b"\n".join(parts)
        ends = np.cumsum(np.fromiter(map(len, parts), np.int64, len(parts)) + 1) - 1
        languages = [self._languages.setdefault(entry[2], len(self._languages)) for entry in entries]
        pieces, sizes = self._split(content, ends, np.repeat(np.array(languages, np.int64), 2), packed)
        times = np.tile(_TIMES, len(entries))
        most = int(self._sizes[pieces].sum(dtype=np.int64)) * HEADING_WEIGHT
        words, lengths = np.empty(most, np.uint32), np.zeros(len(entries), np.int64)
        number = self._bulk.emit(pieces, sizes, times, self._word_ends, self._words, words, lengths)
        return words[:number], lengths

    def _split(
        self, content: bytes, ends: npt.NDArray[np.int64], languages: npt.NDArray[np.int64], packed: Packed
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """Return the numbers of all pieces, and how many are in each part."""
        most = len(content) // 2 + 1
        self._make_room(most)
        pieces, sizes = np.empty(most, np.int32), np.zeros(len(ends), np.int64)
        first, last = np.empty(most, np.int64), np.empty(most, np.int64)
        read = np.frombuffer(content, np.uint8)
        known = self._bulk.split(
            read, ends, languages, self._slots, self._hashes, self._known, pieces, sizes, first, last
        )
        spans = slice(0, known - self._known)
        theirs = languages[np.searchsorted(ends, first[spans])]
        self._learn(self._looked_up(content, first[spans], last[spans], theirs, packed))
        return pieces[: int(sizes.sum())], sizes

    def _looked_up(
        self,
        content: bytes,
        first: npt.NDArray[np.int64],
        last: npt.NDArray[np.int64],
        languages: npt.NDArray[np.int64],
        packed: Packed,
    ) -> list[bytes]:
        """Look up the words of new pieces, which stand at some places of a content."""
        pieces = [content[start:end].decode() for start, end in zip(first.tolist(), last.tolist(), strict=True)]
        if len(self._languages) == 1:
            return [*packed(pieces, next(iter(self._languages)))]
        found = [b""] * len(pieces)
        for name, language in self._languages.items():
            places = np.flatnonzero(languages == language).tolist()
            for place, numbers in zip(places, packed([pieces[place] for place in places], name), strict=True):
                found[place] = numbers
        return found

    def _learn(self, packed: Sequence[bytes]) -> None:
        """Keep the words of new pieces."""
        words = np.frombuffer(b"".join(packed), "<u4")
        filled = int(self._word_ends[self._known])
        while filled + len(words) > len(self._words):
            self._words = np.resize(self._words, 2 * len(self._words))
        self._words[filled : filled + len(words)] = words
        sizes = np.fromiter(map(len, packed), np.int64, len(packed)) // words.itemsize
        before, self._known = self._known, self._known + len(packed)
        self._sizes[before : self._known] = sizes
        self._word_ends[before + 1 : self._known + 1] = filled + np.cumsum(sizes)

    def _make_room(self, most: int) -> None:
        """Make room for so many new pieces."""
        while 2 * (self._known + most) > len(self._slots):
            self._hashes = np.resize(self._hashes, len(self._slots))
            self._word_ends = np.resize(self._word_ends, len(self._slots) + 1)
            self._sizes = np.resize(self._sizes, len(self._slots))
            self._slots = np.full(2 * len(self._slots), -1, np.int32)
            self._bulk.place(self._slots, self._hashes, self._known)

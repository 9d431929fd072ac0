"""The documents of an index, of all its segments together, read when they are looked at."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain
from typing import overload

from bot.search.segments import DocumentFacts, Segment


class Documents(Sequence[DocumentFacts]):
    """The documents of an index in the order in which they were indexed, read when they are looked at."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        """Take the segments in their order."""
        self._places = [(segment, segment.present()) for segment in segments]
        self._ends = list(accumulate(len(present) for _, present in self._places))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, at: int) -> DocumentFacts: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[DocumentFacts, ...]: ...
    def __getitem__(self, at: int | slice) -> DocumentFacts | tuple[DocumentFacts, ...]:
        if isinstance(at, slice):
            return tuple(self[place] for place in range(*at.indices(len(self))))
        place = range(len(self))[at]
        number = bisect_right(self._ends, place)
        segment, present = self._places[number]
        return segment.facts(int(present[place - (self._ends[number - 1] if number else 0)]))


class Sizes(Mapping[str, int]):
    """How many paragraphs each document of an index has, by its id; looked up when it is asked for."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        """Take the segments in their order."""
        self._segments = segments

    def __getitem__(self, document_id: str) -> int:
        for segment in self._segments:
            for number in segment.find_documents([document_id.encode()]).tolist():
                return segment.size(number)
        raise KeyError(document_id)

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(segment.sizes() for segment in self._segments)

    def __len__(self) -> int:
        return sum(len(segment.present()) for segment in self._segments)

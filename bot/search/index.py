"""The TF-IDF index over paragraphs: immutable segments with a list of them, memory-mapped, searched by sparse products.

A paragraph's weights know nothing of the rest of the corpus; idf sits on the query's side and counts what is there. So
an index of many segments, some of whose documents are gone, scores exactly like one built at once from what is left.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from heapq import merge
from itertools import accumulate, islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.corpus.documents import Paragraph
from bot.errors import NoIndexError
from bot.search.arrays import Seal, check, different
from bot.search.contents import Documents, Sizes
from bot.search.counting import term_key
from bot.search.kernels import Kernels
from bot.search.manifest import read_manifest
from bot.search.scoring import MOST_GROUPS, REFERENCE, Asked, Factors, Found, Masks, Scorer, factored, ranked
from bot.search.segments import GONE, DocumentFacts, Segment
from bot.search.weights import Weights

__all__ = ["DocumentFacts", "Hit", "Index"]

_DEEP = 1_000  # hits from which on all that is touched is sorted; up to then the best are picked
_REMEMBERED = 4_096  # terms that are looked up once

Rows = npt.NDArray[np.int64]  # of paragraphs, ascending


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved paragraph with its score (> 0, comparable within one query only)."""

    paragraph: Paragraph
    document: DocumentFacts
    score: float
    row: int = field(default=-1, compare=False)  # of the index that it comes from


@dataclass(frozen=True, slots=True)
class Together:
    """What is asked for together: by how much a score counts depends on which groups of terms a paragraph holds."""

    groups: Sequence[Sequence[str]]  # at most MOST_GROUPS; a paragraph holds one if it holds any of its terms
    factors: Factors  # each in [0, 1]


@dataclass(frozen=True, slots=True)
class _Term:
    """A term as an index has it."""

    frequency: int  # paragraphs that hold it
    idf: float
    lists: tuple[int, ...]  # of postings, by segment; -1 where it has none


def _looked_up(segments: Sequence[Segment], paragraphs: int, term: str) -> _Term:
    key = term_key(term)
    lists = tuple(segment.postings.find_one(key) for segment in segments)
    n = sum(segment.frequency(key, number) for segment, number in zip(segments, lists, strict=True))
    return _Term(n, math.log1p((paragraphs - n + 0.5) / (n + 0.5)) if n else 0.0, lists)


class Index:
    """An immutable index on disk. Opening maps files and reads next to nothing.

    What damages a file is noticed: at once if it changes the file's length or hits the list of segments or a small
    file, otherwise by `verify`. A row is a paragraph's number, up to the number of paragraphs ever put in.
    """

    def __init__(self, folder: Path, kernels: Kernels | None = None) -> None:
        """Open the index in `folder`. `kernels`, once they are loaded, make its searches fast.

        Raises NoIndexError where there is none of this format, or it is damaged.
        """
        self.folder = folder
        self._kernels = kernels
        manifest = read_manifest(folder)
        self._seals: dict[str, Seal] = manifest["files"]
        for name, wanted in self._seals.items():
            check(folder, name, wanted, thorough=False)
        try:
            self.segments = tuple(
                Segment(folder, name, has_gone=f"{name}.{GONE}" in self._seals) for name in manifest["segments"]
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NoIndexError(str(folder), f"a segment is damaged: {error}") from error
        self.fingerprint: str = manifest["fingerprint"]
        self.paragraphs_by_language: dict[str, int] = manifest["languages"]
        self.languages = _by_frequency(self.paragraphs_by_language)
        self._offsets = list(accumulate(map(len, self.segments), initial=0))  # where each one's rows begin
        self._length = sum(segment.left for segment in self.segments)
        self._term = lru_cache(_REMEMBERED)(partial(_looked_up, self.segments, self._length))

    def verify(self) -> None:
        """Read every file whole, a second a gigabyte. Raises NoIndexError, which names the first damaged one."""
        for name, wanted in self._seals.items():
            check(self.folder, name, wanted, thorough=True)

    def seal(self, name: str) -> Seal:
        """Return what tells a file of the index from a damaged one. Raises KeyError where it has no such file."""
        return self._seals[name]

    def __len__(self) -> int:
        return self._length

    @cached_property
    def documents(self) -> Documents:
        """All documents in the order in which they were indexed."""
        return Documents(self.segments)

    def sizes(self) -> Sizes:
        """Return how many paragraphs each document has, by its id."""
        return Sizes(self.segments)

    def idf(self, term: str) -> float:
        """Return ln(1 + (N - n + 0.5) / (n + 0.5)) for a term that n of N paragraphs hold; 0.0 where none does."""
        return self._term(term).idf

    def frequency(self, term: str) -> int:
        """Return how many paragraphs hold a term."""
        return self._term(term).frequency

    def search(
        self, query: Mapping[str, float], limit: int, together: Together | None = None, among: Rows | None = None
    ) -> list[Hit]:
        """Return the at most `limit` best paragraphs, best first, ties by paragraph id.

        A score is the sum of query weight x idf x term weight, times the factor of what is held `together`, if given.
        With `among`, all but those rows are left out.
        """
        return [self.hit(row, score) for row, score in self.best(query, limit, together, among)]

    def best(
        self, query: Mapping[str, float], limit: int, together: Together | None = None, among: Rows | None = None
    ) -> list[tuple[int, float]]:
        """Return the rows and scores of what `search` finds, and read nothing."""
        groups, factors = (together.groups, together.factors) if together else ((), None)
        deep = among is not None or limit > _DEEP
        parts = []
        for segment, offset, asked in self._asked(query, groups):
            if deep:
                found = factored(self._among(self._scorer.touched(segment.field, asked), offset, among), factors)
                found = ranked(found, segment.ids.packed[found.rows], limit)
            else:
                found = self._scorer.best(segment.field, asked, factors, len(groups), limit)
            parts.append((segment, offset, found))
        return _best_of(parts, limit)

    @property
    def _scorer(self) -> Scorer:
        return (self._kernels and self._kernels.scorer) or REFERENCE

    def _asked(
        self, query: Mapping[str, float], groups: Sequence[Sequence[str]]
    ) -> Iterator[tuple[Segment, int, Asked]]:
        """Yield the segments that have any of the terms, with their first row and the terms as they have them."""
        masks: dict[str, int] = dict.fromkeys(query, 0)
        for at, group in enumerate(groups[:MOST_GROUPS]):
            for term in group:
                masks[term] = masks.get(term, 0) | 1 << at
        known = {term: self._term(term) for term in masks}
        terms = [(-query.get(term, 0.0) * known[term].idf, term) for term in masks]
        terms.sort()
        for at, (segment, offset) in enumerate(zip(self.segments, self._offsets, strict=False)):
            there = [(number, -less, masks[term]) for less, term in terms if (number := known[term].lists[at]) >= 0]
            if there:
                lists, weights, bits = zip(*there, strict=True)
                asked = Asked(np.array(lists, np.int64), np.array(weights, np.float32), np.array(bits, np.uint64))
                yield segment, offset, asked

    @staticmethod
    def _among(found: Found, offset: int, among: Rows | None) -> Found:
        if among is None:
            return found
        kept = np.isin(found.rows + offset, among, assume_unique=True)
        return Found(found.rows[kept], found.scores[kept], found.masks[kept])

    def _touched(self, query: Mapping[str, float], groups: Sequence[Sequence[str]], rows: Rows | None = None) -> Found:
        parts = [
            (self._among(self._scorer.touched(segment.field, asked), offset, rows), offset)
            for segment, offset, asked in self._asked(query, groups)
        ]
        return Found(
            np.concatenate([np.empty(0, np.int64), *(part.rows + offset for part, offset in parts)]),
            np.concatenate([np.empty(0, np.float32), *(part.scores for part, _ in parts)]),
            np.concatenate([np.empty(0, np.uint64), *(part.masks for part, _ in parts)]),
        )

    def scores(self, query: Mapping[str, float], rows: Sequence[int]) -> Weights:
        """Return the scores of some paragraphs, without factors; 0.0 where none of the terms stands."""
        found = self._touched(query, (), different(np.array(rows, np.int64)))
        by_row = dict(zip(found.rows.tolist(), found.scores.tolist(), strict=True))
        return np.array([by_row.get(row, 0.0) for row in rows], np.float32)

    def masks(self, groups: Sequence[Sequence[str]], rows: Sequence[int]) -> Masks:
        """Return which groups of terms some paragraphs hold: bit g is set where one of the terms of group g stands."""
        found = self._touched({}, groups, different(np.array(rows, np.int64)))
        by_row = dict(zip(found.rows.tolist(), found.masks.tolist(), strict=True))
        return np.array([by_row.get(row, 0) for row in rows], np.uint64)

    def distinct_masks(self, groups: Sequence[Sequence[str]]) -> Masks:
        """Return the different masks, as `masks` gives them, of all paragraphs and of one that holds nothing."""
        found = [self._scorer.distinct(segment.field, asked) for segment, _, asked in self._asked({}, groups)]
        return different(np.concatenate([np.zeros(1, np.uint64), *found]))

    def holding(self, terms: Iterable[str], least: int, limit: int) -> Rows:
        """Return at most `limit` rows of paragraphs that hold at least `least` of the terms, of which there are few.

        They are those that hold most, of equals those of the lowest ids. Raises ValueError for more than 64 terms.
        """
        groups = [(term,) for term in dict.fromkeys(terms)]
        if len(groups) > MOST_GROUPS:
            raise ValueError(f"at most {MOST_GROUPS} terms can be counted, not {len(groups)}")
        found = self._touched({}, groups)
        held = np.bitwise_count(found.masks)
        enough = held >= least
        rows, held = found.rows[enough], held[enough]
        if len(rows) > limit:
            rows = rows[np.lexsort((np.array(self.ids(rows)), -held.astype(np.int64)))[:limit]]
        return np.sort(rows)

    def row(self, paragraph_id: str) -> int:
        """Return the row of a paragraph. Raises KeyError where the index has no paragraph of that id."""
        found = self.rows([paragraph_id])
        if not len(found):
            raise KeyError(paragraph_id)
        return int(found[0])

    def rows(self, paragraph_ids: Iterable[str]) -> Rows:
        """Return the rows of those paragraphs that the index has, ascending, each once."""
        ids = [id_.encode() for id_ in paragraph_ids]
        found = (segment.rows(ids) + offset for segment, offset in zip(self.segments, self._offsets, strict=False))
        return np.concatenate([np.empty(0, np.int64), *found])

    def ids(self, rows: Rows) -> list[str]:
        """Return the ids of the paragraphs in some rows, in their order."""
        return [segment.ids[row] for segment, row in map(self._place, rows.tolist())]

    def beside(self, hit: Hit, step: int, score: float) -> Hit | None:
        """Return the paragraph so many behind a hit of this index in its section; before it if `step` is negative.

        None where there is none.
        """
        row = hit.row + step
        if not 0 <= row < self._offsets[-1]:
            return None
        found = self.hit(row, score)
        own, other = hit.paragraph, found.paragraph
        place = (own.document_id, own.section, own.position + step)
        return found if (other.document_id, other.section, other.position) == place else None

    def hit(self, row: int, score: float) -> Hit:
        """Read the paragraph in a row."""
        segment, within = self._place(row)
        return Hit(*segment.read(within), score, row)

    def _place(self, row: int) -> tuple[Segment, int]:
        """Return the segment that has a row, and the row within it."""
        at = bisect_right(self._offsets, row) - 1
        return self.segments[at], row - self._offsets[at]


def _best_of(parts: Sequence[tuple[Segment, int, Found]], limit: int) -> list[tuple[int, float]]:
    """Return the rows and scores of the best of what is best in each segment, in the order of `Index.search`."""
    if len(parts) == 1:
        _, offset, found = parts[0]
        return list(zip((found.rows + offset).tolist(), found.scores.tolist(), strict=True))
    rankings = (
        zip((-f.scores).tolist(), segment.ids.plain(f.rows).tolist(), (f.rows + offset).tolist(), strict=True)
        for segment, offset, f in parts
    )
    return [(row, -less) for less, _, row in islice(merge(*rankings), limit)]


def _by_frequency(paragraphs: Mapping[str, int]) -> tuple[str, ...]:
    """Return the languages, most paragraphs first, "" left out."""
    ordered = sorted(paragraphs.items(), key=lambda item: (-item[1], item[0]))
    return tuple(language for language, count in ordered if language and count)

"""The TF-IDF index over paragraphs: immutable segments with a list of them, memory-mapped, searched by sparse products.

A paragraph's weights know nothing of the rest of the corpus; idf sits on the query's side and counts what is there. So
an index of many segments, some of whose documents are gone, scores exactly like one built at once from what is left.
"""

import json
import math
import os
import secrets
import shutil
import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from heapq import merge
from itertools import accumulate, chain, islice
from pathlib import Path
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from bot.corpus.documents import Document, Paragraph
from bot.errors import NoIndexError
from bot.search.analysis import fold, is_function_word, stem, words
from bot.search.arrays import Seal, check, different, seal
from bot.search.counting import EXACT, Numbering, term_key
from bot.search.kernels import Kernels
from bot.search.scoring import MOST_GROUPS, REFERENCE, Asked, Factors, Found, Masks, Scorer, factored, ranked
from bot.search.segments import (
    GONE,
    ROWS,
    TEXTS,
    DocumentFacts,
    Segment,
    write_gone,
    write_merged,
    write_segment,
)
from bot.search.weights import Weights

__all__ = ["EXACT", "DocumentFacts", "Hit", "Index", "build_index", "extend_index", "merge_index"]

FORMAT = 5  # raise it whenever files, analysis or weights change meaning: an index of another format is rebuilt
UNFINISHED = ".part"  # ending of a folder that is being written, or was when the process died
EXACT_WEIGHT = 0.3  # weight of the unstemmed word beside its stem, on the query's side

_MANIFEST = "manifest.json"
_SEGMENT = 1 << 20  # paragraphs of a segment, about, when an index is built: it bounds the memory that this takes, ...
_SMALL_SEGMENT = 1 << 17  # ... which is more where the loops are not compiled
MANY = 20_000  # paragraphs from which on loading the compiled loops pays: one thing takes seconds, the other less
_DEEP = 1_000  # hits from which on all that is touched is sorted; up to then the best are picked
_CROWD = 4  # segments of about one size (within a factor of four) that are merged
_MOST_GONE = 0.25  # of a segment, from which on it is written anew without what is gone
_REMEMBERED = 16_384  # terms that are looked up once

Rows = npt.NDArray[np.int64]  # of paragraphs, ascending


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved paragraph with its score (> 0, comparable within one query only)."""

    paragraph: Paragraph
    document: DocumentFacts
    score: float


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


def query_terms(text: str, languages: Sequence[str]) -> dict[str, float]:
    """Return the weighted index terms of a text, content words only, stemmed in each of `languages`.

    A word's stem has weight 1 and its exact form EXACT_WEIGHT, times its number of occurrences.
    """
    weights: dict[str, float] = {}
    for word in words(text):
        if not is_function_word(word):
            for term, weight in word_terms(word, languages).items():
                weights[term] = weights.get(term, 0.0) + weight
    return weights


def word_terms(word: str, languages: Sequence[str]) -> dict[str, float]:
    """Return the index terms of one word: its stems by language and its exact form, with their weights."""
    return {**dict.fromkeys((stem(word, language) for language in languages), 1.0), EXACT + fold(word): EXACT_WEIGHT}


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
        manifest = _read_manifest(folder)
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

    def sizes(self) -> "Sizes":
        """Return how many paragraphs each document has, by its id."""
        return Sizes(self.segments)

    def every_row(self) -> Rows:
        """Return the rows of all paragraphs."""
        rows = np.arange(self._offsets[-1])
        left = [segment.renumbered(0) >= 0 for segment in self.segments]
        return rows[np.concatenate(left)] if left else rows

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
        """Return the paragraph so many behind a hit in its section (before it if negative); None where there is none.

        Raises KeyError where the index does not have the hit's paragraph.
        """
        row = self.row(hit.paragraph.id) + step
        if not 0 <= row < self._offsets[-1]:
            return None
        found = self.hit(row, score)
        own, other = hit.paragraph, found.paragraph
        place = (own.document_id, own.section, own.position + step)
        return found if (other.document_id, other.section, other.position) == place else None

    def hit(self, row: int, score: float) -> Hit:
        """Read the paragraph in a row."""
        segment, within = self._place(row)
        return Hit(*segment.read(within), score)

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


def _read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of the index in a folder. Raises NoIndexError."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise NoIndexError(str(folder), f"the index is of format {manifest['format']}, not {FORMAT}")
        checksum = manifest.pop("checksum")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoIndexError(str(folder), "there is no index, or it is damaged") from error
    if checksum != _checksum(manifest):
        raise NoIndexError(str(folder), f"{_MANIFEST} is not as it was when written")
    return dict(manifest)


def _checksum(manifest: Mapping[str, object]) -> int:
    return zlib.crc32(json.dumps(manifest, sort_keys=True).encode())


@dataclass(frozen=True, slots=True)
class _Draft:
    """An index that is being written."""

    folder: Path
    names: list[str]
    languages: Counter[str]
    seals: dict[str, Seal]  # of files taken over as they are

    def counting(self, documents: Iterable[Document]) -> Iterator[Document]:
        """Yield documents and count their paragraphs by language."""
        for document in documents:
            self.languages[document.language] += len(document.paragraphs)
            yield document

    def next_name(self, taken: Iterable[str] = ()) -> str:
        """Return the name of a new segment."""
        return str(max(map(int, chain(self.names, taken)), default=0) + 1)


@contextmanager
def _drafted(folder: Path, fingerprint: str) -> Iterator[_Draft]:
    """Let an index be written; it appears under its name, in the place of what was there, when it is whole."""
    draft = _Draft(folder.with_name(f"{folder.name}.{secrets.token_hex(4)}{UNFINISHED}"), [], Counter(), {})
    draft.folder.mkdir(parents=True)
    try:
        yield draft
    except BaseException:
        shutil.rmtree(draft.folder, ignore_errors=True)
        raise
    files = {path.name: draft.seals.get(path.name) or seal(path) for path in sorted(draft.folder.iterdir())}
    manifest = {
        "format": FORMAT,
        "fingerprint": fingerprint,
        "languages": dict(sorted((+draft.languages).items())),
        "segments": draft.names,
        "files": files,
    }
    whole = {**manifest, "checksum": _checksum(json.loads(json.dumps(manifest)))}
    (draft.folder / _MANIFEST).write_text(json.dumps(whole, indent=1), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    draft.folder.replace(folder)


def build_index(
    documents: Sequence[Document],
    folder: Path,
    fingerprint: str,
    on_paragraphs: Callable[[int], None] = lambda n: None,
    kernels: Kernels | None = None,
) -> Index:
    """Write the index of `documents` into the new `folder` and open it.

    Equal documents give equal files. `on_paragraphs` is called with the number of paragraphs counted since the last
    call. The folder appears under its name only when it is whole. `kernels` make a large index in a third of the time.
    """
    with _drafted(folder, fingerprint) as draft:
        _add(draft, documents, on_paragraphs, kernels)
    return Index(folder, kernels)


def _add(
    draft: _Draft, documents: Iterable[Document], on_paragraphs: Callable[[int], None], kernels: Kernels | None
) -> None:
    waiting = iter(documents)
    head = list(_up_to(MANY, waiting))
    many = sum(len(document.paragraphs) for document in head) >= MANY
    bulk = kernels.bulk() if kernels and many else None
    numbering = Numbering(bulk)
    waiting = draft.counting(chain(head, waiting))
    while (first := next(waiting, None)) is not None:
        some = _up_to(_SEGMENT if bulk else _SMALL_SEGMENT, chain([first], waiting))
        name = draft.next_name()
        write_segment(draft.folder, name, some, numbering, on_paragraphs, bulk)
        draft.names.append(name)


def _up_to(paragraphs: int, documents: Iterator[Document]) -> Iterator[Document]:
    """Yield documents until they have so many paragraphs."""
    left = paragraphs
    while left > 0 and (document := next(documents, None)) is not None:
        left -= len(document.paragraphs)
        yield document


def extend_index(
    base: Path,
    added: Sequence[Document],
    removed: Collection[str],
    folder: Path,
    fingerprint: str,
    on_paragraphs: Callable[[int], None] = lambda n: None,
    kernels: Kernels | None = None,
) -> Index:
    """Write the index of what `base` has, without the documents of the ids `removed` and with those `added`.

    A changed document is in both. Takes time by what is added and removed alone; the files of the base are shared with
    it, and neither index minds if the other is deleted. Answers are those of an index built anew. Raises NoIndexError
    where the base is none.
    """
    old = Index(base)
    ids = [id_.encode() for id_ in removed]
    with _drafted(folder, fingerprint) as draft:
        draft.languages.update(old.paragraphs_by_language)
        for segment in old.segments:
            _take_over(draft, old, segment, ids)
        _add(draft, added, on_paragraphs, kernels)
    return Index(folder, kernels)


def _take_over(draft: _Draft, old: Index, segment: Segment, removed: Collection[bytes]) -> None:
    """Put a segment of an older index into a new one, without some documents."""
    going = segment.find_documents(removed)
    for number in going.tolist():
        draft.languages[segment.facts(number).language] -= segment.size(number)
    if len(segment.gone.documents) + len(going) == segment.documents:
        return
    draft.names.append(segment.name)
    endings = [ROWS, TEXTS]
    if len(going):
        write_gone(draft.folder, segment.name, segment.without(going))
    elif len(segment.gone.documents):
        endings.append(GONE)
    for ending in endings:
        _share(old, draft, f"{segment.name}.{ending}")


def _share(old: Index, draft: _Draft, name: str) -> None:
    try:
        os.link(old.folder / name, draft.folder / name)
    except OSError:  # a file system without hard links, or too many of one
        shutil.copyfile(old.folder / name, draft.folder / name)
    draft.seals[name] = old.seal(name)


def is_crowded(index: Index) -> bool:
    """Tell whether `merge_index` would put segments together."""
    return any(map(_is_worth_writing, _groups(index.segments, _CROWD)))


def merge_index(folder: Path, target: Path, crowd: int = _CROWD) -> bool:
    """Write the index of `folder` with fewer segments into `target`; return False, with nothing written, if it has few.

    So many segments of about one size are a `crowd`, which becomes one. No text is analysed again and every answer
    stays as it is. Raises NoIndexError.
    """
    old = Index(folder)
    groups = _groups(old.segments, crowd)
    if not any(map(_is_worth_writing, groups)):
        return False
    with _drafted(target, old.fingerprint) as draft:
        draft.languages.update(old.paragraphs_by_language)
        for group in groups:
            if _is_worth_writing(group):
                name = draft.next_name(segment.name for segment in old.segments)
                write_merged(draft.folder, name, group)
                draft.names.append(name)
            else:
                _take_over(draft, old, group[0], ())
    return True


def _is_worth_writing(group: Sequence[Segment]) -> bool:
    return len(group) > 1 or len(group[0].gone_rows) > _MOST_GONE * len(group[0])


def _groups(segments: Sequence[Segment], crowd: int) -> list[list[Segment]]:
    """Return which segments to put together: as soon as there are several of about one size, these.

    A paragraph is thus written anew about as often as the index has doubled twice since it came.
    """
    groups = [[segment] for segment in segments]
    while crowded := [tier for tier, count in Counter(map(_tier, groups)).items() if count >= crowd]:
        tier = min(crowded)
        first = next(at for at, group in enumerate(groups) if _tier(group) == tier)
        together = [segment for group in groups if _tier(group) == tier for segment in group]
        others = [group for group in groups if _tier(group) != tier]
        groups = [*others[:first], together, *others[first:]]
    return groups


def _tier(group: Sequence[Segment]) -> int:
    return sum(segment.left for segment in group).bit_length() // 2

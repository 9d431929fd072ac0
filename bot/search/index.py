"""The TF-IDF index over paragraphs: built once, immutable, memory-mapped, searched by sparse dot products.

A paragraph's weights (BM25's saturated, length-normalised term frequency) know nothing of the rest of the corpus;
idf sits on the query's side. A new paragraph thus changes no old vector, and shards score exactly like one index.
"""

import hashlib
import json
import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from bot.corpus.documents import Document, Paragraph
from bot.errors import NoIndexError
from bot.search.analysis import fold, is_function_word, stem, words

if TYPE_CHECKING:
    from scipy.sparse import csr_array

FORMAT = 3  # raise it whenever files, analysis or weights change meaning: an index of another format is rebuilt

# BM25 (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework", section 3), tuned once over eight
# public collections; see docs/quality.md. The average length is a constant, or old weights would depend on new text.
_SATURATION = 1.2  # k1
_LENGTH_NORMALISATION = 0.65  # b
_AVERAGE_TERMS = 65.0  # content words of a paragraph
_HEADING_WEIGHT = 2  # an occurrence in the title or section heading counts as this many in the text
UNFINISHED = ".part"  # ending of a folder that is being written, or was when the process died
EXACT = "="  # prefix of a term that holds the unstemmed word
EXACT_WEIGHT = 0.3  # weight of the unstemmed word beside its stem, on the query's side

Rows = npt.NDArray[np.int64]  # of paragraphs, ascending


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A document without its paragraphs."""

    id: str
    file: str
    title: str
    publisher: str
    date: str
    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved paragraph with its score (> 0, comparable within one query only)."""

    paragraph: Paragraph
    document: DocumentFacts
    score: float


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


def _paragraph_terms(entry: tuple[str, str, str]) -> list[str]:
    """Return the terms of a (text, heading, language) entry, those of the heading HEADING_WEIGHT times."""
    text, heading, language = entry
    content = [word for word in words(text) + words(heading) * _HEADING_WEIGHT if not is_function_word(word)]
    return [stem(word, language) for word in content] + [EXACT + fold(word) for word in content]


def _weigh(counts: "csr_array") -> "csr_array":
    """Turn term counts (paragraphs, terms) into BM25 weights, row by row: no row looks at another."""
    lengths = np.asarray(counts.sum(axis=1)).ravel() / 2  # each word is counted as its stem and as itself
    norm = _SATURATION * (1 - _LENGTH_NORMALISATION + _LENGTH_NORMALISATION * lengths / _AVERAGE_TERMS)
    counts.data *= (_SATURATION + 1) / (counts.data + np.repeat(norm, np.diff(counts.indptr)))
    return counts


class _Blobs:
    """Records of bytes in one memory-mapped file, by number."""

    def __init__(self, folder: Path, name: str) -> None:
        self._ends = np.load(folder / f"{name}.ends.npy", mmap_mode="r")
        self._bytes = np.memmap(folder / f"{name}.bin", mode="r") if len(self._ends) else np.empty(0, np.uint8)

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> list[Any]:
        start = int(self._ends[number - 1]) if number else 0
        record: list[Any] = json.loads(self._bytes[start : int(self._ends[number])].tobytes())
        return record

    @staticmethod
    def write(folder: Path, name: str, records: Iterable[Sequence[object]]) -> None:
        ends = []
        end = 0
        with (folder / f"{name}.bin").open("wb") as file:
            for record in records:
                end += file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode())
                ends.append(end)
        np.save(folder / f"{name}.ends.npy", np.array(ends, np.int64))


def _key(term: str) -> int:
    """Return the 64-bit key under which a term is looked up; among 10^6 terms two clash once in 10^7 indexes."""
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), "little")


class Index:
    """An immutable index on disk. Opening maps files and reads next to nothing."""

    def __init__(self, folder: Path) -> None:
        """Open the index in `folder`. Raises NoIndexError where there is none of this format."""
        try:
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            if manifest["format"] != FORMAT:
                raise NoIndexError(str(folder), f"the index is of format {manifest['format']}, not {FORMAT}")
            for name, size in manifest["files"].items():
                if (folder / name).stat().st_size != size:
                    raise NoIndexError(str(folder), f"{name} is not as long as it was when written")
            self._keys = np.load(folder / "keys.npy", mmap_mode="r")
            self._starts = np.load(folder / "starts.npy", mmap_mode="r")
            self._rows = np.load(folder / "rows.npy", mmap_mode="r")
            self._weights = np.load(folder / "weights.npy", mmap_mode="r")
            self._ids = np.load(folder / "ids.npy", mmap_mode="r")
            self._paragraphs = _Blobs(folder, "paragraphs")
            self._documents = _Blobs(folder, "documents")
            self.fingerprint: str = manifest["fingerprint"]
            self.languages: tuple[str, ...] = tuple(manifest["languages"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise NoIndexError(str(folder), "there is no index, or it is damaged") from error
        self.folder = folder

    def __len__(self) -> int:
        return len(self._paragraphs)

    @property
    def documents(self) -> tuple[DocumentFacts, ...]:
        """All documents in the order in which they were indexed."""
        return tuple(DocumentFacts(*self._documents[number]) for number in range(len(self._documents)))

    def idf(self, term: str) -> float:
        """Return ln(1 + (N - n + 0.5) / (n + 0.5)) for a term that n of N paragraphs hold; 0.0 where none does."""
        found = self._postings(term)
        if found is None:
            return 0.0
        n = found[1] - found[0]
        return float(np.log1p((len(self) - n + 0.5) / (n + 0.5)))

    def frequency(self, term: str) -> int:
        """Return how many paragraphs hold a term."""
        found = self._postings(term)
        return found[1] - found[0] if found else 0

    def _postings(self, term: str) -> tuple[int, int] | None:
        key = _key(term)
        at = int(np.searchsorted(self._keys, np.uint64(key)))
        if at == len(self._keys) or int(self._keys[at]) != key:
            return None
        return int(self._starts[at]), int(self._starts[at + 1])

    def scores(self, query: Mapping[str, float]) -> npt.NDArray[np.float32]:
        """Return the score of every paragraph, shape (paragraphs,): sum of query weight x idf x term weight."""
        scores = np.zeros(len(self), np.float32)
        for term, weight in query.items():
            found = self._postings(term)
            if found:
                span = slice(*found)
                scores[self._rows[span]] += np.float32(weight * self.idf(term)) * self._weights[span]
        return scores

    def holds(self, terms: Iterable[str]) -> npt.NDArray[np.float32]:
        """Return which paragraphs hold any of the terms, as 0.0 or 1.0, shape (paragraphs,)."""
        held = np.zeros(len(self), np.float32)
        for term in terms:
            if found := self._postings(term):
                held[self._rows[slice(*found)]] = 1.0
        return held

    def holding(self, terms: Iterable[str], least: int, limit: int) -> Rows:
        """Return at most `limit` rows of paragraphs that hold at least `least` of the terms: those that hold most."""
        spans = [self._rows[slice(*found)] for term in terms if (found := self._postings(term))]
        rows, counts = np.unique(np.concatenate([np.empty(0, np.int32), *spans]), return_counts=True)
        most = np.argsort(-counts, kind="stable")[:limit]
        held: Rows = np.sort(rows[most[counts[most] >= least]]).astype(np.int64)
        return held

    def search(
        self,
        query: Mapping[str, float],
        limit: int,
        factors: npt.NDArray[np.float32] | None = None,
        among: Rows | None = None,
    ) -> list[Hit]:
        """Return the at most `limit` best paragraphs, best first, ties by paragraph id.

        `factors`, shape (paragraphs,), if given, multiply the scores. With `among`, all but those rows are left out.
        """
        scores = self.scores(query)
        if factors is not None:
            scores *= factors
        best = np.flatnonzero(scores > 0) if among is None else among[scores[among] > 0]
        if len(best) > limit:
            floor = np.partition(scores[best], -limit)[-limit]
            best = best[scores[best] >= floor]
        # Rows are sorted by paragraph id, so the stable sort settles ties by it.
        best = best[np.argsort(-scores[best], kind="stable")][:limit]
        return [self.hit(int(row), float(scores[row])) for row in best]

    def row(self, paragraph_id: str) -> int:
        """Return the row of a paragraph. Raises KeyError where the index has no paragraph of that id."""
        found = self.rows([paragraph_id])
        if not len(found):
            raise KeyError(paragraph_id)
        return int(found[0])

    def rows(self, paragraph_ids: Iterable[str]) -> Rows:
        """Return the rows of those paragraphs that the index has, ascending, each once."""
        wanted = np.unique(np.array(list(paragraph_ids), np.str_))
        at = np.searchsorted(self._ids, wanted)
        inside = at < len(self)
        at, wanted = at[inside], wanted[inside]
        rows: Rows = at[self._ids[at] == wanted].astype(np.int64)
        return rows

    def ids(self, rows: Rows) -> list[str]:
        """Return the ids of the paragraphs in some rows, in their order."""
        ids: list[str] = self._ids[rows].tolist()
        return ids

    def hit(self, row: int, score: float) -> Hit:
        """Read the paragraph in a row."""
        document_number, *paragraph = self._paragraphs[row]
        return Hit(Paragraph(*paragraph), DocumentFacts(*self._documents[document_number]), score)


def build_index(
    documents: Sequence[Document], folder: Path, fingerprint: str, on_paragraphs: Callable[[int], None] = lambda n: None
) -> Index:
    """Write the index of `documents` into the new `folder` and open it.

    Equal documents give equal files. `on_paragraphs` is called with the number of paragraphs counted since the last
    call. The folder appears under its name only when it is whole.
    """
    # They take a second to import, and a start with an index on disk needs neither.
    from scipy.sparse import csc_array, csr_array
    from sklearn.feature_extraction.text import CountVectorizer

    unfinished = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}{UNFINISHED}")
    unfinished.mkdir(parents=True)
    located = sorted(
        ((paragraph, number) for number, document in enumerate(documents) for paragraph in document.paragraphs),
        key=lambda pair: pair[0].id,
    )
    counter = CountVectorizer(analyzer=_paragraph_terms, dtype=np.float32)
    entries = [
        (p.text, " ".join(dict.fromkeys((documents[number].title, p.section))), documents[number].language)
        for p, number in located
    ]
    if any(map(_paragraph_terms, entries)):
        postings = csc_array(_weigh(csr_array(counter.fit_transform(_announced(entries, on_paragraphs)))))
        names = sorted(counter.vocabulary_, key=counter.vocabulary_.__getitem__)
    else:
        postings, names = csc_array((0, 0), dtype=np.float32), []
    keys = np.array([_key(name) for name in names], np.uint64)
    order = np.argsort(keys)
    postings = postings[:, order] if len(order) else postings
    np.save(unfinished / "keys.npy", keys[order])
    np.save(unfinished / "starts.npy", postings.indptr.astype(np.int64))
    np.save(unfinished / "rows.npy", postings.indices.astype(np.int32))
    np.save(unfinished / "weights.npy", postings.data.astype(np.float32))
    np.save(unfinished / "ids.npy", np.array([paragraph.id for paragraph, _ in located], np.str_))
    _Blobs.write(unfinished, "paragraphs", ([number, *_fields(paragraph)] for paragraph, number in located))
    _Blobs.write(unfinished, "documents", (_facts(document) for document in documents))
    manifest = {
        "format": FORMAT,
        "fingerprint": fingerprint,
        "languages": _languages(documents),
        "files": {path.name: path.stat().st_size for path in sorted(unfinished.iterdir())},
    }
    (unfinished / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.replace(folder)
    return Index(folder)


def _fields(paragraph: Paragraph) -> tuple[object, ...]:
    return paragraph.id, paragraph.document_id, paragraph.position, paragraph.section, paragraph.text


def _facts(document: Document) -> tuple[str, ...]:
    return (
        document.id,
        document.file,
        document.title,
        document.publisher,
        document.date,
        document.language,
        document.url,
    )


def _languages(documents: Sequence[Document]) -> list[str]:
    """Return the languages of the documents, most paragraphs first, "" left out."""
    paragraphs = Counter[str]()
    for document in documents:
        paragraphs[document.language] += len(document.paragraphs)
    return [language for language, _ in sorted(paragraphs.items(), key=lambda item: (-item[1], item[0])) if language]


def _announced(
    items: Iterable[tuple[str, str, str]], on_paragraphs: Callable[[int], None]
) -> Iterator[tuple[str, str, str]]:
    for item in items:
        on_paragraphs(1)
        yield item

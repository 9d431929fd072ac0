"""The engines that a user would pick instead, each with an index on disk beside the texts; answers are row numbers."""

import pickle
import re
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import Stemmer

from bench.scale.texts import Text

Search = Callable[[str, int], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Peer:
    """An engine: what writes its index into a folder, and what opens it there."""

    build: Callable[[Sequence[Text], Path], None]
    open: Callable[[Path], Search]


def _build_tantivy(texts: Sequence[Text], folder: Path) -> None:
    import tantivy

    schema = tantivy.SchemaBuilder()
    schema.add_integer_field("row", stored=True)
    schema.add_text_field("body", tokenizer_name="en_stem")
    index = tantivy.Index(schema.build(), path=str(folder))
    writer = index.writer()
    for row, text in enumerate(texts):
        writer.add_document(tantivy.Document(row=row, body=text.whole))
    writer.commit()
    writer.wait_merging_threads()


def _open_tantivy(folder: Path) -> Search:
    import tantivy

    index = tantivy.Index.open(str(folder))
    searcher = index.searcher()

    def search(query: str, limit: int) -> list[int]:
        plain = " ".join(re.findall(r"\w+", query.lower()))
        found = searcher.search(index.parse_query(plain, ["body"]), limit).hits
        return [int(searcher.doc(address)["row"][0]) for _, address in found]

    return search


def _build_fts5(texts: Sequence[Text], folder: Path) -> None:
    with sqlite3.connect(folder / "fts.sqlite3") as database:
        database.execute("CREATE VIRTUAL TABLE paragraphs USING fts5(body, content='', tokenize='porter unicode61')")
        rows = ((row, text.whole) for row, text in enumerate(texts))
        database.executemany("INSERT INTO paragraphs(rowid, body) VALUES (?, ?)", rows)
        database.execute("INSERT INTO paragraphs(paragraphs) VALUES ('optimize')")
    database.close()


def _open_fts5(folder: Path) -> Search:
    database = sqlite3.connect(folder / "fts.sqlite3")

    def search(query: str, limit: int) -> list[int]:
        anything = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", query))
        question = "SELECT rowid FROM paragraphs WHERE paragraphs MATCH ? ORDER BY rank LIMIT ?"
        return [row for (row,) in database.execute(question, (anything, limit))]

    return search


def _build_bm25s(texts: Sequence[Text], folder: Path) -> None:
    import bm25s

    whole = [text.whole for text in texts]
    tokens = bm25s.tokenize(whole, stopwords="en", stemmer=Stemmer.Stemmer("english"), show_progress=False)
    index = bm25s.BM25()
    index.index(tokens, show_progress=False)
    index.save(folder)


def _open_bm25s(folder: Path) -> Search:
    import bm25s

    index, stemmer = bm25s.BM25.load(folder, mmap=True), Stemmer.Stemmer("english")

    def search(query: str, limit: int) -> list[int]:
        tokens = bm25s.tokenize([query], stopwords="en", stemmer=stemmer, show_progress=False)
        rows, scores = index.retrieve(tokens, k=limit, show_progress=False)
        return [int(row) for row, score in zip(rows[0], scores[0], strict=True) if score > 0]

    return search


def _build_scikit_learn(texts: Sequence[Text], folder: Path) -> None:
    from scipy.sparse import save_npz
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer()
    save_npz(folder / "matrix.npz", vectorizer.fit_transform(text.whole for text in texts), compressed=False)
    (folder / "vectorizer.pickle").write_bytes(pickle.dumps(vectorizer))


def _open_scikit_learn(folder: Path) -> Search:
    from scipy.sparse import load_npz

    matrix: Any = load_npz(folder / "matrix.npz")
    vectorizer = pickle.loads((folder / "vectorizer.pickle").read_bytes())

    def search(query: str, limit: int) -> list[int]:
        scores = np.asarray((matrix @ vectorizer.transform([query]).T).todense()).ravel()
        best = np.argpartition(scores, -limit)[-limit:]
        return [int(row) for row in best[np.argsort(-scores[best])] if scores[row] > 0]

    return search


PEERS: Mapping[str, Peer] = {
    "tantivy, stemmed": Peer(_build_tantivy, _open_tantivy),
    "SQLite FTS5, porter": Peer(_build_fts5, _open_fts5),
    "bm25s, stemmed": Peer(_build_bm25s, _open_bm25s),
    "scikit-learn TfidfVectorizer, cosine": Peer(_build_scikit_learn, _open_scikit_learn),
}


def folder_of(name: str, parent: Path) -> Path:
    """Return the folder of a peer's index."""
    return parent / re.sub(r"\W+", "-", name)

"""The search engines that a user would pick instead, each as a function from texts to a search."""

import re
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import Stemmer

from bench.collections import Search, Text


def _whole(text: Text) -> str:
    return f"{text.title}\n{text.text}"


def scikit_learn_defaults(texts: Sequence[Text]) -> Search:
    """TfidfVectorizer with its defaults, cosine."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return _cosine(texts, TfidfVectorizer())


def scikit_learn_stemmed(texts: Sequence[Text]) -> Search:
    """TfidfVectorizer, English stop words and stems, sublinear tf."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer

    stemmer = Stemmer.Stemmer("english")

    def analyze(text: str) -> list[str]:
        found = re.findall(r"(?u)\b\w\w+\b", text.lower())
        return [str(term) for term in stemmer.stemWords([word for word in found if word not in ENGLISH_STOP_WORDS])]

    return _cosine(texts, TfidfVectorizer(analyzer=analyze, sublinear_tf=True))


def _cosine(texts: Sequence[Text], vectorizer: Any) -> Search:
    matrix = vectorizer.fit_transform([_whole(text) for text in texts])

    def search(query: str, limit: int) -> list[str]:
        scores = np.asarray((matrix @ vectorizer.transform([query]).T).todense()).ravel()
        best = np.argsort(-scores, kind="stable")[:limit]
        return [texts[int(row)].id for row in best if scores[row] > 0]

    return search


def bm25s_stemmed(texts: Sequence[Text]) -> Search:
    """bm25s with its English stop words and an English stemmer."""
    import bm25s

    stemmer = Stemmer.Stemmer("english")
    index = bm25s.BM25()
    whole = [_whole(text) for text in texts]
    index.index(bm25s.tokenize(whole, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)

    def search(query: str, limit: int) -> list[str]:
        tokens = bm25s.tokenize([query], stopwords="en", stemmer=stemmer, show_progress=False)
        rows, scores = index.retrieve(tokens, k=min(limit, len(texts)), show_progress=False)
        return [texts[int(row)].id for row, score in zip(rows[0], scores[0], strict=True) if score > 0]

    return search


def tantivy_stemmed(texts: Sequence[Text]) -> Search:
    """Tantivy (Lucene's design in Rust) with its English stemming tokenizer."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("body", tokenizer_name="en_stem")
    index = tantivy.Index(builder.build())
    writer = index.writer()
    for text in texts:
        writer.add_document(tantivy.Document(id=text.id, body=_whole(text)))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def search(query: str, limit: int) -> list[str]:
        plain = " ".join(re.findall(r"\w+", query.lower()))
        if not plain:
            return []
        found = searcher.search(index.parse_query(plain, ["body"]), limit).hits
        return [str(searcher.doc(address)["id"][0]) for _, address in found]

    return search


def sqlite_fts5(texts: Sequence[Text]) -> Search:
    """SQLite FTS5, porter stemming over Unicode words, bm25()."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE paragraphs USING fts5(id UNINDEXED, body, tokenize='porter unicode61')")
    database.executemany("INSERT INTO paragraphs VALUES (?, ?)", ((text.id, _whole(text)) for text in texts))

    def search(query: str, limit: int) -> list[str]:
        anything = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", query))
        if not anything:
            return []
        question = "SELECT id FROM paragraphs WHERE paragraphs MATCH ? ORDER BY bm25(paragraphs), rowid LIMIT ?"
        return [row[0] for row in database.execute(question, (anything, limit))]

    return search


PEERS: dict[str, Callable[[Sequence[Text]], Search]] = {
    "scikit-learn TfidfVectorizer, defaults": scikit_learn_defaults,
    "scikit-learn, stop words, sublinear, stemmed": scikit_learn_stemmed,
    "bm25s, stemmed": bm25s_stemmed,
    "tantivy, stemmed": tantivy_stemmed,
    "SQLite FTS5, porter": sqlite_fts5,
}

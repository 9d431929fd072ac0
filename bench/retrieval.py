"""Retrieval beside the peers: `python -m bench.retrieval COLLECTION... [--typos] [--no-peers] [--markdown FILE]`.

Our row is the bot's own path: the query is read (translated, corrected) and searched exactly as `brief` does it, with
one setting for all collections. A collection's language is detected, as it is for a document.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.collections import Collection, Figures, Search, evaluate, load_collection
from bench.peers import PEERS
from bench.tables import markdown, replace_section
from bot.answering import Snapshot, retrieve
from bot.corpus.documents import Document, Paragraph
from bot.corpus.languages import detect_language
from bot.search.glossary import load_glossary
from bot.search.matching import Matcher
from bot.search.terms import query_terms
from bot.search.vocabulary import build_vocabulary, open_vocabulary
from bot.search.writing import build_index

NEIGHBOURS = {
    letter: around
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
    for at, letter in enumerate(row)
    for around in [row[max(0, at - 1) : at] + row[at + 1 : at + 2]]
}


def snapshot(collection: Collection, folder: Path, seeds: Path) -> Snapshot:
    """Index a collection as the bot indexes documents."""
    language = detect_language(" ".join(text.text for text in collection.texts[:20]))
    documents = [
        Document(t.id, "", t.title, "", "", language, "", (Paragraph(t.id, t.id, 0, "", t.text),))
        for t in collection.texts
    ]
    glossary = load_glossary(seeds / "glossary.toml")
    index = build_index(documents, folder / collection.name, "")
    build_vocabulary(documents, glossary, index.folder)
    vocabulary = open_vocabulary(index.folder, glossary)
    return Snapshot(index, vocabulary, Matcher(index, vocabulary))


def ours(made: Snapshot) -> Search:
    """Search as `brief` does."""
    return lambda query, limit: [hit.paragraph.id for hit in retrieve(made, made.matcher.match(query), limit)]


def plain(made: Snapshot) -> Search:
    """Search the same index for the words as they are typed, with no reading of them."""
    languages = made.index.languages
    return lambda query, limit: [hit.paragraph.id for hit in made.index.search(query_terms(query, languages), limit)]


def misspelt(query: str, rng: random.Random) -> str:
    """Return a query with one slip in a word of four letters or more: a key beside, a swap, a loss, a double."""
    words = query.split(" ")
    long = [at for at, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    if not long:
        return query
    at = rng.choice(long)
    word = words[at]
    place = rng.randrange(1, len(word) - 1)
    beside = NEIGHBOURS.get(word[place].lower(), word[place])
    words[at] = rng.choice(
        [
            word[:place] + rng.choice(beside) + word[place + 1 :],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
        ]
    )
    return " ".join(words)


def with_typos(collection: Collection) -> Collection:
    """Return the collection with a slip in every query; the same slips in every run."""
    rng = random.Random(collection.name)
    queries = {id_: misspelt(text, rng) for id_, text in collection.queries.items()}
    return Collection(collection.name, collection.texts, queries, collection.relevant)


def _row(name: str, found: Sequence[Figures]) -> list[str]:
    mean = sum(figures.ndcg_10 for figures in found) / len(found)
    mrr = sum(figures.mrr_10 for figures in found) / len(found)
    recall = sum(figures.recall_100 for figures in found) / len(found)
    return [name, *(f"{f.ndcg_10:.3f}" for f in found), f"**{mean:.4f}**", f"{mrr:.3f}", f"{recall:.3f}"]


def _typos_table(collections: Sequence[Collection], made: Sequence[Snapshot]) -> str:
    rows = []
    for name, engine in (("this bot", ours), ("the same index, words as typed", plain)):
        for spelling, change in (("well spelt", lambda c: c), ("one slip a query", with_typos)):
            print(f"{name}, {spelling} ...", file=sys.stderr)
            searches = [(change(c), engine(m)) for c, m in zip(collections, made, strict=True)]
            rows.append(_row(f"{name}, {spelling}", [evaluate(c, search) for c, search in searches]))
    return markdown(["nDCG@10", *(c.name for c in collections), "mean", "MRR@10", "recall@100"], rows)


def _table(collections: Sequence[Collection], made: Sequence[Snapshot], peers: bool) -> str:
    rows = []
    for name, engine in PEERS.items() if peers else ():
        print(f"{name} ...", file=sys.stderr)
        rows.append(_row(name, [evaluate(c, engine(c.texts)) for c in collections]))
    rows.append(_row("**this bot**", [evaluate(c, ours(m)) for c, m in zip(collections, made, strict=True)]))
    return markdown(["nDCG@10", *(c.name for c in collections), "mean", "MRR@10", "recall@100"], rows)


def _folders(path: Path) -> list[Path]:
    return [path] if (path / "qrels.tsv").exists() else sorted(f for f in path.iterdir() if (f / "qrels.tsv").exists())


def main() -> int:
    """Print the tables and, with --markdown, write them into a document's marked section."""
    parser = argparse.ArgumentParser(prog="python -m bench.retrieval", description=__doc__)
    parser.add_argument("collections", nargs="+", type=Path, help="folders, or one folder of such folders")
    parser.add_argument("--typos", action="store_true", help="measure misspelt queries instead of peers")
    parser.add_argument("--no-peers", action="store_true", help="our row alone")
    parser.add_argument("--seeds", type=Path, default=Path("seeds"), help="the folder with glossary.toml")
    parser.add_argument("--markdown", type=Path, help="a document to write the table into")
    given = parser.parse_args()
    folders = [
        f for path in given.collections for f in ([path] if (path / "qrels.tsv").exists() else sorted(path.iterdir()))
    ]
    collections = [load_collection(folder) for folder in folders]
    with tempfile.TemporaryDirectory() as work:
        print(f"indexing {', '.join(collection.name for collection in collections)} ...", file=sys.stderr)
        made = [snapshot(collection, Path(work), given.seeds) for collection in collections]
        table = _typos_table(collections, made) if given.typos else _table(collections, made, not given.no_peers)
    print(table)
    if given.markdown:
        replace_section(given.markdown, "retrieval-typos" if given.typos else "retrieval", table)
    return 0


if __name__ == "__main__":
    sys.exit(main())

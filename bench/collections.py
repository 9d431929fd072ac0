"""Test collections for retrieval: a folder each with `corpus.jsonl`, `queries.jsonl` and `qrels.tsv`."""

import json
import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Search = Callable[[str, int], list[str]]  # query, limit -> document ids, best first


@dataclass(frozen=True, slots=True)
class Text:
    """A document of a collection."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, queries by id, and by query id the relevant documents with their grades."""

    name: str
    texts: tuple[Text, ...]
    queries: Mapping[str, str]
    relevant: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over the queries that have a relevant document."""

    ndcg_10: float
    mrr_10: float
    recall_100: float


def load_collection(folder: Path) -> Collection:
    """Read a collection from its folder."""
    texts = [json.loads(line) for line in (folder / "corpus.jsonl").open(encoding="utf-8")]
    queries = [json.loads(line) for line in (folder / "queries.jsonl").open(encoding="utf-8")]
    relevant: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (folder / "qrels.tsv").open(encoding="utf-8"):
        query, *_, document, grade = line.split()
        if grade.lstrip("-").isdigit() and int(grade) > 0:
            relevant[query][document] = int(grade)
    return Collection(
        folder.name,
        tuple(Text(str(t["id"]), t.get("title") or "", t["text"]) for t in texts),
        {str(q["id"]): q["text"] for q in queries if str(q["id"]) in relevant},
        relevant,
    )


def evaluate(collection: Collection, search: Search) -> Figures:
    """Run all queries and return the means."""
    rows = [_figures(search(text, 100), collection.relevant[query]) for query, text in collection.queries.items()]
    return Figures(*(sum(column) / len(rows) for column in zip(*rows, strict=True)))


def _figures(ranked: Sequence[str], relevant: Mapping[str, int]) -> tuple[float, float, float]:
    gains = [relevant.get(document, 0) / math.log2(rank + 2) for rank, document in enumerate(ranked[:10])]
    ideal = sum(g / math.log2(rank + 2) for rank, g in enumerate(sorted(relevant.values(), reverse=True)[:10]))
    first = next((1 / (rank + 1) for rank, document in enumerate(ranked[:10]) if document in relevant), 0.0)
    return sum(gains) / ideal, first, len(set(ranked) & relevant.keys()) / len(relevant)

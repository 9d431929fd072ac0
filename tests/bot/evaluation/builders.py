"""A gold set of an invented coast, small enough to work its figures out on paper."""

import json
from collections.abc import Sequence
from pathlib import Path

from bot.evaluation.answers import Answer, Told
from bot.evaluation.gold import (
    Gold,
    GoldParagraph,
    GoldQuery,
    GoldTopic,
    Grade,
    Negative,
    NoiseKind,
    NoiseLine,
    Nugget,
    Weight,
)

BRIDGE = "The Lantern Bridge carries 4,200 vehicles a day. It was closed in March 2024 after divers found cracks."
REPAIR = "Repairs of the Lantern Bridge will cost $38 million. Mayor Ida Quill calls that far too much for Merrow."
FERRY = "The ferry Petrel carries 900 people a day beside the closed bridge and will do so until the autumn storms."
HERRING = "The herring of Merrow is sold to six countries, as it has been since the first bridge was built in 1874."

CARRIES, CLOSED = (
    "The Lantern Bridge carries 4,200 vehicles a day.",
    "It was closed in March 2024 after divers found cracks.",
)
COSTS, TOO_MUCH = (
    "Repairs of the Lantern Bridge will cost $38 million.",
    "Mayor Ida Quill calls that far too much for Merrow.",
)


def nugget(*sentences: str, weight: Weight = Weight.VITAL, side: str = "") -> Nugget:
    return Nugget(f"that {sentences[0]}", sentences, weight, side)


def topic(*queries: str, relevant: dict[str, Grade], nuggets: Sequence[Nugget] = (), name: str = "bridge") -> GoldTopic:
    """A topic; a query is "type: text"."""
    asked = tuple(GoldQuery(text, type_) for type_, text in (query.split(": ") for query in queries))
    return GoldTopic(name, name, "place", asked, relevant, tuple(nuggets))


def paragraphs() -> tuple[GoldParagraph, ...]:
    texts = {"p1": BRIDGE, "p2": REPAIR, "p3": FERRY, "p4": HERRING}
    return tuple(GoldParagraph(id_, "coast.txt", text, False) for id_, text in texts.items())


def gold(*topics: GoldTopic, negatives: Sequence[str] = (), noise: Sequence[tuple[NoiseKind, str]] = ()) -> Gold:
    """A gold set over the four paragraphs; a negative is "difficulty: text"."""
    refused = (Negative(text, difficulty) for difficulty, text in (negative.split(": ") for negative in negatives))
    return Gold(topics, tuple(refused), paragraphs(), tuple(NoiseLine(kind, text) for kind, text in noise))


def answer(*sentences: str, found: Sequence[str] = (), reply: str | None = None, milliseconds: float = 1.0) -> Answer:
    """An answer of these sentences from these paragraphs, all of the Coast Courier."""
    said = " ".join([*sentences, "— Coast Courier"]) if reply is None else reply
    told = tuple(Told(sentence, "Coast Courier") for sentence in sentences)
    return Answer(True, tuple(found), told, (), said, milliseconds)


REFUSED = Answer(matched=False, milliseconds=1.0)


def write_gold(folder: Path, **files: Sequence[object]) -> Path:
    """Write a gold set's files; those not given are of a set of one topic and one query without an answer."""
    whole: dict[str, Sequence[object]] = {
        "topics": [
            {
                "id": "lantern-bridge",
                "topic": "Lantern Bridge",
                "kind": "infrastructure",
                "queries": [{"text": "lantren bridge", "type": "typo"}],
                "relevant": {"p1": 2},
                "nuggets": [{"fact": "carries 4,200", "sentences": [CARRIES], "weight": "vital", "side": None}],
            }
        ],
        "negatives": [{"text": "pizza", "difficulty": "easy"}],
        "paragraphs": [{"id": "p1", "file": "coast.txt", "text": BRIDGE}],
        "noise": [{"kind": "furniture", "text": "Share this page"}],
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in {**whole, **files}.items():
        lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder

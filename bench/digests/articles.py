"""Made-up news, each paragraph on one topic and unlike every other, so that it is known what is news to whom."""

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

_ONSETS = "B Br C Ch D Dr F Fl G Gr H J K Kl L M N P Pr R S Sk St T Tr V W Z".split()
_NUCLEI = "a e i o u ai au ea ei ia io oa ou".split()
_ENDINGS = "bor dan dell fen gard holm kar lund mere nach nor rath sund tal thal vik wick wold zen".split()
_WHO = "a spokesman;the harbour office;two engineers;the mayor;a court;farmers;the pilots' union;a surveyor".split(";")
_DID = "approved bought closed counted delayed inspected leased measured opened painted rebuilt sold".split()
_WHAT = (
    "a bridge;barges;boilers;cables;copper pipes;cranes;a dam;engines;ferries;fishing nets;glasshouses;locomotives;"
    "lighthouses;mills;orchards;pumps;quarries;a reservoir;ropes;sawmills;schools;a tunnel;turbines;warehouses"
).split(";")
_WHERE = (
    "beside the old customs house;beyond the northern locks;in the marshes;near the railway sheds;on the east bank;"
    "under the cliffs;at the foot of the glacier;along the coast road;behind the brick kilns;across the strait"
).split(";")
_WHY = (
    "after a storm broke the ice;because timber had become dear;before the winter fair;despite a strike of carters;"
    "following a quarrel over tolls;once the inspectors had left;to make room for a market;while the river was low"
).split(";")
_PUBLISHERS = "Coast Courier;Harbour Herald;Inland Post;Lantern;Morning Bell;Northern Star;River Gazette".split(";")


@dataclass(frozen=True, slots=True)
class Article:
    """A paragraph of news."""

    topic: str
    code: str  # six digits that stand in it and in no other
    text: str


def topics(count: int, rng: random.Random) -> tuple[str, ...]:
    """Return made-up names, the one that most will follow first."""
    names: dict[str, None] = {}
    while len(names) < count:
        names[rng.choice(_ONSETS) + rng.choice(_NUCLEI) + rng.choice(_ENDINGS)] = None
    return tuple(names)


def zipf(count: int) -> tuple[float, ...]:
    """Return cumulative weights, for `random.choices`, by which the nth is chosen 1/n as often as the first."""
    return tuple(accumulate(1 / (rank + 1) for rank in range(count)))


class Newsroom:
    """Writes articles; equal seeds write equal ones."""

    def __init__(self, rng: random.Random) -> None:
        """Begin with nothing written."""
        self._rng = rng
        self._codes: set[str] = set()

    def write(self, topic: str) -> Article:
        """Return a sentence of news."""
        code = f"{self._rng.randrange(100_000, 1_000_000)}"
        while code in self._codes:
            code = f"{self._rng.randrange(100_000, 1_000_000)}"
        self._codes.add(code)
        said = [self._rng.choice(parts) for parts in (_WHO, _DID, _WHAT, _WHERE, _WHY)]
        price = self._rng.randrange(11, 9_999)
        return Article(
            topic, code, f"In {topic} {' '.join(said)}, and paid {price} crowns for it under permit {code}, it is said."
        )

    def file(self, folder: Path, name: str, articles: Iterable[Article]) -> None:
        """Add articles to the bot's documents, each a document of its own."""
        lines = [
            json.dumps({
                "id": article.code,
                "title": f"Notes {article.code}",
                "publisher": self._rng.choice(_PUBLISHERS),
                "text": article.text,
            })
            for article in articles
        ]  # fmt: skip
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def some_topics(names: Sequence[str], count: int, rng: random.Random) -> list[str]:
    """Return different topics, those that many follow rather than others; no more than there are."""
    chosen: dict[str, None] = {}
    weights = zipf(len(names))
    while len(chosen) < min(count, len(names)):
        chosen[rng.choices(names, cum_weights=weights)[0]] = None
    return list(chosen)

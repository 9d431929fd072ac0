"""What people ask of an archive: words and names drawn by how often they stand in it, well spelt or not."""

import random
import re
from collections.abc import Sequence
from pathlib import Path

from bench.retrieval import misspelt
from bench.scale.texts import Text, texts
from bot.search.analysis import is_function_word, words

_MOST_WORDS = 4
_OF_NAMES = 0.5  # of queries
_NAME = re.compile(r"(?<=\w )[A-Z][a-z]+(?: (?:of )?[A-Z0-9][a-z0-9]+)*")  # not the first word of a sentence


def sampled(archive: Path, count: int, rng: random.Random) -> list[Text]:
    """Return so many paragraphs of an archive, each as likely as any other; all where there are no more."""
    kept: list[Text] = []
    for number, text in enumerate(texts(archive)):
        if number < count:
            kept.append(text)
        elif (at := rng.randrange(number + 1)) < count:  # reservoir sampling, Vitter's algorithm R
            kept[at] = text
    rng.shuffle(kept)
    return kept


def asked(paragraphs: Sequence[Text], rng: random.Random) -> list[str]:
    """Return a query for each paragraph: a name that it has, or one to four of its words."""
    return [_query(paragraph.text, rng) for paragraph in paragraphs]


def _query(text: str, rng: random.Random) -> str:
    names = _NAME.findall(text)
    if names and rng.random() < _OF_NAMES:
        return " ".join(str(rng.choice(names)).split()[:_MOST_WORDS]).lower()
    content = list(dict.fromkeys(word.lower() for word in words(text) if not is_function_word(word)))
    return " ".join(rng.sample(content, min(len(content), rng.randint(1, _MOST_WORDS))))


def slipped(queries: Sequence[str], share: float, rng: random.Random) -> list[str]:
    """Return the queries, a share of them with a slip."""
    return [misspelt(query, rng) if rng.random() < share else query for query in queries]

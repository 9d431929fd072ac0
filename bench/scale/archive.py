"""An archive of made-up articles: its words and names grow with it as they do in real ones (Heaps, Zipf).

Equal seeds make equal archives, and a small one is the beginning of a large one.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.scale.names import acronym, name
from bench.scale.sentences import SLOTS, Pattern, sentence_patterns, title_patterns
from bench.scale.words import Ranks, Texts, adjectives, drawn, going, nouns, past, plural, verbs

_BLOCK = 64  # documents that are made at once
_PARAGRAPHS = (10, 20)  # of a document
_SENTENCES = np.array([2, 3, 4])
_OF_SENTENCES = (0.4, 0.45, 0.15)  # how many paragraphs have so many
_OWN_NAMES, _OWN_NOUNS = 6, 10  # that a document keeps coming back to ...
_NAME_AGAIN, _NOUN_AGAIN = 0.65, 0.3  # ... and how many of its names and nouns are of these
_ACRONYM, _BEST_KNOWN = 0.1, 500  # of mentions of the best known long names come with their initials in brackets
_NAMES = (50.0, 1.33)  # knee and tail of their frequencies
_NOUNS = (300.0, 1.9)
_VERBS = (120.0, 2.0)
_ADJECTIVES = (120.0, 2.0)
_FIRST_DAY, _DAYS = date(2008, 1, 1), 6_700
_PUBLISHERS = """
    Coast Courier; Harbour Herald; Inland Post; Lantern; Morning Bell; Northern Star; River Gazette; Trade Monitor;
    Union Wire; Valley Times; Western Review; Eastern Dispatch; Policy Quarterly; Energy Letter; Shipping News
"""
_P, _N, _M, _V, _G, _A, _Y, _F = range(len(SLOTS))


@dataclass(frozen=True, slots=True)
class Article:
    """A document of the archive, as a line of JSON has it."""

    id: str
    title: str
    text: str  # paragraphs with a blank line between two
    date: str
    publisher: str
    language: str = "en"

    @property
    def line(self) -> str:
        """The line of JSON."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(fields, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class _Own:
    """What the documents of a block come back to, one row each."""

    names: Ranks
    nouns: Ranks


class Writer:
    """Writes articles; equal seeds write equal ones."""

    def __init__(self, seed: int) -> None:
        """Make the words, which takes a second or two the first time."""
        self._rng = np.random.default_rng(seed)
        self._seed = seed
        self._sentences, self._titles = sentence_patterns(), title_patterns()
        self._noun, self._nouns, self._adjective = nouns(), nouns(plural), adjectives()
        self._did, self._doing = verbs(past), verbs(going)
        self._publishers = [one.strip() for one in _PUBLISHERS.split(";")]

    def articles(self) -> Iterator[Article]:
        """Yield articles without end."""
        number = 0
        while True:
            for article in self._block(number):
                yield article
                number += 1

    def _block(self, first: int) -> Iterator[Article]:
        rng = self._rng
        paragraphs = rng.integers(_PARAGRAPHS[0], _PARAGRAPHS[1] + 1, _BLOCK)
        sentences = rng.choice(_SENTENCES, int(paragraphs.sum()), p=_OF_SENTENCES)
        document_of = np.repeat(np.repeat(np.arange(_BLOCK), paragraphs), sentences)
        own = _Own(
            drawn(rng, _BLOCK * _OWN_NAMES, *_NAMES).reshape(_BLOCK, _OWN_NAMES),
            drawn(rng, _BLOCK * _OWN_NOUNS, *_NOUNS).reshape(_BLOCK, _OWN_NOUNS),
        )
        titles = self._filled(self._titles, np.arange(_BLOCK), own)
        said = self._filled(self._sentences, document_of, own)
        counts = iter(sentences.tolist())
        days = rng.integers(0, _DAYS, _BLOCK).tolist()
        publishers = drawn(rng, _BLOCK, 3.0, 1.8) % len(self._publishers)
        for at, (title, count) in enumerate(zip(titles, paragraphs.tolist(), strict=True)):
            text = "\n\n".join(" ".join(islice(said, next(counts))) for _ in range(count))
            day = _FIRST_DAY + timedelta(days=days[at])
            yield Article(f"{self._seed}-{first + at}", title, text, day.isoformat(), self._publishers[publishers[at]])

    def _filled(self, patterns: tuple[Pattern, ...], document_of: Ranks, own: _Own) -> Iterator[str]:
        """Yield a text for each of the documents named, its pattern drawn and its slots filled."""
        chosen = [patterns[at] for at in self._rng.integers(0, len(patterns), len(document_of)).tolist()]
        slots = np.frombuffer(b"".join(pattern.slots for pattern in chosen), np.uint8)
        documents = np.repeat(document_of, [len(pattern.slots) for pattern in chosen])
        words = iter(self._words(slots, documents, own).tolist())
        for pattern in chosen:
            text = pattern.text % tuple(islice(words, len(pattern.slots)))
            yield text[0].upper() + text[1:]

    def _words(self, slots: npt.NDArray[np.uint8], documents: Ranks, own: _Own) -> Texts:
        """Return a word for each slot; `documents` says of which document each is."""
        words: Texts = np.empty(len(slots), object)
        names = np.flatnonzero(slots == _P)
        words[names] = self._named(self._again(documents[names], own.names, _NAME_AGAIN, _NAMES))
        for slot, form in ((_N, self._noun), (_M, self._nouns)):
            at = np.flatnonzero(slots == slot)
            words[at] = form.of(self._again(documents[at], own.nouns, _NOUN_AGAIN, _NOUNS))
        for slot, form, frequencies in (
            (_V, self._did, _VERBS),
            (_G, self._doing, _VERBS),
            (_A, self._adjective, _ADJECTIVES),
        ):
            at = np.flatnonzero(slots == slot)
            words[at] = form.of(drawn(self._rng, len(at), *frequencies))
        at = np.flatnonzero(slots == _Y)
        words[at] = 2030 - drawn(self._rng, len(at), 8.0, 3.0) % 130
        at = np.flatnonzero(slots == _F)
        figures = 2 + drawn(self._rng, len(at), 40.0, 1.9) % 1_000_000
        words[at] = [f"{figure:,}" for figure in figures.tolist()]
        return words

    def _again(self, documents: Ranks, own: Ranks, share: float, frequencies: tuple[float, float]) -> Ranks:
        """Draw ranks, a share of them from what the documents come back to."""
        rng, count = self._rng, len(documents)
        fresh = drawn(rng, count, *frequencies)
        again = own[documents, rng.integers(0, own.shape[1], count)]
        return np.where(rng.random(count) < share, again, fresh)

    def _named(self, ranks: Ranks) -> list[str]:
        shortened = (self._rng.random(len(ranks)) < _ACRONYM) & (ranks < _BEST_KNOWN)
        pairs = zip(ranks.tolist(), shortened.tolist(), strict=True)
        return [_with_acronym(name(rank)) if short else name(rank) for rank, short in pairs]


def _with_acronym(name: str) -> str:
    short = acronym(name)
    return f"{name} ({short})" if short else name


def articles(paragraphs: int, seed: int) -> Iterator[Article]:
    """Yield articles of so many paragraphs together, the last of them cut short."""
    left = paragraphs
    for article in Writer(seed).articles():
        texts = article.text.split("\n\n")
        if len(texts) >= left:
            yield Article(article.id, article.title, "\n\n".join(texts[:left]), article.date, article.publisher)
            return
        left -= len(texts)
        yield article


def write(paragraphs: int, seed: int, file: Path) -> Iterator[int]:
    """Write an archive, a line of JSON each article; yield how many paragraphs each had."""
    with file.open("w", encoding="utf-8") as lines:
        for article in articles(paragraphs, seed):
            lines.write(article.line + "\n")
            yield article.text.count("\n\n") + 1

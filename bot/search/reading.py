"""A query's words, each read as words of the corpus: as typed, translated, inflected, misspelt, joined or split."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.search.analysis import fold, is_function_word, stem, words
from bot.search.glossary import Concept
from bot.search.index import Index
from bot.search.spelling import allowance, nearest
from bot.search.topics import Topic, name_key
from bot.search.vocabulary import Vocabulary

# How much a way of reading a word may be trusted, in (0, 1].
_AS_TYPED = 1.0
_INFLECTED = 0.97
_TRANSLATED = 0.92
_SYNONYM = 0.8
_DERIVED = 0.85
_SPLIT = 0.85
_CLOSEST_SPELLING = 0.9  # less _FARTHEST_LOSS at the limit of what a spelling may differ by
_FARTHEST_LOSS = 0.2
_LONGEST_PHRASE = 6  # words
_LONGEST_DERIVATION = 5  # letters by which "tseghakronism" may be longer than its word
_RUSSIAN_ADJECTIVE = re.compile(
    r"(?:ov|ev|in)?s?k(?:iy|ii|ij|iĭ|aya|aia|oye|oe|iye|ie|ogo|oy|oi|omu|im|om|uyu|ikh|ih|imi)$"
)
# What people wrap a topic in, beside function words.
_REQUEST = frozenset(
    """
    latest news update updates brief briefing overview status today now recent recently please tell explain
    summary novosti poslednie haber haberler xeber xeberler son
    """.split()
)


@dataclass(frozen=True, slots=True)
class Target:
    """Words of the corpus that a piece of a query may stand for, and how sure that is."""

    words: tuple[str, ...]  # folded
    quality: float  # in (0, 1]


@dataclass(frozen=True, slots=True)
class Reading:
    """One piece of a query: a word, or a few that belong together."""

    typed: str
    targets: tuple[Target, ...]  # best first; () where the corpus has nothing of the kind
    topic: Topic | None = None  # where the piece is a topic's whole name

    @property
    def quality(self) -> float:
        """How sure the best target is; 0.0 where there is none."""
        return self.targets[0].quality if self.targets else 0.0


class Reader:
    """Reads queries in the words of one index."""

    def __init__(self, index: Index, vocabulary: Vocabulary) -> None:
        self._index = index
        self._vocabulary = vocabulary
        self._languages = index.languages or ("en",)

    def read(self, query: str) -> tuple[Reading, ...]:
        """Read the content words of a query, longest known phrase first. () where it has none."""
        typed = [word for word in words(query) if _has_content(word)]
        typed = [word for word in typed if fold(word) not in _REQUEST] or typed
        return tuple(self._pieces(typed))

    def _pieces(self, typed: list[str]) -> Iterator[Reading]:
        at = 0
        while at < len(typed):
            for size in range(min(_LONGEST_PHRASE, len(typed) - at), 0, -1):
                piece = typed[at : at + size]
                reading = self._phrase(piece) if size > 1 else self.read_word(piece[0])
                if reading:
                    yield reading
                    at += size
                    break

    def _phrase(self, piece: list[str]) -> Reading | None:
        text = " ".join(piece)
        key = name_key("".join(piece))
        if topic := self._vocabulary.by_key.get(key):
            return Reading(text, (Target(_folded(topic.name), _AS_TYPED),), topic)
        if key in self._vocabulary.lexicon:
            return Reading(text, (Target((key,), _INFLECTED),))
        apart = [fold(word) in self._vocabulary.lexicon for word in piece]
        if targets := self._translations(text, _TRANSLATED if not all(apart) else _SYNONYM):
            own = (Target(_folded(text), _AS_TYPED),) if all(apart) else ()
            return Reading(text, own + targets)
        if not any(apart) and len(piece) < 4:
            return self._misspelt_name(text, key)
        return None

    def _misspelt_name(self, text: str, key: str) -> Reading | None:
        found = nearest(key, *self._vocabulary.key_spellings, limit=1)
        if not found or len(key) < 6:
            return None
        topic = self._vocabulary.by_key[found[0][0]]
        return Reading(text, (Target(_folded(topic.name), _spelling_quality(key, found[0][1])),), topic)

    def read_word(self, word: str) -> Reading:
        """Read one word by itself."""
        folded = fold(word)
        topic = self._vocabulary.by_key.get(name_key(word))
        if folded in self._vocabulary.lexicon:
            own = Target((folded,), _AS_TYPED)
            return Reading(word, (own, *self._translations(word, _SYNONYM, foreign=False)), topic)
        if any(self._index.frequency(stem(word, language)) for language in self._languages):
            own = Target((folded,), _INFLECTED)
            return Reading(word, (own, *self._translations(word, _SYNONYM, foreign=False)), topic)
        if topic:
            return Reading(word, (Target(_folded(topic.name), _AS_TYPED),), topic)
        if targets := self._translations(word, _TRANSLATED):
            return Reading(word, targets)
        if folded in self._vocabulary.places:  # a place that the corpus does not have is not a misspelt other one
            return Reading(word, ())
        return Reading(word, self._derived(folded) or self._misspelt(folded) or self._split(folded))

    def _translations(self, text: str, quality: float, *, foreign: bool = True) -> tuple[Target, ...]:
        """Return what the glossary and the names of places make of a word or phrase, as far as the corpus has it."""
        found: list[str] = []
        for key in dict.fromkeys((_joined(text), *(_joined(text, language) for language in ("ru", "tr", "az", "en")))):
            if place := self._vocabulary.places.get(key):
                found.append(place)
                break
        concepts: tuple[Concept, ...] = self._vocabulary.glossary.synonyms(text)
        if foreign:
            concepts += self._vocabulary.glossary.translate(text)
        found += [english for concept in concepts for english in concept.english]
        targets = (self._target(_folded(english), quality) for english in dict.fromkeys(found))
        typed = _folded(text)
        return tuple(target for target in targets if target and target.words != typed)

    def _target(self, folded: tuple[str, ...], quality: float) -> Target | None:
        content = tuple(word for word in folded if not is_function_word(word))
        known = all(
            word in self._vocabulary.lexicon or any(self._index.frequency(stem(word, lang)) for lang in self._languages)
            for word in content
        )
        return Target(content, quality) if content and known else None

    def _derived(self, folded: str) -> tuple[Target, ...]:
        """Return the corpus word that a longer form is made of: an adjective, a demonym, a case ending."""
        if folded.isdigit():
            return ()
        base = _RUSSIAN_ADJECTIVE.sub("", folded)
        if base != folded and len(base) > 3:
            found = (base,) if base in self._vocabulary.lexicon else tuple(w for w, _ in self._near(base, 1))
            if found:
                return (Target(found[:1], _DERIVED),)
        for end in range(len(folded) - 1, max(4, len(folded) - _LONGEST_DERIVATION) - 1, -1):
            known = self._vocabulary.lexicon.get(folded[:end])
            if known and (known.is_name or end > 5):
                return (Target((known.folded,), _DERIVED),)
        return ()

    def _misspelt(self, folded: str) -> tuple[Target, ...]:
        return tuple(Target((word,), _spelling_quality(folded, price)) for word, price in self._near(folded, 3))

    def _near(self, folded: str, limit: int) -> list[tuple[str, float]]:
        if any(c.isdigit() for c in folded) or not folded:
            return []
        near = nearest(folded, *self._vocabulary.spellings, limit=limit)
        return [(word, price) for word, price in near if price <= near[0][1] + 0.3]

    def _split(self, folded: str) -> tuple[Target, ...]:
        for at in range(3, len(folded) - 2):
            halves = folded[:at], folded[at:]
            if all(half in self._vocabulary.lexicon and not half.isdigit() for half in halves):
                return (Target(halves, _SPLIT),)
        return ()


def _has_content(word: str) -> bool:
    return not is_function_word(word) and not (word.isdigit() and len(word) == 1) and bool(fold(word))


def _folded(text: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in words(text) if not is_function_word(word))


def _joined(text: str, language: str = "") -> str:
    return " ".join(stem(word, language) if language else fold(word) for word in words(text))


def _spelling_quality(typed: str, price: float) -> float:
    return _CLOSEST_SPELLING - _FARTHEST_LOSS * price / (allowance(len(typed)) or 1.0)


def corpus_words(readings: Iterable[Reading]) -> dict[str, float]:
    """Return the folded corpus words that readings lead to, each with its best quality."""
    found: dict[str, float] = {}
    for reading in readings:
        for target in reading.targets:
            for word in target.words:
                found[word] = max(found.get(word, 0.0), target.quality)
    return found

"""Which topics a person would recognise what they typed in: by a word of it, by the look, or by the sound."""

from collections.abc import Collection
from functools import lru_cache

from rapidfuzz import fuzz

from bot.search.analysis import fold
from bot.search.spelling import skeleton
from bot.search.topic_table import parts_of
from bot.search.topics import Topic

# Likenesses, of 100.
_SIMILAR = 62.0  # of the letters of a name and a query from which the one is near the other
_SIMILAR_WORD = 75.0  # the same of one word of it
_SOUNDS = 85.0  # of their consonants ...
_SOUNDS_AND_LOOKS = 45.0  # ... if the letters are as much alike at least
_LEAST_CONSONANTS = 3
_SHORTEST = 4  # letters of a word that a name may be recognised by
# Consonants that one name has in several transliterations: Garri and Harry, Kruz and Cruise.
_CLASSES = str.maketrans("gqchxzdbwfj", "kkkkkstpvvy", "aeiouy' ")


def is_recognisable(topic: Topic, query: str, read: Collection[str], unread: Collection[str]) -> bool:
    """Tell whether a topic has any of the folded words that a query was read as, or a name that looks like it.

    Of the words that could not be read, as typed, one that looks like a word of the name is enough.
    """
    if any(not parts_of(name).isdisjoint(read) for name in _names(topic)):
        return True
    return looks_like(query, topic) or any(_has_like(word, topic) for word in unread if len(word) >= _SHORTEST)


def looks_like(query: str, topic: Topic) -> bool:
    """Tell whether a name of a topic looks like a query, or sounds so if that was typed in other letters."""
    return any(_is_like(query, fold(name), _SIMILAR) for name in _names(topic))


def _has_like(word: str, topic: Topic) -> bool:
    parts = {part for name in _names(topic) for part in parts_of(name)}
    return any(_is_like(word, part, _SIMILAR_WORD) for part in parts if len(part) >= _SHORTEST)


def likeness(query: str, topic: Topic) -> float:
    """Return how much the letters of a query are like those of a name of a topic, words in any order; in [0, 100]."""
    typed = fold(query)
    return max(fuzz.token_sort_ratio(typed, fold(name)) for name in _names(topic))


def _is_like(typed: str, name: str, bar: float) -> bool:
    folded = fold(typed)
    looks = fuzz.token_sort_ratio(folded, name)
    if looks >= bar or looks < _SOUNDS_AND_LOOKS or typed.isascii():
        return looks >= bar
    one, other = _consonants(folded), _consonants(name)
    return min(len(one), len(other)) >= _LEAST_CONSONANTS and fuzz.ratio(one, other) >= _SOUNDS


@lru_cache(maxsize=4_096)
def _consonants(folded: str) -> str:
    """Return the consonants of a folded text, one letter for all that sound alike."""
    return skeleton(skeleton(folded).translate(_CLASSES))


def _names(topic: Topic) -> tuple[str, ...]:
    return topic.name, *topic.aliases

"""Queries that sound like the corpus and are of something else: another fund, another Adams, another million."""

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from bot.search import wording
from bot.search.analysis import fold, words
from bot.search.reading import SURE_ENOUGH, Reader, Reading
from bot.search.topic_table import parts_of
from bot.search.topics import Topic
from bot.search.vocabulary import Vocabulary

_MOSTLY = 0.8  # of a word's occurrences, from which it is no more than a part of names


class Namesakes:
    """Tells what the corpus has from what only shares words with it."""

    def __init__(self, reader: Reader, vocabulary: Vocabulary) -> None:
        self._reader = reader
        self._vocabulary = vocabulary

    def is_another(self, query: str, readings: Sequence[Reading], topic: Topic | None, *, question: bool) -> bool:
        """Tell whether a query is of something that the corpus does not have, only its words."""
        if self._is_other_run(query, topic):
            return True
        if question:
            return False
        if topic and wording.is_named_body(query) and self._is_qualified(query, readings, topic):
            return True
        if wording.is_typed_as_name(query) and self._is_other_name(query, readings, topic):
            return True
        if topic:
            return False
        mixed = self._is_mixed_name(readings) or self._is_guessed(readings) or self._is_shared(readings)
        return mixed or self._is_other_amount(query)

    def _is_other_run(self, query: str, topic: Topic | None) -> bool:
        """Tell whether a query is a date, a body or an address whose words do not stand in a row."""
        run = wording.date(query) or (wording.body(query) or wording.address(query) if topic is None else ())
        return bool(run and not self._reader.stands(run))

    def _is_qualified(self, query: str, readings: Sequence[Reading], topic: Topic) -> bool:
        """Tell whether a topic has a common word in front that makes it another: the World Economic Forum."""
        first = readings[0]
        if first.general or first.quality < SURE_ENOUGH or any(map(self._is_name, first.targets[0].words)):
            return False
        named = {word for name in (topic.name, *topic.aliases) for word in parts_of(name)}
        return named.isdisjoint(first.targets[0].words) and not self._reader.stands(wording.content(query))

    def _is_other_name(self, query: str, readings: Sequence[Reading], topic: Topic | None) -> bool:
        """Tell whether words typed As a Name are another one than the corpus has."""
        if wording.ends_in_function_word(query):
            return True  # had the corpus Port Said, that would be a topic's whole name
        if any(reading.targets and reading.quality < SURE_ENOUGH for reading in readings):
            return not self._reader.stands(tuple(word for r in readings if r.targets for word in r.targets[0].words))
        return topic is None and (any(map(self._is_other_word, readings)) or self._is_apart(readings))

    def _is_other_word(self, reading: Reading) -> bool:
        """Tell whether the corpus has only another English word for one: a European Tour is no European visit."""
        return bool(reading.targets) and not reading.as_typed and self._vocabulary.glossary.has_phrase(reading.typed)

    def _is_apart(self, readings: Sequence[Reading]) -> bool:
        """Tell whether of two words of a name one is no name in the corpus, and they never stand side by side there."""
        pair = _pair(readings)
        return bool(pair) and not all(map(self._is_name, pair)) and not self._stands_either_way(pair)

    def _is_mixed_name(self, readings: Sequence[Reading]) -> bool:
        """Tell whether a query is two names, of which one only is a part of longer ones, and not beside the other.

        Eddie Chu and Starry Lee may stand in one paragraph: neither is "Eddie Lee".
        """
        pair = _pair(readings)
        parts = (
            bool(pair) and all(map(self._is_name, pair)) and not all(word in self._vocabulary.by_key for word in pair)
        )
        return parts and not self._stands_either_way(pair)

    def _is_guessed(self, readings: Sequence[Reading]) -> bool:
        """Tell whether one of two words is a wild guess, and what is guessed stands nowhere beside the other.

        The documents say that David became something: that is no David Beckham.
        """
        asked = [reading for reading in readings if not reading.general]
        pair = _pair(asked)
        return bool(pair) and any(map(_is_far_off, asked)) and not self._stands_either_way(pair)

    def _is_shared(self, readings: Sequence[Reading]) -> bool:
        """Tell whether a query is one word that several names begin with and that hardly stands alone: "United"."""
        word = readings[0].targets[0].words[0] if len(readings) == 1 and readings[0].targets else ""
        known = self._vocabulary.lexicon.get(word)
        if not known or not known.is_name:
            return False
        longer = (name.id for name in self._vocabulary.topics.having({word}) if {word} < name.parts)
        named = [self._vocabulary.by_id[id_] for id_ in dict.fromkeys(longer)]
        begun = len(named) > 1 and all(fold(words(topic.name)[0]) == word for topic in named)
        return begun and sum(topic.occurrences for topic in named) >= _MOSTLY * known.occurrences

    def _is_other_amount(self, query: str) -> bool:
        """Tell whether a query is of so many millions as the corpus never counts of such things."""
        return any(not self._reader.stands(run) for run in wording.amounts(query))

    def _stands_either_way(self, pair: tuple[str, ...]) -> bool:
        return self._reader.stands(pair) or self._reader.stands(pair[::-1])

    def _is_name(self, word: str) -> bool:
        known = self._vocabulary.lexicon.get(word)
        return known is not None and known.is_name


def _is_far_off(reading: Reading) -> bool:
    """Tell whether a reading is unsure and more than one slip away from what was typed."""
    near = any(OSA.distance(fold(reading.typed), word) < 2 for word in reading.targets[0].words)
    return reading.quality < SURE_ENOUGH and not near


def _pair(readings: Sequence[Reading]) -> tuple[str, ...]:
    """Return the two words that a query was read as, one for each of its own; () where it was read otherwise."""
    said = [reading.targets[0].words for reading in readings if reading.targets]
    return said[0] + said[1] if len(readings) == 2 and [len(words) for words in said] == [1, 1] else ()

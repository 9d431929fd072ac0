"""Phrases of two words that recur as a unit in the texts of a corpus."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from bot.search.analysis import fold, located_words, stem
from bot.search.forms import Words
from bot.search.glossary import Glossary
from bot.search.wholesale import stems

_ADJECTIVE = re.compile(r"(?:an|ern|ish|ese|[^u]i)$")  # "Russian gas" is gas, "Zangezur corridor" a name
_PHRASE_OCCURRENCES = 3  # a lower-case phrase is a topic if it recurs this often ...
_PHRASE_COHESION = 0.25  # ... and its words stand in it this often (the rarer word's share)
_MOST_PIECES = 500_000  # of text, of which it is remembered what a phrase makes of them


class Phrases:
    """Counts the two-word phrases that may be units: of the glossary, or a name and one of the field's nouns.

    A text is split at its spaces, and what a piece may begin or end a phrase with is worked out once.
    """

    def __init__(self, glossary: Glossary) -> None:
        self._glossary = glossary
        self._seconds = {phrase.rsplit(" ", 1)[1] for phrase in glossary.phrases}
        self.seconds = glossary.nouns | self._seconds  # stems
        self._begin, self._end = _Remembered(partial(beginning, seconds=self.seconds)), _Remembered(ending)
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._firsts = {phrase.split(" ", 1)[0] for phrase in glossary.phrases}
        self._leading: set[str] | None = None

    def count(self, text: str) -> None:
        pieces = text.split(" ")
        for at, second in enumerate(map(self._begin.__getitem__, pieces)):
            if second and at and (first := self._end[pieces[at - 1]]):
                self._pairs[first, second] += 1

    def add(self, first: str, second: str, count: int) -> None:
        """Count a pair of words that a text has so often."""
        self._pairs[first, second] += count

    def leading(self, words: Sequence[str], lexicon: Words) -> list[int]:
        """Return how each word may lead: 1 a noun of the field, 2 a phrase of the glossary, 3 both, 0 none."""
        return _kinds(words, self._names(lexicon), self._firsts)

    def led(self, words: Sequence[str]) -> list[int]:
        """Return how each word may be led, as `leading` does."""
        return _kinds(words, self._glossary.nouns, self._seconds)

    def _names(self, lexicon: Words) -> set[str]:
        if self._leading is None:
            self._leading = {*stems([*filter(_may_lead, lexicon.names())], "en")}
        return self._leading

    def units(self, singles: Mapping[str, int], lexicon: Words) -> list[tuple[str, int]]:
        """Return the phrases that recur as a unit, with their counts; `singles` are those of all words as written."""
        leading = self._names(lexicon)
        surfaces = {
            pair: seen
            for pair, seen in self.by_stems().items()
            if " ".join(pair) in self._glossary.phrases or (pair[1] in self._glossary.nouns and pair[0] in leading)
        }
        wanted = {word for pair in surfaces for word in pair}
        counts: Counter[str] = Counter()
        for count, own in zip(singles.values(), stems([*singles], "en"), strict=True):
            if own in wanted:
                counts[own] += count
        return [
            (phrase, seen.total())
            for pair, seen in sorted(surfaces.items())
            if seen.total() >= _PHRASE_OCCURRENCES
            and seen.total() >= _PHRASE_COHESION * min(counts[pair[0]], counts[pair[1]])
            if _is_unit(phrase := most_written(seen), lexicon, self._glossary)
        ]

    def by_stems(self) -> dict[tuple[str, str], Counter[str]]:
        """Return how often each phrase was written in which way, by the stems of its words."""
        surfaces: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for (first, second), count in self._pairs.items():
            surfaces[stem(first, "en"), stem(second, "en")][f"{first} {second}"] += count
        return surfaces


def _kinds(words: Sequence[str], first: Collection[str], second: Collection[str]) -> list[int]:
    """Return 1 for each word whose stem is among the first, 2 among the second, 3 for both, 0 for none."""
    return [(own in first) + 2 * (own in second) for own in stems(words, "en")]


class _Remembered(dict[str, str]):
    """What a function makes of a piece of text."""

    def __init__(self, function: Callable[[str], str]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, piece: str) -> str:
        if len(self) > _MOST_PIECES:
            self.clear()
        made = self[piece] = self._function(piece)
        return made


def beginning(piece: str, seconds: Collection[str]) -> str:
    """Return the lower-case word at the very beginning of a piece if its stem is one of `seconds`, else ""."""
    start, _, word = next(iter(located_words(piece)), (1, 0, ""))
    return word if start == 0 and word.islower() and stem(word, "en") in seconds else ""


def ending(piece: str) -> str:
    """Return the word at the very end of a piece if it may begin a phrase, else ""."""
    _, end, word = next(reversed(located_words(piece)), (0, -1, ""))
    return word if end == len(piece) and piece.endswith(word) and (word.isalpha() or word.islower()) else ""


def _may_lead(name: str) -> bool:
    return name.isalpha() and not _ADJECTIVE.search(name)


def _is_unit(phrase: str, lexicon: Words, glossary: Glossary) -> bool:
    first, second = phrase.split(" ")
    if first.islower():
        return glossary.has_phrase(phrase)
    known = lexicon.get(fold(first))
    if known is None or not known.is_name or not _may_lead(first):
        return False
    return stem(second, "en") in glossary.nouns


def most_written(spellings: Mapping[str, int]) -> str:
    """Return what is written most often, ties by spelling."""
    if len(spellings) == 1:  # as nearly everywhere
        return next(iter(spellings))
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))

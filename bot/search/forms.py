"""The words of a corpus, whatever their case and accents, and the ways in which each is written."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, count, repeat
from typing import Any, Self
from unicodedata import category

import numpy as np
import numpy.typing as npt

from bot.search.wholesale import folds

Array = npt.NDArray[Any]

_NAME_SHARE = 0.8  # a word written with a capital this often inside sentences is a name


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the corpus, whatever its case and accents."""

    folded: str
    surface: str  # as it is written most often
    occurrences: int
    capitals: float  # share of its occurrences inside sentences that have a capital, in [0, 1]
    inside: int  # number of occurrences that do not begin a sentence

    @property
    def is_name(self) -> bool:
        """Tell whether the word is a proper name, or part of one, nearly wherever it stands."""
        return (self.inside > 0 and self.capitals >= _NAME_SHARE) or (self.surface.isupper() and self.surface.isalpha())


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a word is written."""

    surface: str
    occurrences: int
    inside: int  # occurrences that do not begin a sentence


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of many words, in columns: words in alphabetical order, of each the most written form first."""

    folded: Sequence[str]
    sizes: Array  # shape (words,): how many forms each has
    surfaces: Sequence[str]  # of the forms
    occurrences: Array  # shape (forms,)
    inside: Array  # shape (forms,)

    @classmethod
    def among(cls, surfaces: Sequence[str], occurrences: Sequence[int], inside: Sequence[int]) -> Self:
        """Put forms in order, each with how often it stands, and inside sentences; of one word, ties by spelling."""
        folded = folds(surfaces)
        every = sorted({*folded} - {""})
        numbers = {"": -1, **dict(zip(every, count()))}
        own, times, within = (
            np.fromiter(column, np.int64, len(surfaces))
            for column in (map(numbers.__getitem__, folded), occurrences, inside)
        )
        order = np.lexsort((-times, own))
        order = order[np.searchsorted(own[order], 0) :]
        _order_ties(order, own, times, surfaces)
        sizes = np.bincount(own[order], minlength=len(every))
        return cls(every, sizes, [surfaces[place] for place in order.tolist()], times[order], within[order])

    @classmethod
    def of(cls, words: Mapping[str, Sequence[Form]]) -> Self:
        """Return the forms of words that are known; a word may have none."""
        folded = sorted(words)
        every = [form for word in folded for form in words[word]]
        return cls(
            folded,
            np.array([len(words[word]) for word in folded], np.int64),
            [form.surface for form in every],
            np.array([form.occurrences for form in every], np.int64),
            np.array([form.inside for form in every], np.int64),
        )

    @property
    def begins(self) -> Array:
        """Where the forms of each word begin; shape (words,)."""
        begins: Array = np.cumsum(self.sizes) - self.sizes
        return begins

    def by_word(self) -> dict[str, list[Form]]:
        """Return the forms of each word."""
        forms = map(Form, self.surfaces, self.occurrences.tolist(), self.inside.tolist())
        return {word: [next(forms) for _ in range(size)] for word, size in zip(self.folded, self.sizes, strict=True)}


def _order_ties(order: Array, words: Array, times: Array, surfaces: Sequence[str]) -> None:
    """Order by spelling what stands side by side in an order, is of one word, and equally often written."""
    same = (np.diff(words[order]) == 0) & (np.diff(times[order]) == 0)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], same, [False]])))
    for begin, last in edges.reshape(-1, 2).tolist():
        order[begin : last + 1] = sorted(order[begin : last + 1].tolist(), key=surfaces.__getitem__)


class Words(Mapping[str, Word]):
    """The words by their folded spelling, in alphabetical order, each made when it is asked for."""

    def __init__(self, forms: Forms) -> None:
        """Take the forms of words, of which each has one."""
        begins = forms.begins
        common = np.fromiter(map(looks_common, forms.surfaces), np.bool_, len(forms.surfaces))
        occurrences, inside, capitalised = (
            np.add.reduceat(column, begins) if len(begins) else column
            for column in (forms.occurrences, forms.inside, np.where(common, 0, forms.inside))
        )
        shares = np.divide(capitalised, inside, out=np.zeros(len(begins)), where=inside > 0)
        self._numbers = dict(zip(forms.folded, count()))
        self._surfaces = [forms.surfaces[begin] for begin in begins.tolist()]
        self._occurrences, self._capitals, self._inside = occurrences.tolist(), shares.tolist(), inside.tolist()
        self._mostly = shares >= _NAME_SHARE  # inside sentences, which for none is 0

    @cached_property
    def _names(self) -> list[bool]:
        """Whether each word is a name, as `Word.is_name` tells."""
        mostly = self._mostly.tolist()
        return [own or (word.isupper() and word.isalpha()) for word, own in zip(self._surfaces, mostly, strict=True)]

    def names(self) -> list[str]:
        """Return the words that are names, as they are written most often."""
        return [*compress(self._surfaces, self._names)]

    def are_names(self, folded: Iterable[str]) -> list[bool]:
        """Tell of each folded word whether it is a name, as one that is not here may be."""
        numbers, names = self._numbers.get, [*self._names, True]
        return [names[number] for number in map(numbers, folded, repeat(-1))]

    def __getitem__(self, folded: str) -> Word:
        at = self._numbers[folded]
        return Word(folded, self._surfaces[at], self._occurrences[at], self._capitals[at], self._inside[at])

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def __contains__(self, folded: object) -> bool:
        return folded in self._numbers


def word_of(folded: str, forms: Sequence[Form]) -> Word:
    """Return a word of its forms, the most written first."""
    inside = sum(form.inside for form in forms)
    capitalised = sum(form.inside for form in forms if not looks_common(form.surface))
    occurrences = sum(form.occurrences for form in forms)
    return Word(folded, forms[0].surface, occurrences, capitalised / inside if inside else 0.0, inside)


def is_caseless(word: str) -> bool:
    """Tell whether a word begins with a letter of a script without capitals, so that it does not look like a name."""
    return category(word[0]) == "Lo"


def looks_common(word: str) -> bool:
    """Tell whether a word does not look like a name."""
    return word[0].islower() or is_caseless(word)

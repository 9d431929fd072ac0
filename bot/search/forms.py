"""The words of a corpus, whatever their case and accents, and the ways in which each is written."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
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
        places: dict[str, list[int]] = defaultdict(list)
        for place, folded in enumerate(folds(surfaces)):
            places[folded].append(place)
        places.pop("", None)
        every = sorted(places)
        for some in places.values():
            if len(some) > 1:
                some.sort(key=lambda place: (-occurrences[place], surfaces[place]))
        order = [place for folded in every for place in places[folded]]
        sizes = np.fromiter((len(places[folded]) for folded in every), np.int64, len(every))
        columns = (np.fromiter(column, np.int64, len(surfaces))[order] for column in (occurrences, inside))
        return cls(every, sizes, [surfaces[place] for place in order], *columns)

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

    def names(self) -> list[str]:
        """Return the words that are names, as they are written most often."""
        return [
            surface
            for surface, mostly in zip(self._surfaces, self._mostly.tolist(), strict=True)
            if mostly or (surface.isupper() and surface.isalpha())
        ]

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

"""What share of a query a paragraph holds, worked out once for each way of holding some of its words."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from bot.search.reading import Reading, Target
from bot.search.scoring import MOST_GROUPS, Masks

Shares = npt.NDArray[np.float32]  # each in [0, 1]
MOST_OF_NAME = 0.5  # share of a name's words that a paragraph holds if it speaks of it
_TOGETHER = np.float32(0.5)  # part of a paragraph's score that depends on how much of the query it holds


class Sharing:
    """The words of a query as groups of terms; a paragraph's mask has a bit for each group that it holds a term of.

    Words beyond the first 64, likeliest readings first, count as held by none.
    """

    def __init__(
        self, readings: Sequence[Reading], importance: Sequence[float], stems: Callable[[str], Sequence[str]]
    ) -> None:
        """Take readings with their importance, and what the terms of a word are."""
        self._readings, self._importance = readings, importance
        most = max((len(reading.targets) for reading in readings), default=0)
        targets = [r.targets[place] for place in range(most) for r in readings if place < len(r.targets)]
        terms = {word: tuple(stems(word)) for target in targets for word in target.words}
        self.groups = tuple(dict.fromkeys(terms.values()))[:MOST_GROUPS]
        place = {group: at for at, group in enumerate(self.groups)}
        self._bits = {word: np.uint64(1 << place[group]) for word, group in terms.items() if group in place}

    def held(self, target: Target, masks: Masks) -> Shares:
        """Return the share of a target's words that is held by paragraphs with such masks, in the masks' shape."""
        held = np.zeros(masks.shape, np.float32)
        for word in target.words:
            held += (masks & self._bits.get(word, np.uint64(0))) != 0
        return held / np.float32(len(target.words))

    def shares(self, masks: Masks, but: Reading | None = None) -> Shares:
        """Return the share of the readings, by importance, that is held by paragraphs with such masks.

        A word held counts as much as its reading is sure, and that of `but` as not held.
        """
        held = np.zeros(masks.shape, np.float32)
        total = sum(self._importance)
        for reading, weight in zip(self._readings, self._importance, strict=True):
            best: Shares = np.zeros(masks.shape, np.float32)
            for target in reading.targets if reading is not but else ():
                best = np.maximum(best, np.float32(target.quality) * self.held(target, masks))
            held += np.float32(weight / total) * best
        return held

    def number(self, readings: Sequence[Reading], masks: Masks) -> Shares:
        """Return how many of some readings are held, half of the words of one of their targets at least."""
        number = np.zeros(masks.shape, np.float32)
        for reading in readings:
            number += np.any([self.held(target, masks) >= MOST_OF_NAME for target in reading.targets], axis=0)
        return number

    def factors(self, masks: Masks) -> Shares:
        """Return what scores are multiplied by: less where less is held of what was asked together."""
        return 1 - _TOGETHER + _TOGETHER * self.shares(masks)

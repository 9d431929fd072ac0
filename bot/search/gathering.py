"""What the texts of an archive say, gathered in one pass by compiled loops: words, runs of capitals, pairs of words.

A text is cut at its spaces. What a piece is by itself and to those beside it is worked out once for all places where it
stands (`shapes`), and so is what a run of pieces with capitals in it holds. Texts of which that does not tell all are
read whole. What comes of it is what `tally` and `mentioned` find text by text.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.search.bulk import Bulk
from bot.search.forms import Words
from bot.search.glossary import Glossary
from bot.search.lexicon import Tally, begins_oddly, placed_words
from bot.search.names import NameScan, Run, runs_in, stated_acronyms, stated_aliases
from bot.search.phrases import Phrases
from bot.search.shapes import Shapes
from bot.search.spans import CountedSpans, HashTable, Spans, names_in, with_room

Array = npt.NDArray[Any]

_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
_FEW = 1 << 20  # pairs that are held before equal ones are put together
_FIRST_LETTERS = 3  # that `begins_oddly` looks at
_MAY_BEGIN_ODDLY = np.array([not (chr(byte).isalnum() or byte == ord(" ")) or byte > 127 for byte in range(256)])
# What may stand before a run, by how far back in it a sentence ended: as much as is looked at, and no name.
_BEFORE = ("", "xxx. ", "xx.” ", "x.”) ", "xxxx ")


class Gathering:
    """Counts in texts what `tally` and `mentioned` count."""

    def __init__(self, glossary: Glossary, bulk: Bulk) -> None:
        """Take compiled loops, and what decides which pairs of words may be phrases."""
        self._bulk = bulk
        self._phrases = Phrases(glossary)  # of texts that were read whole
        self._shapes = Shapes(self._phrases.seconds, bulk)
        self._pieces, self._spans = HashTable(bulk), Spans(bulk)
        self._counts = np.zeros(0, np.int32)  # how often each piece stands and how often it begins a sentence, in turn
        self._pairs = _Pairs()
        self._tally = Tally()  # of texts that were read whole
        self._runs: Counter[Run] = Counter()  # in these
        self.aliases: Counter[tuple[str, str]] = Counter()  # a name and what it is also called, in the order of texts

    def take(self, texts: Sequence[str]) -> None:
        """Count what stands in some texts."""
        if not texts:
            return
        parts = [text.encode() for text in texts]
        content = b"\n".join(parts)
        ends = np.cumsum(np.fromiter(map(len, parts), np.int64, len(parts)) + 1) - 1
        pieces, sizes = self._cut(content, ends)
        left = _begin_oddly(texts, content, ends)
        stated = np.zeros(len(texts), np.uint8)
        begins, ends, places = (np.empty(len(pieces), np.int64) for _ in range(3))
        pairs, found = np.empty(len(pieces), np.uint64), np.zeros(1, np.int64)
        facts = self._shapes.facts()
        spans = self._bulk.gather(
            pieces, sizes, facts.marks, facts.seconds, facts.firsts, self._counts, left, stated, pairs, begins, ends,
            places, found,
        )  # fmt: skip
        self._pairs.add(pairs[: int(found[0])])
        once = np.ones(spans, np.int64)
        self._spans.add(pieces, facts.units, begins[:spans], ends[:spans], places[:spans], once)
        for at in np.flatnonzero(left | stated).tolist():
            self.aliases.update((stated_aliases if left[at] else stated_acronyms)(texts[at]))
            if left[at]:
                self._read(texts[at])

    def _cut(self, content: bytes, ends: Array) -> tuple[Array, Array]:
        """Return the numbers of the pieces of texts, which end at some places of a content, and how many are whose."""
        most = content.count(b" ") + len(ends)
        pieces, sizes = np.empty(most, np.int32), np.zeros(len(ends), np.int64)
        first, last = np.empty(most, np.int64), np.empty(most, np.int64)
        table = self._pieces
        table.make_room(most)
        known, read = table.known, np.frombuffer(content, np.uint8)
        table.known = self._bulk.cut(read, ends, table.slots, table.hashes, known, pieces, sizes, first, last)
        new = slice(table.known - known)
        self._shapes.learn(content, first[new], last[new])
        self._counts = with_room(self._counts, 2 * table.known)
        return pieces, sizes

    def _read(self, text: str) -> None:
        """Count what stands in a text by reading it."""
        for word, starts in placed_words(text):
            self._tally.texts[word] += 1
            self._tally.inside[word] += not starts
        self._runs.update(runs_in(text))
        self._phrases.count(text)

    def tally(self) -> Tally:
        """Return how often each word stands in the texts until now."""
        shapes, known = self._shapes, self._pieces.known
        times, starting = self._counts[: 2 * known].reshape(-1, 2).T
        pieces, words, starts = np.array(shapes.more, np.int64).reshape(-1, 3).T
        owners, every = np.append(np.arange(known), pieces), np.append(shapes.facts().words[:known], words)
        inside = times[owners] - np.append(starting, times[pieces] * starts)
        spelt = shapes.spelt()
        counted = Tally(_by_word(spelt, every, times[owners]), _by_word(spelt, every, inside))
        counted.texts.update(self._tally.texts)
        counted.inside.update(self._tally.inside)
        return counted

    def names(self, scan: NameScan, lexicon: Words) -> Iterator[tuple[str, int]]:
        """Yield the names in the texts until now with how often each stands there, some more than once."""
        spelt = self._shapes.spelt()
        found, left = names_in(
            self._spans.counted(),
            lambda units: scan.marks([spelt[unit] for unit in units], lexicon.are_names),
            self._bulk,
        )
        for units, _, count in found:
            yield " ".join([spelt[unit] for unit in units]), count
        for run, count in self._runs_of(left):
            for name in scan.names(*run):
                yield name, count

    def _runs_of(self, spans: CountedSpans) -> Iterator[tuple[Run, int]]:
        """Yield the runs of capitals in texts that were read whole, and in spans, with how often each stands there."""
        yield from self._runs.items()
        spelt = self._shapes.spelt()
        for units, place, count in spans:
            text = " ".join([spelt[unit] for unit in units])
            for run in runs_in(_BEFORE[place] + text, len(_BEFORE[place])):
                yield run, count

    def phrases(self, lexicon: Words) -> Phrases:
        """Return the pairs of words in the texts until now, as far as they may be phrases."""
        spelt = self._shapes.spelt()
        pairs, counts = self._pairs.counted()
        firsts, seconds = (pairs >> _HALF).astype(np.int64), (pairs & _LOW).astype(np.int64)
        chosen = np.flatnonzero(
            _by_number(firsts, spelt, lambda words: self._phrases.leading(words, lexicon))
            & _by_number(seconds, spelt, self._phrases.led)
        )
        for first, second, count in zip(*(one[chosen].tolist() for one in (firsts, seconds, counts)), strict=True):
            self._phrases.add(spelt[first], spelt[second], count)
        return self._phrases


def _begin_oddly(texts: Sequence[str], content: bytes, ends: Array) -> Array:
    """Tell which texts begin oddly. Those that begin with letters, as nearly all do, are not looked at one by one."""
    read = np.frombuffer(content + b"\n", np.uint8)
    places = np.append(0, ends[:-1] + 1)[:, None] + np.arange(_FIRST_LETTERS)
    likely = _MAY_BEGIN_ODDLY[read[np.minimum(places, len(read) - 1)]].any(axis=1)
    odd = np.zeros(len(texts), np.uint8)
    for at in np.flatnonzero(likely).tolist():
        odd[at] = begins_oddly(texts[at])
    return odd


def _by_word(spelt: Sequence[str], words: Array, counts: Array) -> Counter[str]:
    """Return how often words stand, given by numbers, several of which may be the same; 0 is no word."""
    sums = np.bincount(words, counts).astype(np.int64)
    there = np.flatnonzero(sums)
    return Counter(
        {spelt[word]: count for word, count in zip(there.tolist(), sums[there].tolist(), strict=True) if word}
    )


def _by_number(numbers: Array, spelt: Sequence[str], function: Callable[[Sequence[str]], Sequence[int]]) -> Array:
    """Return what a function says of the words that some numbers stand for."""
    known = np.zeros(len(spelt), np.uint8)
    there = np.flatnonzero(np.bincount(numbers))
    known[there] = function([spelt[number] for number in there.tolist()])
    return known[numbers]


class _Pairs:
    """Pairs of numbers, each pair in one number, and how often they were added."""

    def __init__(self) -> None:
        self._keys, self._counts = np.empty(0, np.uint64), np.empty(0, np.int64)
        self._waiting: list[Array] = []
        self._number = 0  # of those that wait

    def add(self, pairs: Array) -> None:
        """Count pairs."""
        self._waiting.append(pairs.copy())
        self._number += len(pairs)
        if self._number > max(_FEW, len(self._keys)):
            self.counted()

    def counted(self) -> tuple[Array, Array]:
        """Return the different pairs, ascending, and how often each was added."""
        if self._number:
            keys, counts = np.unique(np.concatenate(self._waiting), return_counts=True)
            self._waiting, self._number = [], 0
            every = np.append(self._keys, keys)
            order = np.argsort(every, kind="stable")
            firsts = np.flatnonzero(np.diff(every[order], prepend=~every[order[0]]))
            self._keys = every[order[firsts]]
            self._counts = np.add.reduceat(np.append(self._counts, counts)[order], firsts)
        return self._keys, self._counts

"""Some topics, most mentioned first, in arrays: by id, by the keys, words and spelling of their names."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import takewhile
from operator import neg
from zlib import crc32

import numpy as np
import numpy.typing as npt

from bot.search.analysis import fold, is_function_word, words
from bot.search.arrays import Arrays, different, narrow
from bot.search.bulk import Bulk
from bot.search.candidates import Candidates, candidate_arrays
from bot.search.function_words import FUNCTION_WORDS
from bot.search.strings import (
    Array,
    Counts,
    Groups,
    Postings,
    Strings,
    count_arrays,
    group_arrays,
    hashes,
    packed,
    posting_arrays,
    string_arrays,
    text_hash,
)
from bot.search.topics import Topic, TopicColumns, name_keys
from bot.search.wholesale import folds

_AT_ONCE = 20_000  # names whose letters are counted at once
_COUNTED = "abcdefghijklmnopqrstuvwxyz0123456789"
_CODES = np.array([_COUNTED.find(chr(byte)) % 256 for byte in range(256)], np.uint8)  # of each byte; 255 for none
_MOST_ALIKE = 1_000  # names whose likeness is worked out in full
SHARED_WORD = 15.0  # likeness, of 100, that a name gains by a shared word
_NO_PART = -1
_MOST_READ = 3_000  # topics that are remembered
_FUNCTION_WORDS = frozenset(map(fold, FUNCTION_WORDS))  # which stand in names and are no parts of them
_FUNCTION_HASHES = np.array([*map(text_hash, _FUNCTION_WORDS)], np.int64)
_SPACE = ord(" ")
_IS_LETTER = np.array([chr(byte).isalpha() and byte < 128 for byte in range(256)])


def topic_arrays(topics: TopicColumns, bulk: Bulk | None = None) -> dict[str, Array]:
    """Return topics, most mentioned first, as arrays, of which `TopicTable` is made.

    Compiled loops, if there are any in `bulk`, make it faster.
    """
    names = topics.names
    keys, folded = name_keys(names), folds(names)
    order = sorted((number for number, key in enumerate(keys) if key), key=keys.__getitem__)
    spelt = [keys[number] for number in order]
    return {
        "topics.ids": topics.ids,
        "topics.by_id": narrow(np.argsort(topics.ids)),
        **count_arrays("topics.occurrences", topics.occurrences),
        **group_arrays("topics.names", topics.sizes),
        **string_arrays("names", names),
        **string_arrays("keys", spelt),
        "keys.names": narrow(np.array(order, np.int64)),
        **candidate_arrays("keys.near", spelt, range(len(spelt)), bulk),
        **_word_arrays(names, folded, bulk),
        **_letter_arrays(folded),
    }


def _word_arrays(names: Sequence[str], folded: Sequence[str], bulk: Bulk | None) -> dict[str, Array]:
    plain, owners, hashed = _plain_parts(names, bulk)
    part = cache(_part)  # names share their words
    runs, others = [*folded], []
    for number in np.flatnonzero(~plain).tolist():
        own = words(names[number])
        if not (names[number].isascii() and names[number] == " ".join(own)):
            runs[number] = _run(own)
        others += [number << 32 | one for one in {*map(part, own)} - {_NO_PART}]
    pairs = different(np.concatenate([owners << 32 | hashed, np.array(others, np.int64)]))
    owners = pairs >> 32
    numbers = np.arange(len(names), dtype=np.uint32)
    packed_runs, ends = packed(runs)
    seeds = np.zeros(len(runs), np.uint32)
    return {
        **posting_arrays("parts", pairs.astype(np.uint32), owners.astype(np.uint32)),
        "names.parts": narrow(np.bincount(owners, minlength=len(names))),
        **posting_arrays("runs", hashes(packed_runs, np.append(0, ends)[:-1], ends, seeds, bulk), numbers),
        "runs.lengths": np.array(sorted({run.count(" ") + 1 if run else 0 for run in runs}), np.uint16),
    }


def _plain_parts(names: Sequence[str], bulk: Bulk | None) -> tuple[Array, Array, Array]:
    """Tell which names are words of ASCII letters with a space between two; return the parts of these, with owners.

    A part is the hash of a word as `_part` makes it. A name that has a word twice has the part twice.
    """
    content, ends = packed(names)
    letters = np.frombuffer(content + b" ", np.uint8)  # each space ends a word, and so does each name
    sizes = np.diff(ends, prepend=0)
    is_space, is_end = letters == _SPACE, np.zeros(len(letters), np.bool_)
    is_end[ends - 1] = True
    is_odd = ~(_IS_LETTER[letters] | is_space)
    is_odd |= is_space & (is_end | np.append(True, (is_space | is_end)[:-1]))
    odd = np.append(0, np.cumsum(is_odd))
    plain: Array = (sizes > 0) & (odd[ends] == odd[ends - sizes])
    of_plain = np.repeat(plain, sizes)
    is_first = of_plain & np.append(True, (is_space | is_end)[:-1])[: len(of_plain)] & ~is_space[:-1]
    is_last = of_plain & (is_end | np.append(is_space[1:], True))[: len(of_plain)]
    begins, stops = np.flatnonzero(is_first), np.flatnonzero(is_last) + 1
    owners = np.searchsorted(ends, begins, side="right")
    hashed = hashes(content.lower(), begins, stops, np.zeros(len(begins), np.uint32), bulk).astype(np.int64)
    likely = np.flatnonzero(np.isin(hashed, _FUNCTION_HASHES)).tolist()
    no_part = [at for at in likely if is_function_word(content[begins[at] : stops[at]].decode())]
    return plain, np.delete(owners, no_part), np.delete(hashed, no_part)


def _part(word: str) -> int:
    """Return the hash of a folded word, or `_NO_PART`."""
    return _NO_PART if is_function_word(word) or not (folded := fold(word)) else text_hash(folded)


def _words_of(name: str) -> tuple[str, frozenset[str]]:
    """Return the run of a name and its parts."""
    own = words(name)
    return _run(own), _parts(own)


def run(text: str) -> str:
    """Return the folded words of a text, one space between them."""
    return _run(words(text))


def _run(own: Sequence[str]) -> str:
    return " ".join(" ".join(map(fold, own)).split())


def parts_of(name: str) -> frozenset[str]:
    """Return the folded words of a name but function words."""
    return _parts(words(name))


def _parts(own: Sequence[str]) -> frozenset[str]:
    return frozenset(folded for word in own if not is_function_word(word) and (folded := fold(word)))


def _letter_arrays(folded: Sequence[str]) -> dict[str, Array]:
    some = [folded[at : at + _AT_ONCE] for at in range(0, len(folded), _AT_ONCE)]
    nothing = np.empty(0, np.uint64)
    return {
        "names.letters": np.concatenate([nothing, *map(_letters, some)]),
        "names.pairs": np.concatenate([nothing, *map(_pairs, some)]),
        "names.lengths": narrow(np.array([*map(len, folded)], np.int64)),
    }


def _letters(folded: Sequence[str]) -> npt.NDArray[np.uint64]:
    """Return which letters and digits each text has, and which letters twice, as bits."""
    content, ends = packed(folded)
    owners = np.repeat(np.arange(len(folded)), np.diff(ends, prepend=0))
    codes = _CODES[np.frombuffer(content, np.uint8)]
    kept = codes < 255
    counts = np.bincount(owners[kept] * 36 + codes[kept], minlength=36 * len(folded)).reshape(-1, 36)
    held = np.concatenate([counts >= 1, counts[:, :26] >= 2], axis=1)
    bits: npt.NDArray[np.uint64] = (held << np.arange(62, dtype=np.uint64)).sum(axis=1, dtype=np.uint64)
    return bits


def _pairs(folded: Sequence[str]) -> npt.NDArray[np.uint64]:
    """Return which pairs of letters each text has, its words in alphabetical order, as bits; several share one."""
    content, ends = packed([f" {' '.join(sorted(text.split()))} " for text in folded])
    letters = np.frombuffer(content, np.uint8).astype(np.uint64)
    begins = np.append(0, ends)[:-1]
    bits = np.zeros(len(letters), np.uint64)
    bits[:-1] = np.uint64(1) << (letters[:-1] * np.uint64(31) + letters[1:] * np.uint64(17)) % np.uint64(61)
    bits[begins[1:] - 1] = 0  # a pair of two texts
    pairs: npt.NDArray[np.uint64] = np.bitwise_or.reduceat(bits, begins)
    return pairs


class TopicTable:
    """Some topics, most mentioned first, and their names, by number; in a memory map or not."""

    def __init__(self, arrays: Arrays) -> None:
        """Take what `topic_arrays` made. Raises KeyError."""
        self.ids = arrays["topics.ids"]
        self._ids, self._by_id = self.ids.data, arrays["topics.by_id"].data
        self._occurrences = Counts.among(arrays, "topics.occurrences")
        self._groups = Groups.among(arrays, "topics.names")
        self.names = Strings.among(arrays, "names")
        self.topic: Callable[[int], Topic] = lru_cache(_MOST_READ)(self._topic)  # reads a topic
        self.keys = Strings.among(arrays, "keys")
        self._key_names = arrays["keys.names"].data
        self._near = Candidates.among(arrays, "keys.near", self.keys)
        self._parts, self._runs = Postings.among(arrays, "parts"), Postings.among(arrays, "runs")
        self.part_counts = arrays["names.parts"]
        self.words_of = lru_cache(_MOST_READ)(self._words_of)  # reads a name
        self.run_lengths: frozenset[int] = frozenset(arrays["runs.lengths"].tolist())
        self._letters, self._lengths = arrays["names.letters"], arrays["names.lengths"]
        self._pairs = arrays["names.pairs"]

    def __len__(self) -> int:
        return len(self._groups)

    def _topic(self, number: int) -> Topic:
        name, *aliases = (self.names[at] for at in self._groups.span(number))
        return Topic(self.id(number), name, tuple(aliases), self._occurrences[number])

    def _words_of(self, name: int) -> tuple[str, frozenset[str]]:
        """Return the run of a name, its folded words with one space between them, and its folded words of content."""
        return _words_of(self.names[name])

    def id(self, number: int) -> str:
        """Return the id of a topic."""
        return f"{self._ids[number]:012x}"

    def occurrences(self, number: int) -> int:
        """Return how often any of a topic's names stands in the corpus."""
        return self._occurrences[number]

    def rank(self, number: int) -> tuple[int, str]:
        """Return where a topic stands among others: the lower, the further in front."""
        return -self._occurrences[number], self.names[self._groups.span(number).start]

    def before(self, rank: tuple[int, str]) -> int:
        """Return how many topics stand in front of one of a rank."""
        begin, end = (side(self._occurrences, rank[0], key=neg) for side in (bisect_left, bisect_right))
        return bisect_left(range(len(self)), rank, begin, end, key=self.rank)

    def with_id(self, id_: str) -> int | None:
        """Return the number of the topic with an id."""
        try:
            wanted = int(id_, 16)
        except ValueError:
            return None
        at = bisect_left(self._by_id, wanted, key=self._ids.__getitem__)
        return self._by_id[at] if at < len(self) and self.id(self._by_id[at]) == id_ else None

    def owners(self, names: Array) -> Array:
        """Return the numbers of the topics that have some names, in the order of these."""
        return self._groups.of(names)

    def with_key(self, key: str) -> list[int]:
        """Return the topics that have a name of this key, most mentioned first."""
        return [self._groups.of_one(self._key_names[at]) for at in self.keys.same(key)]

    def near(self, typed: str) -> list[str]:
        """Return the keys of names that may be near a folded spelling."""
        return [self.keys[at] for at in self._near.near(typed)]

    def with_parts(self, parts: Iterable[str]) -> Array:
        """Return the names that have any of some folded words, once for each; seldom also another name."""
        return self._parts.of([text_hash(part) for part in parts])

    def named_in(self, folded: Sequence[str]) -> list[int]:
        """Return the names that consist of folded words of a text in a row, in no order; seldom also another name."""
        most = max(self.run_lengths, default=0)
        words = [crc32(word.encode()) for word in folded]
        held = self._parts.holds(np.array(words, np.uint32)).tolist()
        spaced = [
            f" {word}".encode() if known or word in _FUNCTION_WORDS else b""
            for word, known in zip(folded, held, strict=True)
        ]
        hashes: set[int] = set()
        for begin, found in enumerate(words):
            if spaced[begin]:
                hashes.add(found)
                # The hash of each run goes on from that of the run without its last word.
                runs = takewhile(bool, spaced[begin + 1 : begin + most])  # no name has a word that no name has
                hashes.update([found := crc32(word, found) for word in runs])
        wanted = np.fromiter(hashes, np.uint32, len(hashes))
        wanted.sort()  # so that neighbours are looked up one after the other
        numbers: list[int] = self._runs.of(wanted).tolist()
        return numbers

    def like(self, folded: str, sharing: Array) -> Array:
        """Return the names that have most letters and pairs of letters in common with a text, or a word (`sharing`)."""
        if len(self.names) <= _MOST_ALIKE:
            return np.arange(len(self.names))
        differ = np.bitwise_count(self._letters ^ _letters([folded])[0])
        likeness = 1 - differ / np.maximum(1, self._lengths.astype(np.float32) + len(folded))
        own = _pairs([folded])[0]
        both = np.bitwise_count(self._pairs) + np.float32(max(1, int(own).bit_count()))
        likeness += 2 * np.bitwise_count(self._pairs & own) / both
        likeness[sharing] += 2 * SHARED_WORD / 100
        return np.argpartition(likeness, -_MOST_ALIKE)[-_MOST_ALIKE:]

"""The topics by all that they can be found by: id, name, words, spelling; mapped into memory, read as asked for."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from typing import overload

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.search.amending import Entry, amended
from bot.search.analysis import fold, is_function_word, words
from bot.search.arrays import Arrays, narrow
from bot.search.candidates import Candidates, candidate_arrays
from bot.search.strings import Array, Postings, Strings, posting_arrays, string_arrays, text_hash
from bot.search.topics import Topic, name_key

Named = tuple[Topic, frozenset[str]]  # a topic, and all words of one of its names but function words, folded
Place = tuple[int, int]  # of a topic: its table, and its number there

_AT_ONCE = 20_000  # names whose letters are counted at once
_CODES = np.full(256, 255, np.uint8)  # of each byte that counts: 0 to 25 for letters, 26 to 35 for digits
_CODES[np.frombuffer(b"abcdefghijklmnopqrstuvwxyz0123456789", np.uint8)] = np.arange(36)
_MOST_ALIKE = 500  # names whose likeness is worked out in full
_SHARED_WORD = 15.0  # likeness, of 100, that a name gains by a shared word
_MOST_READ = 4_000  # topics that are remembered
_MOST_FITTING = 400  # names that are weighed against the words of a query


def topic_arrays(topics: Sequence[Topic]) -> dict[str, Array]:
    """Return topics, most mentioned first, as arrays, of which `TopicTable` is made."""
    names = [name for topic in topics for name in (topic.name, *topic.aliases)]
    counts = [1 + len(topic.aliases) for topic in topics]
    ids = np.array([int(topic.id, 16) for topic in topics], np.uint64)
    keys = sorted((key, number) for number, name in enumerate(names) if (key := name_key(name)))
    spelt = [key for key, _ in keys]
    return {
        "topics.ids": ids,
        "topics.by_id": narrow(np.argsort(ids)),
        "topics.occurrences": narrow(np.array([topic.occurrences for topic in topics], np.int64)),
        "topics.names": narrow(np.cumsum(counts, dtype=np.int64)),
        **string_arrays("names", names),
        **string_arrays("keys", spelt),
        "keys.names": narrow(np.array([number for _, number in keys], np.int64)),
        **candidate_arrays("keys.near", spelt, range(len(spelt))),
        **_word_arrays(names),
        **_letter_arrays(names),
    }


def _word_arrays(names: Sequence[str]) -> dict[str, Array]:
    runs = [run(name) for name in names]
    parts = [parts_of(name) for name in names]
    pairs = np.array([(text_hash(part), n) for n, some in enumerate(parts) for part in some], np.uint32)
    hashes = np.array([text_hash(one) for one in runs], np.uint32)
    return {
        **posting_arrays("parts", *pairs.reshape(-1, 2).T),
        "names.parts": narrow(np.array([len(some) for some in parts], np.int64)),
        **posting_arrays("runs", hashes, np.arange(len(names), dtype=np.uint32)),
        "runs.lengths": np.array(sorted({len(one.split()) for one in runs}), np.uint16),
    }


def run(text: str) -> str:
    """Return the folded words of a text, one space between them."""
    return " ".join(" ".join(map(fold, words(text))).split())


def parts_of(name: str) -> frozenset[str]:
    """Return the folded words of a name but function words."""
    return frozenset(folded for word in words(name) if not is_function_word(word) and (folded := fold(word)))


def _letter_arrays(names: Sequence[str]) -> dict[str, Array]:
    chunks = [_letters(list(map(fold, names[at : at + _AT_ONCE]))) for at in range(0, len(names), _AT_ONCE)]
    return {
        "names.letters": np.concatenate([np.empty(0, np.uint64), *chunks]),
        "names.pairs": np.array([_pairs(fold(name)) for name in names], np.uint64),
        "names.lengths": narrow(np.array([len(fold(name)) for name in names], np.int64)),
    }


def _letters(folded: Sequence[str]) -> npt.NDArray[np.uint64]:
    """Return which letters and digits each text has, and which letters twice, as bits."""
    content = [text.encode() for text in folded]
    owners = np.repeat(np.arange(len(content)), [len(text) for text in content])
    codes = _CODES[np.frombuffer(b"".join(content), np.uint8)]
    kept = codes < 255
    counts = np.bincount(owners[kept] * 36 + codes[kept], minlength=36 * len(content)).reshape(-1, 36)
    held = np.concatenate([counts >= 1, counts[:, :26] >= 2], axis=1)
    bits: npt.NDArray[np.uint64] = (held << np.arange(62, dtype=np.uint64)).sum(axis=1, dtype=np.uint64)
    return bits


def _pairs(folded: str) -> int:
    """Return which pairs of letters a text has, its words in alphabetical order, as bits of which several share one."""
    text = f" {' '.join(sorted(folded.split()))} ".encode()
    bits = 0
    for first, second in pairwise(text):
        bits |= 1 << (first * 31 + second * 17) % 61
    return bits


class TopicTable:
    """Some topics, most mentioned first, and their names, by number; in a memory map or not."""

    def __init__(self, arrays: Arrays) -> None:
        """Take what `topic_arrays` made. Raises KeyError."""
        self._ids, self._by_id = arrays["topics.ids"].data, arrays["topics.by_id"].data
        self._occurrences = arrays["topics.occurrences"].data
        self.ends = arrays["topics.names"]  # of the names of each topic
        self._ends = self.ends.data
        self.names = Strings.among(arrays, "names")
        self.topic: Callable[[int], Topic] = lru_cache(_MOST_READ)(self._topic)  # reads a topic
        self.keys = Strings.among(arrays, "keys")
        self._key_names = arrays["keys.names"].data
        self._near = Candidates.among(arrays, "keys.near")
        self._parts, self._runs = Postings.among(arrays, "parts"), Postings.among(arrays, "runs")
        self.part_counts = arrays["names.parts"]
        self.run_lengths: frozenset[int] = frozenset(arrays["runs.lengths"].tolist())
        self._letters, self._lengths = arrays["names.letters"], arrays["names.lengths"]
        self._pairs = arrays["names.pairs"]

    def __len__(self) -> int:
        return len(self._ends)

    def _topic(self, number: int) -> Topic:
        span = range(self._ends[number - 1] if number else 0, self._ends[number])
        name, *aliases = (self.names[at] for at in span)
        return Topic(self.id(number), name, tuple(aliases), self._occurrences[number])

    def id(self, number: int) -> str:
        """Return the id of a topic."""
        return f"{self._ids[number]:012x}"

    def rank(self, number: int) -> tuple[int, str]:
        """Return where a topic stands among others: the lower, the further in front."""
        return -self._occurrences[number], self.names[self._ends[number - 1] if number else 0]

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
        return np.searchsorted(self.ends, names, side="right")

    def with_key(self, key: str) -> list[int]:
        """Return the topics that have a name of this key, most mentioned first."""
        names = [self._key_names[at] for at in self.keys.same(key)]
        owners: list[int] = self.owners(np.array(names, np.int64)).tolist()
        return owners

    def near(self, typed: str) -> list[str]:
        """Return the keys of names that may be near a folded spelling."""
        return [self.keys[at] for at in self._near.near(typed)]

    def with_parts(self, parts: Iterable[str]) -> Array:
        """Return the names that have any of some folded words, once for each; seldom also another name."""
        return self._parts.of([text_hash(part) for part in parts])

    def with_runs(self, runs: Iterable[str]) -> list[int]:
        """Return the names that consist of the words of a run; seldom also another name."""
        numbers: list[int] = self._runs.of([text_hash(one) for one in runs]).tolist()
        return numbers

    def like(self, folded: str, sharing: Array) -> Array:
        """Return the names that have most letters and pairs of letters in common with a text, or a word (`sharing`)."""
        if len(self.names) <= _MOST_ALIKE:
            return np.arange(len(self.names))
        differ = np.bitwise_count(self._letters ^ _letters([folded])[0])
        likeness = 1 - differ / np.maximum(1, self._lengths.astype(np.float32) + len(folded))
        own = _pairs(folded)
        both = np.bitwise_count(self._pairs) + np.float32(max(1, own.bit_count()))
        likeness += 2 * np.bitwise_count(self._pairs & np.uint64(own)) / both
        likeness[sharing] += 2 * _SHARED_WORD / 100
        return np.argpartition(likeness, -_MOST_ALIKE)[-_MOST_ALIKE:]


class Topics(Sequence[Topic]):
    """All topics, most mentioned first: those of the last whole pass, and over them what changed since."""

    def __init__(self, tables: Sequence[TopicTable], hidden: Sequence[Collection[int]]) -> None:
        """Take tables, the latest first, and for each which numbers later ones say something else of."""
        self._tables = tuple(tables)
        self._hidden = tuple(frozenset(some) for some in hidden)

    def __len__(self) -> int:
        return sum(map(len, self._tables)) - sum(map(len, self._hidden))

    @overload
    def __getitem__(self, place: int) -> Topic: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Topic, ...]: ...
    def __getitem__(self, place: int | slice) -> Topic | tuple[Topic, ...]:
        if isinstance(place, slice):
            return tuple(self._at(one) for one in range(len(self))[place])
        return self._at(range(len(self))[place])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    def _at(self, place: int) -> Topic:
        places, above = self._above
        later = bisect_left(places, place)
        if later < len(places) and places[later] == place:
            return self._read(above[later])
        rest = place - later
        return self._tables[-1].topic(rest + bisect_right(self._gaps, rest))

    @cached_property
    def _gaps(self) -> list[int]:
        """How many topics of the oldest table are before each that is hidden, hidden ones left out."""
        return [number - before for before, number in enumerate(sorted(self._hidden[-1]))]

    @cached_property
    def _above(self) -> tuple[list[int], list[Place]]:
        """Where the topics of the later tables stand among all, ascending, and which they are."""
        later = [
            (self._tables[table].rank(number), (table, number))
            for table in range(len(self._tables) - 1)
            for number in range(len(self._tables[table]))
            if number not in self._hidden[table]
        ]
        later.sort()
        base, gone = self._tables[-1], sorted(self._hidden[-1])
        places = []
        for before, (rank, _) in enumerate(later):
            at = bisect_left(range(len(base)), rank, key=base.rank)
            places.append(at - bisect_left(gone, at) + before)
        return places, [place for _, place in later]

    def _read(self, place: Place) -> Topic:
        table, number = place
        return self._tables[table].topic(number)

    def _shown(self, table: int, numbers: Iterable[int]) -> list[int]:
        return [number for number in numbers if number not in self._hidden[table]]

    def with_id(self, id_: str) -> Topic | None:
        """Return the topic with an id."""
        for at, table in enumerate(self._tables):
            number = table.with_id(id_)
            if number is not None and number not in self._hidden[at]:
                return table.topic(number)
        return None

    def all_with_key(self, key: str) -> list[Topic]:
        """Return the topics that have a name of a key, most mentioned first."""
        found = [self._read(place) for place in self._places_with_key(key)]
        return sorted(dict.fromkeys(found), key=_rank)

    def _places_with_key(self, key: str) -> list[Place]:
        return [
            (at, number)
            for at, table in enumerate(self._tables)
            for number in self._shown(at, dict.fromkeys(table.with_key(key)))
        ]

    def near(self, typed: str) -> list[str]:
        """Return keys of names that may be near a folded spelling, in alphabetical order."""
        return sorted({key for at in range(len(self._tables)) for key in self._near(at, typed)})

    def _near(self, at: int, typed: str) -> list[str]:
        table = self._tables[at]
        found = dict.fromkeys(table.near(typed))
        return [key for key in found if not self._hidden[at] or self._shown(at, table.with_key(key))]

    @property
    def keys(self) -> Iterator[str]:
        """The keys of all names, in alphabetical order, some twice: as many reads as there are names."""
        every = {
            table.keys[place] for table in self._tables for place in range(len(table.keys))
        }  # fmt: skip
        return (key for key in sorted(every) if self._places_with_key(key))

    def having(self, parts: Collection[str], most: int = _MOST_FITTING) -> set[Named]:
        """Return topics that have a name with any of some folded words, each with all words of that name.

        At most so many: those with the fewest other words, then the most mentioned.
        """
        wanted = frozenset(parts)
        found = [pair for at in range(len(self._tables)) for pair in islice(self._having(at, wanted), most)]
        found.sort(key=lambda pair: (len(pair[1] - wanted), _rank(pair[0])))
        return set(found[:most])

    def _having(self, at: int, wanted: frozenset[str]) -> Iterator[Named]:
        table = self._tables[at]
        names, counts = np.unique(table.with_parts(wanted), return_counts=True)
        others = table.part_counts[names].astype(np.int64) - counts
        owners = table.owners(names)
        order = np.lexsort((owners, others))
        for number, name in zip(owners[order].tolist(), names[order].tolist(), strict=True):
            own = parts_of(table.names[name])
            if number not in self._hidden[at] and own & wanted:
                yield table.topic(number), own

    def named_in(self, text: str) -> frozenset[str]:
        """Return the ids of the topics that a text names."""
        cased = words(text)
        folded = run(text).split()
        known = {fold(word) for word in cased if not is_function_word(word)}
        return frozenset(id_ for at in range(len(self._tables)) for id_ in self._named_in(at, folded, known))

    def _named_in(self, at: int, folded: Sequence[str], known: set[str]) -> Iterator[str]:
        table = self._tables[at]
        runs = {
            " ".join(folded[begin : begin + length])
            for length in table.run_lengths
            for begin in range(len(folded) - length + 1)
        }
        for name in table.with_runs(runs):
            written = table.names[name]
            own = parts_of(written)
            if own and own <= known and run(written) in runs:
                number = int(table.owners(np.array([name]))[0])
                if number not in self._hidden[at]:
                    yield table.id(number)

    def alike(self, folded: str, parts: Collection[str], most: int) -> list[tuple[Topic, float]]:
        """Return the topics whose names look most alike to a folded text, best first, ties as topics are.

        Each with its likeness from 0 to 100, and some more if a name of it has any of some words. Of many names only
        those are held against the text that have most letters and pairs of letters in common with it.
        """
        found = [one for at in range(len(self._tables)) for one in self._alike(at, folded, parts)]
        bar = sorted((likeness for likeness, _ in found), reverse=True)[:most][-1:]
        best = [(self._read(place), likeness) for likeness, place in found if [likeness] >= bar]
        return sorted(best, key=lambda one: (-one[1], _rank(one[0])))[:most]

    def _alike(self, at: int, folded: str, parts: Collection[str]) -> Iterator[tuple[float, Place]]:
        table = self._tables[at]
        sharing = np.unique(table.with_parts(parts))
        names = table.like(folded, sharing)
        ratios = cdist([folded], [fold(table.names[name]) for name in names.tolist()], scorer=fuzz.token_sort_ratio)
        best: dict[int, float] = {}
        for owner, ratio in zip(table.owners(names).tolist(), ratios[0].tolist() if len(names) else (), strict=True):
            best[owner] = max(ratio, best.get(owner, 0.0))
        related = set(table.owners(sharing).tolist())
        for owner in self._shown(at, best):
            yield best[owner] + _SHARED_WORD * (owner in related), (at, owner)

    def amended(self, entries: Sequence[Entry]) -> "Topics":
        """Return the topics with an editor's word over them: it costs what is said, not what there is."""
        if not entries:
            return self
        keys = {key for entry in entries for name in (entry.name, *entry.aliases) if (key := name_key(name))}
        meant = {place for key in keys for place in self._places_with_key(key)}
        before = sorted((self._read(place) for place in meant), key=_rank)
        hidden = [some | {number for table, number in meant if table == at} for at, some in enumerate(self._hidden)]
        above = TopicTable(topic_arrays(amended(before, entries)))
        return Topics((above, *self._tables), ((), *hidden))


def _rank(topic: Topic) -> tuple[int, str]:
    return -topic.occurrences, topic.name


def topics_of(topics: Sequence[Topic]) -> Topics:
    """Return topics, most mentioned first, as they are found."""
    return Topics([TopicTable(topic_arrays(topics))], [()])


class ByKey(Mapping[str, Topic]):
    """Topics by the keys of their names and aliases; of two with one key, the more mentioned."""

    def __init__(self, topics: Topics) -> None:
        self._topics = topics

    def __getitem__(self, key: str) -> Topic:
        for topic in self._topics.all_with_key(key):
            return topic
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return self._topics.keys

    def __len__(self) -> int:
        return sum(1 for _ in self._topics.keys)


class ById(Mapping[str, Topic]):
    """Topics by id, most mentioned first."""

    def __init__(self, topics: Topics) -> None:
        self._topics = topics

    def __getitem__(self, id_: str) -> Topic:
        if topic := self._topics.with_id(id_):
            return topic
        raise KeyError(id_)

    def __iter__(self) -> Iterator[str]:
        return (topic.id for topic in self._topics)

    def __len__(self) -> int:
        return len(self._topics)

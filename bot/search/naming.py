"""The topics by all that they can be found by: of the last whole pass, of changes since, and of an editor."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple, overload

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.search.amending import Entry, amended
from bot.search.analysis import fold, is_function_word, words
from bot.search.strings import Array
from bot.search.topic_table import SHARED_WORD, TopicTable, parts_of, topic_arrays
from bot.search.topics import Topic, TopicColumns, name_key

Place = tuple[int, int]  # of a topic: its table, and its number there

_MOST_FITTING = 200  # names that are weighed against the words of a query


class Named(NamedTuple):
    """A topic by one of its names."""

    id: str
    occurrences: int  # of the topic
    parts: frozenset[str]  # the words of the name but function words, folded
    place: Place


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
        before = [base.before(rank) for rank, _ in later]
        places = [at - bisect_left(gone, at) + number for number, at in enumerate(before)]
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
        """The keys of all names, in alphabetical order: as many reads as there are names."""
        every = sorted({table.keys[place] for table in self._tables for place in range(len(table.keys))})
        return (key for key in every if not any(self._hidden) or self._places_with_key(key))

    def not_in(self, others: "Topics", most: int) -> tuple[Topic, ...]:
        """Return at most so many topics that others lack, by id, most mentioned first: in a moment, of however many."""
        known = np.concatenate([others._ids(at) for at in range(len(others._tables))])
        lacking = [
            (at, number)
            for at, table in enumerate(self._tables)
            for number in islice(self._shown(at, np.flatnonzero(~np.isin(table.ids, known)).tolist()), most)
        ]
        return tuple(sorted(map(self._read, lacking), key=_rank)[:most])

    def _ids(self, at: int) -> Array:
        return np.delete(self._tables[at].ids, sorted(self._hidden[at]))

    def having(self, parts: Collection[str], most: int = _MOST_FITTING) -> list[Named]:
        """Return topics that have a name with any of some folded words, each with all words of that name.

        At most so many: those with the fewest other words, then the most mentioned.
        """
        wanted = frozenset(parts)
        found = [named for at in range(len(self._tables)) for named in islice(self._having(at, wanted), most)]
        if len(found) > most:
            found.sort(key=lambda named: (len(named.parts - wanted), *self.rank(named.place)))
        return found[:most]

    def rank(self, place: Place) -> tuple[int, str]:
        """Return where a topic stands among others: the lower, the further in front."""
        table, number = place
        return self._tables[table].rank(number)

    def _having(self, at: int, wanted: frozenset[str]) -> Iterator[Named]:
        table = self._tables[at]
        names, counts = np.unique(table.with_parts(wanted), return_counts=True)
        others = table.part_counts[names].astype(np.int64) - counts
        owners = table.owners(names)
        order = np.lexsort((owners, others))
        for number, name in zip(owners[order].tolist(), names[order].tolist(), strict=True):
            own = parts_of(table.names[name])  # others the next time: not worth remembering
            if number not in self._hidden[at] and own & wanted:
                yield Named(table.id(number), table.occurrences(number), own, (at, number))

    def named_in(self, text: str) -> frozenset[str]:
        """Return the ids of the topics that a text names."""
        cased = words(text)
        each = list(map(fold, cased))
        folded = " ".join(each).split()
        known = {one for word, one in zip(cased, each, strict=True) if not is_function_word(word)}
        return frozenset(id_ for at in range(len(self._tables)) for id_ in self._named_in(at, folded, known))

    def _named_in(self, at: int, folded: Sequence[str], known: set[str]) -> Iterator[str]:
        table, said = self._tables[at], f" {' '.join(folded)} "
        names = []
        for name in table.named_in(folded):
            written, own = table.words_of(name)
            if own and own <= known and f" {written} " in said:
                names.append(name)
        owners: list[int] = table.owners(np.array(names, np.int64)).tolist()
        return map(table.id, self._shown(at, owners))

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
            yield best[owner] + SHARED_WORD * (owner in related), (at, owner)

    def amended(self, entries: Sequence[Entry]) -> "Topics":
        """Return the topics with an editor's word over them: it costs what is said, not what there is."""
        keys = {key for entry in entries for name in (entry.name, *entry.aliases) if (key := name_key(name))}
        meant = {place for key in keys for place in self._places_with_key(key)}
        before = sorted((self._read(place) for place in meant), key=_rank)
        hidden = [some | {number for table, number in meant if table == at} for at, some in enumerate(self._hidden)]
        above = TopicTable(topic_arrays(TopicColumns.of(amended(before, entries))))
        made = Topics((above, *self._tables), ((), *hidden)) if entries else self
        _ = made._above, made._gaps  # now, in the editor's time; the first reader of a list would wait else
        return made


def _rank(topic: Topic) -> tuple[int, str]:
    return -topic.occurrences, topic.name


def topics_of(topics: Sequence[Topic]) -> Topics:
    """Return topics, most mentioned first, as they are found."""
    return Topics([TopicTable(topic_arrays(TopicColumns.of(topics)))], [()])


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

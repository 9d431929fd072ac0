"""The topic vocabulary: what the corpus has names for, found in its own words.

Names are runs of capitalised words, acronyms with their expansions, "X, also known as Y", and lower-case phrases
that recur as a unit. Names of one thing become one topic with aliases.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from bot.corpus.documents import STABLE_BYTES, Document, stable_bytes, stable_id
from bot.search.analysis import fold, is_function_word, words
from bot.search.forms import Word, Words
from bot.search.gathering import Gathering
from bot.search.glossary import Glossary
from bot.search.lexicon import Tally
from bot.search.names import OFFICES, Found, NameScan
from bot.search.phrases import Phrases, most_written
from bot.search.wholesale import each, is_plain

_MARKS = re.compile(r"[\W_]")
_HYPHEN_OR_DIGIT = re.compile(r"[-\d]")
_NO_LETTERS = dict.fromkeys(ord(mark) for mark in map(chr, range(128)) if not mark.isalnum() and mark != "\n")
_TITLE_CASE = 0.6  # share of capitalised content words from which a heading is in title case
_ALONE = 0.3  # a word is a name by itself if it stands outside longer names this often
_DOMINANCE = 0.75  # a word that stands this often inside one longer name is that name, shortened

Array = npt.NDArray[Any]
Spellings = dict[str, int]  # how often something is written in which way


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that the corpus has a name for."""

    id: str  # 12 hex digits, stable while the name is
    name: str  # as it is written most often
    aliases: tuple[str, ...]  # other names: acronyms, expansions, short forms, an editor's
    occurrences: int  # how often any of its names stands in the corpus


@dataclass(frozen=True, slots=True)
class TopicColumns:
    """Topics by the hundred thousand: one after the other, in columns."""

    ids: Array  # shape (topics,): what they write in hex
    occurrences: Array  # shape (topics,)
    sizes: Array  # shape (topics,): how many names each has
    names: Sequence[str]  # of each topic in turn, what it is called and then its aliases

    @classmethod
    def of(cls, topics: Sequence[Topic]) -> Self:
        """Put topics into columns, in their order."""
        ids = np.array([int(topic.id, 16) for topic in topics], np.uint64)
        occurrences = np.array([topic.occurrences for topic in topics], np.int64)
        sizes = np.array([1 + len(topic.aliases) for topic in topics], np.int64)
        return cls(ids, occurrences, sizes, [name for topic in topics for name in (topic.name, *topic.aliases)])

    def topics(self) -> tuple[Topic, ...]:
        """Return the topics, in their order."""
        names, columns = iter(self.names), (self.ids.tolist(), self.occurrences.tolist(), self.sizes.tolist())
        return tuple(
            Topic(f"{id_:0{2 * STABLE_BYTES}x}", next(names), tuple(islice(names, size - 1)), occurrences)
            for id_, occurrences, size in zip(*columns, strict=True)
        )


def find_topics(documents: Iterable[Document], counted: Tally, glossary: Glossary) -> tuple[Topic, ...]:
    """Find the topics of a corpus, most mentioned first, ties by name; `counted` are the words of all its documents."""
    lexicon = counted.lexicon()
    return topics_among(mentioned(documents, lexicon, glossary), counted, lexicon).topics()


def topics_among(said: "Mentioned", counted: Tally, lexicon: Words) -> TopicColumns:
    """Make topics of what is mentioned in a corpus, most mentioned first, ties by name.

    Lower-case phrases are topics only if the glossary knows them: every text has recurring pairs of words.
    """
    names = said.names
    singles = counted.texts.copy()
    singles.update(word for heading in said.headings for word in words(heading))
    for phrase, count in said.phrases.units(singles, lexicon):
        names.add(phrase, count)
    names.split_known_persons()
    names.drop_fragments(lexicon)
    _link_short_forms(names, lexicon)
    return names.topics()


class Names:
    """Names by folded key: spellings, counts, and which of them name the same thing."""

    def __init__(self) -> None:
        self._counted: Counter[str] = Counter()
        self._stated: Counter[tuple[str, str]] = Counter()  # in the order in which they were
        self.parent: dict[str, str] = {}

    def take(self, found: Found) -> None:
        """Count what a text names."""
        self._counted.update(found.names)
        self._stated.update(found.aliases)

    def count(self, names: Iterable[tuple[str, int]]) -> None:
        """Count names, each of which texts have so often."""
        counted = self._counted
        for name, count in names:
            counted[name] = counted.get(name, 0) + count

    def state(self, aliases: Mapping[tuple[str, str], int]) -> None:
        """Count names with other names of theirs that texts state so often."""
        self._stated.update(aliases)

    @cached_property
    def spellings(self) -> dict[str, Spellings]:
        """The spellings of each key; made when all names are counted."""
        for (name, _), count in self._stated.items():
            self._counted[name] += count
        for name, alias in self._stated:
            self.link(name, alias)
        spellings: dict[str, Spellings] = {}
        for (name, count), key in zip(self._counted.items(), name_keys([*self._counted]), strict=True):
            if key in spellings:
                spellings[key][name] = count
            elif key:
                spellings[key] = {name: count}
        return spellings

    def add(self, name: str, count: int) -> None:
        """Count a name more."""
        if key := name_key(name):
            known = self.spellings.setdefault(key, {})
            known[name] = known.get(name, 0) + count

    def link(self, name: str, alias: str) -> None:
        """Say that `alias` is another name of `name`, which is counted."""
        main, other = self._root(name_key(name)), self._root(name_key(alias))
        if main and other and main != other:
            self._counted.setdefault(alias, 1)
            self.parent[other] = main

    def split_known_persons(self) -> None:
        """Take "Minister of Foreign Affairs Jeyhun Bayramov" apart where the person is named alone elsewhere."""
        spellings = self.spellings
        long = dict.fromkeys(key for key in self._unlinked() for name in spellings[key] if len(name.split()) > 3)
        for key in sorted(key for key in long if len(_longest(spellings[key]).split()) > 3):
            tokens = _longest(self.spellings[key]).split(" ")
            person = name_key(" ".join(tokens[-2:]))
            if OFFICES & {fold(token) for token in tokens[:-2]} and person in self.spellings:
                count = sum(self.spellings.pop(key).values())
                self.add(" ".join(tokens[-2:]), count)
                self.add(" ".join(tokens[:-2]), count)

    def drop_fragments(self, lexicon: Mapping[str, Word]) -> None:
        """Drop what is no name by itself: "Central" of Central Asia, "Armenia-Russia" of Armenia and Russia."""
        linked = self._linked()
        fragments = [
            key
            for key, name in self.spelt().items()
            # Of several words that are only letters, as most names are, none is a fragment.
            if not (name.replace(" ", "").isalpha() and " " in name.strip())
            and key not in linked
            and self._is_fragment(key, name, lexicon)
        ]
        for key in fragments:
            del self.spellings[key]

    def _is_fragment(self, key: str, name: str, lexicon: Mapping[str, Word]) -> bool:
        if len(name.split()) > 1 and not _HYPHEN_OR_DIGIT.search(name):
            return False  # more than one word: a number alone may be one with what stands before it
        parts = folded_words(name)
        if len(parts) == 1 and not name.isupper() and parts[0] in lexicon:
            return self.occurrences(key) < _ALONE * lexicon[parts[0]].occurrences
        return len(parts) == 2 and "-" in name and all(part in self.spellings for part in parts)

    def _unlinked(self) -> list[str]:
        """Return the keys of which no text says what else they name."""
        linked = self._linked()
        return [key for key in self.spellings if key not in linked]

    def _linked(self) -> set[str]:
        """Return the keys of which some text says what else they name."""
        _ = self.spellings  # which links what texts state
        return self.parent.keys() | set(self.parent.values())

    def _root(self, key: str) -> str:
        while key in self.parent:
            key = self.parent[key]
        return key

    def occurrences(self, key: str) -> int:
        return sum(self.spellings[key].values())

    def spelling(self, key: str) -> str:
        return most_written(self.spellings[key])

    def spelt(self) -> dict[str, str]:
        """Return how each key is written most often."""
        return {key: next(iter(seen)) if len(seen) == 1 else most_written(seen) for key, seen in self.spellings.items()}

    def topics(self) -> TopicColumns:
        """Return what is named, most mentioned first, ties by name."""
        spelt, alone = self.spelt(), self._unlinked()
        grouped = self._grouped(self.spellings.keys() - set(alone))
        others = TopicColumns.of([self.topic(root, keys) for root, keys in grouped.items()])
        occurrences = np.fromiter((sum(self.spellings[key].values()) for key in alone), np.int64, len(alone))
        apart = TopicColumns(_ids(alone), occurrences, np.ones(len(alone), np.int64), [spelt[key] for key in alone])
        return _ranked(apart, others)

    def groups(self) -> dict[str, list[str]]:
        """Return the keys of each thing that is named, by the key of its name."""
        return self._grouped(self.spellings)

    def _grouped(self, keys: Iterable[str]) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = defaultdict(list)
        for key in sorted(keys):
            groups[self._root(key)].append(key)
        return groups

    def topic(self, root: str, keys: Iterable[str]) -> Topic:
        """Return the topic of some keys, of which one is that of its name."""
        spelt = {key: most_written(self.spellings[key]) for key in keys}
        name = spelt.pop(root)
        aliases = tuple(spelt[key] for key in sorted(spelt, key=lambda key: (-self.occurrences(key), key)))
        return Topic(stable_id(root), name, aliases, sum(map(self.occurrences, (root, *spelt))))


def _ids(keys: Sequence[str]) -> Array:
    """Return the ids of the topics of some keys."""
    digits = np.frombuffer(b"".join(map(stable_bytes, keys)), np.uint8).reshape(-1, STABLE_BYTES)
    wide = np.zeros((len(keys), 8), np.uint8)
    wide[:, -STABLE_BYTES:] = digits
    return wide.view(">u8").ravel().astype(np.uint64)


def _ranked(*parts: TopicColumns) -> TopicColumns:
    """Put topics in order: most mentioned first, ties by name."""
    ids, occurrences, sizes = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("ids", "occurrences", "sizes")
    )
    names = [name for part in parts for name in part.names]
    begins: list[int] = (np.cumsum(sizes) - sizes).tolist()
    order = np.array(sorted(range(len(begins)), key=[names[begin] for begin in begins].__getitem__), np.int64)
    order = order[np.argsort(-occurrences[order], kind="stable")]
    every = (
        names[begins[at] : begins[at] + size] for at, size in zip(order.tolist(), sizes[order].tolist(), strict=True)
    )
    return TopicColumns(ids[order], occurrences[order], sizes[order], [*chain.from_iterable(every)])


@dataclass(frozen=True, slots=True)
class Mentioned:
    """What documents name, as often as they do."""

    names: Names
    phrases: Phrases
    headings: Sequence[str]  # those that were read: of which a capital shows a name


def mentioned_in(gathering: Gathering, headings: Iterable[str], lexicon: Words, glossary: Glossary) -> Mentioned:
    """Return what was gathered of texts and of those of the headings that are given."""
    plain = sorted(heading for heading in headings if not _is_title_case(heading))
    gathering.take(plain)
    names, scan = Names(), NameScan(lexicon, glossary.nouns)
    names.count(gathering.names(scan, lexicon))
    names.state(gathering.aliases)
    return Mentioned(names, gathering.phrases(lexicon), plain)


def mentioned(documents: Iterable[Document], lexicon: Mapping[str, Word], glossary: Glossary) -> Mentioned:
    """Go once through the texts of documents for the names and phrases in them; equal headings are one text."""
    names, phrases = Names(), Phrases(glossary)
    scan = NameScan(lexicon, glossary.nouns)
    headings: set[str] = set()
    for document in documents:
        headings |= {document.title, *(p.section for p in document.paragraphs)}
        for paragraph in document.paragraphs:
            names.take(scan.found(paragraph.text))
            phrases.count(paragraph.text)
    plain = sorted(heading for heading in headings if not _is_title_case(heading))
    for heading in plain:
        names.take(scan.found(heading))
        phrases.count(heading)
    return Mentioned(names, phrases, plain)


def name_key(name: str) -> str:
    """Return the letters and digits of a name, folded: equal for names that differ in case, accents, hyphens, spaces.

    >>> name_key("Baku–Tbilisi–Kars") == name_key("baku tbilisi kars")
    True
    """
    folded = fold(name).replace(" ", "")
    return folded if folded.isalnum() else _MARKS.sub("", folded)


def folded_words(name: str) -> list[str]:
    """Return the folded words of a name."""
    if name.isascii() and name.replace(" ", "").isalpha():  # as most names are
        return name.lower().split()
    return [fold(word) for word in words(name)]


def _longest(spellings: Spellings) -> str:
    """Return the longest way to write something, of several the first in alphabetical order."""
    if len(spellings) == 1:
        return next(iter(spellings))
    return min(spellings, key=lambda spelling: (-len(spelling), spelling))


def name_keys(names: Sequence[str]) -> list[str]:
    """Return the `name_key` of each name."""
    return each(names, is_plain, _plain_keys, name_key)


def _plain_keys(names: Sequence[str]) -> list[str]:
    return "\n".join(names).lower().translate(_NO_LETTERS).split("\n")


def _is_title_case(heading: str) -> bool:
    """Tell whether a heading capitalises its words, so that no capital in it shows a name."""
    content = [word for word in words(heading) if not is_function_word(word) and word[0].isalpha()]
    return sum(word[0].isupper() for word in content) > _TITLE_CASE * len(content)


def _link_short_forms(names: Names, lexicon: Mapping[str, Word]) -> None:
    """Make a single word an alias of the one longer name in which it mostly stands ("Overchuk", "Zangezur")."""
    longer: dict[str, set[str]] = defaultdict(set)
    spelt = names.spelt()
    for key, name in spelt.items():
        if name.isalpha():  # one word
            continue
        parts = folded_words(name)
        if 1 < len(parts) <= 3:
            for part in filter(names.spellings.__contains__, parts):
                longer[part].add(key)
    for part, keys in sorted(longer.items()):
        known = lexicon.get(part)
        if known is None or len(keys) != 1:
            continue
        (key,) = keys
        if names.occurrences(key) >= _DOMINANCE * known.occurrences or _is_person(spelt[key], part):
            names.link(spelt[key], spelt[part])


def _is_person(name: str, surname: str) -> bool:
    tokens = name.split(" ")
    return (
        len(tokens) == 2 and all(token.isalpha() and token.istitle() for token in tokens) and fold(tokens[1]) == surname
    )


def with_editor_aliases(topics: Sequence[Topic], entries: Iterable[tuple[str, Sequence[str]]]) -> tuple[Topic, ...]:
    """Add an editor's aliases, each entry a name and its aliases, to the topics they name, under the editor's name.

    An entry joins the topic that has its name, else the first that has one of its aliases; the other topics it names
    become its aliases, unless an earlier entry is about them: two entries may share an alias and stay two topics. An
    entry that the corpus has no name for is left out: it would promise an answer.
    """
    by_key = {name_key(name): topic.id for topic in topics for name in (topic.name, *topic.aliases)}
    current = {topic.id: topic for topic in topics}
    led: set[str] = set()
    for name, aliases in entries:
        found = dict.fromkeys(by_key[key] for n in (name, *aliases) if (key := name_key(n)) in by_key)
        owners = [id_ for id_ in found if id_ not in led]
        if not owners:
            continue
        lead, *others = (current.pop(owner) for owner in owners)
        led.add(lead.id)
        others_names = [n for topic in (lead, *others) for n in (topic.name, *topic.aliases)]
        every = {key: n for n in (name, *aliases, *others_names) if (key := name_key(n))}
        own = name_key(name)
        current[lead.id] = Topic(
            lead.id,
            name,
            tuple(n for key, n in every.items() if key != own),
            sum(topic.occurrences for topic in (lead, *others)),
        )
        by_key |= {key: lead.id for key in every if by_key.get(key) not in led}
    return tuple(sorted(current.values(), key=lambda topic: (-topic.occurrences, topic.name)))

"""What a corpus can be asked for: its words, its topics, and what both are called elsewhere."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from bot.corpus.documents import Document
from bot.errors import NoIndexError
from bot.search.amending import Entry
from bot.search.arrays import Arrays, Seal, check, open_arrays, seal, write_arrays
from bot.search.glossary import Glossary, place_names
from bot.search.lexicon import Lexicon, WordTable, is_spelt, lexicon_arrays, tally
from bot.search.naming import ById, ByKey, Topics, TopicTable, topic_arrays
from bot.search.spelling import nearest, skeleton
from bot.search.strings import Array, Strings, string_arrays
from bot.search.topics import find_topics

FORMAT = 1  # raise it whenever the files of a vocabulary change meaning
_MANIFEST = "vocabulary.json"
_WHOLE = "vocabulary.arrays"  # what the last pass over the whole corpus found
_TEXTS = 2_000  # paragraphs whose topics are remembered

Near = list[tuple[str, float]]  # folded spellings and what each costs, cheapest first


@dataclass(frozen=True)
class Vocabulary:
    """The words and topics of one index, with the glossary that translates into them."""

    lexicon: Lexicon
    topics: Topics  # most mentioned first
    places: Mapping[str, tuple[str, ...]]  # folded name of a country, people or city, in any language -> in English
    glossary: Glossary
    found: Topics  # the corpus's own topics, before an editor's word

    def amended(self, entries: Sequence[Entry]) -> "Vocabulary":
        """Return the vocabulary with an editor's word over the corpus's own topics.

        It takes as long as there are entries: 10 ms with a hundred.
        """
        return replace(self, topics=self.found.amended(entries))

    @cached_property
    def by_key(self) -> ByKey:
        """Topics by the keys of their names and aliases; of two with one key, the more mentioned."""
        return ByKey(self.topics)

    @cached_property
    def by_id(self) -> ById:
        """Topics by id."""
        return ById(self.topics)

    @cached_property
    def topics_in(self) -> Callable[[str], frozenset[str]]:
        """A function from a text to the ids of the topics that it names."""
        return lru_cache(maxsize=_TEXTS)(self.topics.named_in)

    def near_words(self, typed: str, limit: int) -> Near:
        """Return the at most `limit` words of letters, of the corpus and the glossary, that a folded one may mean."""
        known, skeletons = self._glossary_spellings
        own = [word for word in self.lexicon.near(typed) if word not in self.glossary.english]
        return nearest(typed, [*own, *known], [*map(skeleton, own), *skeletons], limit)

    @cached_property
    def _glossary_spellings(self) -> tuple[list[str], list[str]]:
        known = sorted(filter(is_spelt, self.glossary.english))
        return known, [*map(skeleton, known)]

    def near_keys(self, typed: str, limit: int) -> Near:
        """Return the at most `limit` keys of topics that a folded spelling may mean."""
        known = self.topics.near(typed)
        return nearest(typed, known, [*map(skeleton, known)], limit)

    @cached_property
    def spellings(self) -> tuple[list[str], list[str]]:
        """All that `near_words` may find, and their skeletons, in one order: to hold the quick search against."""
        known = sorted({word for word in (*self.lexicon, *self.glossary.english) if is_spelt(word)})
        return known, [*map(skeleton, known)]

    @cached_property
    def key_spellings(self) -> tuple[list[str], list[str]]:
        """All that `near_keys` may find, and their skeletons, in one order: to hold the quick search against."""
        known = list(self.by_key)
        return known, [*map(skeleton, known)]


class Places(Mapping[str, tuple[str, ...]]):
    """What places and peoples are called in English, by their folded names elsewhere."""

    def __init__(self, arrays: Arrays) -> None:
        """Take what `_place_arrays` made. Raises KeyError."""
        self._names, self._english = Strings.among(arrays, "places"), Strings.among(arrays, "places.english")

    def __getitem__(self, folded: str) -> tuple[str, ...]:
        if (number := self._names.find(folded)) is None:
            raise KeyError(folded)
        return tuple(self._english[number].split("\n"))

    def __iter__(self) -> Iterator[str]:
        return (self._names[number] for number in range(len(self._names)))

    def __len__(self) -> int:
        return len(self._names)


def _place_arrays(places: Mapping[str, Sequence[str]]) -> dict[str, Array]:
    known = sorted(places)
    english = ("\n".join(places[name]) for name in known)
    return {**string_arrays("places", known), **string_arrays("places.english", english)}


def build_vocabulary(documents: Sequence[Document], glossary: Glossary, folder: Path) -> None:
    """Find the words, topics and place names of the documents and write them into an index's folder.

    The documents are gone through several times.
    """
    counted = tally(documents)
    topics = find_topics(documents, counted, glossary)
    languages = sorted({document.language for document in documents} - {""}) or ["en"]
    arrays = {
        **lexicon_arrays(counted.forms(), languages),
        **topic_arrays(topics),
        **_place_arrays(place_names()),
    }
    write_arrays(folder / _WHOLE, arrays)
    _write_manifest(folder, {_WHOLE: seal(folder / _WHOLE)})


def _write_manifest(folder: Path, seals: Mapping[str, Seal]) -> None:
    """Write which files there are, as they should be; last, so that a vocabulary without one is none."""
    (folder / _MANIFEST).write_text(json.dumps({"format": FORMAT, "files": seals}), encoding="utf-8")


def open_vocabulary(folder: Path, glossary: Glossary, entries: Sequence[Entry] = ()) -> Vocabulary:
    """Map what `build_vocabulary` wrote, with an editor's word over its topics; read next to nothing.

    Raises NoIndexError where it is missing, of another format or damaged, as far as `check_vocabulary` sees at once.
    """
    check_vocabulary(folder, thorough=False)
    try:
        arrays = open_arrays(folder / _WHOLE)
        lexicon, topics = Lexicon([WordTable(arrays)]), Topics([TopicTable(arrays)], [()])
        return Vocabulary(lexicon, topics.amended(entries), Places(arrays), glossary, topics)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoIndexError(str(folder), "its vocabulary is missing or damaged") from error


def check_vocabulary(folder: Path, *, thorough: bool) -> None:
    """Raise NoIndexError, which names the file, where a file of the vocabulary is not as it was written.

    Of the large ones only the length is looked at unless `thorough`, which reads all of them.
    """
    for name, wanted in _seals(folder).items():
        check(folder, name, wanted, thorough=thorough)


def _seals(folder: Path) -> Mapping[str, Seal]:
    try:
        manifest: Mapping[str, Any] = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            raise NoIndexError(str(folder), f"its vocabulary is of format {manifest['format']}, not {FORMAT}")
        return {name: (int(size), int(checksum)) for name, (size, checksum) in manifest["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoIndexError(str(folder), f"{_MANIFEST} is missing or damaged") from error

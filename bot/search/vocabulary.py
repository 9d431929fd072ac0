"""What a corpus can be asked for: its words, its topics, and what both are called elsewhere."""

import gc
import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from bot.corpus.documents import Document
from bot.errors import NoIndexError
from bot.search.amending import Entry
from bot.search.arrays import Arrays, Seal, check, open_arrays, seal, write_arrays
from bot.search.bulk import Bulk
from bot.search.extending import changed_topics
from bot.search.forms import Forms, Words
from bot.search.gathering import Gathering
from bot.search.glossary import Glossary, place_names
from bot.search.lexicon import (
    Lexicon,
    WordTable,
    changed_forms,
    heading_words,
    is_spelt,
    lexicon_arrays,
    tally,
)
from bot.search.naming import ById, ByKey, Topics
from bot.search.spelling import nearest, skeleton
from bot.search.strings import Array, Strings, string_arrays
from bot.search.topic_table import TopicTable, topic_arrays
from bot.search.topics import Topic, TopicColumns, mentioned, mentioned_in, topics_among

FORMAT = 3  # raise it whenever the files of a vocabulary change meaning
_MANIFEST = "vocabulary.json"
_WHOLE = "vocabulary.arrays"  # what the last pass over the whole corpus found
_LATER = "vocabulary.later.arrays"  # what is otherwise since
_TEXTS = 1_000  # paragraphs whose topics are remembered
_AT_ONCE = 2_000  # paragraphs, about, that are gathered from at a time
_HEARD = 1_000  # documents between two reports
_PASSES = 3  # as much work as going so often through the documents; without compiled loops it is that
_WORDS, _NAMES, _WORDS_AND_TOPICS, _WORDS_IN_ARRAYS = 0.46, 0.54, 0.72, 0.83  # what is done once these are there

Hear = Callable[[int, int], None]  # how much is done, and how much there is
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


def build_vocabulary(
    documents: Sequence[Document],
    glossary: Glossary,
    folder: Path,
    bulk: Bulk | None = None,
    hear: Hear = lambda done, total: None,
) -> None:
    """Find the words, topics and place names of the documents and write them into an index's folder.

    With compiled loops, which pay from some ten thousand paragraphs on, the documents are gone through once, without
    more than once. `hear` is told how much is done, and how much there is, in documents of which each counts thrice.
    """
    with _uncollected():
        heard = _Heard(documents, hear)
        found = _gathered(heard, glossary, bulk) if bulk else _read(heard, glossary)
        heard.tell(_WORDS_AND_TOPICS)
        arrays = lexicon_arrays(found.forms, found.languages, bulk)
        heard.tell(_WORDS_IN_ARRAYS)
        arrays = {**arrays, **topic_arrays(found.topics, bulk), **_place_arrays(place_names())}
    write_arrays(folder / _WHOLE, arrays)
    _write_manifest(folder, {_WHOLE: seal(folder / _WHOLE)}, found.languages)


class _Heard(Iterable[Document]):
    """Documents that tell how far a vocabulary has come, each time that somebody goes through them."""

    def __init__(self, documents: Sequence[Document], hear: Hear) -> None:
        self._documents, self._hear = documents, hear
        self._done, self._total = 0, _PASSES * len(documents)

    def __iter__(self) -> Iterator[Document]:
        before = self._done
        for number, document in enumerate(self._documents):
            if number and number % _HEARD == 0:
                self._hear(before + number, self._total)
            yield document
        self._done = before + len(self._documents)

    def tell(self, share: float) -> None:
        """Tell that a share of all is done, unless going through the documents has told of more."""
        if (done := round(share * self._total)) > self._done:
            self._hear(done, self._total)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the collector of cycles from going through millions of words again and again: there are no cycles."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@dataclass(frozen=True, slots=True)
class _Found:
    """What there is in some documents."""

    forms: Forms
    topics: TopicColumns
    languages: Sequence[str]


def _read(documents: Iterable[Document], glossary: Glossary) -> _Found:
    counted = tally(documents)
    lexicon = counted.lexicon()
    topics = topics_among(mentioned(documents, lexicon, glossary), counted, lexicon)
    return _Found(counted.forms(), topics, _languages(documents) or ["en"])


def _gathered(documents: _Heard, glossary: Glossary, bulk: Bulk) -> _Found:
    gathering, headings, languages = Gathering(glossary, bulk), Counter[str](), set[str]()
    texts: list[str] = []
    for document in documents:
        headings.update({document.title, *(paragraph.section for paragraph in document.paragraphs)})
        languages.add(document.language)
        texts += (paragraph.text for paragraph in document.paragraphs)
        if len(texts) >= _AT_ONCE:
            gathering.take(texts)
            texts = []
    gathering.take(texts)
    counted = gathering.tally()
    counted.headings = heading_words(headings)
    forms = counted.forms()
    lexicon = Words(forms)
    documents.tell(_WORDS)
    said = mentioned_in(gathering, headings, lexicon, glossary)
    del gathering  # all pieces of all texts: of a large archive some hundred megabytes, of no use from here on
    documents.tell(_NAMES)
    topics = topics_among(said, counted, lexicon)
    return _Found(forms, topics, sorted(languages - {""}) or ["en"])


def extend_vocabulary(
    base: Path, added: Sequence[Document], removed: Sequence[Document], glossary: Glossary, folder: Path
) -> None:
    """Write into a folder the vocabulary that the one in `base` becomes when documents come and go.

    A document that changed is among the removed ones as it was, and among the added ones as it is. Words are counted
    exactly, topics as far as `changed_topics` does. It costs what changed since the last `build_vocabulary`: the rest
    is the same file under two names. Raises NoIndexError as `open_vocabulary` does.
    """
    manifest = _read_manifest(base)
    seals = {_WHOLE: manifest.files[_WHOLE]}
    _link(base / _WHOLE, folder / _WHOLE)
    languages = sorted({*manifest.languages, *_languages(added)})
    if later := _later(base, added, removed, glossary, languages):
        write_arrays(folder / _LATER, later)
        seals[_LATER] = seal(folder / _LATER)
    _write_manifest(folder, seals, languages)


def _later(
    base: Path, added: Sequence[Document], removed: Sequence[Document], glossary: Glossary, languages: Sequence[str]
) -> dict[str, Array]:
    """Return, as arrays, what is otherwise than at the last whole pass; {} if nothing is."""
    parts = _open(base)
    if not (added or removed or len(parts) > 1):
        return {}
    whole = TopicTable(parts[-1])
    before, topics = Lexicon([WordTable(part) for part in parts]), _topics(parts)
    forms = changed_forms(before, tally(added), tally(removed))
    earlier = WordTable(parts[0]).all_forms() if len(parts) > 1 else {}
    words = lexicon_arrays(Forms.of({**earlier, **forms}), languages)
    lexicon = Lexicon([WordTable(words), WordTable(parts[-1])])
    came, went = mentioned(added, lexicon, glossary), mentioned(removed, before, glossary)
    changed = changed_topics(topics, came, went, lexicon)
    kept = [topic for topic in _table_topics(parts[0]) if topic.id not in changed.touched] if len(parts) > 1 else []
    every = sorted((*kept, *changed.topics), key=lambda topic: (-topic.occurrences, topic.name))
    numbers = (whole.with_id(topic_id) for topic_id in changed.touched)
    hidden = set(_hidden(parts)[-1]) | {number for number in numbers if number is not None}
    return {**words, **topic_arrays(TopicColumns.of(every)), "topics.hidden": np.array(sorted(hidden), np.uint32)}


def _table_topics(arrays: Arrays) -> Iterator[Topic]:
    table = TopicTable(arrays)
    return map(table.topic, range(len(table)))


def _link(file: Path, name: Path) -> None:
    """Give a file another name; copy it where the file system knows no second names."""
    try:
        name.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, name)


def _languages(documents: Iterable[Document]) -> list[str]:
    return sorted({document.language for document in documents} - {""})


def open_vocabulary(folder: Path, glossary: Glossary, entries: Sequence[Entry] = ()) -> Vocabulary:
    """Map what `build_vocabulary` wrote, with an editor's word over its topics; read next to nothing.

    Raises NoIndexError where it is missing, of another format or damaged, as far as `check_vocabulary` sees at once.
    """
    parts = _open(folder)
    try:
        lexicon, topics = Lexicon([WordTable(part) for part in parts]), _topics(parts)
        return Vocabulary(lexicon, topics.amended(entries), Places(parts[-1]), glossary, topics)
    except (ValueError, KeyError, TypeError) as error:
        raise NoIndexError(str(folder), "its vocabulary is damaged") from error


def _open(folder: Path) -> list[Arrays]:
    """Map the files of a vocabulary, the latest first. Raises NoIndexError."""
    check_vocabulary(folder, thorough=False)
    try:
        return [open_arrays(folder / name) for name in (_LATER, _WHOLE) if name in _read_manifest(folder).files]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoIndexError(str(folder), "its vocabulary is damaged") from error


def _topics(parts: Sequence[Arrays]) -> Topics:
    return Topics([TopicTable(part) for part in parts], _hidden(parts))


def _hidden(parts: Sequence[Arrays]) -> list[list[int]]:
    """Return for each part which of its topics the later one says something else of."""
    return [[], *(later["topics.hidden"].tolist() for later in parts[:-1])]


def check_vocabulary(folder: Path, *, thorough: bool) -> None:
    """Raise NoIndexError, which names the file, where a file of the vocabulary is not as it was written.

    Of the large ones only the length is looked at unless `thorough`, which reads all of them.
    """
    for name, wanted in _read_manifest(folder).files.items():
        check(folder, name, wanted, thorough=thorough)


@dataclass(frozen=True, slots=True)
class _Manifest:
    """Which files a vocabulary has, as they should be, and the languages of its words."""

    files: Mapping[str, Seal]
    languages: tuple[str, ...]


def _write_manifest(folder: Path, files: Mapping[str, Seal], languages: Sequence[str]) -> None:
    """Write which files there are; last, for a vocabulary without that is none."""
    facts = {"format": FORMAT, "files": files, "languages": languages}
    (folder / _MANIFEST).write_text(json.dumps(facts), encoding="utf-8")


def _read_manifest(folder: Path) -> _Manifest:
    try:
        facts = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        if facts["format"] != FORMAT:
            raise NoIndexError(str(folder), f"its vocabulary is of format {facts['format']}, not {FORMAT}")
        files = {str(name): (int(size), int(checksum)) for name, (size, checksum) in facts["files"].items()}
        if _WHOLE not in files:
            raise NoIndexError(str(folder), f"{_MANIFEST} does not name {_WHOLE}")
        return _Manifest(files, tuple(map(str, facts["languages"])))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoIndexError(str(folder), f"{_MANIFEST} is missing or damaged") from error

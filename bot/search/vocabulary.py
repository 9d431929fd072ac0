"""What a corpus can be asked for: its words, its topics, and what both are called elsewhere."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from bot.corpus.documents import Document
from bot.errors import NoIndexError
from bot.search.analysis import fold, is_function_word, words
from bot.search.glossary import Glossary, place_names
from bot.search.lexicon import Lexicon, Word, build_lexicon
from bot.search.spelling import skeleton
from bot.search.topics import Topic, find_topics, name_key

_FILE = "vocabulary.jsonl"
_ROWS = 500  # a line: parsing one holds the interpreter, and with it every answer, for a millisecond
_TEXTS = 2_000  # paragraphs whose topics are remembered


@dataclass(frozen=True)
class Vocabulary:
    """The words and topics of one index, with the glossary that translates into them."""

    lexicon: Lexicon
    topics: tuple[Topic, ...]  # most mentioned first
    places: dict[str, tuple[str, ...]]  # folded name of a country, people or city, in any language -> in English
    glossary: Glossary
    found: tuple[Topic, ...] = ()  # the corpus's own topics, before an editor's word

    def amended(self, amend: Callable[[tuple[Topic, ...]], tuple[Topic, ...]]) -> "Vocabulary":
        """Return the vocabulary with other topics made of the corpus's own, ready for the first question.

        With 10,000 topics that takes a thread 0.8 s.
        """
        made = replace(self, topics=amend(self.found))
        vars(made)["spellings"] = self.spellings  # of words, which are the same: half of the time
        _ = made.by_key, made.by_id, made.by_word, made.key_spellings
        return made

    @cached_property
    def by_key(self) -> dict[str, Topic]:
        """Topics by the keys of their names and aliases; of two with one key, the more mentioned."""
        return {name_key(name): topic for topic in reversed(self.topics) for name in (topic.name, *topic.aliases)}

    @cached_property
    def by_id(self) -> dict[str, Topic]:
        """Topics by id."""
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def by_word(self) -> dict[str, tuple[tuple[Topic, frozenset[str]], ...]]:
        """Topics by each folded word of their names, each with all words of that name but function words."""
        found: dict[str, list[tuple[Topic, frozenset[str]]]] = defaultdict(list)
        for topic in self.topics:
            for name in (topic.name, *topic.aliases):
                parts = frozenset(fold(word) for word in words(name) if not is_function_word(word))
                for part in parts:
                    found[part].append((topic, parts))
        return {word: tuple(names) for word, names in found.items()}

    @cached_property
    def topics_in(self) -> Callable[[str], frozenset[str]]:
        """A function from a text to the ids of the topics that it names."""

        @lru_cache(maxsize=_TEXTS)
        def topics_in(text: str) -> frozenset[str]:
            cased = words(text)
            run = f" {' '.join(map(fold, cased))} "
            known = {fold(word) for word in cased if not is_function_word(word)}
            named = {pair for word in known for pair in self.by_word.get(word, ()) if pair[1] <= known}
            return frozenset(
                topic.id for topic, _ in named if any(f" {_run(name)} " in run for name in (topic.name, *topic.aliases))
            )

        return topics_in

    @cached_property
    def spellings(self) -> tuple[list[str], list[str]]:
        """All folded words of letters, of the corpus and of the glossary, and their skeletons, in one order."""
        known = sorted({word for word in (*self.lexicon, *self.glossary.english) if not any(c.isdigit() for c in word)})
        return known, [skeleton(word) for word in known]

    @cached_property
    def key_spellings(self) -> tuple[list[str], list[str]]:
        """All topic keys, and their skeletons, in one order."""
        keys = sorted(self.by_key)
        return keys, [skeleton(key) for key in keys]


def _run(name: str) -> str:
    return " ".join(fold(word) for word in words(name))


def build_vocabulary(documents: Sequence[Document], glossary: Glossary, folder: Path) -> None:
    """Find the words, topics and place names of the documents and write them into an index's folder."""
    lexicon = build_lexicon(documents)
    topics = find_topics(documents, lexicon, glossary)
    with (folder / _FILE).open("w", encoding="utf-8") as file:
        _write(file, "words", map(astuple, lexicon.values()))
        _write(file, "topics", map(astuple, topics))
        _write(file, "places", place_names().items())
        _write(file, "end", [()])


def _write(file: TextIO, kind: str, rows: Iterable[Sequence[object]]) -> None:
    """Write rows, so many a line."""
    waiting = iter(rows)
    while some := list(islice(waiting, _ROWS)):
        file.write(json.dumps([kind, some], ensure_ascii=False, separators=(",", ":")) + "\n")


def open_vocabulary(
    folder: Path, glossary: Glossary, amend: Callable[[Iterable[Topic]], tuple[Topic, ...]] = tuple
) -> Vocabulary:
    """Read what `build_vocabulary` wrote; `amend` adds an editor's aliases to the topics.

    Raises NoIndexError where it is missing or damaged.
    """
    try:
        rows = _read(folder / _FILE)
        lexicon = {fields[0]: Word(*fields) for fields in rows["words"]}
        topics = [Topic(id_, name, tuple(aliases), count) for id_, name, aliases, count in rows["topics"]]
        places = {key: tuple(names) for key, names in rows["places"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoIndexError(str(folder), "its vocabulary is missing or damaged") from error
    return Vocabulary(lexicon, amend(topics), places, glossary, tuple(topics))


def _read(path: Path) -> Mapping[str, list[list[Any]]]:
    """Return the rows of each kind. Raises KeyError or ValueError where the end, or what should be there, is not."""
    rows: dict[str, list[list[Any]]] = {"words": [], "topics": [], "places": [], "end": []}
    with path.open(encoding="utf-8") as file:
        for line in file:
            kind, some = json.loads(line)
            rows[kind] += some
    if not rows["end"]:
        raise ValueError("the file was cut short")
    return rows

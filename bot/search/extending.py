"""What becomes of a vocabulary's topics when documents come and go, at a cost in proportion to these."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from bot.search.forms import Word
from bot.search.naming import Topics
from bot.search.topic_table import parts_of
from bot.search.topics import Mentioned, Topic, name_key


@dataclass(frozen=True, slots=True)
class ChangedTopics:
    """Topics as they are after a change, and which are no more or were something else before."""

    topics: tuple[Topic, ...]  # most mentioned first
    touched: frozenset[str]  # ids


def changed_topics(topics: Topics, came: Mentioned, went: Mentioned, lexicon: Mapping[str, Word]) -> ChangedTopics:
    """Return what mentions that came and went make of topics; `lexicon` has the words as they are afterwards.

    Those that are known are counted. Names that are not known become topics, or further names of those that a text
    says they are. What only a whole pass can tell waits for it: which of them are short forms of longer names, and
    which phrases recur often enough.
    """
    counts: Counter[str] = Counter()
    for sign, mentions in ((1, came), (-1, went)):
        mentions.names.split_known_persons()
        for key, count in _counted(mentions):
            if owner := _owner(topics, [key]):
                counts[owner.id] += sign * count
    came.names.drop_fragments(lexicon)
    names: dict[str, dict[str, str]] = {}  # of known topics: further ones by key
    fresh = []
    for root, keys in came.names.groups().items():
        unknown = [key for key in keys if _owner(topics, [key]) is None]
        made = came.names.topic(root, unknown) if root in unknown else None
        if owner := _owner(topics, [root, *keys]):
            names.setdefault(owner.id, {}).update((key, came.names.spelling(key)) for key in unknown)
            counts[owner.id] += sum(map(came.names.occurrences, unknown))
        elif made:
            fresh.append(made)
    known = [topic for id_ in counts if (topic := topics.with_id(id_))]
    changed = [_changed(topic, counts[topic.id], names.get(topic.id, {}).values()) for topic in known]
    left = [topic for topic in changed if topic.occurrences > 0 and _is_said(topic, lexicon)]
    every = sorted([*left, *fresh], key=lambda topic: (-topic.occurrences, topic.name))
    return ChangedTopics(tuple(every), frozenset(topic.id for topic in (*changed, *fresh)))


def _counted(mentions: Mentioned) -> Iterator[tuple[str, int]]:
    """Yield the keys of what is mentioned, with how often it is; a phrase under the key of each way to write it."""
    for key in mentions.names.spellings:
        yield key, mentions.names.occurrences(key)
    for spellings in mentions.phrases.by_stems().values():
        for key in {name_key(phrase) for phrase in spellings}:
            yield key, spellings.total()


def _owner(topics: Topics, keys: Iterable[str]) -> Topic | None:
    return next((topic for key in keys for topic in topics.all_with_key(key)), None)


def _changed(topic: Topic, count: int, names: Iterable[str]) -> Topic:
    return replace(topic, aliases=(*topic.aliases, *names), occurrences=topic.occurrences + count)


def _is_said(topic: Topic, lexicon: Mapping[str, Word]) -> bool:
    """Tell whether the corpus has all words of some name of a topic."""
    return any(all(part in lexicon for part in parts_of(name)) for name in (topic.name, *topic.aliases))

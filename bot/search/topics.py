"""The topic vocabulary: what the corpus has names for, found in its own words.

Names are runs of capitalised words, acronyms with their expansions, "X, also known as Y", and lower-case phrases
that recur as a unit. Names of one thing become one topic with aliases.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.corpus.documents import Document, stable_id
from bot.search.analysis import fold, is_function_word, located_words, stem, words
from bot.search.glossary import Glossary
from bot.search.lexicon import Word, begins_sentence

_CAPITALISED = r"(?:[^\W\d_a-zа-яё]\w*(?:['’](?!s\b)\w+)?|\d+(?:st|nd|rd|th))"
_JOINT = r"(?:[-–/]| |\s(?:of|for)\s(?:the\s)?|\s(?:and|&)\s|\s–\s)"
_NUMBER = r"(?:(?<=[A-Z][A-Z])-\d+(?!\w)|[ –]+\d{4}(?!\w))"  # COP-29, Forum 2024
_NAME = re.compile(rf"(?<![\w'’])(?:\d\+\d|{_CAPITALISED}(?:{_JOINT}{_CAPITALISED}|{_NUMBER})*)")
# "Declaration on ...", "Conference in ...": after these a preposition belongs to the name.
_INSTITUTION = re.compile(
    rf"\b(?:Conference|Initiative|Forum|Declaration|Convention|Treaty|Agreement|Committee|Commission|Programme|Program|"
    rf"Charter|Protocol|Resolution)\s(?:on|in)\s(?:the\s)?{_CAPITALISED}(?:{_JOINT}{_CAPITALISED})*"
)
_ACRONYM_AFTER = re.compile(r"\(([A-Z][A-Za-z]{1,9}?)s?\)")
_NUMBERED_AFTER = re.compile(r"^\s\((?=([A-Z]{2,6}[ -]?\d{1,4})\))")
_ALSO_KNOWN = re.compile(r",?\s\(?(?:also|otherwise|better) (?:known|referred to) as (?:the )?[\"“]?$")
_LEADING = re.compile(r"^(?:The|A|An|This|That|These|Its|Their|His|Her)\s+")
# What a person is called before the name: "President Ilham Aliyev" is two names.
_OFFICES = frozenset(
    """
    president minister secretary secretary-general chairman chairperson chair director commissioner ambassador
    spokesperson spokesman spokeswoman colonel chancellor king queen prince premier senator governor mayor speaker
    professor doctor dr mr mrs ms sir adviser advisor analyst
    """.split()
)
_ADJECTIVE = re.compile(r"(?:an|ern|ish|ese|[^u]i)$")  # "Russian gas" is gas, "Zangezur corridor" a name
_CALENDAR = frozenset(
    """
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday
    """.split()
)
_PHRASE_OCCURRENCES = 3  # a lower-case phrase is a topic if it recurs this often ...
_PHRASE_COHESION = 0.25  # ... and its words stand in it this often (the rarer word's share)
_TITLE_CASE = 0.6  # share of capitalised content words from which a heading is in title case
_ALONE = 0.3  # a word is a name by itself if it stands outside longer names this often
_DOMINANCE = 0.75  # a word that stands this often inside one longer name is that name, shortened


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that the corpus has a name for."""

    id: str  # 12 hex digits, stable while the name is
    name: str  # as it is written most often
    aliases: tuple[str, ...]  # other names: acronyms, expansions, short forms, an editor's
    occurrences: int  # how often any of its names stands in the corpus


def find_topics(documents: Sequence[Document], lexicon: Mapping[str, Word], glossary: Glossary) -> tuple[Topic, ...]:
    """Find the topics of a corpus, most mentioned first, ties by name.

    Lower-case phrases are topics only if the glossary knows them: every text has recurring pairs of words.
    """
    texts = [paragraph.text for document in documents for paragraph in document.paragraphs]
    headings = {heading for d in documents for heading in (d.title, *(p.section for p in d.paragraphs))}
    texts += sorted(heading for heading in headings if not _is_title_case(heading))
    names = _Names()
    for text in texts:
        for name in _capitalised_names(text, lexicon, glossary.nouns):
            names.add(name)
        for name, alias in _stated_aliases(text):
            names.add(name)
            names.link(name, alias)
    for phrase, count in _phrases(texts, lexicon, glossary):
        names.add(phrase, count)
    names.split_known_persons()
    names.drop_fragments(lexicon)
    _link_short_forms(names, lexicon)
    return names.topics()


class _Names:
    """Names by folded key: spellings, counts, and which of them name the same thing."""

    def __init__(self) -> None:
        self.spellings: dict[str, Counter[str]] = defaultdict(Counter)
        self.parent: dict[str, str] = {}

    def add(self, name: str, count: int = 1) -> None:
        if key := name_key(name):
            self.spellings[key][name] += count

    def link(self, name: str, alias: str) -> None:
        """Say that `alias` is another name of `name`."""
        main, other = self._root(name_key(name)), self._root(name_key(alias))
        if main and other and main != other:
            self.spellings[name_key(alias)].setdefault(alias, 1)
            self.parent[other] = main

    def split_known_persons(self) -> None:
        """Take "Minister of Foreign Affairs Jeyhun Bayramov" apart where the person is named alone elsewhere."""
        unlinked = self.spellings.keys() - self.parent.keys() - set(self.parent.values())
        for key in sorted(key for key in unlinked if len(max(self.spellings[key], key=len).split()) > 3):
            tokens = max(self.spellings[key], key=len).split(" ")
            person = name_key(" ".join(tokens[-2:]))
            if _OFFICES & {fold(token) for token in tokens[:-2]} and person in self.spellings:
                count = self.spellings.pop(key).total()
                self.add(" ".join(tokens[-2:]), count)
                self.add(" ".join(tokens[:-2]), count)

    def drop_fragments(self, lexicon: Mapping[str, Word]) -> None:
        """Drop what is no name by itself: "Central" of Central Asia, "Armenia-Russia" of Armenia and Russia."""
        whole = set(self.spellings)
        for key in whole - self.parent.keys() - set(self.parent.values()):
            seen = self.spellings[key]
            parts = [fold(word) for word in words(_most_written(seen))]
            if len(parts) == 1 and not _most_written(seen).isupper() and parts[0] in lexicon:
                drop = seen.total() < _ALONE * lexicon[parts[0]].occurrences
            else:
                drop = len(parts) == 2 and "-" in _most_written(seen) and all(part in whole for part in parts)
            if drop:
                del self.spellings[key]

    def _root(self, key: str) -> str:
        while key in self.parent:
            key = self.parent[key]
        return key

    def count(self, key: str) -> int:
        return self.spellings[key].total()

    def topics(self) -> tuple[Topic, ...]:
        groups: dict[str, list[str]] = defaultdict(list)
        for key in sorted(self.spellings):
            groups[self._root(key)].append(key)
        topics = (self._topic(root, keys) for root, keys in groups.items())
        return tuple(sorted(topics, key=lambda topic: (-topic.occurrences, topic.name)))

    def _topic(self, root: str, keys: Iterable[str]) -> Topic:
        spelt = {key: _most_written(self.spellings[key]) for key in keys}
        name = spelt.pop(root)
        aliases = tuple(spelt[key] for key in sorted(spelt, key=lambda key: (-self.count(key), key)))
        return Topic(stable_id(root), name, aliases, sum(self.count(key) for key in (root, *spelt)))


def _most_written(spellings: Counter[str]) -> str:
    return min(spellings, key=lambda spelling: (-spellings[spelling], spelling))


def name_key(name: str) -> str:
    """Return the letters and digits of a name, folded: equal for names that differ in case, accents, hyphens, spaces.

    >>> name_key("Baku–Tbilisi–Kars") == name_key("baku tbilisi kars")
    True
    """
    return re.sub(r"[\W_]", "", fold(name))


def _is_title_case(heading: str) -> bool:
    """Tell whether a heading capitalises its words, so that no capital in it shows a name."""
    content = [word for word in words(heading) if not is_function_word(word) and word[0].isalpha()]
    return sum(word[0].isupper() for word in content) > _TITLE_CASE * len(content)


def _capitalised_names(text: str, lexicon: Mapping[str, Word], nouns: Collection[str]) -> Iterator[str]:
    for match in [found for pattern in (_NAME, _INSTITUTION) for found in pattern.finditer(text)]:
        starts = begins_sentence(text, match.start())
        for number, name in enumerate(_split_at_offices(_LEADING.sub("", match.group()))):
            trimmed = _trim(name, lexicon, starts=starts and number == 0)
            parts = [fold(word) for word in words(trimmed)]
            common = len(parts) == 1 and stem(parts[0], "en") in nouns and not trimmed.isupper()
            dated = any(part in _CALENDAR for part in parts) or all(
                part in _OFFICES or part.isdigit() for part in parts
            )
            if len("".join(parts)) > 1 and not common and not dated:
                yield trimmed


def _split_at_offices(name: str) -> list[str]:
    """Split "Armenian Prime Minister Nikol Pashinyan" into the office and the person.

    A list joined by "and" is split too, unless its parts belong to one name (they follow an "on" or "for").
    """
    if not re.search(r"\s(?:of|for|on|in)\s", name):
        parts = re.split(r"\s(?:and|&)\s", name)
        if len(parts) > 1:
            return [piece for part in parts for piece in _split_at_offices(part)]
    tokens = name.split(" ")
    last = max((at for at, token in enumerate(tokens) if fold(token) in _OFFICES), default=-1)
    following = tokens[last + 1 :]
    if last < 0 or not following or following[0] in ("of", "for", "on", "in", "and", "–"):
        return [name]
    return [" ".join(tokens[: last + 1]), " ".join(following)]


def _trim(name: str, lexicon: Mapping[str, Word], *, starts: bool) -> str:
    """Cut words off the ends that are no part of a name; the first word of a sentence is one if it is elsewhere."""
    tokens = name.split(" ")
    while tokens and not _belongs(tokens[0], lexicon, starts=starts):
        tokens.pop(0)
    while tokens and (tokens[-1].islower() or len(tokens[-1]) == 1 or is_function_word(tokens[-1])):
        tokens.pop()
    alone = len(tokens) == 1 and not _belongs(tokens[0], lexicon, starts=True)
    return "" if alone else " ".join(tokens)


def _belongs(token: str, lexicon: Mapping[str, Word], *, starts: bool) -> bool:
    parts = words(token)
    if not parts or is_function_word(parts[0]) or token[0].islower():
        return False
    word = lexicon.get(fold(parts[0]))
    return not starts or word is None or word.is_name or (word.inside == 0 and token.isupper())


def _stated_aliases(text: str) -> Iterator[tuple[str, str]]:
    """Yield (name, alias) where the text itself says so: "Name (ACR)" and "Name, also known as Other"."""
    for match in _ACRONYM_AFTER.finditer(text):
        if expansion := _expansion(text[: match.start()].rstrip(), match.group(1)):
            yield expansion, match.group(1)
    found = list(_NAME.finditer(text))
    for before, after in pairwise(found):
        between = text[before.end() : after.start()]
        if _ALSO_KNOWN.match(between):
            yield _LEADING.sub("", before.group()), after.group()
        elif (numbered := _NUMBERED_AFTER.match(text[before.end() :])) and len(before.group().split()) > 2:
            yield numbered.group(1), _LEADING.sub("", before.group())


def _expansion(before: str, acronym: str) -> str | None:
    """Return the fewest words at the end of `before` whose initials, in order, hold all letters of `acronym`.

    After Schwartz & Hearst 2003, "A simple algorithm for identifying abbreviation definitions in biomedical text",
    with initials only: letters inside words made "CRTC" begin at "Container".
    """
    starts = [match.start() for match in re.finditer(r"\b[^\W_]", before)]
    letters = acronym.lower()
    for first in reversed(starts[-2 * len(letters) - 4 :]):
        initials = iter(before[start].lower() for start in starts if start >= first)
        if before[first].lower() == letters[0] and all(letter in initials for letter in letters):
            expansion = before[first:]
            return expansion if len(words(expansion)) > 1 and not re.search(r"[.;:!?()]\s", expansion) else None
    return None


def _phrases(texts: Iterable[str], lexicon: Mapping[str, Word], glossary: Glossary) -> list[tuple[str, int]]:
    """Return the two-word phrases that recur as a unit: of the glossary, or a name and one of the field's nouns."""
    pairs: Counter[tuple[str, str]] = Counter()
    surfaces: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    singles: Counter[str] = Counter()
    for text in texts:
        found = located_words(text)
        singles.update(stem(word, "en") for _, _, word in found)
        for (_, end, first), (start, _, second) in pairwise(found):
            if second.islower() and start == end + 1 and text[end] == " " and text.endswith(first, 0, end):
                pair = stem(first, "en"), stem(second, "en")
                pairs[pair] += 1
                surfaces[pair][f"{first} {second}"] += 1
    return [
        (phrase, count)
        for pair, count in sorted(pairs.items())
        if count >= _PHRASE_OCCURRENCES and count >= _PHRASE_COHESION * min(singles[pair[0]], singles[pair[1]])
        if _is_unit(phrase := _most_written(surfaces[pair]), lexicon, glossary)
    ]


def _is_unit(phrase: str, lexicon: Mapping[str, Word], glossary: Glossary) -> bool:
    first, second = phrase.split(" ")
    if first.islower():
        return glossary.has_phrase(phrase)
    known = lexicon.get(fold(first))
    if known is None or not known.is_name or not first.isalpha() or _ADJECTIVE.search(first):
        return False
    return stem(second, "en") in glossary.nouns


def _link_short_forms(names: _Names, lexicon: Mapping[str, Word]) -> None:
    """Make a single word an alias of the one longer name in which it mostly stands ("Overchuk", "Zangezur")."""
    longer: dict[str, set[str]] = defaultdict(set)
    spelt: Mapping[str, str] = {key: _most_written(seen) for key, seen in names.spellings.items()}
    for key, name in spelt.items():
        parts = [fold(word) for word in words(name)]
        if 1 < len(parts) <= 3:
            for part in parts:
                longer[part].add(key)
    for part, keys in sorted(longer.items()):
        known = lexicon.get(part)
        if part not in names.spellings or known is None or len(keys) != 1:
            continue
        (key,) = keys
        if names.count(key) >= _DOMINANCE * known.occurrences or _is_person(spelt[key], part):
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

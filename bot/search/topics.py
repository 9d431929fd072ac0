"""The topic vocabulary: what the corpus has names for, found in its own words.

Names are runs of capitalised words, acronyms with their expansions, "X, also known as Y", and lower-case phrases
that recur as a unit. Names of one thing become one topic with aliases.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bot.corpus.documents import Document, stable_id
from bot.search.analysis import fold, is_function_word, located_words, stem, words
from bot.search.glossary import Glossary
from bot.search.lexicon import Tally, Word, begins_sentence

_CAPITALISED = r"(?:[^\W\d_a-zа-яё]\w*(?:['’](?!s\b)\w+)?|\d+(?:st|nd|rd|th))"
_JOINT = r"(?:[-–/]| |\s(?:of|for)\s(?:the\s)?|\s(?:and|&)\s|\s–\s)"
_NUMBER = r"(?:(?<=[A-Z][A-Z])-\d+(?!\w)|[ –]+\d{4}(?!\w))"  # COP-29, Forum 2024
# Not behind a letter or an apostrophe, which is asked second: a pattern that begins with letters is sought quickly.
_FIRST = r"[^\W_a-zа-яё](?<![\w'’].)(?:(?<=\d)(?:\+\d|\d*(?:st|nd|rd|th))|(?<!\d)\w*(?:['’](?!s\b)\w+)?)"
_NAME = re.compile(rf"{_FIRST}(?:(?<!\+\d)(?:{_JOINT}{_CAPITALISED}|{_NUMBER}))*", re.DOTALL)
# "Declaration on ...", "Conference in ...": after these a preposition belongs to the name.
_INSTITUTIONS = (
    "Conference", "Initiative", "Forum", "Declaration", "Convention", "Treaty", "Agreement", "Committee", "Commission",
    "Programme", "Program", "Charter", "Protocol", "Resolution",
)  # fmt: skip
_INSTITUTION = re.compile(
    rf"\b(?:{'|'.join(_INSTITUTIONS)})\s(?:on|in)\s(?:the\s)?{_CAPITALISED}(?:{_JOINT}{_CAPITALISED})*"
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
_MOST_RUNS = 500_000  # of which it is remembered what they come to
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


def find_topics(documents: Iterable[Document], counted: Tally, glossary: Glossary) -> tuple[Topic, ...]:
    """Find the topics of a corpus, most mentioned first, ties by name; `counted` are the words of all its documents.

    Lower-case phrases are topics only if the glossary knows them: every text has recurring pairs of words.
    """
    lexicon = counted.lexicon()
    said = mentioned(documents, lexicon, glossary)
    names = said.names
    singles = counted.texts + Counter(word for heading in said.headings for word in words(heading))
    for phrase, count in said.phrases.units(singles, lexicon):
        names.add(phrase, count)
    names.split_known_persons()
    names.drop_fragments(lexicon)
    _link_short_forms(names, lexicon)
    return names.topics()


@dataclass(frozen=True, slots=True)
class Mentioned:
    """What documents name, as often as they do."""

    names: "Names"
    phrases: "Phrases"
    headings: Sequence[str]  # those that were read: of which a capital shows a name


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


@dataclass(frozen=True, slots=True)
class Found:
    """What one text names."""

    names: Sequence[str]  # as often as they stand there
    aliases: Sequence[tuple[str, str]]  # a name, and another of it that the text states


class Names:
    """Names by folded key: spellings, counts, and which of them name the same thing."""

    def __init__(self) -> None:
        self._counted: Counter[str] = Counter()
        self.parent: dict[str, str] = {}

    def take(self, found: Found) -> None:
        """Count what a text names."""
        self._counted.update(found.names)
        for name, alias in found.aliases:
            self._counted[name] += 1
            self.link(name, alias)

    @cached_property
    def spellings(self) -> dict[str, Counter[str]]:
        """The spellings of each key; made when all names are counted."""
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        for name, count in self._counted.items():
            if key := name_key(name):
                spellings[key][name] = count
        return spellings

    def add(self, name: str, count: int) -> None:
        if key := name_key(name):
            self.spellings[key][name] += count

    def link(self, name: str, alias: str) -> None:
        """Say that `alias` is another name of `name`, which is counted."""
        main, other = self._root(name_key(name)), self._root(name_key(alias))
        if main and other and main != other:
            self._counted.setdefault(alias, 1)
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

    def spelling(self, key: str) -> str:
        return _most_written(self.spellings[key])

    def topics(self) -> tuple[Topic, ...]:
        topics = (self.topic(root, keys) for root, keys in self.groups().items())
        return tuple(sorted(topics, key=lambda topic: (-topic.occurrences, topic.name)))

    def groups(self) -> dict[str, list[str]]:
        """Return the keys of each thing that is named, by the key of its name."""
        groups: dict[str, list[str]] = defaultdict(list)
        for key in sorted(self.spellings):
            groups[self._root(key)].append(key)
        return groups

    def topic(self, root: str, keys: Iterable[str]) -> Topic:
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


class NameScan:
    """Finds the names in texts; what a run of capitals comes to is worked out once."""

    def __init__(self, lexicon: Mapping[str, Word], nouns: Collection[str]) -> None:
        self._lexicon, self._nouns = lexicon, nouns
        self._known: dict[tuple[str, bool], tuple[str, ...]] = {}

    def found(self, text: str) -> Found:
        """Return the names in a text, in no order, and what it says of them."""
        runs = list(_NAME.finditer(text))
        institutions = _INSTITUTION.finditer(text) if any(word in text for word in _INSTITUTIONS) else ()
        names = [name for run in (*runs, *institutions) for name in self._names(run)]
        return Found(names, list(_stated_aliases(text, runs)))

    def _names(self, run: re.Match[str]) -> tuple[str, ...]:
        known = run.group(), begins_sentence(run.string, run.start())
        if (names := self._known.get(known)) is None:
            if len(self._known) > _MOST_RUNS:
                self._known.clear()
            names = self._known[known] = tuple(_capitalised_names(*known, self._lexicon, self._nouns))
        return names


def _capitalised_names(run: str, starts: bool, lexicon: Mapping[str, Word], nouns: Collection[str]) -> Iterator[str]:
    for number, name in enumerate(_split_at_offices(_LEADING.sub("", run))):
        trimmed = _trim(name, lexicon, starts=starts and number == 0)
        parts = [fold(word) for word in words(trimmed)]
        common = len(parts) == 1 and stem(parts[0], "en") in nouns and not trimmed.isupper()
        dated = any(part in _CALENDAR for part in parts) or all(part in _OFFICES or part.isdigit() for part in parts)
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


def _stated_aliases(text: str, runs: Sequence[re.Match[str]]) -> Iterator[tuple[str, str]]:
    """Yield (name, alias) where the text itself says so: "Name (ACR)" and "Name, also known as Other"."""
    bracketed = "(" in text
    for match in _ACRONYM_AFTER.finditer(text) if bracketed else ():
        if expansion := _expansion(text[: match.start()].rstrip(), match.group(1)):
            yield expansion, match.group(1)
    for before, after in pairwise(runs) if bracketed or " as " in text else ():
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


class Phrases:
    """Counts the two-word phrases that may be units: of the glossary, or a name and one of the field's nouns.

    A text is split at its spaces, and what a piece may begin or end a phrase with is worked out once.
    """

    def __init__(self, glossary: Glossary) -> None:
        self._glossary = glossary
        self._seconds = glossary.nouns | {phrase.rsplit(" ", 1)[1] for phrase in glossary.phrases}
        self._begin, self._end = _Remembered(self._beginning), _Remembered(_ending)
        self._pairs: Counter[tuple[str, str]] = Counter()

    def count(self, text: str) -> None:
        pieces = text.split(" ")
        for at, second in enumerate(map(self._begin.__getitem__, pieces)):
            if second and at and (first := self._end[pieces[at - 1]]):
                self._pairs[first, second] += 1

    def _beginning(self, piece: str) -> str:
        """Return the lower-case word at the very beginning of a piece if it may end a phrase, else ""."""
        start, _, word = next(iter(located_words(piece)), (1, 0, ""))
        return word if start == 0 and word.islower() and stem(word, "en") in self._seconds else ""

    def units(self, singles: Mapping[str, int], lexicon: Mapping[str, Word]) -> list[tuple[str, int]]:
        """Return the phrases that recur as a unit, with their counts; `singles` are those of all words as written."""
        leading = {stem(word.surface, "en") for word in lexicon.values() if _may_lead(word)}
        surfaces = {
            pair: seen
            for pair, seen in self.by_stems().items()
            if " ".join(pair) in self._glossary.phrases or (pair[1] in self._glossary.nouns and pair[0] in leading)
        }
        wanted = {word for pair in surfaces for word in pair}
        counts: Counter[str] = Counter()
        for word, count in singles.items():
            if (own := stem(word, "en")) in wanted:
                counts[own] += count
        return [
            (phrase, seen.total())
            for pair, seen in sorted(surfaces.items())
            if seen.total() >= _PHRASE_OCCURRENCES
            and seen.total() >= _PHRASE_COHESION * min(counts[pair[0]], counts[pair[1]])
            if _is_unit(phrase := _most_written(seen), lexicon, self._glossary)
        ]

    def by_stems(self) -> dict[tuple[str, str], Counter[str]]:
        """Return how often each phrase was written in which way, by the stems of its words."""
        surfaces: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for (first, second), count in self._pairs.items():
            surfaces[stem(first, "en"), stem(second, "en")][f"{first} {second}"] += count
        return surfaces


class _Remembered(dict[str, str]):
    """What a function makes of a piece of text."""

    def __init__(self, function: Callable[[str], str]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, piece: str) -> str:
        if len(self) > _MOST_RUNS:
            self.clear()
        made = self[piece] = self._function(piece)
        return made


def _ending(piece: str) -> str:
    """Return the word at the very end of a piece if it may begin a phrase, else ""."""
    _, end, word = next(reversed(located_words(piece)), (0, -1, ""))
    return word if end == len(piece) and piece.endswith(word) and (word.isalpha() or word.islower()) else ""


def _may_lead(word: Word) -> bool:
    return word.is_name and word.surface.isalpha() and not _ADJECTIVE.search(word.surface)


def _is_unit(phrase: str, lexicon: Mapping[str, Word], glossary: Glossary) -> bool:
    first, second = phrase.split(" ")
    if first.islower():
        return glossary.has_phrase(phrase)
    known = lexicon.get(fold(first))
    if known is None or not known.is_name or not first.isalpha() or _ADJECTIVE.search(first):
        return False
    return stem(second, "en") in glossary.nouns


def _link_short_forms(names: Names, lexicon: Mapping[str, Word]) -> None:
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

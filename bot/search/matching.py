"""From what was typed to what is meant: an answer's topic and terms, "did you mean", or an honest no."""

import math
import string
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, partial

import numpy as np

from bot.search import wording
from bot.search.analysis import fold, is_foreign_word, is_function_word, located_words, stem, words
from bot.search.index import Index, Together
from bot.search.namesakes import Namesakes
from bot.search.reading import (
    SURE_ENOUGH,
    Reader,
    Reading,
    Target,
    by_stem,
    corpus_words,
    search_words,
    spelling_quality,
)
from bot.search.scoring import Masks
from bot.search.sharing import MOST_OF_NAME, Sharing
from bot.search.spelling import allowance, distance, other_layout
from bot.search.suggesting import is_recognisable, likeness, looks_like
from bot.search.terms import stems, word_terms
from bot.search.topics import Topic, name_key
from bot.search.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Bars:
    """What share of a query, by importance, must be understood for each outcome; in [0, 1].

    Calibrated by `python -m bench.matching curve`; docs/quality.md has the trade-off.
    """

    answer: float = 0.62  # held together by one paragraph and its headings
    name: float = 0.76  # the same, of what is typed As a Name: another fund is not the "Green Climate Fund"
    unknown: float = 0.83  # the same, where no topic has the name
    question: float = 0.25  # a question's other words need not stand in the answer, if it names a topic
    suggestion: float = 0.3  # from here on "did you mean" is worth a person's time


BARS = Bars()
_NAMES_IT = 0.8  # how well a topic's name must fit the words read (harmonic mean) to head the answer
_QUALITY_OF_NAME = 0.7  # a topic's other names count this much in the search beside what was read
_LEAST = 0.3  # importance of a word that nearly every paragraph has
SURE = 0.9  # quality from which a reading is no guess
_NO_GUESS = 0.8  # an answer with no topic's name needs one word read at least this well
_LEAST_LETTERS = 6  # a name of several words may be misspelt from this many letters, one may have been lost ...
_LEAST_MISTYPED = 4  # letters, digits and all, of what may have been typed on the other keyboard layout
_SLIP = 1.0  # ... and, if all its words are the corpus's own, up to this cost
_LONGEST_STRETCH = 2.5  # times that the word of a short name may count
_PART_OF_NAME = 0.3  # of the weight of a one-word name, for a word of a longer other name
_AT_LEAST = 2  # words of a query of several that one paragraph must hold
_SLACK = 0.6  # cost that one word of a misspelt name may have above what it might have alone
_SUGGESTIONS = 4
_CONSIDERED = 40  # topics most alike, of which those are suggested in which a person would recognise what was typed

_QUESTION_WORDS = frozenset(
    """
    who whom whose what when where why which how is are was were do does did can could will would should has have
    кто что где когда почему зачем как какой какая какие сколько чей ли kim ne nerede nasil neden nicin hangi kac
    mi mu niye hara harada nece hansi
    """.split()
)
# Turkish, Azerbaijani and Russian put their question word anywhere.
_ASKING_ANYWHERE = frozenset("zaman vaxt nerede nasil neden nicin kac harada nece niye kogda pochemu skolko".split())


class Tier(StrEnum):
    """By what means a query was understood, surest first."""

    EXACT = "exact"  # a topic's name, letter for letter
    ALIAS = "alias"  # another of its names
    FOLDED = "folded"  # but for case, accents, hyphens, spaces, alphabet
    FUZZY = "fuzzy"  # misspelt, translated or inflected
    WORDS = "words"  # no topic's name, but words that a paragraph holds together
    NONE = "none"


class Outcome(StrEnum):
    """What a query comes to."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Match:
    """How a query was understood."""

    query: str
    outcome: Outcome
    tier: Tier
    score: float  # share of the query understood, times how surely; in [0, 1]
    topic: Topic | None  # the topic that the words read name, if any
    heading: str  # what the answer is about, in the corpus's words; "" unless it is an answer
    terms: dict[str, float]  # weighted index terms to search for
    names: tuple[str, ...]  # how people write what was read, best known first
    suggestions: tuple[Topic, ...]  # nearest topics, unless it is an answer
    question: bool
    readings: tuple[Reading, ...]


class Matcher:
    """Understands queries against one index and its vocabulary. Immutable, so that threads may share it."""

    def __init__(self, index: Index, vocabulary: Vocabulary, bars: Bars = BARS) -> None:
        self._bars = bars
        self._index = index
        self._vocabulary = vocabulary
        self._reader = Reader(index, vocabulary)
        self._namesakes = Namesakes(self._reader, vocabulary)
        self._languages = index.languages or ("en",)
        self._rarest = math.log1p((len(index) + 0.5) / 0.5)  # idf of a word that no paragraph has

    def match(self, query: str) -> Match:
        """Understand a query. Total: any text whatever comes to one of the three outcomes."""
        match = self._match(query)
        # Without readings all were words such as "the", which are typed as they are meant.
        unread = match.readings and not any(one.targets for one in match.readings)
        if match.outcome is not Outcome.ANSWER and unread and len(fold(query)) >= _LEAST_MISTYPED:
            other = self._match(other_layout(query))
            if other.outcome is Outcome.ANSWER and all(reading.quality >= SURE for reading in other.readings):
                return replace(other, query=query, tier=Tier.FUZZY)
        return match

    def _match(self, query: str) -> Match:
        whole = self._whole(query)
        if whole and whole[1] >= SURE_ENOUGH:
            named, quality = whole
            tier = _tier_of_name(query, named) if quality == 1.0 else Tier.FUZZY
            return self._answer(
                query, tier, quality, named, (Reading(query, (Target(_folded(named.name), quality),), named),)
            )
        readings = self._in_context(self._reader.read(query))
        question = is_question(query, _typed(readings))
        importance = [self._importance(reading) for reading in readings]
        sharing = self.sharing(readings)
        masks = self._index.distinct_masks(sharing.groups)
        share = float(sharing.shares(masks).max())
        topic = self._topic(readings, importance, question=question)
        together = partial(self._together, readings, sharing, masks)
        if readings and self._suffices(query, readings, share, topic, together, question=question):
            tier = Tier.FUZZY if topic else Tier.WORDS
            return self._answer(query, tier, share, topic, readings, question=question)
        asks = any(not reading.general for reading in readings)
        likely = whole[0] if whole else topic
        near = self.nearest(query, readings) if asks else ()
        if likely and asks:
            near = (likely, *(other for other in near if other != likely))[:_SUGGESTIONS]
        similar = near and (likely or share >= self._bars.suggestion or looks_like(query, near[0]))
        outcome = Outcome.SUGGEST if similar and asks else Outcome.NOTHING
        terms = self._terms(readings, None)
        return Match(query, outcome, Tier.NONE, share, None, "", terms, (), near, question, readings)

    def _whole(self, query: str) -> tuple[Topic, float] | None:
        """Return the topic whose name the whole query is, but for a slip or two, and how sure that is."""
        key = name_key(query)
        if key in self._vocabulary.by_key:
            return self._vocabulary.by_key[key], 1.0
        if len(key) < _LEAST_LETTERS - 1 or key in self._vocabulary.lexicon:
            return None
        near = self._vocabulary.near_keys(key, limit=1)
        if not near or max(len(key), len(near[0][0])) < _LEAST_LETTERS:
            return None
        ((found, price),) = near
        topic = self._vocabulary.by_key[found]
        names = (name for name in (topic.name, *topic.aliases) if name_key(name) == found)
        if not any(_word_by_word(query, name, price) for name in names):
            return None
        # Words that are all the corpus's own may well mean themselves: then the topic is no more than suggested.
        themselves = price > _SLIP and all(map(self._reader.is_known, words(query)))
        return topic, 0.0 if themselves else spelling_quality(key, price)

    def _in_context(self, readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
        """Put of the words that a misspelt one may stand for that first which stands with the others."""
        if len(readings) < 2 or not any(map(_is_unsure, readings)):
            return readings
        sharing = self.sharing(readings)
        masks = self._index.distinct_masks(sharing.groups)
        return tuple(_fitting(one, sharing, masks) if _is_unsure(one) else one for one in readings)

    def _suffices(
        self,
        query: str,
        readings: Sequence[Reading],
        share: float,
        topic: Topic | None,
        together: Callable[[], float],
        *,
        question: bool,
    ) -> bool:
        """Tell whether enough was understood, and surely enough, to answer."""
        if all(reading.general for reading in readings):
            return False
        if max(reading.quality for reading in readings) < SURE_ENOUGH:
            return False
        if wording.is_prompt(query) or (topic is None and wording.asks_how(query)):
            return False
        if self._namesakes.is_another(query, readings, topic, question=question):
            return False
        name = wording.is_typed_as_name(query)
        if share >= (self._bars.name if name else self._bars.answer):
            no_guess = any(r.quality >= _NO_GUESS and not r.typed.isdigit() for r in readings)
            bar = self._bars.unknown if name else self._bars.answer
            if topic is not None:
                return question or together() > 0
            return (no_guess or self._has_formula(query)) and together() >= bar
        if any(reading.absent for reading in readings):
            return False
        said = {word for r in readings if r.quality >= SURE for word in r.targets[0].words}
        named = topic is not None and (len(words(topic.name)) > 1 or any(self._is_name(word) for word in said))
        return question and named and share >= self._bars.question

    def _has_formula(self, query: str) -> bool:
        """Tell whether a query has a name made of figures that stands in the corpus."""
        run = wording.formula(query)
        return bool(run) and self._reader.stands(run)

    def _together(self, readings: Sequence[Reading], sharing: Sharing, masks: Masks) -> float:
        """Return the largest share of the readings that a paragraph holds which holds a name among them, if any.

        One word of several is not what was asked, however rare it is.
        """
        named = [r for r in readings if r.targets and any(w.isalpha() and self._is_name(w) for w in r.targets[0].words)]
        asked = [reading for reading in readings if not reading.general]
        shares = sharing.shares(masks) * (sharing.number(asked, masks) >= min(_AT_LEAST, len(asked)))
        if named:
            held = sum((sharing.held(target, masks) for r in named for target in r.targets), np.zeros(1, np.float32))
            shares = shares * (held >= MOST_OF_NAME)
        return float(shares.max())

    def _is_name(self, word: str) -> bool:
        known = self._vocabulary.lexicon.get(word)
        return known is not None and known.is_name

    def _importance(self, reading: Reading) -> float:
        if reading.general:
            return _LEAST
        if not reading.targets:
            return self._rarest
        return max(_LEAST, *(self._word_idf(word) for word in reading.targets[0].words))

    def _word_idf(self, word: str) -> float:
        return max((self._index.idf(term) for term in self._stems(word)), default=0.0)

    def _word_terms(self, word: str) -> dict[str, float]:
        return word_terms(self._as_written(word), self._languages)

    def _as_written(self, word: str) -> str:
        """Return a folded word as the corpus writes it: stemmers know a language's own letters only."""
        known = self._vocabulary.lexicon.get(word)
        return known.surface if known else word

    def _stems(self, word: str) -> list[str]:
        return stems(self._as_written(word), self._languages)

    def sharing(self, readings: Sequence[Reading]) -> Sharing:
        """Return what tells which share of the readings, by importance, a paragraph with its headings holds."""
        return Sharing(readings, [self._importance(reading) for reading in readings], self._stems)

    def together(self, readings: Sequence[Reading]) -> Together:
        """Return what multiplies each paragraph's score: less where it holds less of what was asked together."""
        sharing = self.sharing([by_stem(reading) for reading in readings])
        return Together(sharing.groups, sharing.factors)

    def _topic(self, readings: Sequence[Reading], importance: Sequence[float], *, question: bool) -> Topic | None:
        """Return the topic whose name fits the words read best, or None where none fits well."""
        # The likeliest reading counts in full: that it is a guess is weighed elsewhere.
        read = corpus_words(readings) | {word: 1.0 for r in readings if r.targets for word in r.targets[0].words}
        total = sum(importance) or 1.0
        best: tuple[float, int, str] = (_NAMES_IT, 0, "")
        weight = cache(self._weight)  # names that share a word with the query share others too
        for name in self._vocabulary.topics.having(read):
            said = [part for part in name.parts if part in read]
            shared = sum(weight(part) * read[part] for part in said)
            covered = min(1.0, shared / total)
            least = sum(map(weight, said)) + _LEAST * (len(name.parts) - len(said))
            if _fitness(shared / least, covered, question=question) < best[0]:
                continue  # whatever the other words weigh, which takes longest to find out
            if any(_holds_part_of(reading, name.parts) for reading in readings):
                continue
            fit = shared / sum(map(weight, name.parts))
            best = max(best, (_fitness(fit, covered, question=question), name.occurrences, name.id))
        return self._vocabulary.by_id[best[2]] if best[2] else None

    def _weight(self, word: str) -> float:
        """Return the importance of a word of a topic's name."""
        return max(_LEAST, self._word_idf(word) or self._rarest)

    def _answer(
        self,
        query: str,
        tier: Tier,
        score: float,
        topic: Topic | None,
        readings: tuple[Reading, ...],
        *,
        question: bool = False,
    ) -> Match:
        names = tuple(dict.fromkeys([*((topic.name, *topic.aliases) if topic else ()), self._spelt(query, readings)]))
        heading = topic.name if topic else self._spelt(query, readings)
        terms = self._terms(readings, topic)
        return Match(query, Outcome.ANSWER, tier, min(1.0, score), topic, heading, terms, names, (), question, readings)

    def _terms(self, readings: Sequence[Reading], topic: Topic | None) -> dict[str, float]:
        weights = search_words(readings)
        for word, weight in self._weights_of_names(topic).items() if topic else ():
            weights[word] = max(weights.get(word, 0.0), weight)
        terms: dict[str, float] = {}
        for word, quality in weights.items():
            for term, weight in self._word_terms(word).items():
                terms[term] = max(terms.get(term, 0.0), quality * weight)
        return terms

    def _weights_of_names(self, topic: Topic) -> dict[str, float]:
        """Weigh the words of a topic's names: a short name counts as much as the long one, as UNGA is all of it.

        A word of a longer name counts less: "Nakhchivan corridor" names the topic, Nakhchivan alone does not.
        """
        rarity = {name: sum(map(self._word_idf, _folded(name))) for name in (topic.name, *topic.aliases)}
        fullest = max(rarity.values())
        weights: dict[str, float] = {}
        for name, own in rarity.items():
            parts = _folded(name)
            alone = name == topic.name or len(parts) == 1
            weight = min(_LONGEST_STRETCH, fullest / own) if own and alone else _PART_OF_NAME
            for word in parts:
                weights[word] = max(weights.get(word, 0.0), _QUALITY_OF_NAME * weight)
        return weights

    def _spelt(self, query: str, readings: Sequence[Reading]) -> str:
        """Return what was read as the corpus writes it, with the hyphens of the query where it was read as typed."""
        if readings and all(reading.quality == 1.0 and _is_as_typed(reading) for reading in readings):
            return self._in_the_corpus_case(query, _typed(readings))
        pieces = []
        for reading in [r for r in readings if not r.general] or readings:
            known = [self._surface(word) for word in (reading.targets[0].words if reading.targets else ())]
            pieces.append(reading.topic.name if reading.topic else " ".join(known) if known else reading.typed)
        return " ".join(dict.fromkeys(pieces))

    def _surface(self, word: str) -> str:
        known = self._vocabulary.lexicon.get(fold(word))
        return known.surface if known else word

    def _in_the_corpus_case(self, query: str, asked: Collection[str]) -> str:
        plain = " ".join(query.split()).strip(string.punctuation + "«»“”„")
        parts, end = [], 0
        located = located_words(plain)
        for start, stop, word in located:
            # "who said that" does not ask for the WHO
            empty = is_function_word(word) or is_foreign_word(word)
            itself = empty and len(located) > 1 and word not in asked
            parts += [plain[end:start], word if itself else self._surface(word)]
            end = stop
        return "".join(parts) + plain[end:]

    def _is_english(self, word: str) -> bool:
        return stem(word, "en") in self._vocabulary.glossary.nouns

    def _homes(self, readings: Sequence[Reading]) -> tuple[Topic, ...]:
        """Return the countries of places that the corpus does not name, where a query is of nothing else."""
        if not all(reading.absent for reading in readings):
            return ()
        homes = (home for reading in readings for home in self._reader.homes(reading.typed))
        found = (self._vocabulary.by_key.get(name_key(home)) for home in homes)
        return tuple(dict.fromkeys(topic for topic in found if topic))[:_SUGGESTIONS]

    def nearest(self, query: str, readings: Sequence[Reading] = ()) -> tuple[Topic, ...]:
        """Return the topics nearest to a query, by the words read and by the look of their names."""
        if homes := self._homes(readings):
            return homes
        asked = [reading for reading in readings if not reading.general]
        read = {word: sure for word, sure in corpus_words(asked).items() if sure >= SURE_ENOUGH or len(asked) == 1}
        unread = [one.typed for one in asked if one.quality < SURE_ENOUGH and not self._is_english(one.typed)]
        said = {reading.topic for reading in readings if reading.topic}
        likely = self._vocabulary.topics.alike(fold(query), read, _CONSIDERED + len(said))
        first = sorted(said, key=lambda topic: (-likeness(query, topic), -topic.occurrences, topic.name))
        others = (topic for topic, _ in likely if topic not in said and is_recognisable(topic, query, read, unread))
        return (*first, *others)[:_SUGGESTIONS]


def _is_unsure(reading: Reading) -> bool:
    return len(reading.targets) > 1 and reading.quality < SURE


def _fitting(reading: Reading, sharing: Sharing, masks: Masks) -> Reading:
    """Return a reading with its targets in the order of how surely they are meant beside the other words."""
    others = sharing.shares(masks, but=reading)
    beside = {target: float((others * (sharing.held(target, masks) == 1)).max()) for target in reading.targets}
    return replace(reading, targets=tuple(sorted(beside, key=lambda target: -target.quality - beside[target])))


def _fitness(fit: float, covered: float, *, question: bool) -> float:
    """Rate a topic's name by which share of it was said, and which of what was said it covers.

    A question is about its topic and about something more: how much of the topic was said counts alone.
    """
    score = fit + 0.05 * covered if question else 2 * fit * covered / (fit + covered or 1.0)
    return round(score, 6)


def _holds_part_of(reading: Reading, parts: frozenset[str]) -> bool:
    """Tell whether a name has words of a phrase and lacks others: "peace talks" is not what "climate talks" means."""
    held = [parts.intersection(target.words) for target in reading.targets]
    return any(held) and not any(parts.issuperset(target.words) for target in reading.targets)


def _typed(readings: Iterable[Reading]) -> frozenset[str]:
    """Return the words that were read."""
    return frozenset(word for reading in readings for word in reading.typed.split())


def is_question(query: str, asked: Collection[str] = ()) -> bool:
    """Tell whether a query is put as a question rather than as a topic's name; `asked` are the words that it asks for.

    >>> is_question("who met Kim"), is_question("WHO health day", ["WHO", "health", "day"])
    (True, False)
    """
    found = query.casefold().split()
    if len(found) < 3:
        return False
    begins = query.split()[0] not in asked and not _QUESTION_WORDS.isdisjoint((found[0], fold(found[0])))
    asks = query.rstrip().endswith("?") or begins
    return asks or any(fold(word) in _ASKING_ANYWHERE for word in found)


def _folded(text: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in words(text) if not is_function_word(word))


def _is_as_typed(reading: Reading) -> bool:
    return reading.topic is None or name_key(reading.topic.name) == name_key(reading.typed)


def _tier_of_name(query: str, topic: Topic) -> Tier:
    typed = " ".join(query.split())
    if typed == topic.name:
        return Tier.EXACT
    return Tier.ALIAS if typed in topic.aliases or name_key(query) != name_key(topic.name) else Tier.FOLDED


def _word_by_word(query: str, name: str, price: float) -> bool:
    """Tell whether each word is a slip of its fellow: "black death" is near "Black Sea" as a whole, but not so.

    Where spaces are among the slips there is room for one more, of all that spelling one as the other costs.
    """
    typed, meant = ([fold(word) for word in words(text)] for text in (query, name))
    if len(typed) != len(meant):
        return price <= _SLIP
    return all(distance(a, b) <= max(_SLIP, allowance(len(a))) + _SLACK for a, b in zip(typed, meant, strict=True))

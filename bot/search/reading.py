"""A query's words, each read as words of the corpus: as typed, translated, inflected, misspelt, joined or split."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from bot.search.analysis import fold, is_foreign_word, is_function_word, stem, words
from bot.search.counting import EXACT
from bot.search.function_words import GENERAL_WORDS
from bot.search.glossary import Concept, form_key, home_countries, place_key
from bot.search.index import Index
from bot.search.scoring import MOST_GROUPS
from bot.search.spelling import allowance, distance
from bot.search.terms import word_terms
from bot.search.topics import Topic, name_key
from bot.search.vocabulary import Vocabulary

SURE_ENOUGH = 0.74  # quality that a word must be read with to be answered alone, or as part of a name
# How much a way of reading a word may be trusted, in (0, 1].
_AS_TYPED = 1.0
INFLECTED = 0.97
_TRANSLATED = 0.92
_SAME_ROOT = 0.72  # "cooper" has the stem of "cooperation"
_SYNONYM = 0.8
_OTHER_WORD = 0.9  # of a translation's quality, where the corpus only has another English word for it
SYNONYM_WEIGHT = 0.1  # of a synonym in the search, beside the word as typed
_LESS_LIKELY = 0.3  # of a less likely correction in the search, beside the likeliest
_DERIVED = 0.85
_SPLIT = 0.85
_CLOSEST_SPELLING = 0.9  # less _FARTHEST_LOSS at the limit of what a spelling may differ by
_FARTHEST_LOSS = 0.2
_LONGEST_PHRASE = 6  # words
_LONGEST_QUERY = 40  # words read; a message of 4,096 characters held two seconds of misspelt phrases
_SHORT_ACRONYM_SLIP = 0.5  # a slip in the letters of "gg20": the number vouches for the rest
_SHORTEST_MISSPELT = 6  # letters of a misspelt name of several words
_LOOKED_AT = 10  # paragraphs in which a name is looked for
_REMEMBERED = 2_000  # names of which is known whether they stand in the corpus
_SHORTEST_HALF = 4  # letters of each of two words typed as one ...
_SHORTEST_BESIDE = 3  # ... and of each of two that stand in a row
_COMMON_WORD = 0.15  # a misspelt word is rather a name than a common word of the corpus: people know those ...
_PLAIN_SLIP = 0.8  # ... but for a long one with a small slip in it that is no form of another English word
_PLAIN_SLIPS = ((8, 0.9), (7, 0.7))  # letters, and the highest cost of the slip
_CASE_ENDING = 0.2  # cost of a Russian case ending on a name
# What an English word ends in by number and tense.
_INFLECTION = re.compile(r"(?:[bdgklmnprt]?(?:ed|ings?)|i?es|s|e|d|y|ied)?")
# What a name may end in beside itself: "georgia-n", "lenin-ism", and the Turkic cases typed without apostrophe.
_ENDING = re.compile(
    r"(?:i?ans?|n|ese|ish|i|ic|ite|s)?(?:isms?|ists?)?$|(?:l[ae]r)?(?:s?[iu]|n?[iu]n|[nsy]?[iu]|n?d[ae]n?|n?[ae]|l[ae]|l[iu])?$"
)
_RUSSIAN_ADJECTIVE = re.compile(
    r"(?:ov|ev|in)?s?k(?:iy|ii|ij|iĭ|aya|aia|oye|oe|iye|ie|ogo|oy|oi|omu|im|om|uyu|ikh|ih|imi)$"
)
# What Russian puts behind a name by case: "Камерона", "Лужину", "о Вестнике".
_RUSSIAN_CASE = re.compile(r"(?<=\w{4})(?:oyu|oy|ey|om|em|ym|im|am|akh|a|u|y|i|e|yu|ya)$")
# Likewise Georgian, nominative included, and Armenian, with its article.
_GEORGIAN_CASE = re.compile(r"(?<=\w{3})(?:is|it|ad|ma|shi|ze|dan|i|s)$")
_ARMENIAN_CASE = re.compile(r"(?<=\w{3})(?:in|its|um|ov|i|n|y)$")
_CASES = (
    (re.compile(r"[\u0400-\u04ff]"), _RUSSIAN_CASE),
    (re.compile(r"[\u10a0-\u10ff]"), _GEORGIAN_CASE),
    (re.compile(r"[\u0530-\u058f]"), _ARMENIAN_CASE),
)
_ARTICLES = ("al", "el")  # in front of Arabic names, which documents set apart: "al-Shabaab"
# What people wrap a topic in, beside function words.
_ENGLISH_REQUEST = frozenset(
    """
    latest news update updates brief briefing overview status today now recent recently please tell explain
    summary explained explainer info details facts pls plz
    """.split()
)
_REQUEST = _ENGLISH_REQUEST | frozenset(
    """
    novosti poslednie haber haberler xeber xeberler son protiv karsi qarsi melumat bilgi podrobnosti kratko
    dedi deyib soyledi skazal skazala zayavil zayavila kac nece nerede harada
    """.split()
)
GENERAL_STEMS = frozenset(stem(word, "en") for word in GENERAL_WORDS)
# What a person is called before the name, which the corpus may leave out.
_HONORIFICS = frozenset(
    """
    mr mrs ms miss dr prof professor sir madam captain colonel general president minister ambassador senator
    gospodin gospozha bay bey hanim cenab xanim muellim
    """.split()
)


@dataclass(frozen=True, slots=True)
class Target:
    """Words of the corpus that a piece of a query may stand for, and how sure that is."""

    words: tuple[str, ...]  # folded, but for a word that the corpus has in another form only: that is as typed
    quality: float  # in (0, 1]


@dataclass(frozen=True, slots=True)
class Reading:
    """One piece of a query: a word, or a few that belong together."""

    typed: str
    targets: tuple[Target, ...]  # best first; () where the corpus has nothing of the kind
    topic: Topic | None = None  # where the piece is a topic's whole name
    absent: bool = False  # a place in the world that the corpus does not name
    general: bool = False  # a word of every text ("part", "new"), which asks for nothing by itself

    @property
    def quality(self) -> float:
        """How sure the best target is; 0.0 where there is none."""
        return self.targets[0].quality if self.targets else 0.0

    @property
    def as_typed(self) -> bool:
        """Tell whether the best target is what was typed, in this form or another."""
        return self.quality >= INFLECTED


class Reader:
    """Reads queries in the words of one index."""

    def __init__(self, index: Index, vocabulary: Vocabulary) -> None:
        self._index = index
        self._vocabulary = vocabulary
        self._languages = index.languages or ("en",)
        self.stands: Callable[[tuple[str, ...]], bool] = lru_cache(maxsize=_REMEMBERED)(self._looked_up)

    def read(self, query: str) -> tuple[Reading, ...]:
        """Read the first content words of a query, longest known phrase first. () where it has none."""
        typed = self._content(query)
        typed = [word for word in typed if fold(word) not in _REQUEST] or typed
        typed = [word for word in typed if fold(word) not in _HONORIFICS or self.is_known(word)] or typed
        return tuple(self._pieces(typed[:_LONGEST_QUERY]))

    def _content(self, query: str) -> list[str]:
        """Return the words that carry a topic.

        One that is a function word of another language only ("kim", which asks who) does where it stands in a paragraph
        with all others: then it was somebody's name.
        """
        found = [word for word in words(query) if fold(word)]
        content = [word for word in found if not (is_function_word(word) or is_foreign_word(word))]
        if not any(map(is_foreign_word, found)):
            return content
        either = [word for word in found if not is_function_word(word) or is_foreign_word(word)]
        around = _ENGLISH_REQUEST | _HONORIFICS
        return either if self._stands_together(word for word in either if fold(word) not in around) else content

    def _stands_together(self, typed: Iterable[str]) -> bool:
        """Tell whether one paragraph has all words, foreign ones as they are typed and others in any form."""
        groups = [[EXACT + fold(word)] if is_foreign_word(word) else [*self._terms(fold(word))] for word in typed]
        every = np.uint64((1 << len(groups)) - 1)
        return len(groups) <= MOST_GROUPS and bool((self._index.distinct_masks(groups) == every).any())

    def _pieces(self, typed: list[str]) -> Iterator[Reading]:
        at = 0
        while at < len(typed):
            for size in range(min(_LONGEST_PHRASE, len(typed) - at), 0, -1):
                piece = typed[at : at + size]
                reading = self._phrase(piece) if size > 1 else self.read_word(piece[0])
                if reading:
                    yield reading
                    at += size
                    break

    def _phrase(self, piece: list[str]) -> Reading | None:
        text = " ".join(piece)
        key = name_key("".join(piece))
        if topic := self._vocabulary.by_key.get(key):
            return Reading(text, (Target(_folded(topic.name), _AS_TYPED),), topic)
        if key in self._vocabulary.lexicon:
            return Reading(text, (Target((key,), INFLECTED),))
        if len(piece) == 2 and piece[1].isdigit() and self._is_series(fold(piece[0])):
            return Reading(text, (), absent=True)
        places = self._places(text)
        if places and not any(map(self._is_named, places)):
            return Reading(text, (), absent=True)
        apart = [self.is_known(word) for word in piece]
        if targets := self._translations(text, _TRANSLATED if not all(apart) else _SYNONYM):
            own = (Target(_folded(text), _AS_TYPED),) if all(apart) else ()
            return Reading(text, own + targets)
        if not any(apart) and len(piece) < 4:
            return self._misspelt_name(text, key)
        return None

    def _is_series(self, prefix: str) -> bool:
        """Tell whether the corpus numbers things by an acronym ("COP29"), so that another number is another thing."""
        known = self._vocabulary.lexicon.get(prefix)
        return known is not None and known.surface.isupper() and self._vocabulary.lexicon.is_series(prefix)

    def _misspelt_name(self, text: str, key: str) -> Reading | None:
        found = self._vocabulary.near_keys(key, limit=1) if len(key) >= _SHORTEST_MISSPELT else []
        if not found:
            return None
        topic = self._vocabulary.by_key[found[0][0]]
        return Reading(text, (Target(_folded(topic.name), spelling_quality(key, found[0][1])),), topic)

    def read_word(self, word: str) -> Reading:
        """Read one word by itself."""
        reading = self._read_word(word)
        said_of_all = stem(word, "en") in GENERAL_STEMS or fold(word) in _REQUEST
        general = said_of_all and reading.topic is None and not word.isupper()
        return replace(reading, general=True) if general else reading

    def _read_word(self, word: str) -> Reading:
        folded = fold(word)
        topic = self._vocabulary.by_key.get(name_key(word))
        if folded in self._vocabulary.lexicon:
            return Reading(word, (Target((folded,), _AS_TYPED), *self._other_words_for(word)), topic)
        if same := self._same_stem(word):
            topic = topic or self._vocabulary.by_key.get(same)
            sure = INFLECTED if self._is_name(same) or is_inflection(folded, same) else _SAME_ROOT
            return Reading(word, (Target((same,), sure), *self._other_words_for(word)), topic)
        if topic:
            return Reading(word, (Target(_folded(topic.name), _AS_TYPED),), topic)
        places = self._vocabulary.places.get(place_key(folded, word), ())
        here = any(self._target(_folded(place), 1.0) for place in places)
        itself = word.isascii() and any(fold(place) == folded for place in places)  # in English it means the place
        if places and not here and (itself or not self._vocabulary.glossary.knows(word)):
            return Reading(word, (), absent=True)  # it is neither a misspelt other place nor a word that looks like it
        if targets := self._translations(word, _TRANSLATED):
            return Reading(word, targets)
        read = self._derived(folded) or self._misspelt(folded)
        return Reading(word, max(read, self._in_a_case(word), key=_surest) or self._split(folded))

    def _other_words_for(self, word: str) -> tuple[Target, ...]:
        """Return what else a word of the corpus may be called: where it has several languages, in those too."""
        glossary = self._vocabulary.glossary
        foreign = len(self._languages) > 1 and form_key(word) not in glossary.english and glossary.knows(word)
        return self._translations(word, _SYNONYM, foreign=foreign)

    def _in_a_case(self, word: str) -> tuple[Target, ...]:
        """Return the name that a Russian, Georgian or Armenian word is a case of, misspelt as transliterations are."""
        folded = fold(word)
        base = next((ending.sub("", folded) for letters, ending in _CASES if letters.search(word)), folded)
        if base == folded:
            return ()
        near = ((name, price + _CASE_ENDING) for name, price in self._near(base, 1))
        return tuple(
            Target((name,), spelling_quality(folded, price))
            for name, price in near
            if self._is_name(name) and price <= allowance(len(folded))
        )

    def _is_name(self, word: str) -> bool:
        known = self._vocabulary.lexicon.get(word)
        return known is not None and known.is_name

    def _same_stem(self, word: str) -> str:
        """Return the corpus word, folded, that a word is another form of; "" where it is of none."""
        for language in self._languages:
            stemmed = stem(word, language)
            # A stem may be that of a word of another language: "армия" is no form of "armed".
            if self._index.frequency(stemmed) and (found := self._vocabulary.lexicon.with_stem(stemmed, language)):
                return found
        return ""

    def _translations(self, text: str, quality: float, *, foreign: bool = True) -> tuple[Target, ...]:
        """Return what the glossary and the names of places make of a word or phrase, as far as the corpus has it."""
        found = [*self._places(text)]
        concepts: tuple[Concept, ...] = self._vocabulary.glossary.synonyms(text)
        if foreign:
            concepts += self._vocabulary.glossary.translate(text)
        found += [english for concept in concepts for english in concept.english]
        typed = _folded(text)
        targets = self._targets(found, quality, typed)
        if targets or self._vocabulary.glossary.synonyms(text):
            return targets
        return self._targets(self._other_words(concepts), quality * _OTHER_WORD, typed)

    def _places(self, text: str) -> tuple[str, ...]:
        """Return the English names of the place that a word or phrase names."""
        keys = (form_key(text), *(form_key(text, language) for language in ("ru", "tr", "az", "en", "ar")))
        known = (self._vocabulary.places.get(place_key(key, text)) for key in dict.fromkeys(keys))
        return next(filter(None, known), ())

    def homes(self, text: str) -> tuple[str, ...]:
        """Return the countries, folded, of the large cities that a word or phrase names."""
        countries = (home_countries().get(fold(place), "") for place in self._places(text))
        return tuple(country for country in countries if country)

    def _targets(self, found: Iterable[str], quality: float, typed: tuple[str, ...]) -> tuple[Target, ...]:
        targets = (
            self._target(_folded(english), quality) for english in dict.fromkeys(found) if self._may_mean(english)
        )
        # The Middle East is not what a phrase says of the east.
        return tuple(target for target in targets if target and not set(target.words) <= set(typed))

    def _may_mean(self, english: str) -> bool:
        """Tell whether a phrase may be read in the corpus's words: one with a name in it only if it stands there."""
        parts = _folded(english)
        return len(parts) < 2 or not any(map(self._is_name, parts)) or self._is_named(english)

    def _is_named(self, name: str) -> bool:
        """Tell whether the corpus has a name, its words one right behind the other: "South Africa" is not "Africa"."""
        return name_key(name) in self._vocabulary.by_key or self.stands(_folded(name))

    def _looked_up(self, run: tuple[str, ...]) -> bool:
        """Tell whether folded words stand in a row, in any form, in one of the paragraphs that hold most of them."""
        asked = {term: weight for word in run for term, weight in self._terms(word).items()}
        hits = self._index.search(asked, _LOOKED_AT)
        return any(self._in_a_row(run, hit.paragraph.text, hit.document.language) for hit in hits)

    def _in_a_row(self, run: tuple[str, ...], text: str, language: str) -> bool:
        wanted = " ".join(stem(self._surface(word), language) for word in run)
        said = (stem(word, language) for word in words(text) if not is_function_word(word) or fold(word) in run)
        return f" {wanted} " in f" {' '.join(filter(None, said))} "

    def _surface(self, word: str) -> str:
        known = self._vocabulary.lexicon.get(word)
        return known.surface if known else word

    def _terms(self, word: str) -> dict[str, float]:
        return word_terms(self._surface(word), self._languages)

    def _other_words(self, concepts: Iterable[Concept]) -> Iterator[str]:
        """Yield what concepts are called that share an English word with some which the corpus does not have."""
        for concept in concepts:
            for other in self._vocabulary.glossary.synonyms(concept.headword):
                yield from other.english

    def _target(self, folded: tuple[str, ...], quality: float) -> Target | None:
        content = tuple(word for word in folded if not is_function_word(word))
        known = all(self.is_known(word) for word in content)
        return Target(content, quality) if content and known else None

    def is_known(self, word: str) -> bool:
        """Tell whether the corpus has a word, in this form or another."""
        return fold(word) in self._vocabulary.lexicon or bool(self._same_stem(word))

    def _derived(self, folded: str) -> tuple[Target, ...]:
        """Return the corpus word that a longer form is made of: an adjective, a demonym, a case ending."""
        if folded.isdigit():
            return ()
        base = _RUSSIAN_ADJECTIVE.sub("", folded)
        if base != folded and len(base) > 2:
            found = [base] if base in self._vocabulary.lexicon else self._names_from(base)
            found = found or [word for word, _ in self._near(base, 1)]
            if found:
                return (Target((found[0],), _DERIVED),)
        bare = folded[2:] if folded.startswith(_ARTICLES) else ""
        if len(bare) >= _SHORTEST_HALF and self._is_name(bare):
            return (Target((bare,), _DERIVED),)
        for end in range(len(folded) - 1, 3, -1):
            known = self._vocabulary.lexicon.get(folded[:end])
            if known and (known.is_name or end > 5) and _ENDING.match(folded, end):
                return (Target((known.folded,), _DERIVED),)
        return ()

    def _names_from(self, base: str) -> list[str]:
        """Return the name that a place's adjective is made from, its last vowel lost: bak(inskaya) is Baku."""
        longer = self._vocabulary.lexicon.starting_with(base, len(base) + 1)
        return [word.folded for word in longer if word.is_name]

    def _misspelt(self, folded: str) -> tuple[Target, ...]:
        """Return the words nearest in spelling; one that only the glossary has stands for what the corpus says."""
        targets: list[Target] = []
        near = self._near(folded, 3)
        for word, price in near:
            quality = spelling_quality(folded, price)
            if known := self._vocabulary.lexicon.get(word):
                name = known.is_name and stem(folded, "en") not in self._vocabulary.glossary.nouns
                targets.append(Target((word,), quality if name else self._common(folded, quality, price, near)))
            else:
                targets += self._translations(word, quality * _SYNONYM, foreign=False)
        return tuple(targets) or self._misspelt_with_number(folded)

    def _common(self, folded: str, quality: float, price: float, near: Sequence[tuple[str, float]]) -> float:
        """Return how sure it is that a misspelt word stands for a common one of the corpus."""
        small = any(len(folded) >= letters and price <= most for letters, most in _PLAIN_SLIPS)
        if small and len(near) == 1 and stem(folded, "en") not in self._vocabulary.glossary.nouns:
            return max(quality - _COMMON_WORD, _PLAIN_SLIP)
        return quality - _COMMON_WORD

    def _misspelt_with_number(self, folded: str) -> tuple[Target, ...]:
        """Read "gg20" as G20, never as G7: the digits must be the same."""
        letters, digits = folded.rstrip("0123456789"), folded[len(folded.rstrip("0123456789")) :]
        if not digits:
            return ()
        if not letters:  # "79" finds "79th"
            ordinals = (f"{digits}{ending}" for ending in ("st", "nd", "rd", "th"))
            return tuple(Target((word,), _DERIVED) for word in ordinals if word in self._vocabulary.lexicon)
        numbered = self._vocabulary.lexicon.ending_in(digits)
        costs = sorted((distance(letters, word[: -len(digits)]), word) for word in numbered)
        allowed = max(_SHORT_ACRONYM_SLIP, allowance(len(letters)))
        return tuple(Target((word,), spelling_quality(letters, price)) for price, word in costs[:1] if price <= allowed)

    def _near(self, folded: str, limit: int) -> list[tuple[str, float]]:
        if any(c.isdigit() for c in folded) or not folded:
            return []
        near = self._vocabulary.near_words(folded, limit)
        return [(word, price) for word, price in near if price <= near[0][1] + 0.3]

    def _split(self, folded: str) -> tuple[Target, ...]:
        for at in range(_SHORTEST_BESIDE, len(folded) - _SHORTEST_BESIDE + 1):
            halves = folded[:at], folded[at:]
            if all(half in self._vocabulary.lexicon and not half.isdigit() for half in halves) and (
                min(map(len, halves)) >= _SHORTEST_HALF or self.stands(halves)
            ):
                return (Target(halves, _SPLIT),)
        return ()


def _surest(targets: Sequence[Target]) -> float:
    return targets[0].quality if targets else 0.0


def _folded(text: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in words(text) if not is_function_word(word))


def is_inflection(one: str, other: str) -> bool:
    """Tell whether two folded words of one English stem are forms of one word: "talk" and "talks", not "talkative".

    Words of one stem in another language are.
    """
    if stem(one, "en") != stem(other, "en"):
        return True
    same = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return bool(_INFLECTION.fullmatch(one, same) and _INFLECTION.fullmatch(other, same))


def spelling_quality(typed: str, price: float) -> float:
    """Return how sure a reading is that changes a spelling at a cost within its allowance, in (0, 1)."""
    return _CLOSEST_SPELLING - _FARTHEST_LOSS * price / (allowance(len(typed)) or 1.0)


def corpus_words(readings: Iterable[Reading]) -> dict[str, float]:
    """Return the folded corpus words that readings lead to, each with its best quality."""
    found: dict[str, float] = {}
    for reading in readings:
        for target in reading.targets:
            for word in target.words:
                found[word] = max(found.get(word, 0.0), target.quality)
    return found


def by_stem(reading: Reading) -> Reading:
    """Return a reading as the search takes it: words of one stem are one to it, whether or not they are answers."""
    if reading.quality != _SAME_ROOT:
        return reading
    return replace(reading, targets=(replace(reading.targets[0], quality=INFLECTED), *reading.targets[1:]))


def search_words(readings: Iterable[Reading]) -> dict[str, float]:
    """Return the folded corpus words to search for, each with its weight.

    What was typed, or the likeliest reading of it, leads; synonyms and less likely readings widen the search a little.
    """
    found: dict[str, float] = {}
    for reading in map(by_stem, readings):
        for place, target in enumerate(reading.targets):
            for word in target.words:
                found[word] = max(found.get(word, 0.0), _search_weight(reading, place))
    return found


def _search_weight(reading: Reading, place: int) -> float:
    quality = reading.targets[place].quality
    if reading.as_typed:
        return quality if place == 0 else quality * SYNONYM_WEIGHT
    if reading.quality >= _TRANSLATED:
        return quality  # which of a word's translations a document uses cannot be known
    return 1.0 if place == 0 else quality * _LESS_LIKELY

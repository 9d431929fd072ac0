"""What words and names are called in other languages: an editor's glossary and the CLDR's names of places.

The glossary (`seeds/glossary.toml`) holds the common words of the field, concept by concept; Babel's CLDR data hold
countries, cities and languages. Both are general sources: neither knows what is asked of the bot.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from babel import Locale
from babel.core import get_global

from bot.errors import BriefingError
from bot.search.analysis import fold, is_function_word, stem, words

LANGUAGES = ("ru", "tr", "az")  # the glossary's columns beside English
_LOCALES = ("en", "ru", "tr", "az", "uk", "de", "fr", "es", "it", "ka", "hy", "kk", "ky", "uz", "tk", "tg")
_WITHOUT_VOWELS = ("ar", "fa", "he")  # more locales: folded, their names are short and may look like something else
# Turkish and Azerbaijani share most stems, and give some another meaning: "görüş" is a view here, a meeting there.
_TRIED_TOGETHER = (("",), ("ru",), ("tr", "az"))
_LONGEST_PHRASE = 7  # words
_SHORTEST_PREFIX = 5  # letters of a stem that may stand for an inflected word typed in Latin letters ...
_SHORTEST_STEM = 4  # ... and of one that is a word by itself
# Case endings of Russian, Turkish and Azerbaijani as they are typed in Latin letters.
_ENDINGS = frozenset(
    """
    a ya y i e u yu o oy ey om em ami yami am yam akh yakh ov ev ogo ego omu emu iy yy aya oye iye ie ykh ikh iya ii iyu
    in un nin nun si su sini sinin lar ler lari leri larin lerin larinin lerinin da de dan den ta te tan ten ye yi na ne
    nda nde ndan nden la le ile li lu lik liq
    """.split()
)


_CONSONANTS = re.compile(r"[\u0590-\u05ff\u0600-\u06ff]")  # Hebrew and Arabic letters


class GlossaryError(BriefingError):
    """The glossary file is not of its form; the message names the entry and what it should be."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One meaning: how documents put it, and other English words for it."""

    headword: str
    synonyms: tuple[str, ...]

    @property
    def english(self) -> tuple[str, ...]:
        """The headword, then its synonyms."""
        return (self.headword, *self.synonyms)


class Glossary:
    """Looks up words and phrases of any of its languages, inflected or typed in Latin letters."""

    def __init__(self, concepts: Iterable[tuple[Concept, Mapping[str, tuple[str, ...]]]]) -> None:
        """Take concepts, each with its forms by language."""
        # By (language, stem), and by ("", folded form): two languages' stems may look alike and mean different things.
        self._by_key: dict[tuple[str, str], list[Concept]] = {}
        self._shortest: dict[tuple[str, str], int] = {}  # letters of the shortest form that has a key
        names: set[str] = set()  # stems of what is always written with a capital: Congress
        for concept, forms in concepts:
            names.update(form_key(form, "en") for form in concept.english if form[:1].isupper())
            for language, spellings in {"en": concept.english, **forms}.items():
                for form in spellings if language == "en" else _as_asked(spellings):
                    self._add("en as written" if language == "en" else "", form, concept)
                    self._add(language, form, concept)
        self.english = frozenset(
            key for language, key in self._by_key if language == "en as written" and " " not in key
        )
        stems = frozenset(key for language, key in self._by_key if language == "en")
        self.nouns = frozenset(key for key in stems if " " not in key) - names
        self.phrases = frozenset(key for key in stems if key.count(" ") == 1)  # of two words, stems both

    def _add(self, language: str, form: str, concept: Concept) -> None:
        folded = form_key(form)
        key = form_key(form, language) if language in ("en", *LANGUAGES) else folded
        self._shortest[language, key] = min(len(folded), self._shortest.get((language, key), len(folded)))
        known = self._by_key.setdefault((language, key), [])
        if key and concept not in known:
            known.append(concept)

    def synonyms(self, text: str) -> tuple[Concept, ...]:
        """Return the concepts that an English word or phrase names, as headword or synonym."""
        exact = self._by_key.get(("en as written", form_key(text)), [])
        return tuple(exact or self._by_key.get(("en", form_key(text, "en")), []))

    def translate(self, text: str) -> tuple[Concept, ...]:
        """Return the concepts that a foreign word or phrase names; () where it names none."""
        for languages in _TRIED_TOGETHER:
            found = [concept for language in languages for concept in self._with_stem_of(text, language)]
            if found:
                return tuple(dict.fromkeys(found))
        return self._by_prefix(form_key(text)) if " " not in text else ()

    def _with_stem_of(self, text: str, language: str) -> Sequence[Concept]:
        """Return the concepts that have a form of the stem that a text has in a language.

        Stemmers cut "vatan" to "va". Typed in Latin letters, nothing so much shorter than the word itself is meant.
        """
        key = language, form_key(text, language)
        long_enough = not text.isascii() or len(text) >= self._shortest.get(key, 0) - 1
        return self._by_key.get(key, ()) if long_enough else ()

    def has_phrase(self, text: str) -> bool:
        """Tell whether the glossary has an English phrase, in any number or case form."""
        return ("en", form_key(text, "en")) in self._by_key

    def knows(self, text: str) -> bool:
        """Tell whether a foreign word is surely the glossary's: as it stands, or inflected in its own alphabet."""
        return ("", form_key(text)) in self._by_key or (not text.isascii() and bool(self.translate(text)))

    def _by_prefix(self, key: str) -> tuple[Concept, ...]:
        """Return the concepts of the longest stem that a word typed in Latin letters begins with.

        A stem of four letters must be a word, and no English one: "neft-in", but not "plan-e" or "tesl-a".
        """
        for end in range(len(key) - 1, _SHORTEST_STEM - 1, -1):
            base, ending = key[:end], key[end:]
            short = end < _SHORTEST_PREFIX
            if ending in _ENDINGS and not (short and base in self.english):
                for language in ("",) if short else ("", *LANGUAGES):
                    if found := self._by_key.get((language, base)):
                        return tuple(found)
        return ()


def _as_asked(phrases: Iterable[str]) -> Iterator[str]:
    """Yield phrases, and those of several words as they are read in a query: without function words."""
    for phrase in phrases:
        yield phrase
        content = [word for word in words(phrase) if not is_function_word(word)]
        if 1 < len(content) < len(words(phrase)):
            yield " ".join(content)


def form_key(text: str, language: str = "") -> str:
    """Return the folded words of a text, stemmed in a language if one is given, one space between them."""
    return " ".join(stem(word, language) if language else fold(word) for word in words(text))


def load_glossary(path: Path) -> Glossary:
    """Read a glossary file; an absent file is an empty glossary. Raises GlossaryError naming the faulty entry."""
    return _read(path.name, path.read_bytes()) if path.exists() else Glossary(())


@lru_cache(maxsize=4)
def _read(file: str, written: bytes) -> Glossary:
    """Remembered, for each change of the documents asks for the same one, and its words take 0.3 s to stem."""
    try:
        tables = tomllib.loads(written.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GlossaryError(f"{file}: {error}") from error
    concepts = []
    for table, entries in tables.items():
        if table not in ("words", "phrases") or not isinstance(entries, dict):
            raise GlossaryError(f"{file}: [{table}] is unknown; the tables are [words] and [phrases]")
        for headword, forms in entries.items():
            concepts.append(_concept(file, headword, forms))
    return Glossary(concepts)


def _concept(file: str, headword: str, forms: object) -> tuple[Concept, dict[str, tuple[str, ...]]]:
    allowed = ("syn", *LANGUAGES)
    if not isinstance(forms, dict) or not all(
        key in allowed and isinstance(value, list) and all(isinstance(form, str) for form in value)
        for key, value in forms.items()
    ):
        raise GlossaryError(f'{file}: "{headword}" should be a table of lists of words under {", ".join(allowed)}')
    by_language = {language: tuple(forms.get(language, ())) for language in LANGUAGES}
    return Concept(headword, tuple(forms.get("syn", ()))), by_language


@cache
def place_names() -> Mapping[str, tuple[str, ...]]:
    """Return English names of countries and cities by their folded names in many languages, inflected forms included.

    The name of a language leads to itself and to the country it is most at home in: "French" finds France, and
    "армянский", less its ending, Armenian and Armenia. Of a people that shares its country it is itself alone.
    """
    english = Locale("en")
    names: dict[str, tuple[str, ...]] = {}
    homes = _homes(english)
    for locale in map(Locale, (*_LOCALES, *_WITHOUT_VOWELS)):
        for zone, facts in locale.time_zones.items():
            known = english.time_zones.get(zone, {}).get("city") or zone.rsplit("/", 1)[-1].replace("_", " ")
            names |= dict.fromkeys(_forms(facts.get("city", known), locale.language) | {fold(known)}, (known,))
        for code, home in homes.items():
            if local := locale.languages.get(code):
                people = english.languages[code]
                # Chechen is at home in Russia, and who asks for Chechens does not ask for all of Russia.
                names |= dict.fromkeys(_people(local), (people, home) if people[0] == home[0] else (people,))
        for code, name in english.territories.items():
            if code.isalpha() and (local := locale.territories.get(code)):
                names |= dict.fromkeys(_forms(local, locale.language), (name,))
    return names


@cache
def home_countries() -> Mapping[str, str]:
    """Return the country of large cities, and of peoples named as their language is, folded words all of them.

    >>> home_countries()["paris"], home_countries()["french"]
    ('france', 'france')
    """
    english = Locale("en")
    countries = {code: fold(name) for code, name in english.territories.items()}
    cities = {
        fold(zone.rsplit("/", 1)[-1].replace("_", " ")): countries.get(code, "")
        for zone, code in get_global("zone_territories").items()
    }
    peoples = {fold(english.languages[code]): fold(home) for code, home in _homes(english).items()}
    # English is most at home in America and Portuguese in Brazil; whose the word is, its first letters tell.
    own = {people: home for people, home in peoples.items() if people[:2] == home[:2]}
    return {word: home for word, home in (cities | own).items() if home and " " not in word + home}


def _homes(english: Locale) -> dict[str, str]:
    tags = {code: tag.rsplit("_", 1)[-1] for code, tag in get_global("likely_subtags").items() if "_" not in code}
    return {
        code: english.territories[home]
        for code, home in tags.items()
        if code in english.languages and home in english.territories
    }


def place_key(folded: str, name: str) -> str:
    """Return the key of a name that is so folded: one written without vowels is told from a Latin one."""
    return f"~{folded}" if _CONSONANTS.search(name) else folded


def _people(language_name: str) -> set[str]:
    """Return the folded name of a language and, without its ending, of those who speak it: армян(ский), Ermeni(ce)."""
    folded = place_key(fold(language_name), language_name)
    return {form for form in (folded, re.sub(r"(?:skiy|[cç][ea])$", "", folded)) if len(form) > 3}


def _forms(name: str, language: str) -> set[str]:
    plain = re.sub(r"\s*\(.*?\)", "", name)
    return {place_key(form, name) for form in (form_key(plain), form_key(plain, language)) if len(form) > 2}

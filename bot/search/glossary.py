"""What words and names are called in other languages: an editor's glossary and the CLDR's names of places.

The glossary (`seeds/glossary.toml`) holds the common words of the field, concept by concept; Babel's CLDR data hold
countries, cities and languages. Both are general sources: neither knows what is asked of the bot.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel import Locale
from babel.core import get_global

from bot.errors import BriefingError
from bot.search.analysis import fold, stem, words

LANGUAGES = ("ru", "tr", "az")  # the glossary's columns beside English
_LOCALES = ("en", "ru", "tr", "az", "uk", "de", "fr", "es", "it", "ka", "hy", "kk", "ky", "uz", "tk", "tg")
_LONGEST_PHRASE = 7  # words
_SHORTEST_PREFIX = 5  # letters of a stem that may stand for an inflected word typed in Latin letters
_LONGEST_ENDING = 4  # letters


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
        self._by_key: dict[str, list[Concept]] = {}
        self._heads: dict[str, list[Concept]] = {}
        for concept, forms in concepts:
            for form in concept.english:
                self._add(self._heads, form, "en", concept)
            for language, translations in forms.items():
                for form in translations:
                    self._add(self._by_key, form, language, concept)
        self.nouns = frozenset(key for key in self._heads if " " not in key)

    def _add(self, table: dict[str, list[Concept]], form: str, language: str, concept: Concept) -> None:
        for key in dict.fromkeys((_key(form), _key(form, language))):
            known = table.setdefault(key, [])
            if key and concept not in known:
                known.append(concept)

    def synonyms(self, text: str) -> tuple[Concept, ...]:
        """Return the concepts that an English word or phrase names, as headword or synonym."""
        return tuple(dict.fromkeys([*self._heads.get(_key(text), ()), *self._heads.get(_key(text, "en"), ())]))

    def translate(self, text: str) -> tuple[Concept, ...]:
        """Return the concepts that a foreign word or phrase names; () where it names none."""
        for key in dict.fromkeys((_key(text), *(_key(text, language) for language in LANGUAGES))):
            if key in self._by_key:
                return tuple(self._by_key[key])
        return self._by_prefix(_key(text)) if " " not in text else ()

    def _by_prefix(self, key: str) -> tuple[Concept, ...]:
        for end in range(len(key) - 1, max(_SHORTEST_PREFIX, len(key) - _LONGEST_ENDING) - 1, -1):
            if key[:end] in self._by_key:
                return tuple(self._by_key[key[:end]])
        return ()


def _key(text: str, language: str = "") -> str:
    return " ".join(stem(word, language) if language else fold(word) for word in words(text))


def load_glossary(path: Path) -> Glossary:
    """Read a glossary file; an absent file is an empty glossary. Raises GlossaryError naming the faulty entry."""
    if not path.exists():
        return Glossary(())
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GlossaryError(f"{path.name}: {error}") from error
    concepts = []
    for table, entries in tables.items():
        if table not in ("words", "phrases") or not isinstance(entries, dict):
            raise GlossaryError(f"{path.name}: [{table}] is unknown; the tables are [words] and [phrases]")
        for headword, forms in entries.items():
            concepts.append(_concept(path.name, headword, forms))
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


def place_names() -> dict[str, str]:
    """Return English names of countries and cities by their folded names in many languages, inflected forms included.

    The name of a language leads to the country it is most at home in, so that "French" finds France.
    """
    english = Locale("en")
    names: dict[str, str] = {}
    for language, tag in get_global("likely_subtags").items():
        home = tag.rsplit("_", 1)[-1]
        if "_" not in language and home in english.territories and language in english.languages:
            names[fold(english.languages[language])] = english.territories[home]
    for locale in map(Locale, _LOCALES):
        for code, name in english.territories.items():
            if code.isalpha() and (local := locale.territories.get(code)):
                names |= dict.fromkeys(_forms(local, locale.language), name)
        for zone, local_zone in locale.time_zones.items():
            if local := local_zone.get("city"):
                english_city = english.time_zones.get(zone, {}).get("city") or zone.rsplit("/", 1)[-1].replace("_", " ")
                names |= dict.fromkeys(_forms(local, locale.language), english_city)
    return names


def _forms(name: str, language: str) -> set[str]:
    plain = re.sub(r"\s*\(.*?\)", "", name)
    return {form for form in (_key(plain), _key(plain, language)) if len(form) > 2}

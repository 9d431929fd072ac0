"""Time zones for people: likely ones by language, a search by city, country or offset, and names to show.

Names of cities and countries are those of the CLDR (through Babel) and of the IANA database. Neither tells how many
people keep a zone's time, or names all large cities: the short tables here do.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.core import get_global

from bot.search.glossary import form_key
from bot.search.spelling import nearest, other_layout, skeleton

LANGUAGES = ("en", "ru", "tr", "az")  # in which cities and countries are searched for

# Of countries with several zones, those of most people first.
_MOST_PEOPLE = tuple(
    """
    America/New_York America/Chicago America/Los_Angeles America/Denver America/Phoenix America/Anchorage
    Pacific/Honolulu Europe/Moscow Asia/Yekaterinburg Asia/Novosibirsk Europe/Samara Asia/Krasnoyarsk Asia/Irkutsk
    Asia/Omsk Asia/Vladivostok Asia/Yakutsk Europe/Kaliningrad Asia/Kamchatka Asia/Magadan America/Toronto
    America/Vancouver America/Edmonton America/Winnipeg America/Halifax America/St_Johns America/Sao_Paulo
    America/Manaus America/Cuiaba America/Rio_Branco America/Mexico_City America/Monterrey America/Tijuana
    America/Hermosillo America/Cancun Australia/Sydney Australia/Melbourne Australia/Brisbane Australia/Perth
    Australia/Adelaide Asia/Jakarta Asia/Makassar Asia/Jayapura America/Argentina/Buenos_Aires Asia/Shanghai
    Asia/Almaty Asia/Tashkent Asia/Ulaanbaatar Asia/Kuala_Lumpur Asia/Gaza Asia/Nicosia Europe/Berlin Europe/Madrid
    Europe/Lisbon Europe/Kyiv Pacific/Auckland America/Santiago America/Guayaquil Africa/Kinshasa America/Nuuk
    Pacific/Port_Moresby Pacific/Tahiti Pacific/Tarawa Pacific/Majuro Pacific/Pohnpei
    """.split()
)
# Offered where nothing is known of a person: every part of the world within an hour or two.
_WORLD = tuple(
    """
    Europe/London America/New_York Europe/Berlin Europe/Istanbul Europe/Moscow Asia/Baku Asia/Dubai Asia/Kolkata
    Asia/Shanghai Asia/Tokyo America/Los_Angeles America/Chicago America/Sao_Paulo Africa/Lagos Africa/Cairo
    Africa/Johannesburg Asia/Riyadh Asia/Tehran Asia/Karachi Asia/Tashkent Asia/Dhaka Asia/Jakarta Asia/Singapore
    Australia/Sydney Pacific/Auckland America/Mexico_City America/Bogota America/Denver
    """.split()
)
_MAIN, _ABROAD = 4, 6  # zones of a language's first country that come before those of others where it is official
# Cities and short names that people type and neither CLDR nor the IANA database has, by zone or country.
_ALSO = {
    "America/New_York": "NYC, Washington, Boston, Miami, Philadelphia, Atlanta",
    "America/Los_Angeles": "San Francisco, Seattle, San Diego, Las Vegas, California",
    "America/Chicago": "Houston, Dallas, Texas",
    "America/Toronto": "Ottawa",
    "America/Sao_Paulo": "Brasilia, Rio de Janeiro, Rio",
    "Europe/London": "England, Scotland, Wales, Edinburgh, Manchester",
    "Europe/Berlin": "Munich, München, Мюнхен, Münih, Münxen, Frankfurt, Hamburg, Cologne, Köln",
    "Europe/Madrid": "Barcelona",
    "Europe/Rome": "Milan, Milano",
    "Europe/Zurich": "Geneva, Genève, Женева, Cenevre, Cenevrə, Bern",
    "Europe/Moscow": "Saint Petersburg, St Petersburg, Petersburg, Санкт-Петербург, Питер, MSK",
    "Europe/Istanbul": "Ankara, Izmir",
    "Europe/Kyiv": "Odesa, Lviv, Kharkiv",
    "Asia/Almaty": "Alma-Ata, Алма-Ата, Astana",
    "Asia/Baku": "Ganja, Gəncə, Гянджа, Nakhchivan, Naxçıvan, Нахичевань, Sumgait, Sumqayıt",
    "Asia/Dubai": "Abu Dhabi, UAE, Emirates",
    "Asia/Jerusalem": "Tel Aviv, Haifa",
    "Asia/Kolkata": "Delhi, New Delhi, Дели, Mumbai, Bombay, Bangalore",
    "Asia/Karachi": "Islamabad, Lahore",
    "Asia/Shanghai": "Beijing, Пекин, Guangzhou, Shenzhen",
    "Asia/Ho_Chi_Minh": "Hanoi",
    "Asia/Tokyo": "Osaka",
    "Africa/Casablanca": "Rabat",
    "Africa/Johannesburg": "Pretoria, Cape Town",
    "Africa/Lagos": "Abuja",
    "Pacific/Auckland": "Wellington",
    "US": "US, USA, America, США, ABD, ABŞ",
    "GB": "UK, Britain, Great Britain",
    "CZ": "Czech Republic",
    "KR": "Korea",
    "NL": "Holland",
}
_ODD_OFFSETS = {
    "-0930": "Pacific/Marquesas", "-0330": "America/St_Johns", "+0330": "Asia/Tehran", "+0430": "Asia/Kabul",
    "+0530": "Asia/Kolkata", "+0545": "Asia/Kathmandu", "+0630": "Asia/Yangon", "+0845": "Australia/Eucla",
    "+0930": "Australia/Darwin", "+1030": "Australia/Lord_Howe", "+1245": "Pacific/Chatham",
}  # fmt: skip
_NOWHERE = "Etc/Unknown"  # what the CLDR makes of "Factory" and the like
_UTC = "Etc/UTC"
_OFFSET = re.compile(
    r"(utc|gmt|zulu)?\s*(?:(?P<sign>[+-])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?)?", re.IGNORECASE
)
_OTHER_SIGN = str.maketrans("+-", "\u2212+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_IANA_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z][A-Za-z0-9_+-]*){0,2}")  # of 32 letters at most, today
_NO_PLACES = ("localtime", "Factory", "posixrules", "posix", "right")  # names beside the zones in a system's database
_LONGEST = 60  # letters of a name or a search
_LONGEST_NAME = 5  # words
_SHORTEST_START = 3  # letters that may begin a name
_LONGEST_CODE = 3  # letters of a name that only counts alone and as it stands: EST, LA, and "at" for Atlantic Time


def is_zone(text: str) -> bool:
    """Tell whether a text is the exact name of a zone in the IANA database. Safe with any text, paths included."""
    if len(text) > _LONGEST or not _IANA_NAME.fullmatch(text) or text.split("/")[0] in _NO_PLACES:
        return False
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # no such file, a file of another kind, a folder
        return False
    return True


def zones_for_language(tag: str) -> tuple[str, ...]:
    """Return the likely zones of a person by an IETF language tag, likeliest first; never empty.

    With a region ("en-GB") those of that country. Without one, the main ones of the country where the language is most
    at home, main ones of other countries in which it is official, then the rest. A selection of the world's for others.
    """
    language, home, is_certain = _language_and_country(tag)
    zones = _zones_of(home)
    if is_certain or not zones:
        return zones or _WORLD
    main = [zone for zone in zones[:_MAIN] if zone in _MOST_PEOPLE] or zones[:1]
    abroad = [zone for code in _countries_of(language) if code != home for zone in _zones_of(code)[:1]]
    return tuple(dict.fromkeys((*main, *abroad[:_ABROAD], *zones)))


def search_zones(text: str, languages: Iterable[str] = LANGUAGES, limit: int = 6) -> tuple[str, ...]:
    """Return at most `limit` zones that a text means, best first; () where it means none.

    It may be a city or country in one of the languages, which are some of LANGUAGES ("Baku", "баку", "Germany"),
    misspelt or only begun, several words of which some are known ("London, UK"), a zone's name, or an offset: "UTC+4"
    is Etc/GMT-4, whose sign is the other way round. Of the names of a zone the canonical one is returned: Asia/Kolkata,
    not Asia/Calcutta.
    """
    plain = _DASHES.sub("-", text.strip())[:_LONGEST]
    if is_zone(plain) and "/" in plain:
        return (_canonical(plain),)[:limit]
    if plain and (offset := _OFFSET.fullmatch(plain)):
        return _at_offset(offset)[:limit]
    gazetteer = _gazetteer(tuple(languages))
    return (gazetteer.find(form_key(plain)) or gazetteer.find(form_key(other_layout(plain))))[:limit]


def zone_label(zone: str, language: str = "en") -> str:
    """Return how people call a zone: "Baku (Azerbaijan)", "UTC+4". In English unless in one of LANGUAGES."""
    zone = _canonical(zone)
    if zone.startswith("Etc/"):
        return _offset_label(zone)
    locale = _locale(language) or Locale("en")
    city = _cities(locale.language).get(zone) or zone.rsplit("/", 1)[-1].replace("_", " ")
    country = locale.territories.get(get_global("zone_territories").get(zone, ""), "")
    return f"{city} ({country})" if country and country != city else city


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    """Zones by the folded names of places, best first."""

    zones: Mapping[str, tuple[str, ...]]
    names: tuple[str, ...]
    skeletons: tuple[str, ...]  # of `names`, in the same order

    def find(self, key: str) -> tuple[str, ...]:
        """Return the zones of the first reading that has any: as it stands, in parts, begun, misspelt, word by word."""
        parts = key.split()
        return (
            self.zones.get(key, ())
            or _common([self.zones[part] for part in self._known_parts(parts)])
            or self._union(self._begun(key))
            or self._union(self._misspelt(key))
            or self._union(name for part in parts for name in self._misspelt(part))
        )

    def _known_parts(self, words: Sequence[str]) -> Iterator[str]:
        """Yield the longest known names in a sequence of words, from the left."""
        at = 0
        while at < len(words):
            ends = range(min(len(words), at + _LONGEST_NAME), at, -1)
            name = next((name for end in ends if (name := " ".join(words[at:end])) in self.zones), "")
            if len(name) > _LONGEST_CODE:
                yield name
            at += len(name.split()) or 1

    def _begun(self, key: str) -> list[str]:
        if len(key) < _SHORTEST_START:
            return []
        return sorted((name for name in self.names if f" {key}" in f" {name}"), key=lambda name: (len(name), name))

    def _misspelt(self, key: str) -> list[str]:
        near = nearest(key, self.names, self.skeletons)
        return [name for name, _ in near if len(name) > _LONGEST_CODE]

    def _union(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(zone for name in names for zone in self.zones[name]))


def _common(groups: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the zones that all groups share, else those of any."""
    shared = [zone for zone in groups[0] if all(zone in group for group in groups)] if groups else []
    return tuple(shared or dict.fromkeys(zone for group in groups for zone in group))


@lru_cache(maxsize=16)
def _gazetteer(languages: tuple[str, ...]) -> _Gazetteer:
    """Gather the names of places: 0.1 s for four languages, and 1 MB."""
    zones: dict[str, list[str]] = {}
    for name, places in _names(languages):
        if key := form_key(name):
            known = zones.setdefault(key, [])
            known.extend(zone for zone in places if zone not in known)
    names = tuple(zones)
    return _Gazetteer({key: tuple(found) for key, found in zones.items()}, names, tuple(map(skeleton, names)))


def _names(languages: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield names with their zones; of zones that share a name the earlier is likelier."""
    for place, names in _ALSO.items():
        yield from ((name, _zones_of(place) or (place,)) for name in names.split(","))
    for locale in filter(None, map(_locale, languages)):
        yield from _local_names(locale)
    yield from _hours_names(Locale("en"))
    for zone in (*get_global("zone_territories"), *get_global("zone_aliases")):
        if not zone.startswith("Etc/") and (known := _canonical(zone)) != _NOWHERE:
            yield from ((name, (known,)) for name in (zone, zone.rsplit("/", 1)[-1]))


def _local_names(locale: Locale) -> Iterator[tuple[str, tuple[str, ...]]]:
    for zone, city in _cities(locale.language).items():
        yield from ((name, (zone,)) for name in (city, city.split(",")[0]))
    for code, country in locale.territories.items():
        if zones := _zones_of(code):
            yield re.sub(r"\s*\(.*?\)", "", country), zones


def _hours_names(locale: Locale) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield names of the hours that several zones keep: "Eastern Time", "EST"."""
    keepers: dict[str, list[str]] = {}
    for zone, hours in get_global("meta_zones").items():
        keepers.setdefault(hours, []).append(_canonical(zone))
    for hours, facts in locale.meta_zones.items():
        zones = tuple(sorted(keepers.get(hours, ()), key=_by_people))
        for length in ("short", "long"):
            yield from ((name, zones) for name in facts.get(length, {}).values() if zones)


@lru_cache(maxsize=512)
def _zones_of(country: str) -> tuple[str, ...]:
    """Return a country's canonical zones, those of most people first; () of what is no country."""
    if len(country) != 2 or country == "ZZ":
        return ()
    return tuple(sorted(get_global("territory_zones").get(country, ()), key=_by_people))


def _by_people(zone: str) -> tuple[int, bool, str]:
    # What Windows has a name for is more than a county of Indiana.
    place = _MOST_PEOPLE.index(zone) if zone in _MOST_PEOPLE else len(_MOST_PEOPLE)
    return place, zone not in get_global("windows_zone_mapping").values(), zone


@cache
def _cities(language: str) -> Mapping[str, str]:
    """Map canonical zones to their cities in one of our languages; those that it calls as IANA does are left out."""
    cities: dict[str, str] = {}
    for zone, facts in Locale(language).time_zones.items():
        if city := facts.get("city"):
            cities.setdefault(_canonical(zone), city)
    cities.pop(_NOWHERE, None)
    return cities


def _language_and_country(tag: str) -> tuple[str, str, bool]:
    """Read a language tag as language, country and whether the tag itself names the country."""
    language, *rest = re.split(r"[-_]", tag)
    language = get_global("language_aliases").get(language.lower(), language.lower())
    for part in rest:
        code = get_global("territory_aliases").get(part.upper(), [part.upper()])[0]
        if _zones_of(code):
            return language, code, True
    script = next((part.title() for part in rest if len(part) == 4), "")
    tags = get_global("likely_subtags")
    likely = tags.get(f"{language}_{script}") or tags.get(language, "")
    return language, likely.rsplit("_", 1)[-1] if language != "und" else "", False


def _countries_of(language: str) -> list[str]:
    """Return the countries in the whole of which a language is official: large ones, then by share of speakers."""
    facts = get_global("territory_languages")
    shares = {
        code: float(facts[code][language]["population_percent"])
        for code in facts
        if facts[code].get(language, {}).get("official_status") in ("official", "de_facto_official")
    }
    return sorted(shares, key=lambda code: (_world_place(code), -shares[code], code))


def _world_place(country: str) -> int:
    return min((_WORLD.index(zone) for zone in _zones_of(country) if zone in _WORLD), default=len(_WORLD))


def _locale(tag: str) -> Locale | None:
    """Return the locale of a tag in one of our languages: a stranger's tag must not load all that Babel has."""
    language = re.split(r"[-_]", tag.lower())[0]
    return Locale(language) if language in LANGUAGES else None


def _canonical(zone: str) -> str:
    """Return the one of a zone's names that people are shown; CLDR and IANA keep GMT and UTC as two."""
    known = str(get_global("zone_aliases").get(zone, zone))
    return _UTC if known == "Etc/GMT" else known


def _at_offset(said: re.Match[str]) -> tuple[str, ...]:
    if not said["sign"]:
        return (_UTC,)
    hours, minutes = int(said["hours"]), int(said["minutes"] or 0)
    if minutes:
        odd = _ODD_OFFSETS.get(f"{said['sign']}{hours:02}{minutes:02}")
        return (odd,) if odd else ()
    if not hours:
        return (_UTC,)
    east = said["sign"] == "+"
    return (f"Etc/GMT{'-' if east else '+'}{hours}",) if hours <= (14 if east else 12) else ()


def _offset_label(zone: str) -> str:
    """Return "UTC+4" for Etc/GMT-4: POSIX counts west of Greenwich, people count east."""
    offset = zone.removeprefix("Etc/GMT")
    return f"UTC{offset.translate(_OTHER_SIGN)}" if offset != zone else "UTC"

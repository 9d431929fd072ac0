"""Time zones as people look for them."""

from zoneinfo import available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.search.zones import LANGUAGES, is_zone, search_zones, zone_label, zones_for_language

_NO_PLACES = {"localtime", "Factory"}  # of the system's database
_ALL = sorted(available_timezones() - _NO_PLACES)


@pytest.mark.parametrize(
    ("tag", "first"),
    [
        ("az", ["Asia/Baku"]),
        ("en-GB", ["Europe/London"]),
        ("en_us", ["America/New_York", "America/Chicago", "America/Los_Angeles"]),
        ("ru", ["Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk"]),
        ("tr", ["Europe/Istanbul"]),
        ("tr-CY", ["Asia/Nicosia"]),
        ("pt-br", ["America/Sao_Paulo"]),
        ("zh-hans", ["Asia/Shanghai"]),
        ("zh-hant", ["Asia/Taipei"]),
        ("uz-Cyrl-UZ", ["Asia/Tashkent"]),
        ("nb", ["Europe/Oslo"]),
        ("iw", ["Asia/Jerusalem"]),  # Hebrew, as it was called once
        ("en-UK", ["Europe/London"]),
    ],
)
def test_a_language_leads_to_where_it_is_spoken(tag: str, first: list[str]) -> None:
    assert list(zones_for_language(tag)[: len(first)]) == first


def test_a_language_of_several_countries_leads_to_their_zones_too() -> None:
    assert {"America/New_York", "Europe/London", "Asia/Kolkata"} <= set(zones_for_language("en")[:8])
    assert {"Europe/Berlin", "Europe/Vienna", "Europe/Zurich"} <= set(zones_for_language("de"))
    assert "Asia/Almaty" in zones_for_language("ru")


@pytest.mark.parametrize("tag", ["", "xx", "-", "und", "tlh", "x" * 5000])
def test_an_unknown_language_leads_to_zones_all_over_the_world(tag: str) -> None:
    areas = {zone.split("/")[0] for zone in zones_for_language(tag)}
    assert areas == {"Africa", "America", "Asia", "Australia", "Europe", "Pacific"}


@given(
    st.text(max_size=20)
    | st.from_regex(r"[a-zA-Z]{2,3}([-_][a-zA-Z]{4})?([-_]([a-zA-Z]{2}|[0-9]{3}))?", fullmatch=True)
)
def test_whatever_the_language_its_zones_are_zones(tag: str) -> None:
    zones = zones_for_language(tag)
    assert zones
    assert len(set(zones)) == len(zones)
    assert set(zones) <= set(_ALL)


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Baku", "Asia/Baku"),
        ("баку", "Asia/Baku"),
        ("bakı", "Asia/Baku"),
        ("Asia/Baku", "Asia/Baku"),
        ("asia/baku", "Asia/Baku"),
        ("Baku, Azerbaijan", "Asia/Baku"),
        ("time in Baku", "Asia/Baku"),
        ("Азербайджан", "Asia/Baku"),
        ("vjcrdf", "Europe/Moscow"),  # москва on the other keyboard layout
        ("Bacu", "Asia/Baku"),
        ("Гянджа", "Asia/Baku"),
        ("istanbul", "Europe/Istanbul"),
        ("İSTANBUL", "Europe/Istanbul"),
        ("стамбул", "Europe/Istanbul"),
        ("istambul", "Europe/Istanbul"),
        ("ankara", "Europe/Istanbul"),
        ("Turkey", "Europe/Istanbul"),
        ("Türkiye", "Europe/Istanbul"),
        ("new york", "America/New_York"),
        ("york", "America/New_York"),
        ("NYC", "America/New_York"),
        ("нью-йорк", "America/New_York"),
        ("EST", "America/New_York"),
        ("eastern time", "America/New_York"),
        ("США", "America/New_York"),
        ("Germany", "Europe/Berlin"),
        ("Almanya", "Europe/Berlin"),
        ("в Москве", "Europe/Moscow"),
        ("Санкт-Петербург", "Europe/Moscow"),
        ("Kiev", "Europe/Kyiv"),
        ("Киев", "Europe/Kyiv"),
        ("Calcutta", "Asia/Kolkata"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Пекин", "Asia/Shanghai"),
        ("алма-ата", "Asia/Almaty"),
        ("Тифлис", "Asia/Tbilisi"),
        ("Georgia", "Asia/Tbilisi"),
        ("St. John's", "America/St_Johns"),
        ("buenos aires", "America/Argentina/Buenos_Aires"),
        ("utc", "Etc/UTC"),
        ("GMT", "Etc/UTC"),
        ("UTC+0", "Etc/UTC"),
        ("UTC+4", "Etc/GMT-4"),
        ("gmt + 04:00", "Etc/GMT-4"),
        ("+4", "Etc/GMT-4"),
        ("UTC\u22123", "Etc/GMT+3"),
        ("UTC+5:30", "Asia/Kolkata"),
    ],
)
def test_a_zone_is_found_by_what_people_call_it(typed: str, zone: str) -> None:
    assert search_zones(typed)[0] == zone


@pytest.mark.parametrize(
    "typed", ["", " ", "a", "qwertyuiop", "UTC+15", "UTC-13", "UTC+4:20", "../../etc", "4", "\ud800", "\0"]
)
def test_what_is_no_place_finds_none(typed: str) -> None:
    assert search_zones(typed) == ()


def test_a_country_gives_its_zones_those_of_most_people_first() -> None:
    assert search_zones("Россия", limit=3) == ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk")
    assert len(search_zones("Россия", limit=100)) > 20


def test_of_several_known_words_the_place_that_fits_all_is_meant() -> None:
    assert search_zones("London England UK") == ("Europe/London",)
    assert search_zones("Tijuana Mexico") == ("America/Tijuana",)


def test_a_search_may_be_in_some_languages_only() -> None:
    assert search_zones("Мадрид", languages=("ru",)) == search_zones("Madrid", languages=("en",)) == ("Europe/Madrid",)
    assert search_zones("Соединенные Штаты", languages=("en",)) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_zone_is_found_by_its_own_label(language: str) -> None:
    missed = [zone for zone in _ALL if zone not in _EARLY and _canonical(zone) not in _found(zone, language)]
    assert missed == []


_EARLY = {"America/Coyhaique"}  # younger than the CLDR's names; it is found by its IANA name


def _canonical(zone: str) -> str:
    return search_zones(zone)[0] if "/" in zone else search_zones(zone_label(zone))[0]


def _found(zone: str, language: str) -> tuple[str, ...]:
    return search_zones(zone_label(zone, language), limit=40)


def test_no_two_names_of_one_zone_are_offered() -> None:
    offered = {zone for name in _ALL for zone in search_zones(name, limit=100)}
    assert {"Asia/Kolkata", "Europe/Kyiv", "Asia/Ho_Chi_Minh", "America/Nuuk"} <= offered
    assert offered.isdisjoint({"Asia/Calcutta", "Europe/Kiev", "Asia/Saigon", "America/Godthab", "US/Eastern", "UTC"})
    labels = [zone_label(zone) for zone in offered]
    assert len(set(labels)) == len(labels)


@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from("baku new york utc + - 4 99 / .. : а ы İ ß".split()), max_size=12).map("".join)
)
@example("a" * 4096)
@example("qwerty zxcvbn " * 300)
@settings(max_examples=60)
def test_wild_text_finds_zones_or_nothing(text: str) -> None:
    found = search_zones(text, limit=5)
    assert len(found) == len(set(found)) <= 5
    assert set(found) <= set(_ALL)


@pytest.mark.parametrize(
    ("zone", "language", "label"),
    [
        ("Asia/Baku", "en", "Baku (Azerbaijan)"),
        ("Asia/Baku", "ru", "Баку (Азербайджан)"),
        ("Asia/Baku", "az-AZ", "Bakı (Azərbaycan)"),
        ("Asia/Baku", "de", "Baku (Azerbaijan)"),
        ("America/New_York", "en", "New York (United States)"),
        ("Asia/Calcutta", "en", "Kolkata (India)"),
        ("Asia/Singapore", "en", "Singapore"),
        ("America/Coyhaique", "en", "Coyhaique"),
        ("UTC", "en", "UTC"),
        ("Etc/GMT", "en", "UTC"),
        ("Etc/GMT-4", "en", "UTC+4"),
        ("Etc/GMT+3", "ru", "UTC\u22123"),
    ],
)
def test_a_zone_is_shown_as_people_call_it(zone: str, language: str, label: str) -> None:
    assert zone_label(zone, language) == label


def test_every_name_of_the_database_is_a_zone() -> None:
    assert [zone for zone in _ALL if not is_zone(zone)] == []


_PIECES = [*"Asia Baku Europe etc passwd posix right .. . / // zone.tab tzdata.zi UTC \0 é".split(" "), " ", "\n"]


@given(st.text(max_size=70) | st.lists(st.sampled_from(_PIECES), max_size=7).map("".join))
@example("../../etc/passwd")
@example("/etc/localtime")
@example("localtime")
@example("Factory")
@example("posix/Asia/Baku")
@example("right/Asia/Baku")
@example("Europe")
@example("leapseconds")
@example("Asia/Baku\n")
@example("\ud800")
@example("A" * 5000)
def test_nothing_else_is_a_zone(text: str) -> None:
    assert is_zone(text) == (text in _ALL)


def test_what_is_nowhere_is_no_zone() -> None:
    for text in ("FAC", "Factory", "unknown"):
        assert "Etc/Unknown" not in search_zones(text)

"""What words and places are called in other languages."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.search.glossary import Glossary, GlossaryError, form_key, load_glossary, place_names

_HARBOUR = """
[words]
harbour = { syn = ["haven"], ru = ["гавань", "порт"], tr = ["liman"], az = ["liman"] }
pilot = { ru = ["лоцман"], tr = ["kılavuz"], az = ["bələdçi"] }
ship = { syn = ["vessel"], ru = ["корабль"], tr = ["tekne"], az = ["gəmi"] }
craft = { syn = ["vessel"] }

[phrases]
"customs clearance" = { ru = ["таможенное оформление"], tr = ["gümrük işlemi"], az = ["gömrük rəsmiləşdirməsi"] }
"""


def _glossary(folder: Path, content: str | bytes) -> Glossary:
    path = folder / "glossary.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load_glossary(path)


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Glossary:
    return _glossary(tmp_path_factory.mktemp("glossary"), _HARBOUR)


@pytest.mark.parametrize(
    ("typed", "headword"),
    [
        ("гавань", "harbour"),
        ("Гавани", "harbour"),
        ("гаванью", "harbour"),
        ("liman", "harbour"),
        ("LİMAN", "harbour"),
        ("limanın", "harbour"),
        ("лоцманами", "pilot"),
        ("kılavuz", "pilot"),
        ("bələdçi", "pilot"),
        ("корабли", "ship"),
        ("таможенное оформление", "customs clearance"),
        ("таможенного оформления", "customs clearance"),
        ("gümrük işlemi", "customs clearance"),
        ("gömrük rəsmiləşdirməsi", "customs clearance"),
    ],
)
def test_forms_of_three_languages_are_found_inflected(harbour: Glossary, typed: str, headword: str) -> None:
    assert [concept.headword for concept in harbour.translate(typed)] == [headword]


@pytest.mark.parametrize(
    ("typed", "headword"),
    [
        ("gavan", "harbour"),
        ("gavani", "harbour"),
        ("limanlar", "harbour"),
        ("lotsmany", "pilot"),
        ("lotsmanami", "pilot"),
        ("kilavuz", "pilot"),
        ("kilavuzlar", "pilot"),
        ("beledci", "pilot"),
        ("beledciler", "pilot"),
        ("tamozhennoe oformlenie", "customs clearance"),
        ("gumruk islemi", "customs clearance"),
    ],
)
def test_forms_typed_in_plain_latin_letters_are_found(harbour: Glossary, typed: str, headword: str) -> None:
    assert [concept.headword for concept in harbour.translate(typed)] == [headword]


@pytest.mark.parametrize("typed", ["", "маяк", "lighthouse", "limanovski", "гав", "kilavuzxyz", "таможенное", "😀"])
def test_what_the_glossary_does_not_hold_is_not_translated(harbour: Glossary, typed: str) -> None:
    assert harbour.translate(typed) == ()


def test_an_english_word_leads_to_every_concept_it_names(harbour: Glossary) -> None:
    assert [concept.headword for concept in harbour.synonyms("vessels")] == ["ship", "craft"]
    assert harbour.synonyms("haven")[0].english == ("harbour", "haven")
    assert [concept.headword for concept in harbour.synonyms("Customs Clearances")] == ["customs clearance"]
    assert harbour.synonyms("lighthouse") == harbour.synonyms("") == ()


def test_a_word_as_it_stands_goes_before_others_of_its_stem(tmp_path: Path) -> None:
    glossary = _glossary(tmp_path, '[words]\ntransit = {syn = ["passing"]}\npass = {syn = ["permit"]}\n')
    assert [concept.headword for concept in glossary.synonyms("passing")] == ["transit"]
    assert [concept.headword for concept in glossary.synonyms("passes")] == ["transit", "pass"]


def test_a_foreign_word_is_surely_known_as_it_stands_or_in_its_own_alphabet(harbour: Glossary) -> None:
    assert harbour.knows("гавань")
    assert harbour.knows("bələdçi")
    assert not harbour.knows("gavani")  # it might be anything else in Latin letters
    assert not harbour.knows("маяк")


def test_only_single_english_words_are_words_of_the_field(harbour: Glossary) -> None:
    assert harbour.english == {"harbour", "haven", "pilot", "ship", "vessel", "craft"}
    assert "custom" not in harbour.nouns


# The file


def test_an_absent_file_is_an_empty_glossary(tmp_path: Path) -> None:
    glossary = load_glossary(tmp_path / "glossary.toml")
    assert glossary.english == glossary.nouns == frozenset()
    assert glossary.translate("гавань") == glossary.synonyms("harbour") == ()


@pytest.mark.parametrize("content", ["", "# nothing yet", "[words]\n", "[words]\nport = {}\n"])
def test_a_file_may_hold_next_to_nothing(tmp_path: Path, content: str) -> None:
    assert _glossary(tmp_path, content).translate("гавань") == ()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ('[words]\nport = ["порт"]', '"port"'),
        ('[words]\nport = { ru = "порт" }', '"port"'),
        ("[words]\nport = { ru = [1] }", '"port"'),
        ('[words]\nport = { de = ["Hafen"] }', '"port"'),
        ('[phrases]\n"port dues" = { ru = [["сбор"]] }', '"port dues"'),
        ('[word]\nport = { ru = ["порт"] }', "[word]"),
        ('port = "порт"', "[port]"),
        ("[words]\nport = ru\nship = {}", "line 2"),
        ("[words]\nport = {}\nport = {}\nship = {}", "line 3"),
        (b"[words]\nport = { ru = ['\xff'] }", "glossary.toml"),
    ],
)
def test_a_malformed_file_is_refused_and_the_entry_named(tmp_path: Path, content: str | bytes, named: str) -> None:
    with pytest.raises(GlossaryError) as error:
        _glossary(tmp_path, content)
    assert named in str(error.value)
    assert "glossary.toml" in str(error.value)


def test_the_projects_own_glossary_is_well_formed() -> None:
    glossary = load_glossary(Path(__file__).parents[3] / "seeds" / "glossary.toml")
    assert {"peace", "border"} <= glossary.english
    assert all(glossary.synonyms(word) for word in glossary.english)


# Places


@pytest.fixture(scope="module")
def places() -> Mapping[str, tuple[str, ...]]:
    return place_names()


@pytest.mark.parametrize(
    ("typed", "language", "english"),
    [
        ("Норвегия", "", "Norway"),
        ("Норвегии", "ru", "Norway"),
        ("норвежский", "", "Norway"),
        ("Norveç", "", "Norway"),
        ("Norveç'te", "tr", "Norway"),
        ("norvec", "", "Norway"),
        ("Norveç", "az", "Norway"),
        ("Almaniya", "", "Germany"),
        ("Almanya", "", "Germany"),
        ("nemetskiy", "", "Germany"),
        ("Fransızca", "", "France"),
        ("Грузия", "", "Georgia"),
        ("gürcü", "", "Georgia"),
        ("Москва", "", "Moscow"),
        ("Москвы", "ru", "Moscow"),
        ("Moskva", "", "Moscow"),
        ("Londra", "", "London"),
        ("Осло", "", "Oslo"),
        ("армянский", "", "Armenia"),
        ("Ermenice", "", "Armenia"),
    ],
)
def test_countries_cities_and_peoples_are_found_in_russian_turkish_and_azerbaijani(
    places: Mapping[str, tuple[str, ...]], typed: str, language: str, english: str
) -> None:
    assert english in places[form_key(typed, language)]


def test_the_name_of_a_language_leads_to_the_language_and_its_country(places: Mapping[str, tuple[str, ...]]) -> None:
    assert places["french"] == ("French", "France")


@pytest.mark.parametrize("name", ["osterwyk", "harbour", "", "a", "150", "europa zone"])
def test_other_words_are_no_places(places: Mapping[str, tuple[str, ...]], name: str) -> None:
    assert name not in places


def test_a_headword_with_a_capital_may_be_a_name_by_itself(tmp_path: Path) -> None:
    glossary = _glossary(tmp_path, '[words]\nSenate = {syn = ["Diet"], ru = ["сенат"]}\nharbour = {syn = ["port"]}\n')
    assert glossary.nouns == {"harbour", "port"}
    assert [concept.headword for concept in glossary.translate("сенат")] == ["Senate"]

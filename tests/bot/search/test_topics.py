"""The topics of a corpus: what its own words name, and an editor's other names for them."""

import pytest

from bot.corpus.documents import Document
from bot.search.glossary import Concept, Glossary
from bot.search.lexicon import tally
from bot.search.topics import Topic, find_topics, name_key, with_editor_aliases
from tests.builders import corpus, document

_NO_GLOSSARY = Glossary(())


def _topics(documents: list[Document], glossary: Glossary = _NO_GLOSSARY) -> tuple[Topic, ...]:
    return find_topics(documents, tally(documents), glossary)


def _named(*texts: str) -> dict[str, tuple[str, ...]]:
    """Return the aliases of each topic by its name."""
    return {topic.name: topic.aliases for topic in _topics([document("d", *texts)])}


# Names in running text


def test_a_script_without_capitals_shows_no_names_but_those_of_other_scripts() -> None:
    assert not _named("تنتج المحطة الجديدة ألف متر مكعب في اليوم. تعتمد المدينة على الآبار منذ عشرين عاما.")
    assert set(_named("وقعت الحكومة اتفاقا مع Kestrel Channel في المدينة الشرقية.")) == {"Kestrel Channel"}


def test_names_are_found_inside_sentences_and_common_words_are_not() -> None:
    found = _named("Ships wait off Osterwyk. Pilots board them near the Kestrel Channel, and pilots leave.")
    assert set(found) == {"Osterwyk", "Kestrel Channel"}


def test_a_capital_at_the_beginning_of_a_sentence_makes_no_name() -> None:
    assert _named("Dredging began. Customs slept. Nobody came.") == {}


def test_a_name_that_begins_a_sentence_counts_where_it_stands_elsewhere_too() -> None:
    (topic,) = _topics(corpus("a: Osterwyk grows. They love Osterwyk. Osterwyk sleeps."))
    assert (topic.name, topic.occurrences) == ("Osterwyk", 3)


def test_articles_and_possessives_are_cut_off_names() -> None:
    found = _named("They praised The Kestrel Channel’s depth, Osterwyk's quays and Tarnholm's.")
    assert set(found) == {"Kestrel Channel", "Osterwyk", "Tarnholm"}


def test_small_words_inside_a_name_belong_to_it() -> None:
    found = _named("We asked the Port of Osterwyk and the Conference on Safe Passage for advice.")
    assert "Port of Osterwyk" in found
    assert "Conference on Safe Passage" in found


def test_two_names_joined_by_and_are_two() -> None:
    assert {"Osterwyk", "Tarnholm"} <= set(_named("They sail between Osterwyk and Tarnholm on most days."))


def test_days_and_months_are_no_topics() -> None:
    assert _named("They sail on Monday, in June 2024 and on Friday.") == {}


def test_a_text_in_russian_has_topics() -> None:
    documents = [document("r", "Команда «Северянин» победила. Болельщики ждали Петра Лужина.", language="ru")]
    assert {"Северянин", "Петра Лужина"} <= {topic.name for topic in _topics(documents)}


@pytest.mark.parametrize("heading", ["Safety", "Introduction", "Contents", "Notes And References"])
def test_furniture_in_headings_is_no_topic(heading: str) -> None:
    text = "The Maritime Safety Forum met at Osterwyk. We thank the Maritime Safety Forum."
    found = _topics([document("d", f"# {heading}", text, title="Overview")])
    assert {topic.name for topic in found} == {"Maritime Safety Forum", "Osterwyk"}


def test_a_word_of_a_longer_name_is_no_topic_by_itself() -> None:
    assert set(_named("We saw Outer Sound. They left Outer Sound. He likes Outer Sound.")) == {"Outer Sound"}


# Aliases that the text states


@pytest.mark.parametrize("text", ["Osterwyk Pilotage Service (OPS) boards.", "Osterwyk Pilotage Service (OPS)’s boat."])
def test_an_acronym_behind_its_expansion_is_an_alias(text: str) -> None:
    (topic,) = _topics(corpus(f"a: We thank the {text}", "a: Call the OPS two hours ahead, says the OPS."))
    assert (topic.name, topic.aliases, topic.occurrences) == ("Osterwyk Pilotage Service", ("OPS",), topic.occurrences)
    assert topic.occurrences >= 4


def test_an_acronym_that_is_not_made_of_the_words_before_it_is_no_alias() -> None:
    found = _named("We thank the Osterwyk Pilotage Service (XYZ) and the XYZ.")
    assert "XYZ" not in found.get("Osterwyk Pilotage Service", ())


def test_a_numbered_acronym_leads_its_expansion() -> None:
    found = _named("We join the Maritime Safety Forum (MSF24) in June. They like MSF24.")
    assert found["MSF24"] == ("Maritime Safety Forum",)


def test_a_hyphen_does_not_split_a_numbered_acronym() -> None:
    assert set(_named("They like MSF-24. We join MSF-24 in June.")) == {"MSF-24"}


@pytest.mark.parametrize("known", ["also known as", "otherwise known as", "also referred to as", "also known as the"])
def test_what_something_is_also_known_as_is_its_alias(known: str) -> None:
    found = _named(f"They love the Marrowby Grain Terminal, {known} Berth Nine. We saw Berth Nine.")
    assert found["Marrowby Grain Terminal"] == ("Berth Nine",)
    assert "Berth Nine" not in found


# Persons


def test_an_office_and_its_holder_are_two_names() -> None:
    found = _named("They met Prime Minister Nils Aker on a ferry. We know Nils Aker.")
    assert "Nils Aker" in found
    assert not any("Minister" in name and "Aker" in name for name in found)


def test_an_office_of_something_is_split_from_a_person_named_alone_elsewhere() -> None:
    found = _named("They met Minister of Ports Nils Aker. We know Nils Aker. Here is Nils Aker.")
    assert "Nils Aker" in found
    assert "Minister of Ports" in found


def test_a_surname_by_itself_is_an_alias_of_its_one_bearer() -> None:
    found = _named("They met Ingrid Vollan. We asked Vollan again, and Vollan smiled. They left Ingrid Vollan.")
    assert found == {"Ingrid Vollan": ("Vollan",)}


def test_a_surname_of_two_persons_is_the_alias_of_neither() -> None:
    found = _named("They met Ingrid Vollan and saw Nils Vollan. We asked Vollan, and Vollan smiled.")
    assert "Vollan" not in found.get("Ingrid Vollan", ()) + found.get("Nils Vollan", ())


def test_a_person_named_with_office_and_alias_at_once_is_still_one_of_the_topics() -> None:
    found = _named("We like the Minister of Ports Nils Aker, also known as Big Nils. And Nils Aker left with Big Nils.")
    assert any("Big Nils" in (name, *aliases) for name, aliases in found.items())


# Phrases


def test_a_lower_case_phrase_is_a_topic_if_the_glossary_has_it_and_it_recurs() -> None:
    glossary = Glossary([(Concept("customs clearance", ()), {})])
    documents = corpus("a: slow customs clearance, more customs clearance, and cheap customs clearance with old rope.")
    assert [(t.name, t.occurrences) for t in _topics(documents, glossary)] == [("customs clearance", 3)]
    assert _topics(documents) == ()
    assert _topics(corpus("a: one customs clearance, and that is all."), glossary) == ()


# Order and identity


def test_topics_come_most_mentioned_first_and_ties_by_name() -> None:
    documents = corpus("a: We saw Tarnholm, Osterwyk, Marrowby, Tarnholm and then Marrowby or Tarnholm again.")
    assert [(t.name, t.occurrences) for t in _topics(documents)] == [("Tarnholm", 3), ("Marrowby", 2), ("Osterwyk", 1)]


def test_ids_stay_while_the_corpus_grows_and_case_and_accents_vary() -> None:
    before = {t.name: t.id for t in _topics(corpus("a: We saw Tarnholm and the Ərdəb Quay today."))}
    grown = corpus("a: We saw Tarnholm and the Ərdəb Quay today.", "b: We left Ərdəb-Quay and Osterwyk for Tarnholm.")
    after = {t.name: t.id for t in _topics(grown)}
    assert before["Tarnholm"] == after["Tarnholm"]
    assert before["Ərdəb Quay"] in after.values()
    assert len(set(after.values())) == len(after)


def test_equal_documents_have_equal_topics_in_any_order() -> None:
    documents = corpus(
        "a: We saw the Osterwyk Pilotage Service (OPS), also known as the Blue Boats, and Nils Aker.",
        "b: They met Minister Nils Aker near Blue Boats and Aker. Here is Osterwyk-Tarnholm.",
        "c: Between Osterwyk and Tarnholm the Blue Boats wait; Central Quay is near. We met Aker.",
    )
    assert _topics(documents) == _topics(documents[::-1])


def test_names_that_differ_in_case_accents_hyphens_or_spaces_have_one_key() -> None:
    assert len({name_key(n) for n in ("Kestrel Channel", "kestrel-channel", "KESTREL CHÁNNEL", "Kestrelchannel")}) == 1
    assert name_key("") == name_key("…") == ""


def test_a_corpus_of_nothing_has_no_topics() -> None:
    assert _topics([]) == ()
    assert _topics(corpus("a: …", "b: 😀")) == ()


# An editor's aliases


def _topic(name: str, *aliases: str, occurrences: int = 1) -> Topic:
    return Topic(name_key(name), name, aliases, occurrences)


def test_an_entry_gives_its_names_to_the_topic_that_has_one_of_them() -> None:
    topics = [_topic("Osterwyk", occurrences=5), _topic("Tarnholm")]
    first, second = with_editor_aliases(topics, [("Old Haven", ["osterwyk", "Oude Haven"])])
    assert (first.name, first.id, first.occurrences) == ("Old Haven", "osterwyk", 5)
    assert first.aliases == ("Osterwyk", "Oude Haven")
    assert second == topics[1]


def test_an_entry_that_has_the_names_of_two_topics_makes_one_of_them() -> None:
    topics = [_topic("Osterwyk", "OW", occurrences=5), _topic("Old Haven", "OH", occurrences=2), _topic("Tarnholm")]
    first, second = with_editor_aliases(topics, [("Osterwyk", ["Old Haven"])])
    assert (first.name, first.aliases, first.occurrences) == ("Osterwyk", ("Old Haven", "OW", "OH"), 7)
    assert second == topics[2]


def test_the_first_name_of_an_entry_leads_even_if_it_is_mentioned_less() -> None:
    topics = [_topic("Osterwyk", occurrences=5), _topic("Old Haven", occurrences=2)]
    (merged,) = with_editor_aliases(topics, [("Old Haven", ["Osterwyk"])])
    assert (merged.name, merged.occurrences) == ("Old Haven", 7)


def test_an_entry_that_the_corpus_has_no_name_for_is_left_out() -> None:
    topics = (_topic("Osterwyk"),)
    assert with_editor_aliases(topics, [("Atlantis", ["Lost City"])]) == topics
    assert with_editor_aliases((), [("Atlantis", ["Lost City"])]) == ()


def test_two_entries_that_share_an_alias_stay_two_topics() -> None:
    topics = [_topic("A1", occurrences=2), _topic("B1")]
    first, second = with_editor_aliases(topics, [("A1", ["X1"]), ("B1", ["X1", "Y1"])])
    assert (first.name, first.aliases) == ("A1", ("X1",))
    assert (second.name, second.aliases) == ("B1", ("X1", "Y1"))


def test_an_alias_the_topic_has_already_is_not_added_again() -> None:
    (topic,) = with_editor_aliases([_topic("Osterwyk", "OW")], [("Osterwyk", ["ow", "OSTERWYK", "O.W."])])
    assert topic.aliases == ("OW",)


def test_an_alias_without_letters_is_no_name() -> None:
    (topic,) = with_editor_aliases([_topic("Osterwyk")], [("Osterwyk", ["—", "…"])])
    assert topic.aliases == ()

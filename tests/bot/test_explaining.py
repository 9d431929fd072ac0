"""Why a query is answered as it is: the numbers shown are those that decided."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering import Snapshot, answer
from bot.explaining import Explanation, explain
from bot.search.matching import Outcome
from tests.builders import corpus, snapshot

COAST = (
    "a: The Lantern Bridge carries 4,200 vehicles a day between Port Ansel and Merrow.",
    "a: Engineers closed the Lantern Bridge on 3 March 2024 after divers found cracks in two piers.",
    "b: The ferry Petrel has carried passengers beside the Lantern Bridge since April 2024.",
    "b: Oskar Yards delivered the ferry Petrel in March 2024 for $21 million.",
    "c: The herring of Merrow is sold to six countries.",
)


@pytest.fixture(scope="module")
def coast(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshot(tmp_path_factory.mktemp("coast"), corpus(*COAST))


def test_the_reply_explained_is_the_reply_given(coast: Snapshot) -> None:
    assert explain(coast, "lantren bridge").reply == answer(coast, "lantren bridge")


def test_what_the_terms_add_is_the_score_of_the_paragraph(coast: Snapshot) -> None:
    found = explain(coast, "lantern bridge ferry")
    assert len(found.paragraphs) > 2
    for ranked in found.paragraphs:
        assert sum(part.score for part in ranked.contributions) == pytest.approx(ranked.hit.score, rel=1e-5)
        assert [p.score for p in ranked.contributions] == sorted((p.score for p in ranked.contributions), reverse=True)


def test_only_terms_that_stand_in_a_paragraph_add_to_it(coast: Snapshot) -> None:
    petrel = next(p for p in explain(coast, "petrel bridge").paragraphs if "Oskar Yards" in p.hit.paragraph.text)
    assert {part.term.word for part in petrel.contributions} == {"petrel"}
    assert 0 < petrel.held < 1


def test_a_rarer_word_has_the_higher_idf_and_leads(coast: Snapshot) -> None:
    terms = explain(coast, "merrow herring").terms
    by_word = {term.word: term for term in terms if term.exact}
    assert by_word["herring"].idf > by_word["merrow"].idf > 0
    assert (by_word["herring"].paragraphs, by_word["merrow"].paragraphs) == (1, 2)
    products = [term.weight * term.idf for term in terms]
    assert products == sorted(products, reverse=True)


def test_the_word_as_written_is_told_from_its_stem(coast: Snapshot) -> None:
    terms = explain(coast, "vehicles").terms
    assert {(term.word, term.exact) for term in terms} == {("vehicl", False), ("vehicles", True)}


def test_the_sentences_are_those_of_the_briefing(coast: Snapshot) -> None:
    found = explain(coast, "Lantern Bridge")
    assert found.reply.briefing is not None
    assert tuple(one.quote for one in found.sentences) == found.reply.briefing.quotes


def test_what_is_no_answer_shows_how_near_it_came(coast: Snapshot) -> None:
    found = explain(coast, "lantern museum opening hours")
    assert found.reply.outcome is not Outcome.ANSWER
    assert found.sentences == ()
    assert "Lantern Bridge" in found.paragraphs[0].hit.paragraph.text
    assert 0 < found.paragraphs[0].held < 0.5


def test_nothing_to_search_for_explains_itself(coast: Snapshot) -> None:
    assert explain(coast, "???") == Explanation(answer(coast, "???"), (), (), ())


def test_an_empty_corpus_explains_itself(tmp_path: Path) -> None:
    assert explain(snapshot(tmp_path, []), "bridge").paragraphs == ()


@given(st.text(max_size=40))
def test_any_text_can_be_explained(coast: Snapshot, text: str) -> None:
    assert explain(coast, text).reply == answer(coast, text)

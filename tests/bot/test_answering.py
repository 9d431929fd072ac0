"""From a query to all that a reply says."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering import Replies, Reply, Snapshot, answer, answer_topic, page
from bot.search.matching import Match, Outcome, Tier
from tests.builders import corpus, document, every_hit, snapshot

_LINES = [
    document(
        "north",
        "The Tarnholm line carries timber from the forests of the north to the harbour at Osterwyk. "
        "The line was opened by Queen Astrid in 1911. It was rebuilt after the flood of 1953.",
        "Engineers of the Tarnholm line replaced four bridges last year. The bridges had rusted for decades, and "
        "the railway says that the Tarnholm line is now safe for trains of two thousand tonnes.",
        "The harbour at Osterwyk loads the timber of the Tarnholm line onto ships for Marrowby.",
        "# Prices",
        "A tonne of timber on the Tarnholm line costs nine crowns. The price rose by a third in March.",
        title="The northern railway",
        publisher="Railway Review",
        date="2024-03",
    ),
    document(
        "south",
        "The Velden canal joins Marrowby and Osterwyk. Barges on the Velden canal carry gravel and sand.",
        "Critics of the Velden canal say that the locks are too narrow. The ministry says that the locks of the "
        "Velden canal will be widened by 2027.",
        "# Lighthouses of Skarn",
        "Nobody has counted the gulls.",
        title="Waterways",
        publisher="Canal Gazette",
        date="2024-05",
    ),
    document("echo", "The price rose by a third in March. Marrowby bought the timber.", publisher="Echo"),
]


@pytest.fixture(scope="module")
def railway(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshot(tmp_path_factory.mktemp("railway"), _LINES)


def _assert_true(reply: Reply) -> None:
    """Every sentence stands, whole, in the paragraph that it is said to be from, and that paragraph was found."""
    texts = {hit.paragraph.id: hit.paragraph.text for hit in reply.hits}
    assert reply.briefing is not None
    assert reply.briefing.quotes
    for quote in reply.briefing.quotes:
        assert quote.sentence in texts[quote.paragraph_id]
    assert len({quote.sentence for quote in reply.briefing.quotes}) == len(reply.briefing.quotes)


@pytest.mark.parametrize(
    "query", ["Tarnholm", "tarnhlom line", "Velden canal", "timber", "who opened the Tarnholm line?", "rusted bridges"]
)
def test_an_answer_quotes_the_paragraphs_it_found(railway: Snapshot, query: str) -> None:
    reply = answer(railway, query)
    assert reply.outcome is Outcome.ANSWER
    _assert_true(reply)


def test_a_quote_says_where_it_stands(railway: Snapshot) -> None:
    reply = answer(railway, "price of timber on the Tarnholm line")
    assert reply.briefing is not None
    quote = next(q for q in reply.briefing.quotes if "nine crowns" in q.sentence)
    source = quote.source
    assert (source.publisher, source.title, source.section, source.date) == (
        "Railway Review",
        "The northern railway",
        "Prices",
        "2024-03",
    )


def test_hits_come_best_first_and_what_is_far_behind_is_left_out(railway: Snapshot) -> None:
    reply = answer(railway, "Tarnholm line")
    scores = [hit.score for hit in reply.hits]
    assert scores == sorted(scores, reverse=True)
    assert all("gulls" not in hit.paragraph.text for hit in reply.hits)


@pytest.mark.parametrize("query", ["", ".", "Zanzibar", "chess", "Velbert kanal tunnel", "<b>", "😀", "the of and"])
def test_without_an_answer_there_is_no_briefing_no_hit_and_no_related_topic(railway: Snapshot, query: str) -> None:
    reply = answer(railway, query)
    assert reply.outcome is not Outcome.ANSWER
    assert (reply.briefing, reply.hits, reply.related) == (None, (), ())


def test_words_with_nothing_to_quote_beneath_them_are_no_answer(tmp_path: Path) -> None:
    listed = document("list", "# Quarries of Hammer Island", "1911 1912 1913", "—", title="Appendix")
    reply = answer(snapshot(tmp_path, [*_LINES, listed]), "Hammer Island quarries")
    assert reply.outcome is not Outcome.ANSWER
    assert (reply.briefing, reply.hits, reply.related, reply.match.heading) == (None, (), (), "")


@given(st.one_of(st.text(max_size=30), st.lists(st.sampled_from("Tarnholm line velden who is ? timber Qx".split()))))
@settings(max_examples=60)
def test_every_text_has_a_reply_and_a_briefing_exactly_when_it_is_an_answer(
    railway: Snapshot, drawn: str | list[str]
) -> None:
    query = drawn if isinstance(drawn, str) else " ".join(drawn)
    reply = answer(railway, query)
    assert (reply.briefing is not None) == (reply.outcome is Outcome.ANSWER) == bool(reply.hits)
    assert answer(railway, query) == reply
    if reply.briefing is not None:
        _assert_true(reply)


def test_every_topic_can_be_answered_by_itself(railway: Snapshot) -> None:
    assert railway.vocabulary.topics
    for topic in railway.vocabulary.topics:
        reply = answer_topic(railway, topic)
        assert reply.match.topic == topic
        _assert_true(reply)


# Related topics


def test_related_topics_are_named_beside_the_topic_and_are_never_the_topic_itself(railway: Snapshot) -> None:
    for topic in railway.vocabulary.topics:
        reply = answer_topic(railway, topic)
        assert topic not in reply.related
        assert len(set(reply.related)) == len(reply.related) <= 4
        for other in reply.related:
            assert other.id in railway.vocabulary.by_id
            assert any(other.name.split()[0] in hit.paragraph.text for hit in reply.hits)


def test_what_is_named_with_a_topic_is_related_to_it(railway: Snapshot) -> None:
    assert "Osterwyk" in {topic.name for topic in answer(railway, "Tarnholm").related}


# Pages


def test_page_0_is_the_briefing_and_further_pages_repeat_no_sentence(tmp_path: Path) -> None:
    lines = [
        f"d{n}: In year {1900 + n} the Tarnholm line of the north moved {n + 3} thousand tonnes of {cargo} to "
        f"Osterwyk, and the people of the {place} were glad about the {cargo} that came."
        for n, (cargo, place) in enumerate(
            zip(
                "timber gravel wheat salmon copper wool paper glass barley slate cement butter".split(),
                "valley coast fjord island mountain forest village marsh harbour plain lake town".split(),
                strict=True,
            )
        )
    ]
    railway = snapshot(tmp_path, corpus(*lines))
    reply = answer(railway, "Tarnholm line")
    told: list[str] = []
    number = 0
    while turned := page(railway, reply, number):
        if number == 0:
            assert turned.briefing == reply.briefing
        quoted = {quote.paragraph_id for quote in turned.briefing.quotes}
        assert {hit.paragraph.id for hit in turned.hits} == quoted
        told += [quote.sentence for quote in turned.briefing.quotes]
        assert turned.has_more or page(railway, reply, number + 1) is None
        number += 1
    assert number > 1
    assert len(set(told)) == len(told)
    assert page(railway, reply, 99) is None


def test_no_answer_has_no_page(railway: Snapshot) -> None:
    assert page(railway, answer(railway, "Zanzibar"), 0) is None


# The snapshot


def test_a_reply_that_is_remembered_is_as_it_was_made(railway: Snapshot) -> None:
    queries = ("Tarnholm line", "tarnholm  LINE", "Zanzibar", "")
    assert [railway.replies(query) for query in queries] == [answer(railway, query) for query in queries]
    assert railway.replies("Tarnholm line") is railway.replies("Tarnholm line")


def test_sizes_count_the_paragraphs_of_each_document(railway: Snapshot) -> None:
    assert railway.sizes == {doc.id: len(doc.paragraphs) for doc in _LINES}


def test_an_empty_corpus_answers_nothing(tmp_path: Path) -> None:
    empty = snapshot(tmp_path, [])
    assert answer(empty, "Tarnholm").outcome is Outcome.NOTHING
    assert empty.sizes == {}


def test_a_reply_is_made_once_and_remembered_as_long_as_it_is_asked_for() -> None:
    made: list[str] = []

    def make(query: str) -> Reply:
        made.append(query)
        nothing = Match(query, Outcome.NOTHING, Tier.NONE, 0.0, None, "", {}, (), (), False, ())
        return Reply(nothing, (), None, ())

    replies = Replies(make)
    assert replies.remembered("often") is None
    for number in range(300):
        assert replies("often") is replies("often")
        replies(f"once {number}")
    assert made.count("often") == 1
    assert replies.remembered("once 299") is replies("once 299")
    assert replies.remembered("once 0") is None
    assert len(replies) == 256


# News, which gives a sentence a paragraph

_NEWS = [
    document(
        "news",
        "The port of Velden was closed on Monday after a quarrel over dues.",
        "Marrowby describes the closing of the port as piracy, the latest turn in a quarrel of two generations.",
        "Osterwyk says that the pilots were free to stay, but left.",
        "The mayor of Skarn opened a school for forty children.",
        "For her part, the harbour master of Skarn, Ulla Brand, said that the herring fleet has not sailed.",
        "She added that forty boats lie idle.",
        "The weather was fine.",
    ),
    *corpus(*(f"{name}: Nothing was heard of the {name}." for name in ("lamps", "ropes", "nets", "sails", "oars"))),
]


def _told(folder: Path, query: str) -> list[str]:
    reply = answer(snapshot(folder, _NEWS), query)
    return [quote.sentence for quote in reply.briefing.quotes] if reply.briefing else []


def test_the_other_side_is_shown_though_its_paragraph_does_not_name_the_topic(tmp_path: Path) -> None:
    assert _told(tmp_path, "piracy") == [_NEWS[0].paragraphs[1].text, _NEWS[0].paragraphs[2].text]


def test_who_is_named_behind_a_tie_is_shown_with_what_it_ties_on_to_and_what_she_added(tmp_path: Path) -> None:
    told = _told(tmp_path, "Ulla Brand")
    assert told[:2] == [_NEWS[0].paragraphs[3].text, _NEWS[0].paragraphs[4].text]
    assert _NEWS[0].paragraphs[5].text in told
    assert _NEWS[0].paragraphs[6].text not in told


def test_a_neighbour_that_adds_nothing_is_not_shown(tmp_path: Path) -> None:
    assert _told(tmp_path, "school") == [_NEWS[0].paragraphs[3].text]


def test_a_denial_in_the_next_paragraph_of_a_section_is_shown(tmp_path: Path) -> None:
    report = document(
        "report",
        "# The lantern dispute",
        "Skarn accuses Marrowby of having cut the cable of the Lantern Bridge.",
        "The cable was mended on Friday. Marrowby has denied the accusations.",
        "# Harvest",
        "The harvest was good.",
    )
    reply = answer(snapshot(tmp_path, [report, *_NEWS[1:]]), "Lantern Bridge")
    assert reply.briefing
    assert "Marrowby has denied the accusations." in [quote.sentence for quote in reply.briefing.quotes]


def test_a_hit_has_the_paragraphs_of_its_section_beside_it_and_no_others(tmp_path: Path) -> None:
    index = snapshot(tmp_path, _LINES).index
    hits = {hit.paragraph.text: hit for hit in every_hit(index)}
    for document_ in _LINES:
        for here, after in pairwise(document_.paragraphs):
            behind, before = index.beside(hits[here.text], 1, 0.5), index.beside(hits[after.text], -1, 0.5)
            together = here.section == after.section
            assert (behind.paragraph if behind else None) == (after if together else None)
            assert (before.paragraph if before else None) == (here if together else None)
        assert index.beside(hits[document_.paragraphs[-1].text], 1, 0.5) is None
        assert index.beside(hits[document_.paragraphs[0].text], -1, 0.5) is None

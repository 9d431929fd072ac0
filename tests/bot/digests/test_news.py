"""What is news on a topic, for one who was told some of it before."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering import Snapshot, answer
from bot.corpus.documents import Document
from bot.digests.echoes import Gone
from bot.digests.news import LENGTH, News, digest, page_of
from bot.digests.types import Section
from tests.builders import document, snapshot

OLD = datetime(2026, 11, 1, tzinfo=UTC)
SINCE = datetime(2026, 11, 20, 8, tzinfo=UTC)
NEW = datetime(2026, 11, 21, tzinfo=UTC)
NOBODY = frozenset[str]()

_RAILWAY = document(
    "railway",
    "The Tarnholm line carries timber from the forests of the north to the harbour at Osterwyk. "
    "It was rebuilt after the flood of 1953.",
    "A tonne of timber on the Tarnholm line costs nine crowns, and the price has not moved for a decade.",
    title="The northern railway",
    publisher="Railway Review",
)
_STRIKE = document(
    "strike",
    "Drivers of the Tarnholm line began a strike on Monday over the pay of night shifts, their union says.",
    publisher="Osterwyk Post",
)
_CANAL = document("canal", "Barges on the Velden canal carry gravel and sand to Marrowby.", publisher="Canal Gazette")


class Corpus:
    """Documents in an index, of which the later ones came later."""

    def __init__(self, folder: Path, old: Sequence[Document], new: Sequence[Document]) -> None:
        self.snapshot: Snapshot = snapshot(folder, [*old, *new])
        self.first_seen = {p.id: OLD for d in old for p in d.paragraphs} | {
            p.id: NEW for d in new for p in d.paragraphs
        }

    def news(self, *gone: Gone) -> News:
        return News(self.snapshot, self.first_seen, gone)

    def section(self, query: str, told: frozenset[str] = NOBODY, cap: int = 3) -> Section | None:
        return self.news().section(7, query, SINCE, told, cap)


def ids(*documents: Document) -> tuple[str, ...]:
    return tuple(paragraph.id for one in documents for paragraph in one.paragraphs)


def sentences(section: Section | None) -> list[str]:
    assert section is not None
    return [quote.sentence for quote in section.briefing.quotes]


# What is new


def test_news_is_what_was_first_seen_later_with_its_source(tmp_path: Path) -> None:
    section = Corpus(tmp_path, [_RAILWAY, _CANAL], [_STRIKE]).section("Tarnholm line")
    assert section is not None
    assert (section.subscription_id, section.query, section.heading) == (7, "Tarnholm line", "Tarnholm line")
    assert section.shown == ids(_STRIKE)
    assert (section.more, section.folded, section.also_in, section.news) == ((), (), (), 1)
    assert [quote.source.publisher for quote in section.briefing.quotes] == ["Osterwyk Post"]
    assert sentences(section)[0] in _STRIKE.paragraphs[0].text


def test_what_came_at_the_very_moment_of_the_last_digest_is_not_news(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path, [_RAILWAY], [_STRIKE])
    assert corpus.news().section(7, "Tarnholm", NEW - timedelta(microseconds=1), NOBODY, 3)
    assert corpus.news().section(7, "Tarnholm", NEW, NOBODY, 3) is None


def test_news_on_something_else_is_no_news(tmp_path: Path) -> None:
    assert Corpus(tmp_path, [_RAILWAY, _CANAL], [_STRIKE]).section("Velden canal") is None


def test_a_new_paragraph_that_ranks_below_all_old_ones_is_news(tmp_path: Path) -> None:
    old = [
        document(
            f"old{n}", f"The Tarnholm line: Tarnholm line number {n} of the Tarnholm line was opened in {1800 + n}."
        )
        for n in range(60)
    ]
    late = document(
        "late",
        "The regional assembly sat for nine hours and debated schools, roads and hospitals, and near midnight its "
        "members agreed after a long exchange that a depot of the Tarnholm line be sold to a brewery from Marrowby.",
    )
    corpus = Corpus(tmp_path, old, [late])
    assert ids(late)[0] not in {hit.paragraph.id for hit in answer(corpus.snapshot, "Tarnholm line").hits}
    section = corpus.section("Tarnholm line")
    assert section is not None
    assert section.shown == ids(late)


def test_a_paragraph_that_merely_touches_a_word_of_the_topic_is_no_news(tmp_path: Path) -> None:
    touching = document("touching", "A line of poplars runs along the canal.")
    assert Corpus(tmp_path, [_RAILWAY, _STRIKE], [touching]).section("Tarnholm line") is None


def test_a_paragraph_added_to_an_article_on_the_topic_is_news_though_it_does_not_name_it(tmp_path: Path) -> None:
    article = document("log", _STRIKE.paragraphs[0].text, "Boats carried the passengers.", title="Tarnholm line strike")
    corpus = Corpus(tmp_path, [_RAILWAY, article], [])
    corpus.first_seen[ids(article)[1]] = NEW
    assert sentences(corpus.section("Tarnholm line")) == ["Boats carried the passengers."]


def test_a_paragraph_with_nothing_to_quote_is_no_news(tmp_path: Path) -> None:
    assert (
        Corpus(tmp_path, [_RAILWAY], [document("table", "Tarnholm line 1911 1912", "Tarnholm")]).section("Tarnholm")
        is None
    )


def test_at_most_as_many_sentences_are_quoted_as_asked_for_and_the_others_are_more(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path, [_RAILWAY], _freight(6))
    for cap in (1, 2, 5):
        section = corpus.section("Tarnholm line", cap=cap)
        assert section is not None
        assert 1 <= len(section.briefing.quotes) <= cap
        assert sorted(section.shown + section.more) == sorted(ids(*_freight(6)))
        assert section.news == 6


def _freight(number: int) -> list[Document]:
    cargoes = "timber gravel wheat salmon copper wool paper glass barley slate".split()
    places = "valley coast fjord island mountain forest village marsh plain lake".split()
    return [
        document(f"f{n}", f"Trains of the Tarnholm line moved {n + 3} tonnes of {cargo} from the {place} in one night.")
        for n, (cargo, place) in enumerate(list(zip(cargoes, places, strict=True))[:number])
    ]


def test_a_cap_below_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one sentence, not 0"):
        Corpus(tmp_path, [_RAILWAY], [_STRIKE]).section("Tarnholm", cap=0)


# Who may be answered unasked


@pytest.mark.parametrize(
    "query",
    [
        "Tarnholm",
        "TARNHOLM",
        "Tarnholm line",
        "the drivers of the Tarnholm line",
        "drivers' strikes over pay",
        "what do the drivers of the Tarnholm line want?",
    ],
)
def test_a_topic_is_followed_by_its_name_in_any_case_and_by_its_words(tmp_path: Path, query: str) -> None:
    corpus = Corpus(tmp_path, [_RAILWAY], [_STRIKE])
    assert corpus.section(query)
    assert corpus.news().heading(query)


@pytest.mark.parametrize(
    "query", ["Tarnhlom", "Tarnhlom line", "why do Tarnhlom drivers strike?", "Velden", "", "news", "!?", "Zanzibar"]
)
def test_a_loose_guess_is_not_sent_unasked(tmp_path: Path, query: str) -> None:
    corpus = Corpus(tmp_path, [_RAILWAY], [_STRIKE])
    assert corpus.section(query) is None
    assert corpus.news().heading(query) == ""


def test_a_topic_that_the_corpus_did_not_have_is_news_when_it_appears(tmp_path: Path) -> None:
    assert Corpus(tmp_path / "before", [_RAILWAY], [_STRIKE]).section("Velden canal") is None
    assert Corpus(tmp_path / "after", [_RAILWAY], [_STRIKE, _CANAL]).section("Velden canal")


# What was told before


def _reprint(text: str, name: str = "echo") -> Document:
    return document(name, text, publisher="Echo")


def test_a_reprint_of_what_was_told_is_quiet(tmp_path: Path) -> None:
    again = _reprint("OSTERWYK (Echo) - " + _STRIKE.paragraphs[0].text)
    corpus = Corpus(tmp_path, [_RAILWAY, _STRIKE], [again])
    assert corpus.section("Tarnholm line", told=frozenset(ids(_STRIKE))) is None
    assert corpus.section("Tarnholm line"), "who was not told the first is told the second"


def test_a_reprint_beside_news_is_folded_into_where_it_also_stands(tmp_path: Path) -> None:
    again = _reprint(_STRIKE.paragraphs[0].text)
    fresh = document("fresh", "The Tarnholm line will get forty new wagons from a works in Marrowby.", publisher="Post")
    section = Corpus(tmp_path, [_RAILWAY, _STRIKE], [again, fresh]).section("Tarnholm line", frozenset(ids(_STRIKE)))
    assert section is not None
    assert (section.shown, section.more, section.folded) == (ids(fresh), (), ids(again))
    assert [source.publisher for source in section.sent_before] == ["Echo"]
    assert section.also_in == ()
    assert section.news == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("on Monday", "on Tuesday"),
        ("over the pay", "over the pay and the length"),
        ("began a strike", "began a strike of 3 days"),
        ("began a strike", "did not begin a strike"),
        ("Drivers", "Signalmen"),
        ("night shifts", "night shifts in Marrowby"),
    ],
)
def test_a_paragraph_that_adds_or_changes_a_fact_is_news(tmp_path: Path, old: str, new: str) -> None:
    changed = _reprint(_STRIKE.paragraphs[0].text.replace(old, new))
    section = Corpus(tmp_path, [_RAILWAY, _STRIKE], [changed]).section("Tarnholm line", frozenset(ids(_STRIKE)))
    assert section is not None
    assert section.shown == ids(changed)


def test_of_a_paragraph_that_adds_a_sentence_only_that_one_is_quoted(tmp_path: Path) -> None:
    added = "Passengers of the Tarnholm line will be carried by boats in the meantime."
    longer = _reprint(f"{_STRIKE.paragraphs[0].text} {added}")
    section = Corpus(tmp_path, [_RAILWAY, _STRIKE], [longer]).section("Tarnholm line", frozenset(ids(_STRIKE)))
    assert sentences(section) == [added]


def test_a_new_sentence_that_leans_on_a_told_one_comes_with_it(tmp_path: Path) -> None:
    told = _STRIKE.paragraphs[0].text
    longer = _reprint(f"{told} It may last until the spring and spread to the harbour.")
    section = Corpus(tmp_path, [_RAILWAY, _STRIKE], [longer]).section("Tarnholm line", frozenset(ids(_STRIKE)))
    assert sentences(section) == [told, "It may last until the spring and spread to the harbour."]


def test_what_was_sent_and_is_back_or_is_followed_twice_is_no_news(tmp_path: Path) -> None:
    assert Corpus(tmp_path, [_RAILWAY], [_STRIKE]).section("Tarnholm line", frozenset(ids(_STRIKE))) is None


def test_a_revised_article_is_held_against_what_it_said_when_it_was_told(tmp_path: Path) -> None:
    before = "Drivvers of the Tarnholm line began a strike on Monday over pay of night shifts, their union says."
    corpus, told = Corpus(tmp_path, [_RAILWAY], [_STRIKE]), frozenset({"gone"})
    assert corpus.news(Gone("gone", before, "en")).section(7, "Tarnholm line", SINCE, told, 3) is None
    assert corpus.news().section(7, "Tarnholm line", SINCE, told, 3)
    other = Gone("gone", "Drivers of the Tarnholm line began a strike in 1923.", "en")
    assert corpus.news(other).section(7, "Tarnholm line", SINCE, told, 3)


def test_new_paragraphs_that_repeat_each_other_count_once(tmp_path: Path) -> None:
    again = _reprint(_STRIKE.paragraphs[0].text)
    section = Corpus(tmp_path, [_RAILWAY], [_STRIKE, again]).section("Tarnholm line")
    assert section is not None
    assert section.news == 1
    assert {*section.shown, *section.folded} == {*ids(_STRIKE), *ids(again)}
    assert len(section.also_in) == 1
    assert section.sent_before == ()


def test_of_two_new_paragraphs_the_one_that_says_more_stays(tmp_path: Path) -> None:
    longer = _reprint(f"{_STRIKE.paragraphs[0].text} The Tarnholm line has asked the army for drivers.")
    section = Corpus(tmp_path, [_RAILWAY], [_STRIKE, longer]).section("Tarnholm line")
    assert section is not None
    assert (section.shown, section.folded) == (ids(longer), ids(_STRIKE))


# Digests


def test_a_digest_has_a_section_a_topic_with_news_the_one_with_most_first(tmp_path: Path) -> None:
    canal = document("canal2", "A lock of the Velden canal was closed for repairs until Easter.")
    news = Corpus(tmp_path, [_RAILWAY, _CANAL], [canal, *_freight(3)]).news()
    followed = [(1, "Velden canal", SINCE), (2, "Zanzibar", SINCE), (3, "Tarnholm line", SINCE)]
    made = digest(news, 5, NEW, followed, NOBODY, 2)
    assert made is not None
    assert (made.follower_id, made.due_at) == (5, NEW)
    assert [(section.subscription_id, section.news) for section in made.sections] == [(3, 3), (1, 1)]


def test_without_news_there_is_no_digest(tmp_path: Path) -> None:
    news = Corpus(tmp_path, [_RAILWAY, _STRIKE], [_CANAL]).news()
    assert digest(news, 5, NEW, [(1, "Tarnholm line", SINCE)], NOBODY, 2) is None
    assert digest(news, 5, NEW, [], NOBODY, 2) is None


def test_a_paragraph_on_two_topics_stands_in_one_section(tmp_path: Path) -> None:
    both = document("both", "The Velden canal takes the timber of the Tarnholm line while the drivers strike.")
    news = Corpus(tmp_path, [_RAILWAY, _CANAL], [both, *_freight(2)]).news()
    followed = [(1, "Velden canal", SINCE), (2, "Tarnholm line", SINCE)]
    made = digest(news, 5, NEW, followed, NOBODY, 3)
    assert made is not None
    assert [section.subscription_id for section in made.sections] == [2]
    assert news.section(1, "Velden canal", SINCE, NOBODY, 3), "alone it would be news there"


def test_what_repeats_another_section_of_the_digest_is_not_told_again(tmp_path: Path) -> None:
    text = "The Velden canal takes the timber of the Tarnholm line while the drivers strike."
    news = Corpus(tmp_path, [_RAILWAY, _CANAL], [_reprint(text, "one"), _reprint(text, "two"), *_freight(2)]).news()
    made = digest(news, 5, NEW, [(1, "Velden canal", SINCE), (2, "Tarnholm line", SINCE)], NOBODY, 3)
    assert made is not None
    assert [section.subscription_id for section in made.sections] == [2]


_WORDS = "Tarnholm line Velden canal strike timber Osterwyk Monday 12 drivers not began over the of ended .".split()
_TEXT = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=25).map(" ".join)


@given(st.lists(_TEXT, max_size=6), st.sets(st.integers(0, 7)), st.integers(1, 4))
@settings(max_examples=25)
def test_whatever_comes_a_digest_is_verbatim_says_nothing_twice_and_nothing_that_was_told(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], told: set[int], cap: int
) -> None:
    new = [document(f"n{n}", text) for n, text in enumerate(texts)] + [_STRIKE]
    corpus = Corpus(tmp_path_factory.mktemp("any"), [_RAILWAY, _CANAL], new)
    known = frozenset(id_ for place, id_ in enumerate(ids(*new)) if place in told)
    followed = [(1, "Tarnholm", SINCE), (2, "Velden canal", SINCE), (3, "strike", SINCE)]
    made = digest(corpus.news(), 5, NEW, followed, known, cap)
    said: list[str] = []
    named: list[str] = []
    for section in made.sections if made else ():
        assert 1 <= len(section.briefing.quotes) <= cap
        assert section.briefing.words <= LENGTH.ceiling
        assert set(section.shown) == {quote.paragraph_id for quote in section.briefing.quotes}
        named += [*section.shown, *section.more, *section.folded]
        for quote in section.briefing.quotes:
            said.append(quote.sentence)
            hit = corpus.snapshot.index.hit(corpus.snapshot.index.row(quote.paragraph_id), 0.0)
            assert quote.sentence in hit.paragraph.text
    assert len(set(said)) == len(said)
    assert len(set(named)) == len(named)
    assert known.isdisjoint(named)
    assert set(named) <= {*ids(*new)}


def test_followers_of_one_topic_get_the_same_section_whoever_asks_first(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path, [_RAILWAY], [_STRIKE, _reprint(_STRIKE.paragraphs[0].text), *_freight(4)])
    shared = corpus.news()
    for told in (NOBODY, frozenset(ids(_STRIKE)), frozenset(ids(*_freight(2)))):
        for cap in (1, 3):
            alone = corpus.section("Tarnholm line", told, cap)
            assert shared.section(7, "Tarnholm line", SINCE, told, cap) == alone
            again = shared.section(8, "Tarnholm line", SINCE, told | {"unheard of"}, cap)
            assert again is not None
            assert alone is not None
            assert (again.subscription_id, again.briefing) == (8, alone.briefing)


# Further news, page by page


def test_further_news_is_paged_without_a_repeat_and_ends(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path, [_RAILWAY], _freight(10))
    section = corpus.section("Tarnholm line", cap=1)
    assert section is not None
    told: list[str] = []
    number = 0
    while page := page_of(corpus.snapshot, "Tarnholm line", section.more, number):
        told += [quote.paragraph_id for quote in page.briefing.quotes]
        assert page.has_more or page_of(corpus.snapshot, "Tarnholm line", section.more, number + 1) is None
        number += 1
    assert number > 1
    assert sorted(told) == sorted(section.more)
    assert page_of(corpus.snapshot, "Tarnholm line", section.more, -1) is None


def test_a_page_shows_what_the_corpus_still_has(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path, [_RAILWAY], [_STRIKE])
    page = page_of(corpus.snapshot, "Tarnholm line", ("gone", *ids(_STRIKE)), 0)
    assert page is not None
    assert [hit.paragraph.id for hit in page.hits] == [*ids(_STRIKE)]
    assert page_of(corpus.snapshot, "Tarnholm line", ("gone",), 0) is None
    assert page_of(corpus.snapshot, "Tarnholm line", (), 0) is None


def test_a_page_is_made_though_the_topic_is_no_longer_known_by_that_name(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path, [_RAILWAY], [_STRIKE])
    page = page_of(corpus.snapshot, "Grand Central", ids(_STRIKE), 0)
    assert page is not None
    assert page.briefing.quotes[0].sentence == _STRIKE.paragraphs[0].text

"""Messages as values: escaping, limits, and what a reader sees."""

import html
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering import Page, Reply, answer, page
from bot.briefing.types import Briefing, Quote, SourceRef
from bot.corpus.documents import Paragraph
from bot.search.index import DocumentFacts, Hit
from bot.search.matching import Match, Outcome, Tier
from bot.search.topics import Topic
from handlers import messages
from handlers.cutting import utf16_length
from handlers.outgoing import Outgoing
from handlers.preview.html_markup import parse_html
from handlers.subjects import Subject
from handlers.texts_en import ENGLISH
from tests.builders import document, snapshot

ASK = Subject(ask_id="AbCd_-12")
wild = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("<>&\"'“”$—🦊é\u202e\n ")), max_size=400)
names = wild.filter(lambda text: bool(text.strip()))


def source(number: int = 1, **more: str) -> SourceRef:
    """A source of a reader's kind."""
    known = {"publisher": f"Paper {number}", "title": "A title", "section": "", "date": "2024-09", "url": ""}
    return SourceRef(**{**known, **more})


def reply_of(*quotes: Quote, heading: str = "Lantern Bridge", query: str = "bridge") -> tuple[Reply, Page]:
    """A reply that quotes, each paragraph no more than its sentence."""
    match = Match(query, Outcome.ANSWER, Tier.FUZZY, 0.9, None, heading, {}, (), (), False, ())
    facts = DocumentFacts("d", "d.txt", "A title", "Paper", "2024", "en", "")
    hits = tuple(Hit(Paragraph(q.paragraph_id, "d", 0, "", q.sentence), facts, 1.0) for q in quotes)
    briefing = Briefing(quotes)
    return Reply(match, hits, briefing, ()), Page(briefing, hits, False)


def shown(outgoing: Outgoing) -> str:
    """The text as Telegram shows it, having found no fault with it."""
    formatted = parse_html(outgoing.html)
    assert 0 < utf16_length(formatted.text) <= messages.MAX_TEXT
    assert len(formatted.entities) <= messages.MAX_ENTITIES
    assert all(1 <= len(button.data.encode()) <= 64 for row in outgoing.rows for button in row if not button.url)
    assert all(0 < utf16_length(button.label) <= messages.MAX_LABEL for row in outgoing.rows for button in row)
    return formatted.text


@given(wild)
def test_any_text_comes_through_escaped_unharmed(text: str) -> None:
    piece = messages.plain(text)
    assert html.unescape(piece.markup) == text
    assert not re.search(r"[<>]", piece.markup)
    assert piece.length == len(text.encode("utf-16-le")) // 2


@settings(max_examples=60)
@given(st.lists(st.tuples(names, names, wild), min_size=1, max_size=6), names, wild)
def test_a_briefing_of_anything_fits_and_parses(parts: list[tuple[str, str, str]], heading: str, typed: str) -> None:
    quotes = [
        Quote(sentence, f"p{number}", source(number, publisher=publisher, section=section, url='https://a.example/?&"'))
        for number, (sentence, publisher, section) in enumerate(parts)
    ]
    reply, first = reply_of(*quotes, heading=heading, query=typed)
    for evidence in (False, True):
        shown(messages.view(ENGLISH, reply, first, ASK, number=0, evidence=evidence))


def test_more_sentences_than_fit_are_left_out_whole() -> None:
    quotes = [
        Quote(f"Sentence {number} " + "goes on " * 140 + "and ends.", f"p{number}", source()) for number in range(6)
    ]
    reply, first = reply_of(*quotes)
    text = shown(messages.view(ENGLISH, reply, first, ASK, number=0, evidence=False))
    said = text.split("\n\n")[1:-1]
    assert [line.removesuffix("\u00a0[1]") for line in said] == [quote.sentence for quote in quotes[: len(said)]]
    assert 2 <= len(said) < 6


def test_one_endless_sentence_is_cut_between_words() -> None:
    reply, first = reply_of(Quote("word " * 3000 + "end.", "p", source()))
    text = shown(messages.view(ENGLISH, reply, first, ASK, number=0, evidence=True))
    assert "word…\u00a0[1]" in text


def test_evidence_is_cut_at_sentences_around_what_is_quoted() -> None:
    sentences = [f"Sentence number {number} tells of the harbour and its many boats." for number in range(200)]
    reply, first = reply_of(Quote(sentences[100], "p", source()))
    long = replace(first.hits[0].paragraph, text=" ".join(sentences))
    first = replace(first, hits=(replace(first.hits[0], paragraph=long),))
    text = shown(messages.view(ENGLISH, reply, first, ASK, number=0, evidence=True))
    excerpt = text.rpartition("Paper 1\n")[2]
    assert sentences[100] in excerpt
    assert excerpt.startswith("… Sentence")
    assert excerpt.endswith("boats. …")
    assert len(excerpt) > 2500


def test_much_evidence_shares_the_room_and_says_when_some_is_left_out() -> None:
    quotes = [Quote(f"Short fact {number}.", f"p{number}", source()) for number in range(40)]
    reply, first = reply_of(*quotes)
    hits = tuple(replace(h, paragraph=replace(h.paragraph, text=h.paragraph.text + " More." * 400)) for h in first.hits)
    text = shown(messages.view(ENGLISH, reply, replace(first, hits=hits), ASK, number=0, evidence=True))
    assert text.endswith(ENGLISH.evidence_cut)


def test_the_quoted_sentence_is_bold_in_its_paragraph() -> None:
    reply, first = reply_of(Quote("Cracks & dust.", "p", source()))
    hit = replace(first.hits[0], paragraph=replace(first.hits[0].paragraph, text="Before. Cracks & dust. After."))
    outgoing = messages.view(ENGLISH, reply, replace(first, hits=(hit,)), ASK, number=0, evidence=True)
    assert "Before. <b>Cracks &amp; dust.</b> After.</blockquote>" in outgoing.html


def test_the_same_news_elsewhere_is_named_at_its_source() -> None:
    other = source(2, date="2024-10-05")
    reply, first = reply_of(Quote("It is so.", "p", source(), (other, other)))
    text = shown(messages.view(ENGLISH, reply, first, ASK, number=0, evidence=False))
    assert text.endswith("[1] Paper 1, A title, September 2024; also in Paper 2, 5 October 2024")


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        (source(section="On ferries"), "Paper 1, On ferries, September 2024"),
        (source(date=""), "Paper 1, A title"),
        (source(publisher="", date="2024"), "A title, 2024"),
        (source(publisher="A Title", date="2024-09-05"), "A Title, 5 September 2024"),
        (source(date="spring 2024"), "Paper 1, A title, spring 2024"),
    ],
)
def test_a_source_is_named_by_what_is_known(ref: SourceRef, said: str) -> None:
    assert messages.source_name(ENGLISH, ref) == said


@pytest.mark.parametrize("url", ["javascript:alert(1)", "tg://user?id=1", "//x.example", ""])
def test_only_web_addresses_become_links(url: str) -> None:
    assert messages.linked(url, messages.plain("x")).markup == "x"


def test_a_no_and_a_guess_offer_topics_as_buttons() -> None:
    near = (Topic("0" * 12, "Oskar Yards & Sons", (), 3),)
    match = Match("<osk>", Outcome.NOTHING, Tier.NONE, 0.0, None, "", {}, (), near, False, ())
    for outcome, said in ((Outcome.NOTHING, ENGLISH.nothing_but_near), (Outcome.SUGGEST, ENGLISH.did_you_mean)):
        reply = Reply(replace(match, outcome=outcome), (), None, ())
        outgoing = messages.answer(ENGLISH, reply, None, ASK)
        assert shown(outgoing) == said
        assert [[button.label for button in row] for row in outgoing.rows] == [["Oskar Yards & Sons"]]
    alone = messages.answer(ENGLISH, Reply(replace(match, suggestions=()), (), None, ()), None, ASK)
    assert shown(alone) == ENGLISH.nothing


@given(names, st.integers(0, 10**6), st.integers(0, 400))
def test_lists_of_anything_fit_and_turn(name: str, page_number: int, count: int) -> None:
    topics = [Topic(f"{number:012x}", name, (), 1) for number in range(count)]
    facts = [DocumentFacts(f"{number}", "f", name, name, "2024-09", "en", "") for number in range(count)]
    shown(messages.topic_list(ENGLISH, topics, page_number))
    shown(messages.source_list(ENGLISH, facts, {"1": 7}, page_number))


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_a_terminal_is_shown_the_text_alone(text: str) -> None:
    assert messages.as_plain(messages.note(text)) == text


def test_every_sentence_fits_where_it_is_shown() -> None:
    assert all(len(note) <= 200 for note in (ENGLISH.stale, ENGLISH.topic_gone, ENGLISH.no_more, ENGLISH.not_yours))
    trouble = (ENGLISH.no_index, ENGLISH.store_trouble, ENGLISH.trouble, ENGLISH.defect.format(reference="ABCDEF"))
    assert all(len(note) <= 200 for note in trouble)  # they answer a press as well
    assert len(ENGLISH.about) <= 512
    assert len(ENGLISH.about_short) <= 120
    assert all(1 <= len(description) <= 256 for description in ENGLISH.commands.values())
    assert len(ENGLISH.months) == 12


def test_a_real_answer_is_well_formed_html(tmp_path: Path) -> None:
    made = snapshot(tmp_path, [document("a", "# Ferries & more", "Oskar Yards built <two> ferries for “$5 & change”.")])
    reply = answer(made, "Oskar Yards")
    outgoing = messages.answer(ENGLISH, reply, page(made, reply, 0), ASK)
    checker = _Balanced()
    checker.feed(outgoing.html)
    assert checker.open == []
    assert "Oskar Yards built <two> ferries for “$5 & change”." in shown(outgoing)


class _Balanced(HTMLParser):
    """Fails on a closing tag that closes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

"""Digests as messages: within Telegram's limits, every sentence whole, in one of them, in order."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering import Page
from bot.briefing.types import Briefing, Quote
from bot.digests.planning import Parcel
from bot.digests.types import Digest, Section
from bot.store.rows import Follower
from handlers.cutting import utf16_length
from handlers.digest_messages import MAX_MORE, digest_messages, extract, more_news, render
from handlers.follow_actions import OpenFollowing
from handlers.messages import MAX_TEXT
from handlers.outgoing import Button, Outgoing
from handlers.preview.html_markup import parse_html
from handlers.schedule_actions import MoreNews, parse
from handlers.texts_en import ENGLISH
from tests.handlers.test_messages import shown, source

NOW = datetime(2026, 11, 23, 4, 0, 30, tzinfo=UTC)
WHEN = (Button("When", "do:7"),)
BAKU = ZoneInfo("Asia/Baku")
ADA = Follower(
    7, 1, 0, "private", "", "en", "Asia/Baku", "mon-sun 08:00", "", False, None, 0, "", None,
    datetime(2026, 11, 1, 12, tzinfo=UTC), None,
)  # fmt: skip


def section(*sentences: str, heading: str = "Lantern Bridge", more: int = 0, **parts: object) -> Section:
    """The news of a topic: each sentence from a paper of its own."""
    quotes = tuple(Quote(sentence, f"p{n}", source(n)) for n, sentence in enumerate(sentences, start=1))
    shown_ids = tuple(quote.paragraph_id for quote in quotes)
    left = tuple(f"m{n}" for n in range(more))
    made = Section(1, heading.lower(), heading, Briefing(quotes), shown_ids, left, (), (), ())
    return replace(made, **parts)  # type: ignore[arg-type]


def sent(*sections: Section) -> list[Outgoing]:
    return list(digest_messages(ENGLISH, "Your digest, today", sections, "AbCd_-12", WHEN))


def parcels(digest: Digest | None, follower: Follower = ADA) -> tuple[Parcel, ...]:
    return tuple(render(ENGLISH, lambda _: BAKU, NOW)(follower, digest, "AbCd_-12"))


def test_a_digest_that_comes_late_has_the_date_of_its_news() -> None:
    (message,) = parcels(Digest(7, NOW - timedelta(days=5), (section("The bridge opened."),)))
    assert parse_html(message.html).text.startswith("Your digest, Monday 23 November, 08:00\n")


def test_a_digest_reads_from_its_date_over_its_sections_to_their_sources() -> None:
    bridge = section(
        "The bridge opened.", "It cost $38 million.", more=4, also_in=(source(9),), sent_before=(source(8),)
    )
    ferry = section("A ferry sank.", heading="Ferries")
    (message,) = parcels(Digest(7, datetime(2026, 11, 23, 4, tzinfo=UTC), (bridge, ferry)))
    assert parse_html(message.html).text == (
        "Your digest, Monday 23 November, 08:00\n\n"
        "Lantern Bridge · 6 new\n"
        "The bridge opened.\u00a0[1]\n\nIt cost $38 million.\u00a0[2]\n\n"
        "[1] Paper 1, A title, September 2024\n[2] Paper 2, A title, September 2024\n"
        "Also in: Paper 9, September 2024\n"
        "Sent before, now also in: Paper 8, September 2024\n\n"
        "Ferries · 1 new\n"
        "A ferry sank.\u00a0[1]\n\n"
        "[1] Paper 1, A title, September 2024"
    )
    assert "<b>Lantern Bridge</b>" in message.html
    assert json.loads(message.buttons) == [
        [["More: Lantern Bridge (4)", "dm:AbCd_-12:0:0", ""]],
        [["When", "do:7", ""], ["What I follow", OpenFollowing(7, 0, fresh=True).data, ""]],
    ]


def test_a_channel_s_digest_has_no_buttons_because_its_readers_would_see_them() -> None:
    channel = replace(ADA, kind="channel")
    (message,) = parcels(Digest(7, NOW, (section("News.", more=4),)), channel)
    assert "5 new" in message.html
    assert [message.buttons, parcels(None, channel)[0].buttons] == ["[]", "[]"]


def test_a_group_is_not_told_that_the_digest_is_its_reader_s() -> None:
    (message,) = parcels(Digest(7, NOW, (section("News."),)), replace(ADA, kind="supergroup"))
    assert message.html.startswith("<b>Digest, Monday 23 November, 08:00</b>\n")


def test_nothing_new_says_since_when() -> None:
    (first,) = parcels(None)
    assert first.html.startswith("Nothing new since Sunday 1 November, 16:00 ")
    (later,) = parcels(None, replace(ADA, last_digest_at=datetime(2025, 12, 31, 20, tzinfo=UTC)))
    assert later.html.startswith("Nothing new since Thursday 1 January, 00:00 ")


short = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("<>&\"'🦊é ")), min_size=1, max_size=8).filter(
    lambda text: bool(text.strip())
)
sentences = st.builds(lambda text, times: f"{text} " * times + text, short, st.integers(0, 160))
sections = st.lists(
    st.builds(
        lambda told, heading, more, also: section(
            *told, heading=heading, more=more, also_in=tuple(source(publisher=name) for name in also)
        ),
        st.lists(sentences, min_size=1, max_size=6),
        st.builds(lambda text, times: text * times, short, st.integers(0, 40)),
        st.integers(0, 3),
        st.lists(sentences, max_size=2),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60)
@given(sections)
def test_any_digest_fits_and_has_every_sentence_whole_in_its_order(made: list[Section]) -> None:
    messages = sent(*made)
    text = "".join(map(shown, messages))
    at = 0
    for one in made:
        for quote in one.briefing.quotes:
            # Telegram's own trimming at a message's end cannot reach a sentence: its number follows.
            at = text.index(f"{quote.sentence}\u00a0[", at) + len(quote.sentence)
    assert all(len(message.rows) <= MAX_MORE + 1 for message in messages)
    assert [message.rows[-1:] == (WHEN,) for message in messages] == [False] * (len(messages) - 1) + [True]


@settings(max_examples=60)
@given(sections)
def test_each_section_with_more_has_one_button_that_asks_for_it(made: list[Section]) -> None:
    buttons = [parse(button.data) for message in sent(*made) for row in message.rows for button in row if row != WHEN]
    assert buttons == [MoreNews("AbCd_-12", number, 0) for number, one in enumerate(made) if one.more]


def test_sections_that_fit_stand_together_and_none_is_torn() -> None:
    made = [section("word " * 200 + f"end {number}.", heading=f"Topic {number}") for number in range(6)]
    texts = list(map(shown, sent(*made)))
    assert [text.count(" · 1 new") for text in texts] == [3, 3]
    assert texts[1].startswith("Your digest, today, part 2\n\nTopic 3 · 1 new\n")


def test_a_section_that_no_message_holds_goes_on_in_the_next_one() -> None:
    made = section(*("word " * 200 + f"end {number}." for number in range(5)), more=2)
    first, second = sent(made)
    assert shown(second).startswith("Your digest, today, part 2\n\nLantern Bridge (continued)\n")
    assert "more" not in shown(first)
    assert second.rows[0][0].label == "More: Lantern Bridge (2)"
    assert [len(message.rows) for message in (first, second)] == [0, 2]


def test_a_sentence_that_no_message_holds_is_left_out_whole_and_said_to_be() -> None:
    made = section("First.", "word " * 900 + "end.", "Last.")
    (message,) = sent(made)
    text = shown(message)
    assert "First." in text
    assert "Last." in text
    assert "word" not in text
    assert text.endswith("One sentence did not fit into a message.")
    assert "did not fit" in shown(sent(section("word " * 900))[0])


def test_many_buttons_make_a_further_message() -> None:
    first, second = sent(*(section("News.", heading=f"Topic {number}", more=1) for number in range(MAX_MORE + 1)))
    assert [len(first.rows), len(second.rows)] == [MAX_MORE, 2]


@settings(max_examples=40)
@given(sections)
def test_an_extract_leaves_room_for_what_a_preview_says_around_it(made: list[Section]) -> None:
    for one in made:
        piece = extract(ENGLISH, one)
        assert piece.length <= 3000
        formatted = parse_html(f"<blockquote>{piece.markup}</blockquote>.")
        assert utf16_length(formatted.text) <= piece.length + 1


def test_more_news_turn_page_by_page() -> None:
    made = section("Another fact.")
    asked = MoreNews("AbCd_-12", 3, 0)
    page = Page(made.briefing, (), True)
    message = more_news(ENGLISH, "Lantern & Bridge", page, asked)
    assert shown(message).startswith("Lantern & Bridge, part 2\n\nAnother fact.\u00a0[1]\n\n[1] Paper 1")
    assert [button.data for row in message.rows for button in row] == ["dm:AbCd_-12:3:1"]
    assert more_news(ENGLISH, "Bridge", replace(page, has_more=False), asked).rows == ()
    assert utf16_length(shown(more_news(ENGLISH, "x" * 9000, page, asked))) <= MAX_TEXT

"""What a message links to, and what only looks like an address."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Chat, Message, MessageEntity

from handlers.addresses import completed, links_in
from handlers.preview.entities import utf16_length

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def message(text: str, *marked: tuple[str, str, str], caption: bool = False) -> Message:
    """A message in which Telegram marks parts, each with its kind and, of a word that is a link, its address."""
    entities = [
        MessageEntity(kind, utf16_length(text[: text.index(part)]), utf16_length(part), url=url or None)
        for part, kind, url in marked
    ]
    chat = Chat(7, Chat.PRIVATE)
    if caption:
        return Message(1, NOW, chat, caption=text, caption_entities=entities)
    return Message(1, NOW, chat, text=text, entities=entities)


def url(part: str) -> tuple[str, str, str]:
    return part, MessageEntity.URL, ""


def test_an_address_alone_is_a_link() -> None:
    page = "https://news.example/lamp"
    assert links_in(message(page, url(page))) == (page,)


def test_an_address_behind_a_title_is_a_link_as_phones_share_them() -> None:
    page = "https://news.example/lamp?id=1"
    assert links_in(message(f"🕯 The lamp of Cape Tarn {page}", url(page))) == (page,)


def test_a_word_that_is_a_link_leads_where_it_says() -> None:
    linked = ("Read on", MessageEntity.TEXT_LINK, "https://news.example/more")
    assert links_in(message("The lamp is lit. Read on", linked)) == ("https://news.example/more",)


def test_what_stands_below_a_picture_links_too() -> None:
    page = "https://news.example/lamp"
    assert links_in(message(f"A lamp: {page}", url(page), caption=True)) == (page,)


def test_several_links_are_each_one_once_in_their_order() -> None:
    first, second = "https://b.example/2", "http://a.example/1"
    said = message(f"{first} and {second}", url(first), url(second), ("and", MessageEntity.TEXT_LINK, first))
    assert links_in(said) == (first, second)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("U.S.", "U.S"),
        ("Report.az", "Report.az"),
        ("what did report.az/en say of the U.S.", "report.az/en"),
        ("U.S. tariffs", ""),
        ("cop29.", ""),
        ("@harbour", ""),
        ("mail ada@news.example", ""),
    ],
)
def test_a_question_with_a_dot_is_no_link(text: str, marked: str) -> None:
    assert links_in(message(text, *([url(marked)] if marked else []))) == ()


@pytest.mark.parametrize("typed", ["news.example/lamp", "www.news.example", "News.example/lamp/2.html"])
def test_an_address_without_a_scheme_that_leads_into_a_site_is_a_link_where_it_is_all(typed: str) -> None:
    assert links_in(message(typed, url(typed))) == (f"https://{typed}",)


@pytest.mark.parametrize(
    "address", ["tg://resolve?domain=x", "javascript:alert(1)", "mailto:ada@news.example", "ftp://news.example/x"]
)
def test_what_leads_out_of_the_web_is_no_link(address: str) -> None:
    assert links_in(message("Press here", ("here", MessageEntity.TEXT_LINK, address))) == ()


def test_what_telegram_does_not_mark_is_read_all_the_same() -> None:
    assert links_in(message("see http://localhost:8000/lamp.")) == ("http://localhost:8000/lamp",)


def test_links_to_telegram_are_left_out_beside_others_and_read_alone() -> None:
    page, channel = "https://news.example/lamp", "https://t.me/harbour_news"
    assert links_in(message(f"{page}\nFollow us: {channel}", url(page), url(channel))) == (page,)
    assert links_in(message(channel, url(channel))) == (channel,)


def test_an_address_is_completed_unless_it_has_a_scheme() -> None:
    assert completed("news.example/feed") == "https://news.example/feed"
    assert completed("http://news.example") == "http://news.example"
    assert completed("feed") == "feed"


@given(st.text(max_size=80), st.text(max_size=20), st.text(max_size=40))
def test_any_text_gives_addresses_of_the_web_or_none(text: str, part: str, address: str) -> None:
    marked = [url(part), (part, MessageEntity.TEXT_LINK, address)] if part and part in text else []
    for found in links_in(message(text, *marked)):
        assert found.lower().startswith(("http://", "https://"))

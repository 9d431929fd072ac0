"""Feeds of every kind, and feeds that are made to do harm, read in a process of their own."""

import asyncio
import gzip
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.bounds import Bounds
from bot.web.apart import parse_apart
from bot.web.feeds import Feed, FeedLink, Item, NotAFeed, from_json, to_json, web_url
from bot.web.fetching import Fetched
from bot.web.markup import feed_links, shown_text
from bot.web.parsing import parse, parse_feed

URL = "https://news.example/feeds/all.xml"
RSS_20 = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>News &amp;amp; views</title><link>https://news.example/</link><ttl>90</ttl>
<item><title>One &lt;b&gt;road&lt;/b&gt;</title><link>/one</link><guid isPermaLink="false">g1</guid>
<pubDate>Mon, 02 Mar 2026 23:30:00 -0500</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>Long text.</p><script>alert(1)</script>]]></content:encoded>
<source url="https://agency.example/">The Agency</source></item>
<item><title>Two</title><guid>https://news.example/two</guid></item>
<item><description>Three has no more</description></item></channel></rss>"""
RSS_091 = """<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
"http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>Old</title>
<item><title>One</title><link>http://old.example/1</link><description>Text</description></item></channel></rss>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>RDF</title></channel>
<item rdf:about="http://a.example/1"><title>One</title><link>http://a.example/1</link><dc:date>2026-03-02</dc:date>
</item></rdf:RDF>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://atom.example/blog/">
<title>Atom</title><entry><id>urn:1</id><title type="html">One</title><link href="one.html"/>
<updated>2026-03-02T10:00:00Z</updated><content type="html">&lt;p&gt;Text&lt;/p&gt;</content></entry></feed>"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1", "title": "JSON",
    "items": [
        {"id": 7, "url": "/one", "title": "One", "content_text": "Text", "date_published": "2026-03-02T10:00:00+04:00"},
        {"id": "2", "external_url": "javascript:alert(1)", "content_html": "Two", "date_published": "2026-99-99"},
        "no item",
    ],
}  # fmt: skip
PAGE = """<html><head><base href="/base/"><link rel="Alternate" type="application/rss+xml" title="All" href="all.xml">
<link rel="alternate" type="application/atom+xml" href="https://other.example/atom"><link rel=alternate hreflang=fr
href=/fr><link rel="alternate" type="application/rss+xml" href="javascript:alert(1)"></head><body>Text</body></html>"""


def fetched(body: str | bytes, content_type: str = "application/rss+xml", charset: str = "") -> Fetched:
    data = body.encode() if isinstance(body, str) else body
    return Fetched(URL, content_type, charset, data, "", "")


def read(body: str | bytes, content_type: str = "application/rss+xml", charset: str = "") -> Feed:
    one = fetched(body, content_type, charset)
    return parse_feed(one.body, one.content_type, one.charset, one.url)


def rss(items: str, head: str = "") -> str:
    return f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>T</title>{items}</channel></rss>'


def shape(feed: Feed) -> list[tuple[str, str, str]]:
    return [(item.title, item.url, item.date) for item in feed.items]


async def test_rss_is_read_with_all_it_says() -> None:
    feed = await parse_apart(fetched(RSS_20))
    assert isinstance(feed, Feed)
    assert (feed.title, feed.ttl_minutes) == ("News & views", 90)
    one, two, three = feed.items
    assert (one.title, one.url, one.date) == ("One road", "https://news.example/one", "2026-03-03")
    assert (one.publisher, one.content, one.is_html) == ("The Agency", "<p>Long text.</p>", True)
    assert (two.url, two.date, two.content) == ("https://news.example/two", "", "")
    assert (three.url, three.title, three.content) == ("", "", "Three has no more")
    assert len({item.key for item in feed.items}) == 3


@pytest.mark.parametrize(
    ("body", "content_type", "wanted"),
    [
        (RSS_091, "text/xml", ("One", "http://old.example/1", "")),
        (RDF, "application/rdf+xml", ("One", "http://a.example/1", "2026-03-02")),
        (ATOM, "application/atom+xml", ("One", "https://atom.example/blog/one.html", "2026-03-02")),
        (json.dumps(JSON_FEED), "application/feed+json", ("One", "https://news.example/one", "2026-03-02")),
    ],
    ids=["RSS 0.91", "RDF", "Atom", "JSON"],
)
def test_every_kind_of_feed_is_read(body: str, content_type: str, wanted: tuple[str, str, str]) -> None:
    assert shape(read(body, content_type))[0] == wanted


def test_a_json_feed_keeps_what_is_sound_in_it() -> None:
    assert shape(read(json.dumps(JSON_FEED)))[1:] == [("", "", "")]
    assert [item.is_html for item in read(json.dumps(JSON_FEED)).items] == [False, True]


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-16"])
def test_letters_are_read_by_the_charset_that_the_host_tells(charset: str) -> None:
    body = rss("<item><title>Карабах</title></item>").replace('<?xml version="1.0"?>', "").encode(charset)
    assert read(body, "application/rss+xml", charset).items[0].title == "Карабах"


def test_a_wrong_word_on_encoding_costs_letters_and_no_more() -> None:
    body = rss("<item><title>Карабах</title></item>").replace("?>", ' encoding="utf-8"?>').encode("windows-1251")
    assert len(read(body).items) == 1
    assert len(read(rss("<item><title>One</title></item>"), charset="no-such-charset").items) == 1


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "mailto:a@b.example"]
)
def test_a_link_that_is_none_of_the_web_is_dropped(link: str) -> None:
    assert read(rss(f"<item><title>T</title><link>{link}</link></item>")).items[0].url == ""


@given(st.text(), st.text())
def test_no_link_leaves_the_web(text: str, base: str) -> None:
    url = web_url(text, base)
    assert url == "" or url.startswith(("http://", "https://", "HTTP://", "HTTPS://"))


def test_a_link_in_capitals_is_as_good() -> None:
    assert web_url("HTTP://Example.org/A", "https://a.example/") == "http://Example.org/A"
    assert web_url("HTTPS://Example.org/A", "") == "https://Example.org/A"


@pytest.mark.parametrize("declaration", ["<![", "<![x", "<!-", "<![if", "<![CDATA["])
def test_markup_that_breaks_its_parser_is_shown_as_far_as_it_goes(declaration: str) -> None:
    assert shown_text(f"<p>One{declaration}").startswith("One")


def test_an_article_that_stands_twice_is_one() -> None:
    assert len(read(rss("<item><guid>1</guid></item>" * 3)).items) == 1


async def test_a_web_page_names_its_feeds() -> None:
    found = await parse_apart(fetched(PAGE, "text/html"))
    assert found == (
        FeedLink("https://news.example/base/all.xml", "All"),
        FeedLink("https://other.example/atom", ""),
    )


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("<html><body>No feed</body></html>", "text/html"),
        ("<html><body>No feed</body></html>", "text/xml"),
        ("", "text/xml"),
        ("plain words", "text/plain"),
        ("{broken", "application/json"),
        ('{"a": 1}', "application/json"),
        ('{"version": "https://jsonfeed.org/version/1", "items": 3}', "application/json"),
        ('{"a":' * 100_000, "application/json"),
        (gzip.compress(b"feed"), "application/rss+xml"),
        (bytes(range(256)) * 40, "application/rss+xml"),
    ],
    ids=range(10),
)
def test_what_is_no_feed_is_refused(body: str | bytes, content_type: str) -> None:
    one = fetched(body, content_type)
    with pytest.raises(NotAFeed):
        parse(one.body, one.content_type, one.charset, one.url)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOMBS = {
    "billion laughs": rss("<item><title>&l11;</title></item>", f'<!DOCTYPE rss [<!ENTITY l0 "lol">{LAUGHS}]>'),
    "quadratic": rss(f"<item><title>{'&a;' * 20_000}</title></item>", f'<!DOCTYPE rss [<!ENTITY a "{"a" * 50_000}">]>'),
    "external": rss(
        "<item><title>&file;</title></item>", '<!DOCTYPE rss [<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    ),
    "deep": rss("<item><description>" + "<b>" * 20_000),
    "many": rss("<item><title>T</title></item>" * 100_000),
    "attributes": rss("<item><title " + " ".join(f'a{n}="{n}"' for n in range(20_000)) + ">T</title></item>"),
    "long title": rss(f"<item><title>{'word ' * 400_000}</title></item>"),
    "open tags": rss("<item><description>" + "&lt;" * 200_000 + "</description></item>"),
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
async def test_a_bomb_ends_as_a_small_feed_or_as_none(bomb: str) -> None:
    try:
        feed = await parse_apart(fetched(bomb), Bounds(cpu_s=1, wall_s=2.0))
    except NotAFeed:
        return
    assert isinstance(feed, Feed)
    assert len(feed.items) <= 200
    assert "root:" not in repr(feed)
    assert len(to_json(feed)) < 2_000_000


async def test_a_feed_that_takes_too_long_is_told() -> None:
    with pytest.raises(NotAFeed, match="it was not read within 0 seconds"):
        await parse_apart(fetched(RSS_20), Bounds(wall_s=0.0))
    with pytest.raises(NotAFeed, match="takes more than 1 seconds"):
        await parse_apart(fetched(BOMBS["many"]), Bounds(cpu_s=1))


async def test_a_feed_that_wants_too_much_memory_is_told() -> None:
    with pytest.raises(NotAFeed, match="MB of memory"):
        await parse_apart(fetched(BOMBS["many"]), Bounds(memory_bytes=170 * 1024 * 1024))


async def test_a_feed_that_says_too_much_is_told() -> None:
    with pytest.raises(NotAFeed, match="holds more than 0 MB"):
        await parse_apart(fetched(RSS_20), Bounds(output_bytes=300))


async def test_what_takes_long_to_be_shown_is_counted_where_it_may() -> None:
    feed = await parse_apart(fetched(RSS_20))
    assert isinstance(feed, Feed)
    assert [item.shown for item in feed.items] == [len("Long text."), 0, len("Three has no more")]
    slow = {"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "content_html": "<!--" * 100_000}]}
    with pytest.raises(NotAFeed, match="takes more than 1 seconds"):
        await parse_apart(fetched(json.dumps(slow), "application/feed+json"), Bounds(cpu_s=1))


async def test_reading_ends_with_who_waits_for_it() -> None:
    reading = asyncio.create_task(parse_apart(fetched(BOMBS["many"])))
    await asyncio.sleep(0.2)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading


@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_nothing_that_a_reader_says_is_believed_unseen(said: bytes) -> None:
    with pytest.raises(NotAFeed):
        from_json(said)


@given(
    st.recursive(st.none() | st.text() | st.integers(), lambda kids: st.lists(kids) | st.dictionaries(st.text(), kids))
)
def test_no_shape_of_an_answer_breaks_its_reading(value: object) -> None:
    head = {"feed": {"title": "", "ttl_minutes": 1, "count": 1}}
    for rows in ([{"feed": value}], [head, {"item": value}], [head, value], [{"links": [value]}], [head]):
        with pytest.raises(NotAFeed):
            from_json("\n".join(map(json.dumps, rows)).encode())


def test_a_feed_survives_its_way_and_a_bad_link_in_it_does_not() -> None:
    item = Item("k", "https://a.example/", "T", "2026-01-01", "P", "<p>", is_html=True)
    feed = Feed("T\ud800", (item, replace(item, url="javascript:1")), 5)
    assert from_json(to_json(feed)) == replace(feed, items=(item, replace(item, url="")))


@given(st.text(), st.integers(0, 60))
def test_a_broken_feed_is_read_or_refused(noise: str, place: int) -> None:
    cut = len(RSS_20) * place // 60
    try:
        feed = read((RSS_20[:cut] + noise + RSS_20[cut:]).encode("utf-8", "replace"))
    except NotAFeed:
        return
    assert from_json(to_json(feed)) == feed


@given(st.text())
def test_any_text_is_taken_as_markup(text: str) -> None:
    assert "<script" not in shown_text(f"<script>{text}</script>")
    assert all(link.url for link in feed_links(text, URL))

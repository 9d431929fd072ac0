"""Feeds from bytes: RSS, RDF and Atom by feedparser, JSON Feed (jsonfeed.org) by itself. Nothing is fetched.

What is read is a stranger's and may take long or much: `bot.web.apart` runs it in a process of its own.
"""

import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date

import feedparser  # type: ignore[import-untyped]

from bot.web.feeds import MOST_CONTENT, MOST_ITEMS, Feed, FeedLink, Item, NotAFeed, web_url
from bot.web.markup import feed_links, one_line, shown_text

Entry = Mapping[str, object]
_JSON_FEED = "https://jsonfeed.org/version/"
_HTML = ("text/html", "application/xhtml+xml")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")
_MOST_TTL = 60 * 24 * 31


def parse(body: bytes, content_type: str, charset: str, url: str) -> Feed | tuple[FeedLink, ...]:
    """Return the feed that the bytes are, or the feeds that they name if they are a web page.

    Raises NotAFeed.
    """
    try:
        return parse_feed(body, content_type, charset, url)
    except NotAFeed:
        if content_type not in _HTML:
            raise
    links = feed_links(_decoded(body, charset), url)
    if not links:
        raise NotAFeed("it is a web page without a link to one")
    return links


def parse_feed(body: bytes, content_type: str, charset: str, url: str) -> Feed:
    """Return a feed. `url` is where it was found: relative links are made absolute by it.

    Raises NotAFeed.
    """
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json_feed(body, url)
    found = _parsed(body, f"{content_type}; charset={charset}" if charset else content_type, url)
    if not found.get("version") and not found.entries:
        raise NotAFeed("it is neither RSS nor Atom nor JSON Feed")
    # As plain mappings: feedparser warns of who asks for a date that is not there.
    items = tuple(_item(dict(entry), url) for entry in found.entries[:MOST_ITEMS])
    return Feed(_title(found.feed.get("title")), _each_once(items), _ttl(found.feed.get("ttl")))


def _decoded(body: bytes, charset: str) -> str:
    """Return a page's text: a stranger's word for its charset may be none."""
    try:
        return body.decode(charset or "utf-8", errors="replace")
    except (LookupError, ValueError):
        return body.decode(errors="replace")


def _parsed(body: bytes, content_type: str, url: str) -> feedparser.FeedParserDict:
    """Return what feedparser makes of the bytes. What it breaks on is no feed: it raises whatever comes up in it."""
    headers = {"content-type": content_type, "content-location": url}
    try:
        # From a stream: bytes by themselves could be taken for an address or a file's name.
        return feedparser.parse(io.BytesIO(body), response_headers=headers)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        raise NotAFeed("it is damaged in a way that breaks the program that reads it") from error


def _item(entry: Entry, base: str) -> Item:
    url = web_url(_text(entry.get("feedburner_origlink")) or _text(entry.get("link")), base)
    source = entry.get("source")
    publisher = _title(source.get("title")) if isinstance(source, Mapping) else ""
    content, is_html = _content(entry)
    title = _title(entry.get("title"))
    parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    key = _key(_text(entry.get("id")) or url or f"{title}\n{content}")
    content = content[:MOST_CONTENT]
    return Item(key, url, title, _date(parsed), publisher, content, is_html, _shown(content))


def _content(entry: Entry) -> tuple[str, bool]:
    """Return the longest that the feed says of an article, and whether that is HTML."""
    said = entry.get("content")
    parts = [part for part in said if isinstance(part, Mapping)] if isinstance(said, Sequence) else []
    if isinstance(summary := entry.get("summary_detail"), Mapping):
        parts.append(summary)
    longest = max(parts, key=lambda part: len(_text(part.get("value"))), default={})
    return _text(longest.get("value")), _text(longest.get("type")) != "text/plain"


def _json_feed(body: bytes, base: str) -> Feed:
    """Read https://www.jsonfeed.org/version/1.1/."""
    try:
        row = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAFeed("it is damaged JSON") from error
    if not _text(row.get("version")).startswith(_JSON_FEED) or not isinstance(row.get("items"), list):
        raise NotAFeed("it is JSON, but no JSON Feed")
    entries = [entry for entry in row["items"][:MOST_ITEMS] if isinstance(entry, dict)]
    return Feed(_title(row.get("title")), _each_once(tuple(_json_item(entry, base) for entry in entries)))


def _json_item(entry: Entry, base: str) -> Item:
    url = web_url(_text(entry.get("url")) or _text(entry.get("external_url")), base)
    html = _text(entry.get("content_html"))
    content = html or _text(entry.get("content_text")) or _text(entry.get("summary"))
    day = _DAY.match(_text(entry.get("date_published")))
    identity = entry.get("id")
    key = _key(str(identity) if isinstance(identity, str | int | float) else url or content)
    title = one_line(_text(entry.get("title")))
    content = content[:MOST_CONTENT]
    return Item(key, url, title, _valid(day[0]) if day else "", "", content, bool(html), _shown(content))


def _each_once(items: tuple[Item, ...]) -> tuple[Item, ...]:
    return tuple({item.key: item for item in reversed(items)}.values())[::-1]


def _shown(content: str) -> int:
    return len(shown_text(content))


def _key(identity: str) -> str:
    return hashlib.blake2b(identity.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _title(value: object) -> str:
    return one_line(shown_text(_text(value)))


def _date(parsed: object) -> str:
    """Return the day of feedparser's time in UTC."""
    if not isinstance(parsed, tuple):
        return ""
    year, month, day = (int(number) for number in parsed[:3])
    return _valid(f"{year:04}-{month:02}-{day:02}")


def _valid(day: str) -> str:
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        return ""


def _ttl(value: object) -> int:
    told = _text(value).strip()
    return min(int(told[:9]), _MOST_TTL) if told.isascii() and told.isdigit() else 0


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""

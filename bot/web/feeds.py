"""Feeds as values, and their way as JSON from the process that reads them."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urljoin, urlsplit

MOST_ITEMS = 200  # of a feed, the first ones: feeds begin with their latest
MOST_CONTENT = 500_000  # characters of an item
LONGEST_TITLE = 300
LONGEST_URL = 2_000


@dataclass(frozen=True, slots=True)
class Item:
    """One article of a feed."""

    key: str  # 32 hex digits, equal for the same article in every answer of the feed
    url: str  # absolute, http or https; "" where there is none
    title: str
    date: str  # ISO 8601, a day; "" where unknown
    publisher: str  # if another than the feed's
    content: str  # as much as the feed gives, its HTML tamed
    is_html: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself, and its items in its own order."""

    title: str
    items: tuple[Item, ...]
    ttl_minutes: int = 0  # for which the feed says it stays the same; 0 where it does not say


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a web page names."""

    url: str
    title: str


class NotAFeed(Exception):  # noqa: N818 - a plain "no"; the message says why in words for an editor
    """The bytes are no feed that can be read."""


def web_url(text: str, base: str) -> str:
    """Return an address made absolute, or "" for what is none of the web: a script, a file, a mail."""
    if not text.strip():
        return ""
    try:
        joined = urljoin(base, text.strip())
        parts = urlsplit(joined)
    except ValueError:
        return ""
    fits = parts.scheme in ("http", "https") and bool(parts.hostname) and len(joined) <= LONGEST_URL
    return joined if fits and joined.isprintable() and " " not in joined else ""


def to_json(found: Feed | tuple[FeedLink, ...] | NotAFeed) -> bytes:
    """Write what was read."""
    match found:
        case Feed():
            row: object = {"feed": asdict(found)}
        case NotAFeed():
            row = {"problem": str(found)}
        case links:
            row = {"links": [asdict(link) for link in links]}
    return json.dumps(row).encode()


def from_json(said: bytes) -> Feed | tuple[FeedLink, ...]:
    """Read what `to_json` wrote; who wrote it may have been taken over by what it read.

    Raises NotAFeed.
    """
    try:
        row = json.loads(said)
        match row:
            case {"feed": {"title": str(title), "items": list(items), "ttl_minutes": int(ttl)}}:
                return Feed(title, tuple(_item(one) for one in items[:MOST_ITEMS]), ttl)
            case {"links": list(links)}:
                return tuple(_link(one) for one in links[:MOST_ITEMS])
            case {"problem": str(problem)}:
                raise NotAFeed(problem)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise NotAFeed("the program that reads it gives no clear answer") from error
    raise NotAFeed("the program that reads it gives no clear answer")


def _item(row: Mapping[str, object]) -> Item:
    key, url, title, date, publisher, content = (
        _text(row[name]) for name in ("key", "url", "title", "date", "publisher", "content")
    )
    return Item(key, web_url(url, ""), title, date, publisher, content, row["is_html"] is True)


def _link(row: Mapping[str, object]) -> FeedLink:
    return FeedLink(web_url(_text(row["url"]), ""), _text(row["title"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value

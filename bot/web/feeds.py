"""Feeds as values, and their way as lines of JSON from the process that reads them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from urllib.parse import urljoin, urlsplit

MOST_ITEMS = 200  # of a feed, the first ones: feeds begin with their latest
MOST_CONTENT = 500_000  # characters of an item
LONGEST_TITLE = 300
LONGEST_URL = 2_000
LONGEST_LINE = 4 * MOST_CONTENT + 64 * 1024  # bytes of an article's line
_GARBLED = "the program that reads it gives no clear answer"


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
    shown: int = 0  # characters that a reader of the content sees


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
    plain = parts.scheme + joined[len(parts.scheme) :]  # "HTTP://" is as good and better written small
    fits = parts.scheme in ("http", "https") and bool(parts.hostname) and len(plain) <= LONGEST_URL
    return plain if fits and plain.isprintable() and " " not in plain else ""


def to_json(found: Feed | tuple[FeedLink, ...] | NotAFeed) -> bytes:
    """Write what was read: what it is on the first line, then the articles of a feed, one a line."""
    return b"\n".join(json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass") for row in _rows(found))


def _rows(found: Feed | tuple[FeedLink, ...] | NotAFeed) -> Iterator[Mapping[str, object]]:
    match found:
        case Feed():
            yield {"feed": {"title": found.title, "ttl_minutes": found.ttl_minutes, "count": len(found.items)}}
            yield from ({"item": asdict(item)} for item in found.items)
        case NotAFeed():
            yield {"problem": str(found)}
        case links:
            yield {"links": [asdict(link) for link in links]}


@dataclass(slots=True)
class Assembly:
    """What `to_json` wrote, in the making; who wrote it may have been taken over by what it read."""

    _feed: Feed | None = None
    _links: tuple[FeedLink, ...] | None = None
    _count: int = 0  # of the articles that are to come
    _items: list[Item] = field(default_factory=list)

    def take(self, line: bytes) -> None:
        """Take in a line. Raises NotAFeed."""
        try:
            self._take(json.loads(line))
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise NotAFeed(_GARBLED) from error

    def _take(self, row: object) -> None:
        match row:
            case {"problem": str(problem)}:
                raise NotAFeed(problem)
            case {"item": dict(item)} if len(self._items) < self._count:
                self._items.append(_item(item))
            case {"feed": {"title": str(title), "ttl_minutes": int(ttl), "count": int(count)}} if self._is_new():
                self._feed, self._count = Feed(title, (), ttl), min(count, MOST_ITEMS)
            case {"links": list(links)} if self._is_new():
                self._links = tuple(_link(one) for one in links[:MOST_ITEMS])
            case _:
                raise NotAFeed(_GARBLED)

    def _is_new(self) -> bool:
        return self._feed is None and self._links is None

    def found(self) -> Feed | tuple[FeedLink, ...]:
        """Return what was read, whole. Raises NotAFeed."""
        if self._links is not None:
            return self._links
        if self._feed is None or len(self._items) != self._count:
            raise NotAFeed(_GARBLED)
        return Feed(self._feed.title, tuple(self._items), self._feed.ttl_minutes)


def from_json(said: bytes) -> Feed | tuple[FeedLink, ...]:
    """Read what `to_json` wrote. Raises NotAFeed."""
    assembly = Assembly()
    for line in said.split(b"\n"):
        assembly.take(line)
    return assembly.found()


def _item(row: Mapping[str, object]) -> Item:
    key, url, title, date, publisher, content = (
        _text(row[name]) for name in ("key", "url", "title", "date", "publisher", "content")
    )
    is_html, shown = row["is_html"] is True, row["shown"]
    if not isinstance(shown, int):
        raise TypeError
    return Item(key, web_url(url, ""), title, date, publisher, content, is_html, shown)


def _link(row: Mapping[str, object]) -> FeedLink:
    return FeedLink(web_url(_text(row["url"]), ""), _text(row["title"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value

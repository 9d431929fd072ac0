"""What a piece of HTML shows, and the feeds that a page names. Run where it may take long."""

from contextlib import suppress
from html.parser import HTMLParser

from bot.web.feeds import LONGEST_TITLE, FeedLink, web_url

_HIDDEN = frozenset({"script", "style", "template"})
_FEEDS = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"})


class _Text(HTMLParser):
    """Gathers what is shown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _HIDDEN

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in _HIDDEN))

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)


class _Links(HTMLParser):
    """Gathers the feeds that a page's head names."""

    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[FeedLink] = []
        self._url = url

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        alternate = tag == "link" and "alternate" in given.get("rel", "").lower().split()
        if alternate and given.get("type", "").partition(";")[0].strip().lower() in _FEEDS:
            if url := web_url(given.get("href", ""), self._url):
                self.found.append(FeedLink(url, one_line(given.get("title", ""))))
        elif tag == "base" and given.get("href"):
            self._url = web_url(given["href"], self._url) or self._url


def one_line(text: str) -> str:
    """Return a title on one line, of bounded length, without control characters."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))[:LONGEST_TITLE].strip()


def shown_text(html: str) -> str:
    """Return the text that HTML shows. HTML that is made for it takes minutes."""
    parser = _Text()
    _feed(parser, html)
    return "".join(parser.pieces)


def feed_links(html: str, url: str) -> tuple[FeedLink, ...]:
    """Return the feeds that a page at an address names, in its order, each once."""
    parser = _Links(url)
    _feed(parser, html)
    return tuple({link.url: link for link in reversed(parser.found)}.values())[::-1]


def _feed(parser: HTMLParser, html: str) -> None:
    """Let a parser read as far as it can: a declaration that it cannot make sense of ends it."""
    with suppress(AssertionError):  # its own word for that; https://github.com/python/cpython/issues/77057
        parser.feed(html)
        parser.close()

"""Addresses of the web as people write and send them: pure, from a message to what it links to."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from telegram import Message, MessageEntity

_WRITTEN = re.compile(r"https?://[^\s<>\"“”«»]+", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_AFTER = ".,;:!?)’'"  # what follows an address in a sentence
_KINDS: list[str | None] = [MessageEntity.URL, MessageEntity.TEXT_LINK]
_TELEGRAM = frozenset({"t.me", "telegram.me", "telegram.dog"})  # channels, invitations: furniture of a post


def links_in(message: Message) -> tuple[str, ...]:
    """Return the addresses that a message sends, each once, in their order; () for one that asks something.

    An address with its scheme is sent wherever it stands, and so is a word that is a link. One without a scheme
    ("U.S.", "report.az") may be a word of a question: it is sent where it is all of the message and leads into a site.
    Links to Telegram itself, as they stand below the posts of channels, are left out where there are others.
    """
    found = tuple(dict.fromkeys(_found(message)))
    elsewhere = tuple(url for url in found if urlsplit(url).hostname not in _TELEGRAM)
    return elsewhere or found


def without_addresses(text: str) -> str:
    """Return what a text says beside the addresses in it; a text of nothing else as it is.

    >>> without_addresses("the new bridge https://news.example/a?b=1")
    'the new bridge'
    """
    rest = " ".join(_WRITTEN.sub(" ", text).split())
    return rest if any(character.isalnum() for character in rest) else text


def completed(typed: str) -> str:
    """Return an address as it was typed on a phone with the scheme that it lacks.

    >>> completed("news.example/feed")
    'https://news.example/feed'
    """
    return typed if _SCHEME.match(typed) or "." not in typed else f"https://{typed}"


def _found(message: Message) -> Iterator[str]:
    text = message.text or message.caption or ""
    entities = _entities(message)
    alone = not any(character.isalnum() for character in _without(text, entities))
    for entity, word in entities:
        url = (entity.url or "") if entity.type == MessageEntity.TEXT_LINK else word
        if _is_web(url):
            yield url
        elif alone and entity.type == MessageEntity.URL and _leads_into_a_site(url) and _is_web(completed(url)):
            yield completed(url)
    if not entities:  # Telegram marks neither what is in code, nor hosts without a dot
        yield from filter(_is_web, (match.group().rstrip(_AFTER) for match in _WRITTEN.finditer(text)))


def _entities(message: Message) -> list[tuple[MessageEntity, str]]:
    """Return the links that Telegram marks in a message, with their words, in their order."""
    if message.text is not None:
        marked = message.parse_entities(_KINDS)
    else:
        marked = message.parse_caption_entities(_KINDS) if message.caption is not None else {}
    return sorted(marked.items(), key=lambda item: item[0].offset)


def _without(text: str, entities: list[tuple[MessageEntity, str]]) -> str:
    """Return what else a text says."""
    units = text.encode("utf-16-le", "surrogatepass")
    for entity, _ in reversed(entities):
        units = units[: 2 * entity.offset] + units[2 * (entity.offset + entity.length) :]
    return units.decode("utf-16-le", "replace")


def _is_web(url: str) -> bool:
    """Tell whether an address says by itself that it is one of the web."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _leads_into_a_site(url: str) -> bool:
    """Tell whether an address without a scheme is more than a name: "report.az" is a publisher, too."""
    host, _, path = url.partition("/")
    return bool(path.strip("/")) or host.casefold().startswith("www.")

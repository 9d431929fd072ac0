"""Message entities: spans of a text with a style or a meaning, counted in UTF-16 code units as Telegram counts."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

STYLES = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
VERBATIM = frozenset({"code", "pre"})

# What Telegram finds in any text by itself. Links without a scheme are left out: that needs its list of domains.
_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)])"
    r"|(?P<email>[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})"
    r"|(?<![\w/@])(?P<mention>@[A-Za-z0-9_]{3,32})\b"
    r"|(?<![\w/<>])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)\b"
    r"|(?<!\w)(?P<hashtag>#\w*[^\W\d]\w*)"
)


@dataclass(frozen=True, slots=True)
class Entity:
    """One span. `offset` and `length` are UTF-16 code units; the last fields are "" where they do not apply."""

    type: str
    offset: int
    length: int
    url: str = ""
    language: str = ""
    custom_emoji_id: str = ""

    @property
    def end(self) -> int:
        """The first position after the span."""
        return self.offset + self.length

    def to_json(self) -> dict[str, object]:
        """Serialise as Telegram does."""
        extras = {"url": self.url, "language": self.language, "custom_emoji_id": self.custom_emoji_id}
        filled = {name: value for name, value in extras.items() if value}
        return {"type": self.type, "offset": self.offset, "length": self.length, **filled}


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and its entities, in the order of their offsets, the longer first."""

    text: str
    entities: tuple[Entity, ...] = ()


def utf16_length(text: str) -> int:
    """Return the number of UTF-16 code units, Telegram's unit for lengths and offsets."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """Drop carriage returns and turn other control characters but the line feed into spaces, as Telegram does."""
    return text.translate({code: " " for code in range(32) if code not in (10, 13)} | {13: None})


def settle(formatted: Formatted) -> Formatted:
    """Trim the text, keep entities within it, add those that Telegram finds by itself, and sort."""
    trimmed = _trimmed(formatted)
    kept = list(_outside_verbatim(trimmed.entities))
    found = [
        e for e in _found_in(trimmed.text) if not any(_overlap(e, k) for k in kept if k.type not in STYLES | QUOTES)
    ]
    return Formatted(trimmed.text, tuple(sorted((*kept, *found), key=lambda e: (e.offset, -e.length))))


def _trimmed(formatted: Formatted) -> Formatted:
    text = formatted.text.strip()
    lead = utf16_length(formatted.text) - utf16_length(formatted.text.lstrip())
    total = utf16_length(text)
    entities = []
    for entity in formatted.entities:
        start, end = max(entity.offset - lead, 0), min(entity.end - lead, total)
        if end > start:
            unchanged = start == entity.offset and end == entity.end
            entities.append(entity if unchanged else replace(entity, offset=start, length=end - start))
    return Formatted(text, tuple(entities))


def _outside_verbatim(entities: Iterable[Entity]) -> Iterator[Entity]:
    """Cut styles where they meet code, which can be part of no style, and drop what stands inside code or twice."""
    entities = tuple(entities)
    verbatim = [e for e in entities if e.type in VERBATIM]
    for entity in entities:
        if entity.type in VERBATIM:
            if not any(_inside(entity, v) and entity is not v and v.type == "pre" for v in verbatim):
                yield entity
        elif entity.type in STYLES:
            yield from _without(entity, verbatim)
        elif not any(_inside(entity, v) for v in verbatim):
            yield entity


def _without(entity: Entity, holes: Iterable[Entity]) -> Iterator[Entity]:
    start = entity.offset
    for hole in sorted(holes, key=lambda h: h.offset):
        if hole.end <= start or hole.offset >= entity.end:
            continue
        if hole.offset > start:
            yield replace(entity, offset=start, length=hole.offset - start)
        start = hole.end
    if start < entity.end:
        yield replace(entity, offset=start, length=entity.end - start)


def _inside(inner: Entity, outer: Entity) -> bool:
    return outer.offset <= inner.offset and inner.end <= outer.end


def _overlap(one: Entity, other: Entity) -> bool:
    return one.offset < other.end and other.offset < one.end


def _found_in(text: str) -> Iterator[Entity]:
    for match in _FOUND.finditer(text):
        if match.lastgroup:
            yield Entity(match.lastgroup, utf16_length(text[: match.start()]), utf16_length(match.group()))


_TAGS = {
    "bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "spoiler": "tg-spoiler", "code": "code",
    "blockquote": "blockquote",
}  # fmt: skip


def to_html(formatted: Formatted) -> str:
    """Render as HTML that a bot could send to get the same text and entities back."""
    units = formatted.text.encode("utf-16-le", "surrogatepass")
    pieces: list[str] = []
    open_: list[Entity] = []
    waiting = [e for e in formatted.entities if _tags(e)[0]]
    for position in sorted({0, len(units) // 2} | {e.offset for e in waiting} | {e.end for e in waiting}):
        done = [e for e in open_ if e.end <= position]
        while done and any(e in done for e in open_):
            entity = open_.pop()
            pieces.append(_tags(entity)[1])
        starting = [e for e in waiting if e.offset <= position < e.end and e not in open_]
        for entity in sorted(starting, key=lambda e: (-e.end, e.offset)):
            pieces.append(_tags(entity)[0])
            open_.append(entity)
        following = min([e.end for e in open_] + [e.offset for e in waiting if e.offset > position] + [len(units) // 2])
        plain = units[2 * position : 2 * following].decode("utf-16-le", "replace")
        pieces.append(html.escape(plain, quote=False))
    return "".join(pieces)


def _tags(entity: Entity) -> tuple[str, str]:
    """Return the opening and closing tags; empty for entities that Telegram finds by itself."""
    match entity.type:
        case "text_link":
            return f'<a href="{html.escape(entity.url)}">', "</a>"
        case "expandable_blockquote":
            return "<blockquote expandable>", "</blockquote>"
        case "pre" if entity.language:
            return f'<pre><code class="language-{html.escape(entity.language)}">', "</code></pre>"
        case "pre":
            return "<pre>", "</pre>"
        case "custom_emoji":
            return f'<tg-emoji emoji-id="{entity.custom_emoji_id}">', "</tg-emoji>"
        case kind if kind in _TAGS:
            return f"<{_TAGS[kind]}>", f"</{_TAGS[kind]}>"
        case _:
            return "", ""

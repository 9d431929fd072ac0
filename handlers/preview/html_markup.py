"""HTML parse mode: Telegram's small dialect of HTML to a text and its entities, refused with Telegram's words.

The rules are those of core.telegram.org/bots/api#html-style and the parser of TDLib: tags are closed in order, an end
tag may go without its name, character references may go without their semicolon, offsets in errors count bytes.
"""

import re
from dataclasses import dataclass

from handlers.preview.entities import Entity, Formatted, utf16_length
from handlers.preview.errors import ApiError, bad_request

_TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # fmt: skip
_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}

_REFERENCE = re.compile(r"&(?:#x(?P<hex>[0-9a-fA-F]{1,6})|#(?P<dec>[0-9]{1,7})|(?P<name>[a-zA-Z]+));?")
_TAG_NAME = re.compile(r"[^ \t\r\n\v\0>]*")
_SPACE = re.compile(r"[ \t\r\n\v\0]*")
_ATTRIBUTE = re.compile(r"[^ \t\r\n\v\0=>]*")
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_PLAIN = re.compile(r"[^<&]+")
_WEB_ADDRESS = re.compile(r"(?:https?|tg|ton|tonsite|mailto|tel):.+|[\w-]+(?:\.[\w-]+)+(?:[:/?#].*)?", re.I | re.S)


def parse_html(source: str) -> Formatted:
    """Return the text and the entities in the order in which their tags close.

    Raises:
        ApiError: 400 "can't parse entities: …" where Telegram would refuse, with the byte offset where it gives one.
    """
    return _Parser(source).parse()


@dataclass(frozen=True, slots=True)
class _OpenTag:
    name: str
    argument: str  # the link of an <a>, the language of a <code>, the id of an emoji, "1" for an expandable quote
    offset: int  # UTF-16
    begin: int  # the position in the text so far


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._position = 0
        self._text = ""
        self._length = 0  # of the text so far, in UTF-16 units
        self._open: list[_OpenTag] = []
        self._entities: list[Entity] = []
        self._code_languages: dict[int, str] = {}  # index of a code entity -> the language its tag named

    def parse(self) -> Formatted:
        while self._position < len(self._source):
            if self._source.startswith("</", self._position):
                self._end_tag()
            elif self._source[self._position] == "<":
                self._start_tag()
            elif self._source[self._position] == "&":
                self._append(self._reference() or self._take_one())
            else:
                self._append(self._take(_PLAIN))
        if self._open:
            raise _refusal(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        if not _is_unicode(self._text):
            raise _refusal(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return Formatted(self._text, tuple(self._entities))

    def _append(self, text: str) -> None:
        self._text += text
        self._length += utf16_length(text)

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._source, self._position)
        taken = match.group() if match else ""
        self._position += len(taken)
        return taken

    def _take_one(self) -> str:
        self._position += 1
        return self._source[self._position - 1]

    def _next(self) -> str:
        return self._source[self._position : self._position + 1]

    def _at(self, position: int) -> str:
        return f"at byte offset {len(self._source[:position].encode('utf-8', 'surrogatepass'))}"

    def _reference(self) -> str:
        """Take one character reference; return "" and take nothing where there is none that Telegram knows."""
        match = _REFERENCE.match(self._source, self._position)
        if match is None:
            return ""
        if match["name"]:
            character = _CHARACTERS.get(match["name"], "")
        else:
            code = int(match["hex"], 16) if match["hex"] else int(match["dec"])
            character = chr(code) if 0 < code < 0x10FFFF else ""
        if character:
            self._position = match.end()
        return character

    def _start_tag(self) -> None:
        begin = self._position
        self._position += 1
        name = self._take(_TAG_NAME).lower()
        if not self._next():
            raise _refusal(f"Unclosed start tag {self._at(begin)}")
        if name not in _TYPES:
            raise _refusal(f'Unsupported start tag "{name}" {self._at(begin)}')
        argument = ""
        while self._take(_SPACE) is not None and self._next() != ">":
            argument = self._attribute(name, begin) or argument
        self._position += 1
        if name == "span" and argument != "spoiler":
            raise _refusal(f'Tag "span" must have class "tg-spoiler" {self._at(begin)}')
        if name == "tg-emoji" and not argument.isdecimal():
            raise _refusal(f'Tag "tg-emoji" must have a valid attribute "emoji-id" {self._at(begin)}')
        self._open.append(_OpenTag(name, argument, self._length, len(self._text)))

    def _attribute(self, tag: str, begin: int) -> str:
        """Take one attribute and return what it says about the entity; "" when it says nothing."""
        if not self._next():
            raise _refusal(f"Unclosed start tag {self._at(begin)}")
        name = self._take(_ATTRIBUTE).lower()
        if not name:
            raise _refusal(f'Empty attribute name in the tag "{tag}" {self._at(begin)}')
        self._take(_SPACE)
        value = ""
        if self._next() == "=":
            self._position += 1
            self._take(_SPACE)
            value = self._value()
        if not self._next():
            raise _refusal(f"Unclosed start tag {self._at(begin)}")
        return _argument(tag, name, value)

    def _value(self) -> str:
        quote = self._next()
        if quote not in ("'", '"'):
            begin = self._position
            token = self._take(_NAME_TOKEN).lower()
            if self._next() and self._next() not in " \t\r\n\v\0>":
                raise _refusal(f"Unexpected end of name token {self._at(begin)}")
            return token
        self._position += 1
        value = ""
        while self._next() not in ("", quote):
            value += (self._reference() if self._next() == "&" else "") or self._take_one()
        self._position += 1
        return value

    def _end_tag(self) -> None:
        begin = self._position
        if not self._open:
            raise _refusal(f"Unexpected end tag {self._at(begin)}")
        self._position += 2
        name = self._take(_TAG_NAME).lower()
        self._take(_SPACE)
        if self._next() != ">":
            raise _refusal(f"Unclosed end tag {self._at(begin)}")
        self._position += 1
        tag = self._open.pop()
        if name not in ("", tag.name):
            raise _refusal(f'Unmatched end tag {self._at(begin)}, expected "</{tag.name}>", found "</{name}>"')
        if self._length > tag.offset:
            self._close(tag)

    def _close(self, tag: _OpenTag) -> None:
        kind = _TYPES[tag.name]
        span = (tag.offset, self._length - tag.offset)
        if kind == "text_link":
            url = tag.argument or self._text[tag.begin :]
            if _WEB_ADDRESS.fullmatch(url):
                self._entities.append(Entity(kind, *span, url=_full_address(url)))
        elif kind == "custom_emoji":
            self._entities.append(Entity(kind, *span, custom_emoji_id=tag.argument))
        elif kind == "blockquote":
            self._close_quote(tag, span)
        elif kind in ("code", "pre"):
            self._close_verbatim(kind, tag.argument, span)
        else:
            self._entities.append(Entity(kind, *span))

    def _close_quote(self, tag: _OpenTag, span: tuple[int, int]) -> None:
        if not any(outer.name == "blockquote" for outer in self._open):  # quotes cannot be nested: the outer one stays
            self._entities.append(Entity("expandable_blockquote" if tag.argument else "blockquote", *span))

    def _close_verbatim(self, kind: str, language: str, span: tuple[int, int]) -> None:
        """`<pre><code class="language-…">` is one block with a language, whichever of the two tags stands outside."""
        last = self._entities[-1] if self._entities else None
        if last and (last.offset, last.length) == span and {last.type, kind} == {"code", "pre"}:
            named = language or self._code_languages.get(len(self._entities) - 1, "")
            if named:
                self._entities[-1] = Entity("pre", *span, language=named)
                return
        if kind == "code" and language:
            self._code_languages[len(self._entities)] = language
        self._entities.append(Entity(kind, *span))


def _argument(tag: str, attribute: str, value: str) -> str:
    match tag, attribute:
        case "a", "href":
            return value
        case "code", "class" if value.startswith("language-"):
            return value.removeprefix("language-")
        case "span", "class" if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case "tg-emoji", "emoji-id":
            return value
        case "blockquote", "expandable":
            return "1"
        case _:
            return ""


def _full_address(url: str) -> str:
    """Return the link as Telegram hands it back: with a scheme, and a slash after a bare host."""
    if not re.match(r"[a-z]+:", url, re.I) or re.match(r"[\w.-]+:\d", url):
        url = f"http://{url}"
    return f"{url}/" if re.fullmatch(r"https?://[^/?#]+", url, re.I) else url


def _is_unicode(text: str) -> bool:
    return not re.search("[\ud800-\udfff]", text)


def _refusal(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")

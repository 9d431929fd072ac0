"""From the text parameters of a request to a text with entities, within Telegram's limits."""

from handlers.preview.entities import Entity, Formatted, clean, settle, utf16_length
from handlers.preview.errors import bad_request
from handlers.preview.html_markup import parse_html
from handlers.preview.parameters import Entities

MAX_TEXT = 4096  # UTF-16 code units after parsing
MAX_CAPTION = 1024
MAX_ENTITIES = 100


def message_text(text: str, parse_mode: str | None, entities: Entities | None) -> Formatted:
    """Return the text of a message. Raises ApiError 400 when it is empty, too long or cannot be parsed."""
    formatted = _formatted(text, parse_mode, entities)
    if not formatted.text:
        raise bad_request("message text is empty")
    if utf16_length(formatted.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return formatted


def caption_text(text: str, parse_mode: str | None, entities: Entities | None) -> Formatted:
    """Return a caption, which may be empty. Raises ApiError 400 when it is too long or cannot be parsed."""
    formatted = _formatted(text, parse_mode, entities)
    if utf16_length(formatted.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return formatted


def _formatted(text: str, parse_mode: str | None, entities: Entities | None) -> Formatted:
    """Telegram drops entities beyond the hundredth without a word; the preview refuses them."""
    formatted = _parsed(clean(text), parse_mode, entities)
    if len(formatted.entities) > MAX_ENTITIES:
        raise bad_request(f"too many entities: {len(formatted.entities)}, Telegram keeps the first {MAX_ENTITIES}")
    return settle(formatted)


def _parsed(text: str, parse_mode: str | None, entities: Entities | None) -> Formatted:
    if entities is not None:
        given = tuple(Entity(**entity.model_dump()) for entity in entities)
        length = utf16_length(text)
        for entity in given:
            if entity.end > length:
                raise bad_request(f"entity beginning at UTF-16 offset {entity.offset} ends after the end of the text")
        return Formatted(text, given)
    if not parse_mode:
        return Formatted(text)
    if parse_mode.lower() == "html":
        return parse_html(text)
    if parse_mode.lower() in ("markdown", "markdownv2"):
        raise bad_request("the preview parses HTML only, not Markdown")
    raise bad_request("unsupported parse_mode")

"""Keyboards as a bot may send them, with Telegram's limits."""

import json
import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from handlers.preview.errors import bad_request

MAX_BUTTONS = 100
MAX_IN_A_ROW = 8
MAX_CALLBACK_DATA = 64  # bytes

_BUTTON_URL = re.compile(r"(?:https?://|tg://|mailto:|tel:)\S+|[\w-]+(?:\.[\w-]+)+(?:[:/?#]\S*)?", re.I)


class Strict(BaseModel):
    """A value read from a request: immutable, and an unknown field is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def from_json(value: object) -> object:
    """Decode a nested value: forms carry it as JSON text, a JSON body carries it as it is."""
    if not isinstance(value, str):
        return value
    decoded: object = json.loads(value)
    json.dumps(decoded, ensure_ascii=False).encode()  # a lone surrogate, which only JSON can smuggle in, is an error
    return decoded


class CopyText(Strict):
    text: Annotated[str, Field(min_length=1, max_length=256)]


class InlineButton(Strict):
    """A button under a message: a text and exactly one action."""

    text: str
    url: str | None = None
    callback_data: str | None = None
    switch_inline_query: str | None = None
    switch_inline_query_current_chat: str | None = None
    copy_text: CopyText | None = None
    style: str | None = None

    @model_validator(mode="after")
    def _as_telegram_wants(self) -> "InlineButton":
        if not self.text.strip():
            raise bad_request("can't parse inline keyboard button: inline keyboard button text must be non-empty")
        actions = self.model_dump(exclude={"text", "style"}, exclude_none=True)
        if not actions:
            raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        if len(actions) > 1:
            raise bad_request(f"can't parse inline keyboard button: more than one action: {', '.join(actions)}")
        if self.callback_data is not None and not 1 <= len(self.callback_data.encode()) <= MAX_CALLBACK_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
        if self.url is not None and not _BUTTON_URL.fullmatch(self.url):
            raise bad_request(f"inline keyboard button URL '{self.url}' is invalid: Wrong HTTP URL")
        return self


class InlineKeyboard(Strict):
    """Rows of buttons under a message."""

    inline_keyboard: tuple[tuple[InlineButton, ...], ...]

    @model_validator(mode="after")
    def _not_too_long(self) -> "InlineKeyboard":
        rows = self.inline_keyboard
        if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_IN_A_ROW for row in rows):
            raise bad_request("REPLY_MARKUP_TOO_LONG")
        return self

    def rows(self) -> tuple[tuple[InlineButton, ...], ...]:
        """Return the rows that have a button."""
        return tuple(row for row in self.inline_keyboard if row)


class KeyboardButton(Strict):
    text: Annotated[str, Field(min_length=1)]
    style: str | None = None
    request_contact: bool = False
    request_location: bool = False


def _button(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class ReplyKeyboard(Strict):
    """A keyboard in the place of the letters; pressing a key sends its text."""

    keyboard: tuple[tuple[Annotated[KeyboardButton, BeforeValidator(_button)], ...], ...]
    is_persistent: bool = False
    resize_keyboard: bool = False
    one_time_keyboard: bool = False
    input_field_placeholder: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    selective: bool = False


class RemoveKeyboard(Strict):
    remove_keyboard: bool
    selective: bool = False


class ForceReply(Strict):
    force_reply: bool
    input_field_placeholder: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    selective: bool = False


_KINDS: dict[str, type[Strict]] = {
    "inline_keyboard": InlineKeyboard,
    "keyboard": ReplyKeyboard,
    "remove_keyboard": RemoveKeyboard,
    "force_reply": ForceReply,
}


def _of_its_kind(value: object) -> object:
    value = from_json(value)
    if isinstance(value, dict):
        for key, kind in _KINDS.items():
            if key in value:
                return kind.model_validate(value)
    raise bad_request("object expected as reply markup")


AnyMarkup = Annotated[InlineKeyboard | ReplyKeyboard | RemoveKeyboard | ForceReply, BeforeValidator(_of_its_kind)]
InlineMarkup = Annotated[InlineKeyboard, BeforeValidator(from_json)]

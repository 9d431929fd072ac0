"""What a chat is made of: people, chats, files and messages, and how Telegram serialises them."""

from dataclasses import dataclass

from handlers.preview.entities import Entity, Formatted, to_html
from handlers.preview.markup import InlineButton

Buttons = tuple[tuple[InlineButton, ...], ...]
Status = str  # of a member: "creator", "administrator", "member", "left" or "kicked"


@dataclass(frozen=True, slots=True)
class User:
    """A person or the bot. Optional fields are "" where they are not known."""

    id: int
    first_name: str
    username: str = ""
    language_code: str = ""
    last_name: str = ""
    is_bot: bool = False

    def to_json(self) -> dict[str, object]:
        """Serialise as Telegram does."""
        optional = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        filled = {name: value for name, value in optional.items() if value}
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name, **filled}


@dataclass(frozen=True, slots=True)
class Chat:
    """A private chat, whose id is the person's, or a supergroup, whose id is below zero."""

    id: int
    type: str  # "private" or "supergroup"
    title: str = ""
    username: str = ""
    first_name: str = ""

    def to_json(self) -> dict[str, object]:
        """Serialise as Telegram does."""
        optional = {"title": self.title, "username": self.username, "first_name": self.first_name}
        return {"id": self.id, "type": self.type, **{name: value for name, value in optional.items() if value}}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was sent in some chat. `width` and `height` are those of a photo, else 0."""

    id: str
    unique_id: str
    name: str
    mime: str
    content: bytes
    path: str  # what getFile hands out
    width: int = 0
    height: int = 0

    def to_json(self) -> dict[str, object]:
        """Serialise as Telegram does: a PhotoSize or a Document."""
        base = {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.content)}
        if self.width:
            return {**base, "width": self.width, "height": self.height}
        named = {"file_name": self.name, "mime_type": self.mime}
        return {**base, **{key: value for key, value in named.items() if value}}


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it stands now: an edit makes a new value with the same id.

    `text` and `entities` are the caption's where there is a `photo` or a `document`.
    """

    message_id: int
    chat: Chat
    sender: User
    date: int
    text: str = ""
    entities: tuple[Entity, ...] = ()
    photo: StoredFile | None = None
    document: StoredFile | None = None
    buttons: Buttons = ()
    reply_to: "Message | None" = None
    edit_date: int = 0
    via_bot: User | None = None

    @property
    def edited(self) -> bool:
        """Tell whether the message was changed after it was sent."""
        return self.edit_date > 0

    @property
    def html(self) -> str:
        """The text with its entities as HTML that a bot could send."""
        return to_html(Formatted(self.text, self.entities))

    @property
    def labels(self) -> tuple[str, ...]:
        """The texts of the buttons, row by row."""
        return tuple(button.text for row in self.buttons for button in row)

    def to_json(self) -> dict[str, object]:
        """Serialise as Telegram does."""
        data: dict[str, object] = {
            "message_id": self.message_id,
            "from": self.sender.to_json(),
            "chat": self.chat.to_json(),
            "date": self.date,
        }
        if self.edit_date:
            data["edit_date"] = self.edit_date
        if self.via_bot:
            data["via_bot"] = self.via_bot.to_json()
        if self.reply_to:
            data["reply_to_message"] = {k: v for k, v in self.reply_to.to_json().items() if k != "reply_to_message"}
        data |= self._content()
        if self.buttons:
            rows = [[button.model_dump(exclude_none=True) for button in row] for row in self.buttons]
            data["reply_markup"] = {"inline_keyboard": rows}
        return data

    def _content(self) -> dict[str, object]:
        content: dict[str, object] = {}
        if self.photo:
            content["photo"] = [self.photo.to_json()]
        if self.document:
            content["document"] = self.document.to_json()
        text, entities = ("caption", "caption_entities") if content else ("text", "entities")
        if self.text:
            content[text] = self.text
        if self.entities:
            content[entities] = [entity.to_json() for entity in self.entities]
        return content

"""What a chat is made of: people, chats, files and messages, and how Telegram serialises them."""

from dataclasses import dataclass, field
from typing import Literal

from handlers.preview.entities import Entity, Formatted, to_html
from handlers.preview.markup import ForceReply, InlineButton

Buttons = tuple[tuple[InlineButton, ...], ...]
ChatType = Literal["private", "group", "supergroup", "channel"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]


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


# Who seems to write when an administrator of a group is anonymous.
ANONYMOUS = User(1_087_968_824, "Group", username="GroupAnonymousBot", is_bot=True)


@dataclass(frozen=True, slots=True)
class Member:
    """What somebody is in a chat. `lacking` names rights that were taken away: "can_post_messages", …"""

    status: Status
    anonymous: bool = False  # an administrator whose messages come from the group itself
    lacking: frozenset[str] = frozenset()

    @property
    def is_in(self) -> bool:
        """Tell whether this is somebody in the chat, not one who left or was removed."""
        return self.status not in ("left", "kicked")

    @property
    def is_administrator(self) -> bool:
        """Tell whether this is the creator or an administrator."""
        return self.status in ("creator", "administrator")


@dataclass(frozen=True, slots=True)
class Chat:
    """A private chat, whose id is the person's, or a group or channel, whose id is below zero."""

    id: int
    type: ChatType
    title: str = ""
    username: str = ""
    first_name: str = ""
    is_forum: bool = False

    def to_json(self) -> dict[str, object]:
        """Serialise as Telegram does."""
        optional: dict[str, object] = {"title": self.title, "username": self.username, "first_name": self.first_name}
        optional["is_forum"] = self.is_forum
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

    `text` and `entities` are the caption's where there is a `photo` or a `document`. `sender` is who wrote, also where
    others do not see it: in a channel, and behind an anonymous administrator, whose group is the `sender_chat`.
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
    thread_id: int = 0  # a forum's topic (0 = General); elsewhere the first message of a thread of replies
    topic_root: "Message | None" = None  # the message that opened the topic
    sender_chat: Chat | None = None
    media_group_id: str = ""  # equal for the messages of an album
    force_reply: ForceReply | None = None  # the person is shown this message as the one that is being answered
    service: dict[str, object] = field(default_factory=dict)  # what happened, where it is no message of words

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
        data: dict[str, object] = {"message_id": self.message_id, **self._origin()}
        data |= {"chat": self.chat.to_json(), "date": self.date}
        if self.edit_date:
            data["edit_date"] = self.edit_date
        if self.media_group_id:
            data["media_group_id"] = self.media_group_id
        if self.via_bot:
            data["via_bot"] = self.via_bot.to_json()
        # In a topic, a message that answers none answers the one that opened the topic.
        if answered := self.reply_to or self.topic_root:
            data["reply_to_message"] = {k: v for k, v in answered.to_json().items() if k != "reply_to_message"}
        if self.thread_id:
            data["message_thread_id"] = self.thread_id
            data |= {"is_topic_message": True} if self.chat.is_forum else {}
        data |= self._content() | self.service
        if self.buttons:
            rows = [[button.model_dump(exclude_none=True) for button in row] for row in self.buttons]
            data["reply_markup"] = {"inline_keyboard": rows}
        return data

    def _origin(self) -> dict[str, object]:
        if self.chat.type == "channel":
            return {"sender_chat": self.chat.to_json()}
        if self.sender_chat:
            return {"from": ANONYMOUS.to_json(), "sender_chat": self.sender_chat.to_json()}
        return {"from": self.sender.to_json()}

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

"""The world that the bot talks to: chats, messages, files, open queries, and what the bot set about itself."""

import itertools
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from handlers.preview.errors import ApiError, bad_request
from handlers.preview.images import image_size
from handlers.preview.markup import ReplyKeyboard
from handlers.preview.parameters import AnswerCallbackQuery, AnswerInlineQuery, BotCommand, CommandScope, Upload
from handlers.preview.updates import UpdateQueue
from handlers.preview.values import Chat, Message, Status, StoredFile, User

MAX_DOCUMENT = 50 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024
CALLBACK_LIFE_S = 15 * 60
INLINE_LIFE_S = 5 * 60


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a person in a chat can see: message, edit, delete, action, reaction, keyboard or answer."""

    kind: str
    chat_id: int
    message: Message | None = None
    detail: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class ChatState:
    """A chat and what happened in it."""

    chat: Chat
    started: bool  # a bot cannot write first to a person
    members: dict[int, Status] = field(default_factory=dict)
    people: dict[int, User] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    reply_keyboard: ReplyKeyboard | None = None
    menu_button: str = "default"


@dataclass(slots=True)
class CallbackQuery:
    """A pressed button; `answer` is None until the bot answers."""

    id: str
    chat_id: int
    asked_at: float
    answer: AnswerCallbackQuery | None = None


@dataclass(slots=True)
class InlineQuery:
    """A query typed after the bot's name; `answer` is None until the bot answers."""

    id: str
    user: User
    query: str
    asked_at: float
    answer: AnswerInlineQuery | None = None


class World:
    """All of the state. Methods that change it tell those who listen. `clock` gives seconds since 1970."""

    def __init__(self, bot_user: User, token: str, clock: Callable[[], float]) -> None:
        self.me = bot_user
        self.token = token
        self.clock = clock
        self.updates = UpdateQueue(first_id=100_000_001)
        self.changed = self.updates.changed
        self.chats: dict[int, ChatState] = {}
        self.files: dict[str, StoredFile] = {}
        self.callbacks: dict[str, CallbackQuery] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.inline_messages: dict[str, tuple[int, int]] = {}  # inline_message_id -> chat, message
        self.commands: dict[tuple[CommandScope, str], tuple[BotCommand, ...]] = {}
        self.texts: dict[tuple[str, str], str] = {}  # ("name" | "description" | "short_description", language)
        self.menu_button = "default"
        self.refusals: deque[str] = deque(maxlen=3)  # the latest calls that were refused, for messages of tests
        self.listeners: list[Callable[[Event], None]] = []
        self._message_ids = itertools.count(1)
        self._file_numbers = itertools.count(1)

    @property
    def now(self) -> int:
        """The time as Telegram gives it: whole seconds since 1970."""
        return int(self.clock())

    def private_chat(self, user: User) -> ChatState:
        """Return the person's chat with the bot; the first call makes it."""
        chat = Chat(user.id, "private", username=user.username, first_name=user.first_name)
        state = self.chats.setdefault(user.id, ChatState(chat, started=False))
        state.people[user.id] = user
        state.members.setdefault(self.me.id, "member")
        return state

    def group(self, title: str, creator: User, others: tuple[User, ...]) -> ChatState:
        """Make a supergroup that the bot is a member of."""
        chat = Chat(-1_000_000_000_001 - len(self.chats), "supergroup", title=title)
        members = {creator.id: "creator", **{user.id: "member" for user in others}, self.me.id: "member"}
        people = {user.id: user for user in (creator, *others)}
        self.chats[chat.id] = ChatState(chat, started=True, members=members, people=people)
        return self.chats[chat.id]

    def chat(self, chat_id: int | str | None) -> ChatState:
        """Return a chat by its id, also where the id came as text.

        Raises:
            ApiError: 400 "chat not found".
        """
        try:
            state = self.chats.get(int(chat_id or 0))
        except ValueError:
            state = None
        if state is None:
            raise bad_request("chat not found")
        return state

    def writable(self, chat_id: int | str | None) -> ChatState:
        """Return a chat that the bot may write to.

        Raises:
            ApiError: 400 when there is no such chat, 403 when the bot is not let in.
        """
        state = self.chat(chat_id)
        status = state.members.get(self.me.id)
        if state.chat.type == "private":
            if status == "kicked":
                raise ApiError(403, "Forbidden: bot was blocked by the user")
            if not state.started:
                raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        elif status == "kicked":
            raise ApiError(403, "Forbidden: bot was kicked from the supergroup chat")
        elif status == "left":
            raise ApiError(403, "Forbidden: bot is not a member of the supergroup chat")
        return state

    def publish(self, event: Event) -> None:
        """Write the event into its chat's log and tell everyone."""
        self.chats[event.chat_id].events.append(event)
        for listener in tuple(self.listeners):
            listener(event)
        self.changed.notify()

    def post(self, state: ChatState, sender: User, draft: Message) -> Message:
        """Put a message into a chat and return it with its id and date."""
        message = replace(draft, message_id=next(self._message_ids), chat=state.chat, sender=sender, date=self.now)
        state.messages[message.message_id] = message
        self.publish(Event("message", state.chat.id, message))
        return message

    def amend(self, message: Message) -> Message:
        """Replace the message of that id and return it with its date of edit."""
        edited = replace(message, edit_date=self.now)
        self.chats[message.chat.id].messages[message.message_id] = edited
        self.publish(Event("edit", message.chat.id, edited))
        return edited

    def store(self, upload: Upload, as_photo: bool) -> StoredFile:
        """Keep an upload.

        Raises:
            ApiError: 400 for an empty file or a photo that is none, 413 for one that is too big.
        """
        if not upload.content:
            raise bad_request("file must be non-empty")
        if len(upload.content) > (MAX_PHOTO if as_photo else MAX_DOCUMENT):
            raise ApiError(413, "Request Entity Too Large")
        size = image_size(upload.content) if as_photo else (0, 0)
        if size is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        if sum(size) > 10_000 or max(size) > 20 * min(size):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        number = next(self._file_numbers)
        suffix = upload.name.rpartition(".")[2] if "." in upload.name else "bin"
        stored = StoredFile(
            id=("AgAC" if as_photo else "BQAC") + f"{number:06d}{secrets.token_urlsafe(18)}",
            unique_id=f"AgAD{number:06d}",
            name=upload.name,
            mime=upload.mime,
            content=upload.content,
            path=f"{'photos' if as_photo else 'documents'}/file_{number}.{suffix}",
            width=size[0],
            height=size[1],
        )
        self.files[stored.id] = stored
        return stored

    def commands_for(self, chat: Chat, user: User) -> tuple[BotCommand, ...]:
        """Return the commands that a person sees in a chat: the narrowest scope that has a list, then the language."""
        is_admin = self.chats[chat.id].members.get(user.id) in ("creator", "administrator")
        if chat.type == "private":
            scopes = [CommandScope(type="chat", chat_id=chat.id), CommandScope(type="all_private_chats")]
        else:
            scopes = [CommandScope(type="chat_member", chat_id=chat.id, user_id=user.id)]
            scopes += [CommandScope(type="chat_administrators", chat_id=chat.id)] * is_admin
            scopes += [CommandScope(type="chat", chat_id=chat.id)]
            scopes += [CommandScope(type="all_chat_administrators")] * is_admin
            scopes += [CommandScope(type="all_group_chats")]
        for scope in (*scopes, CommandScope()):
            for language in dict.fromkeys((user.language_code, "")):
                if commands := self.commands.get((scope, language)):
                    return commands
        return ()

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
from handlers.preview.values import Chat, ChatType, Member, Message, StoredFile, User

MAX_DOCUMENT = 50 * 1024 * 1024
MAX_PHOTO = 10 * 1024 * 1024
CALLBACK_LIFE_S = 15 * 60
INLINE_LIFE_S = 5 * 60


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a person in a chat can see: message, edit, delete, action, reaction, keyboard or answer.

    `chat_id` 0 stands for every chat.
    """

    kind: str
    chat_id: int
    message: Message | None = None
    detail: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Topic:
    """A topic of a forum; its id is that of the message that opened it."""

    root: Message
    name: str
    closed: bool = False


@dataclass(slots=True)
class ChatState:
    """A chat and what happened in it."""

    chat: Chat
    started: bool  # a bot cannot write first to a person
    members: dict[int, Member] = field(default_factory=dict)  # a bot that was never there is not among them
    deactivated: bool = False  # the person's account is gone
    migrated_to: int = 0  # the supergroup that a basic group became
    topics: dict[int, Topic] = field(default_factory=dict)
    general_closed: bool = False  # a forum's topic without an id
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
        self.people: dict[int, User] = {bot_user.id: bot_user}  # whom the bot has ever met
        self._usernames: dict[str, int] = {}  # public groups and channels
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
        self.people[user.id] = user
        state.members.setdefault(self.me.id, Member("member"))
        return state

    def shared_chat(
        self, kind: ChatType, title: str, members: dict[User, Member], username: str = "", is_forum: bool = False
    ) -> ChatState:
        """Make a group or a channel."""
        first_id = -4_000_000_001 if kind == "group" else -1_000_000_000_001
        chat = Chat(first_id - len(self.chats), kind, title, username, is_forum=is_forum)
        self.people |= {user.id: user for user in members}
        by_id = {user.id: member for user, member in members.items()}
        self.chats[chat.id] = ChatState(chat, started=True, members=by_id)
        if username:
            self._usernames[username.lower()] = chat.id
        if is_forum:
            next(self._message_ids)  # 1 is General's, so no topic may begin with it
        return self.chats[chat.id]

    def my_place(self, state: ChatState) -> Member:
        """Return what the bot is in a chat."""
        return state.members.get(self.me.id, Member("left"))

    def chat(self, chat_id: int | str | None) -> ChatState:
        """Return a chat by its id, also where the id came as text, or by its public @name.

        Raises:
            ApiError: 400 "chat not found".
        """
        state = self.chats.get(self.chat_id_of(chat_id))
        if state is None or (self.me.id not in state.members and not state.chat.username):
            raise bad_request("chat not found")
        return state

    def chat_id_of(self, given: object) -> int:
        """Return the id of the chat that a request names, also by its @name; 0 for none that could be."""
        try:
            return self._number(given if isinstance(given, int | str) else None)
        except ValueError:
            return 0

    def _number(self, chat_id: int | str | None) -> int:
        if isinstance(chat_id, str) and chat_id.startswith("@"):
            return self._usernames.get(chat_id[1:].lower(), 0)
        return int(chat_id or 0)

    def readable(self, chat_id: int | str | None) -> ChatState:
        """Return a chat that the bot may look at: one it is in, or a public one it was not removed from.

        Raises:
            ApiError: 400 when there is no such chat, 403 when the bot is not let in.
        """
        state = self.chat(chat_id)
        if state.chat.type in ("supergroup", "channel"):
            self._let_in(state, even_outside=bool(state.chat.username))
        return state

    def writable(self, chat_id: int | str | None) -> ChatState:
        """Return a chat that the bot may act in.

        Raises:
            ApiError: 400 when there is no such chat or it moved, 403 when the bot is not let in.
        """
        state = self.chat(chat_id)
        if state.chat.type == "private":
            self._let_in_by_the_person(state)
        elif state.migrated_to:
            reason = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(400, reason, migrate_to=state.migrated_to)
        else:
            self._let_in(state)
        return state

    def _let_in_by_the_person(self, state: ChatState) -> None:
        if state.deactivated:
            raise ApiError(403, "Forbidden: user is deactivated")
        if self.my_place(state).status == "kicked":
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if not state.started:
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")

    def _let_in(self, state: ChatState, even_outside: bool = False) -> None:
        status = self.my_place(state).status
        if status == "kicked":
            raise ApiError(403, f"Forbidden: bot was kicked from the {state.chat.type} chat")
        if status == "left" and not even_outside:
            raise ApiError(403, f"Forbidden: bot is not a member of the {state.chat.type} chat")

    def sendable(self, chat_id: int | str | None, what: str) -> ChatState:
        """Return a chat that the bot may send `what` to: "text messages", "photos" or "documents".

        Raises:
            ApiError: as `writable`, and 400 when the bot lacks the right.
        """
        state, place = self.writable(chat_id), self.my_place(self.chat(chat_id))
        if state.chat.type == "channel" and not (place.is_administrator and "can_post_messages" not in place.lacking):
            raise bad_request("need administrator rights in the channel chat")
        if place.status == "restricted" and _right_to_send(what) in place.lacking:
            raise bad_request(f"not enough rights to send {what} to the chat")
        return state

    def publish(self, event: Event) -> None:
        """Write the event into its chat's log and tell everyone."""
        if event.chat_id:
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
        is_admin = self.chats[chat.id].members.get(user.id, Member("left")).is_administrator
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


def _right_to_send(what: str) -> str:
    return "can_send_messages" if what == "text messages" else f"can_send_{what}"

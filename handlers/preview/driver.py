"""The people's side: what a person can do in a chat with the bot, and what the person sees of it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit

from handlers.preview.entities import Formatted, settle
from handlers.preview.markup import ForceReply, InlineButton
from handlers.preview.membership import change_member
from handlers.preview.methods import inline_text, new_query_id
from handlers.preview.parameters import BotCommand, InlineArticle, Upload
from handlers.preview.state import CallbackQuery, ChatState, InlineQuery, World
from handlers.preview.topics import thread_of
from handlers.preview.values import Member, Message, User


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What a person is shown after pressing a button: nothing (""), a passing note, or an alert."""

    text: str
    show_alert: bool


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """The bot's answer to an inline query."""

    query: InlineQuery
    results: tuple[InlineArticle, ...]
    next_offset: str


class Conversation:
    """A chat as one person sees it. Waiting methods raise TimeoutError, which says what the chat looks like."""

    def __init__(self, world: World, state: ChatState, user: User) -> None:
        self._world = world
        self._state = state
        self._seen = {"message": len(state.events), "edit": len(state.events)}
        self._thread: int | None = None  # the only topic that is looked at; 0 is General, None all
        self.user = user

    @property
    def id(self) -> int:
        """The chat's id."""
        return self._state.chat.id

    @property
    def messages(self) -> list[Message]:
        """All messages as they stand now, oldest first; deleted ones are gone."""
        return [message for message in self._state.messages.values() if self._is_here(message)]

    @property
    def replies(self) -> list[Message]:
        """The bot's messages as they stand now, oldest first."""
        return [message for message in self.messages if message.sender.id == self._world.me.id]

    @property
    def actions(self) -> list[str]:
        """The chat actions that were shown, oldest first: "typing", "upload_document", …"""
        return [str(event.detail["action"]) for event in self._state.events if event.kind == "action"]

    @property
    def reactions(self) -> list[tuple[int, str]]:
        """The bot's reactions: message id and emoji ("" where one was taken back), oldest first."""
        return [
            (event.message.message_id, str(event.detail["emoji"]))
            for event in self._state.events
            if event.kind == "reaction" and event.message
        ]

    @property
    def keyboard(self) -> tuple[str, ...]:
        """The keys of the reply keyboard, row by row; () when there is none."""
        return tuple(key for row in self.keyboard_rows for key in row)

    @property
    def keyboard_rows(self) -> tuple[tuple[str, ...], ...]:
        """The same, as rows."""
        rows = self._state.reply_keyboard.keyboard if self._state.reply_keyboard else ()
        return tuple(tuple(key.text for key in row) for row in rows)

    @property
    def force_reply(self) -> ForceReply | None:
        """What the newest message asks to be answered with, when it is the bot's and does so; None otherwise."""
        return self.messages[-1].force_reply if self.messages else None

    @property
    def blocked(self) -> bool:
        """Tell whether the person has blocked the bot."""
        return self._world.my_place(self._state).status == "kicked"

    @property
    def commands(self) -> tuple[BotCommand, ...]:
        """The commands that the menu shows to this person here."""
        return self._world.commands_for(self._state.chat, self.user)

    def message(self, message_id: int) -> Message:
        """Return a message as it stands now. Raises KeyError when it is gone."""
        return self._state.messages[message_id]

    def seen_by(self, user: User) -> "Conversation":
        """Return the same chat from another member's side."""
        return Conversation(self._world, self._state, user)

    async def send(self, text: str, reply_to: int | None = None) -> Message:
        """Write a message."""
        replied = None if reply_to is None else self.message(reply_to)
        return self._post(replace(self._draft(text), reply_to=replied))

    async def start(self, payload: str = "") -> Message:
        """Press Start, or open a deep link with that payload."""
        return await self.send(f"/start {payload}".strip())

    async def send_document(
        self, name: str, content: bytes, caption: str = "", mime: str = "application/octet-stream"
    ) -> Message:
        """Send a file."""
        stored = self._world.store(Upload(name, mime, content), as_photo=False)
        return self._post(replace(self._draft(caption), document=stored))

    async def send_album(
        self, files: Mapping[str, bytes], caption: str = "", mime: str = "application/octet-stream"
    ) -> list[Message]:
        """Send files together, by name, the last with a caption: an album of as many messages."""
        stored = [self._world.store(Upload(name, mime, content), as_photo=False) for name, content in files.items()]
        *others, last = [replace(self._draft(""), document=one) for one in stored]
        return self._post_together([*others, replace(self._draft(caption), document=last.document)])

    async def send_photos(self, photos: Sequence[bytes], caption: str = "", mime: str = "image/jpeg") -> list[Message]:
        """Send pictures together, the first with a caption: an album of as many messages."""
        stored = [self._world.store(Upload("photo.jpg", mime, photo), as_photo=True) for photo in photos]
        drafts = [replace(self._draft("" if number else caption), photo=one) for number, one in enumerate(stored)]
        return self._post_together(drafts)

    def _post_together(self, drafts: Iterable[Message]) -> list[Message]:
        album = new_query_id()
        return [self._post(replace(draft, media_group_id=album)) for draft in drafts]

    async def send_photo(self, content: bytes, caption: str = "", mime: str = "image/jpeg") -> Message:
        """Send a picture as a photo."""
        stored = self._world.store(Upload("photo.jpg", mime, content), as_photo=True)
        return self._post(replace(self._draft(caption), photo=stored))

    async def edit(self, message_id: int, text: str) -> Message:
        """Change the text of one of the person's own messages."""
        message = self.message(message_id)
        if message.sender.id != self.user.id:
            raise ValueError("a person can edit only their own messages")
        written = settle(Formatted(text))
        edited = self._world.amend(replace(message, text=written.text, entities=written.entities))
        self._deliver("edited_message", "edited_channel_post", edited)
        return edited

    async def tap(self, label: str, message_id: int | None = None) -> str:
        """Press a callback button without waiting; return the query's id. See `press`."""
        message, button = self._button(label, message_id)
        return self._tap(message, button)

    async def tap_at(self, message_id: int, row: int, column: int) -> str:
        """Press the callback button at that place, both counted from 0; return the query's id."""
        message = self.message(message_id)
        return self._tap(message, message.buttons[row][column])

    def _tap(self, message: Message, button: InlineButton) -> str:
        if button.callback_data is None:
            raise ValueError(f"{button.text!r} is no callback button")
        query = CallbackQuery(new_query_id(), self.id, self._world.clock())
        self._world.callbacks[query.id] = query
        content: dict[str, object] = {
            "id": query.id,
            "from": self.user.to_json(),
            "message": message.to_json(),
            "chat_instance": str(abs(self.id)),
            "data": button.callback_data,
        }
        self._world.updates.push("callback_query", content)
        return query.id

    async def press(self, label: str, message_id: int | None = None, timeout_s: float = 5) -> CallbackAnswer:
        """Press a button and return the bot's answer to it.

        Args:
            label: The button's text. Without `message_id` the newest message with such a button is taken.

        Raises:
            LookupError: There is no such button.
        """
        return await self.callback_answer(await self.tap(label, message_id), timeout_s)

    async def callback_answer(self, query_id: str, timeout_s: float = 5) -> CallbackAnswer:
        """Return the answer to a tapped button."""
        query = self._world.callbacks[query_id]
        await self.wait_until(lambda: query.answer is not None, timeout_s, "answer to the button")
        answer = query.answer
        assert answer is not None
        return CallbackAnswer(answer.text, answer.show_alert)

    async def follow(self, url: str) -> Message:
        """Open a t.me link to this bot: what it carries is sent as /start. Raises ValueError for another link."""
        payload = start_payload(url, self._world.me.username)
        if payload is None:
            raise ValueError(f"{url} does not lead to this bot")
        return await self.start(payload)

    async def ask(self, text: str, timeout_s: float = 5) -> Message:
        """Write a message and return the bot's next message."""
        await self.send(text)
        return await self.wait_reply(timeout_s)

    async def wait_reply(self, timeout_s: float = 5) -> Message:
        """Return the bot's next message that was not returned yet, as it was when it was sent."""
        return await self._next("message", timeout_s)

    async def wait_edit(self, timeout_s: float = 5) -> Message:
        """Return the bot's next edit of one of its messages that was not returned yet, as it was then."""
        return await self._next("edit", timeout_s)

    async def wait_until(self, condition: Callable[[], bool], timeout_s: float = 5, what: str = "change") -> None:
        """Return as soon as the condition holds; looks again after every change."""
        if not await self._world.changed.wait_for(condition, timeout_s):
            last = "; ".join(f"{m.sender.first_name}: {m.text[:80]!r}" for m in self.messages[-4:])
            refused = f"; refused to the bot: {'; '.join(self._world.refusals)}" if self._world.refusals else ""
            raise TimeoutError(f"no {what} within {timeout_s} s; the chat ends with {last or 'nothing'}{refused}")

    async def block(self) -> None:
        """Block the bot, or remove it from the group or channel."""
        self._make_the_bot(Member("kicked"))

    async def unblock(self) -> None:
        """Unblock the bot, or take it into the group again."""
        self._make_the_bot(Member("member"))

    async def deactivate(self) -> None:
        """Delete the person's account; the bot is not told."""
        self._state.deactivated = True

    def _make_the_bot(self, member: Member) -> None:
        change_member(self._world, self._state, self.user, self._world.me, member)

    def _draft(self, text: str) -> Message:
        written = settle(Formatted(text))
        return Message(0, self._state.chat, self.user, 0, written.text, written.entities)

    def _post(self, draft: Message) -> Message:
        self._state.started = True
        return self._post_as(self.user, draft)

    def _post_as(self, user: User, draft: Message) -> Message:
        """Post where this person is: in the topic, and with the group's name when they are anonymous."""
        message = self._world.post(self._state, user, self._addressed(user, draft))
        self._deliver("message", "channel_post", message)
        return message

    def _addressed(self, user: User, draft: Message) -> Message:
        thread_id = self._thread or (draft.reply_to.thread_id if draft.reply_to else 0)
        topic = self._state.topics[thread_id] if self._thread else self._state.topics.get(thread_id)
        anonymous = self._state.members.get(user.id, Member("member")).anonymous
        return replace(
            draft,
            thread_id=thread_of(self._state, topic, draft.reply_to),
            topic_root=topic.root if topic else None,
            sender_chat=self._state.chat if anonymous else None,
        )

    def _is_here(self, message: Message) -> bool:
        return self._thread is None or message.thread_id == self._thread

    def _deliver(self, kind: str, kind_in_channels: str, message: Message) -> None:
        place = self._world.my_place(self._state)
        if place.is_in and (place.is_administrator or self._bot_may_read(message)):
            is_post = message.chat.type == "channel"
            self._world.updates.push(kind_in_channels if is_post else kind, message.to_json())

    def _bot_may_read(self, message: Message) -> bool:
        """Privacy mode: in a group the bot gets commands, mentions, replies to it, and what is no message of words."""
        if message.chat.type == "private" or message.service:
            return True
        if message.reply_to and message.reply_to.sender.id == self._world.me.id:
            return True
        addressed = f"@{self._world.me.username}"
        if re.search(rf"{re.escape(addressed)}\b", message.text, re.I):
            return True
        return message.text.startswith("/") and "@" not in message.text.split()[0]

    def _button(self, label: str, message_id: int | None) -> tuple[Message, InlineButton]:
        candidates = self.messages[::-1] if message_id is None else [self.message(message_id)]
        for message in candidates:
            for row in message.buttons:
                for button in row:
                    if button.text == label:
                        return message, button
        there = [text for message in candidates for text in message.labels]
        raise LookupError(f"there is no button {label!r}, only {there}")

    async def _next(self, kind: str, timeout_s: float) -> Message:
        found: list[Message] = []

        def look() -> bool:
            events = self._state.events
            while not found and self._seen[kind] < len(events):
                event = events[self._seen[kind]]
                self._seen[kind] += 1
                if event.kind == kind and event.message and self._is_answer(event.message):
                    found.append(event.message)
            return bool(found)

        await self.wait_until(look, timeout_s, f"{kind} by the bot")
        return found[0]

    def _is_answer(self, message: Message) -> bool:
        return message.sender.id == self._world.me.id and self._is_here(message)


def start_payload(url: str, username: str) -> str | None:
    """Return what a t.me link to the bot hands to /start ("" for a bare link), None for any other link.

    >>> start_payload("https://t.me/preview_bot?start=cop29", "preview_bot")
    'cop29'
    """
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.hostname not in ("t.me", "telegram.me") or parts.path.strip("/").lower() != username.lower():
        return None
    return parse_qs(parts.query).get("start", [""])[0]


async def ask_inline(world: World, user: User, query: str, offset: str, timeout_s: float) -> InlineAnswer:
    """Send an inline query and wait for the bot's answer."""
    asked = InlineQuery(new_query_id(), user, query, world.clock())
    world.inline_queries[asked.id] = asked
    content: dict[str, object] = {"id": asked.id, "from": user.to_json(), "query": query, "offset": offset}
    world.updates.push("inline_query", content)
    if not await world.changed.wait_for(lambda: asked.answer is not None, timeout_s):
        raise TimeoutError(f"no answer to the inline query {query!r} within {timeout_s} s")
    assert asked.answer is not None
    return InlineAnswer(asked, asked.answer.results, asked.answer.next_offset)


def choose_inline(world: World, answer: InlineAnswer, result_id: str, chat: Conversation) -> Message:
    """Post the chosen result in the person's name and tell the bot, as with inline feedback switched on."""
    result = next(result for result in answer.results if result.id == result_id)
    text = inline_text(result)
    buttons = result.reply_markup.rows() if result.reply_markup else ()
    state = world.chat(chat.id)
    draft = Message(0, state.chat, chat.user, 0, text.text, text.entities, buttons=buttons, via_bot=world.me)
    message = world.post(state, chat.user, draft)
    content: dict[str, object] = {"result_id": result_id, "from": chat.user.to_json(), "query": answer.query.query}
    if buttons:
        content["inline_message_id"] = f"AQAAA{new_query_id()}"
        world.inline_messages[str(content["inline_message_id"])] = (chat.id, message.message_id)
    world.updates.push("chosen_inline_result", content)
    return message

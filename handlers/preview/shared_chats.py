"""Groups, forums and channels from the side of one of their members, who may also run them."""

from dataclasses import replace
from typing import Self

from handlers.preview.driver import Conversation
from handlers.preview.membership import SENDING_RIGHTS, change_member
from handlers.preview.state import ChatState, Topic
from handlers.preview.values import ANONYMOUS, Member, Message, Status, User


class SharedChat(Conversation):
    """A chat of many. What is done to the bot and to others is done in the name of `user`."""

    def seen_by(self, user: User) -> Self:
        """Return the same chat from another member's side."""
        other = type(self)(self._world, self._state, user)
        other._thread = self._thread
        return other

    def in_topic(self, thread_id: int) -> Self:
        """Return the same chat with only that topic in sight; 0 is General."""
        if thread_id and thread_id not in self._state.topics:
            raise LookupError(f"there is no topic {thread_id}, only {sorted(self._state.topics)}")
        other = self.seen_by(self.user)
        other._thread = thread_id
        return other

    # The bot's place

    async def add(self) -> None:
        """Take the bot in."""
        self._make_the_bot(Member("member"))
        self._tell({"new_chat_members": [self._world.me.to_json()]})

    async def remove(self) -> None:
        """Remove the bot, so that it may not come back by itself."""
        self._tell({"left_chat_member": self._world.me.to_json()})
        self._make_the_bot(Member("kicked"))

    async def promote(self, *lacking: str) -> None:
        """Make the bot an administrator, who sees every message. `lacking`: rights kept back, "can_post_messages"."""
        self._make_the_bot(Member("administrator", lacking=frozenset(lacking)))

    async def demote(self) -> None:
        """Make the bot a plain member."""
        self._make_the_bot(Member("member"))

    async def restrict(self) -> None:
        """Take from the bot the right to write."""
        self._make_the_bot(Member("restricted", lacking=SENDING_RIGHTS))

    # The others

    async def set_member(self, user: User, status: Status, *, anonymous: bool = False) -> None:
        """Make somebody a member of that kind; "left" and "kicked" take them out."""
        change_member(self._world, self._state, self.user, user, Member(status, anonymous))

    # Topics of a forum

    async def create_topic(self, name: str) -> int:
        """Open a topic and return its id."""
        opening = replace(self._draft(""), service={"forum_topic_created": {"name": name, "icon_color": 7322096}})
        root = self._world.post(self._state, self.user, opening)
        root = replace(root, thread_id=root.message_id)
        self._state.messages[root.message_id] = root
        self._state.topics[root.message_id] = Topic(root, name)
        self._deliver("message", "", root)
        return root.message_id

    async def close_topic(self, thread_id: int) -> None:
        """Let nobody but administrators write in the topic; 0 is General."""
        self._set_closed(thread_id, closed=True)

    async def reopen_topic(self, thread_id: int) -> None:
        """Let everybody write there again."""
        self._set_closed(thread_id, closed=False)

    def _set_closed(self, thread_id: int, closed: bool) -> None:
        if thread_id:
            self._state.topics[thread_id].closed = closed
        else:
            self._state.general_closed = closed
        self.in_topic(thread_id)._tell({f"forum_topic_{'closed' if closed else 'reopened'}": {}})

    async def delete_topic(self, thread_id: int) -> None:
        """Delete the topic with all that is in it; the bot is not told."""
        del self._state.topics[thread_id]
        for message in [m for m in self._state.messages.values() if m.thread_id == thread_id]:
            del self._state.messages[message.message_id]

    # A basic group that grows

    async def migrate(self) -> "SharedChat":
        """Make a supergroup of a basic group and return it; the old chat is closed to the bot from now on."""
        if self._state.chat.type != "group" or self._state.migrated_to:
            raise ValueError("only a basic group becomes a supergroup, and only once")
        people = {self._world.people[user_id]: member for user_id, member in self._state.members.items()}
        state = self._world.shared_chat("supergroup", self._state.chat.title, people)
        self._tell({"migrate_to_chat_id": state.chat.id})
        self._state.migrated_to = state.chat.id
        return self._arrived(state)

    def _arrived(self, state: ChatState) -> "SharedChat":
        """The first message of the new chat comes from the group itself."""
        new = SharedChat(self._world, state, self.user)
        draft = replace(new._draft(""), sender_chat=state.chat, service={"migrate_from_chat_id": self.id})
        new._deliver("message", "", self._world.post(state, ANONYMOUS, draft))
        return new

    def _post(self, draft: Message) -> Message:
        if self._state.chat.type == "channel" and not self._state.members[self.user.id].is_administrator:
            raise ValueError("only administrators write in a channel")
        return super()._post(draft)

    def _tell(self, service: dict[str, object]) -> None:
        """Post what happened, in the name of the person who did it; a channel keeps it to itself."""
        if self._state.chat.type != "channel":
            self._post_as(self.user, replace(self._draft(""), service=service))

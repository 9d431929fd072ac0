"""Threads of messages: the topics of a forum, and what a `message_thread_id` means elsewhere."""

from handlers.preview.errors import bad_request
from handlers.preview.state import ChatState, Topic
from handlers.preview.values import Message

GENERAL = 1  # its id among the topics; messages carry none, and only chat actions may name it


def topic_to_write_in(state: ChatState, thread_id: int | None, replied: Message | None) -> Topic | None:
    """Return the topic that a message of the bot lands in; None is General, and any chat that is no forum.

    A reply goes where the message is that it answers. A supergroup that is no forum ignores the id, as the Bot API does
    since 10.0.

    Raises:
        ApiError: 400 when there is no such topic, or it is closed.
    """
    topic = topic_named(state, thread_id or (replied.thread_id if replied else None))
    if state.general_closed if topic is None else topic.closed:
        raise bad_request("TOPIC_CLOSED")
    return topic


def topic_named(state: ChatState, thread_id: int | None) -> Topic | None:
    """Return the topic of that id, None where none is given or the chat has no topics by its kind.

    Raises:
        ApiError: 400 "message thread not found".
    """
    if not thread_id or not (state.chat.is_forum or state.chat.type == "private"):
        return None
    if thread_id not in state.topics:
        raise bad_request("message thread not found")
    return state.topics[thread_id]


def thread_of(state: ChatState, topic: Topic | None, replied: Message | None) -> int:
    """Return the `message_thread_id` that a message gets: its topic's, or that of a thread of replies; 0 for none."""
    if topic:
        return topic.root.message_id
    if replied and state.chat.type == "supergroup" and not state.chat.is_forum:
        return replied.thread_id or replied.message_id
    return 0

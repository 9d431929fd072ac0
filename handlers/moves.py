"""A press on a button, and what it comes to."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers.actions import Action
from handlers.outgoing import Document, Outgoing


@dataclass(frozen=True, slots=True)
class Move:
    """What a press comes to. Nothing is a move as well."""

    note: str = ""  # over the chat, until it is put away; at most 200 characters
    toast: str = ""  # over the chat, for a moment; the same limit
    document: Document | None = None  # sent first
    edit: Outgoing | None = None  # of the message that was pressed
    others: tuple[
        tuple[int, Outgoing], ...
    ] = ()  # edits of other messages of the chat, by id; one that is gone stays so
    send: Outgoing | None = None
    later: Callable[[], Awaitable[None]] | None = None  # what takes long, after the rest, beside what else is pressed


@dataclass(frozen=True, slots=True)
class Press:
    """A press on a button: what it asks for, and who pressed where."""

    action: Action
    user_id: int
    chat_id: int
    chat_kind: str
    message_id: int
    thread_id: int = 0  # of a forum topic, 0 otherwise
    title: str = ""  # of a group or channel
    language: str = ""  # IETF tag of the person's

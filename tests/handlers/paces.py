"""When a message may go, as the sender works it out."""

from handlers.pace import SendingPace


def ready_at(pace: SendingPace, chat_id: int, now: float) -> float:
    """The earliest time at which an unasked message may go to a chat; it is not after `now` if it may."""
    return max(pace.any_ready_at(now), pace.chat_ready_at(chat_id))

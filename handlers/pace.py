"""How fast messages may go out: pure reckoning with times that are handed in, shared by all that write to chats."""

from collections import deque
from dataclasses import dataclass, replace

_WINDOW_S = 1.003  # a second, and by what our clock and that of Telegram differ within one
_MARGIN = 1.02  # on the pauses within a chat: 20 pauses of exactly 3 s make 21 messages within a minute
_CATCH_UP_S = 0.5  # slots missed by so little are made up for, two at a time; after longer there was nothing to send
_LONGEST_CALL_S = 60.0  # a call without an answer after so long never reaches anybody
_MOST_PENANCE_S = 60.0  # after however many answers in one chat
_TRIPS = 100  # of which the shortest tells how far away Telegram is
_MIN_PRUNED = 256


@dataclass(frozen=True, slots=True)
class SendingLimits:
    """Telegram's advice, https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this."""

    per_second: int = 30  # to all chats together
    per_chat_s: float = 1.0  # between two messages in a private chat
    per_group_minute: int = 20  # in a group or channel

    def between_s(self, chat_id: int) -> float:
        """Return the seconds between two messages in a chat; groups and channels have negative ids."""
        return _MARGIN * (60 / self.per_group_minute if chat_id < 0 else self.per_chat_s)


DEFAULT_LIMITS = SendingLimits()


@dataclass(frozen=True, slots=True)
class _Sent:
    chat_id: int | None
    started: float
    answered: float | None = None


class SendingPace:
    """Says when the next unasked message may go, having been told of every message that went, asked for or not.

    All times are seconds of one clock that never goes back. Unasked messages are spread evenly over the second. In
    no second does Telegram see more than the limit: a message counts from its call until a second after its answer,
    less the quickest way to Telegram and back, since it arrived somewhere in between. So no delay on the way,
    however long, can push two full seconds into one. What is asked for is counted and never held up: only when a
    chat's people press more buttons than the limit allows is it exceeded, and then nothing unasked goes.
    """

    def __init__(self, limits: SendingLimits = DEFAULT_LIMITS) -> None:
        """Begin with nothing sent."""
        self.limits = limits
        self._spacing_s = _WINDOW_S / limits.per_second
        self._slot = self._last = float("-inf")  # when the next unasked message is to go, and when the last one went
        self._sent: dict[int, _Sent] = {}  # by number, of the last second and some before it
        self._numbers = 0
        self._trips: deque[float] = deque(maxlen=_TRIPS)
        self._quickest = 0.0
        self._chats: dict[int, float] = {}  # when each may be written to again
        self._held: dict[int, float] = {}  # until when Telegram wants to hear nothing for a chat
        self._all_held = float("-inf")
        self._prune_at = self._prune_sent_at = _MIN_PRUNED

    def any_ready_at(self, now: float) -> float:
        """Return the earliest time at which an unasked message may go to any chat at all."""
        leaving = sorted(self._counts_until(sent, now) for sent in self._sent.values())
        counted = [at for at in leaving if at > now]
        too_many = len(counted) - self.limits.per_second + 1
        room = counted[too_many - 1] if too_many > 0 else float("-inf")
        return max(self._slot, self._last + self._spacing_s / 2, self._all_held, room)

    def chat_ready_at(self, chat_id: int) -> float:
        """Return the earliest time for a chat, as far as the chat alone is concerned."""
        nothing = float("-inf")
        return max(self._chats.get(chat_id, nothing), self._held.get(chat_id, nothing))

    def behind_s(self, now: float) -> float:
        """Return by how much the next unasked message is late, of what is made up for."""
        late_s = now - self._slot
        return late_s if 0 < late_s <= _CATCH_UP_S else 0.0

    def held_until(self, chat_id: int) -> float:
        """Return until when Telegram wants to hear nothing for a chat: what somebody asked for waits for that alone."""
        return self._held.get(chat_id, float("-inf"))

    def unready(self, now: float) -> int:
        """Count the chats that may not be written to now."""
        self._forget(now)
        return len(self._chats.keys() | self._held.keys())

    def note(self, chat_id: int | None, now: float, *, unasked: bool = True) -> int:
        """Count a message that goes out now, to a chat that may not be known; return its number for `answered`."""
        if len(self._sent) > self._prune_sent_at:
            self._sent = {number: sent for number, sent in self._sent.items() if self._counts_until(sent, now) > now}
            self._prune_sent_at = 2 * len(self._sent) + _MIN_PRUNED
        self._numbers += 1
        self._sent[self._numbers] = _Sent(chat_id, now)
        if unasked:
            self._slot = (self._slot if now - self._slot <= _CATCH_UP_S else now) + self._spacing_s
            self._last = now
        if chat_id is not None:
            after = max(self._chats.get(chat_id, now), now) + self.limits.between_s(chat_id)
            self._chats[chat_id] = min(after, now + _MOST_PENANCE_S)
        if len(self._chats) > self._prune_at:
            self._forget(now)
            self._prune_at = 2 * len(self._chats) + _MIN_PRUNED
        return self._numbers

    def answered(self, number: int, now: float) -> None:
        """Note that the call of a message is over, one way or the other."""
        sent = self._sent.get(number)
        if sent is None or sent.answered is not None:
            return
        self._trips.append(now - sent.started)
        self._quickest = min(self._trips)
        self._sent[number] = replace(sent, answered=now)
        if sent.chat_id is not None:
            after = now - self._quickest + self.limits.between_s(sent.chat_id)
            self._chats[sent.chat_id] = max(self._chats.get(sent.chat_id, after), after)

    def hold(self, chat_id: int, until: float, now: float) -> None:
        """Send nothing to a chat before `until`, because Telegram said so.

        Telegram does not tell which limit was hit. One chat's own is likelier; but if a second chat is refused while
        the first still is, it is the limit over all chats, and everything waits for the later of both. Going on with
        third and fourth chats would only collect refusals, and longer waits.
        """
        held = {chat: at for chat, at in self._held.items() if at > now}
        held[chat_id] = max(held.get(chat_id, until), until)
        if len(held) > 1:
            self._all_held = max(self._all_held, *held.values())
        self._held = held

    def _counts_until(self, sent: _Sent, now: float) -> float:
        """Return until when a message may lie within Telegram's last second."""
        if sent.answered is not None:
            return sent.answered - self._quickest + _WINDOW_S
        if now - sent.started > _LONGEST_CALL_S:
            return sent.started
        return max(sent.started, now - self._quickest) + _WINDOW_S

    def _forget(self, now: float) -> None:
        self._chats = {chat: at for chat, at in self._chats.items() if at > now}
        self._held = {chat: at for chat, at in self._held.items() if at > now}

"""What came against what should have come."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bench.digests.expected import Expected
from bench.digests.telegrams import Delivered

_PART = re.compile(r", part \d+(?:</b>)?$")
_SECTION = re.compile(r"<b>(.+?)</b> · (\d+) new")
_CODE = re.compile(r"under permit (\d{6})")
_PAUSE = timedelta(seconds=1.5)  # after it what comes next is another burst


@dataclass(frozen=True, slots=True)
class Came:
    """A digest that a chat got, in however many messages."""

    at: datetime  # of its first message
    news: Mapping[str, int]
    codes: tuple[str, ...]


@dataclass(slots=True)
class Verdict:
    """What was wrong, and how late what was right came."""

    digests: int = 0
    missing: int = 0
    extra: int = 0
    early: int = 0
    wrong: int = 0  # another topic, another number of news, or a paragraph that is not news
    repeated: int = 0  # a paragraph that the chat had got before
    late_s: list[float] = field(default_factory=list)  # since the tick
    examples: list[str] = field(default_factory=list)

    @property
    def right(self) -> bool:
        """Whether each digest came once, not early, with its news and no other."""
        return not (self.missing or self.extra or self.early or self.wrong or self.repeated)


@dataclass(frozen=True, slots=True)
class Burst:
    """Messages with no pause between them."""

    messages: int
    seconds: float  # from the first to the last
    began_s: float = 0.0  # after the tick that queued them, the first

    def over(self, per_second: float) -> float:
        """Return by which share it took longer than the limit over all chats makes it."""
        return self.seconds * per_second / (self.messages - 1) - 1


def came(messages: Iterable[Delivered]) -> dict[int, list[Came]]:
    """Return the digests that chats got, by chat and in order; parts are put together."""
    found: dict[int, list[Came]] = defaultdict(list)
    for message in messages:
        headline = message.html.partition("\n")[0]
        news = {topic: int(count) for topic, count in _SECTION.findall(message.html)}
        codes = tuple(_CODE.findall(message.html))
        if _PART.search(headline) and found[message.chat_id]:
            first = found[message.chat_id].pop()
            found[message.chat_id].append(Came(first.at, {**first.news, **news}, first.codes + codes))
        else:
            found[message.chat_id].append(Came(message.at, news, codes))
    return found


def compared(expected: Mapping[int, Sequence[Expected]], got: Mapping[int, Sequence[Came]]) -> Verdict:
    """Hold what came against what should have come, chat by chat and in order."""
    verdict = Verdict()
    for chat_id in expected.keys() | got.keys():
        _compare(verdict, chat_id, expected.get(chat_id, ()), got.get(chat_id, ()))
    return verdict


def _compare(verdict: Verdict, chat_id: int, wanted: Sequence[Expected], got: Sequence[Came]) -> None:
    verdict.digests += len(wanted)
    if len(wanted) != len(got):
        verdict.missing += max(len(wanted) - len(got), 0)
        verdict.extra += max(len(got) - len(wanted), 0)
        verdict.examples.append(f"chat {chat_id}: expected {[*wanted]}, got {[*got]}")
        return
    for want, one in zip(wanted, got, strict=True):
        early = one.at < want.due
        wrong = one.news != want.news or not want.codes.issuperset(one.codes)
        verdict.early += early
        verdict.wrong += wrong
        verdict.late_s.append((one.at - want.tick).total_seconds())
        if early or wrong:
            verdict.examples.append(f"chat {chat_id}: expected {want}, got {one}")
    twice = [code for code, count in Counter(code for one in got for code in one.codes).items() if count > 1]
    verdict.repeated += len(twice)
    if twice:
        verdict.examples.append(f"chat {chat_id} got {twice} more than once")


def bursts(messages: Iterable[Delivered], least: int, ticks: Sequence[datetime]) -> list[Burst]:
    """Return the bursts of at least so many messages, in order; `ticks` are sorted, and one is before each message."""
    found: list[list[datetime]] = []
    for at in sorted(message.at for message in messages):
        if found and at - found[-1][-1] <= _PAUSE:
            found[-1].append(at)
        else:
            found.append([at])
    return [
        Burst(
            len(one),
            (one[-1] - one[0]).total_seconds(),
            (one[0] - ticks[bisect_right(ticks, one[0]) - 1]).total_seconds(),
        )
        for one in found
        if len(one) >= least
    ]

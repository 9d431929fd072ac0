"""People who ask all at once: each waits for an answer before the next question, or all ask at times of their own."""

import asyncio
import random
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from handlers.preview.driver import Conversation
from handlers.preview.server import PreviewServer
from handlers.preview.values import Message, User

_FIRST = 200_001  # the first person's id
_PATIENCE_S = 30.0  # after which an answer counts as lost


@dataclass(frozen=True, slots=True)
class Said:
    """An answer."""

    chat_id: int
    query: str
    text: str


@dataclass(slots=True)
class Talk:
    """What came of questions."""

    answered: int = 0
    lost: int = 0
    out_of_order: int = 0  # the answer to another question
    other: int = 0  # an answer that is neither what was learnt nor any other's, as after the documents changed
    took_s: list[float] = field(default_factory=list)  # from the time at which each was due ...
    due_s: list[float] = field(default_factory=list)  # ... which was this, by a clock that processes share
    said: list[Said] = field(default_factory=list)  # in the order in which they came
    wall_s: float = 0.0


class People:
    """Some people with a private chat each."""

    def __init__(self, server: PreviewServer, count: int, first: int = _FIRST) -> None:
        """Let them have pressed Start."""
        users = [User(first + number, "Ada", language_code="en") for number in range(count)]
        self.chats = server.private_chats(users)

    async def learn(self, queries: Sequence[str]) -> Mapping[str, Message]:
        """Ask each question once, one after the other, and return the answers. Raises TimeoutError."""
        return {query: await self.chats[0].ask(query, 4 * _PATIENCE_S) for query in queries}

    async def in_turns(self, learnt: Mapping[str, str], questions: int) -> Talk:
        """Let each ask so many questions, the next one after an answer."""
        talk, began = Talk(), time.perf_counter()
        await asyncio.gather(*(self._one(chat, list(learnt), questions, learnt, talk) for chat in self.chats))
        talk.wall_s = time.perf_counter() - began
        return talk

    async def _one(
        self, chat: Conversation, queries: Sequence[str], questions: int, learnt: Mapping[str, str], talk: Talk
    ) -> None:
        rng = random.Random(chat.id)
        for _ in range(questions):
            query = rng.choice(queries)
            due = time.perf_counter()
            await chat.send(query)
            await _answered(chat, query, due, learnt, talk)

    async def at_rate(self, learnt: Mapping[str, str], per_second: float, seconds: float) -> Talk:
        """Let questions come at random times, whoever still waits for an answer; each is asked by anybody."""
        talk, rng, began = Talk(), random.Random(7), time.perf_counter()
        queries, waiting = list(learnt), [_Waiting(chat) for chat in self.chats]
        due = began
        while (due := due + rng.expovariate(per_second)) < began + seconds:
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            await rng.choice(waiting).ask(rng.choice(queries), due, learnt, talk)
        await asyncio.gather(*(one.done() for one in waiting))
        talk.wall_s = time.perf_counter() - began
        return talk


class _Waiting:
    """A chat in which several questions may be open."""

    def __init__(self, chat: Conversation) -> None:
        self._chat = chat
        self._open: deque[tuple[str, float]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def ask(self, query: str, due: float, learnt: Mapping[str, str], talk: Talk) -> None:
        self._open.append((query, due))
        await self._chat.send(query)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._listen(learnt, talk))

    async def _listen(self, learnt: Mapping[str, str], talk: Talk) -> None:
        while self._open:
            query, due = self._open.popleft()
            await _answered(self._chat, query, due, learnt, talk)

    async def done(self) -> None:
        if self._task:
            await self._task


async def _answered(chat: Conversation, query: str, due: float, learnt: Mapping[str, str], talk: Talk) -> None:
    try:
        answer = await chat.wait_reply(_PATIENCE_S)
    except TimeoutError:
        talk.lost += 1
        return
    talk.took_s.append(time.perf_counter() - due)
    talk.due_s.append(due)
    talk.said.append(Said(chat.id, query, answer.text))
    talk.answered += 1
    if answer.text != learnt[query]:
        is_anothers = answer.text in learnt.values()
        talk.out_of_order += is_anothers
        talk.other += not is_anothers

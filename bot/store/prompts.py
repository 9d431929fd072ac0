"""Questions of ours that a person's next message in a chat answers."""

from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, select

from bot.store.database import Database, upsert
from bot.store.rows import Prompt
from bot.store.schema import prompts

_COLUMNS = tuple(prompts.c[field.name] for field in fields(Prompt))
# Asked with every message: putting a statement together costs as much as carrying it out.
_PUT = select(*_COLUMNS).where(prompts.c.chat_id == bindparam("chat"), prompts.c.user_id == bindparam("user"))


class PromptQuestions(Database):
    """The questions about prompts: of a person in a chat there is one at most."""

    async def put_prompt(self, prompt: Prompt) -> None:
        """Keep a prompt in the place of an earlier one."""
        values = asdict(prompt)
        place = ["chat_id", "user_id"]
        async with self.writing() as connection:
            put = upsert(connection, prompts).values(values)
            await connection.execute(put.on_conflict_do_update(index_elements=place, set_=values))

    async def take_prompt(self, chat_id: int, user_id: int, not_before: datetime) -> Prompt | None:
        """Return and delete a person's prompt, so that of two messages one answers; None if asked before an instant."""
        taken = delete(prompts).where(_of(chat_id, user_id)).returning(*_COLUMNS)
        async with self.writing() as connection:
            row = (await connection.execute(taken)).one_or_none()
        return _young(Prompt(*row), not_before) if row else None

    async def peek_prompt(self, chat_id: int, user_id: int, not_before: datetime) -> Prompt | None:
        """Return a person's prompt and leave it; None if asked before an instant."""
        of = {"chat": chat_id, "user": user_id}
        row = await self.read_at_once(lambda connection: connection.execute(_PUT, of).one_or_none())
        return _young(Prompt(*row), not_before) if row else None

    async def prompt_of_message(self, chat_id: int, message_id: int, not_before: datetime) -> Prompt | None:
        """Return the prompt that a message of ours put, whoever it was put to; None if asked before an instant."""
        put = select(*_COLUMNS).where(prompts.c.chat_id == chat_id, prompts.c.message_id == message_id)
        latest = put.order_by(prompts.c.asked_at.desc()).limit(1)  # a preview begins its ids anew
        async with self.reading() as connection:
            row = (await connection.execute(latest)).one_or_none()
        return _young(Prompt(*row), not_before) if row else None

    async def prune_prompts(self, before: datetime) -> int:
        """Delete prompts put before an instant; return how many."""
        async with self.writing() as connection:
            return (await connection.execute(delete(prompts).where(prompts.c.asked_at < before))).rowcount


def _of(chat_id: int, user_id: int) -> ColumnElement[bool]:
    return (prompts.c.chat_id == chat_id) & (prompts.c.user_id == user_id)


def _young(prompt: Prompt, not_before: datetime) -> Prompt | None:
    return prompt if prompt.asked_at >= not_before else None

"""What becomes of followers when a chat refuses, comes back or moves."""

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.digests import undo
from bot.store.following import lock_followers
from bot.store.outbox import WAITING
from bot.store.schema import digests, followers, outbox, prompts, subscriptions


class ChatQuestions(Database):
    """The questions about chats that cannot be written to, or not as before."""

    async def refuse(self, follower_id: int) -> int:
        """Count a refusal of Telegram's; return how many in a row that makes, 0 where there is no such follower."""
        one_more = update(followers).where(followers.c.id == follower_id).values(refusals=followers.c.refusals + 1)
        async with self.writing() as connection:
            counted = await connection.execute(one_more.returning(followers.c.refusals))
            return int(counted.scalar_one_or_none() or 0)

    async def stop_follower(self, follower_id: int, reason: str) -> None:
        """Send a follower nothing more until the chat is revived. The list stays.

        Messages that wait for it are deleted, and their digests undone: what they would have told is news then.
        """
        async with self.writing() as connection:
            await _stop(connection, followers.c.id == follower_id, outbox.c.follower_id == follower_id, reason)

    async def stop_chat(self, chat_id: int, reason: str) -> None:
        """Stop every follower of a chat, as `stop_follower` does."""
        async with self.writing() as connection:
            await _stop(connection, followers.c.chat_id == chat_id, outbox.c.chat_id == chat_id, reason)

    async def migrate_chat(self, old: int, new: int) -> None:
        """Move what is of a group to the supergroup that it became; if that follows too, the lists become one."""
        if old == new:
            return
        async with self.writing() as connection:
            await lock_followers(connection, followers.c.chat_id.in_((old, new)))
            there = await _by_thread(connection, new)
            for thread, follower_id in (await _by_thread(connection, old)).items():
                await _move(connection, follower_id, new, there.get(thread))
            unsettled = (outbox.c.chat_id == old, outbox.c.settled_at.is_(None))
            await connection.execute(update(outbox).where(*unsettled).values(chat_id=new))
            await connection.execute(delete(prompts).where(prompts.c.chat_id == old))


async def _stop(
    connection: AsyncConnection, which: ColumnElement[bool], messages: ColumnElement[bool], reason: str
) -> None:
    await lock_followers(connection, which)
    ids = select(followers.c.id).where(which)
    stopped = update(followers).where(which).values(stopped=reason)
    silent = update(subscriptions).where(subscriptions.c.follower_id.in_(ids))
    waiting = select(outbox.c.digest_id).distinct().where(*WAITING, messages, outbox.c.digest_id.is_not(None))
    await connection.execute(stopped)
    await connection.execute(silent.values(next_run_at=None, asleep=False))
    await undo(connection, set((await connection.execute(waiting)).scalars()))
    await connection.execute(delete(outbox).where(*WAITING, messages))


async def _by_thread(connection: AsyncConnection, chat_id: int) -> dict[int, int]:
    chosen = select(followers.c.thread_id, followers.c.id).where(followers.c.chat_id == chat_id)
    return {row.thread_id: row.id for row in await connection.execute(chosen)}


async def _move(connection: AsyncConnection, follower_id: int, chat_id: int, twin_id: int | None) -> None:
    if twin_id is None:
        moved = update(followers).where(followers.c.id == follower_id)
        await connection.execute(moved.values(chat_id=chat_id, kind="supergroup"))
        return
    await _hand_over(connection, follower_id, twin_id)
    await connection.execute(delete(followers).where(followers.c.id == follower_id))


async def _hand_over(connection: AsyncConnection, old: int, new: int) -> None:
    """Give another follower the topics and digests of which it has no like, and the messages.

    From now on its last digest is the later one of both: the times of what comes then are free.
    """
    keys = select(subscriptions.c.key).where(subscriptions.c.follower_id == new)
    times = select(digests.c.due_at).where(digests.c.follower_id == new)
    topics = update(subscriptions).where(subscriptions.c.follower_id == old, subscriptions.c.key.not_in(keys))
    told = update(digests).where(digests.c.follower_id == old, digests.c.due_at.not_in(times))
    messages = update(outbox).where(outbox.c.follower_id == old)
    for handed in (topics, told, messages):
        await connection.execute(handed.values(follower_id=new))
    last = select(func.max(followers.c.last_digest_at)).where(followers.c.id.in_((old, new))).scalar_subquery()
    await connection.execute(update(followers).where(followers.c.id == new).values(last_digest_at=last))

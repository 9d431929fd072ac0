"""Whose menu of commands is an admin's."""

from sqlalchemy import delete, select

from bot.store.database import Database, upsert
from bot.store.schema import menus


class MenuQuestions(Database):
    """The questions about menus that Telegram keeps for single chats, and so keeps until it is told otherwise."""

    async def menu_holders(self) -> frozenset[int]:
        """Return who has an admin's menu, by Telegram id."""
        async with self.reading() as connection:
            return frozenset((await connection.execute(select(menus.c.user_id))).scalars())

    async def note_menu(self, user_id: int, *, there: bool) -> None:
        """Note that somebody has an admin's menu, or has none any more."""
        async with self.writing() as connection:
            if there:
                await connection.execute(upsert(connection, menus).values(user_id=user_id).on_conflict_do_nothing())
            else:
                await connection.execute(delete(menus).where(menus.c.user_id == user_id))

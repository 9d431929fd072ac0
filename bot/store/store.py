"""The store: every family's questions behind one name."""

from bot.store.asks import AskQuestions, delete_asks_of
from bot.store.corpus import CorpusQuestions
from bot.store.migrate import Migrated
from bot.store.queries import LogQuestions, delete_queries_of
from bot.store.rows import Forgotten
from bot.store.secrets import SecretQuestions


class Store(Migrated, CorpusQuestions, LogQuestions, AskQuestions, SecretQuestions):
    """Everything that outlives the process. `Store.open(url)`, `migrate()`, then questions, then `close()`."""

    async def forget_user(self, user_id: int, asker: str) -> Forgotten:
        """Delete all that is held of a person, under the Telegram id and under the pseudonym, or nothing."""
        async with self.writing() as connection:
            return Forgotten(
                asks=await delete_asks_of(connection, user_id), queries=await delete_queries_of(connection, asker)
            )

"""All SQL: the schema and its migrations, and one method per question that the rest of the bot asks."""

from bot.store.store import Store

__all__ = ["Store"]

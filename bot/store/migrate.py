"""Bring a database to the present schema, from wherever the program was started."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreError
from bot.store.database import Database

_STEPS = Path(__file__).parent / "migrations"
_LOCK = 7_283_001  # any number of ours; PostgreSQL's advisory locks are told apart by numbers


class Migrated(Database):
    """A database that can bring itself up to date."""

    async def migrate(self) -> None:
        """Run the steps that are missing, all or none. Two processes may do so at once.

        Raises `StoreError`, also when a newer version of the bot has been here.
        """
        async with self.writing() as connection:
            await _take_turn(connection)
            await connection.run_sync(_upgrade)


async def _take_turn(connection: AsyncConnection) -> None:
    """Wait for another process that migrates. SQLite's write lock, already held, does that by itself."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _upgrade(connection: Connection) -> None:
    if _version(connection) == latest():
        return
    # It takes a third of a second to import, which no start with a database that is up to date needs to wait for.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))  # ConfigParser's own sign
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            f"the database was made by another version of the bot ({error})", "run that version or a newer one"
        ) from error


def latest() -> str:
    """Return the number of the last step."""
    return max(path.stem for path in (_STEPS / "versions").glob("m[0-9]*.py"))[1:5]


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()

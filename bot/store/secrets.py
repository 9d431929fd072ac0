"""What an installation makes up once and keeps."""

import secrets

from sqlalchemy import select

from bot.store.database import Database, upsert
from bot.store.schema import install_secrets

_PSEUDONYMS = "pseudonyms"


class SecretQuestions(Database):
    """The installation's secrets."""

    async def pseudonym_key(self) -> bytes:
        """Return the 32 bytes that `privacy.pseudonym` is keyed with, made at the first call.

        Processes that ask at once are told the same key: the first to store one wins.
        """
        async with self.writing() as connection:
            made = upsert(connection, install_secrets).values(name=_PSEUDONYMS, value=secrets.token_bytes(32))
            await connection.execute(made.on_conflict_do_nothing())
            stored = select(install_secrets.c.value).where(install_secrets.c.name == _PSEUDONYMS)
            return bytes((await connection.execute(stored)).scalar_one())

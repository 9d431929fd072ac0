"""Alembic runs this file to run the steps; `bot.store.migrate` hands it a connection in a transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()

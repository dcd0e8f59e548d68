"""Run by Alembic: migrates in the transaction of the connection that ``store.schema`` hands it."""

from alembic import context

from backstride.store.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()

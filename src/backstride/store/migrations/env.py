"""Run by Alembic: migrates over the connection that ``store.schema`` hands it, inside that connection's transaction."""

from alembic import context

from backstride.store.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()

"""Which schema a database has, and how it comes to the one that this version needs."""

from collections.abc import Collection

from sqlalchemy import Connection, inspect, text

from backstride.store.errors import StoreError

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009")
"""Every schema revision, oldest first: a store at the last one opens without loading Alembic."""


FOREIGN = "this is another program's database: name another folder with --home"
_OURS = {"alembic_version", "source_file"}


def is_foreign(tables: Collection[str]) -> bool:
    """Whether a database with these tables is not this program's. One without any is yet nobody's."""
    return bool(tables) and not _OURS.issubset(tables)


def revision_of(connection: Connection) -> str | None:
    """The database's schema revision; None where it has no schema yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def is_current(connection: Connection) -> bool:
    """Whether the schema is the one this version works with; StoreError where a newer version made it."""
    if is_foreign(inspect(connection).get_table_names()):
        raise StoreError(FOREIGN)
    revision = revision_of(connection)
    if revision is not None and revision not in REVISIONS:
        raise StoreError(
            f"these data were written by a newer backstride (schema {revision}, this one knows up to"
            f" {REVISIONS[-1]}): install the newest version"
        )
    return revision == REVISIONS[-1]


def migrate(connection: Connection) -> None:
    """Bring the schema to the newest revision, within the connection's transaction."""
    from alembic import command  # heavy, and needed once per new version
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "backstride.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

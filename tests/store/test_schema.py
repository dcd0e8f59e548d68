"""The schema: one history, the same tables everywhere, and nothing that only SQLite has."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, Table, create_engine, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.types import BigInteger, Boolean, Date, Float, Integer, LargeBinary, String, Text

from backstride.store import Store
from backstride.store.database import FILE_NAME
from backstride.store.models import Base, UtcDateTime
from backstride.store.schema import REVISIONS

TABLES = Base.metadata.sorted_tables
PORTABLE = (BigInteger, Boolean, Date, Float, Integer, LargeBinary, String, Text, UtcDateTime)


@pytest.fixture
def migrated(store: Store) -> Engine:
    return create_engine(f"sqlite:///{store.home / FILE_NAME}")


def test_the_revisions_are_those_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", "backstride.store:migrations")
    history = list(ScriptDirectory.from_config(config).walk_revisions())
    assert tuple(script.revision for script in reversed(history)) == REVISIONS


def test_a_migrated_store_has_the_tables_of_the_models(migrated: Engine) -> None:
    with migrated.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_migrated_store_has_the_constraint_names_of_the_models(migrated: Engine) -> None:
    found = inspect(migrated)
    for table in TABLES:
        names = {found.get_pk_constraint(table.name)["name"]}
        names |= {key["name"] for key in found.get_foreign_keys(table.name)}
        names |= {key["name"] for key in found.get_unique_constraints(table.name)}
        assert names == {constraint.name for constraint in table.constraints}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_can_be_made_in_postgresql(table: Table) -> None:
    ddl = str(CreateTable(table).compile(dialect=postgresql.dialect()))
    assert ddl.lstrip().startswith(f"CREATE TABLE {table.name}")
    assert "DATETIME" not in ddl
    for index in table.indexes:
        assert str(CreateIndex(index).compile(dialect=postgresql.dialect()))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_names_follow_one_rule_and_need_no_quotes(table: Table) -> None:
    for dialect in (postgresql.dialect(), sqlite.dialect()):
        assert '"' not in str(CreateTable(table).compile(dialect=dialect))
    names = [table.name, *(column.name for column in table.columns)]
    names += [str(constraint.name) for constraint in table.constraints]
    names += [str(index.name) for index in table.indexes]
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,62}", name) for name in names)  # 63: PostgreSQL's limit
    prefixes = {"PrimaryKeyConstraint": "pk_", "ForeignKeyConstraint": "fk_", "UniqueConstraint": "uq_"}
    for constraint in table.constraints:
        assert str(constraint.name).startswith(prefixes[type(constraint).__name__] + table.name)
    for index in table.indexes:
        assert str(index.name).startswith(f"ix_{table.name}")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_column_has_a_type_that_every_database_has(table: Table) -> None:
    for column in table.columns:
        assert type(column.type) in PORTABLE, column


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_number_carries_its_unit_in_its_name(table: Table) -> None:
    units = re.compile(r".*_(m|s|deg|bpm|spm|nrs|h|bytes)$")
    without_unit = {"scale", "value_offset"}  # of a stream, whose channel names the unit
    without_unit |= {"value"}  # of a measure, whose kind names it
    without_unit |= {"richness"}  # orders records and measures nothing
    for column in table.columns:
        if isinstance(column.type, Float):
            assert units.match(column.name) or column.name in without_unit


def test_a_store_that_is_up_to_date_opens_without_alembic(store: Store) -> None:
    code = (
        "import sys; from pathlib import Path; from backstride.store import Store\n"
        f"Store.open(Path({str(store.home)!r})).close(); print('alembic' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"


def test_migrations_are_part_of_the_package() -> None:
    import backstride.store

    folder = Path(backstride.store.__file__).parent / "migrations"
    assert (folder / "env.py").is_file()
    assert len(list((folder / "versions").glob("0*.py"))) == len(REVISIONS)

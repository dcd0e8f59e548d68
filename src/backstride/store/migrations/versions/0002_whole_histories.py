"""Whole histories: an import's log, several records of one activity, measures of nights and days."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("batch", sa.Column("covers_until", sa.Date(), nullable=True))
    op.add_column("batch", sa.Column("undone_utc", sa.DateTime(), nullable=True))
    op.add_column("source_file", sa.Column("crc64", sa.String(length=16), nullable=True))
    op.add_column("source_file", sa.Column("byte_offset", sa.BigInteger(), nullable=True))
    op.add_column(
        "source_file", sa.Column("reader_version", sa.Integer(), nullable=False, server_default="0")
    )
    for column in (
        sa.Column("same_as_id", sa.Integer(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("richness", sa.Float(precision=53), nullable=False, server_default="0"),
        sa.Column("sport_source", sa.String(length=8), nullable=False, server_default="file"),
        sa.Column("gear", sa.Text(), nullable=True),
    ):
        op.add_column("activity", column)
    op.create_index(op.f("ix_activity_same_as_id"), "activity", ["same_as_id"])
    op.create_index(op.f("ix_activity_fingerprint"), "activity", ["fingerprint"])
    op.create_table(
        "diary_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_file_id", sa.Integer(), nullable=True),
        sa.Column("told_utc", sa.DateTime(), nullable=False),
        sa.Column("lines", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_file_id"], ["source_file.id"], name=op.f("fk_diary_table_source_file_id_source_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diary_table")),
    )
    op.create_index(op.f("ix_diary_table_source_file_id"), "diary_table", ["source_file_id"])
    with op.batch_alter_table("check_in") as table:
        table.add_column(sa.Column("diary_table_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_check_in_diary_table_id_diary_table"),
            "diary_table",
            ["diary_table_id"],
            ["id"],
            ondelete="CASCADE",
        )
        table.create_index(op.f("ix_check_in_diary_table_id"), ["diary_table_id"])
    op.create_table(
        "log_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("source_file_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fate", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("warnings_json", sa.Text(), nullable=False),
        sa.Column("byte_offset", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_log_entry_batch_id_batch")),
        sa.ForeignKeyConstraint(
            ["source_file_id"], ["source_file.id"], name=op.f("fk_log_entry_source_file_id_source_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entry")),
    )
    op.create_index(op.f("ix_log_entry_batch_id"), "log_entry", ["batch_id"])
    op.create_index(op.f("ix_log_entry_source_file_id"), "log_entry", ["source_file_id"])
    # What earlier versions remember of their imports is the log of them, as far as it goes.
    op.execute(
        "INSERT INTO log_entry (batch_id, source_file_id, name, fate, reason, warnings_json)"
        " SELECT batch_id, id, name, fate, reason, warnings_json FROM source_file ORDER BY id"
    )
    op.create_table(
        "apart",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("other_fingerprint", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", "other_fingerprint", name=op.f("pk_apart")),
    )
    op.create_table(
        "deleted",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("run_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("deleted_utc", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_deleted")),
    )
    op.create_index(op.f("ix_deleted_run_fingerprint"), "deleted", ["run_fingerprint"])
    op.create_table(
        "measure",
        sa.Column("source_file_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=128), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(precision=53), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_file_id"],
            ["source_file.id"],
            name=op.f("fk_measure_source_file_id_source_file"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("source_file_id", "kind", "source", "date", name=op.f("pk_measure")),
    )

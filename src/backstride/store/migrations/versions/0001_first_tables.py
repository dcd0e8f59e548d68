"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sport", sa.String(length=16), nullable=False),
        sa.Column("sub_sport", sa.Text(), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("device", sa.Text(), nullable=True),
        sa.Column("start_utc", sa.DateTime(), nullable=False),
        sa.Column("utc_offset_s", sa.Integer(), nullable=False),
        sa.Column("offset_source", sa.String(length=16), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("distance_m", sa.Float(precision=53), nullable=True),
        sa.Column("elapsed_s", sa.Float(precision=53), nullable=True),
        sa.Column("moving_s", sa.Float(precision=53), nullable=True),
        sa.Column("ascent_m", sa.Float(precision=53), nullable=True),
        sa.Column("descent_m", sa.Float(precision=53), nullable=True),
        sa.Column("avg_hr_bpm", sa.Float(precision=53), nullable=True),
        sa.Column("max_hr_bpm", sa.Float(precision=53), nullable=True),
        sa.Column("avg_cadence_spm", sa.Float(precision=53), nullable=True),
        sa.Column("indoor", sa.Boolean(), nullable=False),
        sa.Column("notes_json", sa.Text(), nullable=False),
        sa.Column("sketch_json", sa.Text(), nullable=False),
        sa.Column("sketch_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index(op.f("ix_activity_local_date"), "activity", ["local_date"])
    op.create_index(op.f("ix_activity_start_utc"), "activity", ["start_utc"])
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_utc", sa.DateTime(), nullable=False),
        sa.Column("started_local_date", sa.Date(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("imported", sa.Integer(), nullable=False),
        sa.Column("duplicates", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_table(
        "check_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("written_utc", sa.DateTime(), nullable=False),
        sa.Column("written_offset_s", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("pain_nrs", sa.Float(precision=53), nullable=True),
        sa.Column("sleep_h", sa.Float(precision=53), nullable=True),
        sa.Column("sitting_h", sa.Float(precision=53), nullable=True),
        sa.Column("stress_nrs", sa.Float(precision=53), nullable=True),
        sa.Column("warmup", sa.Boolean(), nullable=True),
        sa.Column("core", sa.Boolean(), nullable=True),
        sa.Column("cross_training", sa.Boolean(), nullable=True),
        sa.Column("pain_site", sa.Text(), nullable=True),
        sa.Column("pain_when", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
    )
    op.create_index(op.f("ix_check_in_date"), "check_in", ["date"])
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "shoe",
        sa.Column("shoe_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("start_distance_m", sa.Float(precision=53), nullable=False),
        sa.PrimaryKeyConstraint("shoe_id", name=op.f("pk_shoe")),
    )
    op.create_table(
        "lap",
        sa.Column("activity_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start_s", sa.Float(precision=53), nullable=False),
        sa.Column("elapsed_s", sa.Float(precision=53), nullable=True),
        sa.Column("moving_s", sa.Float(precision=53), nullable=True),
        sa.Column("distance_m", sa.Float(precision=53), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_lap_activity_id_activity"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("activity_id", "number", name=op.f("pk_lap")),
    )
    op.create_table(
        "source_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("fate", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("warnings_json", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_source_file_batch_id_batch")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_file")),
        sa.UniqueConstraint("sha256", name=op.f("uq_source_file_sha256")),
    )
    op.create_index(op.f("ix_source_file_batch_id"), "source_file", ["batch_id"])
    op.create_table(
        "stream",
        sa.Column("activity_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("codec", sa.String(length=32), nullable=False),
        sa.Column("dtype", sa.String(length=8), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("scale", sa.Float(precision=53), nullable=False),
        sa.Column("value_offset", sa.Float(precision=53), nullable=False),
        sa.Column("invalid_mark", sa.String(length=24), nullable=True),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_stream_activity_id_activity"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("activity_id", "channel", name=op.f("pk_stream")),
    )
    op.create_table(
        "activity_source",
        sa.Column("activity_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source_file_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name=op.f("fk_activity_source_activity_id_activity"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_file_id"], ["source_file.id"], name=op.f("fk_activity_source_source_file_id_source_file")
        ),
        sa.PrimaryKeyConstraint("activity_id", "source_file_id", name=op.f("pk_activity_source")),
    )
    op.create_index(op.f("ix_activity_source_source_file_id"), "activity_source", ["source_file_id"])

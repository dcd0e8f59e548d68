"""The screen's answers, and pairs of shoes with the runs that were run in them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "screening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answered_utc", sa.DateTime(), nullable=False),
        sa.Column("answered_offset_s", sa.Integer(), nullable=False),
        sa.Column("answers_json", sa.Text(), nullable=False),
        sa.Column("rules_sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening")),
    )
    for name in ("first_used", "retired", "default_from"):
        op.add_column("shoe", sa.Column(name, sa.Date(), nullable=True))
    op.create_table(
        "worn",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("shoe_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_worn")),
    )

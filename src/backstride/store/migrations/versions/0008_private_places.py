"""Places that the runner keeps private."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "private_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("latitude_deg", sa.Float(precision=53), nullable=False),
        sa.Column("longitude_deg", sa.Float(precision=53), nullable=False),
        sa.Column("radius_m", sa.Float(precision=53), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_place")),
    )

"""The diary: when on a date pain was felt, and what was done about the back."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    for column in (
        sa.Column("at_min", sa.Integer(), nullable=True),
        sa.Column("slot", sa.String(length=16), nullable=True),
        sa.Column("event_painkiller", sa.Boolean(), nullable=True),
        sa.Column("event_physio", sa.Boolean(), nullable=True),
        sa.Column("event_illness", sa.Boolean(), nullable=True),
        sa.Column("event_other", sa.Boolean(), nullable=True),
        sa.Column("event_note", sa.Text(), nullable=True),
    ):
        op.add_column("check_in", column)

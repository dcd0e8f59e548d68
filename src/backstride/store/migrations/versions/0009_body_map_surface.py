"""The diary: where on the body map it hurt, and what the date's runs were on."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("check_in", sa.Column("pain_places", sa.Text(), nullable=True))
    op.add_column("check_in", sa.Column("surface", sa.Text(), nullable=True))

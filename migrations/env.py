"""Run migrations: with foreign keys off on SQLite, since a rebuilt table would take its child rows along."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context

from govtech import rooms
from govtech.core.db import Base

LOCK_TIMEOUT = "5s"


def run(connection: sa.Connection) -> None:
    """Upgrade or compare on one connection."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        context.run_migrations()


assert rooms.SEARCHABLE is not None  # noqa: S101  (importing the rooms fills the metadata)
run(context.config.attributes["connection"])
